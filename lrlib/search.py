"""Finding a learning rate: what a loss curve says, a search by powers of ten, and the range test.

>>> print(diagnose([2.3, 2.2, 2.1, 2.0, 1.9, 1.8, 1.7, 1.6, 1.5, 1.4]))
🐁 too low: raise it. The loss is still falling at the end: the last fifth of the run brings 22% of the drop.
"""

from dataclasses import dataclass

import numpy as np

from lrlib.schedules import geometric
from lrlib.validation import above, fraction, real_array, single, whole_number

SHORT = 8  # losses: fewer say nothing but that they diverge
FLAT = 0.02  # of the start: a smaller change is none
STILL_FALLING = 0.05  # of the whole drop: more than this in the last fifth, and the end is not in sight
SWINGS = 0.15  # of the whole drop: to swing by more than this is more than noise to live with
BACK_UP = 0.03  # of the whole drop: to end this much above the lowest is to have lost what was won
TREMOR = 1e-3  # of the whole drop: to go up and down by less is rounding, or close to the bottom
TO_AND_FRO = -0.75  # correlation of one change with the next: −1 is up, down, up, down; noise alone gives −0.5

SIGNS = {"crawls": "🐁 too low", "settles": "about right", "oscillates": "🐘 oscillating", "diverges": "🐘 diverged"}


@dataclass(frozen=True)
class Diagnosis:
    """What a loss curve says about the learning rate behind it.

    regime   "crawls", "settles", "oscillates", "diverges", or "cannot tell"
    advice   "raise", "keep", "lower", "lower once and compare", or "run longer"
    reason   why, in words and numbers
    """

    regime: str
    advice: str
    reason: str

    @property
    def verdict(self):
        """The regime as one says it of a rate: "too low", "about right", "oscillating", "diverged", "cannot tell"."""
        return SIGNS.get(self.regime, self.regime).removeprefix("🐁 ").removeprefix("🐘 ")

    def __str__(self):
        to_do = f"{self.advice} it" if self.advice in ("raise", "keep", "lower") else self.advice
        return f"{SIGNS.get(self.regime, self.regime)}: {to_do}. {self.reason}"


def diagnose(losses):
    """Read a loss curve as a person would: is the learning rate behind it too low, about right, or too high?

    losses   one loss after another, of one run: every step's, or every epoch's. It may end in nan or inf.

    Asked in this order, with start and end the medians of the first and the last tenth of the curve:

        diverges      it holds a nan or an inf, or ends above its start
        cannot tell   it has fewer than 8 losses, or start and end differ by less than 2 %, or by no more than noise
        oscillates    in its second half it goes up and down by turns, or swings by more than 15 % of the whole drop,
                      or it ends above its lowest by more than 3 %
        crawls        more than 5 % of the whole drop come in the last fifth
        settles       none of these

    A curve does not show everything. On a bowl the losses at ηλ = 0.5 and at ηλ = 1.5 are the same numbers, although
    one path overshoots at every step; and a flat curve comes from a rate that is far too low as well as from one that
    is far too high. Where it cannot tell, it says so.
    """
    losses = real_array("losses", losses)
    if losses.ndim != 1 or losses.size == 0:
        raise ValueError(f"losses must be one run's, a list of at least one number; its shape is {losses.shape}")
    if not np.isfinite(losses[0]):
        raise ValueError(f"losses must begin with a finite number; got {losses[0]:g}, before any step was taken")

    finite = np.isfinite(losses)
    if not finite.all():
        at = int(finite.argmin())
        return Diagnosis("diverges", "lower", f"The loss is {losses[at]:g} at {at}: the steps left all numbers behind.")
    if losses.size < SHORT:
        if losses.size > 2 and (np.diff(losses) > 0).all():
            return Diagnosis("diverges", "lower", f"The loss only rises, from {losses[0]:.3g} to {losses[-1]:.3g}.")
        return Diagnosis("cannot tell", "run longer", f"There are only {losses.size} losses to go by.")
    return diagnose_finite(losses)


def diagnose_finite(losses):
    """The diagnosis of a curve that is long enough and has no nan in it."""
    tenths = np.array_split(losses, min(10, losses.size))
    levels = np.array([np.median(part) for part in tenths])  # the course of the curve, without its noise
    noise = scatter(losses)
    unsure = 4 * noise / np.sqrt(len(tenths[-1]))  # how far two levels may differ by noise alone
    steep = abs(losses[0] - levels[0]) > 4 * noise  # then what happened within the first tenth counts too
    start, end = losses[0] if steep else levels[0], levels[-1]
    drop = start - end
    least = max(FLAT * abs(start), unsure)

    if end > start + least:
        return Diagnosis("diverges", "lower", f"The loss ends above its start: {end:.3g} after {start:.3g}.")
    if abs(drop) <= least:
        how = "is flat" if abs(drop) <= FLAT * abs(start) else "scatters more than it changes"
        return Diagnosis(
            "cannot tell",
            "lower once and compare",
            f"The loss {how}, {start:.3g} at the start and {end:.3g} at the end: too high and too low look alike.",
        )
    tail = losses[losses.size // 2 :]
    if correlation(np.diff(tail)) < TO_AND_FRO and np.ptp(tail) > TREMOR * drop:
        return Diagnosis(
            "oscillates",
            "lower",
            f"The loss goes up and down by turns, between {tail.min():.3g} and {tail.max():.3g} in its second half: "
            "each step passes the bottom, and the next one comes back.",
        )
    back_up = end - levels.min()
    if back_up > max(BACK_UP * drop, unsure):
        return Diagnosis(
            "oscillates",
            "lower",
            f"The loss has been lower, {levels.min():.3g}, than at the end, {end:.3g}: what was won was lost again.",
        )
    late = range(len(tenths) // 2, len(tenths))
    swing = max(np.mean([np.std(tenths[i]) for i in late]), climb(levels[late]))
    if swing > SWINGS * drop:
        return Diagnosis(
            "oscillates",
            "lower",
            f"In its second half the loss swings by {swing:.3g}, which is {swing / drop:.0%} of all that it has lost.",
        )
    falling = levels[-3] - end
    if falling > max(STILL_FALLING * drop, unsure):
        return Diagnosis(
            "crawls",
            "raise",
            f"The loss is still falling at the end: the last fifth of the run brings {falling / drop:.0%} of the drop.",
        )
    return Diagnosis(
        "settles",
        "keep",
        f"The loss fell from {start:.3g} to {end:.3g} and has leveled out. A curve does not show whether the steps "
        "overshoot, nor whether this is the lowest that can be had: compare with twice the rate, and with half.",
    )


def scatter(losses):
    """The standard deviation of the noise in a curve's second half, from how far each loss lies from its neighbors."""
    bend = losses[1:-1] - (losses[:-2] + losses[2:]) / 2  # noise of deviation σ makes this σ √1.5
    return 1.4826 * np.median(np.abs(bend[len(bend) // 2 :])) / np.sqrt(1.5)


def correlation(changes):
    """How one change goes with the next: −1 where they take turns, −0.5 for noise alone, toward 1 on a smooth curve."""
    changes = changes - changes.mean()
    size = (changes**2).sum()
    return float((changes[1:] * changes[:-1]).sum() / size) if size > 0 else 0.0


def climb(curve):
    """The largest rise from any point of a curve to a later one."""
    return float((curve - np.minimum.accumulate(curve)).max())


@dataclass(frozen=True)
class Trial:
    """One rate that a search tried: the losses that came of it, one for each seed, and why it was tried."""

    lr: float
    losses: tuple
    why: str

    @property
    def loss(self):
        """The mean over the seeds; infinite if any of them diverged, so that nan never wins."""
        return float(np.mean(self.losses)) if np.isfinite(self.losses).all() else np.inf

    @property
    def error(self):
        """The standard error of that mean: how far another choice of seeds may move it. Unknown (nan) for one seed."""
        count = len(self.losses)
        return float(np.std(self.losses, ddof=1) / np.sqrt(count)) if count > 1 and np.isfinite(self.loss) else np.nan


@dataclass(frozen=True)
class Search:
    """What an exponential search did: every trial, in the order in which they were made.

    best is None where the search ended without a rate that has a worse one on either side.
    """

    trials: tuple
    best: float | None

    @property
    def rates(self):
        """All rates tried, from low to high: shape (trials,)."""
        return np.array(sorted(trial.lr for trial in self.trials))

    @property
    def losses(self):
        """Their losses, in the same order: shape (trials, seeds)."""
        return np.array([trial.losses for trial in sorted(self.trials, key=lambda trial: trial.lr)])

    @property
    def as_good(self):
        """The rates whose loss is no farther from the best one than luck may put it (two standard errors), from low
        to high: with these seeds nobody can say that one of them is better than another."""
        if self.best is None:
            return []
        winner = next(trial for trial in self.trials if trial.lr == self.best)
        near = [t for t in self.trials if t.loss - winner.loss <= 2 * np.hypot(t.error, winner.error)]
        return sorted({trial.lr for trial in near} | {self.best})

    def __str__(self):
        lines = [f"{'rate':>10}  {'loss':>9}  {'± error':>9}  why it was tried"]
        for trial in self.trials:
            mark = "  ← best" if trial.lr == self.best else ""
            loss = f"{trial.loss:9.4g}" if np.isfinite(trial.loss) else " diverged"
            error = f"{trial.error:9.2g}" if np.isfinite(trial.error) else f"{'–':>9}"
            lines.append(f"{trial.lr:10.4g}  {loss}  {error}  {trial.why}{mark}")
        if self.best is None:
            lines.append("No rate was found that has a worse one on either side: the best of these is at the edge.")
        return "\n".join(lines)


def exponential_search(score, start=1.0, decades=4, finer=2, seeds=(0, 1, 2), most=30):
    """Look for a learning rate as a person would: powers of ten first, then finer around the best of them.

    score     a function score(rates, seeds) that trains at each of `rates`, a list, with each of `seeds`, and returns
              the loss on the *validation* data: shape (len(rates), len(seeds)). It should train a fresh copy each time.
    start     the highest rate to begin with, above 0
    decades   how many powers of ten to begin with, from `start` down: a whole number ≥ 2. Default: 1, 0.1, 0.01, 0.001
    finer     how often to look halfway (in factors) between the best rate and its neighbors: a whole number ≥ 0. Twice,
              the default, leaves the rates around the best a factor 10^(1/4) = 1.8 apart, about as fine as luck allows
    seeds     one run for each, since a single run may have been lucky; judged is their mean
    most      give up after so many rates, a whole number ≥ decades

    A best rate at the edge of what was tried is never accepted: beyond it may be a better one, so one more power of ten
    is tried there. A rate at which any seed ends in nan or inf counts as infinitely bad. Returns a Search, with every
    trial.

    >>> print(exponential_search(lambda rates, seeds: [[abs(rate - 0.02)] for rate in rates], seeds=[0], finer=0))
          rate       loss    ± error  why it was tried
             1       0.98          –  a power of ten
           0.1       0.08          –  a power of ten
          0.01       0.01          –  a power of ten  ← best
         0.001      0.019          –  a power of ten
    """
    if not callable(score):
        raise TypeError(f"score must be a function score(rates, seeds); got {score!r}")
    start = above("start", single("start", start), 0).item()
    decades = whole_number("decades", decades, low=2)
    finer = whole_number("finer", finer, low=0)
    most = whole_number("most", most, low=decades)
    try:
        seeds = list(seeds)
    except TypeError:
        raise TypeError(f"seeds must be a list, such as range(3); got {seeds!r}") from None
    if not seeds:
        raise ValueError("seeds must hold at least one seed; got an empty list")
    trials = {}

    def attempt(rates, why):
        rates = [rate for rate in rates if rate not in trials and 0 < rate < np.inf][: most - len(trials)]
        if rates:
            for rate, losses in zip(rates, scored(score, rates, seeds), strict=True):
                trials[rate] = Trial(rate, tuple(losses), why)

    attempt([start / 10**i for i in range(decades)], "a power of ten")
    before = 0
    while before < len(trials) < most:  # until nothing comes to it: a float has a smallest and a largest power of ten
        before, rates, best = len(trials), sorted(trials), best_of(trials)
        if best == rates[0]:
            attempt([best / 10], "the best so far was at the low edge")
        elif best == rates[-1]:
            attempt([best * 10], "the best so far was at the high edge")
    for _ in range(finer):
        rates = sorted(trials)
        place = rates.index(best_of(trials))
        if 0 < place < len(rates) - 1:
            below, best, beyond = rates[place - 1 : place + 2]
            attempt([np.sqrt(below * best).item(), np.sqrt(best * beyond).item()], "halfway to a neighbor of the best")
    rates, best = sorted(trials), best_of(trials)
    found = best not in (rates[0], rates[-1]) and np.isfinite(trials[best].loss)
    return Search(tuple(trials.values()), best if found else None)


def best_of(trials):
    """The rate with the lowest loss; of equals the lowest rate, so that a flat curve leads down, as its advice is."""
    return min(sorted(trials), key=lambda rate: trials[rate].loss)


def scored(score, rates, seeds):
    """What `score` returns for these rates and seeds, as floats, or an error that says what it should return."""
    # Copies, which score may sort, or empty.
    losses = real_array("what score(rates, seeds) returns", score(list(rates), list(seeds)))
    if losses.shape != (len(rates), len(seeds)):
        raise ValueError(
            f"score(rates, seeds) must return a loss for each rate and each seed, shape {(len(rates), len(seeds))}; "
            f"its shape is {losses.shape}"
        )
    return losses.tolist()


CAUTION = (
    "Each rate was used for one step only, after all the lower ones: the test mixes rate with time. A rate may look "
    "good because the steps before it did the work, and a rate that is too high shows only when there was time to "
    "diverge. Take the suggestion as a place to start from, and compare it with runs at constant rates."
)


@dataclass(frozen=True, eq=False)
class RangeTest:
    """What a range test saw, up to where it stopped.

    rates        the rate of each step, (steps,)
    losses       the loss that each step found, before it moved, (steps,)
    smooth       the same, smoothed
    suggestion   the rate at which the smoothed loss fell fastest on its way to its lowest, or None where it never fell
    lowest       the rate at which it was lowest: already too high to train with
    stopped      why it ended: "diverged", "nan", or "at the highest rate"
    caution      what to keep in mind
    """

    rates: np.ndarray
    losses: np.ndarray
    smooth: np.ndarray
    suggestion: float | None
    lowest: float
    stopped: str
    caution: str = CAUTION


def one_by_one(losses):
    """What losses_of returned, as something that can be gone through."""
    try:
        return iter(losses)
    except TypeError:
        raise TypeError(f"losses_of must return a list of losses, or yield them; it returned {losses!r}") from None


def one_loss(loss):
    """A loss that losses_of gave, as a float, which may be nan or inf."""
    try:
        return float(loss)
    except (TypeError, ValueError):
        raise TypeError(f"each loss that losses_of gives must be a single number; got {loss!r}") from None


def range_test(losses_of, low=1e-5, high=10.0, steps=100, smoothing=0.9):
    """Raise the rate at every step, from very low to very high, and watch the loss: the learning rate range test.

    losses_of   a function losses_of(lr, steps) that trains with the schedule `lr` and returns (or yields, one by one)
                the loss that each step finds. On a bowl:
                    lambda lr, steps: descend(bowl, GradientDescent(lr), steps).losses[:-1]
    low, high   the lowest rate and the highest, above 0 and not the same
    steps       a whole number ≥ 2: each uses a rate that is the same factor above the one before
    smoothing   β of the average that smooths the losses, from 0 (none) to below 1

        a ← β a + (1 − β) loss,    smooth = a / (1 − β^(t+1))

    The division corrects for having started at 0, as in Adam. It stops at the first nan or inf, and where the smoothed
    loss has risen above its start by as much as it ever fell below it (and by half of itself). The suggestion is where
    it falls fastest *per factor of the rate*: the derivative by the rate itself would favor the low end of a log axis.

    Smith 2017, "Cyclical Learning Rates for Training Neural Networks". See CAUTION for what it cannot do.
    """
    if not callable(losses_of):
        raise TypeError(f"losses_of must be a function losses_of(lr, steps); got {losses_of!r}")
    low, high = single("low", low), single("high", high)
    steps, lr = whole_number("steps", steps, low=2), geometric(low, high, steps)
    if low == high:
        raise ValueError(f"low must be below high; both are {low:g}")
    beta = fraction("smoothing", single("smoothing", smoothing)).item()
    rates, losses, smooth = [], [], []
    average, stopped = 0.0, "at the highest rate"
    with np.errstate(over="ignore", invalid="ignore"):
        for t, loss in zip(range(steps), one_by_one(losses_of(lr, steps)), strict=False):
            loss = one_loss(loss)
            if not np.isfinite(loss):
                stopped = "nan"
                break
            average = beta * average + (1 - beta) * loss
            rates.append(float(lr(t)))
            losses.append(loss)
            smooth.append(average / (1 - beta ** (t + 1)))
            if smooth[-1] - smooth[0] > max(smooth[0] - min(smooth), abs(smooth[0]) / 2):
                stopped = "diverged"
                break
    if len(losses) < 2:
        raise ValueError(f"losses_of must give at least 2 finite losses; it gave {len(losses)}")
    rates, losses, smooth = np.array(rates), np.array(losses), np.array(smooth)
    lowest = int(smooth.argmin())
    slope = np.gradient(smooth, np.log(rates))[: lowest + 1]  # what it falls after that, it has risen first
    falls = slope.min() < -1e-9 * np.abs(smooth).max()  # by more than rounding
    suggestion = float(rates[slope.argmin()]) if falls else None
    return RangeTest(rates, losses, smooth, suggestion, float(rates[lowest]), stopped)
