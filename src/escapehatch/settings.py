"""What an operator may choose, read from ``escapehatch.toml``. Everything has a default that works on one machine."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class SettingsRefused(Exception):
    """The settings file cannot be used; the text says where and what."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ShopSettings(Section):
    """``folder``: a folder of JSON files. ``http``: a shop that answers the questions of the Shop port."""

    kind: Literal["none", "folder", "http"] = "none"
    folder: Path | None = None
    url: str = ""
    token: str = ""
    allow_private: bool = False


class BotSettings(Section):
    """``shop``: the built-in bot. ``openai``: an OpenAI-compatible model. ``webhook``: your own. ``api``: it writes by itself."""

    kind: Literal["none", "shop", "openai", "webhook", "api"] = "shop"
    name: str = "Pip"
    url: str = ""
    model: str = ""
    key: str = ""
    secret: str = ""
    allow_private: bool = False


class HelpdeskSettings(Section):
    """``webhook``: signed calls to ``url``. ``mail``: the packet goes to a mailbox, through the server at ``host``."""

    kind: Literal["none", "webhook", "mail"] = "none"
    url: str = ""
    secret: str = ""
    allow_private: bool = False
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    to: str = ""
    sender: str = ""
    user: str = ""
    password: str = ""
    starttls: bool = True


class MailSettings(Section):
    """The mail server by which customers get an answer who asked for one by e-mail. Empty: that is not offered."""

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    sender: str = ""
    user: str = ""
    password: str = ""
    starttls: bool = True


class GuidanceSettings(Section):
    """The model that answers the policy's guidelines: OpenAI-compatible, ``url`` up to ``/v1``. Empty: nobody is asked."""

    url: str = ""
    model: str = ""
    key: str = ""
    allow_private: bool = False
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 3.0


class SummarySettings(Section):
    """The model that may rewrite the packet's summary: OpenAI-compatible, ``url`` up to ``/v1``. Empty: extractive."""

    url: str = ""
    model: str = ""
    key: str = ""
    allow_private: bool = False
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 8.0


FileKind = Literal["picture", "pdf", "text", "other"]


class UploadSettings(Section):
    """``kinds``: what customers and agents may send to each other, of picture, pdf, text and other; none: nothing."""

    kinds: list[FileKind] = ["picture", "pdf", "text"]


class SiteSettings(Section):
    """A shop's pages: ``secrets`` sign identities (two live at most), ``origins`` may show the widget."""

    secrets: list[str] = Field(default_factory=list, max_length=2)
    origins: list[str] = Field(default_factory=list)


class Settings(Section):
    """``origin``: how browsers reach this server; empty: http://HOST:PORT. ``reader``: encoder, or plain patterns.

    ``shadow``: a second policy that only watches. ``turn_model``: what ``escapehatch train handoff`` wrote.
    ``golden``: a folder of golden pages, played before a policy is deployed.
    ``traces``: the OTLP/HTTP address to which traces go (``.../v1/traces``; needs the extra ``otel``); empty: nowhere.
    ``log_level``: how much the log tells; words of people it never does.
    ``operator_token``: opens ``/metrics`` to others than this machine; empty: to nobody else.
    ``triggers``: of one's own packages, as ``package.module:function``; a policy then sets their knobs by that name.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8700
    origin: str = ""
    journal: Path = Path("escapehatch.db")
    policy: Path | None = None
    roster: Path | None = None
    shadow: Path | None = None
    golden: Path | None = None
    turn_model: Path | None = None
    triggers: list[str] = Field(default_factory=list)
    reader: Literal["encoder", "plain"] = "encoder"
    shop: ShopSettings = ShopSettings()
    bot: BotSettings = BotSettings()
    helpdesk: HelpdeskSettings = HelpdeskSettings()
    mail: MailSettings = MailSettings()
    guidance: GuidanceSettings = GuidanceSettings()
    summary: SummarySettings = SummarySettings()
    uploads: UploadSettings = UploadSettings()
    operator_token: str = ""
    traces: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    sites: dict[str, SiteSettings] = Field(default_factory=dict)

    @property
    def own_origin(self) -> str:
        return (self.origin or f"http://{self.host}:{self.port}").rstrip("/")


#: Files that may be named, relative to the settings file.
BESIDE: Final = ("policy", "roster", "shadow", "golden", "turn_model")


def load(path: Path) -> Settings:
    """Read a settings file. Relative paths in it are relative to its folder. Raises SettingsRefused."""
    try:
        with path.open("rb") as file:
            given = tomllib.load(file)
        settings = Settings.model_validate(given)
    except FileNotFoundError:
        raise SettingsRefused(
            f"{path}: there is no such file. Write one, or leave --settings out to use the defaults"
        ) from None
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsRefused(f"{path}: {wrong}") from None
    except ValidationError as wrong:
        lines = [f"{path}: {'.'.join(str(x) for x in e['loc'])}: {e['msg']}" for e in wrong.errors()]
        raise SettingsRefused("\n".join(lines)) from None
    return _beside(settings, path.parent)


def _beside(settings: Settings, folder: Path) -> Settings:
    def at(path: Path | None) -> Path | None:
        return None if path is None else folder / path

    shop = settings.shop.model_copy(update={"folder": at(settings.shop.folder)})
    paths = {"journal": folder / settings.journal, **{x: at(getattr(settings, x)) for x in BESIDE}}
    return settings.model_copy(update={**paths, "shop": shop})
