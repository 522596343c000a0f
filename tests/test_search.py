"""Search: what a loss curve says, and what it cannot say."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrlib.search
from lrlib import GradientDescent, descend, mountain, quadratic
from lrlib.search import climb, correlation, diagnose, scatter

T = np.arange(200)
NOISE = np.random.default_rng(0).normal(size=200)
MOUNTAIN = mountain()


def on_the_mountain(lr, steps=60):
    return descend(MOUNTAIN, GradientDescent(lr), steps).losses


def on_a_bowl(lr, steps=100):
    return descend(quadratic([1, 10]), GradientDescent(lr), steps).losses


def test_examples_in_docstrings():
    results = doctest.testmod(lrlib.search)
    assert results.attempted > 0 and results.failed == 0


CURVES = {
    "smooth, slow": (2.3 * np.exp(-T / 400), "too low", "raise"),
    "smooth, straight": (2.3 - T / 200, "too low", "raise"),
    "noisy, slow": (2.3 * np.exp(-T / 400) + 0.05 * NOISE, "too low", "raise"),
    "noisy, straight": (2.3 - T / 200 + 0.1 * NOISE, "too low", "raise"),
    "a bowl, far too low": (on_a_bowl(1e-4), "too low", "raise"),
    "a bowl, too low": (on_a_bowl(0.003), "too low", "raise"),
    "the mountain, too low": (on_the_mountain(0.0003), "too low", "raise"),
    "smooth, fast": (2.3 * np.exp(-T / 15) + 0.1, "about right", "keep"),
    "noisy, fast": (2.3 * np.exp(-T / 15) + 0.1 + 0.05 * NOISE, "about right", "keep"),
    "plateaued": (np.where(T < 30, 2.3 - 0.03 * T, 1.4), "about right", "keep"),
    "a negative loss": (2.3 * np.exp(-T / 15) - 1, "about right", "keep"),
    "down to zero at once": (np.r_[1.0, np.zeros(50)], "about right", "keep"),
    "by epoch": ([2.3, 0.5, 0.3, 0.25, 0.23, 0.22, 0.215, 0.213, 0.212, 0.212], "about right", "keep"),
    "a bowl, best": (on_a_bowl(2 / 11), "about right", "keep"),
    "the mountain, right": (on_the_mountain(0.003), "about right", "keep"),
    "the mountain, hopping": (on_the_mountain(0.01), "oscillating", "lower"),
    "up and down, slowly": (np.exp(-T / 200) * np.cos(T / 8) + 1, "oscillating", "lower"),
    "up and down, small": (np.exp(-T / 20) + 0.01 * (-1.0) ** T, "oscillating", "lower"),
    "mostly noise": (np.exp(-T / 20) + 0.3 * NOISE, "oscillating", "lower"),
    "spikes": (2.3 * np.exp(-T / 30) + 2 * (NOISE > 1.3), "oscillating", "lower"),
    "down, then half up again": (np.exp(-T / 20) + 0.003 * T, "oscillating", "lower"),
    "just past the edge": (on_a_bowl(0.201), "oscillating", "lower"),
    "past the edge": (on_a_bowl(0.21), "diverged", "lower"),
    "the mountain, off the map": (on_the_mountain(0.05), "diverged", "lower"),
    "nan at the end": ([2.3, 2.2, 5.0, np.nan], "diverged", "lower"),
    "inf at the end": (np.r_[2.3 * np.exp(-T / 15), np.inf], "diverged", "lower"),
    "rising": (1 + T / 100, "diverged", "lower"),
    "rising, with noise": (1 + T / 100 + 0.1 * NOISE, "diverged", "lower"),
    "short and rising": ([1.0, 2.0, 4.0], "diverged", "lower"),
    "flat": (np.full(100, np.log(10)), "cannot tell", "lower once and compare"),
    "flat at zero": (np.zeros(50), "cannot tell", "lower once and compare"),
    "flat, with noise": (2.3 + 0.15 * NOISE, "cannot tell", "lower once and compare"),
    "nearly flat": (np.linspace(2.303, 2.29, 100), "cannot tell", "lower once and compare"),
    "the edge of a bowl": (descend(quadratic([1.0]), GradientDescent(2.0), 100).losses, "cannot tell", None),
    "short": ([2.3, 2.2, 2.1], "cannot tell", "run longer"),
    "one": ([2.3], "cannot tell", "run longer"),
}


@pytest.mark.parametrize("name", CURVES)
def test_what_a_curve_says(name):
    losses, verdict, advice = CURVES[name]
    found = diagnose(losses)
    assert found.verdict == verdict, str(found)
    assert advice is None or found.advice == advice
    assert found.reason[0].isupper() and found.reason.endswith(".")


@pytest.mark.parametrize("name", [name for name in CURVES if "nan" not in name and "inf" not in name])
def test_the_unit_of_the_loss_does_not_matter(name):
    losses = np.asarray(CURVES[name][0], float)
    assert diagnose(1e-3 * losses).verdict == diagnose(1e3 * losses).verdict == CURVES[name][1]


@given(st.integers(0, 10_000), st.floats(0.0, 0.04))
def test_small_noise_changes_nothing(seed, sigma):
    noise = sigma * np.random.default_rng(seed).normal(size=200)
    assert diagnose(2.3 - T / 200 + noise).verdict == "too low"
    assert diagnose(2.3 * np.exp(-T / 15) + 0.1 + noise).verdict == "about right"
    assert diagnose(2.3 + noise).verdict == "cannot tell"
    assert diagnose(1 + T / 100 + noise).verdict == "diverged"


def test_a_bowls_curve_does_not_show_overshoot_and_the_diagnosis_says_so():
    settles, overshoots = (descend(quadratic([1.0]), GradientDescent(lr), 100) for lr in (0.5, 1.5))
    assert (np.sign(overshoots.positions[1:20, 0]) == (-1.0) ** np.arange(1, 20)).all()
    assert diagnose(settles.losses) == diagnose(overshoots.losses)
    assert "does not show whether the steps overshoot" in diagnose(settles.losses).reason


def test_numbers_in_the_reasons_are_the_curves():
    assert "between 490 and 494" in diagnose(on_the_mountain(0.01)).reason
    assert diagnose(on_the_mountain(0.05)).reason.startswith("The loss is nan at 4:")
    assert "fell from 754 to 481" in diagnose(on_the_mountain(0.003)).reason
    assert "brings 21% of the drop" in diagnose(2.3 - T / 200).reason


def test_it_reads_as_a_sentence_with_the_storys_signs():
    assert str(diagnose(on_the_mountain(0.0003))).startswith("🐁 too low: raise it. The loss is still falling")
    assert str(diagnose(on_the_mountain(0.003))).startswith("about right: keep it. ")
    assert str(diagnose(on_the_mountain(0.01))).startswith("🐘 oscillating: lower it. ")
    assert str(diagnose([1.0, np.nan])).startswith("🐘 diverged: lower it. ")
    assert str(diagnose(np.ones(9))).startswith("cannot tell: lower once and compare. The loss is flat")
    regimes = {diagnose(losses).regime for losses, _, _ in CURVES.values()}
    assert regimes == {"crawls", "settles", "oscillates", "diverges", "cannot tell"}


def test_what_it_measures():
    assert scatter(2.3 - T / 200 + 0.1 * NOISE) == pytest.approx(0.1, rel=0.2)
    assert scatter(2.3 - T / 200) == pytest.approx(0, abs=1e-12)
    assert correlation(np.diff((-1.0) ** T)) == pytest.approx(-1, abs=0.02)
    assert correlation(np.diff(NOISE)) == pytest.approx(-0.5, abs=0.1)
    assert correlation(np.zeros(9)) == 0
    assert climb(np.array([3.0, 1.0, 2.5, 0.5, 1.0])) == 1.5


@pytest.mark.parametrize(
    ("losses", "error", "words"),
    [
        ([], ValueError, r"losses must be one run's, a list of at least one number; its shape is \(0,\)"),
        (2.3, ValueError, r"losses must be one run's.*shape is \(\)"),
        ([[1.0, 2.0]], ValueError, r"losses must be one run's.*shape is \(1, 2\)"),
        ([np.nan, 1.0], ValueError, "losses must begin with a finite number; got nan"),
        ([np.inf], ValueError, "losses must begin with a finite number; got inf"),
        ("falling", TypeError, "losses must be a number or an array of numbers; got 'falling'"),
        (None, TypeError, "losses must be a number or an array of numbers; got None"),
    ],
)
def test_bad_input_is_named(losses, error, words):
    with pytest.raises(error, match=words):
        diagnose(losses)
