"""Find a learning rate: propose one, see its curve and no other, and be told whether the next one followed from it."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex

from lrlib.explorables.packing import decades, in_decades, nearest
from lrlib.explorables.widget import Explorable
from lrlib.optimizers import GradientDescent, is_rule
from lrlib.plotting import alt_text, describe, plot_history
from lrlib.plotting.style import capital, entitle, number
from lrlib.search import diagnose
from lrlib.validation import above, whole_number

# From the lowest rate to the highest; each can be told from white paper and from black.
COLD_TO_HOT = LinearSegmentedColormap.from_list("cold to hot", ["#2a7fc9", "#a05bb0", "#d55e00"])

# What a curve asks of the next rate, by the advice that `diagnose` gives.
ASKS = {
    "raise": "higher",
    "lower": "lower",
    "keep": "near",
    "lower once and compare": "compare",
    "run longer": "longer",
}

# What each kind of curve asks for: +1 a higher rate, −1 a lower one, 0 neither; and what is said to those who, after
# the run at {last}, went higher or lower. A flat curve cannot tell too high from too low by itself. Another run, at
# {other}, can: one that is not flat, or, of two that both are, one that ends lower.
RULES = {
    "higher": (
        1,
        "You raised it, as the curve at {last} asked.",
        "The curve at {last} fell slowly and asked for a higher rate; you lowered it.",
    ),
    "lower": (
        -1,
        "The curve at {last} asked for a lower rate; you raised it.",
        "You lowered it, as the curve at {last} asked.",
    ),
    "near": (
        0,
        "The curve at {last} is about right. You looked above it: only comparing shows whether there is a better one.",
        "The curve at {last} is about right. You looked below it: only comparing shows whether there is a better one.",
    ),
    "compare": (
        -1,
        "The flat curve at {last} cannot tell too high from too low. It asked you to lower the rate once and compare; "
        "you raised it.",
        "You lowered it once to compare, as the flat curve at {last} asked.",
    ),
    "lowest": (
        0,
        "The flat curve at {last} cannot tell too high from too low, and this slider has no lower rate to compare "
        "it with. So you raised it.",
        "",
    ),
    "too low": (
        1,
        "Beside the one at {other}, the flat curve at {last} is that of a rate too low; you raised it.",
        "Beside the one at {other}, the flat curve at {last} is that of a rate too low; you went lower still.",
    ),
    "too high": (
        -1,
        "Beside the one at {other}, the flat curve at {last} is that of a rate too high; you went higher still.",
        "Beside the one at {other}, the flat curve at {last} is that of a rate too high; you lowered it.",
    ),
    "longer": (0, "", ""),
}

# How the search stands. A best rate is accepted only with a worse one on either side, and never against its own curve.
BEST = {
    "nothing": "Choose a rate, and train with it: nothing is known yet.",
    "diverged": "No run so far ends in a number: look lower.",
    "flat": "All curves so far are flat: at none of these rates does the network learn.",
    "only": "One run alone is no search: a best rate has a worse one on either side.",
    "low edge": "The best so far, {best}, is the lowest you tried. Do not accept it: below it there may be a better "
    "one.",
    "high edge": "The best so far, {best}, is the highest you tried. Do not accept it: above it there may be a better "
    "one.",
    "slider": "The best so far, {best}, is at the end of the slider. A better one may lie beyond: give it other rates.",
    "higher": "The best so far, {best}, lies between worse ones, {low} and {high}, but its own curve asks for a higher "
    "rate: look between {best} and {high}.",
    "lower": "The best so far, {best}, lies between worse ones, {low} and {high}, but its own curve asks for a lower "
    "rate: look between {low} and {best}.",
    "found": "Found in {runs} runs: {best}, between worse ones, {low} and {high}. {above}",
    "finer": "You may look more closely between these two.",
}


def rate_search(rates=None, epochs=20, seed=0, lr=0.01, rule=GradientDescent, model=None, data=None):
    """A search for a learning rate on a real network: each run's curve is seen only once its rate has been tried.

    Propose a rate and train with it. Its curves of training and validation loss join those of the rates tried before,
    and so does a dot in the plot of validation loss against rate. Then three things are said:

        what the curve of the training loss says    `diagnose`: too low, about right, oscillating, …, and its advice
        whether this rate followed                  from the curves before it: falls slowly → raise, diverges → lower,
                                                    flat → lower once and compare
        how the search stands                       the best so far is accepted once a worse one lies on either side
                                                    of it; then, how far from the best of all rates it is

    rates    the learning rates on the slider; default: 21 from 0.0001 to 10, four in each decade
    epochs   how long each run is, a whole number ≥ 1; under 7 of them a curve says little
    seed     of the first weights and of the batches, the same for each run
    lr       the rate that the slider shows first, or the one nearest to it
    rule     makes the update rule of a rate: GradientDescent, Adam, or a function such as
             lambda lr: Momentum(lr=lr, beta=0.9)
    model    default: mlp(64)
    data     default: digits()

    All runs are one `train_many(model, data, rule(rates), epochs, seeds=[seed])`, made before anything is shown.
    Returns an Explorable, as skier() does. Its `picked` holds the slider's place and the places of the rates tried, in
    the order in which they were: {'rate': 8, 'tried': [16, 12]}.
    """
    from lrlib import digits, mlp, train_many  # which load PyTorch: only who searches waits for it

    rates = 10 ** (np.arange(-16, 5) / 4) if rates is None else np.unique(above("rates", rates, 0))
    epochs, seed = whole_number("epochs", epochs, low=1), whole_number("seed", seed, low=0)
    first = nearest("lr", rates, lr)
    swept = rule(rates[:, np.newaxis]) if callable(rule) else rule
    if not is_rule(swept) or is_rule(rule):
        raise TypeError(f"rule must make an update rule of a rate, such as GradientDescent; got {rule!r}")
    model, data = mlp(64) if model is None else model, digits() if data is None else data
    history = train_many(model, data, swept, epochs, seeds=[seed])
    losses = np.stack([history.train_losses[..., 0], history.validation_losses[..., 0]], axis=-1).swapaxes(0, 1)
    return Explorable(
        picture=lambda: curves_at(number(rates[first]), history.run((first, 0))),
        kind="rate_search",
        meta={
            "shape": list(losses.shape),
            "rates": [number(rate) for rate in rates],
            "decades": decades(rates),
            "verdicts": verdicts([number(rate) for rate in rates], losses),
            "scores": [loss if np.isfinite(loss) else None for loss in scores(losses).tolist()],
            "rules": {kind: dict(zip(("sign", "up", "down"), rule, strict=True)) for kind, rule in RULES.items()},
            "best": BEST,
            "colors": [to_hex(color) for color in COLD_TO_HOT(np.linspace(0, 1, len(rates)))],
            **in_decades(*frame(losses)),
            "guess": [float(np.log(data.classes)), f"guessing: ln {data.classes}"],
        },
        buffer=np.ascontiguousarray(losses, dtype="<f4").tobytes(),
        picked={"rate": first, "tried": []},
    )


def curves_at(rate, run):
    """The plain picture: the curves of the rate that the slider shows first, by its name."""
    pair = plot_history(run)
    title = pair[0].get_title()
    entitle(pair[0], f"Rate {rate}: {title[:1].lower()}{title[1:]}")
    describe(pair[0], f"Rate {rate}. {alt_text(pair[0])}")
    return pair


def scores(losses):
    """What each rate is judged by: its last validation loss, infinite where either of its curves diverged."""
    return np.where(np.isfinite(losses[:, -1]).all(axis=-1), losses[:, -1, 1], np.inf)


def verdicts(names, losses):
    """For each rate: its curve in words, what that asks of the next rate, and how near it comes to the best of all.

    losses   (rates, epochs + 1, 2): in training and in validation. The curve that is read is that of the training loss,
             since whether it falls tells whether the rate suits it; judged is the last validation loss.
    """
    final = scores(losses)
    said = []
    for name, run, loss in zip(names, losses, final, strict=True):
        diagnosis, (training, validation) = diagnose(run[:, 0]), map(number, run[-1])
        said.append({
            "curve": f"rate {name}, after {len(run) - 1} epochs training loss {training} (solid), "
                     f"validation loss {validation} (dashed).\n{sentence(diagnosis)}",
            "ends": f"{name}: training loss {training}, validation loss {validation} at the end",
            "asks": ASKS[diagnosis.advice],
            "above": compared(loss, final),
        })  # fmt: skip
    return said


def sentence(diagnosis):
    """A diagnosis as it stands in a text: '🐁 Too low: raise it. The loss is …', without its last full stop."""
    text = str(diagnosis).removesuffix(".")
    sign, words = (text[:2], text[2:]) if text[0] in "🐁🐘" else ("", text)
    return sign + capital(words)


def compared(loss, final):
    """How far a final validation loss is from the lowest of all rates."""
    lowest, count = final.min(), len(final)
    if loss == lowest:
        return f"Its validation loss, {number(loss)}, is the lowest of all {count} rates on the slider."
    if not np.isfinite(loss):
        return ""
    times = f"{number(loss / lowest)} times" if loss > 2 * lowest else f"{number(100 * (loss / lowest - 1), 2)} % above"
    return f"Its validation loss, {number(loss)}, is {times} the lowest of all {count} rates on the slider."


def frame(losses):
    """The ends of the loss axis, the same whatever is tried: a decade's end below all, and twice the start.

    So the axis does not give away how low the best rate comes.
    """
    low = losses[np.isfinite(losses) & (losses > 0)].min()
    high = 2 * losses[:, 0].max()
    return float(10 ** np.floor(np.log10(max(low, high / 1e6)))), float(high)
