"""A policy in words: what each trigger, rule, route and threshold does, each with its line in the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from .cel import NAMES
from .costs import enough
from .logic.formula import Both, Compare, Either, Formula, Member, Opaque, formula
from .policy import Policy, tree_of
from .problems import place
from .schema import Guideline, Route, Rule

#: Comparisons as they are said of numbers; of words and truths ``is`` and ``is not``.
SIGNS: Final = {"==": "is", "!=": "is not", "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least"}  # fmt: skip
#: Names of conditions as they are said; the rest by their own name.
SAID: Final = {
    "customer.id": "the customer's id",
    "customer.tier": "the customer's vouched tier",
    "cart.total": "the cart's total",
    "cart.items": "the number of items in the cart",
    "reading.intent": "the latest message's subject",
    "reading.intent_score": "how sure that subject is",
    "reading.asks_for_human": "how surely a person is asked for",
    "reading.frustration": "frustration",
    "reading.language": "the customer's language",
    "conversation.turns": "the number of customer messages",
    "conversation.bot_failures": "the number of failed bot answers in a row",
    "conversation.repeats": "how often the customer had to say something again",
    "conversation.minutes": "the conversation's length in minutes",
    "conversation.channel": "the channel",
}
URGENCY: Final = {0: "", 1: "raised", 2: "high stakes", 3: "safety"}


class Words(Struct, frozen=True):
    """One part of a policy in a sentence. ``line`` counts from 1; 0: it is not spelled out, the default holds."""

    line: int
    part: str
    sentence: str


def explain(policy: Policy) -> list[Words]:
    """Everything the policy says, in the order in which it is looked at."""
    tree = tree_of(policy.text, policy.name)

    def at(*path: Any) -> int:
        here = tree
        for step in path:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return 0
        return place(tree, list(path), key=True)[0]

    return [
        *_triggers(policy, at),
        *(Words(at("rules", n), f"rule {x.name}", _rule(x)) for n, (x, _) in enumerate(policy.rules)),
        *(Words(at("guidance", n), f"guideline {x.name}", _guideline(x)) for n, x in enumerate(policy.guidance)),
        Words(at("costs") or at("thresholds"), "all signs together", _enough(policy)),
        *(Words(at("routes", n), f"route {n + 1}", _route(x)) for n, x in enumerate(policy.routes)),
        Words(at("queue"), "queue", f"Whoever no route claims waits in {policy.queue}."),
        Words(
            at("bot"), "bot", f"{policy.bot.name} may take {policy.bot.patience_s:g} s for an answer; then a person is asked for."
        ),
    ]  # fmt: skip


def _triggers(policy: Policy, at: Any) -> Iterator[Words]:
    for trigger, knobs in policy.triggers:
        about = " ".join(trigger.about.strip().split("\n\n")[0].split()).replace("``", "")
        changed = knobs.model_dump(exclude_defaults=True, exclude={"on"})
        told = (
            f" Here: {'; '.join(f'{_plain(key)} {_value(value)}' for key, value in changed.items())}."
            if changed
            else ""
        )
        always = " It cannot be switched off." if trigger.always else ""
        yield Words(at("triggers", trigger.name), f"trigger {trigger.name}", f"{about}{told}{always}")


def _rule(rule: Rule) -> str:
    reason = f' The reason is given as "{rule.because}".' if rule.because else ""
    return f"When {condition_in_words(rule.when)}, {_does(rule)}.{reason}"


def _guideline(x: Guideline) -> str:
    return f"When a model finds that {x.when.strip().rstrip('.')}, {_does(x)}."


def _does(x: Rule | Guideline) -> str:
    comes = "a person comes" if x.decision == "handoff" else "a person is offered"
    return comes + _where(x.queue, x.priority, x.skills)


def _where(queue: str, priority: int, skills: list[str]) -> str:
    parts = [f"from {queue}" if queue else "", f"urgency {URGENCY[priority]}" if priority else ""]
    parts.append(f"with the skills {' and '.join(skills)}" if skills else "")
    told = ", ".join(x for x in parts if x)
    return f" ({told})" if told else ""


def _route(x: Route) -> str:
    given = (
        ("the trigger", x.trigger),
        ("a topic heard", x.topic),
        ("the language", x.language),
        ("the vouched tier", x.tier),
    )
    when = " and ".join(f"{name} is {_plain(value)}" for name, value in given if value)
    parts = [
        f"goes to {x.queue}" if x.queue else "",
        f"is at least of urgency {URGENCY[x.priority]}" if x.priority else "",
    ]
    parts.append(f"wants the skills {' and '.join(x.skills)}" if x.skills else "")
    does = " and ".join(y for y in parts if y) or "changes nothing"
    return f"When {when}, the handoff {does}." if when else f"Every handoff {does}."


def _enough(policy: Policy) -> str:
    if policy.costs:
        return (
            f"A handoff costs {policy.costs.handoff:g}, a missed one {policy.costs.missed:g} more: a person comes where one is "
            f"needed with a chance of {enough(policy.costs):.0%}, by all signs together."
        )
    x = policy.thresholds
    return (
        f"When all signs together say with a chance of {x.offer:.0%} that a person is needed, one is offered; from {x.handoff:.0%} on one comes."
    )  # fmt: skip


def condition_in_words(text: str) -> str:
    """A CEL condition as people say it; what is not understood stays as it is written."""
    return _words(formula(text))


def _words(x: Formula, inside: bool = False) -> str:
    match x:
        case Both(()):
            return "ever"
        case Either(()):
            return "never"
        case Both(parts) | Either(parts):
            joined = (" and " if isinstance(x, Both) else " or ").join(_words(y, True) for y in parts)
            return f"({joined})" if inside and len(parts) > 1 else joined
        case Member(topic, held):
            return f"{topic.replace('_', ' ')} was {'' if held else 'not '}heard"
        case Compare("customer.verified", sign, value):
            return (
                "the shop vouched for the customer"
                if (sign == "==") == (value is True)
                else "nobody vouched for the customer"
            )
        case Compare(name, sign, value):
            return f"{SAID.get(name, NAMES[name][1])} {SIGNS[sign]} {_value(value)}"
        case Opaque(written):
            return f"`{written}`"


def _plain(key: str) -> str:
    return key.replace("_", " ")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        return ", ".join(f"{_plain(k)}: {_value(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    return str(value).replace("_", " ") or "empty"
