"""Lesson 03, exponential search: curves to read, a grid, a winner, and a search.

The rates and losses are those of the digits network, or look like them. A loss of nan is a training that diverged.
"""

import numpy as np

from lrlib.feedback.answers import read
from lrlib.feedback.task import Misconception, Task, not_yet, passed
from lrlib.feedback.words import code, shown

# 03.1 What do these curves ask for? ---------------------------------------------------------------------------------

WORDS = ("raise", "keep", "lower", "compare")
ALSO = {"cannot tell": "compare"}  # lesson 02's word for it

# Measured, and rounded: the digits network with gradient descent, and for E the skier of lesson 01 with the rate 0.05.
# D to fewer digits: with more of them it can be seen to fall by a hair at each epoch, and that would tell.
CURVES = {
    "A": [2.306, 2.296, 2.287, 2.277, 2.268, 2.259, 2.249, 2.239, 2.229, 2.219, 2.207, 2.196, 2.183, 2.171, 2.158,
          2.144, 2.13, 2.116, 2.101, 2.086, 2.069],
    "B": [2.32, 2.19, 2.05, 1.83, 1.61, 2.59, 4.23, 7.97, 2.39, 2.35, 2.29, 2.19, 2.12, 2.22, 2.25, 2.22, 2.19, 2.11,
          2.09, 2.01, 2.2, 2.25, 2.24, 2.35, 2.25, 2.02, 1.91, 2.03, 1.68, 1.66, 2.64],
    "C": [2.306, 1.911, 1.181, 0.709, 0.496, 0.383, 0.31, 0.242, 0.209, 0.185, 0.166, 0.147, 0.14, 0.132, 0.121, 0.121,
          0.112, 0.102, 0.096, 0.094, 0.091],
    "D": [2.31, 2.31, 2.31, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3, 2.3],
    "E": [754.3, 540.4, 719.6, 523.1, np.nan],
    "F": [2.32, 2.28, 2.25, 2.23, 2.14, 2.14, 2.09, 2.03, 1.93, 1.9, 1.78, 1.85, 1.73, 1.63, 1.52, 1.47, 1.31, 1.09,
          1.09, 1.19, 0.95, 1.0, 0.96, 0.84, 0.73],
}  # fmt: skip
ASKS = {"A": "raise", "B": "lower", "C": "keep", "D": "compare", "E": "lower", "F": "raise"}

# What is said to a wrong word for a curve: (id, words, next step).
SLOW = (
    "slow taken for settled",
    "It falls so evenly that it looks calm. But a curve that has settled is level at its end, and this one falls "
    "there as fast as it ever did, or faster.",
    "lay a ruler along its last fifth: is it level?",
)
MISREADINGS = {
    ("A", "keep"): SLOW,
    ("F", "keep"): SLOW,
    ("A", "lower"): (
        "slow taken for too high",
        "Steps that are too long throw a loss about, or lift it. This one goes down at every epoch, and slowly.",
        "ask whether any of its losses is above the one before.",
    ),
    ("F", "compare"): (
        "noise taken for doubt",
        "It goes up and down a little, since every batch holds other images. But it falls, to a third of its height, "
        "and fastest at its end: for all the noise, that is enough to go by.",
        "look at the curve with half-closed eyes, and read its course rather than its teeth.",
    ),
    ("C", "lower"): (
        "level taken for stuck",
        "It is level at its end, but it has not been thrown about on the way, nor is it stuck: it has come from 2.3 "
        "down to 0.09. Nothing in it speaks of steps that are too long.",
        "look for a place where the loss goes up by more than a hair.",
    ),
    ("C", "compare"): (
        "level taken for flat",
        "It is level now, and it has fallen first, from 2.3 to 0.09. A flat curve has never moved, and could be "
        "either; of this one you can see that its rate works.",
        "compare its last loss with its first.",
    ),
    ("A", "compare"): (
        "slow taken for flat",
        "It falls slowly, but it does fall: by a tenth of its height, and faster toward the end. That is more than "
        "flat, and it says enough.",
        "compare its first and its last loss with those of a curve that does not move at all.",
    ),
    ("F", "lower"): (
        "noise taken for oscillation",
        "It goes up and down a little from batch to batch, since every batch holds other images. That is noise. "
        "Oscillation loses what was won; this curve keeps winning.",
        "look at the curve with half-closed eyes, and read its course rather than its teeth.",
    ),
    ("B", "raise"): (
        "swings overlooked",
        "It fell quickly at first, and then it lost all that it had won, and more. Longer steps would throw it still "
        "farther.",
        "compare its last loss with its first.",
    ),
    ("B", "keep"): (
        "the lowest loss taken for the last",
        "It has been low on the way. What you get is the network at the end, and there the loss is above its start.",
        "compare its last loss with its first.",
    ),
    ("B", "compare"): (
        "swings taken for flat",
        "It ends about where it began, as a flat curve does. But it has been three times as high in between, and "
        "steps that are too short never lead uphill so far.",
        "ask what throws a loss from 1.6 up to 8.",
    ),
    ("C", "raise"): (
        "level taken for slow",
        "It does not fall any more, but it has fallen: from 2.3 to 0.09, most of it early. A rate that is too low "
        "would still be on its way.",
        "compare what the last fifth of the run brings with what the whole run brought.",
    ),
    ("D", "raise"): (
        "flat taken for too low",
        "It may well be: steps that are too short leave a curve as flat as this one. But a network whose weights were "
        "thrown far away at once stands on flat ground as well, and its curve looks the same.",
        "ask what both ends of the scale of rates looked like in the lesson.",
    ),
    ("D", "lower"): (
        "flat taken for too high",
        "Perhaps its steps are too long: then the loss is flat, since nothing is learned any more. But with steps "
        "that are far too short nothing is learned either, and the curve looks the same.",
        "ask what both ends of the scale of rates looked like in the lesson.",
    ),
    ("D", "keep"): (
        "flat taken for settled",
        "It is level, and it has been from the first epoch on: 2.30 is the loss of somebody who guesses among ten "
        "digits. To settle, a loss must first have fallen.",
        "compare its last loss with its first.",
    ),
    ("E", "raise"): (
        "nan overlooked",
        "It ends in nan after four steps. No step that is too short does that.",
        "look at what its last number is.",
    ),
    ("E", "keep"): (
        "nan overlooked",
        "Its last number, 523, is its lowest; but after it comes nan, and from nan nothing comes back.",
        "look at what its last number is.",
    ),
    ("E", "compare"): (
        "short taken for undecided",
        "Four numbers are few, but the fifth says it all: nan comes of steps that are too long.",
        "look at what its last number is.",
    ),
}


def judge_words(answer):
    """The verdict on six words, one for each curve: a list, a tuple, or a dict by the curves' letters."""
    if isinstance(answer, dict):
        answer = [answer.get(letter) for letter in CURVES]
    if isinstance(answer, np.ndarray) and answer.ndim == 1:
        answer = answer.tolist()
    listed = isinstance(answer, (list, tuple)) and len(answer) == len(CURVES)
    words = [" ".join(word.lower().split()) if isinstance(word, str) else None for word in answer] if listed else []
    words = [ALSO.get(word, word) for word in words]
    strange = [word for word, plain in zip(answer, words, strict=True) if plain not in WORDS] if listed else []
    if not listed or strange:
        facts = f"Not one of the words: {code(shown(strange[0]))}" if listed else f"You answered: {code(shown(answer))}"
        return not_yet(
            f"- {facts}\n\nWanted are six words in a list, for the curves from A to F. Each is one of "
            f"{', '.join(code(word) for word in WORDS)}.\n\nNext: write them in quotation marks, with commas between.",
            "not six words",
        )
    wrong = [(letter, word) for letter, word in zip(CURVES, words, strict=True) if word != ASKS[letter]]
    if not wrong:
        return passed(
            "All six. A and F crawl, whatever their noise; B and E are thrown about; C has leveled out; and D is flat, "
            "which only another rate can explain."
        )
    letter, word = wrong[0]
    id, words, next_step = MISREADINGS[letter, word]
    right = len(CURVES) - len(wrong)
    return not_yet(
        f"- {right} of {len(CURVES)} are right.\n- Curve {letter}: you wrote {code(word)}.\n\n{words}\n\n"
        f"Next: {next_step}",
        id,
    )


READ_THE_CURVES = Task(
    id="03.1",
    title="What do these curves ask for?",
    judge=judge_words,
    next_step="say in words how each curve begins, and how it ends.",
    hints=(
        (
            "Ask three questions of each curve, in this order. Does it hold a nan, or end at least as high as it "
            "began? Has it fallen at all? Is it still falling at its end?"
        ),
        (
            "To crawl is to be still falling at the end, with noise or without. To settle is to have fallen and be "
            "level. A curve that has never moved has neither crawled nor settled."
        ),
        (
            "Two curves are still falling, two are thrown about (one of them ends in nan), one has leveled out, and "
            "one is flat from the first epoch to the last."
        ),
    ),
)

# 03.2 A grid by factors ---------------------------------------------------------------------------------------------


def log_grid(low, high, n):
    return low * (high / low) ** (np.arange(n) / (n - 1))


def by_tens(low, high, n):
    return low * 10.0 ** np.arange(n)


GRID = Task(
    id="03.2",
    title="A grid by factors",
    reference=log_grid,
    in_a_row=True,  # lrlib's own sweep( ) makes a column of them
    probes=((0.001, 1.0, 4), (0.02, 5.0, 3), (1e-5, 0.3, 8)),
    insight="Each rate is the same factor above the one before, so every decade gets its fair share of the tries.",
    hints=(
        (
            "On an even grid each number is the one before plus a fixed amount. Here each is the one before times a "
            "fixed factor. How often is that factor applied on the way from the first rate to the last?"
        ),
        (
            "With n rates there are n − 1 leaps between them, and together they make high / low. So the factor is "
            "the (n − 1)th root of high / low: a power with the exponent 1 / (n − 1)."
        ),
        (
            "Rate number i, counted from 0, is low times the factor to the power i. Or let NumPy do it: np.linspace "
            "has a sister that spaces by factors, and the lesson uses it."
        ),
    ),
    next_step="try log_grid(0.001, 1, 4) by hand: which four rates should come out?",
    misconceptions=(
        Misconception(
            "an even grid",
            lambda low, high, n: np.linspace(low, high, n),
            "It looks as if the rates are spaced evenly: each is the one before plus the same amount. Then nearly all "
            "of them lie in the highest decade.",
            "make each rate the one before *times* the same factor.",
        ),
        Misconception(
            "the exponents",
            lambda low, high, n: np.linspace(np.log10(low), np.log10(high), n),
            "These are the exponents, the logarithms of the rates. They are spaced as they should be, but they are "
            "not yet rates: some are even negative.",
            "raise 10 to these powers.",
        ),
        Misconception(
            "two bases mixed",
            lambda low, high, n: np.exp(np.linspace(np.log10(low), np.log10(high), n)),
            "It looks as if the logarithm was taken to the base 10, and undone with np.exp, whose base is e.",
            "use np.log with np.exp, or np.log10 with 10 ** ….",
        ),
        Misconception(
            "brackets missing in the exponent",
            lambda low, high, n: low * ((high / low) ** (1 / n - 1)) ** np.arange(n),
            "It looks as if the exponent was written as 1 / n − 1. Python divides before it subtracts.",
            "put brackets around n − 1 too.",
            also=(lambda low, high, n: low * (high / low) ** (np.arange(n) / n - 1),),
        ),
        Misconception(
            "only the first",
            lambda low, high, n: np.array([low]),
            "That is the first of the rates, alone. Either return stands inside a loop, and leaves it at once; or "
            "np.arange was given n as its third input, where the step from one number to the next belongs.",
            "let return stand below the loop; or use np.linspace, whose third input is how many there should be.",
            also=(
                lambda low, high, n: 10 ** np.arange(np.log10(low), np.log10(high), n),
                lambda low, high, n: low,
            ),
        ),
        Misconception(
            "two bases mixed, the other way",
            lambda low, high, n: 10 ** np.linspace(np.log(low), np.log(high), n),
            "It looks as if the logarithm was taken to the base e, or 2, and undone with powers of 10.",
            "use np.log with np.exp, or np.log10 with 10 ** ….",
            also=(lambda low, high, n: np.logspace(np.log2(low), np.log2(high), n),),
        ),
        Misconception(
            "np.logspace with rates",
            lambda low, high, n: np.logspace(low, high, n),
            "It looks as if the rates were handed to np.logspace. It wants exponents: np.logspace(−3, 0, 4) goes from "
            "0.001 to 1, and np.logspace(0.001, 1, 4) from 1.002 to 10.",
            "hand it the logarithms of low and high, or use its sister that takes the ends themselves.",
        ),
        Misconception(
            "one leap too many",
            lambda low, high, n: low * (high / low) ** (np.arange(n) / n),
            "It starts at low and does not reach high. It looks as if the way was cut into n leaps; but n rates have "
            "n − 1 leaps between them, as n fence posts have n − 1 gaps.",
            "count the leaps between 0.001, 0.01, 0.1 and 1.",
        ),
        Misconception(
            "begins after low",
            lambda low, high, n: low * (high / low) ** (np.arange(1, n + 1) / n),
            "It ends at high, but it does not begin at low: the first rate is one leap above it. n rates with both "
            "ends among them have n − 1 leaps.",
            "begin the count at 0, so that the first rate is low times the factor to the power 0.",
        ),
        Misconception(
            "ends left out",
            lambda low, high, n: low * (high / low) ** (np.arange(1, n + 1) / (n + 1)),
            "All rates lie between low and high, and neither end is among them. Both are wanted.",
            "make the first rate low and the last one high.",
        ),
        Misconception(
            "ten each time",
            by_tens,
            "It looks as if each rate is ten times the one before, whatever high is. For four rates from 0.001 to 1 "
            "that is right; in general the factor depends on how far it is and on how many rates there are.",
            "work out the factor from high / low and n.",
        ),
        Misconception(
            "high first",
            lambda low, high, n: log_grid(low, high, n)[::-1],
            "These are the right rates, from high to low. Wanted is from low to high.",
            "turn them round.",
        ),
        Misconception(
            "a rate too many",
            lambda low, high, n: log_grid(low, high, n + 1),
            "Both ends are there, and there is a rate too many between them. It looks as if n was taken for the "
            "number of leaps; n rates with both ends among them have n − 1.",
            "count the rates and the leaps of 0.001, 0.01, 0.1, 1.",
        ),
        Misconception(
            "the factor times i",
            lambda low, high, n: low * np.maximum(np.arange(n) * (high / low) ** (1 / (n - 1)), 1),
            "The first two rates are right. After that it looks as if the factor is multiplied by the count, where it "
            "should be raised to its power.",
            "work out the third rate from the second one: times the factor again.",
        ),
        Misconception(
            "one step short",
            lambda low, high, n: log_grid(low, high, n)[:-1],
            "There is one rate too few: high is missing. np.arange(n − 1) has n − 1 numbers, as it begins at 0.",
            "count what your function returns for n = 4.",
        ),
        Misconception(
            "the middles evenly, the decades by factors",
            lambda low, high, n: np.sqrt(np.linspace(low**2, high**2, n)),
            "It looks as if squares or roots were spaced evenly. Even spacing belongs to the logarithms.",
            "check that each rate divided by the one before comes to the same number.",
        ),
        Misconception(
            "an even grid without its end",
            lambda low, high, n: np.linspace(low, high, n, endpoint=False),
            "It looks as if the rates are spaced evenly, each the one before plus the same amount, and high is not "
            "among them.",
            "make each rate the one before *times* the same factor, and count the leaps between them.",
        ),
        Misconception(
            "the whole way in one leap",
            lambda low, high, n: low * (high / low) ** np.arange(n),
            "The second rate is high already. It looks as if high / low itself is the factor; but that is the whole "
            "way, which n − 1 leaps share.",
            "look for the factor that makes high / low when it is applied n − 1 times.",
        ),
        Misconception(
            "the factor from a difference",
            lambda low, high, n: low * ((high - low) / (n - 1)) ** np.arange(n),
            "It looks as if high − low was shared out and then used as a factor. A difference belongs to a grid whose "
            "steps are added; factors come from high / low.",
            "ask how often high is as large as low, and which factor makes that in n − 1 leaps.",
            also=(
                lambda low, high, n: low * ((high - low) ** (1 / (n - 1))) ** np.arange(n),
                lambda low, high, n: low * ((high - low) / n) ** np.arange(n),
            ),
        ),
        Misconception(
            "the factor upside down",
            lambda low, high, n: low * (low / high) ** (np.arange(n) / (n - 1)),
            "The rates fall where they should rise. It looks as if low / high stands where high / low should.",
            "ask whether the factor should be above 1 or below.",
        ),
        Misconception(
            "the factor by division",
            lambda low, high, n: low * ((high / low) / (n - 1)) ** np.arange(n),
            "It looks as if high / low was divided by the number of leaps. That shares out a sum; factors are "
            "shared out by a root. (a ** 1 / b is (a ** 1) / b, too.)",
            "take the root, and mind the brackets: ** (1 / …).",
            also=(lambda low, high, n: low * ((high / low) / n) ** np.arange(n),),
        ),
        Misconception(
            "a leap beyond",
            lambda low, high, n: low * (high / low) ** (np.arange(1, n + 1) / (n - 1)),
            "The factor is right, but the first rate is one leap above low, and the last one leap above high.",
            "begin the count at 0.",
        ),
        Misconception(
            "the factor added",
            lambda low, high, n: low + (high / low) ** (1 / (n - 1)) * np.arange(n),
            "It looks as if the factor is added. It should multiply.",
            "make each rate the one before *times* the factor.",
        ),
        Misconception(
            "the factor used once",
            lambda low, high, n: np.full(n, low * (high / low) ** (1 / (n - 1))),
            "All rates are the same: low times the factor, once. It looks as if the count of the loop does not come "
            "in.",
            "raise the factor to the power of the count.",
            also=(lambda low, high, n: np.full(n, low),),
        ),
        Misconception(
            "a factor of 2",
            lambda low, high, n: low * 2.0 ** np.arange(n),
            "It looks as if each rate is twice the one before, whatever high is.",
            "work out the factor from high / low and n.",
            also=(lambda low, high, n: low * 3.0 ** np.arange(n),),
        ),
        Misconception(
            "powers of ten from 1 down",
            lambda low, high, n: 10.0 ** -np.arange(n),
            "These are powers of ten from 1 down, whatever low and high are.",
            "begin at low, and work out the factor from high / low and n.",
            also=(
                lambda low, high, n: 10.0 ** np.arange(1 - n, 1),
                lambda low, high, n: np.logspace(-(n - 1), 0, n),
            ),
        ),
        Misconception(
            "the factor grows",
            lambda low, high, n: low * np.cumprod((high / low) ** (np.arange(n) / (n - 1))),
            "The first two rates are right. After that the leaps get longer: it looks as if the rate before is "
            "multiplied by a higher and higher power.",
            "multiply the rate before by the factor itself, or low by its power.",
        ),
        Misconception(
            "the logarithms of an even grid",
            lambda low, high, n: np.log(np.linspace(low, high, n)),
            "It looks as if an even grid was made, and then the logarithm taken. It goes the other way round: first "
            "the logarithm of both ends, then an even grid, then back.",
            "change the order of the three.",
            also=(
                lambda low, high, n: np.log10(np.linspace(low, high, n)),
                lambda low, high, n: np.exp(np.linspace(low, high, n)),
                lambda low, high, n: 10 ** np.linspace(low, high, n) + 1,
            ),
        ),
    ),
)

# 03.3 The winner ----------------------------------------------------------------------------------------------------


def winner(rates, train_losses, validation_losses):
    mean = validation_losses.mean(axis=1)
    mean = np.where(np.isfinite(mean), mean, np.inf)
    return rates[mean.argmin()]


def over(losses, how, nan=np.inf):
    """Each rate's losses in one number, in which nan counts as `nan`."""
    with np.errstate(invalid="ignore"):
        value = how(losses)
    return np.where(np.isnan(value), nan, value)


def ignoring_nan(how):
    """`how`, such as np.mean, of the finite losses of each rate: inf where there are none."""
    return lambda losses: np.array([how(row[np.isfinite(row)]) if np.isfinite(row).any() else np.inf for row in losses])


def means_without_nan(losses):
    """Like np.nanmean: nan where a rate has no loss at all, and argmin takes that for the lowest."""
    means = ignoring_nan(np.mean)(losses)
    return np.where(np.isinf(means), np.nan, means)


NAN = np.nan
# Each row is one rate, and each way of judging (the name beside it) has a favorite of its own: losses of four seeds.
FAVORITES = (
    ("the first row", 0.15, 0.20, [0.22, 0.23, 0.22, 0.21]),
    ("the highest loss", 0.0005, 2.20, [2.31, 2.30, 2.30, 2.29]),
    ("the first nan", 4.0, 0.30, [NAN, 0.90, 0.90, 0.90]),
    ("the mean", 0.4, 0.10, [0.11, 0.12, 0.13, 0.24]),
    ("the luckiest seed without nan", 0.9, 0.10, [0.30, 0.08, 0.20, 0.20]),
    ("the first seed", 0.08, 0.10, [0.10, 0.25, 0.25, 0.25]),
    ("the last seed", 0.06, 0.10, [0.25, 0.25, 0.25, 0.09]),
    ("the worst seed", 0.2, 0.10, [0.16, 0.16, 0.16, 0.155]),
    ("the median", 0.7, 0.10, [0.60, 0.12, 0.12, 0.12]),
    ("the mean, nan ignored", 1.2, 0.10, [NAN, 0.11, 0.13, 0.12]),
    ("the luckiest seed", 2.0, 0.10, [0.50, 0.05, NAN, 0.40]),
    ("nan as 0", 8.0, NAN, [NAN, NAN, NAN, NAN]),
    ("training", 1.0, 0.01, [0.30, 0.31, 0.30, 0.31]),
    ("both tables", 0.3, 0.05, [0.17, 0.18, 0.17, 0.17]),
    ("the least spread", 0.35, 0.33, [0.35, 0.35, 0.35, 0.35]),
    ("the smallest gap", 0.04, 0.60, [0.55, 0.56, 0.55, 0.54]),
    ("the highest rate without nan", 1.1, 0.30, [0.45, 0.46, 0.45, 0.44]),
    ("the lowest rate", 0.0002, 2.15, [2.25, 2.26, 2.25, 2.24]),
    ("the smallest distance", 0.45, 0.50, [0.50, 0.51, 0.50, 0.49]),
    ("the last row", 0.25, 0.21, [0.23, 0.22, 0.24, 0.23]),
)
# First a plain case, in which training would choose another rate; then one in which single seeds diverge; then all;
# and last one in which the first rate of all diverges.
WINNER_PROBES = (
    (
        np.array([0.01, 0.1, 0.3, 1.0]),
        np.array([[2.07, 2.06, 2.08], [0.25, 0.24, 0.26], [0.09, 0.08, 0.09], [0.03, 0.02, 0.02]]),
        np.array([[2.08, 2.06, 2.07], [0.27, 0.22, 0.29], [0.14, 0.15, 0.14], [0.19, 0.12, 0.16]]),
    ),
    (
        np.array([0.03, 0.3, 1.5]),
        np.array([[1.05, 1.00], [0.11, 0.09], [0.01, NAN]]),
        np.array([[1.05, 1.00], [0.16, 0.17], [0.12, NAN]]),
    ),
    (
        np.array([rate for _, rate, _, _ in FAVORITES]),
        np.array([[train] * 4 for _, _, train, _ in FAVORITES]),
        np.array([validation for _, _, _, validation in FAVORITES]),
    ),
    (
        np.array([3.0, 0.5, 0.05, 0.1]),
        np.array([[NAN, NAN], [0.09, 0.11], [0.31, 0.30], [0.20, 0.22]]),
        np.array([[NAN, NAN], [0.21, 0.19], [0.33, 0.31], [0.23, 0.24]]),
    ),
    (  # with nan as 0 the last would win, with nan left out the second
        np.array([0.02, 0.2, 2.0]),
        np.array([[1.20, 1.10], [0.12, 0.14], [0.02, NAN]]),
        np.array([[1.25, 1.15], [0.18, 0.19], [0.24, NAN]]),
    ),
    (  # losses so high that whatever number is put for a nan may win
        np.array([0.01, 0.1, 1.0]),
        np.array([[35.0, 36.0, 34.0], [28.0, 29.0, 27.0], [25.0, 26.0, NAN]]),
        np.array([[34.0, 37.0, 35.0], [29.0, 28.0, 30.0], [26.0, 27.0, NAN]]),
    ),
)

WINNER = Task(
    id="03.3",
    title="The winner",
    reference=winner,
    probes=WINNER_PROBES,
    insight=(
        "Judged on images that were not trained on, over all seeds, and a rate that fails with one of them is out: "
        "that is a winner you can rely on."
    ),
    hints=(
        (
            "There are three decisions in it. Which of the two tables judges? How do the seeds of a rate become one "
            "number? And what becomes of a rate with a nan?"
        ),
        (
            "The validation losses judge. The mean over the seeds is the mean along each row, axis=1. A row with a "
            "nan has the mean nan, and np.argmin takes a nan for the lowest of all."
        ),
        (
            "Make every mean that is nan infinite, with np.where and np.isfinite: then it can never be the lowest. "
            "argmin gives the place of the lowest mean; return the rate at that place."
        ),
    ),
    next_step="print the mean of each rate's validation losses, and mark by hand which of them should win.",
    misconceptions=(
        Misconception(
            "judged on training",
            lambda r, t, v: r[over(t, lambda x: x.mean(axis=1)).argmin()],
            "It looks as if the training losses judged. They tell how well the network knows the images that it was "
            "shown, and the highest rate that does not fail nearly always wins there.",
            "use the losses on the images that were not trained on.",
        ),
        Misconception(
            "nan wins",
            lambda r, t, v: r[np.argmin(v.mean(axis=1))],
            "A rate that diverged has won. np.argmin takes a nan for the lowest of all numbers and returns its place.",
            "make every mean that is not finite infinite before you look for the lowest.",
        ),
        Misconception(
            "judged on training, and nan wins",
            lambda r, t, v: r[np.argmin(t.mean(axis=1))],
            "Two things at once. It looks as if the training losses judged, which tell how well the network knows what "
            "it was shown. And where a rate diverged, it has won: np.argmin takes a nan for the lowest of all numbers.",
            "let the other table judge first. Then make every mean that is not finite infinite.",
        ),
        Misconception(
            "nan ignored",
            lambda r, t, v: r[ignoring_nan(np.mean)(v).argmin()],
            "It looks as if the seeds that diverged were left out of the mean. A rate that throws one training in "
            "three off the map is then judged by the two that were lucky.",
            "let a rate be out as soon as one of its seeds is nan.",
            also=(lambda r, t, v: r[means_without_nan(v).argmin()],),
        ),
        Misconception(
            "nan taken for 0",
            lambda r, t, v: r[np.nan_to_num(v).mean(axis=1).argmin()],
            "It looks as if a nan was replaced by 0, which is the best loss that there can be.",
            "replace it by the worst there can be: np.inf.",
        ),
        Misconception(
            "the luckiest seed",
            lambda r, t, v: r[ignoring_nan(np.min)(v).argmin()],
            "It looks as if each rate was judged by its best seed. The best of several tries is partly luck, and luck "
            "does not come back.",
            "judge each rate by the mean over its seeds.",
        ),
        Misconception(
            "the luckiest seed of those without nan",
            lambda r, t, v: r[over(v, lambda x: x.min(axis=1)).argmin()],
            "No nan has won, which is right. But it looks as if each rate was judged by its best seed, and the best of "
            "several tries is partly luck.",
            "judge each rate by the mean over its seeds.",
        ),
        Misconception(
            "the first seed",
            lambda r, t, v: r[over(v, lambda x: x[:, 0]).argmin()],
            "It looks as if only the first seed of each rate was looked at. With another first seed another rate would "
            "have won.",
            "take the mean over all seeds, along axis 1.",
        ),
        Misconception(
            "the last seed",
            lambda r, t, v: r[over(v, lambda x: x[:, -1]).argmin()],
            "It looks as if only the last seed of each rate was looked at. A loop that writes over its own result "
            "does that.",
            "take the mean over all seeds, along axis 1.",
        ),
        Misconception(
            "the worst seed",
            lambda r, t, v: r[over(v, lambda x: x.max(axis=1)).argmin()],
            "It looks as if each rate was judged by its worst seed, or as if bad seeds counted for more than good "
            "ones. That is a careful choice, and sometimes the right one, but the task asks for the mean.",
            "take the mean of the losses as they are.",
        ),
        Misconception(
            "the middle seed",
            lambda r, t, v: r[over(v, lambda x: np.median(x, axis=1)).argmin()],
            "It looks as if each rate was judged by its median. That overlooks a seed that went badly, however badly; "
            "the task asks for the mean.",
            "take the mean in place of the median.",
        ),
        Misconception(
            "its place",
            lambda r, t, v: over(v, lambda x: x.mean(axis=1)).argmin(),
            "That is the place of the winner in the list, counted from 0. Wanted is the rate itself.",
            "look up the rate at that place.",
        ),
        Misconception(
            "its place, or a nan's",
            lambda r, t, v: np.argmin(v.mean(axis=1)),
            "That is a place in the list, counted from 0, and wanted is the rate that stands there. Besides, where a "
            "rate diverged it is the place of a nan, which np.argmin takes for the lowest of all numbers.",
            "look up the rate at that place. Then make every mean that is not finite infinite.",
        ),
        Misconception(
            "its loss",
            lambda r, t, v: over(v, lambda x: x.mean(axis=1)).min(),
            "That is the winner's loss. Wanted is its rate.",
            "find out at which place the lowest mean stands, and look up the rate there.",
        ),
        Misconception(
            "the highest",
            lambda r, t, v: r[over(v, lambda x: x.mean(axis=1), nan=-np.inf).argmax()],
            "It looks as if the highest loss has won. With accuracies that would be right; of losses the lowest is "
            "the best.",
            "look for the lowest mean.",
        ),
        Misconception(
            "the mean of both tables",
            lambda r, t, v: r[over(v + t, lambda x: x.mean(axis=1)).argmin()],
            "It looks as if both tables judged together. The training losses then pull toward the highest rate.",
            "let the validation losses judge alone.",
        ),
        Misconception(
            "looked up among sorted rates",
            lambda r, t, v: np.sort(r)[over(v, lambda x: x.mean(axis=1)).argmin()],
            "The place of the winner is right. But it was looked up after the rates had been sorted, and the rows of "
            "the tables follow the rates as they came.",
            "leave the rates in their order.",
            also=(lambda r, t, v: np.sort(r)[::-1][over(v, lambda x: x.mean(axis=1)).argmin()],),
        ),
        Misconception(
            "a mean for each seed",
            lambda r, t, v: over(v, lambda x: x.mean(axis=0)),
            "These are means over the rates, one for each seed. Wanted is one rate.",
            "take the mean along axis 1, along each row, and then find the rate with the lowest.",
            also=(
                lambda r, t, v: r[over(v, lambda x: x.mean(axis=0)).argmin()],
                lambda r, t, v: r[np.nanmean(v, axis=0).argmin()],
            ),
        ),
        Misconception(
            "nan wins if it comes first",
            lambda r, t, v: r[min(range(len(r)), key=v.mean(axis=1).__getitem__)],
            "Where the first rate diverged, it has won. Python's min, and a loop with <, keep the first value until "
            "they meet a lower one, and nothing is lower than nan: every comparison with it is False.",
            "make every mean that is not finite infinite before you look for the lowest.",
        ),
        Misconception(
            "a place among those that are left",
            lambda r, t, v: r[v[np.isfinite(v).all(axis=1)].mean(axis=1).argmin()],
            "The rates with a nan were taken out before the lowest mean was looked for, which is right. But its "
            "place was counted among those that were left, and then looked up among all rates.",
            "take the same rows out of rates, too.",
        ),
        Misconception(
            "a nan taken for a number",
            lambda r, t, v: r[np.nan_to_num(v, nan=1.0).mean(axis=1).argmin()],
            "It looks as if a number was put in the place of each nan. Whatever number that is, there are losses for "
            "which it is a good one: here all the others are high.",
            "replace it by the worst there can be: np.inf.",
            also=tuple(
                lambda r, t, v, nan=nan: r[np.nan_to_num(v, nan=nan).mean(axis=1).argmin()] for nan in (2.3, 5.0, 10.0)
            ),
        ),
        Misconception(
            "nan looked for in training",
            lambda r, t, v: r[np.where(np.isnan(t).any(axis=1), np.inf, ignoring_nan(np.mean)(v)).argmin()],
            "It looks as if the training losses were searched for nan, and the validation losses averaged without "
            "theirs. A rate is out if it fails in the table that judges.",
            "look for nan in the table whose mean you take.",
        ),
        Misconception(
            "the smallest gap",
            lambda r, t, v: r[over(v - t, lambda x: x.mean(axis=1)).argmin()],
            "It looks as if the rate with the smallest gap between the two tables has won. A network that has "
            "learned nothing has no gap either.",
            "let the validation losses judge alone.",
            also=(lambda r, t, v: r[over(np.abs(v - t), lambda x: x.mean(axis=1)).argmin()],),
        ),
        Misconception(
            "the highest rate without nan",
            lambda r, t, v: r[np.isfinite(v).all(axis=1)].max(),
            "That is the highest rate at which no seed diverged. Not to diverge is little to ask: the lowest loss "
            "is wanted.",
            "look for the lowest mean among the rates that are left.",
        ),
        Misconception(
            "the lowest rate",
            lambda r, t, v: r.min(),
            "That is the lowest rate of all. It is wanted that the *loss* is lowest.",
            "find the place of the lowest mean, and look up the rate there.",
        ),
        Misconception(
            "the first rate",
            lambda r, t, v: r[0],
            "That is the first rate of the list, whatever the losses. If a mean was taken over the whole table, it "
            "is one number, and its place is 0.",
            "take the mean along axis 1: one for each rate.",
        ),
        Misconception(
            "the last rate",
            lambda r, t, v: r[-1],
            "That is the last rate of the list, whatever the losses. A loop that writes over its own result does that.",
            "keep the best so far, and replace it only by a lower one.",
        ),
        Misconception(
            "the last rate without nan",
            lambda r, t, v: r[np.flatnonzero(np.isfinite(v).all(axis=1))[-1]],
            "That is the last rate that did not diverge. It looks as if the loop compares each mean with the same "
            "number, and never lowers it.",
            "when a rate is better, keep its mean too, and compare the next with that.",
        ),
        Misconception(
            "the mean of the rates",
            lambda r, t, v: np.mean(r),
            "That is the mean of the rates. One of them is wanted: the one with the lowest loss.",
            "find the place of the lowest mean, and look up the rate there.",
            also=(lambda r, t, v: np.median(r),),
        ),
        Misconception(
            "the least spread",
            lambda r, t, v: r[over(v, lambda x: x.std(axis=1)).argmin()],
            "It looks as if the rate has won whose seeds differ least. They may agree on a bad loss.",
            "take the mean in place of the standard deviation.",
        ),
    ),
)

# 03.4 The search ----------------------------------------------------------------------------------------------------

BEGIN = (1.0, 0.1, 0.01, 0.001)
MOST = 60  # rates: whoever asks for more is on a way without end


class Score:
    """A valley over the logarithm of the rate, with its lowest loss at `best`; `odd` are losses that are otherwise."""

    def __init__(self, best, odd=(), words=""):
        self.best, self.odd, self.words = best, tuple(odd), words

    def __call__(self, rate):
        """The loss that training at `rate` comes to."""
        rate = float(rate)
        for low, high, loss in self.odd:
            if low <= rate <= high:
                return loss
        return 0.1 + abs(np.log10(rate / self.best)) if rate > 0 else np.nan

    @property
    def __doc__(self):
        return self.words


SCORES = (
    Score(0.011, words="lowest near 0.01"),
    Score(900.0, words="lowest near 1000"),
    Score(1.2e-6, words="lowest near 0.000001"),
    Score(0.012, odd=[(0.05, 0.2, np.nan)], words="lowest near 0.01, and nan at 0.1"),
    Score(0.09, odd=[(0.5, 2.0, np.nan)], words="lowest near 0.1, and nan at 1"),
    Score(0.008, odd=[(0.5, 2.0, 2.30), (0.05, 0.2, 2.31)], words="lowest near 0.01, and flat at 0.1 and 1"),
    # Whoever finds out how low it is at these two has paid for trainings that the rule does not ask for.
    Score(0.012, odd=[(5e-5, 2e-4, 0.01), (5, 20, 0.02)], words="lowest near 0.01, but for 0.0001 and 10"),
    # Whoever does not begin with all four finds the other low place; beyond 1 everything fails.
    Score(0.011, odd=[(0.5, 2.0, 0.05), (5.0, 2e9, np.nan)], words="lowest at 1, low at 0.01, nan from 10 on"),
    Score(0.09, odd=[(5e-4, 2e-3, 0.02)], words="lowest at 0.001, and low at 0.1"),
)


def finite(loss):
    return loss if np.isfinite(loss) else np.inf


def find_rate(score):
    return searched(score)


def searched(score, up=True, down=True, most=MOST, key=finite, lowest=min, beyond=10, begin=BEGIN):
    """The search, with what can be left out of it: whether it goes beyond either edge, and how often in all."""
    losses = {rate: key(score(rate)) for rate in begin}
    for _ in range(most):
        best = lowest(losses, key=losses.get)
        if up and best == max(losses):
            losses[best * beyond] = key(score(best * beyond))
        elif down and best == min(losses):
            losses[best / beyond] = key(score(best / beyond))
        else:
            break
    return lowest(losses, key=losses.get)


def laid_out(low, high):
    """All powers of ten from 10^low to 10^high, whatever comes of them."""
    return lambda score: min(10.0 ** np.arange(low, high + 1), key=lambda rate: finite(score(rate)))


def as_argmin(losses, key):
    """The rate that np.argmin picks: the first nan, if there is any."""
    rates = sorted(losses)
    return rates[int(np.argmin([losses[rate] for rate in rates]))]


def the_one_that_failed(score):
    losses = {rate: finite(score(rate)) for rate in BEGIN}
    while (best := min(losses, key=losses.get)) in (max(losses), min(losses)):
        beyond = best * 10 if best == max(losses) else best / 10
        if not np.isfinite(score(beyond)):
            return beyond
        losses[beyond] = score(beyond)
    return best


def greedy(score):
    """Goes down as long as it helps, and stops at the first rate that does not."""
    best, loss = 1.0, finite(score(1.0))
    for _ in range(MOST):
        lower = finite(score(best / 10))
        if not lower < loss:
            break
        best, loss = best / 10, lower
    return best


def greedy_with_nan(score):
    best, loss = 1.0, score(1.0)
    while score(best / 10) < loss:
        best, loss = best / 10, score(best / 10)
    return best


SEARCH = Task(
    id="03.4",
    title="A search by the rule",
    reference=find_rate,
    probes=tuple((score,) for score in SCORES),
    insight=(
        "It never stops at the edge, and no nan can win. That is exponential_search without its seeds and its finer "
        "steps."
    ),
    hints=(
        (
            "First the four powers of ten, with their losses in a dict: losses = {rate: score(rate) for rate in …}. "
            "The rate with the lowest loss is min(losses, key=losses.get)."
        ),
        (
            "Then a loop: while the best rate is the highest one tried, try ten times that; while it is the lowest, "
            "try a tenth. And a nan is neither lower nor higher than anything: what should it count as?"
        ),
        (
            "Let a small function of your own call score and return np.inf in place of anything that is not finite. "
            "Then: while best in (min(losses), max(losses)): try one rate more beyond that edge, and find the best "
            "anew."
        ),
    ),
    next_step="print every rate that your function tries, with its loss, and go through them by hand.",
    misconceptions=(
        Misconception(
            "the edge accepted",
            lambda score: searched(score, up=False, down=False),
            "The best of the four powers of ten is right where it lies between two others. But where it is the "
            "highest or the lowest that you tried, a better one may lie beyond.",
            "as long as the best rate is at an edge, try one more power of ten there.",
        ),
        Misconception(
            "the edge accepted, and nan wins",
            lambda score: BEGIN[int(np.argmin([score(rate) for rate in BEGIN]))],
            "Two things at once. Where the best of the four powers of ten is the highest or the lowest of them, a "
            "better one may lie beyond. And where a loss is nan, its rate has won: np.argmin takes a nan for the "
            "lowest of all.",
            "count a loss that is not finite as np.inf. Then go on beyond the edge as long as the best lies there.",
        ),
        Misconception(
            "the edge accepted, and a first nan wins",
            lambda score: min(BEGIN, key=score),
            "Two things at once. Where the best of the four powers of ten is the highest or the lowest of them, a "
            "better one may lie beyond. And where 1 ends in nan, it has won: min keeps the first value until it meets "
            "a lower one, and nothing is lower than nan.",
            "count a loss that is not finite as np.inf. Then go on beyond the edge as long as the best lies there.",
        ),
        Misconception(
            "more rates than the rule asks for",
            laid_out(-9, 6),
            "It looks as if the search goes beyond the four rates whatever they say. Each rate is a training to be "
            "paid for: the rule goes beyond an edge only while the best rate lies there.",
            "begin with the four alone, and add one rate at a time, where the best is at an edge.",
            also=(laid_out(-6, 6), laid_out(-6, 3), laid_out(-6, 1), laid_out(-5, 1), laid_out(-4, 1), laid_out(-6, 0)),
        ),
        Misconception(
            "once beyond the edge",
            lambda score: searched(score, most=1),
            "It looks as if one rate more was tried beyond the edge, and then the search ended, wherever its best was.",
            "ask again after each new rate: is the best at an edge now?",
        ),
        Misconception(
            "only upward",
            lambda score: searched(score, down=False),
            "At the high edge it goes on, as it should. At the low edge it stops.",
            "do the same at the low edge, with a tenth of the rate.",
        ),
        Misconception(
            "only downward",
            lambda score: searched(score, up=False),
            "At the low edge it goes on, as it should. At the high edge it stops: 1 is a rate like any other.",
            "do the same at the high edge, with ten times the rate.",
        ),
        Misconception(
            "nan wins",
            lambda score: searched(score, key=float, lowest=as_argmin),
            "A rate has won whose loss is nan. np.argmin takes a nan for the lowest of all numbers.",
            "count a loss that is not finite as np.inf.",
        ),
        Misconception(
            "nan wins if it comes first",
            lambda score: searched(score, key=float),
            "Where 1 ends in nan, it has won. Python's min keeps the first value until it meets a lower one, and "
            "nothing is lower than nan: every comparison with it is False.",
            "count a loss that is not finite as np.inf.",
        ),
        Misconception(
            "stops at the first that is worse",
            greedy,
            "It looks as if the search goes down from 1 and stops at the first rate that is no better than the one "
            "before. But far too high looks flat: 1 and 0.1 may be equally hopeless, and 0.01 good.",
            "try all four powers of ten before you decide anything.",
        ),
        Misconception(
            "the last rate tried",
            lambda score: list_of_tries(score)[-1],
            "That is the rate that was tried last. The last one tells you that you have gone too far.",
            "return the rate with the lowest loss of all that were tried.",
        ),
        Misconception(
            "its loss",
            lambda score: finite(score(searched(score))),
            "That is the lowest loss. Wanted is the rate that it belongs to.",
            "keep the rates with their losses, and return the rate.",
        ),
        Misconception(
            "all that were tried",
            lambda score: sorted(list_of_tries(score)),
            "These are the rates that were tried. Wanted is the best of them alone.",
            "return the one with the lowest loss.",
        ),
        Misconception(
            "the highest loss",
            lambda score: max(BEGIN, key=lambda rate: np.nan_to_num(score(rate), nan=np.inf)),
            "It looks as if the highest loss of the four has won. Of losses the lowest is the best.",
            "look for the lowest.",
            also=(lambda score: max(BEGIN, key=lambda rate: np.nan_to_num(score(rate), nan=-np.inf)),),
        ),
        Misconception(
            "the highest rate tried",
            lambda score: max(list_of_tries(score)),
            "That is the highest rate that was tried. Wanted is the best: the one with the lowest loss.",
            "return the rate with the lowest loss of all that were tried.",
        ),
        Misconception(
            "the lowest rate tried",
            lambda score: min(list_of_tries(score)),
            "That is the lowest rate that was tried. Wanted is the one whose *loss* is lowest.",
            "return the rate with the lowest loss of all that were tried.",
        ),
        Misconception(
            "the first that is no nan",
            lambda score: next((rate for rate in BEGIN if np.isfinite(score(rate))), None),
            "That is the highest of the four rates that does not end in nan. Not to diverge is little to ask: the "
            "lowest loss is wanted.",
            "keep all four rates with their losses, and look for the lowest.",
        ),
        Misconception(
            "its place",
            lambda score: int(np.argmin([finite(score(rate)) for rate in BEGIN])),
            "That is a place in the list, counted from 0. Wanted is the rate that stands there.",
            "look up the rate at that place. Then go on beyond the edge as long as the best lies there.",
            also=(lambda score: int(np.argmin([score(rate) for rate in BEGIN])),),
        ),
        Misconception(
            "stops at the first that is worse, and a nan ends it",
            greedy_with_nan,
            "Two things at once. It looks as if the search goes down from 1 and stops at the first rate that is no "
            "better than the one before; but far too high looks flat. And where 1 ends in nan, nothing is found to "
            "be better: every comparison with nan is False.",
            "try all four powers of ten before you decide anything, and count a loss that is not finite as np.inf.",
        ),
        Misconception(
            "begins below 1",
            lambda score: searched(score, begin=BEGIN[1:]),
            "It looks as if the search begins at 0.1: where 1 is the best of the four, it is not found.",
            "begin with all four powers of ten, 1 among them.",
        ),
        Misconception(
            "ends above 0.001",
            lambda score: searched(score, begin=BEGIN[:-1]),
            "It looks as if the search begins with three rates, and 0.001 is not among them.",
            "begin with all four powers of ten: a range that ends at −3 leaves −3 out.",
        ),
        Misconception(
            "the rate that failed",
            the_one_that_failed,
            "Where the next rate beyond the edge ends in nan, that rate comes back. It is the one that has failed.",
            "count a loss of nan as np.inf, and go on as with any other loss.",
        ),
        Misconception(
            "the highest loss, and on beyond it",
            lambda score: searched(score, most=8, lowest=max, key=lambda loss: loss if np.isfinite(loss) else -np.inf),
            "It looks as if the rate with the highest loss is taken for the best, and the search runs after it. Of "
            "losses the lowest is the best.",
            "look for the lowest.",
            also=tuple(
                lambda score, most=most: searched(
                    score, most=most, lowest=max, key=lambda loss: loss if np.isfinite(loss) else -np.inf
                )
                for most in (3, 5, 10, 20)
            ),
        ),
        Misconception(
            "doubled and halved",
            lambda score: searched(score, beyond=2),
            "Beyond the edge the search goes on by factors of 2. Wanted are powers of ten.",
            "try ten times the highest rate, or a tenth of the lowest.",
        ),
    ),
)


def list_of_tries(score):
    """Every rate that the reference tries, in its order."""
    tried = []

    def noting(rate):
        tried.append(rate)
        return score(rate)

    searched(noting)
    return tried


# 03.5 A recipe nobody has searched ----------------------------------------------------------------------------------

GOAL = 0.16  # the mean validation loss, over the seeds, that is asked for
SEEDS = (0, 1, 2)
BATCH_SIZE, EPOCHS = 32, 8  # and not batches of 64 for 20 epochs, as in the lesson; the network is the lesson's


def gray_digits():
    """The digits with their pixels as the file has them, from 0 to 16, where the lesson's go from 0 to 1."""
    from lrlib import digits
    from lrlib.data import Data

    data = digits()
    parts = (data.train, data.validation, data.test)
    return Data("gray digits", *(part._replace(inputs=16 * part.inputs) for part in parts))


def losses_at(rate):
    """The validation losses that the task's network ends with, one for each seed, and the share it gets right."""
    from lrlib import GradientDescent, mlp, train_many

    rule = GradientDescent(lr=np.array([[rate]]))
    history = train_many(mlp(64), gray_digits(), rule, EPOCHS, BATCH_SIZE, seeds=SEEDS)
    return history.validation_losses[-1, 0], history.validation_accuracies[-1, 0].mean()


def judge_rate(answer):
    """The verdict on a rate: train with it, from three seeds, and look at the validation loss."""
    rate = read(answer).numbers
    if rate is None or rate.size != 1 or not np.isfinite(rate).all() or rate.item() <= 0:
        return not_yet(
            f"- You answered: {code(shown(answer))}\n\nWanted is one learning rate, a number above 0.\n\nNext: hand "
            "over a number such as 0.01.",
            "not a rate",
        )
    rate = rate.item()
    losses, right = losses_at(rate)
    losses = np.where(np.isfinite(losses), losses, np.inf)
    mean = losses.mean()
    narrow = GOAL < mean <= 1.1 * GOAL
    digits = 3 if narrow else 2
    facts = (
        f"- Your rate: {code(shown(rate))}\n- Validation loss over three seeds: {mean:.{digits}f} on average, "
        f"{losses.min():.2f} to {losses.max():.2f}; {right:.0%} right. Asked for: {GOAL} or less."
    )
    if mean <= GOAL:
        return passed(
            f"A validation loss of {mean:.2f} on average over three seeds, where {GOAL} was asked for. How many rates "
            "did you try? Six are enough."
        )
    if narrow:
        return not_yet(
            f"{facts}\n\nA narrow miss: the decade is found.\n\nNext: compare with twice this rate, and with half.",
            "nearly",
        )
    if losses.max() > 3 * losses.min() and losses.min() < 1.0:
        return not_yet(
            f"{facts}\n\nWith one seed it goes well and with another badly: this rate stands on the edge of a cliff."
            "\n\nNext: go down by a factor of 2 or 3.",
            "on the cliff",
        )
    if mean > 2.2 and rate < 0.01:
        return not_yet(
            f"{facts}\n\nThe loss has hardly left that of somebody who guesses, 2.30. At a lower rate it leaves it "
            "even less.\n\nNext: raise the rate by a factor of 10.",
            "far too low",
        )
    if rate > 0.05:
        return not_yet(
            f"{facts}\n\nHere the steps are too long: the loss is thrown about or stuck, and all seeds feel it. The "
            "rate that was best in the lesson belonged to other pixels, other batches and another length."
            "\n\nNext: go down by a factor of 3, and compare.",
            "too high",
        )
    return not_yet(
        f"{facts}\n\nIt learns, and it is still on its way when the eight epochs are over: the rate is too low."
        "\n\nNext: raise the rate by a factor of 3, and compare.",
        "too low",
    )


A_NEW_NETWORK = Task(
    id="03.5",
    title="A recipe nobody has searched",
    judge=judge_rate,
    seconds=120.0,
    next_step="try a power of ten, and see what the check says about it.",
    hints=(
        "Begin as in the lesson: 1, 0.1, 0.01, 0.001. Which of them learns anything, and is the best at an edge?",
        "The best of the four has two neighbors. Look halfway to each of them, in factors of 3.16.",
        "0.01 is the best of the powers of ten, and still on its way after eight epochs. Is 0.003 or 0.03 better?",
    ),
)

TASKS = (READ_THE_CURVES, GRID, WINNER, SEARCH, A_NEW_NETWORK)
