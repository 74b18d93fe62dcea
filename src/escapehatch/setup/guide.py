"""The words of the guided setup, from ``steps.yaml``: one text for the studio and for docs/setup.md."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct
from ruamel.yaml import YAML


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    ask: str
    answer: str


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """``done``: what must be so, as the end of a sentence that begins "It is done when". ``optional``: it works without, too."""

    name: str
    group: str
    title: str
    why: str
    how: str
    example: str
    done: str
    questions: tuple[Question, ...]
    optional: bool = False


@cache
def steps() -> tuple[Step, ...]:
    """In the order in which they are done."""
    text = resources.files(__package__).joinpath("steps.yaml").read_text(encoding="utf-8")
    return msgspec.convert(YAML(typ="safe").load(text), tuple[Step, ...])


def as_markdown() -> str:
    """All steps for the docs, by group."""
    lines: list[str] = []
    group = ""
    for number, step in enumerate(steps(), 1):
        if step.group != group:
            group = step.group
            lines += [f"## {group}", ""]
        optional = " (good to have)" if step.optional else ""
        lines += [f"### {number}. {step.title}{optional}", "", step.why, "", step.how, ""]
        lines += ["```", step.example.rstrip(), "```", "", f"It is done when {step.done}", ""]
        lines += [f"**{x.ask}** {x.answer}\n" for x in step.questions]
    return "\n".join(lines)
