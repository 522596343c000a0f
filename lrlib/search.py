"""Finding a learning rate: what a loss curve says, a search by powers of ten, and the range test.

>>> print(diagnose([2.3, 2.2, 2.1, 2.0, 1.9, 1.8, 1.7, 1.6, 1.5, 1.4]))
🐁 too low: raise it. The loss is still falling at the end: the last fifth of the run brings 22% of the drop.
"""

from dataclasses import dataclass

import numpy as np

from lrlib.validation import real_array

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
        if losses[-1] > losses[0] and (np.diff(losses) > 0).all() and losses.size > 2:
            return Diagnosis("diverges", "lower", f"The loss only rises, from {losses[0]:.3g} to {losses[-1]:.3g}.")
        return Diagnosis("cannot tell", "run longer", f"There are only {losses.size} losses to go by.")
    return diagnose_finite(losses)


def diagnose_finite(losses):
    """The diagnosis of a curve that is long enough and has no nan in it."""
    tenths = np.array_split(losses, min(10, losses.size))
    levels = np.array([np.median(part) for part in tenths])  # the course of the curve, without its noise
    noise = scatter(losses)
    unsure = 4 * noise / np.sqrt(len(tenths[-1]))  # how far two levels may differ by noise alone
    steep = losses[0] > levels[0] + 4 * noise  # then what was lost within the first tenth counts too
    start, end = losses[0] if steep else levels[0], levels[-1]
    drop = start - end
    least = max(FLAT * abs(start), unsure)

    if end > start + least:
        return Diagnosis("diverges", "lower", f"The loss ends above its start: {end:.3g} after {start:.3g}.")
    if abs(drop) <= least:
        return Diagnosis(
            "cannot tell",
            "lower once and compare",
            f"The loss is flat, {start:.3g} at the start and {end:.3g} at the end: too high and too low look alike.",
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
