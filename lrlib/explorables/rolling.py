"""The ball: a learning rate and a momentum to choose together, on a map of where every choice of the two ends."""

import numpy as np
from matplotlib.figure import Figure

from lrlib.descent import descend, grid
from lrlib.explorables.packing import (
    SIGNS,
    arrived,
    check_coordinates,
    decades,
    describe_descent,
    draw_ground,
    nearest,
    pack,
    place_of,
)
from lrlib.explorables.widget import Explorable
from lrlib.landscapes import double_well
from lrlib.optimizers import Momentum, Nesterov
from lrlib.plotting import plot_loss, plot_map
from lrlib.plotting.style import ORANGE, ceiling, number, with_unit
from lrlib.validation import above, fraction

# Close together where a little more makes much of a difference: β keeps the last 1/(1−β) slopes or so.
BETAS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.82, 0.84, 0.85, 0.86, 0.88]
BETAS += [0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99]
# How each end looks on the map: its color, a sign that says the same, the color of that sign, and the regime it is.
LOOKS = [
    {"color": "#004466", "sign": "●", "letters": "white", "regime": "settles"},
    {"color": "#0072B2", "sign": "•", "letters": "white", "regime": "settles"},
    {"color": "#7fb8d8", "sign": "·", "letters": "black", "regime": "settles"},
    {"color": ORANGE, "sign": "–", "letters": "black", "regime": "settles"},
    {"color": "#d9d9d9", "sign": "", "letters": "black", "regime": "moves"},
    {"color": "#8c8c8c", "sign": "×", "letters": "black", "regime": "diverges"},
]
REST = 1e-4  # of the slope at the start: what is left of it where a ball is called at rest


def ball(landscape=None, rates=None, betas=None, steps=300, lr=0.01, beta=0.85, rule=Momentum, within=0.1):
    """A ball whose learning rate and momentum you choose: the map of where every pair ends, and its way there.

    landscape   where it rolls, with 1 coordinate or 2; default: double_well(), with a hollow before the real valley
    rates       the learning rates on the slider; default: 31 from 1/30 to 3 times 2/L, each the same factor above the
                last, and where the landscape knows no L, from 0.001 to 0.1
    betas       the values of β on the other slider; default: 26 from 0 to 0.99, closer together the higher
    steps       how many steps each run takes
    lr, beta    what is picked first, or the stops nearest to them
    rule        Momentum, or Nesterov: what the two numbers are for
    within      a run has arrived when it stays within this distance of the minimum

    Every run is `descend(landscape, rule(lr, beta), steps)`. One that has not arrived has come to rest where the slope
    is below 1/10,000 of that at the start, and has diverged where it ends in no number or more than twice as high as
    it began. Returns an Explorable, as skier() does.
    """
    landscape = double_well() if landscape is None else landscape
    check_coordinates("a ball", landscape, 1, 2)
    if rule not in (Momentum, Nesterov):
        raise ValueError(f"rule must be Momentum or Nesterov, the class itself; got {rule!r}")
    rates = default_rates(landscape) if rates is None else np.unique(above("rates", rates, 0))
    betas = np.unique(fraction("betas", BETAS if betas is None else betas))
    within = float(above("within", within, 0))
    first = nearest("lr", rates, lr), nearest("beta", betas, fraction("beta", beta))
    runs = descend(landscape, rule(**grid(lr=rates, beta=betas)), steps)
    cells, settled, outcomes = ends(runs, within)
    above_it = landscape.dim == 2
    ground, contours = draw_ground(landscape) if above_it else (b"", [])
    told = describe_descent(landscape, runs.losses)
    return Explorable(
        picture=lambda: map_and_loss(runs, first, within),
        kind="ball",
        meta={
            "shape": [len(rates), len(betas), steps + 1, landscape.dim + 1],
            "rates": [number(rate) for rate in rates],
            "decades": decades(rates),
            "betas": [number(value) for value in betas],
            "beta_ticks": beta_ticks(betas),
            "edge": edge(landscape, rule, rates, betas),
            "cells": cells.ravel().tolist(),
            "outcomes": outcomes,
            "verdicts": verdicts(runs, cells, settled, outcomes, told["height_decimals"]),
            "signs": SIGNS,
            **told,
            "contours": contours,
            "profile": None if above_it else profile(landscape),
        },
        buffer=pack(runs),
        ground=ground,
        picked={"rate": first[0], "beta": first[1], "step": steps, "playing": False},
    )


def default_rates(landscape):
    """Learning rates around the edge 2/L of the landscape, or those that a story of our own is told with."""
    if landscape.L is None:
        return np.geomspace(1e-3, 0.1, 31)
    return np.geomspace(1 / 30, 3, 31) * 2 / landscape.L


def ends(runs, within):
    """Where every run ends: an index for each, (rates, betas), and what these indices mean, as the browser wants it."""
    land, steps = runs.landscape, runs.steps
    last, settled = runs.positions[-1], arrived(runs, within)
    diverged = (runs.diverged_at >= 0) | ~(runs.losses[-1] <= ceiling(runs.losses[0]))
    moved = np.where(diverged[..., np.newaxis], land.start, last)  # no slope is to be had beyond all numbers
    slope, first = (np.linalg.norm(land.slopes(w), axis=-1) for w in (moved, land.start))
    there, soon, later = settled >= 0, steps // 10, steps // 3
    names = [f"at {land.goal} in {soon} steps", f"in {later} steps", "later", "at rest elsewhere", "still under way"]
    names += ["diverges"]
    which = [there & (settled <= soon), there & (settled <= later), there, slope <= REST * first]
    cells = np.where(diverged, names.index("diverges"), np.select(which, range(4), names.index("still under way")))
    return cells, settled, [{"name": name, **look} for name, look in zip(names, LOOKS, strict=True)]


def verdicts(runs, cells, settled, outcomes, decimals):
    """For each run, in the order in which they are sent, its regime, and words on how it ends."""
    land, last = runs.landscape, runs.positions[-1].reshape(-1, runs.landscape.dim)
    every = zip(cells.ravel(), settled.ravel(), last, runs.losses[-1].ravel(), strict=True)
    return [in_words(land, outcomes[cell], steps, place, loss, decimals) for cell, steps, place, loss in every]


def in_words(land, outcome, steps, place, loss, decimals):
    """How one run ends: with the number of steps where it has arrived, and where it is in case it rests elsewhere."""
    words = outcome["name"]
    if steps >= 0:
        words = f"at {land.goal} after {steps} steps, there to stay"
    elif outcome["regime"] == "settles":
        there = ", ".join(f"{axis} = {number(x)}" for axis, x in zip(land.axes, place, strict=True))
        high = number(loss) if decimals is None else f"{loss:,.{decimals}f}"
        words = f"{words}, at {there}, {land.height} {with_unit(high, land.unit)}"
    return {"regime": outcome["regime"], "words": words}


def edge(landscape, rule, rates, betas):
    """For every β the highest rate that theory allows, as its place on the rates' axis (0 to 1); None beyond it.

    Momentum allows rates below 2 (1 + β) / L, Nesterov below 2 (1 + β) / ((1 + 2 β) L).
    """
    if landscape.L is None or len(rates) == 1:
        return []
    share = 1 if rule is Momentum else 1 + 2 * betas
    allowed = 2 * (1 + betas) / (share * landscape.L)
    inside = (rates[0] <= allowed) & (allowed <= rates[-1])
    return [place_of(rate, rates) if ok else None for rate, ok in zip(allowed, inside, strict=True)]


def beta_ticks(betas):
    """What the scale of β says: [where (0 to 1), value], for no more values than have room."""
    if len(betas) == 1:
        return []
    shown = np.unique(np.linspace(0, len(betas) - 1, 6).round().astype(int))
    return [[float(i / (len(betas) - 1)), number(betas[i])] for i in shown]


def profile(landscape):
    """The ground of a landscape of one coordinate, as two lists: x, and the loss there."""
    ((low, high),) = landscape.window
    x = np.linspace(low, high, 201)
    return [x.tolist(), landscape(x[:, np.newaxis]).tolist()]


def map_and_loss(runs, first, within):
    """The plain picture: the map of where every run ends, and below it the loss of the one that is picked first."""
    if 1 in runs.losses.shape[1:]:  # one rate alone, or one β: that is no map
        return plot_loss(runs.run(first))
    axes = Figure(figsize=(6.6, 8), layout="constrained").subplots(2, height_ratios=[3, 2])
    value = "loss" if runs.landscape.minimum is None else "steps"  # where there is nowhere to arrive
    plot_map(runs, value=value, within=within, ax=axes[0])
    plot_loss(runs.run(first), ax=axes[1])
    return axes
