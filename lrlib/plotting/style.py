"""What all figures share: colors that survive color blindness, one look per update rule, how numbers are written."""

import textwrap
from typing import NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from lrlib.schedules import Schedule

# Okabe & Ito 2008, "Color Universal Design": told apart by almost every eye.
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"
COLORS = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY]
MARKERS = ["o", "s", "^", "D", "v", "P"]  # the second cue beside color
DASHES = ["-", (0, (6, 2)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5)), (0, (3, 1.5)), (0, (8, 1.5, 1.5, 1.5, 1.5, 1.5))]


class Look(NamedTuple):
    """How one line is told from the others."""

    color: object
    marker: str
    dash: object


# One look per update rule, the same in every figure of the course.
RULES = {
    "GradientDescent": Look(BLACK, "o", "-"),
    "Momentum": Look(BLUE, "s", (0, (6, 2))),
    "Nesterov": Look(SKY, "D", (0, (1.5, 1.2))),
    "Adagrad": Look(ORANGE, "^", (0, (6, 1.5, 1.5, 1.5))),
    "RMSProp": Look(VERMILION, "v", (0, (3, 1.5))),
    "Adam": Look(GREEN, "P", (0, (8, 1.5, 1.5, 1.5, 1.5, 1.5))),
    "AdamW": Look(PURPLE, "X", (0, (2, 3))),
}

LOSSES = colormaps["viridis"]  # perceptually uniform: equal steps look equal
RATES = ListedColormap(colormaps["viridis"](np.linspace(0, 0.8, 256)), "rates")  # without what is too pale for a line

SYMBOLS = {"beta": "β", "alpha": "α", "beta1": "β₁", "beta2": "β₂", "eps": "ε", "weight_decay": "λ", "lr": "rate"}
AXIS_NAMES = {"lr": "learning rate", "beta": "momentum β", "alpha": "forgetting factor α", "sigma": "noise σ"}
NOTHING = 1e-20  # a loss that is this small a share of the highest is as good as 0: no log axis goes on below it
FEW = 7  # lines that can be told apart by color, marker and dash

# Valley to snow, each step lighter than the one below it.
ALTITUDE = LinearSegmentedColormap.from_list("altitude", ["#46705f", "#7f9f78", "#c2bf93", "#e6dcc3", "#fbf9f4"])


def new_axes(width=6.4, height=4.2):
    """Fresh axes on a figure of their own (in inches), which no other part of Matplotlib holds on to."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure.subplots()


def number(value, digits=3):
    """A number as a reader wants it: 0.003, 482, 12,346, 6.2e-05, 6.7e+52, or 'not a number'."""
    if not np.isfinite(value):
        return "infinite" if np.isinf(value) else "not a number"
    return f"{value:.{digits}g}" if not 10**digits <= abs(value) < 1e6 else f"{value:,.0f}"


def with_unit(text, unit):
    """'481 m' or 'altitude (m)': the unit after a number, in brackets after a word, nothing where there is none."""
    if not unit:
        return text
    return f"{text} {unit}" if text[:1].isdigit() or text[:1] == "-" else f"{text} ({unit})"


def rate_name(run):
    """What a run is called in a legend: 'rate 0.003', and 'rate up to 0.003' where a schedule changes it."""
    rate = run.lr
    if np.ndim(rate):
        return "rates " + ", ".join(number(r) for r in np.ravel(rate))
    up_to = "up to " if isinstance(run.rule.lr, Schedule) else ""
    return f"rate {up_to}{number(rate)}"


def rule_name(rule):
    """What an update rule is called: 'gradient descent', 'Momentum'."""
    name = type(rule).__name__
    return {"GradientDescent": "gradient descent"}.get(name, name)


def capital(text):
    """`text` with a capital at its beginning, and the rest as it is. 'β = 0.9' stays: Β is no β."""
    return text if "α" <= text[:1] <= "ω" else text[:1].upper() + text[1:]


def spans_decades(values):
    """The rule for a log axis: all values are above 0, and the highest is at least 100 times the lowest."""
    values = np.asarray(values)[np.isfinite(values)]
    return bool(values.size and values.min() > 0 and values.max() >= 100 * values.min())


def ceiling(start):
    """How high a loss may end before the run counts as diverged: twice as high as it began."""
    return start + abs(start)


def count_steps(ax):
    """Only whole numbers on the horizontal axis: nothing happens between two steps."""
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))


def label_decades(ax):
    """Plain numbers at 1, 2 and 5 on each log axis that spans less than two decades; call it when the frame is set.

    Powers of ten are too few there, and Matplotlib's own answer, 2×10⁻¹ at every minor tick, runs into itself.
    """
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        if axis.get_scale() != "log" or high >= 100 * low:
            continue
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)) if high >= 5 * low else MaxNLocator(5))
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        axis.set_minor_formatter(NullFormatter())


def frame_linear(low, high, margin):
    """The ends of a linear axis for values from `low` to `high`. What is never negative does not begin below 0."""
    space = margin * (high - low) or abs(high) or 1.0
    return (max(0.0, low - space) if low >= 0 else low - space), high + space


def entitle(ax, text):
    """Set the title, on two lines of about the same length, or three, where one would be much wider than the axes."""
    letters = max(24, 13.5 * ax.figure.get_size_inches()[0] * ax.get_position().width)  # that fit side by side
    lines = max(1, -(-len(text) // round(letters)))  # no text, as of the second of two panels, is one line as well
    ax.set_title(textwrap.fill(text, round(len(text) / lines + 6), break_long_words=False), fontsize=11)
