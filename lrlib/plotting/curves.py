"""What happens along the way: altitude against distance walked, and loss against step."""

import numpy as np

from lrlib.descent import Trajectory
from lrlib.plotting.pages import describe
from lrlib.plotting.style import COLORS, MARKERS, new_axes, number, rate_name, with_unit


def plot_profile(run, ax=None, title=None):
    """The altitude along the way: what a walker would draw, with a mark at every step."""
    ax = new_axes(6.4, 3.2) if ax is None else ax
    land, color = run.landscape, COLORS[1]
    steps = np.linalg.norm(np.diff(run.positions, axis=0), axis=-1)
    walked = np.concatenate([[0.0], np.cumsum(steps)])
    ax.plot(walked, run.losses, "o-", color=color, markersize=3.6, linewidth=1.2)
    ax.plot(walked[0], run.losses[0], "o", color=color, markerfacecolor="white", markersize=9, markeredgewidth=2)
    if land.minimum is not None:
        lowest = float(land(land.minimum))
        ax.axhline(lowest, color="0.4", linestyle="--", linewidth=1)
        ax.annotate(f"height of {land.goal}", (1, lowest), xycoords=("axes fraction", "data"), xytext=(-4, -4),
                    textcoords="offset points", ha="right", va="top", color="0.3")  # fmt: skip
        ax.margins(y=0.12)
    ax.set(xlabel=with_unit("distance walked", land.length), ylabel=with_unit(land.height, land.unit))
    climbs = int((np.diff(run.losses) > 0).sum())
    message = f"{rate_name(run).capitalize()}: {climbs} of {run.steps} steps lead uphill"
    ax.set_title(message if title is None else title)
    first, last = (with_unit(number(loss), land.unit) for loss in (run.losses[0], run.losses[-1]))
    describe(
        ax,
        f"{land.height.capitalize()} against distance walked at {rate_name(run)}: from {first} to {last} over "
        f"{with_unit(number(walked[-1], 2), land.length)}; {climbs} of {run.steps} steps lead uphill.",
    )
    return ax


def plot_loss(runs, ax=None, title=None):
    """Loss against step, one line for each run: a Trajectory, or a list of single ones."""
    ax = new_axes(6.4, 3.8) if ax is None else ax
    runs = [runs] if isinstance(runs, Trajectory) else list(runs)
    land = runs[0].landscape
    for index, run in enumerate(runs):
        if run.losses.ndim != 1:
            raise ValueError(f"one run a line: pick runs with .at(lr=…); got a sweep of {run.losses.shape[1:]}")
        every = max(1, run.steps // 10)
        style = dict(color=COLORS[index % len(COLORS)], marker=MARKERS[index % len(MARKERS)], markevery=every)
        ax.plot(run.losses, label=rate_name(run), **style)
    ax.set(xlabel="step", ylabel=with_unit(land.height, land.unit))
    ax.legend(frameon=False)
    ax.set_title(f"{land.height.capitalize()} against step" if title is None else title)
    start = with_unit(number(runs[0].losses[0]), land.unit)
    ends = "; ".join(f"{rate_name(run)} ends at {with_unit(number(run.losses[-1]), land.unit)}" for run in runs)
    describe(ax, f"{land.height.capitalize()} over {runs[0].steps} steps, from {start}: {ends}.")
    return ax
