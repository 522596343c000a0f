"""A schedule before it is used: the rate at every step."""

import numpy as np
from matplotlib.lines import Line2D

from lrlib.plotting.pages import describe
from lrlib.plotting.style import (
    COLORS,
    DASHES,
    MARKERS,
    Look,
    capital,
    count_steps,
    entitle,
    label_decades,
    new_axes,
    number,
)
from lrlib.schedules import Schedule
from lrlib.validation import whole_number


def plot_schedule(schedule, steps, name="learning rate", log=False, ax=None, title=None):
    """One schedule, or several, against the step: its start hollow, its peak a triangle, its last value filled.

    schedule   a Schedule; or a list of them, or a dict {name: schedule}, to compare
    steps      how many steps the run has, a whole number ≥ 1: drawn are the steps 0 … steps − 1, those that are used
    name       what is scheduled: "learning rate"; "factor" for a schedule that has not met its rate yet
    log        a log axis: for a schedule that passes through decades, such as geometric(), and never comes to 0
    """
    steps = whole_number("steps", steps, low=1)
    curves = {label: evaluated(each, steps) for label, each in named_schedules(schedule).items()}
    if log and min(values.min() for values in curves.values()) <= 0:
        raise ValueError("log=True needs values above 0 at every step; this schedule comes to 0")
    ax = new_axes(6.4, 3.4) if ax is None else ax
    ax.set_yscale("log" if log else "linear")
    styles = [Look(COLORS[i % 6], MARKERS[i % 6], DASHES[i % 6]) for i in range(len(curves))]
    single = len(curves) == 1
    for values, look in zip(curves.values(), styles, strict=True):
        draw_schedule(ax, values, look, single)
    count_steps(ax)
    margin = 0.03 * max(steps - 1, 1)
    ax.set(xlim=(-margin, steps - 1 + margin), xlabel="step", ylabel=name)
    if log:
        every = np.stack(list(curves.values()))
        low, high = every.min(), every.max()
        ax.set_ylim(low / (high / low) ** 0.12, high * (high / low) ** 0.12)
        label_decades(ax)
    else:
        top = max(values.max() for values in curves.values())
        # A single schedule has numbers at its marks: room above them, and below a start from which it rises.
        under = 0.16 if single and any(map(rises, curves.values())) else 0.04
        ax.set_ylim(-under * top, (1.24 if single else 1.14) * top if top > 0 else 1)
    if not single:
        keys = [Line2D([], [], color=look.color, linestyle=look.dash, linewidth=1.8, label=label)
                for label, look in zip(curves, styles, strict=True)]  # fmt: skip
        ax.legend(handles=keys, loc="upper left", bbox_to_anchor=(1, 1), frameon=False, fontsize=9, handlelength=3.4)
    entitle(ax, schedules_title(curves, steps, name) if title is None else title)
    told = " ".join(f"{capital(label)}: {schedule_words(values)}." for label, values in curves.items())
    describe(ax, f"{capital(name)} against step, over {steps} steps. {told}")
    return ax


def named_schedules(schedule):
    """`schedule` as {name: schedule}; in a list each is named as it was written."""
    if isinstance(schedule, Schedule):
        return {repr(schedule): schedule}
    named = schedule if isinstance(schedule, dict) else None
    if named is None:
        try:
            schedules = list(schedule)
        except TypeError:
            schedules = [schedule]
        named = {f"{each!r}": each for each in schedules}
    if not named:
        raise ValueError("schedule must hold at least one schedule; got none")
    for each in named.values():
        if not isinstance(each, Schedule):
            raise TypeError(f"schedule must be a schedule, or a list or dict of them; got {each!r}")
    return {str(label): each for label, each in named.items()}


def evaluated(schedule, steps):
    """The values of one schedule at the steps 0 … steps − 1."""
    shape = np.shape(schedule(0))
    if np.prod(shape, dtype=int) != 1:
        raise ValueError(f"one line a schedule: {schedule!r} has values of shape {shape} at each step")
    values = schedule(np.arange(steps).reshape(-1, *[1] * len(shape))).reshape(steps)
    if not np.isfinite(values).all():
        raise ValueError(f"schedule must be finite at every step; {schedule!r} is not")
    return values


def draw_schedule(ax, values, look, told):
    """One schedule's line with its start, its peak and its end, and (`told`) their numbers."""
    steps, peak = np.arange(len(values)), int(values.argmax())
    color = look.color
    ax.plot(steps, values, color=color, linestyle="-" if told else look.dash, linewidth=1.8, zorder=2)
    ax.plot(0, values[0], "o", color=color, markerfacecolor="white", markersize=8, markeredgewidth=2, zorder=3)
    ax.plot(steps[-1], values[-1], "o", color=color, markeredgecolor="white", markersize=9, zorder=3)
    if 0 < peak < len(values) - 1 and values[peak] > max(values[0], values[-1]):
        ax.plot(peak, values[peak], "^", color=color, markeredgecolor="white", markersize=9, zorder=3)
    else:
        peak = None
    if told:
        points = dict(textcoords="offset points", fontsize=9)
        below = rises(values)  # there the number of the start stands clear of the line
        ax.annotate(number(values[0]), (0, values[0]), xytext=(9, -9) if below else (0, 9),
                    va="center" if below else "bottom", **points)  # fmt: skip
        if peak is not None:
            ax.annotate(number(values[peak]), (peak, values[peak]), xytext=(0, 9), ha="center", va="bottom", **points)
        # The end's stands outside of the frame, where no line runs.
        ax.annotate(number(values[-1]), (1, values[-1]), xycoords=("axes fraction", "data"), xytext=(4, 0),
                    va="center", annotation_clip=False, **points)  # fmt: skip


def rises(values):
    """Whether a schedule begins with a step up."""
    return len(values) > 1 and values[1] > values[0]


def schedule_words(values):
    """One schedule in words: 'from 0.005 up to 0.0978 at step 19, then down to 6e-06 at step 199'."""
    first, last, peak, low = values[0], values[-1], int(values.argmax()), int(values.argmin())
    end = f"{number(last)} at step {len(values) - 1}"
    if values.max() == values.min():
        return f"{number(first)} at every step"
    if values[peak] > max(first, last):
        return f"from {number(first)} up to {number(values[peak])} at step {peak}, then down to {end}"
    if values[low] < min(first, last):
        return f"from {number(first)} down to {number(values[low])} at step {low}, and {end}"
    return f"from {number(first)} {'up' if last > first else 'down'} to {end}"


def schedules_title(curves, steps, name):
    """Of one schedule, from where to where; of several, what they share and where each extreme ends."""
    if len(curves) == 1:
        (values,) = curves.values()
        words = schedule_words(values).replace(f" at step {steps - 1}", "")
        return f"{capital(name)} {words}" + ("" if " at every step" in words else f" after {steps} steps")
    ends = [values[-1] for values in curves.values()]
    peaks = [values.max() for values in curves.values()]
    top = f"at most {number(min(peaks))}"
    if number(max(peaks)) != number(min(peaks)):
        top = f"at most {number(min(peaks))} to {number(max(peaks))}"
    end = number(min(ends)) if number(min(ends)) == number(max(ends)) else f"{number(min(ends))} to {number(max(ends))}"
    return f"{capital(name)}: {top}, and {end} after {steps} steps"
