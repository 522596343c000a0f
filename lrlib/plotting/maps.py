"""Two hyper-parameters at once: a sweep along two axes, seen as a map."""

import numpy as np
from matplotlib.colors import ListedColormap, LogNorm, Normalize
from matplotlib.patches import Patch, Rectangle

from lrlib.descent import Trajectory
from lrlib.plotting.pages import describe
from lrlib.plotting.rates import start_loss
from lrlib.plotting.style import (
    AXIS_NAMES,
    LOSSES,
    NOTHING,
    SYMBOLS,
    ceiling,
    entitle,
    label_decades,
    new_axes,
    number,
    spans_decades,
    with_unit,
)
from lrlib.validation import real_array

VALUES = ("loss", "place", "steps")
UNSETTLED = "0.82"  # the gray of runs that have not arrived
MOST_PLACES = 5  # more places to end in than a reader tells apart by color


def plot_map(runs, x="lr", y="beta", value="loss", edge=None, within=0.1, ax=None, title=None):
    """A sweep along two axes as a map: one cell a run.

    runs     a Trajectory swept along two axes, as of grid(lr=…, beta=…)
    x, y     the names of the two hyper-parameters. The learning rate has a log axis, and so has whatever is spaced by
             equal factors.
    value    what the color says: "loss", the loss at the end; "place", the minimum at which a run ended; "steps", the
             steps until it stayed within `within` of the landscape's minimum (that needs keep="all")
    edge     the highest learning rate that theory allows: a function of what the other axis shows, such as
             lambda beta: 2 * (1 + beta) / L, or a number. It is drawn as a dashed line.

    Runs that diverged (ended in inf or NaN, or more than twice as high as they began) are hatched. The best
    cell has a ring.

    A run has ended at a place when the slope there is below 1 % of that at the start; places within `within` of each
    other are one. Where only the last step was kept, the runs are taken to begin at the landscape's own start.
    """
    if value not in VALUES:
        raise ValueError(f"value must be one of {', '.join(map(repr, VALUES))}; got {value!r}")
    xs, ys, flip = axes_of(runs, x, y)
    land = runs.landscape
    diverged = (runs.diverged_at >= 0) | ~(runs.losses[-1] <= ceiling(start_loss(runs)))
    ax = new_axes(6.6, 4.6) if ax is None else ax
    ax.set_xscale(scale_of(x, xs))
    ax.set_yscale(scale_of(y, ys))
    sides = borders(xs, ax.get_xscale()), borders(ys, ax.get_yscale())

    # The hatched ground shows wherever no cell is drawn: there the runs diverged.
    corner, far = (sides[0][0], sides[1][0]), (sides[0][-1], sides[1][-1])
    ax.add_patch(Rectangle(corner, far[0] - corner[0], far[1] - corner[1], facecolor="#efefef", edgecolor="0.6",
                           hatch="////", linewidth=0, zorder=0))  # fmt: skip
    names = SYMBOLS.get(x, x), SYMBOLS.get(y, y)
    if value == "place":
        words, message = draw_places(ax, runs, sides, flip, diverged, within)
    else:
        words, message = draw_values(ax, runs, sides, flip, diverged, value, within, (xs, ys), names)
    if edge is not None:
        draw_edge(ax, edge, x, y, xs, ys)
    ax.set(xlim=sides[0][[0, -1]], ylim=sides[1][[0, -1]], xlabel=AXIS_NAMES.get(x, x), ylabel=AXIS_NAMES.get(y, y))
    label_decades(ax)
    entitle(ax, message if title is None else title)
    gone = int(diverged.sum())
    words = f"A map of {diverged.size:,} runs on the {land.name}, {names[0]} from {number(xs[0])} to {number(xs[-1])} "\
            f"across and {names[1]} from {number(ys[0])} to {number(ys[-1])} upward. {words}"  # fmt: skip
    describe(ax, words + (f" {gone} runs diverge." if gone else " No run diverges."))
    return ax


def axes_of(runs, x, y):
    """The values along x and y, and whether the sweep has to be turned so that y comes first."""
    if not isinstance(runs, Trajectory):
        raise TypeError(f"runs must be a Trajectory, as descend() returns it; got {runs!r}")
    axes = runs.axes
    if len(axes) != 2:
        raise ValueError(f"a map needs a sweep along two axes, as grid(lr=…, beta=…) makes; its axes are {axes}")
    for name, asked in (("x", x), ("y", y)):
        if asked not in axes:
            raise ValueError(f"{name} must be one of the sweep's axes, {' or '.join(axes)}; got {asked!r}")
    if x == y:
        raise ValueError(f"x and y must be two different axes; got {x!r} twice")
    columns = np.broadcast_to(runs.highest(x), runs.losses.shape[1:])
    rows = np.broadcast_to(runs.highest(y), runs.losses.shape[1:])
    flip = axes.index(x) == 0
    xs, ys = (columns[:, 0], rows[0]) if flip else (columns[0], rows[:, 0])
    for name, values in ((x, xs), (y, ys)):
        if (np.diff(values) <= 0).any():
            raise ValueError(f"{name} must grow along its axis; got {values.tolist()}")
    return xs, ys, flip


def scale_of(name, values):
    """'log' for the learning rate, and for values spaced by equal factors; else 'linear'."""
    if values.min() <= 0:
        return "linear"
    factors = values[1:] / values[:-1]
    return "log" if name == "lr" or (len(values) > 2 and np.allclose(factors, factors[0])) else "linear"


def borders(values, scale):
    """The borders of the cells around `values`: halfway between neighbors, in factors on a log axis."""
    if len(values) < 2:
        raise ValueError(f"a map needs at least two values along each axis; got {values.tolist()}")
    places = np.log(values) if scale == "log" else values
    middle = (places[1:] + places[:-1]) / 2
    sides = np.concatenate([[2 * places[0] - middle[0]], middle, [2 * places[-1] - middle[-1]]])
    return np.exp(sides) if scale == "log" else sides


def draw_values(ax, runs, sides, flip, diverged, value, within, where, names):
    """Cells colored by the loss at the end, or by the steps it took. Returns the words and the title."""
    land = runs.landscape
    if value == "loss":
        label, shown = with_unit(f"{land.height} at the end", land.unit), np.where(diverged, np.nan, runs.losses[-1])
    else:
        settled = runs.settled_at(within)
        label, shown = "steps to arrive", np.where(diverged | (settled < 0), np.nan, settled)
        waiting = ~diverged & (settled < 0)
        mesh(ax, sides, np.where(waiting, 0.0, np.nan), flip, cmap=ListedColormap([UNSETTLED]))
    known = shown[np.isfinite(shown)]
    if not known.size:
        return "None of them arrives.", "No run " + ("arrives" if value == "steps" else "ends lower than it began")
    seen = known[known > NOTHING * known.max()]
    log = known.min() >= 0 and spans_decades(seen)
    norm = LogNorm(seen.min(), seen.max()) if log else Normalize(known.min(), known.max())
    drawn = np.where(shown < seen.min(), seen.min(), shown) if log else shown  # 0 has no logarithm
    colors = mesh(ax, sides, drawn, flip, cmap=LOSSES, norm=norm)
    ax.figure.colorbar(colors, ax=ax, label=label)
    best = np.unravel_index(np.nanargmin(shown), shown.shape)
    xs, ys = where
    column, row = best if flip else best[::-1]
    ax.plot(xs[column], ys[row], "o", color="none", markeredgecolor="black", markersize=13, markeredgewidth=3.6)
    ax.plot(xs[column], ys[row], "o", color="none", markeredgecolor="white", markersize=13, markeredgewidth=1.8)
    at = f"{names[0]} {number(xs[column])}, {names[1]} {number(ys[row])}"
    alike = int((known - known.min() <= (0 if log else 1e-4 * np.ptp(known))).sum())  # no eye and no reader can tell
    lowest = number(shown[best])
    if value == "steps":
        title = f"Fastest at {at}: {lowest} steps"
        words = f"{known.size} of them arrive within {number(within)} of {land.goal}; the fastest, at {at}, takes "
        return words + f"{lowest} steps. {int(waiting.sum())} have not arrived after {runs.steps} steps.", title
    title = f"Lowest at {at}: {land.height} {with_unit(lowest, land.unit)}"
    if alike > 1:
        title = f"{alike:,} of {shown.size:,} runs end lowest, at {with_unit(lowest, land.unit)}"
        return f"{alike:,} of them end lowest, {with_unit(lowest, land.unit)}, one of them at {at}.", title
    return f"The {land.height} at the end is lowest, {with_unit(lowest, land.unit)}, at {at}.", title


def draw_places(ax, runs, sides, flip, diverged, within):
    """Cells colored by the place at which a run ended. Returns the words and the title."""
    land = runs.landscape
    places, index = places_of(runs, diverged, within)
    cells = np.where(diverged, np.nan, index)
    tones = [UNSETTLED, *LOSSES(np.linspace(0.05, 0.95, max(len(places), 2)))]
    mesh(ax, sides, cells, flip, cmap=ListedColormap(tones), norm=Normalize(-1.5, len(tones) - 1.5))
    counts = [int((cells == i).sum()) for i in range(len(places))]
    coordinates = ", ".join(land.axes)
    heights = [with_unit(number(float(land(place))), land.unit) for place in places]
    names = [
        f"{coordinates} = {', '.join(number(part) for part in place)} ({land.height} {height})"
        for place, height in zip(places, heights, strict=True)
    ]
    keys = [Patch(facecolor=tones[i + 1], label=name) for i, name in enumerate(names)]
    if moving := int((cells == -1).sum()):
        keys.append(Patch(facecolor=UNSETTLED, label="still under way"))
    if diverged.any():
        keys.append(Patch(facecolor="#efefef", edgecolor="0.6", hatch="////", label="diverged"))
    ax.legend(handles=keys, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=4.2, ncols=2, frameon=False,
              fontsize=9)  # fmt: skip
    told = [f"{count} end at {name}" for count, name in zip(counts, names, strict=True)]
    words = "; ".join(told + [f"{moving} are still under way"] * bool(moving)) or "None of them settles"
    title = (
        "No run settles" if not places else f"{counts[0]:,} of {cells.size:,} runs end at the lower place, {names[0]}"
    )
    if len(places) == 1:
        title = f"{counts[0]:,} of {cells.size:,} runs end at {names[0]}"
    return f"{words}.", title


def places_of(runs, diverged, within):
    """Where the runs ended: the places, lowest first, and for each run the index of its place, −1 where it moves on."""
    land = runs.landscape
    last = np.where(diverged[..., None], land.start, runs.positions[-1])
    exact = land.slopes  # without the noise of a step
    slope, first = (np.linalg.norm(exact(w), axis=-1) for w in (last, land.start))
    settled = ~diverged & (slope <= 0.01 * first)
    left, groups = settled.copy(), []
    while left.any():
        lowest = np.unravel_index(np.where(left, runs.losses[-1], np.inf).argmin(), left.shape)
        near = left & (np.linalg.norm(last - last[lowest], axis=-1) <= within)
        groups.append((last[lowest], near))
        left &= ~near
        if len(groups) > MOST_PLACES:
            raise ValueError(f"the runs end at more than {MOST_PLACES} places: set within higher than {within:g}")
    index = np.full(diverged.shape, -1)
    for i, (_, near) in enumerate(groups):
        index[near] = i
    return [place for place, _ in groups], index


def mesh(ax, sides, cells, flip, **look):
    """One cell a run, colored by `cells`, transparent where that is NaN."""
    return ax.pcolormesh(*sides, np.ma.masked_invalid(cells.T if flip else cells), zorder=1, **look)


def draw_edge(ax, edge, x, y, xs, ys):
    """The highest learning rate that theory allows, as a dashed line along the other axis."""
    if "lr" not in (x, y):
        raise ValueError(f"edge is a learning rate, so one axis must be 'lr'; got {x!r} and {y!r}")
    others = ys if x == "lr" else xs
    fine = np.linspace(others[0], others[-1], 200)
    limit = np.broadcast_to(real_array("edge", edge(fine) if callable(edge) else edge), fine.shape)
    line = (limit, fine) if x == "lr" else (fine, limit)
    ax.plot(*line, color="white", linewidth=3.6, zorder=2)
    ax.plot(*line, color="black", linewidth=1.6, linestyle=(0, (5, 3)), label="theory", zorder=3)
    ax.annotate("edge in theory", [part[50] for part in line], xytext=(6, 0) if x == "lr" else (0, 8), fontsize=9,
                textcoords="offset points", va="center", bbox=dict(facecolor="white", alpha=0.8, linewidth=0, pad=1.5),
                zorder=4)  # fmt: skip
