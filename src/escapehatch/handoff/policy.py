"""A policy: when a person comes in, and which. Text in, checked policy out; nothing is read from a disk here.

The text is YAML 1.2 (``NO`` is a word and ``22:30`` is no number). Everything is checked when it is parsed,
with the place of each fault: syntax, keys given twice, unknown keys, types, and each CEL condition with its
names and types.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import timedelta
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ..conversation.fold import Conversation
from ..conversation.values import Reason
from .cel import CelRefused, Condition, condition
from .problems import PolicyRefused, Problem, explain, place, within
from .registry import Trigger, found
from .schema import BotSection, CostsSection, Guideline, Route, Rule, Sheet, Thresholds, knobs_of, sheet_model
from .signal import Knobs
from .signs import topics_heard
from .stretch import language

__all__ = ["DEFAULT", "DEFAULT_TEXT", "Policy", "PolicyRefused", "Problem", "json_schema", "parse"]

#: Characters in one policy text.
POLICY_MAX_CHARS: Final = 200_000
#: Values in one policy text, aliases counted each time they are used.
VALUES_MAX: Final = 20_000
#: Letters of a policy's version.
VERSION_CHARS: Final = 12
#: Levels of nesting in a policy text.
DEPTH_MAX: Final = 20

DEFAULT_TEXT: Final = """\
version: 1
queue: support
routes:
  - {topic: safety, priority: 3}
  - {topic: fraud, priority: 2}
  - {topic: billing_dispute, priority: 2}
  - {topic: chargeback, priority: 2}
"""


class Policy(Struct, frozen=True):
    """A checked policy. ``triggers`` are those that are switched on, each with its knobs.

    ``topics``: example phrases by topic, for the reading to learn; here a topic is only a name.
    """

    name: str
    text: str
    bot: BotSection
    thresholds: Thresholds
    triggers: tuple[tuple[Trigger, Knobs], ...]
    rules: tuple[tuple[Rule, Condition], ...] = ()
    routes: tuple[Route, ...] = ()
    queue: str = "support"
    topics: Mapping[str, tuple[str, ...]] = {}
    costs: CostsSection | None = None
    guidance: tuple[Guideline, ...] = ()

    @property
    def version(self) -> str:
        """Short name of this very text, recorded with each reason."""
        return version_of(self.text)

    @property
    def patience(self) -> timedelta:
        """How long the bot may keep a customer waiting."""
        return timedelta(seconds=self.bot.patience_s)

    @property
    def queues(self) -> tuple[str, ...]:
        """Every queue this policy may send to, so that the roster can be held against it."""
        named = [x.queue for x in self.routes] + [x.queue for x, _ in self.rules]
        named += [x.queue for x in self.guidance] + [x.queue for _, x in self.triggers]
        return tuple(sorted({self.queue, *named} - {""}))

    def route(self, conversation: Conversation, reason: Reason) -> Reason:
        """The reason with its queue, priority and skills filled in.

        Of the routes that count, the first with a queue names it (unless the reason already does), the highest priority
        holds, and all their skills are wanted.
        """
        topics = set(topics_heard(conversation))
        spoken = language(conversation)
        tier = conversation.customer.tier if conversation.customer.verified else ""
        queue, priority, skills = reason.queue, reason.priority, list(reason.skills)
        for route in self.routes:
            if not counts(route, reason.trigger, topics, spoken, tier):
                continue
            queue = queue or route.queue
            priority = max(priority, route.priority)
            skills += [x for x in route.skills if x not in skills]
        queue = queue or self.queue
        return replace(reason, queue=queue, priority=priority, skills=tuple(skills), policy=self.version)


def counts(route: Route, trigger: str, topics: AbstractSet[str], spoken: str, tier: str) -> bool:
    """Whether a route counts for a handoff like this."""
    return (
        route.trigger in ("", trigger)
        and (not route.topic or route.topic in topics)
        and route.language.lower() in ("", spoken.lower())
        and route.tier.lower() in ("", tier.lower())
    )


def parse(text: str, name: str = "policy.yaml", own: Mapping[str, Trigger] | None = None) -> Policy:
    """The policy in ``text``. Raises PolicyRefused with every fault. ``own``: triggers of one's own, by full name."""
    tree = tree_of(text, name)
    model = _model(frozenset((own or {}).items()))
    try:
        checked: Any = model.model_validate(_plain(tree, name))
    except ValidationError as refused:
        raise PolicyRefused([explain(x, model, tree, name) for x in refused.errors(include_url=False)]) from None
    sheet = Sheet.model_construct(**{key: getattr(checked, key) for key in Sheet.model_fields})
    knobs = knobs_of(checked.triggers)
    problems = [*_safety(knobs, own or {}, tree, name)]
    for part, named in (("rules", sheet.rules), ("guidance", sheet.guidance)):
        problems += _names(part, [x.name for x in named], tree, name)
    rules = _conditions(sheet.rules, tree, text, name, problems)
    if problems:
        raise PolicyRefused(sorted(problems, key=lambda x: (x.line, x.column)))
    parts = {**found(), **(own or {})}
    switched_on = tuple((parts[key], value) for key, value in knobs.items() if value.on)
    topics = {key: tuple(examples) for key, examples in sheet.topics.items()}
    return Policy(
        name,
        text,
        sheet.bot,
        sheet.thresholds,
        switched_on,
        rules,
        tuple(sheet.routes),
        sheet.queue,
        topics,
        sheet.costs,
        tuple(sheet.guidance),
    )


@lru_cache(maxsize=64)
def version_of(text: str) -> str:
    """The first letters of the text's fingerprint (SHA-256)."""
    return sha256(text.encode()).hexdigest()[:VERSION_CHARS]


def json_schema() -> dict[str, Any]:
    """The format as a JSON Schema, for editors and for the reference."""
    schema = _model(frozenset()).model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


@cache
def _model(own: frozenset[tuple[str, Trigger]]) -> type[BaseModel]:
    return sheet_model(dict(sorted(own, key=lambda x: x[0])))


def tree_of(text: str, name: str) -> Any:
    """The YAML tree of a policy text, with its positions. Raises PolicyRefused."""
    if len(text) > POLICY_MAX_CHARS:
        raise PolicyRefused([Problem(name, 1, 1, f"A policy holds at most {POLICY_MAX_CHARS:,} characters.")])
    try:
        tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as refused:
        raise PolicyRefused([_syntax(refused, name)]) from None
    except (YAMLError, ValueError, TypeError, AttributeError, LookupError, NotImplementedError, RecursionError) as bad:
        raise PolicyRefused(
            [Problem(name, 1, 1, f"This is not readable YAML: {str(bad)[:200] or type(bad).__name__}.")]
        ) from None
    if tree is None:
        return CommentedMap()
    if not isinstance(tree, CommentedMap):
        hint = "It begins with keys such as 'bot:' or 'rules:'."
        raise PolicyRefused([Problem(name, 1, 1, "A policy is a list of keys and values.", hint)])
    return tree


def _syntax(refused: MarkedYAMLError, name: str) -> Problem:
    mark = refused.problem_mark or refused.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = str(refused.problem or refused.context or "it cannot be read").split("\n")[0]
    if "duplicate key" in said:
        return Problem(
            name, line, column, f"{said[0].upper()}{said[1:].split(' with value')[0]}.", "A key may be given once."
        )
    return Problem(name, line, column, f"YAML: {said}.")


def _plain(tree: Any, name: str) -> Any:
    """The tree as plain Python values, within bounds (an alias may stand for a thousand others)."""
    left = [VALUES_MAX]

    def walk(value: Any, depth: int) -> Any:
        left[0] -= 1
        if left[0] < 0 or depth > DEPTH_MAX:
            raise PolicyRefused([Problem(name, 1, 1, "This policy is too deep or too long to be one.")])
        if isinstance(value, dict):
            return {str(k): walk(v, depth + 1) for k, v in value.items()}
        if isinstance(value, list):
            return [walk(v, depth + 1) for v in value]
        for kind in (bool, int, float, str):
            if isinstance(value, kind):
                return kind(value)
        return value

    return walk(tree, 0)


def _safety(knobs: Mapping[str, Knobs], own: Mapping[str, Trigger], tree: Any, name: str) -> list[Problem]:
    parts = {**found(), **own}
    off = [key for key, value in knobs.items() if parts[key].always and not value.on]
    hint = "The safety set is always on."
    return [
        Problem(name, *place(tree, ["triggers", key, "on"]), f"'{key}' cannot be switched off.", hint) for key in off
    ]


def _names(part: str, given: list[str], tree: Any, name: str) -> list[Problem]:
    return [
        Problem(name, *place(tree, [part, n, "name"]), f"There are two {part} '{each}'.")
        for n, each in enumerate(given)
        if each in given[:n]
    ]


def _conditions(
    rules: list[Rule], tree: Any, text: str, name: str, problems: list[Problem]
) -> tuple[tuple[Rule, Condition], ...]:
    checked = []
    for n, rule in enumerate(rules):
        try:
            checked.append((rule, condition(rule.when)))
        except CelRefused as refused:
            start = place(tree, ["rules", n, "when"])
            line, column = within(text, start, rule.when, refused.offset)
            sentence = f"rule '{rule.name}': {refused.sentence}"
            problems.append(Problem(name, line, column, sentence, refused.hint))
    return tuple(checked)


#: What holds when there is no policy file.
DEFAULT: Final = parse(DEFAULT_TEXT, "built-in policy")
