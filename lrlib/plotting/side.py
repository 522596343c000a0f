"""A landscape of one coordinate seen from the side, and the path of a descent on it."""

import numpy as np

from lrlib.plotting.naming import one_run
from lrlib.plotting.pages import describe
from lrlib.plotting.style import VERMILION, YELLOW, entitle, new_axes, rate_name, with_unit
from lrlib.plotting.terrain import journey, outcome


def plot_side(run, ax=None, title=None):
    """The path of one run on a landscape of one coordinate: the ground, and a mark on it wherever a step lands.

    A thin line joins the marks in their order. A step that overshoots crosses the valley. The start is hollow, the end
    filled and larger, the minimum a star. What leaves the landscape's window is cut at its edge.
    """
    run = one_run(run)
    land = run.landscape
    if land.dim != 1:
        raise ValueError(f"a view from the side needs 1 coordinate; the {land.name} has {land.dim}: plot_descent")
    ax = new_axes(4.6, 3.6) if ax is None else ax
    ((left, right),) = land.window
    x = np.linspace(left, right, 400)
    ground = land(x[:, np.newaxis])
    path, heights = run.positions[:, 0], run.losses
    ax.plot(x, ground, color="0.35", linewidth=1.5)
    ax.plot(path, heights, "o-", color=VERMILION, linewidth=1, markersize=4.5, zorder=3)
    mark = dict(color=VERMILION, markersize=9, zorder=4)
    ax.plot(path[0], heights[0], "o", markerfacecolor="white", markeredgewidth=2, **mark)
    ax.plot(path[-1], heights[-1], "o", markeredgecolor="white", **mark)
    if land.minimum is not None:  # under the path, which would vanish behind it as it arrives
        star = dict(color=YELLOW, markeredgecolor="black", markersize=15, zorder=2)
        ax.plot(land.minimum[0], land(land.minimum), "*", **star)
    space = 0.08 * np.ptp(ground)
    ax.set(xlim=(left, right), ylim=(ground.min() - space, ground.max() + space))
    ax.set(xlabel=with_unit(land.axes[0], land.length), ylabel=with_unit(land.height, land.unit))
    entitle(ax, outcome(run) if title is None else title)
    describe(ax, f"The {land.name} from the side, with a path at {rate_name(run)}. {journey(run)}")
    return ax
