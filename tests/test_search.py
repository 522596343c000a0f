"""Search: what a loss curve says, and what it cannot say."""

import doctest
import inspect
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrlib.search
from lrlib import GradientDescent, descend, mountain, quadratic
from lrlib.search import CAUTION, climb, correlation, diagnose, exponential_search, range_test, scatter

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
    "a leap at once, and then level": (np.r_[2.3, 5000.0, 450 + 30 * NOISE[:18]], "diverged", "lower"),
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
def test_bad_curves_are_named(losses, error, words):
    with pytest.raises(error, match=words):
        diagnose(losses)


# ---- the search


class Valley:
    """A score with its best at `best`, as far as the logarithm is concerned; it notes what it was asked."""

    def __init__(self, best, noise=0.0, diverges_above=np.inf):
        self.best, self.noise, self.limit = best, noise, diverges_above
        self.asked = []

    def __call__(self, rates, seeds):
        self.asked += rates
        luck = np.array([np.random.default_rng(seed).normal() for seed in seeds])
        losses = np.log10(np.array(rates)[:, np.newaxis] / self.best) ** 2 + self.noise * luck
        return np.where(np.array(rates)[:, np.newaxis] > self.limit, np.nan, losses)


@pytest.mark.parametrize("best", [1e-7, 3e-5, 0.0123, 0.5, 1.0, 7.0, 3e4])
def test_the_best_is_found_within_a_quarter_of_a_decade(best):
    score = Valley(best)
    search = exponential_search(score)
    assert abs(np.log10(search.best / best)) <= 0.25
    below, beyond = search.rates[search.rates < search.best], search.rates[search.rates > search.best]
    assert below.size and beyond.size, "a rate on either side of the best"
    assert search.best == search.rates[search.losses.mean(axis=1).argmin()]
    assert sorted(score.asked) == search.rates.tolist(), "every run it made is reported, and none was made twice"
    assert len(set(score.asked)) == len(score.asked)


def test_it_begins_with_powers_of_ten_and_then_goes_halfway():
    score = Valley(0.012)
    search = exponential_search(score)
    halfway = [10**-2.5, 10**-1.5, 10**-2.25, 10**-1.75]
    np.testing.assert_allclose(score.asked, [1, 0.1, 0.01, 0.001, *halfway], rtol=1e-12)
    reasons = ["a power of ten"] * 4 + ["halfway to a neighbor of the best"] * 4
    assert [trial.why for trial in search.trials] == reasons


def test_the_edge_of_the_grid_is_never_accepted():
    low = exponential_search(Valley(1e-5), finer=0)
    assert low.rates.min() == pytest.approx(1e-6) and low.best == pytest.approx(1e-5)
    assert [trial.why for trial in low.trials[4:]] == ["the best so far was at the low edge"] * 3
    high = exponential_search(Valley(100), finer=0)
    assert high.rates.max() == pytest.approx(1000) and high.best == pytest.approx(100)
    endless = exponential_search(lambda rates, seeds: [[rate] * len(seeds) for rate in rates], most=12)
    assert endless.best is None and len(endless.trials) == 12 and endless.as_good == []
    assert str(endless).endswith("the best of these is at the edge.")


def test_nan_never_wins():
    search = exponential_search(Valley(0.3, diverges_above=0.05))
    assert search.best <= 0.05
    assert np.isnan(search.losses[search.rates > 0.05]).all()
    assert " diverged " in str(search)
    one_seed_fails = exponential_search(
        lambda rates, seeds: [[r, -9.0, np.nan if r > 0.05 else r] for r in rates], most=6
    )
    assert one_seed_fails.best is None and min(t.loss for t in one_seed_fails.trials) < 0
    nowhere = exponential_search(lambda rates, seeds: np.full((len(rates), len(seeds)), np.nan), most=8)
    assert nowhere.best is None
    assert nowhere.rates.min() == pytest.approx(1e-7), "where all diverge, it looks at lower rates"


def test_judged_is_the_mean_over_the_seeds_and_luck_is_told():
    def score(rates, seeds):
        lucky = {1.0: [0.0, 3.0, 3.0], 0.1: [1.0, 1.0, 1.3], 0.01: [1.0, 1.1, 1.1], 0.001: [5.0, 5.1, 5.2]}
        return [lucky[rate] for rate in rates]

    search = exponential_search(score, finer=0)
    assert search.best == 0.01, "not 1, though its first seed is the best of all"
    assert search.as_good == [0.01, 0.1, 1.0]
    winner = next(trial for trial in search.trials if trial.lr == 0.01)
    assert winner.error == pytest.approx(np.std([1.0, 1.1, 1.1], ddof=1) / np.sqrt(3))
    assert exponential_search(Valley(0.01), seeds=[0], finer=0).as_good == [0.01], "one seed cannot tell of luck"


# ---- the range test


def on_two_curvatures(lr, steps):
    return descend(quadratic([1, 10]), GradientDescent(lr), steps).losses[:-1]


def test_the_range_test_uses_each_rate_for_one_step():
    test = range_test(on_two_curvatures, low=1e-3, high=0.1, steps=50, smoothing=0.0)
    np.testing.assert_allclose(test.rates, np.geomspace(1e-3, 0.1, 50), rtol=1e-12)
    w = np.array([10.0, 1.0])
    for lr, loss in zip(test.rates, test.losses, strict=True):
        assert loss == pytest.approx(0.5 * (w**2 @ [1, 10]), rel=1e-12)
        w = w - lr * np.array([1, 10]) * w
    np.testing.assert_array_equal(test.smooth, test.losses)
    assert test.stopped == "at the highest rate"


def test_smoothing_is_debiased():
    test = range_test(lambda lr, steps: np.full(steps, 3.0), steps=30)
    np.testing.assert_allclose(test.smooth, 3.0, rtol=1e-12)
    assert test.suggestion is None
    ramp = range_test(lambda lr, steps: 10.0 - np.arange(steps), steps=5, smoothing=0.5)
    assert ramp.smooth[1] == pytest.approx((0.25 * 10 + 0.5 * 9) / 0.75)


def test_the_suggestion_is_where_the_loss_falls_fastest_per_factor_of_the_rate():
    def falls_around(lr, steps):
        return 1 / (1 + (lr(np.arange(steps)) / 0.02) ** 2)  # steepest in log rate at 0.02, in the rate at 0.0115

    test = range_test(falls_around, low=1e-4, high=1.0, steps=401, smoothing=0.0)
    assert test.suggestion == pytest.approx(0.02, rel=0.03)


def test_what_falls_after_the_lowest_is_not_suggested():
    """Past its lowest the loss leaps up and falls back, steeper than it ever fell before: that is no place to train."""
    losses = np.r_[np.linspace(3, 2, 60), 3.1, 2.5, 3.2, 2.2, 3.1]
    test = range_test(lambda lr, steps: losses, steps=65, smoothing=0.0)
    assert test.suggestion <= test.lowest == pytest.approx(test.rates[59])


def test_it_stops_at_divergence_and_at_nan_and_asks_for_nothing_beyond():
    diverging = range_test(on_two_curvatures, low=1e-3, high=100, steps=200)
    assert diverging.stopped == "diverged" and diverging.rates[-1] < 10
    assert diverging.smooth[-1] > 1.5 * diverging.smooth[0]
    asked = []

    def one_by_one(lr, steps):
        for t in range(steps):
            asked.append(t)
            yield np.nan if t == 20 else 5.0 - 0.1 * t

    ended = range_test(one_by_one)
    assert ended.stopped == "nan" and len(ended.losses) == 20 and asked[-1] == 20
    assert np.isfinite(ended.smooth).all() and ended.suggestion < ended.rates[-1] * 1.0001


@pytest.mark.parametrize(("steps", "low"), [(100, 1e-4), (200, 1e-3), (400, 1e-3)])
def test_it_mixes_rate_with_time(steps, low):
    """On curvatures 1 and 10 the edge is 0.2, and yet the test's loss is lowest far beyond it."""
    test = range_test(on_two_curvatures, low=low, high=10, steps=steps, smoothing=0.0)
    assert 0.4 < test.lowest < 1.1
    assert test.caution == CAUTION and "mixes rate with time" in CAUTION


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: exponential_search(Valley(1), start=0), ValueError, "start must be finite and greater than 0; got 0"),
        (
            lambda: exponential_search(Valley(1), start=-1),
            ValueError,
            "start must be finite and greater than 0; got -1",
        ),
        (lambda: exponential_search(Valley(1), decades=1), ValueError, "decades must be at least 2; got 1"),
        (lambda: exponential_search(Valley(1), finer=-1), ValueError, "finer must be at least 0; got -1"),
        (lambda: exponential_search(Valley(1), finer=1.5), TypeError, "finer must be a whole number; got 1.5"),
        (lambda: exponential_search(Valley(1), most=3), ValueError, "most must be at least 4; got 3"),
        (lambda: exponential_search(Valley(1), seeds=[]), ValueError, "seeds must hold at least one seed"),
        (
            lambda: exponential_search(lambda rates, seeds: [1.0]),
            ValueError,
            r"score\(rates, seeds\) must return .* shape \(4, 3\); its shape is \(1,\)",
        ),
        (
            lambda: exponential_search(lambda rates, seeds: "low"),
            TypeError,
            r"what score\(rates, seeds\) returns must be",
        ),
        (lambda: range_test(on_two_curvatures, low=0), ValueError, "low must be finite and greater than 0; got 0"),
        (lambda: range_test(on_two_curvatures, low=1, high=0.1), ValueError, "low must not be above high"),
        (lambda: range_test(on_two_curvatures, steps=1), ValueError, "steps must be .*at least 2; got 1"),
        (
            lambda: range_test(on_two_curvatures, smoothing=1),
            ValueError,
            "smoothing must be at least 0 and below 1; got 1",
        ),
        (lambda: range_test(lambda lr, steps: [np.nan]), ValueError, "losses_of must give at least 2 finite losses"),
    ],
)
def test_bad_searches_are_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


# ---- where one verdict ends and the next begins


def test_eight_losses_are_enough_and_seven_are_not():
    falling = 2.3 - 0.1 * np.arange(8)
    assert diagnose(falling).verdict == "too low"
    assert diagnose(falling[:7]).advice == "run longer"
    assert diagnose([1.0, 2.0]).verdict == "cannot tell", "a single rise may be luck"
    assert diagnose([1.0, 3.0, 2.0]).verdict == "cannot tell"
    assert diagnose([1.0, 2.0, 4.0]).reason == "The loss only rises, from 1 to 4."
    assert diagnose([2.3, np.inf, 2.0]).reason.startswith("The loss is inf at 1:")


@pytest.mark.parametrize(("share", "verdict"), [(0.019, "cannot tell"), (0.021, "too low")])
def test_a_fall_of_two_percent_is_one(share, verdict):
    line = np.linspace(0, 1, 101)
    assert diagnose(5 * (1 - share / 0.955 * line)).verdict == verdict  # from the first loss to the last tenth's level


@pytest.mark.parametrize(("rise", "verdict"), [(0.018, "cannot tell"), (0.022, "diverged")])
def test_to_end_two_percent_above_the_start_is_to_diverge(rise, verdict):
    assert diagnose(np.r_[np.full(50, 1.0), np.full(50, 1 + rise)]).verdict == verdict


@pytest.mark.parametrize(("back_up", "verdict"), [(0.028, "about right"), (0.032, "oscillating")])
def test_to_lose_three_percent_of_what_was_won_is_to_oscillate(back_up, verdict):
    assert diagnose(np.r_[np.full(10, 2.0), np.full(50, 1.0), np.full(40, 1 + back_up)]).verdict == verdict


@pytest.mark.parametrize(("last", "verdict"), [(0.048, "about right"), (0.052, "too low")])
def test_five_percent_in_the_last_fifth_is_still_falling(last, verdict):
    levels = np.r_[2.0, np.full(7, 1 + last), 1 + last / 2, 1.0]
    assert diagnose(np.repeat(levels, 10)).verdict == verdict


@pytest.mark.parametrize(("swing", "verdict"), [(0.14, "about right"), (0.16, "oscillating")])
def test_to_swing_by_fifteen_percent_is_to_oscillate(swing, verdict):
    """A slow swing within each tenth: two high, two low, so that neighbors do not take turns."""
    waves = swing * np.tile([1.0, 1.0, -1.0, -1.0], 50)
    assert diagnose(np.r_[np.full(4, 3.0), 2 + waves]).verdict == verdict


def test_swings_of_the_first_half_are_forgiven():
    early = np.repeat([3.0, 2.2, 2.9, 2.1, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0], 10)
    assert diagnose(early).verdict == "about right"


@pytest.mark.parametrize(("tremor", "verdict"), [(0.0004, "about right"), (0.0006, "oscillating")])
def test_a_tremor_of_a_thousandth_is_none(tremor, verdict):
    assert diagnose(np.r_[np.full(20, 2.0), 1 + tremor * (-1.0) ** np.arange(180)]).verdict == verdict


def test_a_steady_fall_is_no_to_and_fro():
    assert correlation(np.full(9, -0.3)) == 0
    assert correlation(np.arange(50.0)) > 0.9


@pytest.mark.parametrize(
    ("losses_at", "start", "ends"),
    [
        (lambda rate: 2.3, 1e-300, (5e-324, 1e-300)),  # a flat curve leads down
        (lambda rate: -np.log(rate), 1e290, (1e288, 1e308)),  # this one up
    ],
)
def test_a_search_ends_where_floats_do(losses_at, start, ends):
    """Beyond them there is only 0, or infinity, which are no rates, and no other one after them."""
    asked = []

    def score(rates, seeds):
        asked.extend(rates)
        assert len(asked) < 100
        return [[losses_at(rate)] for rate in rates]

    search = exponential_search(score, start=start, decades=3, seeds=[0], most=100)
    assert search.best is None and len(search.trials) == len(asked)
    low, high = ends
    assert 0 < low <= min(asked) < 10 * max(low, 1e-323) and high / 10 < max(asked) <= high * 1.01 < np.inf


def test_a_score_may_do_with_its_rates_what_it_likes():
    def score(rates, seeds):
        losses = [[abs(np.log10(rate) + 1)] * len(seeds) for rate in rates]
        rates.clear(), seeds.clear()
        return losses

    search = exponential_search(score)
    assert search.best == 0.1 and len(search.trials[0].losses) == 3


def test_flat_is_told_from_what_scatters():
    """Here the loss is halved, but goes up and down by as much."""
    steps = np.arange(200)
    wild = diagnose(1 + 0.5 * (-1.0) ** steps + 2 * np.exp(-steps / 10))
    assert wild.regime == "cannot tell" and wild.reason.startswith("The loss scatters more than it changes, 1.9")


def test_defaults_of_the_searches_are_those_that_are_documented():
    def defaults(function):
        parameters = inspect.signature(function).parameters.values()
        return {p.name: p.default for p in parameters if p.default is not p.empty}

    assert defaults(exponential_search) == {"start": 1.0, "decades": 4, "finer": 2, "seeds": (0, 1, 2), "most": 30}
    assert defaults(range_test) == {"low": 1e-5, "high": 10.0, "steps": 100, "smoothing": 0.9}


def test_the_smallest_searches_there_can_be():
    two = exponential_search(Valley(0.5), decades=2, finer=0, most=2)
    assert two.rates.tolist() == [0.1, 1.0] and two.best is None, "with two rates both are at the edge"
    three = exponential_search(Valley(0.2), decades=2, finer=0, seeds=[4], most=3)
    assert three.rates.tolist() == [0.01, 0.1, 1.0] and three.best == 0.1
    assert exponential_search(Valley(0.1), most=5, finer=2).rates.size == 5, "never more than `most`"


@pytest.mark.parametrize(("more", "as_good"), [(0.28, [0.1, 1.0]), (0.285, [0.1])])
def test_two_standard_errors_are_where_luck_ends(more, as_good):
    """Both means have the error 0.1, so their difference has 0.1414, and twice that is 0.2828."""
    lucky = {1.0: [1.0 + more, 1.2 + more], 0.1: [1.0, 1.2], 0.01: [9.0, 9.0]}
    search = exponential_search(lambda rates, seeds: [lucky[r] for r in rates], decades=3, finer=0, seeds=[0, 1])
    assert search.best == 0.1 and search.as_good == as_good
    assert [trial.error for trial in search.trials] == pytest.approx([0.1, 0.1, 0.0])


@pytest.mark.parametrize(
    ("losses", "stops_after"),
    [
        ([4.0, 3.5, 5.9, 6.1, 7.0], 4),  # it fell by 0.5, and half of its start is 2: stopped above 6
        ([1.0, 0.2, 1.7, 1.9, 7.0], 4),  # it fell by 0.8, and half of its start is 0.5: stopped above 1.8
        ([-4.0, -5.0, -2.1, -1.9, 7.0], 4),  # below 0 the same: above −2
        ([4.0, 3.5, 5.9, 5.9, 5.9], 5),
    ],
)
def test_the_range_test_stops_where_it_says(losses, stops_after):
    test = range_test(lambda lr, steps: losses, steps=5, smoothing=0.0)
    assert test.losses.tolist() == losses[:stops_after]
    assert test.stopped == ("diverged" if stops_after < 5 else "at the highest rate")


def test_two_losses_are_enough_for_a_range_test():
    assert range_test(lambda lr, steps: [2.0, 1.0], steps=2).lowest == 10
    assert range_test(lambda lr, steps: [2.0, 1.0, np.nan], steps=3).stopped == "nan"


def test_shares_in_the_reasons_are_the_curves():
    swinging = np.r_[np.full(20, 3.0), 2 + 0.2 * np.tile([1.0, 1.0, -1.0, -1.0], 45)]
    reason = diagnose(swinging).reason
    assert reason == "In its second half the loss swings by 0.2, which is 20% of all that it has lost."


@pytest.mark.parametrize(
    "record",
    [diagnose([2.0, 1.0]), exponential_search(Valley(0.1)), range_test(lambda lr, steps: np.ones(steps))],
    ids=lambda record: type(record).__name__,
)
def test_what_was_found_cannot_be_changed(record):
    with pytest.raises(FrozenInstanceError):
        record.best = record.regime = record.suggestion = 1
    if hasattr(record, "trials"):
        with pytest.raises(FrozenInstanceError):
            record.trials[0].lr = 1


def test_to_and_fro_counts_in_the_second_half_alone():
    early = np.r_[2.0 + 0.5 * (-1.0) ** np.arange(96), np.full(4, 1.0), np.full(100, 1.0)]
    assert diagnose(early).verdict == "about right"


def test_with_one_seed_the_error_is_unknown_and_nothing_is_computed_for_it(recwarn):
    """The root of 0 degrees of freedom would be a warning. With a seed that diverged it is unknown too."""
    (alone, both, gone) = (
        exponential_search(lambda rates, seeds, more=more: [[rate + s * more for s in seeds] for rate in rates],
                           decades=2, finer=0, most=2, seeds=seeds).trials[0]
        for seeds, more in (([0], 1.0), ([0, 1], 1.0), ([0, 1], np.inf))
    )  # fmt: skip
    assert np.isnan(alone.error) and alone.loss == 1
    assert both.error == pytest.approx(0.5)
    assert np.isnan(gone.error) and gone.loss == np.inf
    assert not [warning for warning in recwarn if "freedom" in str(warning.message)]


@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_flat_is_measured_by_the_start_whatever_the_unit(scale):
    ripple = np.resize([1, -1, 1, 1, -1, -1], 40)
    assert "is flat" in diagnose(scale * (2 + 0.001 * ripple)).reason
    scattered = diagnose(scale * (2 + 0.5 * ripple - 0.004 * np.arange(40)))
    assert scattered.verdict == "cannot tell" and "scatters more than it changes" in scattered.reason


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: exponential_search(lambda rates, seeds: rates, seeds=3), TypeError, "seeds must be a list"),
        (lambda: range_test(lambda lr, steps: 5), TypeError, "losses_of must return a list of losses"),
        (lambda: range_test(lambda lr, steps: ["a"] * steps), TypeError, "each loss that losses_of gives"),
        (lambda: range_test(lambda lr, steps: [[1.0, 2.0]] * steps), TypeError, "each loss that losses_of gives"),
        (lambda: range_test(lambda lr, steps: [], low=1.0, high=1.0), ValueError, "low must be below high; both are 1"),
        (lambda: range_test(lambda lr, steps: [], low=2.0, high=1.0), ValueError, "low"),
    ],
)
def test_what_cannot_be_searched_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
