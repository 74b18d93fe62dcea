"""Conditions in CEL, behind one small door.

What a condition may name is declared, so a typo and a wrong type are found when the policy is read, with the place. An
evaluation that fails comes back from the library as a value of type ERROR which counts as true; here it is raised.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Final

from cel_expr_python import cel  # type: ignore[import-untyped]
from msgspec import Struct

#: Characters in one condition.
CONDITION_MAX_CHARS: Final = 2_000

T: Final = cel.Type
#: The names a condition may use, with their types and what they mean.
NAMES: Final[dict[str, tuple[Any, str]]] = {
    "customer.id": (T.STRING, "the shop's id of the customer"),
    "customer.tier": (T.STRING, "loyalty tier; empty unless the shop vouched for the customer"),
    "customer.verified": (T.BOOL, "whether the shop's back end signed the identity"),
    "cart.total": (T.DOUBLE, "what lies in the cart, in the shop's currency"),
    "cart.items": (T.INT, "how many items lie in the cart"),
    "reading.intent": (T.STRING, "what the customer's latest message is about"),
    "reading.intent_score": (T.DOUBLE, "how sure that is, 0..1"),
    "reading.asks_for_human": (T.DOUBLE, "how surely it asks for a person, 0..1"),
    "reading.frustration": (T.DOUBLE, "frustration now, over the whole stretch, 0..1"),
    "reading.language": (T.STRING, "language of the customer (en, es, ...)"),
    "conversation.turns": (T.INT, "customer messages since the bot last took over"),
    "conversation.bot_failures": (T.INT, "failed bot answers in a row"),
    "conversation.repeats": (T.INT, "times the customer had to say something again"),
    "conversation.minutes": (T.DOUBLE, "minutes since the conversation began"),
    "conversation.channel": (T.STRING, "where it takes place (widget, api, ...)"),
    "topics": (T.List(T.STRING), "subjects heard in this stretch"),
}

_ENV: Final = cel.NewEnv(variables={name: kind for name, (kind, _) in NAMES.items()})
_WHERE: Final = re.compile(r"<input>:(\d+):(\d+): (.*)")
_UNDECLARED: Final = re.compile(r"undeclared reference to '([^']+)'")


class CelRefused(Exception):
    """The condition cannot be used. ``offset``: the character at fault, from 0."""

    def __init__(self, sentence: str, offset: int = 0, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.offset = offset
        self.hint = hint


class CelFailed(Exception):
    """The condition was sound and could not be evaluated on these values."""


class Condition(Struct, frozen=True):
    """A checked condition."""

    text: str
    expression: Any

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it is true of ``values`` (see ``NAMES``). Raises CelFailed."""
        try:
            answer = self.expression.eval(data=values)
        except Exception as failed:
            raise CelFailed(str(failed)) from failed
        if answer.type() == T.ERROR:
            raise CelFailed(str(answer.value()))
        return answer.value() is True


def condition(text: str) -> Condition:
    """Check a condition. Raises CelRefused with the place and, where one can be guessed, a hint."""
    if len(text) > CONDITION_MAX_CHARS:
        raise CelRefused(f"A condition holds at most {CONDITION_MAX_CHARS:,} characters.")
    if not text.strip():
        raise CelRefused("The condition is empty.", hint="Write 'true' for always.")
    try:
        expression = _ENV.compile(text)
    except Exception as refused:
        raise _explained(text, str(refused)) from refused
    if expression.return_type() != T.BOOL:
        kind = expression.return_type().name().lower()
        raise CelRefused(f"A condition must be true or false, and this is of type {kind}.")
    return Condition(text, expression)


def _explained(text: str, message: str) -> CelRefused:
    found = _WHERE.search(message)
    if not found:
        return CelRefused(message.splitlines()[0])
    offset = _offset(text, int(found[1]), int(found[2]))
    sentence = found[3].split(" (in container")[0]
    unknown = _UNDECLARED.search(sentence)
    if unknown:
        return CelRefused(f"'{unknown[1]}' is not known here.", _start(text, offset, unknown[1]), _meant(unknown[1]))
    if "no matching overload" in sentence:
        return CelRefused(_mismatch(sentence), offset, _number(sentence))
    return CelRefused(sentence[:200], offset)


def _offset(text: str, line: int, column: int) -> int:
    before = text.split("\n")[: line - 1]
    return min(sum(len(x) + 1 for x in before) + column - 1, len(text))


def _start(text: str, offset: int, name: str) -> int:
    """CEL points at the last dot of a name; people look for its first letter."""
    start = text.rfind(name, 0, offset + len(name))
    return start if start >= 0 else offset


def _meant(name: str) -> str:
    close = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'?" if close else f"Known are: {', '.join(NAMES)}."


def _mismatch(sentence: str) -> str:
    found = re.search(r"for '_?([^']*?)_?' applied to '\((.*)\)'", sentence)
    if not found:
        return sentence
    types = [x.strip() for x in found[2].split(",")]
    return f"'{found[1].strip('_')}' cannot be applied to {' and '.join(types)}."


def _number(sentence: str) -> str:
    return "Write decimal numbers with a point, as in 5.0." if "double" in sentence and "int" in sentence else ""
