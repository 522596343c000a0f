"""The landscape seen from above, and the path of a descent on it."""

import numpy as np
from matplotlib.colors import LightSource
from matplotlib.patheffects import Normal, Stroke

from lrlib.plotting.naming import looks, named_runs, one_run, same_landscape
from lrlib.plotting.pages import describe
from lrlib.plotting.style import (
    ALTITUDE,
    VERMILION,
    YELLOW,
    Look,
    capital,
    entitle,
    new_axes,
    number,
    rate_name,
    spans_decades,
    with_unit,
)

CASING = [Stroke(linewidth=3.6, foreground="white"), Normal()]  # a white edge: the path shows on any ground


def draw_terrain(ax, landscape, pixels=280, fade=0.0):
    """Draw a landscape of two coordinates from above: relief in the light of the north-west, and contour lines.

    `pixels` is the number of points along each side at which the loss is evaluated. `fade`, from 0 to 1, lets the
    relief pale to white, where paths of many colors have to stand out from it.
    """
    (left, right), (bottom, top) = viewed(landscape)
    x, y = np.linspace(left, right, pixels), np.linspace(bottom, top, pixels)
    height = landscape(np.stack(np.meshgrid(x, y), axis=-1))

    # Slopes as the light sees them are exaggerated until the steepest is about 45 degrees.
    steepest = np.nanmax(np.hypot(*np.gradient(height, y, x)))
    ground = np.where(np.isfinite(height), height, np.nanmin(height))  # of one hole the light would make a dark map
    relief = LightSource(azdeg=315, altdeg=45).shade(
        ground, ALTITUDE, blend_mode="soft", vert_exag=1 / (steepest or 1), dx=x[1] - x[0], dy=y[1] - y[0]
    )
    relief = fade + (1 - fade) * relief
    relief[~np.isfinite(height)] = 1, 1, 1, 0  # where there is no ground, the paper is seen
    # Every other of 255 levels: no eye sees the difference, and the picture is half the size, its bytes an eighth.
    relief = (2 * np.round(relief * 127)).astype(np.uint8)
    # An image's pixels are squares around the points at which the loss was evaluated.
    half_x, half_y = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
    extent = (left - half_x, right + half_x, bottom - half_y, top + half_y)
    ax.imshow(relief, extent=extent, origin="lower", interpolation="nearest", aspect="equal")
    levels = contour_levels(height)
    if levels.size:
        lines = ax.contour(x, y, height, levels=levels, colors="#3b3b3b", linewidths=0.5, alpha=0.55)
        decades = levels[np.isclose(np.log10(np.abs(levels) + 1e-300) % 1 % 1, 0)]
        ax.clabel(lines, decades if len(decades) > 2 else levels[::2], fontsize=7, fmt=number)
    labels = [with_unit(axis, landscape.length) for axis in landscape.axes]
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel=labels[0], ylabel=labels[1])


def viewed(landscape):
    """The window of a landscape, or an error where it cannot be seen from above."""
    if landscape.dim != 2:
        raise ValueError(f"a view from above needs 2 coordinates; the {landscape.name} has {landscape.dim}")
    return landscape.window


def contour_levels(height):
    """Levels for contour lines: three to the decade where the loss spans two decades or more, else at even steps, and
    none on a plain."""
    low, high = np.nanmin(height), np.nanmax(height)
    if low == high:
        return np.array([])
    floor = max(low, high * 1e-4)
    if low < 0 or not spans_decades([floor, high]):
        step = 10.0 ** np.floor(np.log10((high - low) / 3)) / 4  # about a dozen lines at a round distance
        while (high - low) / step > 16:
            step *= 2
        return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    thirds = np.arange(np.ceil(3 * np.log10(floor)), np.floor(3 * np.log10(high)) + 1)
    return 10 ** (thirds / 3)


def plot_descent(run, ax=None, title=None):
    """The path of one run from above: a mark at every step, the start hollow, the end filled, the lodge a star.

    The distance between two marks *is* the size of the step. A path that leaves the window is cut at its edge.
    """
    run = one_run(run)
    ax = new_axes(5.2, 5.6) if ax is None else ax
    draw_terrain(ax, run.landscape)
    draw_path(ax, run, Look(VERMILION, "o", "-"))
    draw_goal(ax, run.landscape)
    entitle(ax, outcome(run) if title is None else title)
    describe(ax, f"The {run.landscape.name} from above, with a path at {rate_name(run)}. {journey(run)}")
    return ax


def plot_paths(runs, ax=None, title=None, within=0.1):
    """Several paths on one landscape of two coordinates, for comparing rules or rates.

    runs     a list of single runs, a dict {name: run}, or a sweep along one axis
    within   a run has arrived when it stays within this distance of the minimum, in the landscape's unit of length

    Each path has a color and a mark of its own; the legend says how it ended. The marks are at every step, the
    start is hollow, the ends are larger and edged in white, the minimum is a star.
    """
    runs = named_runs(runs)
    land = same_landscape(runs)
    (left, right), (bottom, top) = viewed(land)
    shape = (top - bottom) / (right - left)
    below = ax is not None or shape < 0.87  # where there is no room for the legend at the side
    if ax is None:
        ax = new_axes(7.6, 7.2 * shape + 1.2 + 0.2 * len(runs)) if below else new_axes(8.4, 4.6)
    draw_terrain(ax, land, fade=0.45)
    for (name, run), look in zip(runs.items(), looks(list(runs.values())), strict=True):
        draw_path(ax, run, look, label=f"{name}: {ending(run, within).removesuffix(f' after {run.steps} steps')}")
    draw_goal(ax, land)
    steps = " or ".join(str(count) for count in sorted({run.steps for run in runs.values()}))
    # The pad is in letters: below, past the axis and its label.
    place = dict(bbox_to_anchor=(0, 0) if below else (1, 1), borderaxespad=4.5 if below else 0.4)
    ax.legend(title=f"after {steps} steps", alignment="left", loc="upper left", frameon=False, fontsize=9, **place)
    entitle(ax, first_to_arrive(runs, land, within) if title is None else title)
    words = " ".join(f"{capital(name)}: {journey(run)}" for name, run in runs.items())
    describe(ax, f"The {land.name} from above, with {len(runs)} path{'s' * (len(runs) > 1)}. {words}")
    return ax


def draw_path(ax, run, look, label=None):
    """One path: a mark at every step, the start hollow, the end filled and larger."""
    path, color = run.positions, look.color
    style = dict(color=color, marker=look.marker, linewidth=1.4, markersize=3.6)  # dashes would be taken for steps
    ax.plot(*path.T, path_effects=CASING, zorder=3, label=label, **style)
    ax.plot(*path[0], "o", color=color, markerfacecolor="white", markersize=9, markeredgewidth=2, zorder=4)
    ax.plot(*path[-1], look.marker, color=color, markeredgecolor="white", markersize=9, zorder=4)


def draw_goal(ax, landscape):
    """A star at the minimum, where the landscape knows one."""
    if landscape.minimum is not None:
        ax.plot(*landscape.minimum, "*", color=YELLOW, markeredgecolor="black", markersize=17, zorder=5)


def first_to_arrive(runs, land, within):
    """A title for several paths: which of them is at the minimum first, or else which ends closest to it."""
    if land.minimum is None:
        losses = {name: run.losses[-1] for name, run in runs.items() if np.isfinite(run.losses[-1])}
        if not losses:
            return f"None of {len(runs)} runs ends on the {land.name}"
        name = min(losses, key=losses.get)
        return f"{capital(name)} ends lowest: {land.height} {with_unit(number(losses[name]), land.unit)}"
    arrived = {name: int(run.settled_at(within)) for name, run in runs.items()}
    arrived = {name: step for name, step in arrived.items() if step >= 0}
    if arrived:
        first = min(arrived, key=arrived.get)
        if len(runs) == 1:
            return f"{capital(first)}: {ending(runs[first], within)}"
        who = " and ".join(name for name, step in arrived.items() if step == arrived[first])
        count = f"{len(arrived)} of {len(runs)} get there"
        return f"{capital(who)}: at {land.goal} first, after {arrived[first]} steps ({count})"
    near = {name: run.distances()[-1] for name, run in runs.items() if np.isfinite(run.distances()[-1])}
    if not near:
        return f"All {len(runs)} runs diverge"
    first = min(near, key=near.get)
    return f"{capital(first)} ends closest: {distance(near[first], land)} from {land.goal}"


def outcome(run, within=0.1):
    """How one run ended, in a title's words: 'Rate 0.003: at the lodge after 22 of 60 steps'.

    It has arrived when it stays within `within` (in the landscape's unit of length) of the minimum.
    """
    return f"{capital(rate_name(run))}: {ending(run, within)}"


def ending(run, within=0.1):
    """How one run ended: 'at the lodge after 22 steps', '0.36 km from the lodge after 60', 'diverged after 9 steps'."""
    goal = run.landscape.goal
    if run.diverged_at >= 0:
        return f"{farewell(run)} after {run.diverged_at} steps"
    if run.landscape.minimum is None:
        return f"{run.landscape.height} {with_unit(number(run.losses[-1]), run.landscape.unit)} after {run.steps} steps"
    settled = int(run.settled_at(within))
    if settled >= 0:
        return f"at {goal} after {settled} steps"
    return f"{distance(run.distances()[-1], run.landscape)} from {goal} after {run.steps} steps"


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
        words += f" The next step leads {'off the map' if farewell(run) == 'off the map' else 'beyond all numbers'}."
    return words


def distance(value, landscape):
    """A distance for the reader: '0.36 km', and 'under 0.001 km' where more digits would say nothing more."""
    if value < 0.001:
        return "under " + with_unit("0.001", landscape.length)
    return with_unit(number(value, 2), landscape.length)


def place(w):
    """A position for the reader: '2.80, 5.70', and '-2.2e+44' where two decimals would be lost in a row of digits."""
    return ", ".join(f"{x:.2f}" if abs(x) < 1e6 else number(x, 2) for x in w)
