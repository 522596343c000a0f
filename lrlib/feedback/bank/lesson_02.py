"""Lesson 02, too high, too low: regimes, the edge, the best rate, and what they depend on.

λ is a curvature, L the largest and μ the smallest of a bowl, κ = L/μ its condition number. One step at the rate η
multiplies the distance to the bottom along curvature λ by 1 − ηλ.
"""

import numpy as np

from lrlib.feedback.answers import read
from lrlib.feedback.task import Misconception, Task, not_yet, passed
from lrlib.feedback.words import code, shown

# 02.1 Name the regime -----------------------------------------------------------------------------------------------

REGIMES = ("crawls", "settles", "oscillates", "diverges", "cannot tell")
RUNS = {  # what is shown of each run, and what it is
    "a": ("crawls", "each place is 99 % of the one before, on the same side"),
    "b": ("oscillates", "each place is on the other side, and 90 % as far away"),
    "c": ("settles", "each place is 30 % of the one before, on the same side"),
    "d": ("diverges", "each place is on the other side, and 110 % as far away"),
    "e": ("cannot tell", "each loss is a quarter of the one before, and losses have no sides"),
}
MIX_UPS = {  # (what it is, what was answered): a short name, words, the next step
    ("oscillates", "diverges"): (
        "overshoot taken for divergence",
        "It changes sides at every step, and that looks wild. But a run diverges when it ends up farther away, and "
        "here each place is nearer to the bottom than the one before.",
        "leave the signs out: do the distances grow or shrink?",
    ),
    ("oscillates", "settles"): (
        "hopping not seen",
        "Its distances do shrink. Look at the signs too: it never comes down on one side.",
        "ask on which side of the bottom each place lies.",
    ),
    ("diverges", "oscillates"): (
        "growth not seen",
        "It does hop from side to side. Look at how far each hop ends from the bottom.",
        "leave the signs out: do the distances grow or shrink?",
    ),
    ("crawls", "settles"): (
        "crawling taken for settling",
        "It goes the right way, on one side, and it will be there some day. After four steps 96 % of the way is left.",
        "work out how much of the way is left after a hundred such steps.",
    ),
    ("settles", "crawls"): (
        "settling taken for crawling",
        "Its steps do get shorter, and so they should near the bottom. See how much of the way is left.",
        "compare the last place with the first.",
    ),
}


def judge_names(answer):
    """The verdict on five names: the first that is wrong is talked about."""
    names = list(answer.values()) if isinstance(answer, dict) else answer
    if isinstance(names, str) and names.count(",") == len(RUNS) - 1:
        names = names.split(",")
    if not isinstance(names, (list, tuple, np.ndarray)) or len(names) != len(RUNS):
        return not_yet(
            f"- You answered: {code(shown(answer))}\n\nWanted are five names, those of a, b, c, d and e.\n\n"
            "Next: hand over [a, b, c, d, e], as the cell does.",
            "not five names",
        )
    known = [regime_in(name) for name in names]
    for run, name, word in zip(RUNS, names, known, strict=True):
        if word is None:
            return not_yet(
                f"- You called {run}: {code(shown(name))}\n\nThat is none of the names.\n\nNext: take one of "
                f"{', '.join(REGIMES)}, in quotation marks.",
                "no such name",
            )
    wrong = [run for run, word in zip(RUNS, known, strict=True) if word != RUNS[run][0]]
    if not wrong:
        return passed("Signs say on which side a step lands, sizes whether it is nearer. A loss keeps the sizes alone.")
    run = wrong[0]
    word, truth = known[list(RUNS).index(run)], RUNS[run][0]
    count = f"{len(RUNS) - len(wrong)} of {len(RUNS)} are right."
    facts = f"- You called {run}: {code(word)}\n- {count}"
    if truth == "cannot tell":
        id, words, next_step = (
            "regime read off a loss curve",
            "These are losses. At w and at −w the loss is the same, so it may have come down on one side as well as "
            "hopped: the rates with ηλ = 0.5 and ηλ = 1.5 both give these numbers.",
            "find two paths that have these losses.",
        )
    elif word == "cannot tell":
        id, words, next_step = (
            "a path can tell",
            "A loss alone would leave it open. But these are positions, with their signs.",
            "look at two things: does the sign change, and does the distance grow?",
        )
    else:
        id, words, next_step = MIX_UPS.get(
            (truth, word),
            (
                "another regime",
                "The name does not go with these numbers.",
                "look at two things: does the sign change, and does the distance grow?",
            ),
        )
    return not_yet(f"{facts}\n\n{words}\n\nNext: {next_step}", id)


def regime_in(name):
    """The regime that a learner's word means, or None: 'Oscillates ', 'crawl' and 'can't tell' will do."""
    if not isinstance(name, str):
        return None
    plain = name.lower().replace("can't", "cannot").replace("can’t", "cannot").replace("can not", "cannot")
    plain = "".join(c for c in plain.replace("_", " ").replace("-", " ") if c.isascii())
    plain = " ".join(plain.split()).strip(" .")
    return next((regime for regime in REGIMES if plain in (regime, regime.removesuffix("s"))), None)


NAMES = Task(
    id="02.1",
    title="Name the regime",
    judge=judge_names,
    next_step="look at two things: does the sign change, and does the distance grow?",
    hints=(
        "Four of the five are paths: numbers with signs. Which one is not?",
        "Divide each number by the one before it. Is the quotient positive or negative? Is its size below or above 1?",
        (
            "A quotient a little below 1 crawls, one near 0 settles, one between −1 and 0 oscillates, one below −1 "
            "diverges. And a loss has no sign to go by."
        ),
    ),
)

# 02.2 The same pictures in other units ------------------------------------------------------------------------------

UNITS = Task(
    id="02.2",
    title="The same pictures in other units",
    reference=0.8 / 16**2,
    tolerance=3e-3,  # 0.00313 will do, and 0.8 / 255 will not
    insight="Sixteen times the inputs, 16² = 256 times the curvature, so a 256th of the edge.",
    hints=(
        "The edge is 2/L, and for a line L is the mean of the squared inputs. Only the inputs change here.",
        "Every input is 16 times as large. How many times as large is its square?",
        "L grows by 16 × 16. The edge is 2 divided by L, so it shrinks by the same factor.",
    ),
    next_step="take two inputs, such as 0.5 and 1, work out L and 2/L, and then again with 8 and 16.",
    misconceptions=(
        Misconception(
            "not squared",
            0.8 / 16,
            "One factor of 16 is there, and one is missing. The input comes in twice: in how far a prediction moves "
            "with the weight, and in how much each error counts in the slope.",
            "write down the formula for L, and put 16 x in the place of x.",
        ),
        Misconception(
            "unchanged",
            0.8,
            "The pictures are the same to the eye. The weights see numbers, and these are 16 times as large.",
            "write down the formula for L, and put 16 x in the place of x.",
        ),
        Misconception(
            "higher, once",
            0.8 * 16,
            "It looks as if the rate was multiplied by 16. The weight that is looked for does get smaller, but the "
            "valley around it gets narrower, and a narrow valley wants short steps.",
            "ask first whether L grows or shrinks, and then what 2/L does.",
        ),
        Misconception(
            "higher, twice",
            0.8 * 16**2,
            "The factor of 256 is right, and it goes the other way: larger inputs make the valley steeper.",
            "ask what 2/L does when L grows.",
        ),
        Misconception(
            "the root",
            0.8 / 16**0.5,
            "It looks as if the root of 16 was taken where the square was wanted.",
            "write down the formula for L, and put 16 x in the place of x.",
        ),
        Misconception(
            "doubled for squared",
            0.8 / (2 * 16),
            "It looks as if 16 was doubled, not squared.",
            "work out 16 times 16.",
        ),
        Misconception(
            "cubed",
            0.8 / 16**3,
            "That is one factor of 16 too many.",
            "count how often the input comes in: L is the mean of its square.",
        ),
        Misconception(
            "the curvature",
            2 / 0.8 * 16**2,
            "That is the new curvature L, and it is right. The question asks for the edge.",
            "turn L into the edge.",
        ),
        Misconception(
            "one over the curvature",
            0.4 / 16**2,
            "That is 1/L, where a step lands at the bottom. The edge, beyond which it diverges, lies higher.",
            "recall how large ηλ may get before a step lands farther away.",
        ),
        Misconception(
            "pixels up to 255",
            0.8 / 255**2,
            "That is right for pixels from 0 to 255. These go from 0 to 16.",
            "take the factor by which these pixels grew.",
        ),
        Misconception(
            "2 divided by the factor",
            2 / 16,
            "It looks as if 2/L was worked out with L = 16. But 16 is what every number is multiplied by; the "
            "curvature is made of squares of these numbers, and it was not 1 before.",
            "ask what becomes of the old curvature when every number in it is 16 times as large.",
        ),
        Misconception(
            "the factor alone",
            1 / 16**2,
            "It looks as if the edge is one over 16². That is the factor by which it shrinks, and it is right. It "
            "shrinks from somewhere.",
            "apply that factor to the edge that was measured.",
            also=(2 / 16**2,),
        ),
        Misconception(
            "the root, and higher",
            0.8 * 4,
            "It looks as if the root of 16 was taken, and the edge raised by it. The input comes in squared, and a "
            "steeper valley wants shorter steps.",
            "write down the formula for L, and put 16 x in the place of x.",
        ),
        Misconception(
            "the old curvature",
            2 / 0.8,
            "That is 2 / 0.8, the curvature L of the pictures from before, and it is right. It changes with the "
            "pixels, and the edge with it.",
            "ask how many times as large L is now.",
        ),
        Misconception(
            "pixels up to 255, once",
            0.8 / 255,
            "It looks as if the pixels went up to 255. These go from 0 to 16. And one factor is not enough: L holds "
            "the square.",
            "write down the formula for L, and put 16 x in the place of x.",
        ),
        Misconception(
            "taken away",
            0.8 - 16,
            "It looks as if 16 was subtracted. The numbers are 16 *times* as large, so factors change, not "
            "differences. And an edge below zero would let no rate pass.",
            "write down the formula for L, and put 16 x in the place of x.",
        ),
        Misconception(
            "fifteen gray levels",
            0.8 / 15,
            "The step from 1 to 16 is a factor of 16, and a difference of 15. Factors are what counts here, and "
            "this one counts twice.",
            "write down the formula for L, and put 16 x in the place of x.",
            also=(
                0.8 / 15**2,
                0.8 / 17,
                0.8 / 17**2,
            ),
        ),
    ),
)

# 02.3 The best rate -------------------------------------------------------------------------------------------------


def best_rate(curvatures):
    low, high = np.min(curvatures), np.max(curvatures)
    return 2 / (low + high), (high - low) / (high + low)


def with_rate(rate):
    """A wrong answer whose rate is `rate(μ, L)` and whose share is right."""
    return lambda curvatures: (rate(np.min(curvatures), np.max(curvatures)), best_rate(curvatures)[1])


def with_left(left):
    """A wrong answer whose rate is right and whose share is `left(μ, L)`."""
    return lambda curvatures: (best_rate(curvatures)[0], left(np.min(curvatures), np.max(curvatures)))


def and_its_share(rate):
    """A wrong answer whose rate is `rate(μ, L)` and whose share is what that rate leaves along the flat direction."""

    def wrong(curvatures):
        low, high = np.min(curvatures), np.max(curvatures)
        return rate(low, high), 1 - rate(low, high) * low

    return wrong


def momentum_rate(curvatures):
    """The best rate of momentum, with β = momentum_left(…)²."""
    return 4 / (np.sqrt(np.min(curvatures)) + np.sqrt(np.max(curvatures))) ** 2


def momentum_left(curvatures):
    """The share that each step of momentum leaves at its best."""
    low, high = np.sqrt(np.min(curvatures)), np.sqrt(np.max(curvatures))
    return (high - low) / (high + low)


def first_and_last(curvatures):
    low, high = curvatures[0], curvatures[-1]
    return 2 / (low + high), (high - low) / (high + low)


def first_and_last_in_size(curvatures):
    rate, left = first_and_last(curvatures)
    return rate, abs(left)


BEST_RATE = Task(
    id="02.3",
    title="The best rate",
    reference=best_rate,
    probes=((np.array([1.0, 10.0]),), (np.array([7.0, 2.0, 9.5, 0.5, 4.0]),), (np.array([30.0, 7.0, 3.0]),)),
    insight="Only the smallest and the largest curvature count: all others are served better than these two.",
    hints=(
        "Of a long list of curvatures only two decide. Which? (They need not be the first and the last.)",
        (
            "At the best rate the flattest and the steepest direction leave the same share: 1 − ημ = ηL − 1. Solve "
            "that for η, and put the result into either side."
        ),
        (
            "With low = min(curvatures) and high = max(curvatures) the rate is 2 / (low + high). The share is 1 − rate "
            "· low. Return both, the rate first."
        ),
    ),
    next_step="try [1, 10] by hand: the lesson has the best rate and the share for it.",
    misconceptions=(
        Misconception(
            "the edge",
            with_rate(lambda low, high: 2 / high),
            "The share is right. The rate is the edge, 2/L: there the steep direction hops to and fro and never gets "
            "any nearer.",
            "look for the rate at which both directions leave the same share.",
        ),
        Misconception(
            "the edge, and its share",
            lambda curvatures: (2 / np.max(curvatures), 1.0),
            "That is the edge, 2/L, and what it leaves: everything. The best rate lies below it.",
            "look for the rate at which both directions leave the same share.",
        ),
        Misconception(
            "the steep direction alone",
            with_rate(lambda low, high: 1 / high),
            "The share is right. The rate is 1/L, the best one for the steep direction. The flat direction would like "
            "a higher one, and it is the slower of the two.",
            "look for the rate at which both directions leave the same share.",
        ),
        Misconception(
            "the steep direction alone, and its share",
            lambda curvatures: (1 / np.max(curvatures), 1 - np.min(curvatures) / np.max(curvatures)),
            "That is 1/L and what it leaves along the flat direction. A higher rate leaves less there, and may pass "
            "the bottom of the steep direction as long as it comes nearer.",
            "look for the rate at which both directions leave the same share.",
        ),
        Misconception(
            "the flat direction alone",
            with_rate(lambda low, high: 1 / low),
            "The share is right. The rate is 1/μ, the best one for the flat direction; the steep one would fly away.",
            "look for the rate at which both directions leave the same share.",
        ),
        Misconception(
            "1 in place of 2",
            with_rate(lambda low, high: 1 / (low + high)),
            "The share is right, and the rate is half of what it should be.",
            "solve 1 − ημ = ηL − 1 for η once more.",
        ),
        Misconception(
            "the mean of the two",
            with_rate(lambda low, high: (low + high) / 2),
            "The share is right. The rate is the mean of the two curvatures; steeper ground would then get a higher "
            "rate.",
            "put your rate into ηL: is it below 2?",
        ),
        Misconception(
            "the mean of two rates",
            with_rate(lambda low, high: (1 / low + 1 / high) / 2),
            "The share is right. It looks as if the best rates of the two directions were averaged. The flat one pulls "
            "that mean far beyond the edge.",
            "solve 1 − ημ = ηL − 1 for η.",
        ),
        Misconception(
            "all added up",
            lambda curvatures: (2 / np.sum(curvatures), best_rate(curvatures)[1]),
            "For two curvatures this is right. With more of them it looks as if all were added up; those in between "
            "do not matter.",
            "use the smallest and the largest alone.",
            also=(lambda c: (2 / np.sum(c), (np.max(c) - np.min(c)) / np.sum(c)),),
        ),
        Misconception(
            "the mean of all",
            lambda curvatures: (1 / np.mean(curvatures), best_rate(curvatures)[1]),
            "For two curvatures this is right. With more of them it looks as if the mean of all was taken; those in "
            "between do not matter.",
            "use the smallest and the largest alone.",
            also=(
                lambda c: (1 / np.mean(c), 1 - np.min(c) / np.mean(c)),
                lambda c: (1 / np.mean(c), np.max(np.abs(1 - np.array(c) / np.mean(c)))),
                lambda c: (2 / np.sum(c), 1 - 2 * np.min(c) / np.sum(c)),
            ),
        ),
        Misconception(
            "for a ball",
            lambda c: (momentum_rate(c), momentum_left(c)),
            "With roots of the curvatures these are the best rate and share of momentum, which comes in lesson "
            "05. Plain gradient descent has none of it.",
            "take the curvatures themselves.",
            also=(lambda c: (momentum_rate(c), momentum_left(c) ** 2),),
        ),
        Misconception(
            "first and last",
            first_and_last,
            "For a list in rising order this is right. It looks as if the first and the last were taken for the "
            "smallest and the largest.",
            "find the smallest and the largest, wherever they stand.",
        ),
        Misconception(
            "last and first",
            lambda c: (first_and_last(c)[0], -first_and_last(c)[1]),
            "For a list in falling order this is right. It looks as if the last and the first were taken for the "
            "smallest and the largest.",
            "find the smallest and the largest, wherever they stand.",
        ),
        Misconception(
            "first and last, in size",
            first_and_last_in_size,
            "For a list in rising order this is right. It looks as if the first and the last were taken for the "
            "smallest and the largest, and the sign was put right afterwards.",
            "find the smallest and the largest, wherever they stand.",
        ),
        Misconception(
            "the share first",
            lambda curvatures: best_rate(curvatures)[::-1],
            "Both numbers are right, and they come in the other order.",
            "return the rate first.",
        ),
        Misconception(
            "only the rate",
            lambda curvatures: best_rate(curvatures)[0],
            "The rate is right. The share that each step leaves is missing.",
            "return two numbers, with a comma between them.",
        ),
        Misconception(
            "only the share",
            lambda curvatures: best_rate(curvatures)[1],
            "The share is right. The rate is missing.",
            "return two numbers, with a comma between them.",
        ),
        Misconception(
            "the sign of the steep direction",
            with_left(lambda low, high: 1 - 2 * high / (low + high)),
            "The rate is right. The share is the factor of the steep direction, with its minus: it says that a step "
            "lands on the other side. The share is its size.",
            "leave the sign out.",
        ),
        Misconception(
            "what is covered",
            with_left(lambda low, high: 2 * low / (low + high)),
            "The rate is right. The share is what a step covers, and what it leaves is asked for.",
            "take it from 1.",
        ),
        Misconception(
            "of the loss",
            with_left(lambda low, high: ((high - low) / (high + low)) ** 2),
            "The rate is right. The share is what is left of the loss, which is the square of what is left of the way.",
            "leave the square out.",
        ),
        Misconception(
            "the condition number",
            with_left(lambda low, high: high / low),
            "The rate is right. In the place of the share stands the condition number κ = L/μ.",
            "work out 1 − rate times the smallest curvature.",
        ),
        Misconception(
            "its inverse",
            with_left(lambda low, high: low / high),
            "The rate is right. In the place of the share stands μ/L, one over the condition number.",
            "work out 1 − rate times the smallest curvature.",
        ),
        Misconception(
            "upside down",
            with_left(lambda low, high: (high + low) / (high - low)),
            "The rate is right. The share is above 1, as if every step led farther away: it stands upside down.",
            "swap what is above and below the fraction line.",
        ),
        Misconception(
            "the share of 1/L",
            with_left(lambda low, high: 1 - low / high),
            "The rate is right. The share is what the rate 1/L leaves, not the best rate.",
            "put your own rate into 1 − rate times the smallest curvature.",
        ),
        Misconception(
            "the share of momentum",
            lambda curvatures: (best_rate(curvatures)[0], momentum_left(curvatures)),
            "The rate is right. The share, with its roots, belongs to momentum, which is the subject of lesson 05. "
            "Gradient descent is slower.",
            "leave the roots out.",
        ),
        Misconception(
            "the flat direction alone, and its share",
            lambda c: (1 / np.min(c), 1 - np.min(c) / np.max(c)),
            "That is 1/μ, the best rate for the flat direction alone; the steep one would fly away.",
            "look for the rate at which both directions leave the same share.",
            also=(
                lambda c: (1 / np.min(c), 0.0),
                lambda c: (1 / np.min(c), np.max(c) / np.min(c) - 1),
            ),
        ),
        Misconception(
            "the edge, and what the flat direction has left",
            lambda c: (2 / np.max(c), 1 - 2 * np.min(c) / np.max(c)),
            "That is the edge, 2/L, and what it leaves along the flat direction. Along the steep one it leaves "
            "everything.",
            "look for the rate at which both directions leave the same share.",
        ),
        Misconception(
            "the difference in place of the sum",
            with_rate(lambda low, high: 2 / (high - low)),
            "The rate has the difference of the two curvatures where their sum belongs.",
            "solve 1 − ημ = ηL − 1 for η once more.",
            also=(and_its_share(lambda low, high: 2 / (high - low)),),
        ),
        Misconception(
            "brackets lost",
            with_rate(lambda low, high: 2 / high + low),
            "It looks as if the rate was written without brackets: a / b + c is (a / b) + c.",
            "put brackets around everything that stands below the line.",
            also=(
                with_rate(lambda low, high: 2 / low + high),
                and_its_share(lambda low, high: 2 / low + high),
                and_its_share(lambda low, high: 2 / high + low),
            ),
        ),
        Misconception(
            "the geometric mean",
            with_rate(lambda low, high: 1 / np.sqrt(low * high)),
            "It looks as if the rate is one over the geometric mean of the two curvatures. What balances the two "
            "directions is their sum.",
            "solve 1 − ημ = ηL − 1 for η.",
            also=(
                lambda c: (1 / np.sqrt(np.min(c) * np.max(c)), 1 - np.sqrt(np.min(c) / np.max(c))),
                lambda c: (1 / np.sqrt(np.min(c) * np.max(c)), np.sqrt(np.max(c) / np.min(c)) - 1),
            ),
        ),
        Misconception(
            "1 in place of 2, and its share",
            lambda c: (1 / (np.min(c) + np.max(c)), 1 - np.min(c) / (np.min(c) + np.max(c))),
            "The rate is half of what it should be, and the share is what that rate leaves.",
            "solve 1 − ημ = ηL − 1 for η once more.",
        ),
        Misconception(
            "the two smallest",
            lambda c: best_rate(np.sort(c)[:2]),
            "It looks as if the two smallest curvatures were taken. The steepest direction would fly away.",
            "use the smallest and the largest.",
            also=(
                lambda c: best_rate(np.sort(c)[-2:]),
                lambda c: best_rate(c[:2]),
            ),
        ),
    ),
)

# 02.4 The edge, found -----------------------------------------------------------------------------------------------

HALVINGS = 40


def find_edge(diverges, low, high):
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if diverges(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


def beyond_a_fifth(rate):
    """rate > 0.2"""
    return rate > 0.2


def beyond_a_little(rate):
    """rate > 0.0061"""
    return rate > 0.0061


def beyond_a_lot(rate):
    """rate > 37"""
    return rate > 37.0


def wrong_half(diverges, low, high):
    return find_edge(lambda rate: not diverges(rate), low, high)


def one_halving(diverges, low, high):
    return (low + high) / 2


def low_never_moves(diverges, low, high):
    for _ in range(HALVINGS):
        if diverges((low + high) / 2):
            high = (low + high) / 2
    return (low + high) / 2


def high_never_moves(diverges, low, high):
    for _ in range(HALVINGS):
        if not diverges((low + high) / 2):
            low = (low + high) / 2
    return (low + high) / 2


def half_the_gap_for_the_middle(diverges, low, high):
    for _ in range(HALVINGS):
        middle = (high - low) / 2
        low, high = (low, middle) if diverges(middle) else (middle, high)
    return (high - low) / 2


def the_sum_for_the_middle(diverges, low, high):
    for _ in range(HALVINGS):
        middle = low + high
        low, high = (low, middle) if diverges(middle) else (middle, high)
    return middle


def half_of_high_for_the_middle(diverges, low, high):
    for _ in range(HALVINGS):
        middle = high / 2
        low, high = (low, middle) if diverges(middle) else (middle, high)
    return high


def out_after_one_halving(diverges, low, high):
    middle = (low + high) / 2
    low, high = (low, middle) if diverges(middle) else (middle, high)
    return (low + high) / 2


def halved_until_it_holds(diverges, low, high):
    while diverges(high):
        high = high / 2
    return high


def doubled_while_it_holds(diverges, low, high):
    while not diverges(low):
        low = 2 * low
    return low


def tenths(diverges, low, high):
    while diverges(high):
        high = high / 10
    return high


def scanned(count, space):
    """A wrong answer that tries `count` rates and takes the first that diverges."""

    def scan(diverges, low, high):
        return next(rate for rate in space(low, high, count) if diverges(rate))

    return scan


def halvings(count, end=None, middle_of=lambda low, high: (low + high) / 2):
    """A wrong answer that halves another number of times, returns something else, or takes another middle."""

    def halve(diverges, low, high):
        for _ in range(count):
            middle = middle_of(low, high)
            low, high = (low, middle) if diverges(middle) else (middle, high)
        return end(low, high) if end else middle_of(low, high)

    return halve


def last_product(diverges, low, high):
    for _ in range(HALVINGS):
        middle = low * high
        low, high = (low, middle) if diverges(middle) else (middle, high)
    return middle


def the_low(low, high):
    return low


def the_high(low, high):
    return high


def the_middle(low, high):
    return (low + high) / 2


def down_to(gap, end=the_middle):
    """A wrong answer that halves until the gap is below a fixed number."""

    def halve(diverges, low, high):
        while high - low > gap:
            middle = (low + high) / 2
            low, high = (low, middle) if diverges(middle) else (middle, high)
        return end(low, high)

    return halve


def low_never_moves_high_returned(diverges, low, high):
    for _ in range(HALVINGS):
        if diverges((low + high) / 2):
            high = (low + high) / 2
    return high


def high_never_moves_low_returned(diverges, low, high):
    for _ in range(HALVINGS):
        if not diverges((low + high) / 2):
            low = (low + high) / 2
    return low


EDGE = Task(
    id="02.4",
    title="The edge, found",
    reference=find_edge,
    tolerance=1e-6,  # twenty halvings are told from forty
    probes=((beyond_a_fifth, 0.01, 1.0), (beyond_a_little, 0.001, 0.5), (beyond_a_lot, 1.0, 40.0)),
    insight="Forty runs find the edge of anything of which you can say whether it diverges, formula or no formula.",
    hints=(
        (
            "You hold two rates: low, which is calm, and high, which diverges. The edge lies between them. Which one "
            "question halves the gap?"
        ),
        (
            "Try the middle. If it diverges, the edge lies below it, so the middle is the new high. If not, it is the "
            "new low. Then again, 40 times."
        ),
        (
            "for _ in range(40): middle = (low + high) / 2, then if diverges(middle): high = middle, else: low = "
            "middle. After the loop return either of them."
        ),
    ),
    next_step="follow low and high on paper for three halvings, with the edge at 0.2, low = 0 and high = 1.",
    misconceptions=(
        Misconception(
            "the wrong half",
            wrong_half,
            "It looks as if the wrong half was kept: where the middle diverges, the edge lies below it.",
            "ask which of the two, low or high, a rate that diverges should replace.",
        ),
        Misconception(
            "one halving",
            one_halving,
            "That is the middle of low and high, the first rate to be tried. It looks as if there is no loop, or as if "
            "return stands inside it and leaves it at once, or as if the middle is worked out once, before the loop.",
            "repeat all of it: each try halves the gap, and 40 of them leave next to nothing.",
        ),
        Misconception(
            "return inside the loop",
            out_after_one_halving,
            "That is where one halving leads. It looks as if return stands inside the loop: it leaves the function at "
            "once.",
            "move return so far to the left that it stands below the loop.",
            also=(halvings(1, the_low), halvings(1, the_high)),
        ),
        Misconception(
            "low never moves",
            low_never_moves,
            "It looks as if only high ever moves: as soon as the middle is calm, the same middle is tried forever. Or "
            "`diverges` is asked about another rate than the middle.",
            "say what should happen when the middle does not diverge.",
            also=(low_never_moves_high_returned,),
        ),
        Misconception(
            "high never moves",
            high_never_moves,
            "It looks as if only low ever moves: as soon as the middle diverges, the same middle is tried forever. Or "
            "`diverges` is asked about another rate than the middle.",
            "say what should happen when the middle diverges.",
            also=(high_never_moves_low_returned,),
        ),
        Misconception(
            "half the gap for the middle",
            half_the_gap_for_the_middle,
            "It looks as if half of the gap was taken for the middle: (high − low) / 2 is how far the middle lies from "
            "low, not where it lies.",
            "try it on 4 and 6: what is their middle?",
        ),
        Misconception(
            "half of high for the middle",
            half_of_high_for_the_middle,
            "It looks as if high was halved, and not the gap. Then the same rate is tried again and again as soon"
            " as half of high is calm, and the edge lies somewhere above it.",
            "try it on 4 and 6: what is their middle?",
        ),
        Misconception(
            "halved until it is calm",
            halved_until_it_holds,
            "It looks as if the rate was halved until it no longer diverged. That finds a calm rate, up to a factor of "
            "two below the edge. Lesson 03 makes something of it; here the edge itself is wanted.",
            "keep the last rate that diverged as well, and go on halving the gap between the two.",
        ),
        Misconception(
            "a tenth each time",
            tenths,
            "It looks as if the rate was divided by ten until it no longer diverged. That finds a calm rate, up to a "
            "factor of ten below the edge.",
            "keep the last rate that diverged as well, and halve the gap between the two.",
        ),
        Misconception(
            "doubled until it diverges",
            doubled_while_it_holds,
            "It looks as if the rate was doubled until it diverged. That finds a rate up to twice the edge.",
            "keep the last calm rate as well, and halve the gap between the two.",
        ),
        Misconception(
            "a hundred rates in a row",
            scanned(100, np.linspace),
            "It looks as if a hundred rates were tried one after the other. That is near the edge, but no nearer than "
            "the next of the hundred. Halving comes closer in a tenth of the tries.",
            "use each answer to rule out half of what is left.",
        ),
        Misconception(
            "a thousand rates in a row",
            scanned(1000, np.linspace),
            "It looks as if a thousand rates were tried one after the other. That is near the edge, but no nearer than "
            "the next of the thousand. Halving comes closer in a hundredth of the tries.",
            "use each answer to rule out half of what is left.",
        ),
        Misconception(
            "the low end",
            lambda diverges, low, high: low,
            "That is low, as it came. It may be that the new one was computed under another name, that the loop ends "
            "too soon, or that diverges stands there without its brackets: any function counts as true.",
            "print low and high in each turn of the loop, and what diverges says of the middle.",
        ),
        Misconception(
            "the high end",
            lambda diverges, low, high: high,
            "That is high, as it came. It may be that the new one was computed under another name, or that the loop "
            "ends too soon.",
            "print low and high in each turn of the loop.",
        ),
        Misconception(
            "both ends",
            lambda diverges, low, high: (find_edge(diverges, low, high),) * 2,
            "Both numbers are right, and by now they are the same. Wanted is one.",
            "return either of them.",
        ),
        Misconception(
            "the sum, not the middle",
            the_sum_for_the_middle,
            "It looks as if low + high was taken for the middle. That lies above high, so high only ever rises.",
            "try it on 4 and 6: what is their middle?",
        ),
        Misconception(
            "ends at a fixed gap",
            down_to(0.01),
            "It looks as if the loop ends as soon as the gap is below some fixed number. That may be fine for an edge "
            "at 37, and it is far too coarse for one at 0.006.",
            "count the turns of your loop in place of measuring the gap: 40 are asked for.",
            also=tuple(down_to(gap, end) for gap in (0.1, 0.01, 1e-3, 1e-4) for end in (the_middle, the_low, the_high)),
        ),
        Misconception(
            "too few halvings",
            halvings(4),
            "It looks as if the loop ends after a few turns. Each halves the gap, and a gap of a tenth of its size "
            "needs more than three.",
            "count the turns of your loop: 40 are asked for.",
            also=(
                halvings(2, the_low),
                halvings(2, the_high),
                halvings(3, the_low),
                halvings(3, the_high),
                halvings(4, the_low),
                halvings(4, the_high),
                halvings(5, the_low),
                halvings(5, the_high),
                halvings(8, the_low),
                halvings(8, the_high),
                halvings(10, the_low),
                halvings(10, the_high),
                halvings(2),
                halvings(3),
                halvings(5),
                halvings(8),
                halvings(10),
            ),
        ),
        Misconception(
            "the gap",
            lambda diverges, low, high: 0.0,
            "That is next to nothing. It may be the gap between low and high, which 40 halvings leave so small; "
            "wanted is the place where they meet. Or the loop goes down and down, whatever `diverges` says.",
            "return low or high, and let `diverges` decide which of them moves.",
            also=(
                lambda diverges, low, high: (high - low) / 2**HALVINGS,
                lambda diverges, low, high: high / 2**HALVINGS,
            ),
        ),
        Misconception(
            "a missing bracket in the middle",
            halvings(HALVINGS, middle_of=lambda low, high: low + high / 2),
            "It looks as if the middle is low + high / 2, without brackets. In Python only what stands next to the / "
            "is halved.",
            "put brackets around low + high.",
            also=(
                halvings(HALVINGS, middle_of=lambda low, high: high - low / 2),
                halvings(HALVINGS, the_low, lambda low, high: high - low / 2),
                halvings(HALVINGS, the_high, lambda low, high: high - low / 2),
                halvings(HALVINGS, the_low, lambda low, high: low + high / 2),
                halvings(HALVINGS, the_high, lambda low, high: low + high / 2),
            ),
        ),
        Misconception(
            "a product for the middle",
            halvings(HALVINGS, middle_of=lambda low, high: low * high),
            "It looks as if low was multiplied by high. The product of two rates is no rate between them.",
            "take half of their sum.",
            also=(
                last_product,
                halvings(HALVINGS, the_low, lambda low, high: low * high),
            ),
        ),
        Misconception(
            "a formula in place of a search",
            lambda diverges, low, high: 2 / high,
            "It looks as if 2 was divided by one of the rates. 2/L needs the curvature, and here nobody knows it: "
            "all you can do is ask `diverges`.",
            "ask diverges(…) for a rate between the two.",
            also=(
                lambda diverges, low, high: 2 / low,
                lambda diverges, low, high: 2 / (low + high),
            ),
        ),
        Misconception(
            "some rates in a row",
            scanned(40, np.linspace),
            "It looks as if some rates were tried one after the other. That is near the edge, but no nearer than "
            "the next of them. Halving comes closer with as many tries.",
            "use each answer to rule out half of what is left.",
            also=(
                scanned(10, np.linspace),
                scanned(20, np.linspace),
                scanned(50, np.linspace),
                scanned(40, np.geomspace),
                scanned(100, np.geomspace),
            ),
        ),
    ),
)

# 02.5 The bottom in the fewest steps --------------------------------------------------------------------------------

CURVATURES, START = np.array([1.0, 10.0]), np.array([10.0, 1.0])
NEAR = 0.1  # whoever stays this close to the bottom has arrived
DARK = 60  # steps
GOAL = 15  # steps: no one rate for all steps does it
ALONE = 23  # steps that the best single rate takes


def distances(rates):
    """How far from the bottom, before the first step and after each; the last rate is kept until dark."""
    w = START
    path = [w]
    for t in range(DARK):
        w = w - rates[min(t, len(rates) - 1)] * CURVATURES * w
        path.append(w)
    return np.linalg.norm(np.array(path), axis=-1)


def judge_rates(answer):
    """The verdict on a learning rate, or on a list of them, one for each step."""
    rates = read(answer).numbers
    if rates is None or rates.ndim > 1 or rates.size == 0:
        return not_yet(
            f"- You answered: {code(shown(answer))}\n\nWanted is a learning rate, or a list of them, one for each "
            "step.\n\nNext: hand over a number such as 0.05, or a list such as [0.1, 0.05].",
            "not a rate",
        )
    rates = np.atleast_1d(rates)
    facts = f"- Your rates: {code(shown(rates if rates.size > 1 else float(rates[0])))}"
    if not np.isfinite(rates).all() or (rates < 0).any():
        return not_yet(
            f"{facts}\n\nThere is a rate below zero, or one that is no number. With a negative rate a step goes "
            "uphill.\n\nNext: use rates above zero.",
            "negative",
        )
    with np.errstate(over="ignore", invalid="ignore"):
        away = distances(rates)
    near = away <= NEAR
    if near[-1]:
        arrived = len(away) - int(near[::-1].argmin())  # the first step after which all are near
        if arrived <= GOAL:
            many = "Can you do it in fewer? Not all rates need be below the edge."
            return passed(f"At the bottom after {arrived} steps, and there to stay. {many if arrived > 2 else FEWEST}")
        if rates.size == 1:
            return not_yet(
                f"{facts}\n- At the bottom after {arrived} steps.\n\nYou arrive and stay. But {GOAL} steps are asked "
                f"for, and one rate for all of them takes {ALONE} at best, since the two directions want different "
                "rates.\n\nNext: hand over a list of rates, one for each step, with some for the flat direction and "
                "some for the steep one.",
                "one rate for all",
            )
        return not_yet(
            f"{facts}\n- At the bottom after {arrived} steps.\n\nYou arrive and stay, slowly: {GOAL} steps are asked "
            "for. What is left along a direction is the product of what the steps leave there.\n\nNext: work out what "
            "each of your steps leaves along each direction, |1 − η| and |1 − 10 η|, and look for one that leaves 0.",
            "arrives late",
        )
    last = rates[-1]
    if not away[-1] <= away[0] and last * CURVATURES.max() < 2:  # written so that NaN counts as far away
        return not_yet(
            f"{facts}\n- After {DARK} steps farther away than at the start.\n\nYour last rate is below the edge, but "
            "an earlier one is so far beyond the edge that no later step brings you back in time.\n\nNext: go less far "
            "beyond the edge, or less often.",
            "thrown too far",
        )
    if not away[-1] <= away[0]:
        return not_yet(
            f"{facts}\n- After {DARK} steps farther away than at the start.\n\nThe last rate, {shown(float(last))}, is "
            f"used to the end. Along the steep direction each of its steps multiplies the distance by "
            f"{shown(float(abs(1 - last * 10)))}.\n\nNext: let the last rate be below the edge, 2/L.",
            "beyond the edge",
        )
    if last * CURVATURES.max() >= 2 - 1e-9:
        return not_yet(
            f"{facts}\n- After {DARK} steps still {shown(float(away[-1]))} from the bottom.\n\nAt the edge a step "
            "lands as far away as it began, on the other side, and does so forever.\n\nNext: take a little less.",
            "at the edge",
        )
    if last > 2 / CURVATURES.sum():
        return not_yet(
            f"{facts}\n- After {DARK} steps still {shown(float(away[-1]))} from the bottom.\n\nThe hops along the "
            "steep direction shrink too slowly: the rate is too high.\n\nNext: lower it a little.",
            "hops on",
        )
    return not_yet(
        f"{facts}\n- After {DARK} steps still {shown(float(away[-1]))} from the bottom.\n\nEvery step covers too "
        "little of the way along the flat direction: the rate is too low.\n\nNext: raise it, up to where the steep "
        "direction begins to complain.",
        "too low",
    )


FEWEST = "Two steps for two curvatures: no single rate ends both ways at once."

FEWEST_STEPS = Task(
    id="02.5",
    title="The bottom in the fewest steps",
    judge=judge_rates,
    next_step="try a rate that the lesson used, and see what the check says about it.",
    hints=(
        (
            "One rate has to be a compromise between two directions. In a list, one step may serve the flat direction "
            "and another the steep one, and not all need be below the edge."
        ),
        "Which single step brings the flat direction to its bottom at once? And the steep one?",
        (
            "A step at the rate 1/λ ends the way along λ, whatever it does to the other direction. What it spoils "
            "there, the next step may mend."
        ),
    ),
)

TASKS = (NAMES, UNITS, BEST_RATE, EDGE, FEWEST_STEPS)
