"""The rate that each coordinate effectively had: how far it went, per unit of its slope."""

import numpy as np

from lrlib.plotting.naming import one_run
from lrlib.plotting.pages import describe
from lrlib.plotting.style import (
    COLORS,
    DASHES,
    MARKERS,
    Look,
    capital,
    count_steps,
    entitle,
    new_axes,
    number,
    rule_name,
    spans_decades,
)


def effective_rates(run):
    """|Δw| / |g| of each step and coordinate, (steps, dim): NaN where the slope was 0, and once the run diverged.

    Gradient descent has its rate η everywhere. With momentum past gradients move it too, so that where a slope
    passes through 0 the quotient may be anything.
    """
    w, land = run.positions, run.landscape
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        if land.noise is None:
            gradients = land.gradient(w[:-1])
        else:
            gradients = np.stack([land.gradient(w[t], t) for t in range(run.steps)])
        rates = np.abs(np.diff(w, axis=0)) / np.abs(gradients)
    return np.where(np.isfinite(rates), rates, np.nan)


def plot_steps(run, ax=None, title=None):
    """The effective rate |Δw| / |g| of each coordinate against the step, on a log axis, and the rate that was set.

    run   one run with every step kept, by any rule; Adagrad, RMSProp and Adam are those that it is for

    The frame holds the middle 96 % of the values: with momentum a slope that passes through 0 leaves it for a step.
    """
    run = one_run(run)
    if run.steps == 0:
        raise ValueError("run must have at least one step; it has none")
    if not run.lrs.any():
        raise ValueError("run must have moved: its rate is 0 at every step, which a log axis cannot show")
    rates, land = effective_rates(run), run.landscape
    ax = new_axes(6.4, 3.8) if ax is None else ax
    steps = np.arange(run.steps)
    every = max(1, run.steps // 12)
    many = land.dim > 6
    for i, name in enumerate(land.axes):
        look = Look(COLORS[i % 6], MARKERS[i % 6], DASHES[i % 6])
        drawn = np.where(rates[:, i] > 0, rates[:, i], np.nan)
        ax.plot(steps, drawn, color=look.color, linestyle=look.dash, marker=look.marker,
                markevery=(i % every, every), markersize=5, linewidth=1.5, label=name)  # fmt: skip
    lrs = run.lrs if run.lrs.ndim == 1 else run.lrs.max(axis=-1)
    ax.plot(steps, lrs, color="0.4", linestyle=":", linewidth=1.4, label="the rate that was set", zorder=1)
    seen = rates[np.isfinite(rates) & (rates > 0)]
    ax.set_yscale("log")
    if seen.size:
        low, high = np.quantile(seen, [0.02, 0.98])
        low, high = min(low, lrs.min() or low), max(high, lrs.max())
        margin = (high / low) ** 0.08 if spans_decades([low, high]) else 1.5
        ax.set_ylim(low / margin, high * margin)
        if not spans_decades([low / margin, high * margin]):  # too few powers of ten to read the axis by
            ax.yaxis.set_major_formatter(lambda value, _: number(value))
            ax.yaxis.set_minor_formatter(
                lambda value, _: number(value) if round(value / 10 ** np.floor(np.log10(value))) in (2, 5) else ""
            )
    ax.set(xlim=(0, max(run.steps - 1, 1)), xlabel="step", ylabel="effective rate |Δw| / |gradient|")
    count_steps(ax)
    ax.legend(frameon=False, fontsize=9, ncols=1 if many else 3, loc="upper center", bbox_to_anchor=(0.5, 0),
              borderaxespad=4.2, handlelength=3)  # fmt: skip
    entitle(ax, steps_title(run, rates) if title is None else title)
    told = "; ".join(f"{name} from {number(typical(rates[:, i], 0))} to {number(typical(rates[:, i], 1))}"
                     for i, name in enumerate(land.axes))  # fmt: skip
    describe(ax, f"Effective rate of each coordinate over {run.steps} steps of {rule_name(run.rule)} on the "
                 f"{land.name}, set to {number(lrs[0])} at first: {told}.")  # fmt: skip
    return ax


def typical(rates, end):
    """The effective rate at first (end = 0), or the median of the last third of those that there are (end = 1)."""
    if end == 0:
        return rates[0]
    known = rates[np.isfinite(rates)]
    return np.median(known[-max(1, len(known) // 3) :]) if known.size else np.nan


def steps_title(run, rates):
    """How unequal the coordinates' rates are: 'Adagrad: in the last third w2 has 3.16 times the rate of w1'."""
    names, rule = run.landscape.axes, capital(rule_name(run.rule))
    last = [typical(rates[:, i], 1) for i in range(rates.shape[1])]
    if len(names) == 1 or not np.isfinite(last).all():
        return f"{rule}: effective rate of {names[0]} from {number(rates[0, 0])} to {number(last[0])}"
    high, low = int(np.argmax(last)), int(np.argmin(last))
    if last[high] < 1.01 * last[low]:
        return f"{rule}: one rate for all coordinates, {number(last[high])}"
    return (
        f"{rule}: in the last third {names[high]} has {number(last[high] / last[low])} times the rate of {names[low]}"
    )
