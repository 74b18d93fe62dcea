"""The turn model: it learns from labelled conversations, sees no future, and says chances."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from escapehatch.cli import cli
from escapehatch.reading.heads import HeadUnusable
from escapehatch.reading.turns import bank, odds
from escapehatch.reading.turns.fitted import labelled, train_handoff
from escapehatch.reading.turns.kept import load, save
from escapehatch.reading.turns.model import Model, before_each, heard_by
from escapehatch.reading.turns.space import Meaning, learn_space
from escapehatch.reading.turns.train import folds_of, learn_parts

ASKED = ("where is my parcel", "can I return the red lamp", "the lamp arrived broken", "how long does delivery take")
ANSWERED = {
    ASKED[0]: "your parcel left the depot yesterday",
    ASKED[1]: "yes, you can return a lamp within thirty days",
    ASKED[2]: "I am sorry, please send us a photo of the lamp",
    ASKED[3]: "delivery takes three days",
}
GREETED = "hello, I am Pip from Lantern"


def history(count: int = 48) -> Iterator[dict[str, Any]]:
    """Ada asks Pip; in two of three conversations Pip answers beside the point, then says the same again: a person is needed."""
    for n in range(count):
        question = ASKED[n % 4]
        turns = [("customer", f"hi {n % 5}", 0), ("agent", GREETED, 0), ("customer", question, 0)]
        if n % 3:
            wrong = ANSWERED[ASKED[(n + 1 + n // 4 % 3) % 4]]
            turns += [("agent", wrong, 0), ("customer", f"no, {question}?", 0), ("agent", wrong, 1)]
        else:
            turns += [("agent", ANSWERED[question], 0), ("customer", "thank you", 0)]
        yield {"id": str(n), "turns": [{"role": r, "text": t, "label": y} for r, t, y in turns]}


@pytest.fixture(scope="module")
def model() -> Model:
    data = labelled(history())
    return Model(learn_parts(data.conversations, data.labels), *_plain())


def _plain() -> tuple[Any, Any]:
    from escapehatch.reading.turns.model import Blend
    from escapehatch.reading.turns.rule import Rule

    return Blend(0.5, 0.5, 0.3, 0.0), Rule(0.5, 0.5)


def test_trained_and_used_from_the_command_line(tmp_path: Path) -> None:
    """One's own history in, a model out; it finds the same trouble in conversations that it never saw."""
    lines, file = tmp_path / "history.jsonl", tmp_path / "turns.npz"
    lines.write_text("\n".join(json.dumps(x) for x in history()))
    trained = CliRunner().invoke(cli, ["train", "handoff", "--model", str(file), "--in", str(lines)])
    report = json.loads(trained.stdout)
    assert report["cross_validated"]["auc"] > 0.95 and report["cross_validated"]["f1"] > 0.8
    assert 0 <= report["cross_validated"]["calibration_error"] < 0.1
    asked = ("my lamp is broken, what now", "delivery takes three days")
    bad = [("customer", asked[0]), ("agent", asked[1]), ("customer", "no, it is broken"), ("agent", asked[1])]
    new = tmp_path / "new.jsonl"
    new.write_text(json.dumps({"id": "ada", "turns": [{"role": r, "text": t} for r, t in bad]}) + "\nnot json\n")
    scored = CliRunner().invoke(cli, ["handoff-score", "--model", str(file), "--in", str(new)])
    answer = json.loads(scored.stdout)
    assert scored.exit_code == 2 and "line 2" in scored.stderr
    assert set(answer) == {"id", "scores", "labels", "ms"} and answer["id"] == "ada"
    assert all(0 <= x <= 1 for x in answer["scores"]) and len(answer["labels"]) == 4
    assert max(answer["scores"][:3]) < answer["scores"][3] and answer["labels"][3] == 1


def test_no_turn_sees_the_future(model: Model) -> None:
    """The scores of a conversation cut short are those of the whole one, up to the cut."""
    turns = labelled(history()).conversations[1]
    whole, _ = model.score(turns)
    for cut in range(len(turns) + 1):
        assert model.score(turns[:cut])[0] == whole[:cut]


def test_unseen_scores_do_not_know_their_own_labels() -> None:
    """Labels exchanged within a fold (a side's mean as before) change nothing that is said of that fold."""
    data = labelled(history())
    space = learn_space(data.conversations)
    heard = [heard_by(Meaning(space), x) for x in data.conversations]
    each = folds_of(len(heard), 4, 0)
    lengths = [len(x) for x in heard]
    fold, turns = np.repeat(each, lengths), [x for c in heard for x in c]
    before = [x for c in heard for x in before_each(c)]
    y = np.concatenate(data.labels)
    mixed = y.copy()
    for side in (False, True):
        at = np.flatnonzero((fold == 2) & np.array([x.answers == side for x in turns]))
        mixed[at] = y[at][::-1]
    assert (mixed != y).any()
    said = []
    for labels in (y, mixed):
        parts = np.split(labels, np.cumsum(lengths)[:-1])
        learned = bank.learn_bank(heard, parts, each, len(space.grams))
        told = odds.unseen(turns, before, labels, fold, len(space.grams))
        said.append((learned.unseen[:, 0], told))
    assert np.allclose(said[0][0][fold == 2], said[1][0][fold == 2], atol=1e-3)
    assert np.allclose(said[0][1][fold == 2], said[1][1][fold == 2], atol=1e-5)
    assert not np.allclose(said[0][0][fold != 2], said[1][0][fold != 2], atol=1e-3)


def test_too_many_turns_to_compare_with_are_thinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long history an even choice of conversations is kept; every turn still gets a score."""
    monkeypatch.setattr(bank, "TURNS_MAX", 100)
    data = labelled(history())
    space = learn_space(data.conversations)
    heard = [heard_by(Meaning(space), x) for x in data.conversations]
    learned = bank.learn_bank(heard, data.labels, folds_of(len(heard), 4, 0), len(space.grams))
    assert 80 <= len(learned.bank.label) <= 110
    assert learned.unseen.shape[0] == data.turns and np.isfinite(learned.unseen).all()


def test_the_same_seed_gives_the_same_model(model: Model, tmp_path: Path) -> None:
    data = labelled(history())
    again = Model(learn_parts(data.conversations, data.labels), *_plain())
    files = []
    for name, each in (("a", model), ("b", again)):
        save(each, tmp_path / name, {})
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]


def test_a_kept_model_says_the_same(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "m.npz", {"f1": 1})
    turns = labelled(history()).conversations[1]
    assert load(tmp_path / "m.npz").score(turns) == model.score(turns)


def test_what_is_no_model_is_refused(model: Model, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    np.savez(tmp_path / "other.npz", about=np.array(json.dumps({"kind": "turns", "format": 0})))
    save(model, tmp_path / "good.npz", {})
    with np.load(tmp_path / "good.npz") as kept:
        cut = {name: kept[name] for name in kept.files}
    cut["bank.alpha"] = cut["bank.alpha"][:-1]
    np.savez(tmp_path / "cut.npz", **cut)
    for name, why in (
        ("none", "no such"),
        ("text", "is no turn model"),
        ("other.npz", "version"),
        ("cut.npz", "belong"),
    ):
        with pytest.raises(HeadUnusable, match=why):
            load(tmp_path / name)
    refused = CliRunner().invoke(cli, ["handoff-score", "--model", str(tmp_path / "text")], input="")
    assert refused.exit_code == 2 and "train handoff" in refused.stderr


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"turns": [{"role": "bot", "text": "x", "label": 0}]}, "role"),
        ({"turns": [{"role": "agent", "label": 0}]}, "'text' or 'ids'"),
        ({"turns": [{"role": "agent", "ids": [1, "x"], "label": 0}]}, "whole numbers"),
        ({"turns": [{"role": "agent", "text": "x", "label": 2}]}, "0 or 1"),
        ({"turns": ["x"]}, "turn 0"),
        ({}, "'turns'"),
        ({"turns": []}, "at least 20"),
    ],
)
def test_what_cannot_be_learned_from_is_said(line: dict[str, Any], why: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=why):
        train_handoff([line], tmp_path / "m.npz")


def test_empty_and_unheard_turns_have_scores(model: Model) -> None:
    """No words, words never seen, only one side: still a chance for every turn."""
    odd = [{"role": "agent", "text": ""}, {"role": "agent", "ids": []}, {"role": "agent", "text": "zzz 你好 🙂"}]
    answer = model.line({"turns": odd})
    assert len(answer["scores"]) == 3 and all(0 <= x <= 1 for x in answer["scores"])
    assert model.line({"turns": []}) == {"scores": [], "labels": []}
