"""The landscape seen from above, and the path of a descent on it."""

import numpy as np
from matplotlib.colors import LightSource
from matplotlib.patheffects import Normal, Stroke

from lrlib.plotting.pages import describe
from lrlib.plotting.style import ALTITUDE, VERMILION, YELLOW, new_axes, number, rate_name, with_unit

CASING = [Stroke(linewidth=3.6, foreground="white"), Normal()]  # a white edge: the path shows on any ground


def draw_terrain(ax, landscape, pixels=400):
    """Draw a landscape of two coordinates from above: relief in the light of the north-west, and contour lines.

    `pixels` is the number of points along each side at which the loss is evaluated.
    """
    if landscape.dim != 2:
        raise ValueError(f"a view from above needs 2 coordinates; the {landscape.name} has {landscape.dim}")
    (left, right), (bottom, top) = landscape.window
    x, y = np.linspace(left, right, pixels), np.linspace(bottom, top, pixels)
    height = landscape(np.stack(np.meshgrid(x, y), axis=-1))

    # Slopes as the light sees them are exaggerated until the steepest is about 45 degrees.
    exaggeration = 1 / np.nanmax(np.hypot(*np.gradient(height, y, x)))
    relief = LightSource(azdeg=315, altdeg=45).shade(
        height, ALTITUDE, blend_mode="soft", vert_exag=exaggeration, dx=x[1] - x[0], dy=y[1] - y[0]
    )
    relief = np.round(relief * 128) / 128  # no eye sees the difference, and the picture is half the size
    # An image's pixels are squares around the points at which the loss was evaluated.
    half_x, half_y = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
    extent = (left - half_x, right + half_x, bottom - half_y, top + half_y)
    ax.imshow(relief, extent=extent, origin="lower", interpolation="nearest", aspect="equal")
    lines = ax.contour(x, y, height, levels=contour_levels(height), colors="#3b3b3b", linewidths=0.5, alpha=0.55)
    ax.clabel(lines, lines.levels[::2], fontsize=7, fmt=number)
    labels = [with_unit(axis, landscape.length) for axis in landscape.axes]
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel=labels[0], ylabel=labels[1])


def contour_levels(height):
    """Levels for contour lines: even where the loss spans less than a decade above its lowest, else log-spaced."""
    low, high = np.nanmin(height), np.nanmax(height)
    if low > 0 and high / low < 100:
        step = 10.0 ** np.floor(np.log10((high - low) / 3)) / 4  # about a dozen lines at a round distance
        while (high - low) / step > 16:
            step *= 2
        return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    floor = max(low, high * 1e-4)
    return np.geomspace(floor, high, 13)


def plot_descent(run, ax=None, title=None):
    """The path of one run from above: a mark at every step, the start hollow, the end filled, the lodge a star.

    The distance between two marks *is* the size of the step. A path that leaves the window is cut at its edge.
    """
    if run.losses.ndim != 1:
        raise ValueError(f"one path at a time: pick a run with .at(lr=…); got a sweep of {run.losses.shape[1:]}")
    ax = new_axes(5.2, 5.6) if ax is None else ax
    draw_terrain(ax, run.landscape)
    path = run.positions
    ax.plot(*path.T, "o-", color=VERMILION, linewidth=1.4, markersize=3.6, path_effects=CASING, zorder=3)
    ax.plot(*path[0], "o", color=VERMILION, markerfacecolor="white", markersize=9, markeredgewidth=2, zorder=4)
    ax.plot(*path[-1], "o", color=VERMILION, markeredgecolor="white", markersize=9, zorder=4)
    if run.landscape.minimum is not None:
        ax.plot(*run.landscape.minimum, "*", color=YELLOW, markeredgecolor="black", markersize=17, zorder=5)
    ax.set_title(outcome(run) if title is None else title)
    describe(ax, f"The {run.landscape.name} from above, with a path at {rate_name(run)}. {journey(run)}")
    return ax


def outcome(run, within=0.1):
    """How one run ended, in a title's words: 'Rate 0.003: at the lodge after 22 of 60 steps'.

    It has arrived when it stays within `within` (in the landscape's unit of length) of the minimum.
    """
    rate, goal = rate_name(run).capitalize(), run.landscape.goal
    if run.diverged_at >= 0:
        return f"{rate}: {farewell(run)} after {run.diverged_at} steps"
    if run.landscape.minimum is None:
        return f"{rate}: {run.landscape.height} {number(run.losses[-1])} after {run.steps} steps"
    settled = int(run.settled_at(within))
    if settled >= 0:
        return f"{rate}: at {goal} after {settled} steps"
    return f"{rate}: {distance(run.distances()[-1], run.landscape)} from {goal} after {run.steps}"


def farewell(run):
    """Where a run that diverged has gone: off the map (no ground: NaN), or off to infinity."""
    return "off the map" if np.isnan(run.losses[run.diverged_at]) else "diverged"


def journey(run):
    """One run in numbers, for alternative text: where from, where to, the longest step and the last."""
    w, loss, land = run.positions, run.losses, run.landscape
    last = int(np.isfinite(loss).sum()) - 1  # the last step at which there was ground
    lengths = np.linalg.norm(np.diff(w[: last + 1], axis=0), axis=-1)

    def at(step):
        return f"({place(w[step])}), {land.height} {with_unit(number(loss[step]), land.unit)}"

    words = f"It starts at {at(0)}, and after {last} steps is at {at(last)}."
    if land.minimum is not None:
        words += f" That is {distance(run.distances()[last], land)} from {land.goal}."
    if len(lengths):
        words += f" Its longest step is {distance(lengths.max(), land)}, its last {distance(lengths[-1], land)}."
    if run.diverged_at >= 0:
        words += f" The next step leads {farewell(run)}."
    return words


def distance(value, landscape):
    """A distance for the reader: '0.36 km', and 'under 0.001 km' where more digits would say nothing more."""
    if value < 0.001:
        return "under " + with_unit("0.001", landscape.length)
    return with_unit(number(value, 2), landscape.length)


def place(w):
    """A position for the reader: '2.80, 5.70'."""
    return ", ".join(f"{coordinate:.2f}" for coordinate in w)
