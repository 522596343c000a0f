"""What all figures share: colors that survive color blindness, and how numbers are written."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

# Okabe & Ito 2008, "Color Universal Design": told apart by almost every eye.
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"
COLORS = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY]
MARKERS = ["o", "s", "^", "D", "v", "P"]  # the second cue beside color

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
    return f"{value:.{digits}g}" if not 1000 <= abs(value) < 1e6 else f"{value:,.0f}"


def with_unit(text, unit):
    """'481 m' or 'altitude (m)': the unit after a number, in brackets after a word, nothing where there is none."""
    if not unit:
        return text
    return f"{text} {unit}" if text[:1].isdigit() or text[:1] == "-" else f"{text} ({unit})"


def rate_name(run):
    """What a run is called in a legend: 'rate 0.003'."""
    rate = run.lr
    if np.ndim(rate):
        return "rates " + ", ".join(number(r) for r in np.ravel(rate))
    return f"rate {number(rate)}"
