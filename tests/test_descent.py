"""Descents: records, sweeps equal to their runs bit for bit, divergence as data."""

import doctest
import warnings
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrlib.descent
import lrlib.landscapes
import lrlib.optimizers
import lrlib.schedules
from every_rule import EVERY
from lrlib import (
    Adagrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    Schedule,
    at_step,
    constant,
    cosine_decay,
    cosine_restarts,
    descend,
    double_well,
    exponential_decay,
    geometric,
    grid,
    inverse_time_decay,
    linear_decay,
    mountain,
    noisy,
    polynomial_decay,
    quadratic,
    rosenbrock,
    step_decay,
    sweep,
    warmup,
)

MOUNTAIN = mountain()
BOWL = quadratic([1, 10])
LANDS = [BOWL, double_well(), MOUNTAIN, rosenbrock()]

# A rate that does something on each of them, for rules that move by the slope, and for rules that move by the rate.
RATES = {"bowl": (0.05, 0.1), "double well": (0.02, 0.05), "mountain": (0.002, 0.05), "Rosenbrock valley": (3e-4, 0.02)}


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


@pytest.mark.parametrize("land", LANDS, ids=lambda land: land.name)
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


def assert_equal_to_runs(land, runs, alone, steps):
    """`runs` on an axis of its own equals the runs that `alone` makes one by one, in every bit."""
    for i, rule in enumerate(alone):
        run = descend(land, rule, steps)
        np.testing.assert_array_equal(run.positions, runs.positions[:, i])
        np.testing.assert_array_equal(run.losses, runs.losses[:, i])
        np.testing.assert_array_equal(run.lrs, runs.lrs[:, i])
        assert run.diverged_at == runs.diverged_at[i] and run.lr == runs.lr[i]


SWEPT = [
    (Momentum, "beta", [0, 0.5, 0.9, 0.99]),
    (Nesterov, "beta", [0, 0.5, 0.9, 0.99]),
    (Adagrad, "eps", [0, 1e-8, 0.3]),
    (RMSProp, "alpha", [0, 0.5, 0.9, 0.99]),
    (RMSProp, "eps", [0, 1e-8, 0.3]),
    (Adam, "beta1", [0, 0.5, 0.9, 0.99]),
    (Adam, "beta2", [0, 0.3, 0.9, 0.999]),
    (Adam, "eps", [0, 1e-8, 0.3]),
    (AdamW, "weight_decay", [0, 0.01, 0.7]),
]


@pytest.mark.parametrize("land", LANDS, ids=lambda land: land.name)
@pytest.mark.parametrize(("make", "name", "values"), SWEPT, ids=lambda case: getattr(case, "__name__", None))
def test_any_hyper_parameter_sweeps_bit_for_bit(land, make, name, values):
    lr = RATES[land.name][make not in (Momentum, Nesterov)]
    runs = descend(land, make(lr, **{name: np.array(values)[:, np.newaxis]}), 40)
    assert runs.axes == (name,)
    assert_equal_to_runs(land, runs, [make(lr, **{name: value}) for value in values], 40)


@pytest.mark.parametrize("land", LANDS, ids=lambda land: land.name)
@pytest.mark.parametrize("make", EVERY)
def test_rates_sweep_bit_for_bit_for_every_rule(land, make):
    rates = sweep(1e-3, 100, 9) * RATES[land.name][0]  # the last of them diverge
    runs = descend(land, make(rates), 40)
    assert_equal_to_runs(land, runs, [make(float(rate)) for rate in rates[:, 0]], 40)


PARAMETERS = [
    (lambda x: cosine_decay(x), [10, 25, 60]),
    (lambda x: 0.5 * warmup(x) * linear_decay(50), [1, 7, 20]),
    (lambda x: exponential_decay(x), [0.8, 0.95, 1.0]),
    (lambda x: inverse_time_decay(5, x), [0.5, 1.0, 2.0]),
    (lambda x: polynomial_decay(30, x), [0.5, 1.0, 2.0, 3.0]),
    (lambda x: step_decay(x, 0.3), [4, 9]),
    (lambda x: cosine_restarts(5, 3, x), [1, 2]),
    (lambda x: geometric(0.01, 1, x), [10, 40]),
]


@pytest.mark.parametrize("land", LANDS, ids=lambda land: land.name)
@pytest.mark.parametrize(("make", "values"), PARAMETERS)
def test_parameters_of_a_schedule_sweep_bit_for_bit(land, make, values):
    eta = RATES[land.name][0]
    runs = descend(land, GradientDescent(eta * make(np.array(values)[:, np.newaxis])), 40)
    assert_equal_to_runs(land, runs, [GradientDescent(eta * make(value)) for value in values], 40)


@pytest.mark.parametrize("land", LANDS, ids=lambda land: land.name)
def test_schedules_of_other_hyper_parameters_sweep_bit_for_bit(land):
    """A decay of β₂ enters a power of the step: a number and an array would differ there."""
    eta, values = RATES[land.name][1], [0.3, 0.9, 1.0]
    make = lambda x: Adam(eta, beta1=0.95 * linear_decay(90), beta2=0.99 * exponential_decay(0.99) * x)  # noqa: E731
    runs = descend(land, make(np.array(values)[:, np.newaxis]), 40)
    assert runs.axes == ("beta2",)
    assert_equal_to_runs(land, runs, [make(value) for value in values], 40)


def test_a_bowl_of_many_dimensions_sweeps_bit_for_bit():
    """NumPy adds 20 numbers in another order when they lie side by side than when they do not."""
    land = quadratic(np.linspace(0.1, 7, 20), start=np.linspace(-3, 5, 20))
    rates = sweep(1e-3, 0.4, 9)
    runs = descend(land, GradientDescent(rates), 40)
    assert_equal_to_runs(land, runs, [GradientDescent(float(rate)) for rate in rates[:, 0]], 40)


def test_sweeps_cross_in_a_grid():
    axes = grid(lr=sweep(0.01, 0.1, 4), beta=[0, 0.5, 0.9])
    assert {name: array.shape for name, array in axes.items()} == {"lr": (4, 1, 1), "beta": (3, 1)}
    runs = descend(BOWL, Momentum(**axes), steps=30)
    assert runs.losses.shape == (31, 4, 3) and runs.axes == ("lr", "beta")
    for i, lr in enumerate(sweep(0.01, 0.1, 4)[:, 0]):
        for j, beta in enumerate([0, 0.5, 0.9]):
            alone = descend(BOWL, Momentum(lr, beta), steps=30)
            np.testing.assert_array_equal(alone.positions, runs.positions[:, i, j])
            near = runs.at(lr=lr * 1.1, beta=beta - 0.01)
            assert (near.lr, float(near.rule.beta[0])) == (lr, beta)
            np.testing.assert_array_equal(near.positions, alone.positions)


@pytest.mark.parametrize(
    ("rule", "start", "axes"),
    [
        (Momentum(0.1), None, ()),
        (Momentum(sweep(0.01, 0.1, 3)), None, ("lr",)),
        (Momentum(sweep(0.01, 0.1, 3), np.ones((3, 1)) / 2), None, ("lr and beta",)),
        (Momentum(**grid(beta=[0, 0.5], lr=[0.1, 0.2, 0.3])), None, ("beta", "lr")),
        (Momentum(**grid(lr=[0.1], beta=[0.5])), None, ("lr", "beta")),
        (Momentum(0.1, beta=np.array([[0.1], [0.9]]) * constant()), None, ("beta",)),
        (Momentum(0.1), np.ones((5, 2)), ("start",)),
        (Momentum(np.full((3, 1, 1), 0.1)), np.ones((5, 2)), ("lr", "start")),
    ],
)
def test_axes_say_what_varies(rule, start, axes):
    assert descend(BOWL, rule, 2, start).axes == axes


# Schedules


def test_a_scheduled_run_by_hand():
    rate = 0.1 * warmup(4) * cosine_decay(20)
    run = descend(MOUNTAIN, GradientDescent(lr=0.02 * rate), steps=25)
    w = MOUNTAIN.start
    for t in range(25):
        np.testing.assert_array_equal(run.positions[t], w)
        w = w - (0.02 * rate)(t) * MOUNTAIN.gradient(w)
    np.testing.assert_array_equal(run.lrs, (0.02 * rate)(np.arange(25)))
    assert run.lr == run.lrs.max()


@pytest.mark.parametrize("make", EVERY)
def test_a_constant_schedule_changes_nothing(make):
    plain, scheduled = (descend(MOUNTAIN, make(lr), 30) for lr in (0.003, constant(0.003)))
    np.testing.assert_array_equal(plain.positions, scheduled.positions)
    np.testing.assert_array_equal(plain.lrs, scheduled.lrs)
    assert plain.lr == scheduled.lr == 0.003


def test_rates_that_were_used():
    assert descend(BOWL, GradientDescent(0.1), 3).lrs.tolist() == [0.1, 0.1, 0.1]
    runs = descend(BOWL, GradientDescent(sweep(0.01, 0.1, 2) * linear_decay(2)), 3)
    np.testing.assert_allclose(runs.lrs, [[0.01, 0.1], [0.005, 0.05], [0, 0]], rtol=1e-14)
    np.testing.assert_allclose(runs.lr, [0.01, 0.1], rtol=1e-14)
    per_coordinate = descend(BOWL, GradientDescent(np.array([1.0, 0.1]) * linear_decay(4)), 2)
    np.testing.assert_allclose(per_coordinate.lrs, [[1, 0.1], [0.75, 0.075]], rtol=1e-14)
    assert descend(BOWL, GradientDescent(0.1 * warmup(2)), 0).lrs.shape == (0,)
    assert descend(BOWL, GradientDescent(0.1 * warmup(2)), 0).lr == 0.05


def test_one_run_of_a_scheduled_sweep_runs_again():
    """What `at`, `best` and `run` give is a rule that takes the same steps, alone."""
    axes = grid(lr=sweep(0.01, 0.1, 4), beta=[0, 0.5, 0.9])
    rule = Momentum(
        axes["lr"] * cosine_decay(np.array([[[20]], [[30]], [[40]], [[50]]])), axes["beta"] * linear_decay(99)
    )
    runs = descend(BOWL, rule, 30)
    picked = runs.run((2, 1))
    assert isinstance(picked.rule.lr, Schedule) and repr(picked.rule.lr).endswith("[run 2, 1]")
    np.testing.assert_array_equal(picked.lrs, runs.lrs[:, 2, 1])
    np.testing.assert_array_equal(descend(BOWL, picked.rule, 30).positions, runs.positions[:, 2, 1])
    assert picked.rule.lr(7) == runs.lrs[7, 2, 1] and picked.rule.lr(np.arange(5)).shape == (5,)
    nearest = runs.at(lr=0.1, beta=0.5)  # of a schedule, the highest value counts
    np.testing.assert_array_equal(nearest.positions, runs.positions[:, 3, 1])
    assert runs.best().losses[-1] == runs.losses[-1].min()
    # a rate per coordinate, one schedule for all, and one that is the same for every run
    runs = descend(BOWL, Momentum(np.array([[[0.1, 0.01]], [[0.2, 0.02]]]) * cosine_decay(9), np.zeros((3, 1))), 5)
    picked = runs.run((1, 2))
    np.testing.assert_array_equal(descend(BOWL, picked.rule, 5).positions, runs.positions[:, 1, 2])
    shared = cosine_decay(9)
    assert descend(BOWL, Momentum(shared, np.zeros((3, 1))), 5).run((1,)).rule.lr is shared


@dataclass(frozen=True)
class Own:
    """A learner's own rule, which may forget something."""

    lr: float
    name: object = 0.0
    returns: object = 0.0

    def init(self, w):
        return ()

    def step(self, w, gradient, state):
        w = w - self.lr * gradient
        return w if self.returns == 1 else [w, state]


def test_a_rule_of_ones_own_that_forgets_the_state_is_told_so():
    descend(BOWL, Own(0.1), 3)
    with pytest.raises(TypeError, match=r"^step must return two things, w and the state .*; got array\("):
        descend(BOWL, Own(0.1, returns=1), 3)
    with pytest.raises(TypeError, match="^name, of the rule, must be a number, an array or a schedule; got 'mine'$"):
        descend(BOWL, Own(0.1, "mine"), 3)


def test_a_descent_is_silent_whatever_numpy_was_told():
    """What becomes too small for a float is no accident either."""
    with np.errstate(all="raise"):
        assert descend(BOWL, GradientDescent(0.05), 40_000).distances()[-1] == 0
        assert descend(BOWL, GradientDescent(3.0), 2000).diverged_at > 0


def test_every_step_is_at_step():
    rule = Adam(0.1 * warmup(5), beta2=0.99 * exponential_decay(0.999))
    rules = list(lrlib.optimizers.every_step(rule, 9))
    assert len(rules) == 9
    for t, now in enumerate(rules):
        assert type(now) is Adam and now.beta1 == 0.9
        assert isinstance(now.beta2, np.ndarray)  # a number's powers may differ from an array's in the last bit
        assert (now.lr, now.beta2) == (at_step(rule, t).lr, at_step(rule, t).beta2)
    assert isinstance(rule.lr, Schedule)  # the rule itself is as it was
    plain = Adam(0.1)
    assert all(now is plain for now in lrlib.optimizers.every_step(plain, 3))


def test_a_schedule_is_evaluated_and_checked_once():
    calls = []
    rate = Schedule(lambda t: calls.append(t) or 0.01 + 0 * t, "counted")
    descend(BOWL, GradientDescent(rate), 500)
    assert len(calls) <= 5


# Only the last step


@pytest.mark.parametrize("land", LANDS, ids=lambda land: land.name)
def test_only_the_last_step_is_kept(land):
    rule = Momentum(**grid(lr=sweep(1e-2, 1e10, 7) * RATES[land.name][0], beta=[0, 0.9]))
    every, last = descend(land, rule, 50), descend(land, rule, 50, keep="last")
    assert (last.positions.shape, last.losses.shape) == ((1, 7, 2, land.dim), (1, 7, 2))
    np.testing.assert_array_equal(last.positions[0], every.positions[-1])
    np.testing.assert_array_equal(last.losses[0], every.losses[-1])
    np.testing.assert_array_equal(last.diverged_at, every.diverged_at)
    np.testing.assert_array_equal(last.lrs, every.lrs)
    assert last.steps == 50 and last.axes == ("lr", "beta")
    assert (every.diverged_at >= 0).any() and (every.diverged_at < 0).any()
    assert last.best().lr == every.best().lr and last.best().steps == 50
    np.testing.assert_array_equal(last.distances()[0], every.distances()[-1])
    with pytest.raises(ValueError, match="only the last step was kept"):
        last.settled_at(0.1)


# Noise


def test_noise_is_the_same_for_every_run_with_the_same_seed():
    land = noisy(BOWL, sigma=0.5, seed=np.array([[3], [4], [5]]))
    runs = descend(land, GradientDescent(sweep(0.01, 0.1, 4)[:, np.newaxis]), 130)
    assert runs.positions.shape == (131, 4, 3, 2) and runs.axes == ("lr", "seed")
    for i, rate in enumerate(sweep(0.01, 0.1, 4)[:, 0]):
        for j, seed in enumerate([3, 4, 5]):
            alone = descend(noisy(BOWL, 0.5, seed), GradientDescent(float(rate)), 130)
            np.testing.assert_array_equal(alone.positions, runs.positions[:, i, j])
    again = runs.run((1, 2))
    np.testing.assert_array_equal(descend(again.landscape, again.rule, 130).positions, runs.positions[:, 1, 2])
    levels = noisy(BOWL, sigma=np.array([[0.0], [1.0]]), seed=3)
    runs = descend(levels, GradientDescent(0.1), 20)
    assert runs.axes == ("sigma",)
    np.testing.assert_array_equal(runs.positions[:, 0], descend(BOWL, GradientDescent(0.1), 20).positions)
    np.testing.assert_array_equal(
        descend(runs.run((1,)).landscape, GradientDescent(0.1), 20).positions, runs.positions[:, 1]
    )


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
        (lambda: descend(BOWL, GradientDescent(0.1), 5, keep="none"), ValueError, "keep must be 'all' or 'last'; got"),
        (
            lambda: descend(BOWL, GradientDescent(np.ones(3) * warmup(3)), 5),
            ValueError,
            r"lr must be a number, or have 1 or 2 .*\(3,\)",
        ),
        (
            lambda: descend(noisy(BOWL, 1, np.arange(4)[:, np.newaxis]), GradientDescent(sweep(0.1, 1, 3)), 5),
            ValueError,
            r"seed of shape \(4, 1\) does not broadcast with \(3, 2\)",
        ),
        (lambda: grid(lr="fast"), TypeError, "lr must be a number or an array of numbers; got 'fast'"),
        (lambda: grid(lr=[]), ValueError, "lr must hold at least one number"),
        (lambda: sweep(0, 1, 5), ValueError, "low must be finite and greater than 0; got 0"),
        (lambda: sweep(-1, 1, 5), ValueError, "low must be finite and greater than 0; got -1"),
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
