"""The bot's fixed phrases, by language, from ``phrases.yaml``."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML

#: Languages that write sums as English does; the others write them with a comma, and the sign behind.
POINTS = frozenset({"en", "ja", "ar"})
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


@cache
def phrases() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("phrases.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = YAML(typ="safe").load(text)
    return found


class Words:
    """Phrases in one language; English where that language has none."""

    def __init__(self, language: str) -> None:
        known = phrases()
        self.language = language if language in known else "en"
        self._own = known[self.language]

    def say(self, key: str, **values: Any) -> str:
        """The phrase, filled. A value's braces are left alone."""
        return str(self._own[key]).format_map(values)

    def day(self, date: str) -> str:
        """An ISO date as people say it, without the year; any other text as it stands."""
        try:
            at = datetime.fromisoformat(date)
        except ValueError:
            return date
        return self.say("day", day=at.day, month=self._own["months"].split()[at.month - 1])

    def money(self, amount: float, currency: str) -> str:
        symbol = SYMBOLS.get(currency, currency + " ")
        number = f"{amount:,.2f}"
        if self.language in POINTS:
            return f"{symbol}{number}"
        thousands = "\u00a0" if self.language == "pl" else "."
        return f"{number.translate(str.maketrans(',.', thousands + ','))} {symbol.strip()}"
