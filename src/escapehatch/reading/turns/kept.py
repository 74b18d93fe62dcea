"""A turn model as a file: arrays and a page of JSON in one ``.npz``; nothing in it is run when it is read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct

from ..heads import HeadUnusable
from .bank import Bank
from .features import FULL_WIDTH, WIDTH
from .model import Blend, Model, Parts
from .recurrent import Unit
from .rule import Rule
from .space import DIMENSIONS, Space
from .state import NAMES
from .trees import DEPTH, Trees

FORMAT: Final = 1
_GROUPS: Final[dict[str, type[Struct]]] = {"space": Space, "bank": Bank, "unit": Unit}
_TREES: Final = ("column", "above", "leaf")


def save(model: Model, path: Path, report: Mapping[str, Any]) -> None:
    """Write the model. ``report``: what ``train handoff`` printed, kept beside it."""
    parts = model.parts
    arrays = {
        f"{group}.{name}": getattr(getattr(parts, group), name)
        for group, kind in _GROUPS.items()
        for name in kind.__struct_fields__
    }
    arrays |= {f"trees.{name}": getattr(parts.trees, name) for name in _TREES}
    about = {
        "format": FORMAT,
        "kind": "turns",
        "start": parts.trees.start,
        "blend": [getattr(model.blend, x) for x in Blend.__struct_fields__],
        "rule": [model.rule.first, model.rule.later, model.rule.early],
        "report": report,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, about=np.array(json.dumps(about)), odds=parts.odds, allow_pickle=False, **arrays)


def load(path: Path) -> Model:
    """Raises HeadUnusable with a sentence that says what to do."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            about = json.loads(str(kept["about"]))
            if about.get("kind") != "turns" or about.get("format") != FORMAT:
                raise HeadUnusable(f"{path}: made by another version or for another use; train it again")
            groups = {
                group: kind(**{name: kept[f"{group}.{name}"] for name in kind.__struct_fields__})
                for group, kind in _GROUPS.items()
            }
            trees = Trees(**{name: kept[f"trees.{name}"] for name in _TREES}, start=float(about["start"]))
            parts = Parts(odds=kept["odds"], trees=trees, **groups)  # type: ignore[arg-type]
            blend, rule = Blend(*map(float, about["blend"])), Rule(*map(float, about["rule"]))
    except FileNotFoundError as missing:
        raise HeadUnusable(f"{path}: there is no such model; make one with 'escapehatch train handoff'") from missing
    except (OSError, KeyError, ValueError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as broken:
        raise HeadUnusable(f"{path}: is no turn model ({broken}); make one with 'escapehatch train handoff'") from None
    if not _fits(parts):
        raise HeadUnusable(f"{path}: its parts do not belong together; train it again")
    return Model(parts, blend, rule)


def _fits(parts: Parts) -> bool:
    """Every array has the size that the others expect, and no number points outside."""
    space, bank, trees, unit = parts.space, parts.bank, parts.trees, parts.unit
    turns, grams = len(bank.label), len(space.grams)
    inner = 2**DEPTH - 1
    return (
        space.places.shape == (len(space.words), DIMENSIONS)
        and space.expects.shape == (DIMENSIONS, DIMENSIONS)
        and len(space.rarity) == len(space.words)
        and len(space.gram_rarity) == grams
        and parts.odds.shape == (2, 2, grams)
        and bank.starts.shape == (grams + 1,)
        and bool((np.diff(bank.starts) >= 0).all())
        and int(bank.starts[0]) == 0
        and int(bank.starts[-1]) == len(bank.rows) == len(bank.weights)
        and bank.places.shape == (turns, DIMENSIONS)
        and bank.signs.shape == (turns, len(NAMES))
        and all(len(x) == turns for x in (bank.other, bank.own, bank.answers, bank.alpha))
        and all(_within(x, turns) for x in (bank.rows, bank.other, bank.own))
        and bank.prior.shape == (2,)
        and trees.column.shape == trees.above.shape == (len(trees.leaf), inner)
        and trees.leaf.shape[1:] == (inner + 1,)
        and _within(trees.column, FULL_WIDTH)
        and unit.centre.shape == unit.spread.shape == (WIDTH,)
        and unit.enter.shape[1:2] == (WIDTH,)
    )


def _within(index: Any, size: int) -> bool:
    return not len(index) or int(index.min()) >= -1 and int(index.max()) < size
