"""Decay: the same noisy descent under one schedule or another, against the floor below which a constant rate stays."""

import numpy as np
from matplotlib.figure import Figure

from lrlib.descent import descend
from lrlib.explorables.packing import SIGNS, decades, describe_landscape, draw_ground, in_decades, nearest
from lrlib.explorables.widget import Explorable
from lrlib.landscapes import noisy, quadratic
from lrlib.optimizers import GradientDescent
from lrlib.plotting import alt_text, describe, plot_descent, plot_loss, plot_schedule
from lrlib.plotting.style import number
from lrlib.schedules import (
    constant,
    cosine_decay,
    exponential_decay,
    inverse_time_decay,
    join,
    linear_decay,
    milestones,
    warmup,
)
from lrlib.validation import above, numbers, real_array, whole_number

START = (6.0, 4.0)  # far along the flat direction and along the steep one
LEFT = 1e-4  # a run has arrived where this share of its loss at the start, or less, is distance not yet covered
FRAME = 100.0  # times the loss at the start: above it, the curve leaves its frame


def decay(
    curvatures=(1.0, 4.0), rates=None, ends=(0.3, 0.1, 0.03, 0.01, 0.003), steps=100, sigma=2.0, seed=0,
    schedule="constant", lr=None, end=0.01,
):  # fmt: skip
    """A noisy bowl under seven schedules: the rate at every step, the path, and the loss against the noise floor.

    On curvature λ, with noise of standard deviation σ in each gradient, a step x ← (1 − ηλ) x − ησξ makes of the mean
    of x², exactly,

        E x² ← (1 − ηλ)² E x² + η²σ²

    and so the expected loss ½ Σ λ E x² of every step is known, whatever the schedule. A constant rate η < 2/λ ends
    where this no longer changes, at the noise floor ½ Σ ησ² / (2 − ηλ): about in proportion to η. To get below it the
    rate has to fall; but one that falls too soon stops on the way.

    curvatures   two numbers above 0, in any order
    rates        the first rates on the slider; default: 13 from 1/50 to 2 of 2/L, each the same factor above the last
    ends         where a schedule ends, as shares of its first rate, above 0 and below 1. A constant rate has no end
    steps        how many steps each run takes; every schedule is at its end right after them
    sigma        σ, the standard deviation of the noise in each coordinate of the gradient, at least 0
    seed         of the noise, the same for every run: so what differs between two of them is the rate
    schedule, lr, end   what is picked first: a name in `SCHEDULES`, and the nearest of rates and ends. The default of
                 lr is a fifth of 2/L

    Every run is `descend(noisy(quadratic(curvatures, start=(6, 4)), sigma, seed), GradientDescent(lr * schedule),
    steps)`. Returns an Explorable, as skier() does.
    """
    bowl = quadratic(curvatures, start=START if np.size(curvatures) == 2 else None)
    if bowl.dim != 2:
        raise ValueError(f"curvatures must be 2 numbers, for a bowl that is seen from above; got {bowl.dim}")
    sigma = real_array("sigma", sigma)
    if sigma.ndim:
        raise ValueError(f"sigma must be a single number; its shape is {sigma.shape}")
    ground = noisy(bowl, sigma, whole_number("seed", seed, low=0))
    steps = whole_number("steps", steps, low=0)
    rates = np.geomspace(1 / 50, 2, 13) * 2 / bowl.L if rates is None else np.unique(above("rates", rates, 0))
    ends = np.unique(numbers("ends", ends, lambda array: (array > 0) & (array < 1), "above 0 and below 1"))[::-1]
    if schedule not in SCHEDULES:
        raise ValueError(f"schedule must be one of {', '.join(map(repr, SCHEDULES))}; got {schedule!r}")

    shapes = [make(max(steps, 1), ends[:, np.newaxis, np.newaxis]) for make in SCHEDULES.values()]
    runs = [descend(ground, GradientDescent(lr=rates[:, np.newaxis] * shape), steps) for shape in shapes]
    every = (len(shapes), len(ends), len(rates))
    factors = np.stack([factors_of(shape, steps, len(ends)) for shape in shapes])
    expected, way = expected_losses(bowl, sigma, factors[..., np.newaxis, :] * rates[:, np.newaxis])
    points = np.stack([np.broadcast_to(np.moveaxis(values_of(run), 0, -2), (*every[1:], steps + 1, 3)) for run in runs])
    floors = noise_floor(bowl, sigma, rates)

    picked = {
        "schedule": list(SCHEDULES).index(schedule),
        "end": nearest("end", np.log(ends), np.log(above("end", end, 0))),
        "rate": nearest("lr", rates, 0.2 * 2 / bowl.L if lr is None else lr),
        "step": steps,
        "playing": False,
    }
    rate = float(rates[picked["rate"]])
    shown = SCHEDULES[schedule](max(steps, 1), float(ends[picked["end"]]))
    picture, contours = draw_ground(bowl, width=700)  # it is never wider than half the page
    everything = np.concatenate([points, expected[..., np.newaxis]], axis=-1)
    return Explorable(
        picture=lambda: rate_path_and_loss(
            descend(ground, GradientDescent(lr=rate if schedule == "constant" else rate * shown), steps),
            schedule,
            floors[picked["rate"]],
        ),
        kind="decay",
        meta={
            "shape": list(everything.shape),
            "rates": [number(rate) for rate in rates],
            "decades": decades(rates),
            "schedules": list(SCHEDULES),
            "ends": [number(share) for share in ends],
            "first": rates.tolist(),
            "edge": [2 / bowl.L, f"2/L = {number(2 / bowl.L)}"],
            "floors": [float(floor) if np.isfinite(floor) else None for floor in floors],
            "verdicts": in_words(bowl, rates, points[..., -1, 2], expected[..., -1], way, floors),
            "signs": SIGNS | {"hovers": ""},
            **describe_landscape(ground),
            "contours": contours,
            "length_decimals": None,
            **in_decades(*frame(expected)),
        },
        buffer=float32(everything) + float32(factors),
        ground=picture,
        picked=picked,
    )


# Each is a function of how many steps a run has and of the share at which it ends. All are 1 at the top, and at that
# share right after the last step; a constant rate is 1 everywhere.


def staircase(steps, end):
    """Three drops of the same factor, after each quarter of the run."""
    at = sorted({max(1, round(steps * quarter / 4)) for quarter in (1, 2, 3)})
    return milestones(at, factor=end ** (1 / len(at)))


def warm_cosine(steps, end):
    """A tenth of the run to warm up, and then a full cosine."""
    warm = max(1, steps // 10)
    return join([warmup(warm), cosine_decay(max(steps - warm, 1), floor=end)], at=[warm])


SCHEDULES = {
    "constant": lambda steps, end: constant(),
    "step": staircase,
    "exponential": lambda steps, end: exponential_decay(end ** (1 / steps)),
    "inverse time": lambda steps, end: inverse_time_decay(steps * end / (1 - end)),
    "linear": lambda steps, end: linear_decay(steps, floor=end),
    "cosine": lambda steps, end: cosine_decay(steps, floor=end),
    "warm-up + cosine": warm_cosine,
}


def factors_of(shape, steps, ends):
    """A schedule at the steps 0 … steps, the last one right after the run: shape (ends, steps + 1)."""
    values = shape(np.arange(steps + 1).reshape(-1, 1, 1, 1))
    return np.broadcast_to(values, (steps + 1, ends, 1, 1))[..., 0, 0].T


def values_of(run):
    """What is sent of a Trajectory's every step: its two coordinates and the loss."""
    return np.concatenate([run.positions, run.losses[..., np.newaxis]], axis=-1)


def expected_losses(bowl, sigma, rates):
    """The mean loss over all noise at every step, exactly; and what part of the last is distance not yet covered.

        E x² ← (1 − ηλ)² E x² + η²σ²

    rates   (…, steps + 1): the rate of each step. The last is not used.

    Returns arrays of the shapes (…, steps + 1) and (…): the second is the loss without any noise.
    """
    curvatures = bowl.gradient(np.ones(2))  # ∇f(w) = λ w
    squares = np.broadcast_to(bowl.start**2, (*rates.shape[:-1], 2))
    way, losses = squares, [squares]
    with np.errstate(over="ignore", invalid="ignore"):  # beyond all numbers, where a rate of 1/λ leaves 0 × ∞
        for rate in np.moveaxis(rates, -1, 0)[:-1, ..., np.newaxis]:
            left = (1 - rate * curvatures) ** 2
            squares, way = left * squares + (rate * sigma) ** 2, left * way
            losses.append(squares)
        return np.moveaxis(mean_loss(curvatures, np.stack(losses)), 0, -1), mean_loss(curvatures, way)


def mean_loss(curvatures, squares):
    """½ Σ λ E x²"""
    return 0.5 * (curvatures * squares).sum(axis=-1)


def noise_floor(bowl, sigma, rates):
    """Where the expected loss at a constant rate ends, ½ Σ ησ² / (2 − ηλ), for each rate; NaN from 2/L on."""
    curvatures = bowl.gradient(np.ones(2))
    pull = rates[:, np.newaxis] * curvatures
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        floors = 0.5 * (rates[:, np.newaxis] * sigma**2 / (2 - pull)).sum(axis=-1)
    return np.where((pull < 2).all(axis=-1), floors, np.nan)


def in_words(bowl, rates, losses, expected, way, floors):
    """For each schedule, end and rate: the regime, and how the run ends against the floor of its first rate.

    losses, expected, way   (schedules, ends, rates), all at the end: of this run, of the mean over all noise, and
                            what part of the latter is distance not yet covered
    """
    arrives = way[0] < LEFT * bowl(bowl.start)  # at a constant rate
    return [
        [
            [
                verdict(name, bowl, rate, loss, mean, left, floor, there)
                for rate, loss, mean, left, floor, there in zip(rates, *three, floors, arrives[0], strict=True)
            ]
            for three in zip(losses[k], expected[k], way[k], strict=True)
        ]
        for k, name in enumerate(SCHEDULES)
    ]


def verdict(name, bowl, rate, loss, mean, left, floor, arrives):
    """How one run ends.

    diverges   on average it ends above its start, and its first rate is above 2/L
    crawls     half of what it ends at on average, or more, is distance that it has not covered
    hovers     the rest is noise, and no less than half of the floor of a constant rate
    settles    the rest is noise, and less than that
    """
    edge, start = number(2 / bowl.L), bowl(bowl.start)
    losses = f"{number(loss)} ({number(mean)} expected"
    ends = f"ends at {losses})" if np.isfinite([loss, mean]).all() else "ends beyond all numbers"
    if not mean <= start and rate > 2 / bowl.L:
        while_above = "" if name == "constant" else ", and the rate was above it for too long"
        return "diverges", f"{ends}: above 2/L = {edge} every step leads farther away{while_above}"
    if not np.isfinite(mean):
        return "diverges", f"{ends}, by noise alone"
    if left >= mean / 2 and left > LEFT * start:
        why = "it needs a higher rate, or more steps"
        if rate > 2 / bowl.L:
            why = f"above 2/L = {edge} it was thrown far off first"
        elif arrives:
            why = "the rate fell before the run arrived"
        return "crawls", f"{ends}, still on the way: {why}"
    if floor == 0:
        return "settles", f"{ends}: without noise there is no floor, and no need to decay"
    if np.isnan(floor):
        return "settles", f"{ends}; a constant {number(rate)} has no floor: from 2/L = {edge} on it diverges"
    regime = "hovers" if mean >= floor / 2 else "settles"
    by_noise = ": higher than it began, by noise alone" if mean > start else ""
    return regime, f"ends at {losses}, {of_floor(mean / floor)} of a constant {number(rate)}){by_noise}"


def of_floor(ratio):
    """'1/30 of the floor', '70 % of the floor', 'the floor', '1.4 times the floor'."""
    if ratio > 1.05:
        return f"{number(ratio, 2)} times the floor"
    if ratio > 0.95:
        return "the floor"
    return f"{number(100 * ratio, 2)} % of the floor" if ratio > 0.4 else f"1/{number(1 / ratio, 2)} of the floor"


def frame(expected):
    """The ends of the curve's log axis, the same for all runs: from far below what is expected to far above the start.

    One run may end lower than the mean of many, and by luck much lower.
    """
    start = expected[..., 0].max()
    seen = expected[np.isfinite(expected) & (expected > 1e-9 * start)]
    return float(seen.min() / 30), float(FRAME * start)


def float32(array):
    """An array as bytes: little-endian float32. What is too large for that becomes infinite, and is drawn as such."""
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array, dtype="<f4").tobytes()


def rate_path_and_loss(run, schedule, floor):
    """The plain picture: the rate at every step, the path from above, and the loss against the noise floor."""
    axes = Figure(figsize=(6.4, 9.5), layout="constrained").subplots(3)
    rate = run.rule.lr * constant()  # a constant one is a number, so that its run is not called 'up to'
    plot_schedule({schedule: rate}, max(run.steps, 1), ax=axes[0])
    plot_descent(run, ax=axes[1])
    plot_loss(run, ax=axes[2])
    if np.isfinite(floor) and floor > 0:
        words = f"noise floor of a constant {number(run.lr)}: {number(floor)}"
        line = axes[2].axhline(floor, color="0.4", linestyle="--", linewidth=1, label=words)
        axes[2].legend(handles=[line], loc="upper right", frameon=False, fontsize=9)  # above a curve that falls
        describe(axes[2], f"{alt_text(axes[2])} A dashed line is the {words}.")
    return axes
