"""The parts of the turn model, each against what can be worked out by hand or by another way."""

from __future__ import annotations

import numpy as np
import pytest

from escapehatch.reading.turns import recurrent, trees
from escapehatch.reading.turns.fitted import choose_rule, fit_blend, ruled
from escapehatch.reading.turns.judged import alarms, handoff_score
from escapehatch.reading.turns.rule import Rule
from escapehatch.reading.turns.words import turn_of


def test_golden_transfer_by_hand() -> None:
    """GT-I of an alarm one turn off is exp(-1/2); the mean over alarms; nothing where nothing is right."""
    assert handoff_score([0, 1, 0], [1, 0, 0], 1) == pytest.approx(np.exp(-0.5), abs=1e-6)
    assert handoff_score([1, 1, 0], [1, 0, 0], 1) == pytest.approx((1 + np.exp(-0.5)) / 2, abs=1e-6)
    assert handoff_score([0, 0], [0, 0], 2) == 1.0
    assert handoff_score([1, 0], [0, 0], 2) == handoff_score([0, 0], [1, 0], 2) == 0.0


def test_alarms_by_hand() -> None:
    """One found late by one, one missed, one alarm in a calm conversation, one four turns early."""
    said = [[0, 1, 0], [0, 0], [1, 0], [1, 0, 0, 0, 0]]
    gold = [[1, 0, 0], [1, 0], [0, 0], [0, 0, 0, 0, 1]]
    found = alarms(said, gold)
    assert found["dialogue_recall"] == pytest.approx(2 / 3)
    assert found["dialogue_false_alarm"] == 1.0
    assert found["first_within_2"] == found["first_early_2"] == 0.5
    assert found["f1"] == 0.0


def test_trees_learn_what_no_line_can() -> None:
    """Yes in the middle of one column, no on both sides; learned in bulk, said one row at a time."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(600, 6)).astype(np.float32)
    y = (np.abs(x[:, 0]) < 0.7).astype(np.float32)
    grown = trees.grow(x[:400], y[:400], seeds=1)
    said = np.array([grown.score(row) for row in x[400:]]) > 0
    assert (said == (y[400:] > 0)).mean() > 0.9


def test_the_units_gradient_is_the_slope() -> None:
    """Against finite differences, in every kind of weight."""
    rng = np.random.default_rng(2)
    w = {k: v.astype(np.float64) for k, v in recurrent._fresh(5, rng, 0.3).items()}
    x, y, real = recurrent._padded(
        [rng.normal(size=(n, 5)).astype(np.float32) for n in (4, 2)], [np.ones(4), np.zeros(2)], np.array([0, 1])
    )

    def once(*shape: int) -> np.ndarray:
        return np.ones(shape)

    def loss() -> float:
        unit = recurrent.Unit(np.zeros(5), np.ones(5), *(w[k][None] for k in _ORDER), w["bias"])  # type: ignore[call-arg]
        total = 0.0
        for b in range(2):
            carried = unit.start()
            for t in range(int(real[:, b].sum())):
                score, carried = unit.step(x[t, b], carried)
                total += np.logaddexp(0, score) - y[t, b] * score
        return total / real.sum()

    slope = recurrent._slope(w, x.astype(np.float64), y, real, once)
    for name, weights in w.items():
        at = tuple(0 for _ in weights.shape)
        step = 1e-3
        kept = weights[at]
        weights[at] = kept + step
        up = loss()
        weights[at] = kept - step
        down = loss()
        weights[at] = kept
        assert slope[name][at] == pytest.approx((up - down) / (2 * step), abs=2e-3), name


_ORDER = ("enter", "enter_bias", "gates", "back", "gate_bias", "out", "past")


def test_the_blend_is_calibrated() -> None:
    """Parts that say too much are brought down to what happens."""
    rng = np.random.default_rng(3)
    truth = rng.normal(size=4000)
    y = (rng.random(4000) < 1 / (1 + np.exp(-truth))).astype(np.float32)
    said = np.column_stack([truth * 0, truth * 3, truth * 0]).astype(np.float32)
    blend = fit_blend([said], [y])
    assert blend.trees == pytest.approx(1 / 3, abs=0.05)


def test_the_rule_first_and_later() -> None:
    """Until the first alarm one threshold, afterwards the other."""
    assert ruled([0.3, 0.5, 0.5, 0.7], Rule(first=0.4, later=0.6)) == [0, 1, 0, 1]
    assert ruled([0.5, 0.5, 0.5, 0.5], Rule(first=0.4, later=0.6, early=0.2)) == [0, 0, 0, 1]
    labels = [np.array([0, 0, 1.0])] * 30
    rule = choose_rule([[0.1, 0.2, 0.5]] * 30, labels)
    assert 0.2 < rule.first <= 0.5


def test_words_of_a_turn() -> None:
    """Text and ids; Chinese by character; the length as given, or counted."""
    asked = turn_of({"role": "customer", "text": "我要人工 now!", "n": 9})
    assert len(asked.words) == 6 and asked.length == 9 and not asked.answers
    assert turn_of({"role": "agent", "ids": [4, 2137, 4]}).words == (4, 2137, 4)
    assert turn_of({"role": "agent", "text": "Lamp"}).words == turn_of({"role": "agent", "text": "lamp"}).words
