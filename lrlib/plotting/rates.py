"""What a rate comes to: the loss at the end of each run of a sweep, against its learning rate."""

from typing import NamedTuple

import numpy as np

from lrlib.descent import Trajectory
from lrlib.plotting.pages import describe
from lrlib.plotting.style import (
    BLUE,
    NOTHING,
    VERMILION,
    capital,
    ceiling,
    entitle,
    frame_linear,
    label_decades,
    new_axes,
    number,
    spans_decades,
    with_unit,
)
from lrlib.validation import above, real_array

SHADE = "#f3d9cc"  # behind rates that diverge; text on it stays readable


class Rates(NamedTuple):
    """Learning rates, from low to high, and what they came to.

    rates   (n,)
    losses  (n, seeds): the loss at the end, inf or NaN where that run diverged
    start   the loss before the first step, or None where it is not known
    name    what the loss is, and its unit in brackets
    """

    rates: np.ndarray
    losses: np.ndarray
    start: float | None = None
    name: str = "loss"

    @property
    def mean(self):
        """The mean over the seeds, (n,): inf where one of them diverged."""
        return np.where(np.isfinite(self.losses).all(axis=-1), self.losses.mean(axis=-1), np.inf)

    @property
    def diverged(self):
        """At which rates a run diverged, (n,): it ended in inf or NaN, or more than twice as high as it began."""
        return np.isinf(self.mean) | (self.mean > (np.inf if self.start is None else ceiling(self.start)))

    @property
    def best(self):
        """The index of the lowest mean; None where every rate diverged."""
        return None if self.diverged.all() else int(np.where(self.diverged, np.inf, self.mean).argmin())


def rates_of(runs):
    """A sweep as Rates: a Trajectory or a History swept over `lr` (and seeds), a Search, or a pair (rates, losses)."""
    if isinstance(runs, Trajectory) or hasattr(runs, "validation_losses"):
        return rates_of_sweep(runs)
    if hasattr(runs, "trials"):  # a Search
        return rates_from(runs.rates, runs.losses, None, "loss")
    if not isinstance(runs, (tuple, list)) or len(runs) != 2:
        raise TypeError(f"runs must be a sweep over lr, a Search, or a pair (rates, losses); got {runs!r}")
    return rates_from(*runs, None, "loss")


def rates_of_sweep(runs):
    """The Rates of a Trajectory, or of a History, where the validation loss is what counts."""
    place = rate_axis(runs)
    final = np.moveaxis(np.where(runs.diverged_at < 0, losses_of(runs)[-1], np.nan), place, 0)
    rates = np.moveaxis(np.asarray(runs.lr), place, 0).reshape(len(final), -1)[:, 0]
    if isinstance(runs, Trajectory):
        land = runs.landscape
        start, name, unit = start_loss(runs), land.height, land.unit
    else:
        start, name, unit = float(np.nanmean(runs.validation_losses[0])), "validation loss", ""
    return rates_from(rates, final.reshape(len(final), -1), start, with_unit(name, unit))


def losses_of(runs):
    """The losses that count: (time, *sweep)."""
    return runs.losses if isinstance(runs, Trajectory) else runs.validation_losses


def rate_axis(runs):
    """Along which axis of a sweep the learning rate changes. The only other axis that there may be is for seeds."""
    axes = tuple(runs.axes)
    if "lr" not in axes or not set(axes) <= {"lr", "seed"}:
        raise ValueError(
            f"runs must be a sweep over lr, with no other axis than one for seeds (for two hyper-parameters there is "
            f"plot_map); its axes are {axes}"
        )
    return axes.index("lr")


def curve_at_best(runs, result):
    """The losses over time at the best rate, (time,): the mean over the seeds."""
    place = rate_axis(runs)
    rates = np.moveaxis(np.asarray(runs.lr), place, 0)
    rates = rates.reshape(len(rates), -1)[:, 0]
    curves = np.moveaxis(losses_of(runs), place + 1, 1)[:, rates == result.rates[result.best]]
    return curves.reshape(len(curves), -1).mean(axis=1)


def start_loss(runs):
    """The loss before the first step. Where only the last step was kept: at the landscape's own start."""
    return float(runs.losses[0].max() if len(runs.losses) > runs.steps else runs.landscape(runs.landscape.start))


def rates_from(rates, losses, start, name):
    """Rates, checked and in rising order."""
    rates, losses = above("rates", rates, 0), real_array("losses", losses)
    if rates.ndim != 1 or losses.shape[:1] != rates.shape or losses.ndim > 2:
        raise ValueError(
            f"losses must be of shape (rates,) or (rates, seeds); got {losses.shape} for rates of shape {rates.shape}"
        )
    if len(rates) < 2:
        raise ValueError(f"rates must hold at least two learning rates; it has {len(rates)}")
    order = rates.argsort(kind="stable")
    return Rates(rates[order], losses.reshape(len(rates), -1)[order], start, name)


def plot_loss_against_rate(runs, edge=None, ax=None, title=None):
    """The loss at the end against the learning rate: too low, best, too high, all in one line.

    runs   a Trajectory swept over lr, also with seeds; a Search; or a pair (rates, losses), the losses of shape
           (rates,) or (rates, seeds), with inf or NaN for runs that diverged
    edge   the rate beyond which theory says that it diverges, where it is known: 2 / landscape.L

    Rates that end in inf or NaN, or more than twice as high as they began, are shaded as diverging, and never stretch
    the axis. The dotted line is the loss at the start: where the curve hugs it, the rate is too low. Of several seeds
    the line is the mean, and the band reaches from the lowest to the highest.
    """
    result = rates_of(runs)
    edge = None if edge is None else float(above("edge", edge, 0))
    ax = new_axes(6.4, 4.0) if ax is None else ax
    low, high, log = loss_range(result)
    ax.set_xscale("log")
    ax.set_yscale("log" if log else "linear")
    ends = [result.rates[0], result.rates[-1]] + ([] if edge is None else [edge])
    margin = (max(ends) / min(ends)) ** 0.03
    ax.set(xlim=(min(ends) / margin, max(ends) * margin), ylim=(low, high))
    label_decades(ax)
    shade_diverged(ax, result)
    draw_rates(ax, result, high)
    if result.start is not None:
        ax.axhline(result.start, color="0.45", linestyle=":", linewidth=1.2, zorder=1)
        ax.annotate("at the start", (0.01, result.start), xycoords=("axes fraction", "data"), xytext=(0, 3),
                    textcoords="offset points", fontsize=9, color="0.3", va="bottom")  # fmt: skip
    if edge is not None:
        ax.axvline(edge, color="0.15", linestyle=(0, (5, 3)), linewidth=1.3, zorder=2)
        ax.annotate(f" edge in theory: {number(edge)}", (edge, 0.03), xycoords=("data", "axes fraction"), rotation=90,
                    xytext=(3, 0), textcoords="offset points", fontsize=9, ha="left", va="bottom")  # fmt: skip
    ax.set(xlabel="learning rate", ylabel=f"{result.name} at the end")
    entitle(ax, rates_title(result) if title is None else title)
    describe(ax, rates_words(result, edge))
    return ax


def draw_rates(ax, result, high, look=None, label=None, spread=True):
    """The line of mean losses, the band of the seeds, and a ring around the best. What diverged leaves at the top."""
    color, marker, dash = (BLUE, "o", "-") if look is None else look
    last = np.where(np.isfinite(result.mean), result.mean, np.nan)
    drawn = np.where(result.diverged, np.fmax(last, high * 10 if high > 0 else high + 1e3), last)
    size = 4 if len(drawn) <= 80 else 2
    ax.plot(
        result.rates,
        drawn,
        color=color,
        marker=marker,
        linestyle=dash,
        markersize=size,
        linewidth=1.5,
        label=label,
        zorder=3,
    )
    if spread and result.losses.shape[1] > 1:
        calm = ~result.diverged
        band = np.where(calm[:, None], result.losses, np.nan)
        lowest, highest = (np.where(calm, part, np.nan) for part in (result.losses.min(1), result.losses.max(1)))
        ax.fill_between(result.rates, lowest, highest, color=color, alpha=0.2, linewidth=0, zorder=2)
        ax.plot(np.repeat(result.rates, band.shape[1]), band.ravel(), ".", color=color, markersize=3, alpha=0.7)
    if result.best is not None:
        place = result.rates[result.best], max(result.mean[result.best], ax.get_ylim()[0])
        ax.plot(
            *place,
            "o",
            clip_on=False,
            color="none",
            markeredgecolor=VERMILION,
            markersize=13,
            markeredgewidth=2,
            zorder=4,
        )


def loss_range(result, spread=True):
    """The frame for these losses, (low, high, log): of all that did not diverge, and the loss at the start."""
    calm = (result.losses if spread else result.mean)[~result.diverged].ravel()
    shown = np.concatenate([calm, [] if result.start is None else [result.start]])
    if not shown.size:
        return 0.0, 1.0, False
    low, high = shown.min(), shown.max()
    seen = shown[shown > NOTHING * high]
    if spans_decades(seen) and low >= 0:
        low = seen.min()
        margin = (high / low) ** 0.1
        return low / margin, high * margin, True
    return *frame_linear(low, high, 0.1), False


def shade_diverged(ax, result):
    """Shade each stretch of rates that diverged, from halfway (in factors) to its neighbor; 'diverges' is written once.

    A stretch at either end goes on to the edge of the frame.
    """
    stretches = diverged_stretches(result, *ax.get_xlim())
    for low, high in stretches:
        ax.axvspan(low, high, color=SHADE, linewidth=0, zorder=0)
    if stretches:
        low, high = max(stretches, key=lambda ends: ends[1] / ends[0])
        left, right = ax.get_xlim()
        wide = np.log(high / low) > 0.14 * np.log(right / left)  # enough for the word to lie flat
        ax.annotate("diverges", (np.sqrt(low * high), 0.5), xycoords=("data", "axes fraction"), ha="center",
                    va="center", color="0.2", rotation=0 if wide else 90)  # fmt: skip


def diverged_stretches(result, left, right):
    """The stretches of rates that diverged, as (low, high) pairs within the frame from `left` to `right`."""
    between = np.sqrt(result.rates[:-1] * result.rates[1:])
    sides = np.concatenate([[left], between, [right]])
    marked = np.concatenate([[False], result.diverged, [False]]).astype(int)
    begins, ends = np.flatnonzero(np.diff(marked) == 1), np.flatnonzero(np.diff(marked) == -1)
    return [(float(sides[i]), float(sides[j])) for i, j in zip(begins, ends, strict=True)]


def first_diverged(result):
    """The lowest rate from which on all higher ones diverged; None where the highest did not."""
    if not result.diverged[-1]:
        return None
    calm = np.flatnonzero(~result.diverged)
    return float(result.rates[calm[-1] + 1 if calm.size else 0])


def rates_title(result):
    """'Best rate 0.176, loss 4.5e-16; from 0.202 on it diverges'."""
    beyond = first_diverged(result)
    if result.best is None:
        return f"All {len(result.rates)} rates diverge, from {number(result.rates[0])} on"
    name = result.name.split(" (")[0]
    words = f"Best rate {number(result.rates[result.best])}, {name} {number(result.mean[result.best])}"
    if result.best in (0, len(result.rates) - 1):
        words += ": at the edge of what was tried"
    return words + ("" if beyond is None else f"; from {number(beyond)} on it diverges")


def rates_words(result, edge):
    """Alternative text for a loss-against-rate figure."""
    rates, mean = result.rates, result.mean
    words = f"{capital(result.name)} at the end of {len(rates)} runs against learning rate, from "
    words += f"{number(rates[0])} to {number(rates[-1])}"
    if result.losses.shape[1] > 1:
        words += f", mean of {result.losses.shape[1]} seeds"
    if result.start is not None:
        words += f"; at the start it is {number(result.start)}"
    if not result.diverged[0]:
        words += f". The lowest rate ends at {number(mean[0])}"
    if result.best is not None:
        words += f". Best is {number(rates[result.best])}, with {number(mean[result.best])}"
    gone, beyond = int(result.diverged.sum()), first_diverged(result)
    if gone:
        words += f". {gone} rates diverge" + ("" if beyond is None else f", all from {number(beyond)} on")
    if edge is not None:
        words += f". Theory puts the edge at {number(edge)}"
    return words + "."
