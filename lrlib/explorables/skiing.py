"""The skier on the mountain: drag the learning rate, and watch the way down."""

import numpy as np

from lrlib.descent import descend
from lrlib.explorables.packing import check_coordinates, explorable
from lrlib.landscapes import mountain
from lrlib.optimizers import GradientDescent
from lrlib.plotting import plot_descent
from lrlib.validation import above

ARRIVED = 0.1  # in the landscape's unit of length: who stays this close to the minimum has arrived
REST = 1e-4  # who stands where the slope is below this share of the steepest met on the way is at rest


def skier(landscape=None, rates=None, steps=60, lr=0.0003):
    """A skier whose learning rate you choose: the way down from above, and the altitude at every step.

    landscape   what to ski on, with two coordinates; default: mountain()
    rates       the learning rates on the slider; default: 61 from 0.0001 to 0.05, each the same factor above the last
    steps       how many steps each run takes
    lr          the rate that the slider shows first, or the one nearest to it

    Returns an Explorable; as the last line of a cell it is displayed. Keep it under a name to read what is picked:

        ride = skier()
        ride           # in a cell of its own: play
        ride.picked    # later: {'rate': 32, 'step': 60, 'playing': False}
    """
    landscape = mountain() if landscape is None else landscape
    check_coordinates("a skier", landscape, 2)
    rates = np.geomspace(1e-4, 0.05, 61) if rates is None else np.unique(above("rates", rates, 0))
    runs = descend(landscape, GradientDescent(lr=rates[:, np.newaxis]), steps)
    verdicts = [verdict(runs.run((index,))) for index in range(len(rates))]
    return explorable("skier", runs, lr, verdicts, picture=plot_descent)


def verdict(run):
    """How one run ends: its regime, and the same in the words of the story, to follow 'step 60 of 60'."""
    land, last = run.landscape, run.positions[-1]
    if run.diverged_at >= 0:
        off_the_map = np.isnan(run.losses[run.diverged_at])
        return "diverges", f"{'left the map' if off_the_map else 'beyond all numbers'} at step {run.diverged_at}"
    inside = all(low <= x <= high for x, (low, high) in zip(last, land.window, strict=True))
    if not inside and run.losses[-1] > run.losses[0]:
        return "diverges", f"higher than at the start, and far from {land.goal}"

    lengths = np.linalg.norm(np.diff(run.positions, axis=0), axis=-1)
    last_step = lengths[-1] if run.steps else 0.0
    settled = -1 if land.minimum is None else int(run.settled_at(ARRIVED))
    if settled >= 0 and last_step <= ARRIVED:  # a longer step hops from one side of the goal to the other
        return "settles", f"arrived after {settled} steps"
    if run.steps and last_step <= REST * lengths.max():  # every step is rate × slope, so their ratio is the slopes'
        return "settles", "at rest, but elsewhere" if land.minimum is not None else "at rest"
    uphill = np.diff(run.losses) > 0
    if uphill[run.steps // 2 :].any():
        return "oscillates", "still hopping to and fro"
    return "crawls", "still on the way"
