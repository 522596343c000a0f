"""Schedules: a hyper-parameter that changes on the way, as a value. A pure function of the step t = 0, 1, 2, …

>>> rate = 0.1 * warmup(20) * cosine_decay(200)
>>> round(float(rate(9)), 4)
0.0498
>>> rate([0, 19, 110, 200, 1000]).round(4)
array([0.005 , 0.0978, 0.0422, 0.    , 0.    ])
>>> rate
0.1 * warmup(20) * cosine_decay(200)

Nothing counts along, nothing has to be called in the right order: what the rate is at step 110 can be asked at any
time, and plotting a schedule is evaluating it on `np.arange`. Step 0 is the first one, and uses rate(0).

Most schedules here know no rate. They are factors that start at 1, or rise to it, and are multiplied: with the rate,
which is then the highest that is reached, and with each other. Past its end a schedule stays where it ended.

How lengths are counted. A decay over n steps is at its floor at step n, right after a run of n steps, so that none of
them is spent at a rate of 0. A warm-up over n steps is at 1/n at step 0 and at 1 at step n − 1: none of its steps is
spent at 0 either. (torch's schedulers are objects that change the optimizer when they are made, and each time that
their `step()` is called, which has to come after the optimizer's. Each schedule below names its counterpart.)

Parameters may be arrays: `0.1 * cosine_decay(np.array([[50], [100], [200]]))` is a sweep of three runs, as `sweep` of
a rate would be. Numbers become arrays first, and powers are `np.float_power`, which computes each element by itself:
so a value of the sweep equals the value alone, to the last bit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from lrlib.validation import (
    above,
    finite,
    fraction,
    lists_to_arrays,
    numbers,
    real_array,
    share,
    whole_number,
    whole_numbers,
)


@dataclass(frozen=True, eq=False, repr=False)
class Schedule:
    """A function of the step that multiplies with numbers, with arrays and with other schedules, on either side.

    formula   steps (an array of ints) -> values
    text      how it was written
    """

    formula: Callable
    text: str

    __array_ufunc__ = None  # so that an array on the left leaves the product to us

    def __call__(self, t):
        """The value at step t: an int ≥ 0, or an array of them, which broadcasts with the schedule's parameters."""
        steps = real_array("t", t)
        steps = whole_numbers("t", t, low=0) if steps.size else steps.astype(int)
        return np.asarray(self.formula(steps))[()]

    def __mul__(self, other):
        return product(self, other)

    def __rmul__(self, other):
        return product(other, self)

    def __repr__(self):
        return self.text


def product(left, right):
    """The schedule left · right, where one of the two, or both, are schedules."""
    a, b = (x.formula if isinstance(x, Schedule) else steady("the factor", x) for x in (left, right))
    return fitting(lambda t: a(t) * b(t), f"{written(left)} * {written(right)}")


def fitting(formula, text):
    """The Schedule of this formula; an error where the arrays in it do not broadcast with each other."""
    try:
        formula(np.array(0))
    except ValueError:
        raise ValueError(f"the arrays in {text} must broadcast with each other") from None
    return Schedule(formula, text)


def written(value):
    """How `value` looks in the code that made it; an array is named by its shape."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"<array of shape {value.shape}>"
    return repr(value.item() if isinstance(value, (np.generic, np.ndarray)) else value)


def schedule(make):
    """Turn a function that returns a formula into one that returns a Schedule, which reads as the call was written."""

    @wraps(make)
    def call(*args, **options):
        words = [written(value) for value in args] + [f"{name}={written(value)}" for name, value in options.items()]
        return fitting(make(*args, **options), f"{make.__name__}({', '.join(words)})")

    return call


def decaying(name, factor):
    """`factor` as an array of numbers above 0 and at most 1."""
    return numbers(name, factor, lambda array: (array > 0) & (array <= 1), "above 0 and at most 1")


def boundaries(at):
    """The steps at which something new begins, as a list of arrays: at least one, each above the one before."""
    if not isinstance(at, (list, tuple, range, np.ndarray)):
        raise TypeError(f"at must be a list of steps; got {at!r}")
    at = [whole_numbers("at", step, low=0) for step in at]
    if not at:
        raise ValueError("at must hold at least one step; got an empty list")
    for before, after in pairwise(at):
        if (before >= after).any():
            raise ValueError(f"at must hold steps that grow; got {written(after)} after {written(before)}")
    return at


# What formulas are made of. They stay where they end.


def steady(name, value):
    """`value` at every step."""
    value = finite(name, value)
    return lambda t: value + 0 * t


def left(t, steps):
    """The share of `steps` that is left at step t: 1 at 0, and 0 from `steps` on."""
    return 1 - np.minimum(t / steps, 1)


def between(start, end, x):
    """`start` where x is 1, `end` where x is 0, and on the straight line between them elsewhere."""
    return start * x + end * (1 - x)


def cosine(start, end, steps):
    """Half a wave from `start` at step 0 to `end` at step `steps`."""
    return lambda t: between(start, end, (1 - np.cos(np.pi * left(t, steps))) / 2)


def joined(formulas, at):
    """One formula after the other, each counting from 0 where it begins."""

    def formula(t):
        value = formulas[0](t)
        for later, start in zip(formulas[1:], at, strict=True):
            value = np.where(t < start, value, later(np.maximum(t - start, 0)))
        return value

    return formula


@schedule
def constant(value=1.0):
    """The same at every step: what `join` needs between a rise and a fall. torch: ConstantLR(factor=1).

    value   any finite number
    """
    return steady("value", value)


@schedule
def step_decay(every, factor=0.1):
    """A staircase: times `factor` after every so many steps.

        factor^⌊t / every⌋

    every    steps from one drop to the next, a whole number ≥ 1
    factor   above 0, at most 1; default 0.1, the next decade down

    1 at t = 0 … every − 1, `factor` from t = every on. It has no end. torch: StepLR(step_size=every, gamma=factor).
    """
    every, factor = whole_numbers("every", every, low=1), decaying("factor", factor)
    return lambda t: np.float_power(factor, t // every)


@schedule
def milestones(at, factor=0.1):
    """A staircase whose drops are where you say: times `factor` at each of the steps in `at`.

        factor^(how many of `at` are ≤ t)

    at       the steps at which it drops, a list of whole numbers ≥ 0, each above the one before
    factor   above 0, at most 1; default 0.1

    1 before at[0], factor^len(at) from at[-1] on. torch: MultiStepLR(milestones=at, gamma=factor). A drop that lies
    after the last step of a run never happens: plot the schedule over the run that it is for.

    He et al. 2016, "Deep Residual Learning for Image Recognition", trains so.
    """
    at, factor = boundaries(at), decaying("factor", factor)
    return lambda t: np.float_power(factor, sum(t >= step for step in at))


@schedule
def exponential_decay(factor):
    """The same share is lost at every step: a straight line on a log axis.

        factor^t

    factor   above 0, at most 1. It works at every step: 0.5 is gone after a dozen. To fall to a tenth in n steps takes
             0.1^(1/n).

    1 at t = 0. It has no end. torch: ExponentialLR(gamma=factor).
    """
    factor = decaying("factor", factor)
    return lambda t: np.float_power(factor, t)


@schedule
def inverse_time_decay(steps, power=1.0):
    """Falls fast, then ever more slowly: with the right power, what theory asks of noisy gradients.

        1 / (1 + t / steps)^power

    steps   when it is down to a half (with power 1): any number above 0
    power   above 0; 1 by default. Theory wants it above 0.5, so that the noise averages out (the sum of the squared
            rates is finite), and at most 1, so that any distance can be covered (the sum of the rates is not). 0.5 is
            the inverse square root that follows the warm-up of the first Transformer:
            join([warmup(n), inverse_time_decay(n, power=0.5)], at=[n])

    1 at t = 0. It has no end. torch: LambdaLR with this formula.

    Robbins and Monro 1951, "A Stochastic Approximation Method"; Vaswani et al. 2017, "Attention Is All You Need".
    """
    steps, power = above("steps", steps, 0), above("power", power, 0)
    return lambda t: np.float_power(1 + t / steps, -power)


@schedule
def polynomial_decay(steps, power=2.0, floor=0.0):
    """Falls to `floor`, and gently at the end where `power` is above 1.

        floor + (1 − floor) · (1 − t / steps)^power

    steps   a whole number ≥ 1
    power   above 0; default 2, a parabola that lands flat
    floor   from 0 to 1

    1 at t = 0, `floor` from t = steps on. torch: PolynomialLR(total_iters=steps, power), which has no floor (and comes
    to the same values by multiplying from step to step, so that its last digits differ).
    """
    steps, power, floor = whole_numbers("steps", steps, low=1), above("power", power, 0), share("floor", floor)
    return lambda t: between(1, floor, np.float_power(left(t, steps), power))


@schedule
def linear_decay(steps, floor=0.0):
    """A straight line down to `floor`.

        floor + (1 − floor) · (1 − t / steps)

    steps   a whole number ≥ 1
    floor   from 0 to 1

    1 at t = 0, `floor` from t = steps on. torch: LinearLR(start_factor=1, end_factor=floor, total_iters=steps).

    Defazio et al. 2023, "When, Why and How Much? Adaptive Learning Rate Scheduling by Refinement": hard to beat.
    """
    steps, floor = whole_numbers("steps", steps, low=1), share("floor", floor)
    return lambda t: between(1, floor, left(t, steps))


@schedule
def cosine_decay(steps, floor=0.0):
    """Half a wave of a cosine: it lingers near the top, falls, and lands gently.

        floor + (1 − floor) · (1 + cos(π t / steps)) / 2

    steps   a whole number ≥ 1
    floor   from 0 to 1

    1 at t = 0, halfway at t = steps / 2, `floor` from t = steps on. torch: CosineAnnealingLR(T_max=steps, eta_min),
    with eta_min = floor times the rate. Past T_max that one climbs again, all the way up: the formula is a whole wave.

    Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts".
    """
    steps, floor = whole_numbers("steps", steps, low=1), share("floor", floor)
    return cosine(1, floor, steps)


@schedule
def cosine_restarts(period, cycles, growth=1, floor=0.0):
    """Cosine decays one after the other, each from the top: a join of `cycles` of them.

    period   steps of the first one, a whole number ≥ 1
    cycles   how many, a single whole number ≥ 1
    growth   each takes this many times as long as the one before, a whole number ≥ 1
    floor    from 0 to 1

    1 at t = 0 and wherever a cycle begins (at period · (1 + growth + growth² + …)), `floor` from the end of the last
    one on. torch: CosineAnnealingWarmRestarts(T_0=period, T_mult=growth, eta_min), which never ends: there one more
    cycle begins where ours stays at the floor.

    Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts".
    """
    period, growth = whole_numbers("period", period, low=1), whole_numbers("growth", growth, low=1)
    cycles, floor = whole_number("cycles", cycles, low=1), share("floor", floor)
    lengths = [period.astype(float)]
    while len(lengths) < cycles:  # growth soon outgrows every integer: what is longer than any run is long enough
        lengths.append(np.minimum(lengths[-1] * growth, 2.0**53))
    return joined([cosine(1, floor, steps) for steps in lengths], list(accumulate(lengths[:-1])))


@schedule
def warmup(steps):
    """A straight line up to 1, while the first gradients are still wild.

        (t + 1) / steps

    steps   a whole number ≥ 1 (1 is no warm-up at all)

    1 / steps at t = 0, since a first step at rate 0 would be wasted; 1 from t = steps − 1 on. torch:
    LinearLR(start_factor=1/steps, total_iters=steps − 1).

    `warmup(20) * cosine_decay(200)` is under way down the cosine while it warms up, so it never quite reaches 1. To
    warm up and then run a full cosine: join([warmup(20), cosine_decay(180)], at=[20]).

    Goyal et al. 2017, "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour".
    """
    steps = whole_numbers("steps", steps, low=1)
    return lambda t: np.minimum((t + 1) / steps, 1)


@schedule
def one_cycle(steps, rise=0.3, first=1 / 25, last=1 / 250_000):
    """Up and down again, both on cosines: a join of two, the fall longer and deeper than the rise.

    steps   of the whole cycle, a whole number ≥ 2
    rise    the share of them spent going up, at least 0 and below 1
    first   where it starts, from 0 to 1
    last    where it ends, from 0 to 1

    `first` at t = 0; 1 at t = p, which is rise · steps, rounded; `last` from t = steps on. torch: OneCycleLR with
    total_steps = steps + 1, pct_start = (p + 1) / (steps + 1), div_factor = 1 / first and final_div_factor =
    first / last: the defaults here are its defaults. It counts the last of its steps as the end, and divides by zero
    where its rise has a single step (total_steps=10, pct_start=0.1). It also cycles the momentum, against the rate.

    This shape is fastai's. The paper's has two straight sides of the same length, and after them a short fall to far
    below where it began.

    Smith and Topin 2019, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates".
    """
    steps, rise = whole_numbers("steps", steps, low=2), fraction("rise", rise)
    first, last = share("first", first), share("last", last)
    peak = np.minimum(np.rint(rise * steps).astype(int), steps - 1)
    return joined([cosine(first, 1, np.maximum(peak, 1)), cosine(1, last, steps - peak)], [peak])


@schedule
def warmup_stable_decay(warm, stable, decay, floor=0.0):
    """Up, along, down: a join of a warm-up, a constant and a linear decay.

    warm     steps of warmup, a whole number ≥ 1
    stable   steps at 1 after that, a whole number ≥ 0
    decay    steps of linear_decay after that, a whole number ≥ 1
    floor    from 0 to 1

    1 / warm at t = 0; 1 from t = warm − 1 to t = warm + stable; `floor` from t = warm + stable + decay on. The length
    of the run need not be known beforehand: stay at 1 as long as you like, and decay when you want to stop. torch:
    SequentialLR of the three.

    Hu et al. 2024, "MiniCPM"; Hägele et al. 2024, "Scaling Laws and Compute-Optimal Training Beyond Fixed Training
    Durations".
    """
    warm, stable = whole_numbers("warm", warm, low=1), whole_numbers("stable", stable, low=0)
    decay, floor = whole_numbers("decay", decay, low=1), share("floor", floor)
    # The warm-up stays at 1 past its end: that is the stable part.
    return joined([warmup(warm).formula, linear_decay(decay, floor).formula], [warm + stable])


@schedule
def geometric(low, high, steps):
    """From `low` to `high`, each step the same factor above the one before. As a rate, this is the LR range test.

        low · (high / low)^(t / (steps − 1))

    low, high   the ends, which are rates and not factors: above 0, and low not above high
    steps       a whole number ≥ 2

    `low` at t = 0, `high` from t = steps − 1 on: a run of that many steps tries the very rates of `sweep(low, high,
    steps)`, though one after the other. torch: ExponentialLR(gamma=(high / low)^(1 / (steps − 1))).

    Smith 2017, "Cyclical Learning Rates for Training Neural Networks".
    """
    low, high, steps = above("low", low, 0), above("high", high, 0), whole_numbers("steps", steps, low=2)
    if (low > high).any():
        raise ValueError(f"low must not be above high; got low = {low} and high = {high}")

    def formula(t):
        x = left(t, steps - 1)
        return np.float_power(low, x) * np.float_power(high, 1 - x)  # so written, both ends come out exactly

    return formula


@schedule
def join(schedules, at):
    """One schedule after the other. Each counts from 0 where it begins.

    schedules   a list of at least two
    at          the steps at which the second, the third, … begin: whole numbers ≥ 0, each above the one before

    torch: SequentialLR(optimizer, schedulers, milestones=at).
    """
    if not isinstance(schedules, (list, tuple)):
        raise TypeError(f"schedules must be a list of schedules; got {schedules!r}")
    wrong = [each for each in schedules if not isinstance(each, Schedule)]
    if wrong:
        raise TypeError(f"schedules must be schedules; got {wrong[0]!r} (for a number: constant({wrong[0]!r}))")
    if len(schedules) < 2:
        raise ValueError(f"schedules must hold at least two; it has {len(schedules)}")
    at, joints = boundaries(at), len(schedules) - 1
    if len(at) != joints:
        raise ValueError(
            f"at must hold {joints} step{'s' * (joints > 1)}, one for each schedule after the first; it has {len(at)}"
        )
    return joined([each.formula for each in schedules], at)


@schedule
def per_epoch(schedule, batches):
    """A schedule of epochs as one of steps: schedule(⌊t / batches⌋).

    schedule   counts in epochs
    batches    steps in an epoch, a whole number ≥ 1

    The value stays put within an epoch. torch: the scheduler's step() once an epoch instead of once a batch.
    """
    if not isinstance(schedule, Schedule):
        raise TypeError(f"schedule must be a schedule; got {schedule!r}")
    batches = whole_numbers("batches", batches, low=1)
    return lambda t: schedule.formula(t // batches)


class PlateauState(NamedTuple):
    """What a Plateau remembers: the scale, which multiplies the rate, and how it stands with the losses."""

    scale: float
    best: float  # the lowest loss so far
    waited: int  # losses since then that were not better
    resting: int  # losses for which it still does not count


@dataclass(frozen=True, eq=False)
class Plateau:
    """Lower the rate when the loss no longer falls. It looks at losses, so it is a rule with a state, not a schedule.

        state = rule.init()
        state = rule.update(state, loss)      after each epoch; then the rate is η · state.scale

    A loss is better if it is below best · (1 − threshold). Once more than `patience` losses in a row were not, the
    scale is multiplied by `factor`, and counting begins anew.

    factor      above 0, below 1; default 0.1
    patience    a whole number ≥ 0; default 10. That many losses are let pass: the drop comes with the one after them,
                so patience 0 drops at the first loss that is not better.
    threshold   at least 0 and below 1; default 1e-4
    cooldown    losses after a drop that do not count, a whole number ≥ 0; default 0
    floor       the scale never falls below it, from 0 to 1; default 0

    Everything broadcasts against the losses, which may be an array, one for each run of a sweep. A NaN is not better.
    Feed it validation losses, not training losses. `torch.optim.lr_scheduler.ReduceLROnPlateau` (mode "min", relative
    threshold) makes the same decisions; its min_lr is floor times the rate, its eps is left out. A threshold relative
    to the best loss is meant for losses above 0.
    """

    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    cooldown: int = 0
    floor: float = 0.0

    def __post_init__(self):
        numbers("factor", self.factor, lambda array: (array > 0) & (array < 1), "above 0 and below 1")
        whole_numbers("patience", self.patience, low=0)
        fraction("threshold", self.threshold)
        whole_numbers("cooldown", self.cooldown, low=0)
        share("floor", self.floor)
        lists_to_arrays(self)

    def init(self):
        return PlateauState(scale=1.0, best=np.inf, waited=0, resting=0)

    def update(self, state, loss):
        scale, best, waited, resting = state
        loss = real_array("loss", loss)
        better = loss < best * (1 - self.threshold)
        best = np.where(better, loss, best)
        waited = np.where(better | (resting > 0), 0, waited + 1)
        resting = np.maximum(resting - 1, 0)

        drop = waited > self.patience
        scale = np.where(drop, np.maximum(scale * self.factor, self.floor), scale)
        waited = np.where(drop, 0, waited)
        resting = np.where(drop, self.cooldown, resting)
        return PlateauState(scale, best, waited, resting)
