"""The race: all rules on one landscape, each at its own best learning rate, or all at a common one."""

import numpy as np

from lrlib.descent import descend
from lrlib.explorables.packing import (
    arrived,
    check_coordinates,
    decades,
    describe_descent,
    draw_ground,
    nearest,
    pack_all,
)
from lrlib.explorables.widget import Explorable
from lrlib.landscapes import mountain
from lrlib.optimizers import Adagrad, Adam, AdamW, GradientDescent, Momentum, Nesterov, RMSProp
from lrlib.plotting import plot_paths
from lrlib.plotting.style import BLACK, RULES, number, rule_name
from lrlib.validation import above

RUNNERS = (GradientDescent, Momentum, Nesterov, Adagrad, RMSProp, Adam, AdamW)
GLYPHS = {"o": "●", "s": "■", "D": "◆", "^": "▲", "v": "▼", "P": "✚", "X": "✖"}  # Matplotlib's markers, as letters


def race(landscape=None, rules=RUNNERS, rates=None, steps=60, lr=0.003, within=0.1):
    """All rules start together: who is first at the goal, each at its own best rate, or all at the same one?

    landscape   where they race, with 2 coordinates; default: mountain()
    rules       who takes part: the classes of update rules, or one of them, with their defaults but for the rate
    rates       the learning rates that are tried; default: 31 from 0.0001 to 10, each the same factor above the last
    steps       how many steps each run takes
    lr          the common rate that the slider shows first, or the one nearest to it
    within      a run has arrived when it stays within this distance of the minimum

    The best rate of a rule is, of these rates, the one with the fewest steps until it has arrived, and of equals the
    one that ends lowest; where none arrives, the one that ends lowest. Every run is
    `descend(landscape, rule(lr), steps)`. Returns an Explorable, as skier() does.
    """
    landscape = mountain() if landscape is None else landscape
    check_coordinates("a race", landscape, 2)
    rates = np.geomspace(1e-4, 10, 31) if rates is None else np.unique(above("rates", rates, 0))
    rules = tuple(rules) if np.iterable(rules) else (rules,)
    if not rules or not all(rule in RUNNERS for rule in rules):
        raise ValueError(f"rules must be one or more of {', '.join(r.__name__ for r in RUNNERS)}; got {rules!r}")
    within = float(above("within", within, 0))
    first = nearest("lr", rates, lr)
    sweeps = [descend(landscape, rule(lr=rates[:, np.newaxis]), steps) for rule in rules]
    arrivals = [arrived(runs, within) for runs in sweeps]
    best = [best_of(runs, steps_to) for runs, steps_to in zip(sweeps, arrivals, strict=True)]
    ground, contours = draw_ground(landscape)
    losses = np.concatenate([runs.losses.ravel() for runs in sweeps])
    return Explorable(
        picture=lambda: plot_paths([runs.run((i,)) for runs, i in zip(sweeps, best, strict=True)], within=within),
        kind="race",
        meta={
            "shape": [len(rules), len(rates), steps + 1, 3],
            "rates": [number(rate) for rate in rates],
            "decades": decades(rates),
            "runners": [
                runner(rule, index, steps_to) for rule, index, steps_to in zip(rules, best, arrivals, strict=True)
            ],
            **describe_descent(landscape, losses),
            "contours": contours,
        },
        buffer=pack_all(sweeps),
        ground=ground,
        picked={"common": 0, "rate": first, "step": 0, "playing": False},
    )


def best_of(runs, steps_to):
    """The index of the rule's best rate: see `race`."""
    final = np.where(np.isfinite(runs.losses[-1]), runs.losses[-1], np.inf)
    took = np.where(steps_to < 0, np.inf, steps_to)
    return int(np.lexsort([final, took])[0])  # by the steps first, and by the loss where these are equal


def runner(rule, best, steps_to):
    """What the browser has to know of one rule: its name and look, its best rate, and when it arrives at each rate."""
    look = RULES[rule.__name__]
    return {
        "name": rule_name(rule(lr=1.0)),
        "color": None if look.color == BLACK else look.color,  # None: the color of the text, in every theme
        "sign": look.marker,
        "glyph": GLYPHS[look.marker],
        "best": best,
        "arrives": steps_to.tolist(),
    }
