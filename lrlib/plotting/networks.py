"""A network's training, epoch by epoch; and optimizers side by side, each at the rate that suits it best."""

import numpy as np
from matplotlib.figure import Figure

from lrlib.descent import Trajectory
from lrlib.plotting.curves import best_names, draw_curves, name_ends
from lrlib.plotting.pages import describe
from lrlib.plotting.rates import curve_at_best, draw_rates, loss_range, rates_of
from lrlib.plotting.style import (
    BLUE,
    COLORS,
    DASHES,
    MARKERS,
    RULES,
    Look,
    capital,
    count_steps,
    entitle,
    label_decades,
    number,
)

TRAIN, VALIDATION = Look("0.45", "s", (0, (5, 2))), Look(BLUE, "o", "-")


def pair_of(ax):
    """The two Axes given, or two new ones side by side."""
    if ax is None:
        return Figure(figsize=(10.5, 4), layout="constrained").subplots(1, 2)
    pair = np.ravel(ax)
    if len(pair) != 2:
        raise ValueError(f"ax must be two Axes, for two panels side by side; got {len(pair)}")
    return pair


def over_seeds(name, values):
    """(epochs + 1,) as it is, and the mean of (epochs + 1, seeds); an error for a sweep."""
    values = np.asarray(values, float)
    if values.ndim > 2:
        raise ValueError(f"history must be of one setting: pick it with .best() or .at(lr=…); {name} has the shape "
                         f"{values.shape}")  # fmt: skip
    return values if values.ndim == 1 else values.mean(axis=1)


def plot_history(history, ax=None, title=None):
    """One training: loss on the left and accuracy on the right, after each epoch, in training and in validation.

    history   a History of one setting; where it has several seeds, lines are their mean. Epoch 0 is before any step.

    Returns both Axes; `ax` may be such a pair. A mark stands at every epoch, or at every tenth of them.
    """
    if not hasattr(history, "validation_losses"):
        raise TypeError(f"history must be a History, as train() returns it; got {history!r}")
    if np.ndim(history.lr):
        raise ValueError("history must be of one setting: pick it with .best() or .at(lr=…); this is a sweep")
    losses = {name: over_seeds("losses", getattr(history, f"{name}_losses")) for name in ("train", "validation")}
    shares = {name: over_seeds("accuracies", getattr(history, f"{name}_accuracies")) for name in losses}
    pair = left, right = pair_of(ax)
    looks = {"train": TRAIN, "validation": VALIDATION}
    frame = draw_curves(left, losses, list(looks.values()))
    draw_shares(right, shares, looks)
    left.set(xlabel="epoch", ylabel="loss")
    right.set(xlabel="epoch", ylabel="accuracy (%)")
    epochs, val = len(losses["validation"]) - 1, losses["validation"]
    left_words, right_words = history_titles(losses, shares, frame)
    entitle(left, left_words if title is None else title)
    entitle(right, right_words if title is None else "")
    ends = "; ".join(f"{name} loss from {number(x[0])} to {number(x[-1])}" for name, x in losses.items())
    lowest = "" if np.isnan(val).all() else f"; lowest {number(np.nanmin(val))} after epoch {int(np.nanargmin(val))}"
    describe(left, f"Loss over {epochs} epochs: {ends}{lowest}.")
    ends = "; ".join(f"{name} from {percent(x[0])} to {percent(x[-1])}" for name, x in shares.items())
    describe(right, f"Accuracy over {epochs} epochs: {ends}.")
    return np.array(pair)


def draw_shares(ax, shares, looks):
    """Accuracies, shares from 0 to 1, as lines of percents, named at their ends."""
    ends = []
    for name, share in shares.items():
        look, epochs = looks[name], np.arange(len(share))
        ax.plot(epochs, 100 * share, color=look.color, linestyle=look.dash, marker=look.marker, linewidth=1.7,
                markersize=5, markevery=max(1, len(share) // 10), label=name)  # fmt: skip
        ends.append((epochs[-1], 100 * share[-1], name, look))
    low = 100 * min(share.min() for share in shares.values())
    ax.set(xlim=(0, max(len(share) - 1 for share in shares.values()) or 1), ylim=(low - 0.06 * (100 - low) - 0.1, 101))
    count_steps(ax)
    name_ends(ax, ends)


def history_titles(losses, shares, frame):
    """What the two panels say: where the validation loss was lowest, and how accurate the network is at the end."""
    val, epochs = losses["validation"], len(losses["validation"]) - 1
    right = f"{percent(shares['validation'][-1])} right in validation, {percent(shares['train'][-1])} in training"
    if not np.isfinite(val).all():
        return f"Diverged within epoch {int((~np.isfinite(val)).argmax())} of {epochs}", right
    best = int(val.argmin())
    left = f"Validation loss falls to {number(val[-1])} in {epochs} epochs"
    if best < epochs:
        left = f"Validation loss lowest, {number(val[best])}, after epoch {best}; {number(val[-1])} after {epochs}"
    return left, right


def percent(share):
    """A share for the reader: '94.7 %'."""
    return f"{number(100 * share)} %"


def plot_comparison(sweeps, ax=None, title=None, spread=True):
    """Optimizers side by side: on the left each at its own best rate, on the right its loss against all its rates.

    sweeps   {name: sweep}, each a Trajectory or a History swept over lr (and over seeds, of which the mean is drawn).
             Of a History what counts is the validation loss.
    spread   on the right, also each seed and the band that they make; False where many seeds of several rules would
             hide the means

    A rule is judged fairly only at a rate that suits it, and by how many other rates would have done: so there are
    two panels. Each best rate has a ring. Returns both Axes; `ax` may be such a pair.
    """
    if not isinstance(sweeps, dict) or not sweeps:
        raise ValueError(f"sweeps must be a dict of at least one sweep, {{name: sweep}}; got {sweeps!r}")
    results = {str(name): rates_of(sweep) for name, sweep in sweeps.items()}
    sweeps = {str(name): sweep for name, sweep in sweeps.items()}
    kinds = {result.name for result in results.values()}
    if len(kinds) > 1:
        raise ValueError(f"sweeps must all be of one kind of loss; got {' and '.join(sorted(kinds))}")
    for name, result in results.items():
        if result.best is None:
            raise ValueError(f"every rate of {name} diverged, so none is its best: leave it out, or try lower rates")
    styles = looks_of(sweeps.values())
    pair = left, right = pair_of(ax)

    curves = {name: curve_at_best(sweep, results[name]) for name, sweep in sweeps.items()}
    draw_curves(left, curves, styles, named=False)
    left.set(xlabel="step" if isinstance(next(iter(sweeps.values())), Trajectory) else "epoch", ylabel=kinds.pop())

    frames = [loss_range(result, spread) for result in results.values()]
    log = all(frame[2] or frame[0] > 0 for frame in frames) and any(frame[2] for frame in frames)
    low, high = min(frame[0] for frame in frames), max(frame[1] for frame in frames)
    right.set_xscale("log")
    right.set_yscale("log" if log else "linear")
    rates = np.concatenate([result.rates for result in results.values()])
    margin = (rates.max() / rates.min()) ** 0.03
    right.set(xlim=(rates.min() / margin, rates.max() * margin), ylim=(low, high))
    label_decades(right)
    for (name, result), look in zip(results.items(), styles, strict=True):
        draw_rates(right, result, high, look, label=name, spread=spread)
    right.legend(frameon=False, fontsize=9, handlelength=3.4, loc="upper left", bbox_to_anchor=(1, 1))
    right.set(xlabel="learning rate", ylabel=f"{left.get_ylabel()} at the end")

    best = {name: result.rates[result.best] for name, result in results.items()}
    who = " and ".join(best_names(curves))
    entitle(left, f"Each at its best rate: {who} lowest, {number(min(x[-1] for x in curves.values()))}"
            if title is None else title)  # fmt: skip
    entitle(right, best_rates_title(best) if title is None else "")
    told = "; ".join(
        f"{name} at rate {number(best[name])} ends at {number(curve[-1])}" for name, curve in curves.items()
    )
    describe(left, f"{capital(left.get_ylabel())} against {left.get_xlabel()}, each rule at its own best rate: {told}.")
    told = "; ".join(f"{name} tried {len(result.rates)} rates from {number(result.rates[0])} to "
                     f"{number(result.rates[-1])}, of which {int(result.diverged.sum())} diverge"
                     for name, result in results.items())  # fmt: skip
    describe(right, f"{capital(right.get_ylabel())} against learning rate: {told}.")
    return np.array(pair)


def looks_of(sweeps):
    """A Look for each sweep: that of its rule, where no two have the same."""
    kinds = [type(sweep.rule).__name__ for sweep in sweeps]
    if len(set(kinds)) == len(kinds) and set(kinds) <= set(RULES):
        return [RULES[kind] for kind in kinds]
    return [Look(COLORS[i % 6], MARKERS[i % 6], DASHES[i % 6]) for i in range(len(kinds))]


def best_rates_title(best):
    """'Best rates differ by a factor of 530: 0.00178 for Momentum, 0.943 for Adam'."""
    low, high = min(best, key=best.get), max(best, key=best.get)
    if best[low] == best[high]:
        return f"Best rate {'of all' if len(best) > 1 else 'of ' + low}: {number(best[low])}"
    return (
        f"Best rates differ by a factor of {number(best[high] / best[low], 2)}: {number(best[low])} for {low}, "
        f"{number(best[high])} for {high}"
    )
