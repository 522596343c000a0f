"""Two panels side by side, of which only both together tell something: loss and sharpness, one way to plot and another.

Their titles are made of what was measured, so that a cell that draws does not tell the answer of a prediction.
"""

import numpy as np

from lrlib.plotting.networks import pair_of
from lrlib.plotting.pages import describe
from lrlib.plotting.style import COLORS, DASHES, MARKERS, count_steps, entitle, number


def listed(values):
    """'20, 10 and 5', from numbers."""
    words = [number(value, 2) if abs(value) < 10 else f"{value:.3g}" for value in values]
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]


def plot_sharpness(runs, every, ax=None):
    """On the left the loss after each step, on the right the sharpness, and beside it the edge 2/η of each rate.

    runs    {rate: (losses, sharpness)}: a loss for each step, a sharpness for every `every`-th of them

    Returns both Axes; `ax` may be such a pair.
    """
    pair = left, right = pair_of(ax)
    steps = max(len(losses) for losses, _ in runs.values())
    for (rate, (losses, sharpness)), color, dash in zip(runs.items(), COLORS, DASHES, strict=False):
        left.plot(losses, color=color, linestyle=dash, linewidth=1, label=f"rate {number(rate)}")
        right.plot(every * np.arange(len(sharpness)), sharpness, color=color, linestyle=dash)
        right.hlines(2 / rate, 0, steps, color=color, linewidth=0.8)
        right.text(1.02 * steps, 2 / rate, f"2/η = {number(2 / rate)}", color=color, va="center")
    uphill = [int((np.diff(losses) > 0).sum()) for losses, _ in runs.values()]
    ends = [sharpness[-1] for _, sharpness in runs.values()]
    left.set(xlabel="step", ylabel="training loss", ylim=(0, None))
    right.set(xlabel="step", ylabel="sharpness", ylim=(0, None), xlim=(-0.02 * steps, 1.22 * steps))
    left.legend(frameon=False)
    for axes in pair:
        count_steps(axes)
    entitle(left, f"The loss rises at {listed(uphill)} of {steps - 1} steps")
    entitle(right, f"The sharpness ends at {listed(ends)}")
    told = "; ".join(
        f"at rate {number(rate)} from {number(losses[0], 2)} to {number(losses[-1], 2)}, uphill at {count} steps"
        for (rate, (losses, _)), count in zip(runs.items(), uphill, strict=True)
    )
    describe(left, f"Training loss over {steps} steps: {told}.")
    told = "; ".join(
        f"at rate {number(rate)} it begins at {number(sharp[0])}, is {number(min(sharp))} at the lowest and "
        f"{number(max(sharp))} at the highest, and ends at {number(sharp[-1])}, where 2/η is {number(2 / rate)}"
        for rate, (_, sharp) in runs.items()
    )
    describe(right, f"Sharpness: {told}.")
    return np.array(pair)


def plot_sweeps(panels, xlabels, ylabel, titles=None, ax=None):
    """Two sets of sweeps on log axes, with one loss axis for both panels and a ring at each lowest loss.

    panels    {panel: {name: (places, losses)}}, two of them, in each a line for each name; the same name has the same
              look in both
    xlabels   what the places are, in the left panel and in the right one
    titles    by default what each panel is, and the places of the lowest losses

    Returns both Axes; `ax` may be such a pair.
    """
    pair = pair_of(ax)
    names = list(dict.fromkeys(name for sweeps in panels.values() for name in sweeps))
    losses = np.concatenate([losses for sweeps in panels.values() for _, losses in sweeps.values()])
    for i, (axes, (panel, sweeps)) in enumerate(zip(pair, panels.items(), strict=True)):
        lowest = {name: draw_sweep(axes, name, names.index(name), *sweep) for name, sweep in sweeps.items()}
        axes.set(xlabel=xlabels[i], ylabel=ylabel if i == 0 else "")
        axes.set_yticks([0.1, 0.2, 0.5, 1, 2], ["0.1", "0.2", "0.5", "1", "2"])
        axes.yaxis.set_minor_formatter("")
        axes.xaxis.set_major_formatter("{x:g}")
        axes.set_ylim(0.85 * np.nanmin(losses), 1.15 * np.nanmax(losses))
        where = f"{panel}: lowest at {listed([place for place, _ in lowest.values()])}"
        entitle(axes, titles[i] if titles else where)
        told = "; ".join(
            f"{name} begins at {number(sweeps[name][1][0], 2)}, is lowest at {number(place, 2)}, {number(loss, 2)}, "
            f"and ends at {number(sweeps[name][1][-1], 2)}"
            for name, (place, loss) in lowest.items()
        )
        describe(axes, f"{panel}, {ylabel} against {xlabels[i]}: {told}.")
    pair[0].legend(frameon=False)
    return np.array(pair)


def draw_sweep(ax, name, i, places, losses):
    """One line, the `i`-th of the figure, with a ring around its lowest point; returns the place and the loss there."""
    best = int(np.nanargmin(losses))
    ax.loglog(places, losses, MARKERS[i] + "-", color=COLORS[i], label=name)
    ax.plot(places[best], losses[best], "o", markersize=15, markerfacecolor="none", color=COLORS[i])
    return places[best], losses[best]
