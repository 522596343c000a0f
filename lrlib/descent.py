"""A descent: a landscape, an update rule, a number of steps. What comes out is a record.

>>> from lrlib import GradientDescent, quadratic
>>> run = descend(quadratic([1, 10]), GradientDescent(lr=0.1), steps=2)
>>> run.positions
array([[10. ,  1. ],
       [ 9. ,  0. ],
       [ 8.1,  0. ]])

A sweep runs many learning rates at once, as one array computation:

>>> runs = descend(quadratic([1, 10]), GradientDescent(lr=sweep(0.001, 1, 4)), steps=100)
>>> runs.losses.shape
(101, 4)
>>> runs.best().lr
0.1

Any hyper-parameter may be an array, or a schedule (see schedules.py), and two sweeps may cross:

>>> from lrlib import Momentum, cosine_decay
>>> rule = Momentum(**grid(lr=sweep(0.001, 1, 4), beta=[0, 0.5, 0.9]))
>>> descend(quadratic([1, 10]), rule, steps=100).axes
('lr', 'beta')
>>> descend(quadratic([1, 10]), GradientDescent(lr=0.1 * cosine_decay(4)), steps=4).lrs.round(4)
array([0.1   , 0.0854, 0.05  , 0.0146])
"""

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from lrlib.landscapes import Landscape, a_landscape
from lrlib.optimizers import at_step, every_step, is_rule, pair
from lrlib.schedules import Schedule
from lrlib.validation import above, finite, single, whole_number


def sweep(low, high, count):
    """`count` values from `low` to `high`, each the same factor above the one before; shape (count, 1).

        low · (high / low)^(i / (count − 1)),   i = 0 … count − 1

    Evenly spaced on a log axis, since 0.1 is to 0.01 as 0.01 is to 0.001. The last axis of length 1 stands for the
    coordinates, so that each value meets all coordinates of its own run.
    """
    low = above("low", low, 0)
    high = above("high", high, 0)
    count = whole_number("count", count, low=1)
    if low.ndim or high.ndim:
        raise ValueError(f"low and high must be single numbers; their shapes are {low.shape} and {high.shape}")
    if low > high:
        raise ValueError(f"low must not be above high; got low = {low:g} and high = {high:g}")
    return np.geomspace(low, high, count)[:, np.newaxis]


def grid(**values):
    """Sweeps that cross, one axis for each, in the order in which they are named: every value meets every other.

    >>> {name: array.shape for name, array in grid(lr=sweep(1e-3, 1, 60), beta=[0, 0.5, 0.9]).items()}
    {'lr': (60, 1, 1), 'beta': (3, 1)}

    So `Momentum(**grid(lr=…, beta=…))` makes 60 × 3 runs. For a schedule, sweep what it is made of:
    `axes = grid(lr=…, beta=…)`, and then `Momentum(lr=axes["lr"] * cosine_decay(100), beta=axes["beta"])`.
    """
    flat = {name: finite(name, value).ravel() for name, value in values.items()}
    return {name: array.reshape(-1, *[1] * (len(flat) - i)) for i, (name, array) in enumerate(flat.items())}


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What a descent (or a sweep of them) did. A frozen record, which figures and explorables take.

    landscape    what was descended
    rule         the update rule, with its hyper-parameters as arrays or schedules
    steps        how many steps each run took
    positions    (steps + 1, *sweep, dim): the start first, then one after each step
    gone         where only the last step was kept, what `diverged_at` is to say; otherwise None

    and, computed from these when they are first asked for:

    losses       (steps + 1, *sweep): the loss at each position
    diverged_at  (*sweep): the first step at which the loss was inf or NaN, and −1 where it never was

    A run that flies away is data, not an accident: its losses end in inf or NaN. Where only the last step was kept
    (`keep="last"`), positions and losses hold that one alone: shapes (1, *sweep, dim) and (1, *sweep).
    """

    landscape: Landscape
    rule: object
    steps: int
    positions: np.ndarray
    gone: np.ndarray | None = None

    @cached_property
    def losses(self):
        with np.errstate(all="ignore"):
            return self.landscape(self.positions)

    @cached_property
    def diverged_at(self):
        if self.gone is not None:
            return self.gone
        finite = np.isfinite(self.losses)
        return np.where(finite.all(axis=0), -1, finite.argmin(axis=0))

    @property
    def lr(self):
        """The learning rate of each run: shape (*sweep), a float for a single run. Of a schedule: its highest rate."""
        rates = self.highest("lr")
        return float(rates) if rates.ndim == 0 else rates

    @property
    def lrs(self):
        """The learning rate at every step: shape (steps, *sweep)."""
        return self.over_time("lr", self.steps)

    @property
    def axes(self):
        """What varies along each axis of the sweep: ('lr', 'beta'). Along one axis it may be 'lr and beta'."""
        shape = self.positions.shape[1:]
        varied = broadcasting(self.rule, self.landscape)
        names = []
        for depth in range(len(shape), 1, -1):  # the axis's place, counted from the end
            long = [name for name, part in varied.items() if len(part) >= depth and part[-depth] > 1]
            short = [name for name, part in varied.items() if len(part) == depth and shape[-depth] == 1]
            names.append(" and ".join(long or short) or "start")
        return tuple(names)

    def over_time(self, name, steps):
        """The hyper-parameter `name` at each of so many steps: shape (steps, *sweep).

        Where it differs from coordinate to coordinate no single number is to be had: then it is (steps, *sweep, dim).
        """
        value, shape = getattr(self.rule, name), self.positions.shape[1:]
        if isinstance(value, Schedule):
            value = value(np.arange(steps).reshape(-1, *[1] * len(shape)))
        value = np.atleast_1d(value)
        if (value == value[..., :1]).all():
            value, shape = value[..., 0], shape[:-1]
        return np.broadcast_to(value, (steps, *shape))

    def highest(self, name):
        """The hyper-parameter `name` of each run, (*sweep), or (*sweep, dim): of a schedule, its highest value."""
        steps = max(self.steps, 1) if isinstance(getattr(self.rule, name), Schedule) else 1
        return self.over_time(name, steps).max(axis=0)

    def distances(self):
        """How far each position is from the landscape's minimum, in a straight line: shape (steps + 1, *sweep)."""
        if self.landscape.minimum is None:
            raise ValueError(f"the {self.landscape.name} has no minimum to measure the distance to")
        with np.errstate(all="ignore"):
            return np.linalg.norm(self.positions - self.landscape.minimum, axis=-1)

    def settled_at(self, within):
        """The step after which each run stays within that distance of the minimum, −1 where it does not: (*sweep)."""
        if len(self.positions) <= self.steps:
            raise ValueError("only the last step was kept, so nothing tells when a run settled: keep='all'")
        outside = ~(self.distances() <= within)  # written so that NaN counts as outside
        last_outside = self.steps - outside[::-1].argmax(axis=0)
        settled = np.where(outside.any(axis=0), last_outside + 1, 0)
        return np.where(outside[-1], -1, settled)

    def best(self):
        """The run of the sweep with the lowest loss at its end. One that diverged never wins."""
        final = np.where(np.isfinite(self.losses[-1]), self.losses[-1], np.inf)
        if np.isinf(final).all():
            raise ValueError("no run of this sweep ends with a finite loss, so none is the best")
        return self.run(np.unravel_index(final.argmin(), final.shape))

    def at(self, **values):
        """The run whose hyper-parameters lie nearest to `values`: `runs.at(lr=0.1)`. Of a schedule: its highest value.

        Each name is looked up by itself, in its own units: in a grid, `runs.at(lr=0.1, beta=0.9)`.
        """
        known = [field.name for field in fields(self.rule)]
        distance = np.zeros(self.losses.shape[1:])
        for name, value in values.items():
            if name not in known:
                raise TypeError(f"{name} is not a hyper-parameter of {type(self.rule).__name__}; it has {known}")
            there = self.highest(name).reshape(*distance.shape, -1)[..., 0]
            distance = distance + np.abs(there - single(name, value))
        return self.run(np.unravel_index(distance.argmin(), distance.shape))

    def run(self, index):
        """One run of the sweep, by its index, as a Trajectory of its own with positions (steps + 1, dim)."""
        shape = self.positions.shape[1:]
        landscape, noise = self.landscape, self.landscape.noise
        if noise is not None:
            seed = np.broadcast_to(noise.seed, (*shape[:-1], 1))[index]
            noise = replace(noise, sigma=picked(noise.sigma, shape, index), seed=seed)
            landscape = replace(landscape, noise=noise)
        values = {field.name: picked(getattr(self.rule, field.name), shape, index) for field in fields(self.rule)}
        at = (slice(None), *index)
        return Trajectory(
            landscape,
            replace(self.rule, **values),
            self.steps,
            self.positions[at],
            None if self.gone is None else self.gone[index],
        )

    def __repr__(self):
        runs = int(np.prod(self.losses.shape[1:]))
        many = f"{runs} runs" if self.losses.ndim > 1 else "one run"
        return f"<Trajectory: {type(self.rule).__name__} on the {self.landscape.name}, {many} of {self.steps} steps>"


def descend(landscape, rule, steps, start=None, keep="all"):
    """Walk `steps` steps down `landscape` by `rule`, and record every position and loss.

    landscape   a Landscape: quadratic(), double_well(), mountain(), …
    rule        an update rule such as GradientDescent(lr=0.1); arrays as hyper-parameters make a sweep of runs, and
                schedules change on the way: step t = 0, 1, 2, … uses schedule(t)
    steps       a whole number ≥ 0
    start       where to begin, (dim,) or (*sweep, dim); default: the landscape's own start
    keep        "all" positions and losses, or only those of the "last" step, where all would not fit in memory

    Returns a Trajectory. A sweep equals its runs one by one, bit for bit.
    """
    a_landscape(landscape)
    if not is_rule(rule):
        raise TypeError(f"rule must be an update rule, such as GradientDescent(lr=0.1); got {rule!r}")
    steps = whole_number("steps", steps, low=0)
    if keep not in ("all", "last"):
        raise ValueError(f"keep must be 'all' or 'last'; got {keep!r}")
    start = landscape.positions("start", landscape.start if start is None else start)
    if not np.isfinite(landscape(start)).all():
        raise ValueError(f"start must be on the {landscape.name}, where the loss is finite; got {start.tolist()}")

    # Numbers become arrays first: a number and an array may differ in the last bit of a power.
    values = {field.name: getattr(rule, field.name) for field in fields(rule)}
    arrays = {name: as_array(name, value) for name, value in values.items() if not isinstance(value, Schedule)}
    rule = replace(rule, **arrays)
    shape = common_shape(start, broadcasting(rule, landscape))

    first = coordinates_first(1, shape)[0]
    first[...] = start
    with np.errstate(all="ignore"):  # divergence is recorded, not warned about
        if keep == "all":
            positions = coordinates_first(steps + 1, shape)
            for t, w in enumerate(walk(landscape, rule, steps, first)):
                positions[t] = w
            return Trajectory(landscape, rule, steps, positions)
        gone = np.full(shape[:-1], -1)
        for t, w in enumerate(walk(landscape, rule, steps, first)):
            gone = np.where((gone < 0) & ~np.isfinite(landscape(w)), t, gone)
        return Trajectory(landscape, rule, steps, w[np.newaxis], gone)


def as_array(name, value):
    """A hyper-parameter, also of a learner's own rule, as an array of floats."""
    try:
        return np.asarray(value, float)
    except (TypeError, ValueError):
        raise TypeError(f"{name}, of the rule, must be a number, an array or a schedule; got {value!r}") from None


def walk(landscape, rule, steps, w):
    """The positions of a descent from `w`: the start, then one after each step."""
    yield w
    state = rule.init(w)
    for t, now in enumerate(every_step(rule, steps)):
        w, state = pair(now.step(w, landscape.gradient(w, t), state))
        yield w


def coordinates_first(count, shape):
    """An empty array (count, *sweep, dim). Shapes are for people: in memory the coordinates lie before the sweep,
    since NumPy is quick along a long contiguous axis and slow along one of length 2."""
    return np.moveaxis(np.empty((count, shape[-1], *shape[:-1])), 1, -1)


def broadcasting(rule, landscape):
    """The shape of everything that may hold a value for each run: the hyper-parameters, and the landscape's noise."""
    now = at_step(rule, 0)
    shapes = {field.name: np.shape(getattr(now, field.name)) for field in fields(rule)}
    if landscape.noise is not None:
        shapes |= {"sigma": landscape.noise.sigma.shape, "seed": landscape.noise.seed.shape}
    return shapes


def common_shape(start, shapes):
    """The shape (*sweep, dim) to which `start` and everything else broadcast; an error names what does not."""
    dim, common = start.shape[-1], start.shape
    for name, shape in shapes.items():
        if shape[-1:] not in ((), (1,), (dim,)):
            raise ValueError(
                f"{name} must be a number, or have 1 or {dim} values on its last axis, the one for the coordinates; "
                f"its shape is {shape} (a sweep of n values has the shape (n, 1))"
            )
        try:
            common = np.broadcast_shapes(common, shape)
        except ValueError:
            raise ValueError(f"{name} of shape {shape} does not broadcast with {common}") from None
    return common


def picked(value, shape, index):
    """What a hyper-parameter is in one run of a sweep: `value` broadcast to `shape`, at `index`."""
    if not isinstance(value, Schedule):
        return np.broadcast_to(value, shape)[index]
    own = np.shape(value(0))
    if not own:
        return value  # the same schedule for every run
    per_coordinate = own[-1] > 1

    def formula(t):
        outer = t.shape[:-1] if per_coordinate else t.shape
        values = value.formula(t.reshape(*outer, *[1] * len(shape)))
        values = np.broadcast_to(values, (*outer, *shape))[(..., *index, slice(None))]
        return values if per_coordinate else values[..., 0]

    return Schedule(formula, f"{value!r} [run {', '.join(map(str, index))}]")
