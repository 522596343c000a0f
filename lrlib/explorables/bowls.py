"""Too high, too low: drag the learning rate across a bowl, and watch the regime change."""

import numpy as np
from matplotlib.figure import Figure

from lrlib.descent import descend
from lrlib.explorables.packing import explorable, in_decades, place_of
from lrlib.landscapes import quadratic
from lrlib.optimizers import GradientDescent
from lrlib.plotting import plot_descent, plot_loss
from lrlib.plotting.style import number
from lrlib.validation import above

LEFT = 0.01  # a run has settled where this share of its start, or less, is left of every coordinate
FRAME = 1e-12, 1e3  # in shares of the loss at the start: what the curve's axis shows of the lowest and of the highest


def regimes(curvatures=(1.0, 10.0), rates=None, steps=60, lr=None):
    """A bowl, and a learning rate to drag from too low to too high: the path, the loss, and the regime's name.

    Along curvature λ a step multiplies the distance to the minimum by 1 − ηλ. Its size says how much a step leaves of
    it; its sign, whether the step lands on the other side. So the curvatures μ ≤ L alone tell the regime of a rate η:

        diverges     η > 2/L        along L more is left each time than there was: |1 − ηL| > 1
        oscillates   η > 2/(L+μ)    most is left along L, where 1 − ηL < 0: in the end there is hopping alone
        crawls       η ≤ 2/(L+μ)    most is left along μ, and after all steps still more than 1 %: (1 − ημ)^steps > 0.01
        settles      η ≤ 2/(L+μ)    most is left along μ, and after all steps that is 1 % or less

    At 2/(L+μ) both leave the same, (L − μ)/(L + μ), and at every other rate one of them leaves more: it is the best
    rate. Above 1/L every step overshoots along the steep direction; up to 2/L that is no divergence.

    curvatures   two numbers above 0, in any order
    rates        the learning rates on the slider; default: 61 from 1/20 to 3/2 of 2/L, each the same factor above the
                 last, but those nearest to 1/L, 2/(L+μ) and 2/L give way to these
    steps        how many steps each run takes
    lr           the rate that the slider shows first, or the one nearest to it; default: a tenth of 2/L

    Every run is `descend(quadratic(curvatures), GradientDescent(lr), steps)`. Returns an Explorable, as skier() does.
    """
    bowl = quadratic(curvatures)
    if bowl.dim != 2:
        raise ValueError(f"curvatures must be 2 numbers, for a bowl that is seen from above; got {bowl.dim}")
    edge, best = 2 / bowl.L, 2 / (bowl.L + bowl.mu)
    rates = stops(edge, [edge / 2, best, edge]) if rates is None else np.unique(above("rates", rates, 0))
    runs = descend(bowl, GradientDescent(lr=rates[:, np.newaxis]), steps)
    return explorable(
        "regimes",
        runs,
        edge / 10 if lr is None else lr,
        verdicts=[(name, in_words(name, rate, bowl)) for rate in rates for name in [regime(rate, bowl, steps)]],
        picture=path_and_loss,
        marks=marks(rates, {"best 2/(L+μ)": best, "edge 2/L": edge}),
        foreseen=True,  # what theory says of a rate holds from the first step on
        length_decimals=None,
        **in_decades(*frame(runs.losses)),
    )


def stops(edge, exact, count=61):
    """Rates evenly spaced on a log axis, `exact` among them in place of the ones that they are nearest to."""
    rates = np.geomspace(edge / 20, 1.5 * edge, count)
    near = {int(np.abs(np.log(rates / rate)).argmin()) for rate in exact}
    return np.unique([*np.delete(rates, list(near)), *exact])


def regime(rate, bowl, steps):
    """What theory calls a run on a bowl: see `regimes`."""
    if rate > 2 / bowl.L:
        return "diverges"
    if rate > 2 / (bowl.L + bowl.mu):
        return "oscillates"
    return "crawls" if (1 - rate * bowl.mu) ** steps > LEFT else "settles"


def in_words(name, rate, bowl):
    """One regime in a sentence, with the number that decides it."""
    pull, back = rate * bowl.L, abs(1 - rate * bowl.L)
    round_bowl = bowl.mu == bowl.L
    steep, flat = ["in every direction" if round_bowl else f"along the {side} direction" for side in ("steep", "flat")]
    beyond = f"every step overshoots {steep}"
    if name == "diverges":
        why = f"{beyond}, and lands {number(back)} times as far away"
    elif rate == 2 / bowl.L:
        why = f"{beyond}, and lands as far away as it was"
    elif name == "oscillates":
        why = f"{beyond}, and {percent(back)} of the way is left"
    else:
        covers = f"covers {percent(rate * bowl.mu)} of the way {flat}"
        why = f"{beyond}, and {covers}" if pull > 1 else f"every step {covers}"
    return f"{name} (ηL = {number(pull)}): {why}"


def frame(losses):
    """The ends of the curve's log axis, the same for every rate: from the lowest loss to far above the start.

    A run that diverges is seen to rise before it leaves; the lowest may be 0, where no log axis ends.
    """
    low, high = losses[0].max() * np.array(FRAME)
    return float(max(np.nanmin(losses) / 2, low)), float(high)


def percent(share):
    """A share for the reader: '98 %'."""
    return f"{number(100 * share)} %"


def marks(rates, named):
    """The named rates that lie on the slider, for its scale: [where (0 to 1), what it says]."""
    if len(rates) == 1:
        return []
    on_it = {name: rate for name, rate in named.items() if rates[0] <= rate <= rates[-1]}
    return [[place_of(rate, rates), f"{name} = {number(rate)}"] for name, rate in on_it.items()]


def path_and_loss(run):
    """The plain picture: the path from above, and below it the loss at every step."""
    axes = Figure(figsize=(6.4, 6), layout="constrained").subplots(2)
    plot_descent(run, ax=axes[0])
    plot_loss(run, ax=axes[1])
    return axes
