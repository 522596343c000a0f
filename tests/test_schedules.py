"""Schedules: what they are at 0, at their end and past it, their algebra, and parity with torch.optim.lr_scheduler."""

import dataclasses
import doctest
import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrlib.schedules
from lrlib import (
    Plateau,
    Schedule,
    constant,
    cosine_decay,
    cosine_restarts,
    exponential_decay,
    geometric,
    inverse_time_decay,
    join,
    linear_decay,
    milestones,
    one_cycle,
    per_epoch,
    polynomial_decay,
    step_decay,
    sweep,
    warmup,
    warmup_stable_decay,
)

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing to compare with")
EPS = np.finfo(float).eps

# schedule: its value at 0, its last step, its value from there on
ENDING = {
    "constant": (constant(), 1, 0, 1),
    "milestones": (milestones([3, 8], 0.5), 1, 8, 0.25),
    "polynomial": (polynomial_decay(10), 1, 10, 0),
    "polynomial to a floor": (polynomial_decay(10, power=0.5, floor=0.2), 1, 10, 0.2),
    "linear": (linear_decay(10), 1, 10, 0),
    "linear to a floor": (linear_decay(10, floor=0.3), 1, 10, 0.3),
    "cosine": (cosine_decay(10), 1, 10, 0),
    "cosine to a floor": (cosine_decay(10, floor=0.3), 1, 10, 0.3),
    "restarts": (cosine_restarts(3, cycles=3, growth=2, floor=0.1), 1, 3 + 6 + 12, 0.1),
    "warmup": (warmup(8), 1 / 8, 7, 1),
    "no warmup": (warmup(1), 1, 0, 1),
    "one cycle": (one_cycle(20), 1 / 25, 20, 1 / 250_000),
    "one cycle, no rise": (one_cycle(10, rise=0), 1, 10, 1 / 250_000),
    "warmup, stable, decay": (warmup_stable_decay(4, 5, 6, floor=0.1), 1 / 4, 15, 0.1),
    "no stable part": (warmup_stable_decay(4, 0, 6), 1 / 4, 10, 0),
    "geometric": (geometric(1e-4, 10, 12), 1e-4, 11, 10),
    "join": (join([warmup(5), cosine_decay(9)], at=[5]), 1 / 5, 14, 0),
    "per epoch": (per_epoch(linear_decay(4), 7), 1, 28, 0),
    "product": (0.5 * warmup(5) * linear_decay(10), 0.1, 10, 0),
}
ENDLESS = [step_decay(4), exponential_decay(0.9), inverse_time_decay(5), inverse_time_decay(5, power=0.5)]
ALL = [schedule for schedule, *_ in ENDING.values()] + ENDLESS


def test_examples_in_docstrings():
    results = doctest.testmod(lrlib.schedules)
    assert results.attempted > 0 and results.failed == 0


@pytest.mark.parametrize(("schedule", "first", "end", "last"), ENDING.values(), ids=ENDING)
def test_first_value_end_and_past_it(schedule, first, end, last):
    assert schedule(0) == first
    assert schedule(end) == schedule(end + 1) == schedule(10**6) == last
    if end:
        assert schedule(end - 1) != last  # so that the end is not earlier


@pytest.mark.parametrize("schedule", ALL, ids=str)
def test_one_value_equals_the_same_in_an_array(schedule):
    t = np.arange(40)
    values = schedule(t)
    assert values.shape == (40,) and isinstance(schedule(3), float)
    assert [schedule(int(step)) for step in t] == values.tolist()
    np.testing.assert_array_equal(schedule(t.reshape(8, 5)), values.reshape(8, 5))
    np.testing.assert_array_equal(schedule(t[::-1]), values[::-1])
    np.testing.assert_array_equal(schedule(t), values)  # asking changes nothing
    assert schedule(np.arange(0)).shape == (0,)


@pytest.mark.parametrize(
    "schedule",
    [*ENDLESS, *(ENDING[name][0] for name in ENDING if name.split()[0] in ("linear", "cosine", "polynomial"))],
)
def test_decays_fall_from_1_and_never_rise(schedule):
    values = schedule(np.arange(60))
    assert values[0] == 1 and (np.diff(values) <= 0).all() and values[-1] < 1 and (values >= 0).all()


# Closed forms

positions = st.integers(0, 60)
lengths = st.integers(1, 40)
floors = st.floats(0, 1)


@given(positions, lengths, floors)
def test_formulas_as_written(t, n, floor):
    x = min(t / n, 1)
    close = lambda value: pytest.approx(value, rel=1e-12, abs=1e-15)  # noqa: E731
    assert linear_decay(n, floor)(t) == close(floor + (1 - floor) * (1 - x))
    assert cosine_decay(n, floor)(t) == close(floor + (1 - floor) * (1 + np.cos(np.pi * x)) / 2)
    assert polynomial_decay(n, 3, floor)(t) == close(floor + (1 - floor) * (1 - x) ** 3)
    assert inverse_time_decay(n, 0.7)(t) == close((1 + t / n) ** -0.7)
    assert step_decay(n, 0.3)(t) == close(0.3 ** (t // n))
    assert exponential_decay(0.97)(t) == close(0.97**t)
    assert warmup(n)(t) == close(min(t + 1, n) / n)
    assert geometric(1e-3, 2, n + 1)(t) == close(1e-3 * 2000**x)
    assert milestones([n, n + 3], 0.3)(t) == close(0.3 ** ((t >= n) + (t >= n + 3)))
    assert constant(floor)(t) == floor
    assert per_epoch(linear_decay(9), n)(t) == linear_decay(9)(t // n)


def test_warmup_wastes_no_step():
    np.testing.assert_array_equal(warmup(4)(np.arange(6)), [0.25, 0.5, 0.75, 1, 1, 1])


def test_geometric_tries_the_rates_of_a_sweep():
    np.testing.assert_allclose(geometric(1e-4, 3, 50)(np.arange(50)), sweep(1e-4, 3, 50)[:, 0], rtol=1e-14)


def test_restarts_begin_at_the_top_and_take_longer_each_time():
    values = cosine_restarts(4, cycles=3, growth=2)(np.arange(40))
    assert np.flatnonzero(values == 1).tolist() == [0, 4, 12]
    np.testing.assert_array_equal(values[12:28], cosine_decay(16)(np.arange(16)))


@pytest.mark.parametrize(("growth", "cycles"), [(2, 100), (10, 20), (3, 41)])
def test_more_restarts_than_integers_can_count(growth, cycles):
    """The last cycles are longer than any run. What comes before them is what it is without them."""
    t = np.arange(1000)
    np.testing.assert_array_equal(cosine_restarts(10, cycles, growth)(t), cosine_restarts(10, 8, growth)(t))
    sweep_of_them = cosine_restarts(np.array([[10], [7]]), cycles, np.array([growth, 1]).reshape(2, 1, 1))
    np.testing.assert_array_equal(sweep_of_them(t)[0, 0], cosine_restarts(10, 8, growth)(t))


def test_one_cycle_peaks_once_and_warmup_stable_decay_has_its_plateau():
    cycle = one_cycle(50, rise=0.2)(np.arange(51))
    assert np.flatnonzero(cycle == 1).tolist() == [10]
    assert one_cycle(10, rise=0.26)(3) == one_cycle(10, rise=0.34)(3) == 1  # a share of a step is rounded
    assert (np.diff(cycle[:11]) > 0).all() and (np.diff(cycle[10:]) < 0).all()
    assert np.abs(np.diff(cycle)).max() < 0.16  # no jump where the two meet
    trapezoid = warmup_stable_decay(5, 20, 10)(np.arange(40))
    assert np.flatnonzero(trapezoid == 1).tolist() == list(range(4, 26))
    assert np.abs(np.diff(trapezoid)).max() == pytest.approx(0.2)


@given(st.integers(1, 20), st.integers(1, 20), positions)
def test_join_counts_anew_in_each_piece(first, second, t):
    pieces = [linear_decay(7), warmup(3), exponential_decay(0.8)]
    at = [first, first + second]
    piece = (t >= at[0]) + (t >= at[1])
    assert join(pieces, at)(t) == pieces[piece](t - [0, *at][piece])


def test_inverse_square_root_after_warmup():
    """Vaswani et al.: min((t + 1) / n, √(n / t))."""
    t = np.arange(1, 100)
    expected = np.minimum((t + 1) / 16, (16 / t) ** 0.5)
    schedule = join([warmup(16), inverse_time_decay(16, power=0.5)], at=[16])
    np.testing.assert_allclose(schedule(t)[15:], expected[15:], rtol=1e-14)
    np.testing.assert_array_equal(schedule(t)[:15], expected[:15])


# Algebra


@given(positions, st.floats(1e-6, 1e3))
def test_schedules_multiply_on_either_side(t, eta):
    up, down = warmup(20), cosine_decay(30)
    for product in (eta * up * down, up * eta * down, eta * (up * down), np.float64(eta) * up * down, up * down * eta):
        assert isinstance(product, Schedule)
        assert product(t) == pytest.approx(eta * up(t) * down(t), rel=4 * EPS, abs=0)
    assert (eta * up)(t) == (up * eta)(t) == eta * up(t)


def test_arrays_on_either_side():
    column = np.array([[0.1], [0.2]])
    for product in (column * warmup(4), warmup(4) * column, column.tolist() * warmup(4)):
        assert isinstance(product, Schedule)
        np.testing.assert_array_equal(product(1), column * 0.5)
        np.testing.assert_array_equal(product(np.arange(3)), column * [0.25, 0.5, 0.75])


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda a, b: a * warmup(b), r"<array of shape \(3, 1\)> \* warmup\(<array of shape \(2, 1\)>\)"),
        (lambda a, b: linear_decay(np.int64(b), floor=0 * a), r"linear_decay\(.*, floor=<array of shape \(3, 1\)>\)"),
        (lambda a, b: warmup(b) * (a * warmup(2)), r"warmup\(.*\) \* <array of shape \(3, 1\)> \* warmup\(2\)"),
    ],
)
def test_arrays_that_do_not_go_together_are_named_at_once(make, text):
    with pytest.raises(ValueError, match=f"^the arrays in {text} must broadcast with each other$"):
        make(np.ones((3, 1)), np.array([[2], [3]]))


def test_milestones_at_a_range():
    np.testing.assert_array_equal(milestones(range(3, 9, 3), 0.5)([2, 3, 6]), [1, 0.5, 0.25])


def test_steps_beyond_what_a_float_counts_exactly():
    assert step_decay(2**53 + 1, 0.5)(2**53 + 1) == step_decay(2**53 + 1, 0.5)(2**53 + 2) == 0.5
    assert step_decay(2**53 + 1, 0.5)(2**53) == 1


def test_a_schedule_reads_as_it_was_written():
    rate = 0.1 * warmup(20) * cosine_decay(200, floor=0.01)
    assert repr(rate) == "0.1 * warmup(20) * cosine_decay(200, floor=0.01)"
    written = "join([warmup(20), linear_decay(steps=180)], at=[20])"
    assert repr(join([warmup(20), linear_decay(steps=180)], at=[20])) == written
    np.testing.assert_array_equal(eval(repr(rate))(np.arange(9)), rate(np.arange(9)))
    assert repr(np.ones((2, 1)) * warmup(np.array([[2], [3]]))) == (
        "<array of shape (2, 1)> * warmup(<array of shape (2, 1)>)"
    )
    with pytest.raises(AttributeError):
        rate.formula = None


# Arrays of parameters

COLUMNS = [
    (step_decay, {"every": [3, 7], "factor": [0.1, 0.5]}),
    (milestones, {"factor": [0.1, 0.5]}),
    (exponential_decay, {"factor": np.linspace(0.5, 1, 40).tolist()}),
    (inverse_time_decay, {"steps": [0.5, 7.0], "power": [0.5, 2.0]}),
    (polynomial_decay, {"steps": [5, 30], "power": [0.5, 1.0, 2.0, 3.3], "floor": [0.0, 0.3]}),
    (linear_decay, {"steps": [5, 30], "floor": [0.0, 0.3]}),
    (cosine_decay, {"steps": [5, 30], "floor": [0.0, 0.3]}),
    (cosine_restarts, {"period": [2, 5], "growth": [1, 2, 3], "floor": [0.0, 0.3]}),
    (warmup, {"steps": [1, 2, 9]}),
    (one_cycle, {"steps": [2, 10, 33], "rise": [0.0, 0.3, 0.9], "first": [0.0, 0.2], "last": [0.0, 0.1]}),
    (warmup_stable_decay, {"warm": [1, 5], "stable": [0, 4], "decay": [1, 9], "floor": [0.0, 0.3]}),
    (geometric, {"low": [1e-5, 1e-3], "high": [0.1, 2.0], "steps": [2, 17]}),
    (per_epoch, {"batches": [1, 3, 10]}),
    (constant, {"value": [0.1, 2.0]}),
]
BASE = {
    milestones: {"at": [4, 9]},
    polynomial_decay: {"steps": 20},
    cosine_restarts: {"period": 4, "cycles": 3},
    inverse_time_decay: {"steps": 3},
    step_decay: {"every": 4},
    linear_decay: {"steps": 20},
    cosine_decay: {"steps": 20},
    one_cycle: {"steps": 20},
    warmup_stable_decay: {"warm": 3, "stable": 4, "decay": 5},
    geometric: {"low": 1e-4, "high": 1.0, "steps": 9},
    per_epoch: {"schedule": cosine_decay(5)},
}


def test_every_schedule_is_known_here():
    made = [make for make in lrlib.SUPPLIES["schedules"] if make not in ("Plateau", "Schedule")]
    for make in made:
        assert any(f"{make}(" in repr(schedule) for schedule in ALL), f"ENDING (or ENDLESS) lacks {make}: see there"
    swept = {make.__name__ for make, _ in COLUMNS}
    assert swept == set(made) - {"join"}, "COLUMNS has arrays for the parameters of each"


@pytest.mark.parametrize(("make", "columns"), COLUMNS, ids=lambda case: getattr(case, "__name__", ""))
def test_any_parameter_may_be_an_array_bit_for_bit(make, columns):
    t = np.arange(50)
    for name, values in columns.items():
        column = np.array(values)[:, np.newaxis]
        together = make(**(BASE.get(make, {}) | {name: column}))
        assert together(3).shape == column.shape
        for i, value in enumerate(values):
            alone = make(**(BASE.get(make, {}) | {name: value}))
            np.testing.assert_array_equal(together(t)[i], alone(t))
            assert [float(together(int(step))[i, 0]) for step in t] == alone(t).tolist()
            # laid out the other way, as `descend` does
            np.testing.assert_array_equal(together(t.reshape(-1, 1, 1))[:, i, 0], alone(t))


# Parity with torch: the same rates, step by step


def torch_rates(make, steps):
    """The rate of a torch optimizer (with rate 1) at each step, with its scheduler stepped after it."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


S = torch.optim.lr_scheduler


@pytest.mark.parametrize(
    ("schedule", "make", "steps"),
    [
        (constant(), lambda o: S.ConstantLR(o, factor=1), 20),
        (step_decay(5, 0.3), lambda o: S.StepLR(o, 5, 0.3), 40),
        (milestones([4, 9], 0.3), lambda o: S.MultiStepLR(o, [4, 9], 0.3), 40),
        (exponential_decay(0.9), lambda o: S.ExponentialLR(o, 0.9), 40),
        (inverse_time_decay(5, 0.5), lambda o: S.LambdaLR(o, lambda t: (1 + t / 5) ** -0.5), 40),
        (polynomial_decay(15, 2.5), lambda o: S.PolynomialLR(o, 15, 2.5), 40),
        (linear_decay(15, 0.2), lambda o: S.LinearLR(o, 1, 0.2, 15), 40),
        (cosine_decay(15, 0.2), lambda o: S.CosineAnnealingLR(o, 15, 0.2), 16),
        (cosine_restarts(5, 3, 2, 0.2), lambda o: S.CosineAnnealingWarmRestarts(o, 5, 2, 0.2), 35),
        (warmup(8), lambda o: S.LinearLR(o, 1 / 8, 1, 7), 40),
        (
            one_cycle(20, rise=0.3),
            lambda o: S.OneCycleLR(o, 1.0, total_steps=21, pct_start=7 / 21, cycle_momentum=False),
            21,
        ),
        (
            one_cycle(30, rise=0.1, first=0.1, last=0.01),
            lambda o: S.OneCycleLR(
                o, 1.0, 31, pct_start=4 / 31, cycle_momentum=False, div_factor=10, final_div_factor=10
            ),
            31,
        ),
        (geometric(1, 100, 21), lambda o: S.ExponentialLR(o, 100 ** (1 / 20)), 21),
        (
            warmup_stable_decay(4, 6, 10, 0.1),
            lambda o: S.SequentialLR(
                o,
                [S.LinearLR(o, 1 / 4, 1, 3), S.ConstantLR(o, 1), S.LinearLR(o, 1, 0.1, 10)],
                [4, 10],
            ),
            40,
        ),
        (
            join([warmup(5), cosine_decay(20)], at=[5]),
            lambda o: S.SequentialLR(o, [S.LinearLR(o, 1 / 5, 1, 4), S.CosineAnnealingLR(o, 20)], [5]),
            25,
        ),
        (
            warmup(5) * exponential_decay(0.9),
            lambda o: S.ChainedScheduler([S.LinearLR(o, 0.2, 1, 4), S.ExponentialLR(o, 0.9)]),
            40,
        ),
    ],
    ids=lambda value: repr(value) if isinstance(value, Schedule) else "",
)
def test_torch_gives_the_same_rates(schedule, make, steps):
    # torch multiplies from step to step, so that its roundings add up
    np.testing.assert_allclose(schedule(np.arange(steps)), torch_rates(make, steps), rtol=1e-12, atol=1e-15)


@pytest.mark.filterwarnings("ignore:Detected call of")
def test_where_torch_differs():
    """What the docstrings say of torch is so."""
    cosine = torch_rates(lambda o: S.CosineAnnealingLR(o, 10), 21)
    assert cosine[10] == pytest.approx(0, abs=1e-15) and cosine[20] == pytest.approx(1)  # it climbs again
    restarts = torch_rates(lambda o: S.CosineAnnealingWarmRestarts(o, 5), 6)
    assert restarts[5] == 1
    with pytest.raises(ZeroDivisionError):
        torch_rates(lambda o: S.OneCycleLR(o, 1.0, total_steps=10, pct_start=0.1), 3)
    one_cycle(9, rise=0)  # its counterpart here
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    S.LinearLR(optimizer, 0.1)
    assert optimizer.param_groups[0]["lr"] == 0.1  # making a scheduler changes the optimizer


# Plateau


def scales(rule, losses):
    """The scale after each loss."""
    state, kept = rule.init(), []
    for loss in losses:
        state = rule.update(state, loss)
        kept.append(state.scale)
    return np.array(kept)


losses = st.lists(st.one_of(st.sampled_from([1.0, 0.9, 0.89999, 0.5, np.inf, np.nan]), st.floats(0.01, 1)), max_size=60)


@given(
    losses,
    st.floats(0.1, 0.9),
    st.integers(0, 4),
    st.sampled_from([0, 1e-4, 0.1]),
    st.integers(0, 4),
    st.floats(0, 0.3),
)
def test_plateau_decides_as_torch_does(losses, factor, patience, threshold, cooldown, floor):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    theirs = S.ReduceLROnPlateau(optimizer, "min", factor, patience, threshold, cooldown=cooldown, min_lr=floor, eps=0)
    rates = []
    for loss in losses:
        theirs.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    np.testing.assert_array_equal(scales(Plateau(factor, patience, threshold, cooldown, floor), losses), rates)


def test_plateau_by_hand():
    """Patience 2 lets two losses pass that are not better, and drops at the third."""
    flat = [1.0] * 8
    assert scales(Plateau(0.5, patience=2, threshold=0), flat).tolist() == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]
    assert scales(Plateau(0.5, patience=0, threshold=0), flat[:4]).tolist() == [1, 0.5, 0.25, 0.125]
    assert scales(Plateau(0.5, 0, cooldown=2), flat).tolist() == [1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]
    assert scales(Plateau(0.5, 0, floor=0.3), flat[:4]).tolist() == [1, 0.5, 0.3, 0.3]
    assert scales(Plateau(0.5, 0), [1.0, np.nan, 0.9]).tolist() == [1, 0.5, 0.5]
    assert scales(Plateau(0.5, 0, threshold=0.2), [1.0, 0.8, 0.7]).tolist() == [1, 0.5, 0.5]  # 0.8 is not below 0.8
    assert scales(Plateau(), np.linspace(1, 0.1, 90)).tolist() == [1.0] * 90


def test_plateau_takes_arrays():
    rng = np.random.default_rng(0)
    history = rng.choice([1.0, 0.9, 0.5, 0.3, np.nan], size=(50, 6)) * np.linspace(1, 0.5, 50)[:, np.newaxis]
    rule = Plateau(factor=np.array([0.1, 0.5, 0.5, 0.3, 0.9, 0.2]), patience=np.array([0, 1, 2, 3, 1, 2]), cooldown=1)
    together = scales(rule, history)
    for i in range(6):
        alone = Plateau(rule.factor[i], int(rule.patience[i]), cooldown=1)
        np.testing.assert_array_equal(together[:, i], scales(alone, history[:, i]))
    assert len(set(together[-1])) > 3


def test_plateau_takes_lists_as_it_takes_arrays():
    rules = [Plateau(factor=f, patience=p) for f, p in (([0.1, 0.5], [0, 1]), (np.array([0.1, 0.5]), np.array([0, 1])))]
    states = [rule.init() for rule in rules]
    for loss in (3.0, 3.0, 3.0, 2.0):
        states = [rule.update(state, loss) for rule, state in zip(rules, states, strict=True)]
    np.testing.assert_array_equal(states[0].scale, states[1].scale)
    assert states[0].scale.tolist() == [0.1**2, 0.5]


def test_plateau_is_pure():
    rule = Plateau(patience=1)
    state = rule.update(rule.init(), np.array([1.0, 2.0]))
    before = [np.copy(value) for value in state]
    rule.update(state, np.array([0.5, 3.0]))
    for value, kept in zip(state, before, strict=True):
        np.testing.assert_array_equal(value, kept)


# Bad input


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: warmup(0), ValueError, "steps must be finite and at least 1; got 0"),
        (lambda: warmup(2.5), TypeError, "steps must be a whole number, or an array of them; got 2.5"),
        (lambda: warmup(True), TypeError, "steps must be a number or an array of numbers; got True"),
        (lambda: warmup("20"), TypeError, "steps must be a number or an array of numbers; got '20'"),
        (lambda: cosine_decay(-5), ValueError, "steps must be finite and at least 1; got -5"),
        (lambda: cosine_decay(0), ValueError, "steps must be finite and at least 1; got 0"),
        (lambda: cosine_decay(10, floor=1.5), ValueError, "floor must be at least 0 and at most 1; got 1.5"),
        (lambda: linear_decay(0), ValueError, "steps must be finite and at least 1; got 0"),
        (lambda: linear_decay(10, floor=-0.1), ValueError, "floor must be at least 0 and at most 1; got -0.1"),
        (lambda: polynomial_decay(0), ValueError, "steps must be finite and at least 1; got 0"),
        (lambda: polynomial_decay(10, power=0), ValueError, "power must be finite and greater than 0; got 0"),
        (lambda: polynomial_decay(10, floor=2), ValueError, "floor must be at least 0 and at most 1; got 2"),
        (lambda: step_decay(0), ValueError, "every must be finite and at least 1; got 0"),
        (lambda: step_decay(5, factor=-0.1), ValueError, "factor must be above 0 and at most 1; got -0.1"),
        (lambda: step_decay(5, factor=10), ValueError, "factor must be above 0 and at most 1; got 10"),
        (lambda: milestones([]), ValueError, "at must hold at least one step; got an empty list"),
        (lambda: milestones([30, 20]), ValueError, "at must hold steps that grow; got 20 after 30"),
        (lambda: milestones([-1]), ValueError, "at must be finite and at least 0; got -1"),
        (lambda: milestones(30), TypeError, "at must be a list of steps; got 30"),
        (lambda: milestones([3], factor=0), ValueError, "factor must be above 0 and at most 1; got 0"),
        (lambda: exponential_decay(1.1), ValueError, "factor must be above 0 and at most 1; got 1.1"),
        (lambda: exponential_decay(np.nan), ValueError, "factor must be above 0 and at most 1; got nan"),
        (lambda: inverse_time_decay(0), ValueError, "steps must be finite and greater than 0; got 0"),
        (lambda: inverse_time_decay(5, power=-1), ValueError, "power must be finite and greater than 0; got -1"),
        (lambda: cosine_restarts(0, 3), ValueError, "period must be finite and at least 1; got 0"),
        (lambda: cosine_restarts(10, 0), ValueError, "cycles must be at least 1; got 0"),
        (lambda: cosine_restarts(10, [1, 2]), TypeError, r"cycles must be a whole number; got \[1, 2\]"),
        (lambda: cosine_restarts(10, 3, growth=0.5), TypeError, "growth must be a whole number, .*; got 0.5"),
        (lambda: cosine_restarts(10, 3, floor=-1), ValueError, "floor must be at least 0 and at most 1; got -1"),
        (lambda: one_cycle(1), ValueError, "steps must be finite and at least 2; got 1"),
        (lambda: one_cycle(10, rise=1), ValueError, "rise must be at least 0 and below 1; got 1"),
        (lambda: one_cycle(10, first=25), ValueError, "first must be at least 0 and at most 1; got 25"),
        (lambda: one_cycle(10, last=-1), ValueError, "last must be at least 0 and at most 1; got -1"),
        (lambda: warmup_stable_decay(0, 1, 1), ValueError, "warm must be finite and at least 1; got 0"),
        (lambda: warmup_stable_decay(1, -1, 1), ValueError, "stable must be finite and at least 0; got -1"),
        (lambda: warmup_stable_decay(1, 1, 0), ValueError, "decay must be finite and at least 1; got 0"),
        (lambda: warmup_stable_decay(1, 1, 1, 2), ValueError, "floor must be at least 0 and at most 1; got 2"),
        (lambda: geometric(0, 1, 10), ValueError, "low must be finite and greater than 0; got 0"),
        (lambda: geometric(1, np.inf, 10), ValueError, "high must be finite and greater than 0; got inf"),
        (lambda: geometric(1, 0.1, 10), ValueError, "low must not be above high; got low = 1.* and high = 0.1"),
        (lambda: geometric(0.1, 1, 1), ValueError, "steps must be finite and at least 2; got 1"),
        (lambda: join([], at=[1]), ValueError, "schedules must hold at least two; it has 0"),
        (lambda: join([warmup(3)], at=[]), ValueError, "schedules must hold at least two; it has 1"),
        (lambda: join([warmup(3), 0.1], at=[3]), TypeError, r"schedules must be schedules; got 0.1 .*constant\(0.1\)"),
        (lambda: join([warmup(3), warmup(3)], at=[3, 5]), ValueError, "at must hold 1 step, .*; it has 2"),
        (lambda: join([warmup(3)] * 3, at=[3, 3]), ValueError, "at must hold steps that grow; got 3 after 3"),
        (lambda: per_epoch(0.1, 20), TypeError, "schedule must be a schedule; got 0.1"),
        (lambda: per_epoch(warmup(3), 0), ValueError, "batches must be finite and at least 1; got 0"),
        (lambda: join(warmup(3), [1]), TypeError, r"schedules must be a list of schedules; got warmup\(3\)"),
        (lambda: warmup(3)([[1], [1, 2]]), TypeError, "t must be a number or an array of numbers; got "),
        (lambda: warmup(3)(np.uint64(2**63)), ValueError, r"t must be below 2\^63; got 9.22"),
        (lambda: Plateau(threshold=1), ValueError, "threshold must be at least 0 and below 1; got 1"),
        (lambda: Plateau().update(Plateau().init(), "low"), TypeError, "loss must be a number .*; got 'low'"),
        (lambda: constant(np.inf), ValueError, "value must be finite; got inf"),
        (lambda: constant(None), TypeError, "value must be a number or an array of numbers; got None"),
        (lambda: warmup(3)(-1), ValueError, "t must be finite and at least 0; got -1"),
        (lambda: warmup(3)(1.5), TypeError, "t must be a whole number, or an array of them; got 1.5"),
        (lambda: warmup(3) * "0.1", TypeError, "the factor must be a number or an array of numbers; got '0.1'"),
        (lambda: np.nan * warmup(3), ValueError, "the factor must be finite; got nan"),
        (lambda: Plateau(factor=1), ValueError, "factor must be above 0 and below 1; got 1"),
        (lambda: Plateau(factor=-0.1), ValueError, "factor must be above 0 and below 1; got -0.1"),
        (lambda: Plateau(patience=-1), ValueError, "patience must be finite and at least 0; got -1"),
        (lambda: Plateau(patience=1.5), TypeError, "patience must be a whole number, .*; got 1.5"),
        (lambda: Plateau(threshold=-1e-4), ValueError, "threshold must be at least 0 and below 1; got -0.0001"),
        (lambda: Plateau(cooldown=-1), ValueError, "cooldown must be finite and at least 0; got -1"),
        (lambda: Plateau(floor=2), ValueError, "floor must be at least 0 and at most 1; got 2"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match="^" + words):
        make()


# Defaults, names, and what no formula needs but a reader relies on


def test_defaults_are_those_that_are_documented():
    def default(make, name):
        return inspect.signature(make).parameters[name].default

    assert [default(step_decay, "factor"), default(milestones, "factor")] == [0.1, 0.1]
    assert [default(polynomial_decay, "power"), default(inverse_time_decay, "power")] == [2.0, 1.0]
    assert [default(make, "floor") for make in (polynomial_decay, linear_decay, cosine_decay, cosine_restarts)] == [
        0.0
    ] * 4
    assert [default(one_cycle, name) for name in ("rise", "first", "last")] == [0.3, 1 / 25, 1 / 250_000]
    assert default(cosine_restarts, "growth") == 1 and default(constant, "value") == 1.0
    theirs = inspect.signature(torch.optim.lr_scheduler.ReduceLROnPlateau).parameters
    for name in ("factor", "patience", "threshold", "cooldown"):
        assert default(Plateau, name) == theirs[name].default


def test_a_schedules_maker_keeps_its_name_and_its_documentation():
    assert cosine_decay.__name__ == "cosine_decay"
    assert "Half a wave of a cosine" in cosine_decay.__doc__


def test_a_plateau_that_begins_with_nan_waits_as_torch_does():
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1)
    ours, state = Plateau(patience=1), Plateau(patience=1).init()
    for loss in [np.nan, np.nan, 1.0, np.nan, np.nan]:
        theirs.step(loss)
        state = ours.update(state, loss)
        assert float(state.scale) == pytest.approx(optimizer.param_groups[0]["lr"])
    assert float(state.scale) == pytest.approx(0.01), "two drops: after the two at the start, and the two at the end"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Plateau(factor=2), "factor must be above 0 and below 1; got 2"),
        (lambda: Plateau(factor=0), "factor must be above 0 and below 1; got 0"),
        (lambda: cosine_restarts(10, 2, growth=0), "growth must be finite and at least 1; got 0"),
    ],
)
def test_what_would_not_change_anything_or_never_end_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize(
    ("steps", "rise", "peak"), [(10, 0.99, 9), (10, 0.0, 0), (2, 0.9, 1), (10, 0.25, 2), (10, 0.3, 3)]
)
def test_one_cycles_peak_is_where_it_is_documented(steps, rise, peak):
    rates = one_cycle(steps, rise=rise)(np.arange(steps + 2))
    assert rates.argmax() == peak and rates[peak] == 1
    assert rates[steps] == rates[steps + 1] == pytest.approx(1 / 250_000)


@pytest.mark.parametrize(
    "written",
    [
        "constant(0.5)",
        "step_decay(10)",
        "milestones([10, 20])",
        "exponential_decay(0.9)",
        "inverse_time_decay(10)",
        "polynomial_decay(10)",
        "linear_decay(10)",
        "cosine_decay(10)",
        "cosine_restarts(10, 2)",
        "warmup(10)",
        "one_cycle(10)",
        "warmup_stable_decay(2, 3, 5)",
        "geometric(0.1, 1, 10)",
        "join([warmup(5), cosine_decay(20)], at=[5])",
        "per_epoch(cosine_decay(5), 10)",
    ],
)
def test_every_maker_makes_a_schedule_that_reads_as_it_was_written(written):
    made = eval(written)
    assert isinstance(made, Schedule) and repr(made) == written
    assert repr(0.1 * made * warmup(3)) == f"0.1 * {written} * warmup(3)"


@pytest.mark.parametrize("at", [[5], [5, 9, 12]])
def test_a_join_wants_one_step_fewer_than_schedules(at):
    with pytest.raises(ValueError, match="at must"):
        join([constant(), warmup(5), cosine_decay(20)], at=at)


def test_what_is_no_schedule_is_named():
    with pytest.raises(TypeError, match=r"schedules must be schedules; got 0.5 \(for a number: constant\(0.5\)\)"):
        join([warmup(5), 0.5, "fast"], at=[5, 6])


def test_two_schedules_are_the_same_only_if_they_are_one():
    """To compare what they are made of would raise where that is an array."""
    for make in (lambda: step_decay(np.array([10, 20])), lambda: Plateau(factor=np.array([0.1, 0.5]))):
        one, twin = make(), make()
        assert one == one and one != twin
        assert len({one, twin, one}) == 2


def test_neither_can_be_changed_once_it_is_made():
    for made, name in ((step_decay(10), "text"), (Plateau(), "factor")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, name, 1)
