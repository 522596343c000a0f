"""A search for a rate, and a range test: what was tried, what came of it, and how far to trust it."""

import numpy as np
from matplotlib.transforms import ScaledTranslation

from lrlib.plotting.pages import describe
from lrlib.plotting.rates import SHADE
from lrlib.plotting.style import BLUE, VERMILION, entitle, label_decades, new_axes, number, spans_decades


def plot_range_test(test, ax=None, title=None):
    """The loss at each step of a range test against the rate of that step: as it was, and smoothed.

    test   a RangeTest: its rates, losses and smooth are drawn; its suggestion and the lowest place are marked

    The title says the suggestion, and that it is a place to start from: rate and time are mixed in it.
    """
    if not all(hasattr(test, name) for name in ("rates", "losses", "smooth")):
        raise TypeError(f"test must be a RangeTest, as range_test() returns it; got {test!r}")
    rates, losses, smooth = (np.asarray(part, float) for part in (test.rates, test.losses, test.smooth))
    if rates.ndim != 1 or not rates.shape == losses.shape == smooth.shape or len(rates) < 2:
        raise ValueError(
            f"test must be one range test of at least 2 steps; its rates, losses and smoothed losses have the shapes "
            f"{rates.shape}, {losses.shape} and {smooth.shape}"
        )
    ax = new_axes(6.4, 4.0) if ax is None else ax
    ax.set_xscale("log")
    ax.set_yscale("log" if spans_decades(smooth) and (losses > 0).all() else "linear")
    ax.plot(rates, losses, ".", color="0.6", markersize=4, label="loss at each step", zorder=1)
    ax.plot(rates, smooth, color=BLUE, linewidth=1.9, label="smoothed", zorder=2)
    # The two places are often next to each other: one mark stands on the line, the other points at it from below.
    below = ax.transData + ScaledTranslation(0, -14 / 72, ax.figure.dpi_scale_trans)
    marks = [("^", below, test.lowest, "lowest: too high already")]
    if test.suggestion is not None:
        marks.insert(0, ("o", ax.transData, test.suggestion, "suggestion: falls fastest"))
    for marker, place, rate, words in marks:
        height = smooth[np.abs(np.log(rates / rate)).argmin()]
        ax.plot(rate, height, marker, color="white", markeredgecolor=VERMILION, markeredgewidth=2, markersize=10,
                label=f"{words} ({number(rate)})", linestyle="none", transform=place, zorder=4)  # fmt: skip
    high, low = smooth.max(), min(smooth.min(), losses.min())
    log = ax.get_yscale() == "log"
    top = high * (high / low) ** 0.08 if log else high + 0.08 * (high - low)
    ax.set_ylim(low / (high / low) ** 0.08 if log else low - 0.08 * (high - low), max(top, losses[0]))
    if test.stopped in ("diverged", "nan"):
        right = rates[-1] * (rates[-1] / rates[0]) ** 0.1
        ax.axvspan(rates[-1], right, color=SHADE, linewidth=0, zorder=0)
        ax.annotate("stopped: diverged", (np.sqrt(rates[-1] * right), 0.5), xycoords=("data", "axes fraction"),
                    rotation=90, ha="center", va="center", fontsize=9, color="0.2")  # fmt: skip
        ax.set_xlim(rates[0], right)
    else:
        ax.set_xlim(rates[0], rates[-1])
    ax.set(xlabel="learning rate of the step", ylabel="loss")
    ax.legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=4.4, ncols=2)
    if test.suggestion is None:
        found = "no suggestion: the loss never falls"
    else:
        found = f"start from {number(test.suggestion)}, and compare: the test mixes rate with time"
    entitle(ax, f"Range test: {found}" if title is None else title)
    describe(
        ax,
        f"A range test of {len(rates)} steps, from rate {number(rates[0])} to {number(rates[-1])}; it ended: "
        f"{test.stopped}. The smoothed loss begins at {number(smooth[0])} and is lowest, {number(smooth.min())}, at "
        f"rate {number(test.lowest)}, which is too high to train with. "
        + ("It never falls, so nothing is suggested." if test.suggestion is None else
           f"It falls fastest at {number(test.suggestion)}: a start, since the test mixes rate with time."),
    )  # fmt: skip
    return ax


def plot_search(search, ax=None, title=None):
    """Every trial of a search against its rate, numbered in the order in which they were made.

    search   a Search: its trials, with a loss for each seed, its best rate, and the rates that are as good

    Small dots are seeds, the numbered mark is their mean, its bar two standard errors. The best has a ring; rates as
    good as the best, as far as these seeds can tell, are filled. A trial that diverged stands in the shade at the top.
    """
    if not hasattr(search, "trials"):
        raise TypeError(f"search must be a Search, as exponential_search() returns it; got {search!r}")
    trials = list(search.trials)
    if not trials:
        raise ValueError("search must hold at least one trial; it has none")
    ax = new_axes(6.4, 4.2) if ax is None else ax
    ax.set_xscale("log")
    calm = [trial for trial in trials if np.isfinite(trial.loss)]
    finite = np.concatenate([np.asarray(trial.losses, float) for trial in calm]) if calm else np.array([0.0, 1.0])
    ax.set_yscale("log" if spans_decades(finite) else "linear")
    log = ax.get_yscale() == "log"
    low, high = finite.min(), finite.max()
    spread = high / low if log else (high - low) or abs(high) or 1.0
    low, roof = (low / spread**0.12, high * spread**0.12) if log else (low - 0.12 * spread, high + 0.12 * spread)
    gone = len(calm) < len(trials)
    top = (roof * spread**0.16 if log else roof + 0.16 * spread) if gone else roof
    ax.set_ylim(low, top)
    if gone:
        ax.axhspan(roof, top, color=SHADE, linewidth=0, zorder=0)
        ax.annotate("diverged", (0.01, np.sqrt(roof * top) if log else (roof + top) / 2), va="center", fontsize=9,
                    xycoords=("axes fraction", "data"), color="0.2")  # fmt: skip
    line = sorted(calm, key=lambda trial: trial.lr)
    ax.plot([trial.lr for trial in line], [trial.loss for trial in line], color="0.7", linewidth=1.2, zorder=1)
    good = set(search.as_good)
    for order, trial in enumerate(trials, start=1):
        fine = np.isfinite(trial.loss)
        height = trial.loss if fine else (np.sqrt(roof * top) if log else (roof + top) / 2)
        if fine and len(trial.losses) > 1:
            ax.plot([trial.lr] * len(trial.losses), trial.losses, ".", color="0.45", markersize=5, zorder=2)
            if np.isfinite(trial.error):
                ax.errorbar(trial.lr, height, yerr=2 * trial.error, color=BLUE, capsize=3, linewidth=1.2, zorder=2)
        face, ink = (BLUE, "white") if trial.lr in good else ("white", "black")
        ax.plot(trial.lr, height, "o", color=face, markeredgecolor=BLUE, markeredgewidth=1.4, markersize=14, zorder=3)
        ax.annotate(str(order), (trial.lr, height), ha="center", va="center", fontsize=8, color=ink, zorder=5)
        if trial.lr == search.best:
            ax.plot(trial.lr, height, "o", color="none", markeredgecolor=VERMILION, markeredgewidth=2.2,
                    markersize=20, zorder=4)  # fmt: skip
    rates = [trial.lr for trial in trials]
    margin = (max(rates) / min(rates)) ** 0.06 if len(set(rates)) > 1 else 3
    seeds = len(trials[0].losses)
    mean = f", mean of {seeds} seeds" if seeds > 1 else ""
    ax.set(xlim=(min(rates) / margin, max(rates) * margin), xlabel="learning rate", ylabel=f"loss{mean}")
    label_decades(ax)
    entitle(ax, search_title(search) if title is None else title)
    told = "; ".join(
        f"{number(trial.lr)} " + (f"comes to {number(trial.loss)}" if np.isfinite(trial.loss) else "diverges")
        for trial in trials
    )
    describe(ax, f"A search of {len(trials)} trials in this order{mean and ', each the' + mean[1:]}: {told}. "
                 f"{search_title(search)}.")  # fmt: skip
    return ax


def search_title(search):
    """'Best of 7 rates: 0.0316; with these seeds 0.0178 to 0.0562 are as good'."""
    count, good = len(search.trials), search.as_good
    if search.best is None:
        return f"None of {count} rates is best: no lowest one between two worse ones"
    words = f"Best of {count} rates: {number(search.best)}"
    if len(good) > 1:
        words += f"; {number(good[0])} to {number(good[-1])} are as good, with these seeds"
    return words
