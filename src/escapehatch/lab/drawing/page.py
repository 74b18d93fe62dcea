"""A page around findings: one file, no script, nothing fetched, light and dark, readable on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from .style import STYLE


def whole(title: str, body: Iterable[str]) -> str:
    """The whole page; ``body`` is HTML."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{''.join(body)}</main></body></html>\n"
    )


def figure(title: str, picture: str, about: str, missing: str) -> str:
    """A picture with its title and ``about`` (HTML); ``missing`` is said where there is no picture."""
    shown = picture or f'<p class="dim">{escape(missing)}</p>'
    return f"<figure><h2>{escape(title)}</h2>{shown}<figcaption>{about}</figcaption></figure>"


def card(name: str, value: str, about: str) -> str:
    """One figure in large."""
    return f"<div><h3>{escape(name)}</h3><b>{escape(value)}</b><p>{escape(about)}</p></div>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(x)}</th>" for x in head)
    lines = "".join(f"<tr><th>{escape(first)}</th>{''.join(map(_cell, rest))}</tr>" for first, *rest in rows)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>'


def _cell(words: str) -> str:
    """A value; its interval does not break inside."""
    value, bracket, spread = words.partition(" (")
    return f"<td>{escape(value)}{f' <span>({escape(spread)}</span>' if bracket else ''}</td>"
