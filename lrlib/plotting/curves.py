"""What happens along the way: altitude against distance walked, and loss against step."""

from textwrap import fill, indent
from typing import NamedTuple

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm

from lrlib.descent import Trajectory
from lrlib.plotting.naming import looks, named_runs, one_run, same_landscape
from lrlib.plotting.pages import describe
from lrlib.plotting.style import (
    COLORS,
    DASHES,
    FEW,
    MARKERS,
    NOTHING,
    RATES,
    Look,
    capital,
    ceiling,
    count_steps,
    entitle,
    frame_linear,
    label_decades,
    new_axes,
    number,
    rate_name,
    spans_decades,
    with_unit,
)


def plot_profile(run, ax=None, title=None):
    """The altitude along the way: the ground under every step, with a mark where each one lands.

    A run that diverges is drawn up to the step with which it leaves the frame for good, at twice the height of its
    start, as in plot_loss.
    """
    run = one_run(run)
    ax = new_axes(6.4, 3.2) if ax is None else ax
    land, color = run.landscape, COLORS[1]
    frame = frame_of({"run": run.losses}, log=False)
    left = frame.leaves["run"]
    count = run.steps if left is None else left
    losses, positions = run.losses[: count + 1], run.positions[: count + 1]
    steps = np.linalg.norm(np.diff(positions, axis=0), axis=-1)
    walked = np.concatenate([[0.0], np.cumsum(steps)])
    t = np.arange(count + 1)
    between = np.linspace(0, count, 30 * count + 1)  # the steps, and 29 places on the way of each
    under = np.stack([np.interp(between, t, coordinate) for coordinate in positions.T], axis=-1)
    path, ground = np.interp(between, t, walked), land(under)
    ax.plot(path, ground, color=color, linewidth=1.2)
    ax.plot(walked, losses, "o", color=color, markersize=4.5)
    ax.plot(walked[0], losses[0], "o", color=color, markerfacecolor="white", markersize=9, markeredgewidth=2)
    if land.minimum is not None:
        lowest = float(land(land.minimum))
        ax.axhline(lowest, color="0.4", linestyle="--", linewidth=1)
        ax.annotate(f"height of {land.goal}", (1, lowest), xycoords=("axes fraction", "data"), xytext=(-4, -4),
                    textcoords="offset points", ha="right", va="top", color="0.3")  # fmt: skip
        ax.margins(y=0.12)
    if left is not None and losses[-1] > frame.high:  # not where the ground ends
        out = 30 * (left - 1) + int((ground[30 * (left - 1) :] > frame.high).argmax())
        ax.plot(path[out], frame.high, "^", color=color, clip_on=False, markersize=8)
        low = np.nanmin(ground[:out]) if land.minimum is None else lowest
        ax.set(xlim=(-0.05 * path[out], 1.05 * path[out]), ylim=(low - 0.12 * (frame.high - low), frame.high))
    ax.set(xlabel=with_unit("distance walked", land.length), ylabel=with_unit(land.height, land.unit))
    climbs = int((np.diff(losses) > 0).sum())
    told = f"{climbs} of {count} steps lead uphill"
    if left is not None:
        told += ", and then it is gone"
    message = f"{rate_name(run).capitalize()}: {told}"
    entitle(ax, message if title is None else title)
    first, last = (with_unit(number(loss), land.unit) for loss in (losses[0], losses[-1]))
    describe(
        ax,
        f"{land.height.capitalize()} against distance walked at {rate_name(run)}: from {first} to {last} over "
        f"{with_unit(number(walked[-1], 2), land.length)}; {told}.",
    )
    return ax


def plot_loss(runs, ax=None, title=None):
    """Loss against step, one line for each run, named at its end.

    runs   a Trajectory, a sweep along one axis, a list of single runs, or a dict {name: run}

    The loss axis is logarithmic where the losses are positive and span two decades or more. It ends where a loss is
    twice as high as at the start: a run that diverges leaves the frame there, and one that leaps leaves it for a while.
    More than seven rates share a color scale, and the best of them is named.
    """
    runs = named_runs(runs)
    land = same_landscape(runs)
    ax = new_axes(6.4, 3.8) if ax is None else ax
    curves = {name: run.losses for name, run in runs.items()}
    frame = draw_curves(ax, curves, looks(list(runs.values())))
    rates = [run.lr for run in runs.values()]
    if len(runs) > FEW and len({type(run.rule) for run in runs.values()}) == 1 and np.ndim(rates) == 1:
        scale = ScalarMappable(LogNorm(min(rates), max(rates)), RATES)
        ax.figure.colorbar(scale, ax=ax, label="learning rate", pad=0.02)
    ax.set(xlabel="step", ylabel=with_unit(land.height, land.unit))
    entitle(ax, loss_title(curves, frame, land) if title is None else title)
    steps = sorted({run.steps for run in runs.values()})
    start = with_unit(number(next(iter(curves.values()))[0]), land.unit)
    words = f"{capital(land.height)} over {' or '.join(map(str, steps))} steps, from {start}: "
    told = list(curves)
    if len(told) > FEW:  # the ends, the best and the last that stays say it all
        stay = [name for name in told if frame.leaves[name] is None]
        told = [name for name in told if name in {told[0], told[-1], *stay[-1:], *best_names(curves)[:1]}]
        words = f"{words}{len(curves)} runs, of which {len(curves) - len(stay)} diverge; "
    describe(ax, words + "; ".join(f"{name} {ending_of(name, curves, frame, land)}" for name in told) + ".")
    return ax


def plot_mean_loss(runs, levels=None, log=None, ax=None, title=None):
    """Runs that differ in their seeds alone: the mean of their losses, one line for each name.

    runs     {name: runs}, each a Trajectory swept over seeds and nothing else, or a History of one setting with its
             seeds. Of a History what counts is the validation loss, epoch by epoch.
    levels   {name: loss}, drawn as dotted lines: what theory says that the mean comes to

    log      a log axis, True or False; None, the default, lets the losses decide, as in plot_loss

    A mean is inf or NaN where one of its runs is.
    """
    if not isinstance(runs, dict) or not runs:
        raise ValueError(f"runs must be a dict of at least one, {{name: runs over seeds}}; got {runs!r}")
    means = {str(name): mean_over_seeds(some) for name, some in runs.items()}
    kinds = {(what, time) for what, time, _, _ in means.values()}
    if len(kinds) > 1:
        raise ValueError("runs must all be descents on one kind of landscape, or all be trainings")
    ((what, time),) = kinds
    curves = {name: losses for name, (_, _, losses, _) in means.items()}
    if log and max(losses[0] for losses in curves.values()) <= 0:
        raise ValueError("log=True needs losses above 0")
    ax = new_axes(6.4, 3.8) if ax is None else ax
    frame = draw_curves(ax, curves, [Look(COLORS[i % 6], MARKERS[i % 6], DASHES[i % 6]) for i in range(len(curves))],
                        log=log)  # fmt: skip
    draw_levels(ax, levels or {}, curves)
    ax.set(xlabel=time, ylabel=f"{what}, mean")
    best = " and ".join(best_names(curves))
    lowest = min((losses[-1] for losses in curves.values() if np.isfinite(losses[-1])), default=np.nan)
    message = f"{capital(best)} lowest in the mean, at {number(lowest)}" if best else "All of them diverge"
    entitle(ax, message if title is None else title)
    told = []
    for name, (_, _, losses, count) in means.items():
        end = f"ends at {number(losses[-1])}" if frame.leaves[name] is None else "diverges"
        told.append(f"{name}, {count} seed{'s' * (count > 1)}, begins at {number(losses[0])} and {end}")
    told += [f"dotted, {name}: {number(level)}" for name, level in (levels or {}).items()]
    lengths = sorted({len(losses) - 1 for losses in curves.values()})
    describe(ax, f"{capital(what)} over {' or '.join(map(str, lengths))} {time}s, mean over seeds: {'; '.join(told)}.")
    return ax


def draw_levels(ax, levels, curves):
    """A dotted line at each level, and its name above or below it, as far left as no curve runs through the name."""
    to_axes = ax.transData + ax.transAxes.inverted()
    lines = [to_axes.transform(np.column_stack([np.arange(len(c)), np.nan_to_num(c)])) for c in curves.values()]
    width, height = 72 * ax.figure.get_size_inches() * [ax.get_position().width, ax.get_position().height]  # points
    for name, level in levels.items():
        ax.axhline(level, color="0.35", linestyle=":", linewidth=1.2, zorder=1)
        base, across = to_axes.transform((0, level))[1], 5.5 * len(name) / width  # a letter is about 5.5 points wide

        def free(left, side, base=base, across=across):
            x = np.linspace(left, left + across, 50)
            off = [side * height * (np.interp(x, *line.T) - base) for line in lines]  # points from the dotted line
            return not any(((points > 2) & (points < 15)).any() for points in off)

        places = [(left, side) for left in np.linspace(0.01, 0.99 - across, 25) for side in (1, -1)]
        left, side = next((place for place in places if free(*place)), places[0])
        ax.annotate(name, (left, level), xycoords=("axes fraction", "data"), xytext=(0, 3 * side), fontsize=9,
                    textcoords="offset points", va="bottom" if side > 0 else "top", color="0.25")  # fmt: skip


def mean_over_seeds(runs):
    """What the losses are, against what, their mean over the seeds, (time,), and how many seeds there are."""
    training = hasattr(runs, "validation_losses")
    if not training and not isinstance(runs, Trajectory):
        raise TypeError(f"runs must be Trajectories or Histories; got {runs!r}")
    losses = np.asarray(runs.validation_losses if training else runs.losses, float)
    if tuple(runs.axes) != ("seed",):
        raise ValueError(f"each must be swept over seeds and nothing else (pick a rate with .at(lr=…)); the axes of "
                         f"one are {tuple(runs.axes)}")  # fmt: skip
    if not training and len(losses) <= runs.steps:
        raise ValueError("only the last step was kept, so there is no curve to draw: keep='all'")
    what = "validation loss" if training else with_unit(runs.landscape.height, runs.landscape.unit)
    with np.errstate(over="ignore", invalid="ignore"):
        return what, "epoch" if training else "step", losses.mean(axis=1), losses.shape[1]


class Frame(NamedTuple):
    """What of the losses is in the picture, and which runs leave it."""

    low: float
    high: float
    log: bool
    leaves: dict  # name -> the step at which that run's loss leaves at the top (or is no number), or None


def frame_of(curves, log=None):
    """The frame for these losses: all of them up to twice the highest start. What is higher leaves it."""
    roof = max(ceiling(losses[0]) for losses in curves.values())
    shown = np.concatenate([losses[losses <= roof] for losses in curves.values()])
    low, high = shown.min(), shown.max()
    seen = shown[shown > NOTHING * high]
    if log is None:
        log = spans_decades(seen) and low >= 0
    if log:
        low = seen.min()
        margin = (high / low) ** 0.05
        low, high = low / margin, high * margin
    else:
        low, high = frame_linear(low, high, 0.06)
    leaves = {}
    for name, losses in curves.items():
        outside = ~(losses <= high)  # written so that NaN counts as outside
        for_good = len(losses) - int((~outside[::-1]).argmax())
        leaves[name] = for_good if outside[-1] else None
    return Frame(float(low), float(high), bool(log), leaves)


def draw_curves(ax, curves, styles, named=True, log=None):
    """Lines of loss in a common frame, with a mark now and then and each name at its line's end. Returns the Frame."""
    frame = frame_of(curves, log)
    ax.set_yscale("log" if frame.log else "linear")
    many, ends, gone = len(curves) > FEW, [], {}
    last = max(len(losses) for losses in curves.values()) - 1
    best = best_names(curves)
    for index, ((name, losses), look) in enumerate(zip(curves.items(), styles, strict=True)):
        steps = np.arange(len(losses))
        every = max(1, len(losses) // 10)
        marks = dict(marker=look.marker, markevery=(index % every, every)) if look.marker else {}
        ax.plot(
            steps,
            losses,
            color=look.color,
            linestyle=look.dash,
            label=name,
            linewidth=1.1 if many else 1.7,
            markersize=5,
            zorder=3 if name in best else 2,
            **marks,
        )
        left = frame.leaves[name]
        if left is None:
            ends.append((steps[-1], float(np.clip(losses[-1], frame.low, frame.high)), name, look))
        else:
            # An arrowhead where the line leaves at the top; a cross where it ends for want of ground.
            on_top = losses[left] > frame.high  # false for NaN
            crossing, height = way_out(steps, losses, left, frame) if on_top else (steps[left - 1], losses[left - 1])
            ax.plot(crossing, height, "^" if on_top else "x", color=look.color, clip_on=False, markersize=8, zorder=4)
            if on_top:
                ends.append((None, frame.high, f"{name} ↑", look))
            else:
                gone.setdefault((crossing, height), []).append(name)
    for cross, names in gone.items() if named else ():
        ax.annotate(indent(fill(", ".join(names), 30), "  "), cross, va="center", fontsize=9)
    ax.set(xlim=(0, last or 0.5), ylim=(frame.low, frame.high))
    label_decades(ax)
    count_steps(ax)
    if many:
        ends = [end for end in ends if end[2] in best[:1]]
    name_ends(ax, ends if named else [])
    return frame


def way_out(steps, losses, left, frame):
    """Where a line crosses the top of the frame, on its way to the step `left`: a place on the horizontal axis."""
    if left == 0 or not np.isfinite(losses[left]):
        return steps[max(left - 1, 0)], frame.high
    scale = np.log if frame.log else np.asarray
    before, after, top = scale(losses[left - 1]), scale(losses[left]), scale(frame.high)
    return steps[left - 1] + (top - before) / (after - before) * (steps[left] - steps[left - 1]), frame.high


def name_ends(ax, ends, gap=0.075):
    """Write each line's name to the right of its end, moved apart where they would overlap, joined by a thin line.

    ends   (x, y, name, look) each, in data coordinates; x is None where there is no end to join it to
    gap    the least distance between two names, as a share of the axes' height
    """

    def height(y):
        return ax.transAxes.inverted().transform(ax.transData.transform((0, y)))[1]

    ends = sorted(ends, key=lambda end: end[1])
    places = spread(np.array([height(end[1]) for end in ends]), gap)
    for (x, y, name, look), place in zip(ends, places, strict=True):
        line = None if x is None else dict(arrowstyle="-", color=look.color, linewidth=0.9, shrinkA=0, shrinkB=1)
        anchor = (1, place) if x is None else (x, y)
        ax.annotate(name, anchor, xycoords="axes fraction" if x is None else "data", xytext=(1.045, place),
                    textcoords="axes fraction", va="center", ha="left", fontsize=9, arrowprops=line,
                    annotation_clip=False)  # fmt: skip


def spread(heights, gap):
    """Heights in rising order, moved apart until each is `gap` above the one before, as little as that takes."""
    groups = [[height, 1] for height in heights]  # of names that touch: the middle one's place, and how many
    merged = []
    for middle, count in groups:
        merged.append([middle, count])
        while len(merged) > 1 and merged[-1][0] - merged[-2][0] < gap * (merged[-1][1] + merged[-2][1]) / 2:
            (m1, c1), (m2, c2) = merged[-2:]
            merged[-2:] = [[(m1 * c1 + m2 * c2) / (c1 + c2), c1 + c2]]
    places = [middle + gap * (i - (count - 1) / 2) for middle, count in merged for i in range(count)]
    over = max(0.0, places[-1] - 1) if places else 0.0
    return [place - over for place in places]


def best_names(curves):
    """The names of the runs that end lowest: more than one where they end alike, to six digits."""
    last = {name: losses[-1] for name, losses in curves.items() if np.isfinite(losses[-1])}
    if not last:
        return []
    lowest = min(last.values())
    return [name for name, loss in last.items() if loss - lowest <= 1e-6 * abs(lowest)]


def loss_title(curves, frame, land):
    """What a figure of losses says: which run ends lowest, and how many leave the frame."""
    best, gone = best_names(curves), sum(step is not None for step in frame.leaves.values())
    if len(curves) == 1:
        (name,) = curves
        return f"{capital(name)}: {land.height} {ending_of(name, curves, frame, land)}"
    if gone == len(curves):
        return f"All {gone} runs diverge"
    words = f"{capital(' and '.join(best))} end{'s' * (len(best) == 1)} lowest"
    words = f"{len(best)} of {len(curves)} runs end equally low" if len(best) > 3 else words
    words += f", at {with_unit(number(curves[best[0]][-1]), land.unit)}"
    return words + (f"; {gone} of {len(curves)} diverge{'s' * (gone == 1)}" if gone else "")


def ending_of(name, curves, frame, land):
    """How one line ends, in words: 'ends at 481 m', 'leaves the frame at step 12'."""
    losses, left = curves[name], frame.leaves[name]
    if left is None:
        return f"ends at {with_unit(number(losses[-1]), land.unit)}"
    if np.isnan(losses[left]):
        return f"is off the map at step {left}"
    return f"diverges: it leaves the frame at step {left}"
