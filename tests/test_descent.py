"""Descents: records, sweeps equal to their runs bit for bit, divergence as data."""

import doctest
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrlib.descent
import lrlib.landscapes
from lrlib import GradientDescent, descend, double_well, mountain, quadratic, sweep

MOUNTAIN = mountain()
BOWL = quadratic([1, 10])


@pytest.mark.parametrize("module", [lrlib.descent, lrlib.landscapes])
def test_examples_in_docstrings(module):
    results = doctest.testmod(module)
    assert results.attempted > 0 and results.failed == 0


def test_a_run_is_the_rule_applied_by_hand():
    run = descend(MOUNTAIN, GradientDescent(lr=0.003), steps=30)
    w = np.array([2.8, 5.7])
    for t in range(31):
        np.testing.assert_array_equal(run.positions[t], w)
        assert run.losses[t] == MOUNTAIN(w)
        w = w - 0.003 * MOUNTAIN.gradient(w)
    assert run.steps == 30


@pytest.mark.parametrize("land", [BOWL, double_well(), MOUNTAIN], ids=lambda land: land.name)
def test_a_sweep_equals_its_runs_bit_for_bit(land):
    rates = sweep(1e-4, 0.5, 23)
    runs = descend(land, GradientDescent(lr=rates), steps=60)
    assert runs.positions.shape == (61, 23, land.dim)
    assert runs.losses.shape == (61, 23)
    for i, rate in enumerate(rates[:, 0]):
        alone = descend(land, GradientDescent(lr=float(rate)), steps=60)
        np.testing.assert_array_equal(alone.positions, runs.positions[:, i])
        np.testing.assert_array_equal(alone.losses, runs.losses[:, i])
        assert alone.diverged_at == runs.diverged_at[i]
        assert alone.lr == runs.lr[i] == rate


def test_starts_sweep_too():
    starts = np.array([[2.8, 5.7], [3.0, 5.0], [1.0, 1.0]])
    runs = descend(MOUNTAIN, GradientDescent(lr=0.003), steps=20, start=starts)
    for i, start in enumerate(starts):
        alone = descend(MOUNTAIN, GradientDescent(lr=0.003), steps=20, start=start)
        np.testing.assert_array_equal(alone.positions, runs.positions[:, i])


def test_a_rate_per_coordinate():
    run = descend(BOWL, GradientDescent(lr=[1.0, 0.1]), steps=1)
    np.testing.assert_allclose(run.positions[1], [0, 0], atol=1e-15)
    np.testing.assert_array_equal(run.lr, [1.0, 0.1])


def test_coordinates_lie_before_the_sweep_in_memory():
    runs = descend(BOWL, GradientDescent(lr=sweep(0.01, 0.1, 50)), steps=5)
    assert runs.positions.strides[1] < runs.positions.strides[2]


@given(st.floats(1e-6, 1.0), st.floats(1.0, 1e6), st.integers(1, 40))
def test_sweep_is_even_on_a_log_axis(low, high, count):
    values = sweep(low, high, count)
    assert values.shape == (count, 1)
    assert values[0, 0] == pytest.approx(low, rel=1e-12)
    if count > 1:
        assert values[-1, 0] == pytest.approx(high, rel=1e-12)
        np.testing.assert_allclose(np.diff(np.log(values[:, 0])), np.log(high / low) / (count - 1), atol=1e-12)


def test_divergence_is_recorded_not_warned_about():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        runs = descend(BOWL, GradientDescent(lr=np.array([[0.1], [0.5], [1e100]])), steps=600)
    # At rate 0.5 the steep coordinate is multiplied by 1 − 5 = −4 a step, so its loss is 5 · 16^t: that passes the
    # largest number there is, 1.8e308, after ln(1.8e308 / 5) / ln 16 = 255.4 steps.
    assert runs.diverged_at.tolist() == [-1, 256, 2]
    assert np.isinf(runs.losses[256, 1]) and np.isfinite(runs.losses[255, 1])
    assert runs.best().lr == 0.1


def test_a_skier_who_leaves_the_map():
    run = descend(MOUNTAIN, GradientDescent(lr=0.05), steps=60)
    assert run.diverged_at == 4
    assert np.isfinite(run.positions[4]).all() and np.isnan(run.losses[4:]).all()


def test_best_never_is_nan_and_at_is_the_nearest():
    runs = descend(MOUNTAIN, GradientDescent(lr=np.array([[0.05], [0.0003], [0.003]])), steps=60)
    assert np.isnan(runs.losses[-1, 0])
    assert runs.best().lr == 0.003
    assert runs.at(lr=0.002).lr == 0.003
    assert runs.at(lr=0).lr == 0.0003
    assert runs.at(lr=9).lr == 0.05
    np.testing.assert_array_equal(runs.at(lr=0.003).positions, runs.positions[:, 2])
    with pytest.raises(ValueError, match="no run of this sweep ends with a finite loss"):
        descend(MOUNTAIN, GradientDescent(lr=np.array([[0.05], [0.06]])), steps=60).best()
    with pytest.raises(TypeError, match=r"rate is not a hyper-parameter of GradientDescent; it has \['lr'\]"):
        runs.at(rate=0.1)


def test_settled_means_arrived_and_stayed():
    # From x = 8 at a rate that halves x each step: 8, 4, 2, 1, 0.5
    run = descend(quadratic([1.0]), GradientDescent(lr=0.5), steps=4, start=[8.0])
    np.testing.assert_array_equal(run.distances(), [8, 4, 2, 1, 0.5])
    assert [int(run.settled_at(within)) for within in (9, 4, 3, 1, 0.5, 0.4)] == [0, 1, 2, 3, 4, -1]
    # Passing by is not arriving: at rate 0.01 the skier comes within 20 m of the lodge, and does not stay.
    passing = descend(MOUNTAIN, GradientDescent(lr=0.01), steps=60)
    assert passing.distances().min() < 0.02 and passing.settled_at(0.1) == -1


def test_settled_agrees_with_a_plain_loop():
    runs = descend(MOUNTAIN, GradientDescent(lr=sweep(1e-4, 0.05, 61)), steps=60)
    for i, settled in enumerate(runs.settled_at(0.1)):
        inside = [bool(d <= 0.1) for d in runs.distances()[:, i]]
        stays = [t for t in range(61) if all(inside[t:])]
        assert settled == (stays[0] if stays else -1)


def test_no_steps_is_a_run_too():
    run = descend(BOWL, GradientDescent(lr=0.1), steps=0)
    np.testing.assert_array_equal(run.positions, [BOWL.start])
    assert run.steps == 0 and run.best().losses[0] == BOWL(BOWL.start)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: descend(BOWL, GradientDescent(0.1), -1), ValueError, "steps must be at least 0; got -1"),
        (lambda: descend(BOWL, GradientDescent(0.1), 2.5), TypeError, "steps must be a whole number; got 2.5"),
        (lambda: descend(BOWL, GradientDescent(0.1), True), TypeError, "steps must be a whole number; got True"),
        (lambda: descend(BOWL, GradientDescent(0.1), 5, start=[1, 2, 3]), ValueError, r"start must have 2 coordinates"),
        (
            lambda: descend(MOUNTAIN, GradientDescent(0.1), 5, start=[99, 0]),
            ValueError,
            "start must be on the mountain",
        ),
        (lambda: descend(BOWL, GradientDescent(0.1), 5, start=[np.nan, 0]), ValueError, "start must be on the bowl"),
        (
            lambda: descend(BOWL, GradientDescent([0.1] * 3), 5),
            ValueError,
            r"lr must be a number, or have 1 or 2 .*\(3,\)",
        ),
        (
            lambda: descend(double_well(), GradientDescent([0.1] * 3), 5),
            ValueError,
            r"a sweep of n values has the shape",
        ),
        (
            lambda: descend(BOWL, GradientDescent(sweep(0.1, 1, 3)), 5, start=np.ones((2, 2))),
            ValueError,
            r"lr of shape \(3, 1\) does not broadcast with \(2, 2\)",
        ),
        (lambda: sweep(0, 1, 5), ValueError, "low must be greater than 0; got 0"),
        (lambda: sweep(-1, 1, 5), ValueError, "low must be finite and at least 0; got -1"),
        (lambda: sweep(1, 0.1, 5), ValueError, "low must not be above high; got low = 1 and high = 0.1"),
        (lambda: sweep(0.1, np.inf, 5), ValueError, "high must be finite"),
        (lambda: sweep(0.1, 1, 0), ValueError, "count must be at least 1; got 0"),
        (lambda: sweep(0.1, 1, 3.0), TypeError, "count must be a whole number; got 3.0"),
        (lambda: sweep([0.1, 0.2], 1, 3), ValueError, r"low and high must be single numbers; their shapes are \(2,\)"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()
