"""The product with one bug in it, many times: what the checkers are worth. ``python tools/mutants.py`` plays them."""

from __future__ import annotations

from .kit import Mutant, Stale, overlay
from .of_conversation import CONVERSATION
from .of_desk import DESK
from .of_erasure import ERASURE
from .of_journal import JOURNAL
from .of_seams import SEAMS
from .of_telling import TELLING
from .of_wire import WIRE

__all__ = ["MUTANTS", "Mutant", "Stale", "overlay"]

MUTANTS: tuple[Mutant, ...] = (*JOURNAL, *CONVERSATION, *DESK, *ERASURE, *SEAMS, *TELLING, *WIRE)
