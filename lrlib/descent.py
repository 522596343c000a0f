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
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from lrlib.landscapes import Landscape
from lrlib.validation import above, whole_number


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


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What a descent (or a sweep of them) did. A frozen record, which figures and explorables take.

    landscape   what was descended
    rule        the update rule, with its hyper-parameters as arrays
    positions   (steps + 1, *sweep, dim): the start first, then one after each step
    losses      (steps + 1, *sweep): the loss at each of them

    A run that flies away is data, not an accident: its losses end in inf or NaN, and `diverged_at` says when.
    """

    landscape: Landscape
    rule: object
    positions: np.ndarray
    losses: np.ndarray

    @property
    def steps(self):
        """How many steps each run took."""
        return len(self.positions) - 1

    @property
    def lr(self):
        """The learning rate of each run: shape (*sweep), a float for a single run."""
        per_coordinate = np.broadcast_to(self.rule.lr, self.positions.shape[1:])
        if (per_coordinate != per_coordinate[..., :1]).any():
            return per_coordinate  # a rate for each coordinate: there is no single number to give
        return float(per_coordinate[0]) if per_coordinate.ndim == 1 else per_coordinate[..., 0]

    @property
    def diverged_at(self):
        """The first step at which the loss was inf or NaN, and −1 where it never was: shape (*sweep)."""
        finite = np.isfinite(self.losses)
        return np.where(finite.all(axis=0), -1, finite.argmin(axis=0))

    def distances(self):
        """How far each position is from the landscape's minimum, in a straight line: shape (steps + 1, *sweep)."""
        if self.landscape.minimum is None:
            raise ValueError(f"the {self.landscape.name} has no minimum to measure the distance to")
        with np.errstate(over="ignore", invalid="ignore"):
            return np.linalg.norm(self.positions - self.landscape.minimum, axis=-1)

    def settled_at(self, within):
        """The step after which each run stays within that distance of the minimum, −1 where it does not: (*sweep)."""
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
        """The run whose hyper-parameters lie nearest to `values`: `runs.at(lr=0.1)`."""
        distance = np.zeros(self.losses.shape[1:])
        for name, value in values.items():
            known = [field.name for field in fields(self.rule)]
            if name not in known:
                raise TypeError(f"{name} is not a hyper-parameter of {type(self.rule).__name__}; it has {known}")
            there = np.broadcast_to(getattr(self.rule, name), self.positions.shape[1:])[..., 0]
            distance = distance + np.abs(there - above(name, value, -np.inf))
        return self.run(np.unravel_index(distance.argmin(), distance.shape))

    def run(self, index):
        """One run of the sweep, by its index, as a Trajectory of its own with positions (steps + 1, dim)."""
        shape = self.positions.shape[1:]
        names = [field.name for field in fields(self.rule)]
        picked = {name: np.broadcast_to(getattr(self.rule, name), shape)[index] for name in names}
        every_step = (slice(None), *index)
        rule = replace(self.rule, **picked)
        return Trajectory(self.landscape, rule, self.positions[every_step], self.losses[every_step])

    def __repr__(self):
        runs = int(np.prod(self.losses.shape[1:]))
        many = f"{runs} runs" if self.losses.ndim > 1 else "one run"
        return f"<Trajectory: {type(self.rule).__name__} on the {self.landscape.name}, {many} of {self.steps} steps>"


def descend(landscape, rule, steps, start=None):
    """Walk `steps` steps down `landscape` by `rule`, and record every position and loss.

    landscape   a Landscape: quadratic(), double_well(), mountain(), …
    rule        an update rule such as GradientDescent(lr=0.1); arrays as hyper-parameters make a sweep of runs
    steps       a whole number ≥ 0
    start       where to begin, (dim,) or (*sweep, dim); default: the landscape's own start

    Returns a Trajectory. A sweep equals its runs one by one, bit for bit.
    """
    steps = whole_number("steps", steps, low=0)
    start = landscape.positions("start", landscape.start if start is None else start)
    if not np.isfinite(landscape(start)).all():
        raise ValueError(f"start must be on the {landscape.name}, where the loss is finite; got {start.tolist()}")

    # Numbers become arrays first: a number and an array may differ in the last bit of a power.
    arrays = {field.name: np.asarray(getattr(rule, field.name), float) for field in fields(rule)}
    rule = replace(rule, **arrays)
    shape = common_shape(start, arrays)

    # Shapes are for people: (steps + 1, *sweep, dim). In memory the coordinates lie before the sweep, since NumPy is
    # quick along a long contiguous axis and slow along one of length 2.
    memory = np.empty((steps + 1, shape[-1], *shape[:-1]))
    positions = np.moveaxis(memory, 1, -1)
    positions[0] = start
    w = positions[0]
    state = rule.init(w)
    with np.errstate(over="ignore", invalid="ignore"):  # divergence is recorded, not warned about
        for t in range(steps):
            w, state = rule.step(w, landscape.gradient(w), state)
            positions[t + 1] = w
        losses = landscape(positions)
    return Trajectory(landscape, rule, positions, losses)


def common_shape(start, hyper_parameters):
    """The shape (*sweep, dim) to which `start` and every hyper-parameter broadcast; an error names what does not."""
    dim, shape = start.shape[-1], start.shape
    for name, array in hyper_parameters.items():
        if array.shape[-1:] not in ((), (1,), (dim,)):
            raise ValueError(
                f"{name} must be a number, or have 1 or {dim} values on its last axis, the one for the coordinates; "
                f"its shape is {array.shape} (a sweep of n values has the shape (n, 1))"
            )
        try:
            shape = np.broadcast_shapes(shape, array.shape)
        except ValueError:
            raise ValueError(f"{name} of shape {array.shape} does not broadcast with {shape}") from None
    return shape
