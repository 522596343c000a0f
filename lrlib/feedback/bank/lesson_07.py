"""Lesson 07, the whole descent: a fair budget, what to do first, clipping, a comparison, and another problem.

A loss of nan is a training that diverged.
"""

from dataclasses import replace

import numpy as np

from lrlib.feedback.answers import read, read_row, same
from lrlib.feedback.task import Misconception, Task, not_yet, passed
from lrlib.feedback.words import code, shown

# 07.1 A fair budget -------------------------------------------------------------------------------------------------

TRAININGS = 36
COSTS = {"SGD": 2, "momentum": 6, "Adam": 2}  # trainings for each rate: a seed each, and with momentum a β each


def judge_budget(answer):
    """The verdict on three numbers of rates: a mistake that is known by them, or else what they add up to."""
    rates = read_row(answer).numbers
    facts = f"- You answered: {code(shown(answer))}"
    if rates is None or rates.shape != (3,):
        return not_yet(
            f"{facts}\n\nWanted are three numbers of rates: for SGD, for momentum, for Adam.\n\nNext: hand over [sgd, "
            "momentum, adam], as the cell does.",
            "not three numbers",
        )
    if same(read(rates), read(BUDGET.reference), BUDGET.tolerance):
        return passed()
    known = next((m for m in BUDGET.misconceptions if same(read(rates), read(m.wrong), BUDGET.tolerance)), None)
    if known is not None:
        return not_yet(f"{facts}\n\n{known.words}\n\nNext: {known.next_step}", known.id)
    if not (rates > 0).all() or (rates != np.round(rates)).any():
        return not_yet(
            f"{facts}\n\nA number of rates is a whole number, above 0.\n\nNext: {BUDGET.next_step}", "no whole number"
        )
    trains = rates * list(COSTS.values())
    each = ", ".join(f"{name} {int(n)}" for name, n in zip(COSTS, trains, strict=True))
    facts += f"\n- Trainings: {each}; in all {int(trains.sum())} of {TRAININGS}"
    if len(set(trains)) > 1:
        words, id = "One of them trains more often than another, and so has more chances to be lucky.", "unequal shares"
    elif trains.sum() > TRAININGS:
        words, id = "All of them train equally often. But together that is more than there is.", "over the budget"
    else:
        words, id = "All of them train equally often. But some of the trainings are left over.", "under the budget"
    return not_yet(f"{facts}\n\n{words}\n\nNext: give each a third of the {TRAININGS} trainings.", id)


BUDGET = Task(
    id="07.1",
    title="A fair budget",
    reference=[6, 2, 6],
    judge=judge_budget,
    insight="Twelve trainings each. An optimizer with more to choose has fewer tries for each of its choices.",
    hints=(
        "What is to be the same for all three: the number of rates, or the number of trainings?",
        (
            "Each optimizer gets a third of the 36. Now divide that by how many trainings a single rate costs it: one "
            "for each seed, and for momentum one for each seed and each β."
        ),
        "SGD and Adam: 12 trainings, 2 for each rate. Momentum: 12 trainings, 2 × 3 for each rate.",
    ),
    next_step="for each optimizer, multiply its rates by what one rate costs, and compare the three products.",
    misconceptions=(
        Misconception(
            "the same number of rates",
            [6, 6, 6],
            "Six rates for each looks fair. But for momentum each rate is tried with three values of β, so it would "
            "train three times as often as the others, and have three times as many chances to be lucky.",
            "count trainings, not rates.",
        ),
        Misconception(
            "the seeds forgotten",
            [12, 4, 12],
            "The three get the same, and that is 24 trainings each: every rate is trained once for each of two seeds.",
            "divide by the number of seeds.",
        ),
        Misconception(
            "seeds and β forgotten",
            [12, 12, 12],
            "That is how many trainings each of them has. How many rates that is depends on what one rate costs: one "
            "training for each seed, and for momentum for each β too.",
            "work out what a single rate costs each of them.",
        ),
        Misconception(
            "the whole budget for each",
            [18, 6, 18],
            "The seeds and the values of β are counted. But all 36 trainings have gone to each of the three.",
            "share the 36 among the three first.",
        ),
        Misconception(
            "the rates shared, to the fraction",
            [3.6, 3.6, 3.6],
            "The budget is kept to the last training, with the same number of rates for each. But then momentum, with "
            "its three values of β, trains three times as often as the others.",
            "give each of them a third of the trainings, and see how many rates that is.",
        ),
        Misconception(
            "the rates shared",
            [3, 3, 3],
            "The budget is kept, with the same number of rates for each. But then momentum, with its three values of "
            "β, trains three times as often as the others.",
            "give each of them a third of the trainings, and see how many rates that is.",
        ),
        Misconception(
            "the least for all",
            [2, 2, 2],
            "Two rates are what momentum can afford. To hold the others down to two would leave 16 of the 36 trainings "
            "unused, and theirs are the ones.",
            "let SGD and Adam use their trainings too.",
        ),
        Misconception(
            "the whole budget for each, the seeds forgotten",
            [36, 12, 36],
            "The values of β are counted. But all 36 trainings have gone to each of the three, and every rate is "
            "trained with two seeds.",
            "share the 36 among the three first, and then divide by what one rate costs.",
        ),
        Misconception(
            "three times as many for momentum",
            [6, 18, 6],
            "It looks as if momentum got three rates for each of the others', since it has three values of β. But "
            "each of its rates already trains with all three.",
            "divide by the number of values of β.",
        ),
        Misconception(
            "seeds and values added",
            [6, 2.4, 6],
            "It looks as if a rate of momentum's was taken to cost 2 + 3 trainings. Each value of β is trained with "
            "each seed.",
            "count the pairs of a seed and a β.",
        ),
        Misconception(
            "the seeds for momentum only",
            [12, 2, 12],
            "Momentum's is right. The others train with two seeds as well.",
            "divide theirs by the number of seeds, too.",
        ),
        Misconception(
            "β alone for momentum",
            [6, 4, 6],
            "SGD's and Adam's are right. With momentum the values of β are counted, and its seeds are not.",
            "count what a single rate costs momentum: each β with each seed.",
        ),
        Misconception(
            "in another order",
            [2, 6, 6],
            "Those are the right numbers in another order: SGD comes first, then momentum, then Adam.",
            "see which of the three has more than a rate to choose.",
        ),
        Misconception(
            "more for momentum",
            [2, 6, 2],
            "It looks as if momentum got more rates, since it has more to choose. Each of its rates already costs "
            "three times as much.",
            "for each optimizer, multiply its rates by what one rate costs.",
        ),
    ),
)

# 07.2 What to do first ----------------------------------------------------------------------------------------------

ADVICE = ("raise the rate", "lower the rate", "decay the rate", "stop earlier", "not the rate")
RUNS = {  # what to do first, and what shows it
    "a": ("raise the rate", "it lies flat, lies flat at a tenth too, and falls at ten times"),
    "b": ("lower the rate", "it swings, and at a tenth it falls to a quarter of that and lies still"),
    "c": ("not the rate", "it is nan at three rates that are a hundred apart, from the same step on"),
    "d": ("decay the rate", "it has leveled out at a constant rate, and drops when the rate does"),
    "e": ("stop earlier", "the training loss falls to the end, and the validation loss has long been rising"),
    "f": ("not the rate", "it is flat at three rates that are a hundred apart, and cannot learn ten images by heart"),
}
MIX_UPS = {  # (what is wanted, what was answered): a short name, words, the next step
    ("raise the rate", "lower the rate"): (
        "flat taken for too high",
        "A flat loss may come of a rate that is too high, true. Then a tenth of it would help, and here it does not.",
        "look at which of the two other rates helps.",
    ),
    ("raise the rate", "not the rate"): (
        "the cure overlooked",
        "It is flat as it is and flat at a tenth. But there is a rate at which it falls.",
        "look at which of the two other rates helps.",
    ),
    ("lower the rate", "decay the rate"): (
        "decay where the rate is too high",
        "A decay would get there in the end. But a tenth of the rate, constant, is well from the start, so the rate "
        "itself is what is wrong.",
        "search for the rate first, and decay from a good one.",
    ),
    ("decay the rate", "lower the rate"): (
        "a low rate where a decay is due",
        "Lower, yes, but when? At a tenth from the beginning it is slow, and not done after as many epochs. The high "
        "rate is needed for the way, and the low one for the end.",
        "find the word for a rate that is high first and low later.",
    ),
    ("decay the rate", "stop earlier"): (
        "a plateau taken for the end",
        "Nothing gets worse here: both losses lie level. And they go down when the rate does.",
        "see what the last epochs at a tenth of the rate bring.",
    ),
    ("stop earlier", "lower the rate"): (
        "overfitting taken for a high rate",
        "The training loss falls smoothly: no step is too long. It is the validation loss that rises, since the "
        "network learns its images by heart.",
        "ask at which epoch this network was at its best.",
    ),
    ("stop earlier", "decay the rate"): (
        "overfitting taken for a plateau",
        "A decay helps where a loss hovers. Here the training loss goes on falling; it is the validation loss that "
        "rises, since the network learns its images by heart.",
        "ask at which epoch this network was at its best.",
    ),
    ("raise the rate", "decay the rate"): (
        "a decay where nothing has begun",
        "A decay makes the rate lower in the end. Here the loss has hardly moved from its start, and at a tenth it "
        "moves even less.",
        "look at which of the two other rates helps.",
    ),
    ("raise the rate", "stop earlier"): (
        "stopped before the start",
        "Stopping helps where a network was better before. This one has not learned anything yet.",
        "look at which of the two other rates helps.",
    ),
    ("lower the rate", "raise the rate"): (
        "a swing taken for a crawl",
        "The loss goes up and down: the steps are too long already.",
        "look at what a tenth of the rate does.",
    ),
    ("lower the rate", "stop earlier"): (
        "stopped in mid-swing",
        "Its best epoch is luck, since the loss goes up and down. And at a tenth it gets much lower, and stays there.",
        "look at what a tenth of the rate does.",
    ),
    ("lower the rate", "not the rate"): (
        "the cure not seen",
        "There is a rate at which this training is well, so it is the rate.",
        "look at what a tenth of the rate does.",
    ),
    ("decay the rate", "raise the rate"): (
        "a higher rate where a decay is due",
        "At the start it is quick enough. It is the end that hovers, and there the two epochs at a tenth have helped.",
        "find the word for a rate that is high first and low later.",
    ),
    ("decay the rate", "not the rate"): (
        "a plateau taken for another fault",
        "With two epochs at a tenth of the rate the loss falls to a third. So it is the rate, at the end.",
        "find the word for a rate that is high first and low later.",
    ),
    ("stop earlier", "raise the rate"): (
        "overfitting taken for a crawl",
        "The training loss falls to 0.005: it is quick enough. It is the validation loss that rises.",
        "ask at which epoch this network was at its best.",
    ),
    ("stop earlier", "not the rate"): (
        "the end overlooked",
        "It is not the rate, true. But among the five there is one that says what to do about it.",
        "ask at which epoch this network was at its best.",
    ),
    ("not the rate", "decay the rate"): (
        "a decay where no rate helps",
        "A decay is a lower rate later on. A tenth has been tried, and nothing is different.",
        "ask what all three trainings have in common.",
    ),
    ("not the rate", "stop earlier"): (
        "stopped where nothing works",
        "Stopping helps where a network was better before. This one was at no time.",
        "ask what all three trainings have in common.",
    ),
    ("not the rate", "lower the rate"): (
        "the rate blamed",
        "That is what one tries first, and it has been tried: at a tenth nothing is different.",
        "ask what all three trainings have in common.",
    ),
    ("not the rate", "raise the rate"): (
        "the rate blamed, the other way",
        "It has been tried: at ten times the rate nothing is different.",
        "ask what all three trainings have in common.",
    ),
}


def judge_advice(answer):
    """The verdict on six pieces of advice: the first that is wrong is talked about."""
    words = list(answer.values()) if isinstance(answer, dict) else answer
    if not isinstance(words, (list, tuple, np.ndarray)) or len(words) != len(RUNS):
        return not_yet(
            f"- You answered: {code(shown(answer))}\n\nWanted are six pieces of advice, for a, b, c, d, e and f.\n\n"
            "Next: hand over [a, b, c, d, e, f], as the cell does.",
            "not six pieces of advice",
        )
    known = [advice_in(word) for word in words]
    for run, word, advice in zip(RUNS, words, known, strict=True):
        if advice is None:
            return not_yet(
                f"- For {run} you said: {code(shown(word))}\n\nThat is none of the five.\n\nNext: take one of "
                f"{', '.join(ADVICE)}, in quotation marks.",
                "no such advice",
            )
    wrong = [run for run, advice in zip(RUNS, known, strict=True) if advice != RUNS[run][0]]
    if not wrong:
        return passed("One more training, at a tenth or at ten times the rate, tells more than a long look at a curve.")
    run = wrong[0]
    advice, wanted = known[list(RUNS).index(run)], RUNS[run][0]
    id, why, next_step = MIX_UPS[wanted, advice]
    count = f"{len(RUNS) - len(wrong)} of {len(RUNS)} are right."
    return not_yet(f"- For {run} you said: {code(advice)}\n- {count}\n\n{why}\n\nNext: {next_step}", id)


def advice_in(word):
    """The advice that a learner's words mean, or None: 'Lower', 'raise rate', 'decay the rate.' and 'stop' will do."""
    if not isinstance(word, str):
        return None
    plain = " ".join("".join(c for c in word.lower() if c.isascii()).split()).strip(" .")
    short = {each: (each, each.split()[0], each.rsplit(" the ")[0], each.replace(" the ", " ")) for each in ADVICE}
    return next((each for each, forms in short.items() if plain and plain in forms), None)


FIRST_THING = Task(
    id="07.2",
    title="What to do first",
    judge=judge_advice,
    next_step="go from the curve to the next thing to do, along the tree of the lesson.",
    hints=(
        "For each run, look first at the two other rates: does one of them help?",
        "Where neither helps, it is not the rate. Where both losses are given, compare where each of them is lowest.",
        (
            "Of the six, one wants more, one less, one less later on, and one an earlier end. In two of them the rate "
            "has nothing to do with it."
        ),
    ),
)

# 07.3 Clip a gradient -----------------------------------------------------------------------------------------------


def clip(gradient, limit):
    length = np.sqrt((gradient**2).sum())
    return gradient * (limit / length) if length > limit else gradient


def scaled_by(factor):
    """A wrong answer that multiplies by `factor(gradient, limit)`."""
    return lambda gradient, limit: gradient * factor(np.asarray(gradient, float), limit)


def length_of(gradient):
    return np.sqrt((gradient**2).sum())


def row_by_row(gradient, limit):
    lengths = np.sqrt((gradient**2).sum(axis=-1, keepdims=True))
    return gradient * np.minimum(1, limit / np.maximum(lengths, 1e-300))


def column_by_column(gradient, limit):
    lengths = np.sqrt((gradient**2).sum(axis=0, keepdims=True))
    return gradient * np.minimum(1, limit / np.maximum(lengths, 1e-300))


def first_rows_length(gradient, limit):
    return gradient * min(1, limit / length_of(gradient[0] if gradient.ndim > 1 else gradient))


def largest_stretch(gradient, limit):
    length = np.linalg.norm(gradient, 2)
    return gradient * limit / length if length > limit else gradient


def halved_until_it_fits(gradient, limit):
    while length_of(gradient) > limit:
        gradient = gradient / 2
    return gradient


CLIP = Task(
    id="07.3",
    title="Clip a gradient",
    reference=clip,
    probes=(
        (np.array([3.0, -4.0, 12.0]), 2.0),
        (np.array([0.3, -0.4]), 2.0),
        (np.array([[3.0, 0.0, 1.0], [0.0, -0.2, 0.1]]), 1.0),
        (np.array([-0.05, 0.02, 0.01, 0.04]), 0.01),
        (np.array([[1.2, -0.9], [1.0, -0.7]]), 1.6),
    ),
    insight="One factor for all: the direction stays, and what is short enough is left alone.",
    hints=(
        "Two things are asked for: the length of the whole gradient, and what to do where it is above the limit.",
        (
            "The length is the root of the sum of all squares. What is too long is multiplied by one number, "
            "so that its length becomes the limit."
        ),
        "length = np.sqrt(np.sum(gradient**2)), and then gradient * min(1, limit / length).",
    ),
    next_step="try [3, -4] by hand: its length is 5. What should come out at a limit of 1, and at a limit of 10?",
    misconceptions=(
        Misconception(
            "each entry by itself",
            lambda gradient, limit: np.clip(gradient, -limit, limit),
            "It looks as if each entry was cut off at the limit by itself. That is clipping by value. It bends the "
            "direction: long entries lose more than short ones.",
            "work out one factor from the length of the whole, and multiply everything by it.",
        ),
        Misconception(
            "short ones made longer",
            scaled_by(lambda gradient, limit: limit / length_of(gradient)),
            "Long gradients come out right. But a short one is made longer, up to the limit: then every step is as "
            "long as any, and near the bottom nobody settles.",
            "leave a gradient alone that is short enough.",
        ),
        Misconception(
            "the length made 1",
            scaled_by(lambda gradient, limit: 1 / length_of(gradient)),
            "It looks as if the gradient was divided by its length, so that it is always 1 long, whatever the limit.",
            "see what the limit is for.",
        ),
        Misconception(
            "no root",
            scaled_by(lambda gradient, limit: min(1, limit / (gradient**2).sum())),
            "It looks as if the sum of the squares was taken for the length. Its root is missing.",
            "try it on [3, -4], whose length is 5.",
        ),
        Misconception(
            "absolute values added up",
            scaled_by(lambda gradient, limit: min(1, limit / np.abs(gradient).sum())),
            "It looks as if the absolute values were added up for the length. For [3, -4] that gives 7, and the way "
            "from its one end to the other is 5.",
            "add up the squares, and take the root.",
        ),
        Misconception(
            "the largest entry",
            scaled_by(lambda gradient, limit: min(1, limit / np.abs(gradient).max())),
            "It looks as if the largest entry was taken for the length. Then the direction stays, but what comes out "
            "is still longer than the limit.",
            "add up the squares of all entries, and take the root.",
        ),
        Misconception(
            "the root of the mean",
            scaled_by(lambda gradient, limit: min(1, limit / np.sqrt((gradient**2).mean()))),
            "It looks as if the squares were averaged, not added up. Then a network with more weights is clipped less.",
            "take the sum in place of the mean.",
            also=(scaled_by(lambda gradient, limit: min(1, limit / np.sqrt((gradient**2).sum() / len(gradient)))),),
        ),
        Misconception(
            "cut off above only",
            lambda gradient, limit: np.minimum(gradient, limit),
            "It looks as if each entry above the limit was cut off, and those far below 0 were left. A slope of "
            "−100 is as steep as one of 100; and an entry cut off by itself bends the direction.",
            "work out one factor from the length of the whole, and multiply everything by it.",
        ),
        Misconception(
            "large entries thrown away",
            lambda gradient, limit: np.where(np.abs(gradient) > limit, 0.0, gradient),
            "It looks as if each entry beyond the limit became 0. Those are the steepest directions, and nothing would "
            "be learned along them.",
            "work out one factor from the length of the whole, and multiply everything by it.",
        ),
        Misconception(
            "the limit taken from each entry",
            lambda gradient, limit: gradient - limit if length_of(gradient) > limit else gradient,
            "It looks as if the limit was taken away from each entry. That turns the gradient into another direction, "
            "and does not make it as long as the limit.",
            "work out one factor from the length of the whole, and multiply everything by it.",
        ),
        Misconception(
            "shorter by the limit",
            lambda gradient, limit: (
                gradient * (1 - limit / length_of(gradient)) if length_of(gradient) > limit else gradient
            ),
            "The direction is right, and the gradient is shorter *by* the limit. It should be shortened *to* it.",
            "print the length of what you return: it should be the limit.",
        ),
        Misconception(
            "cut off at the limit, when too long",
            lambda gradient, limit: np.sign(gradient) * limit if length_of(gradient) > limit else gradient,
            "It looks as if every entry became as large as the limit. Then all directions but a few are lost, and"
            " the whole is longer than the limit.",
            "work out one factor from the length of the whole, and multiply everything by it.",
        ),
        Misconception(
            "the length made 1, when too long",
            lambda gradient, limit: gradient / length_of(gradient) if length_of(gradient) > limit else gradient,
            "What is short enough is left alone, and that is right. What is too long comes out 1 long, whatever "
            "the limit.",
            "multiply by the limit as well.",
        ),
        Misconception(
            "multiplied by the limit",
            lambda gradient, limit: gradient * limit if length_of(gradient) > limit else gradient,
            "What is short enough is left alone, and that is right. What is too long was multiplied by the limit,"
            " without being divided by its length.",
            "divide by the length as well.",
        ),
        Misconception(
            "divided by the limit",
            lambda gradient, limit: gradient / limit if length_of(gradient) > limit else gradient,
            "What is short enough is left alone, and that is right. What is too long was divided by the limit, "
            "whatever its length was.",
            "ask for the factor that makes a length of 10 into one of 2.",
        ),
        Misconception(
            "made longer where too long",
            lambda gradient, limit: gradient * length_of(gradient) / limit if length_of(gradient) > limit else gradient,
            "What is short enough is left alone. What is too long comes out longer still: the fraction stands "
            "upside down.",
            "ask whether the factor should be above 1 or below.",
        ),
        Misconception(
            "the square compared",
            lambda gradient, limit: gradient * limit / length_of(gradient) if (gradient**2).sum() > limit else gradient,
            "What is too long comes out right. But it looks as if the sum of the squares was compared with the "
            "limit, and not its root: some gradients that are short enough are made longer.",
            "compare the length itself with the limit.",
        ),
        Misconception(
            "the largest entry compared",
            lambda gradient, limit: gradient * limit / length_of(gradient) if (gradient > limit).any() else gradient,
            "What is shortened comes out right. But it looks as if single entries were compared with the limit: "
            "many small ones make a long gradient, and one far below 0 is long too.",
            "compare the length of the whole with the limit.",
            also=(
                lambda gradient, limit: (
                    gradient * limit / length_of(gradient) if (np.abs(gradient) > limit).any() else gradient
                ),
            ),
        ),
        Misconception(
            "no sign left",
            lambda gradient, limit: np.abs(gradient) * min(1, limit / max(length_of(gradient), 1e-300)),
            "The lengths are right. But the entries have lost their signs, and with them the direction.",
            "leave out the abs where you multiply.",
        ),
        Misconception(
            "no sign left, where too long",
            lambda gradient, limit: (
                np.abs(gradient) * limit / length_of(gradient) if length_of(gradient) > limit else gradient
            ),
            "The lengths are right. But where the gradient is too long, its entries have lost their signs, and "
            "with them the direction.",
            "leave out the abs where you shorten.",
        ),
        Misconception(
            "the mean of the absolute values",
            scaled_by(lambda gradient, limit: min(1, limit / np.abs(gradient).mean())),
            "It looks as if the mean of the absolute values was taken for the length.",
            "add up the squares of all entries, and take the root.",
        ),
        Misconception(
            "the root of the factor",
            scaled_by(lambda gradient, limit: min(1, np.sqrt(limit / (gradient**2).sum()))),
            "It looks as if the root was taken of the limit as well. Only the sum of the squares is under it.",
            "take the root of the sum first, and then compare.",
        ),
        Misconception(
            "none below 0",
            lambda gradient, limit: np.clip(gradient, 0, limit),
            "It looks as if each entry was cut off by itself, below at 0. A slope below 0 is as good as one above.",
            "work out one factor from the length of the whole, and multiply everything by it.",
        ),
        Misconception(
            "every entry the limit",
            lambda gradient, limit: np.full_like(gradient, limit) if length_of(gradient) > limit else gradient,
            "Where the gradient is too long, every entry became the limit. The direction is lost.",
            "multiply the gradient by one factor.",
        ),
        Misconception(
            "the first row's length",
            first_rows_length,
            "For a single row this is right. With several it looks as if the length of the first was taken for "
            "that of the whole.",
            "add up the squares of all entries.",
        ),
        Misconception(
            "the limit taken away",
            lambda gradient, limit: (
                gradient - (length_of(gradient) - limit) if length_of(gradient) > limit else gradient
            ),
            "It looks as if the length that is too much was subtracted from each entry. That changes the "
            "direction. A gradient becomes shorter and keeps its direction when it is multiplied.",
            "find the one factor that makes its length the limit.",
        ),
        Misconception(
            "the number of entries",
            lambda gradient, limit: gradient * limit / len(gradient) if len(gradient) > limit else gradient,
            "It looks as if len was taken for the length. It counts the entries of a list, or the rows of an array.",
            "add up the squares of all entries, and take the root.",
        ),
        Misconception(
            "the largest, with its sign",
            lambda gradient, limit: gradient * limit / gradient.max() if gradient.max() > limit else gradient,
            "It looks as if the largest entry was taken for the length, and those far below 0 overlooked.",
            "add up the squares of all entries, and take the root.",
        ),
        Misconception(
            "the sum of the entries",
            lambda gradient, limit: gradient * limit / gradient.sum() if gradient.sum() > limit else gradient,
            "It looks as if the entries were added up for the length. Those above and below 0 cancel.",
            "square each entry before you add, and take the root of the sum.",
        ),
        Misconception(
            "column by column",
            column_by_column,
            "For a single row this is right. With several it looks as if each column was clipped by itself; the "
            "limit is for all weights together, since they make one step.",
            "take the sum over all entries, without an axis.",
        ),
        Misconception(
            "only the long entries",
            lambda gradient, limit: np.where(
                np.abs(gradient) > limit, gradient * limit / length_of(gradient), gradient
            ),
            "The factor is right, but only the entries that are above the limit by themselves were multiplied by it. "
            "The others kept their size, and so the direction is another one.",
            "compare the length of the whole with the limit, and multiply all entries.",
        ),
        Misconception(
            "multiplied by the length",
            scaled_by(lambda gradient, limit: min(length_of(gradient), limit)),
            "It looks as if the gradient was multiplied by the length that it should have. It has a length already.",
            "look for the factor that makes a length of 5 one of 1.",
        ),
        Misconception(
            "halved until it fits",
            halved_until_it_fits,
            "The direction is right, and it is short enough: but it should be as long as the limit, and no shorter.",
            "work out the one factor that makes it as long as the limit.",
        ),
        Misconception(
            "a length and a square",
            scaled_by(lambda gradient, limit: min(1, limit**2 / (gradient**2).sum())),
            "It looks as if the limit was squared because the length was. The gradients that are too long are found, "
            "and then they are made shorter than the limit: the factor has been squared too.",
            "take the root of the sum, and leave the limit as it is.",
        ),
        Misconception(
            "the largest stretch",
            largest_stretch,
            "For a single row this is right. For a table np.linalg.norm with the argument 2 is another thing: by "
            "how much the table can stretch a vector. Wanted is the length of all entries in one row.",
            "leave out the 2, or flatten the array first.",
        ),
        Misconception(
            "no root, but for the test",
            lambda gradient, limit: gradient * limit / (gradient**2).sum() if length_of(gradient) > limit else gradient,
            "The right gradients are clipped. But they are divided by the sum of the squares, where its root belongs.",
            "divide by the length itself.",
        ),
        Misconception(
            "only the too long come back",
            lambda gradient, limit: gradient * limit / length_of(gradient) if length_of(gradient) > limit else None,
            "What is too long comes out right. Where the gradient is short enough, nothing comes back.",
            "return the gradient itself in that case.",
        ),
        Misconception(
            "the short ones become 0",
            lambda gradient, limit: gradient * (limit / length_of(gradient) if length_of(gradient) > limit else 0),
            "What is too long comes out right. Where the gradient is short enough, it became 0, and nobody moves.",
            "return the gradient itself in that case.",
        ),
        Misconception(
            "row by row",
            row_by_row,
            "For a single row this is right. With several rows it looks as if each was clipped by itself; the limit is "
            "for all weights together, since they make one step.",
            "take the sum over everything, without an axis.",
        ),
        Misconception(
            "max for min",
            scaled_by(lambda gradient, limit: max(1, limit / length_of(gradient))),
            "Long gradients stay as they are and short ones are made longer. It looks as if max stands where min "
            "should.",
            "ask whether the factor should ever be above 1.",
        ),
        Misconception(
            "upside down",
            scaled_by(lambda gradient, limit: min(1, length_of(gradient) / limit)),
            "It looks as if the fraction stands upside down: short gradients are made shorter, and long ones are left "
            "as they are.",
            "for a length of 5 and a limit of 1, which factor makes it 1?",
        ),
        Misconception(
            "thrown away",
            lambda gradient, limit: gradient * (length_of(gradient) <= limit),
            "A gradient that is too long is thrown away, so that this step is not taken at all. That is safe, but if "
            "all are too long, as at the start of a training, nobody moves.",
            "shorten it, and keep its direction.",
        ),
        Misconception(
            "only the length",
            lambda gradient, limit: min(length_of(gradient), limit),
            "That is how long the clipped gradient should be. Wanted is the gradient itself.",
            "multiply the gradient by a factor that gives it this length.",
        ),
        Misconception(
            "only the factor",
            lambda gradient, limit: min(1.0, limit / length_of(gradient)),
            "That is the right factor. Wanted is the gradient multiplied by it.",
            "multiply, and return the product.",
        ),
        Misconception(
            "not clipped",
            lambda gradient, limit: np.array(gradient),
            "The gradient comes back as it went in, even where it is too long.",
            "print its length and the limit: which is larger?",
        ),
    ),
)

# 07.4 Who is ahead? -------------------------------------------------------------------------------------------------


def at_best(losses):
    """The losses at the rate with the lowest mean, in which a nan counts as infinite: one for each seed."""
    mean = losses.mean(axis=1)
    return losses[np.where(np.isnan(mean), np.inf, mean).argmin()]


def compare(a, b):
    differences = at_best(a) - at_best(b)
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def picking(pick):
    """A wrong answer that picks each optimizer's rate by `pick(losses)`, an index."""

    def wrong(a, b):
        differences = a[pick(a)] - b[pick(b)]
        return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))

    return wrong


def luckiest_without_nan(a, b):
    rows = [losses[np.unravel_index(np.nanargmin(losses), losses.shape)[0]] for losses in (a, b)]
    differences = rows[0] - rows[1]
    return np.nanmean(differences), np.nanstd(differences, ddof=1) / np.sqrt(len(differences))


def as_a_share(a, b, by=None):
    differences = (at_best(a) - at_best(b)) / (at_best(b) if by is None else by)
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def with_error(error):
    """A wrong answer whose difference is right and whose error is `error(of a, of b)`, both at their best rates."""
    return lambda a, b: (compare(a, b)[0], error(at_best(a), at_best(b)))


def also(misconception):
    """A wrong pick, and besides the standard deviation as if the mean were known."""

    def wrong(a, b):
        difference, error = misconception.wrong(a, b)
        return difference, error * np.sqrt((a.shape[1] - 1) / a.shape[1])

    return replace(
        misconception,
        id=f"{misconception.id}, as if the mean were known",
        wrong=wrong,
        also=(),
        words=f"{misconception.words} (And NumPy's std needs ddof=1; leave that for later.)",
    )


def best_column(a, b):
    def best(losses):
        return losses[:, finite(losses.mean(axis=0)).argmin()]

    x, y = best(a), best(b)
    differences = x[: len(y)] - y[: len(x)]
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def without_a_sign(a, b):
    differences = np.abs(at_best(a) - at_best(b))
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def nan_as_zero(a, b):
    return compare(np.nan_to_num(a), np.nan_to_num(b))


def nan_left_out(a, b, ddof=1):
    x, y = (losses[np.nanmean(losses, axis=1).argmin()] for losses in (a, b))
    return np.nanmean(x - y), np.nanstd(x - y, ddof=ddof) / np.sqrt(len(x))


def finite(mean):
    return np.where(np.isnan(mean), np.inf, mean)


def a_s_rate_for_both(a, b):
    place = finite(a.mean(axis=1)).argmin()
    differences = a[place] - b[place]
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def best_of_each_seed(a, b):
    differences = np.nanmin(a, axis=0) - np.nanmin(b, axis=0)
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def all_rates(a, b):
    differences = np.nanmean(a, axis=0) - np.nanmean(b, axis=0)
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def best_single_run(a, b):
    differences = at_best(a) - at_best(b)
    return np.nanmin(a) - np.nanmin(b), differences.std(ddof=1) / np.sqrt(len(differences))


def unpaired(a, b):
    return np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))


NAN = np.nan
# As of a network, rounded: a row for each rate, a column for each seed. The row with the best mean is another one in
# each table, and in each another one than that of the luckiest training, and than that of the best median.
A = np.array(
    [
        [0.300, 0.280, 0.310, 0.290],
        [0.125, 0.095, 0.117, 0.111],  # the best mean
        [0.060, 0.240, 0.135, 0.138],  # the luckiest training
        [0.100, 0.104, 0.260, 0.102],  # the best median
        [2.300, 0.900, 2.310, 2.300],
    ]
)
B = np.array(
    [
        [0.080, 0.084, 0.240, 0.083],  # the best median
        [0.040, 0.220, 0.120, 0.130],  # the luckiest training
        [0.300, 0.350, 0.270, 0.310],
        [0.101, 0.088, 0.118, 0.099],  # the best mean
        [0.500, 0.480, 0.520, 0.510],
    ]
)
# The other way round, with more seeds, other numbers of rates, and the lowest losses beside a nan.
C = np.array([[0.05, 0.06, NAN, 0.05, 0.06], [0.20, 0.26, 0.23, 0.21, 0.25]])
D = np.array(
    [
        [0.40, 0.38, 0.39, 0.45, 0.41],
        [0.24, 0.29, 0.20, 0.28, 0.26],  # the best mean
        [0.19, 0.50, 0.18, 0.24, 0.23],  # the luckiest training, and the best median
        [0.28, 0.27, 0.28, 0.28, 0.27],  # whose worst seed is the best
    ]
)

WRONG_ROWS = (
    Misconception(
        "one rate for both",
        a_s_rate_for_both,
        "It looks as if the second optimizer was judged in the row that suits the first. A row stands for a rate, "
        "and each has a best rate of its own.",
        "find the best row of each table by itself.",
    ),
    Misconception(
        "the luckiest training",
        picking(lambda losses: np.unravel_index(np.nanargmin(losses), losses.shape)[0]),
        "It looks as if each rate was judged by its best seed, so that the luckiest single training decides.",
        "judge a rate by its mean over the seeds.",
        also=(luckiest_without_nan,),
    ),
    Misconception(
        "the difference of the luckiest",
        best_single_run,
        "The error is right. The difference is that between the luckiest training of each.",
        "take the mean of the differences between the two best rows.",
    ),
    Misconception(
        "another rate for each seed",
        best_of_each_seed,
        "It looks as if each seed chose a rate of its own. A recipe has one rate, whatever the seed; to pick the "
        "best for each seed is to pick its luck.",
        "choose one row for all seeds.",
    ),
    Misconception(
        "all rates together",
        all_rates,
        "It looks as if the mean over all rates was compared. Then whoever tried more bad rates loses.",
        "compare the two best rows alone.",
    ),
    Misconception(
        "by the median",
        picking(lambda losses: finite(np.median(losses, axis=1)).argmin()),
        "It looks as if the best row was found by its median. It does not see that a rate fails with one seed.",
        "take the mean over the seeds.",
    ),
    Misconception(
        "by one seed",
        picking(lambda losses: finite(losses[:, -1]).argmin()),
        "It looks as if one seed alone chose the best row.",
        "take the mean over the seeds.",
    ),
    Misconception(
        "by the worst seed",
        picking(lambda losses: finite(losses.max(axis=1)).argmin()),
        "It looks as if each rate was judged by its worst seed. That is cautious, and no mean: one unlucky seed "
        "decides for all of them.",
        "take the mean over the seeds.",
    ),
    Misconception(
        "nan wins",
        picking(lambda losses: losses.mean(axis=1).argmin()),
        "A rate at which a seed diverged has won. np.argmin takes a nan for the lowest of all numbers, and "
        "np.nanmean leaves it out as if nothing had been. A rate that throws one training in five off the map is "
        "no good rate.",
        "turn a mean that is nan into infinity before you look for the lowest.",
    ),
)

COMPARISON = Task(
    id="07.4",
    title="Who is ahead?",
    reference=compare,
    probes=((A, B), (C, D)),
    insight="Each at its own best rate, seed by seed, and with its luck: now you can say whether it is a draw.",
    hints=(
        "First find the best row of each table, by its mean. Then compare those two rows, seed by seed.",
        (
            "The differences of the two rows are as many numbers as there are seeds. Their mean is the first answer; "
            "their standard deviation, divided by the root of their number, is the second. And can a row with a nan in "
            "it be the best?"
        ),
        (
            "mean = a.mean(axis=1), with np.inf where it is nan; row = a[mean.argmin()], the same for b; d = row_a − "
            "row_b; return d.mean(), d.std(ddof=1) / len(d) ** 0.5."
        ),
    ),
    next_step="print the two rows that your function compares, and see whether they are the right ones.",
    misconceptions=(
        *WRONG_ROWS,
        *(also(m) for m in WRONG_ROWS),
        Misconception(
            "the wrong way round",
            lambda a, b: (-compare(a, b)[0], compare(a, b)[1]),
            "The size is right, and the sign is the other way round: b was compared with a.",
            "take the losses of b from those of a.",
        ),
        Misconception(
            "without a sign",
            lambda a, b: (abs(compare(a, b)[0]), compare(a, b)[1]),
            "The size is right. Without its sign the difference does not say who is ahead.",
            "leave out the abs.",
        ),
        Misconception(
            "the worst of each",
            picking(lambda losses: np.where(np.isnan(losses.mean(axis=1)), -np.inf, losses.mean(axis=1)).argmax()),
            "It looks as if the row with the highest mean was taken. These are losses: the lowest is the best.",
            "look for the lowest mean.",
        ),
        Misconception(
            "seeds taken for rates",
            best_column,
            "It looks as if the best column was taken. A row is a rate, a column a seed: a mean over the seeds "
            "goes along the row.",
            "take the mean with axis=1.",
        ),
        Misconception(
            "the first rate",
            picking(lambda losses: 0),
            "It looks as if the first rows were compared. Each optimizer has its best rate in some other row.",
            "find the row with the lowest mean in each table.",
        ),
        Misconception(
            "the median of the differences",
            lambda a, b: (np.median(at_best(a) - at_best(b)), compare(a, b)[1]),
            "The error is right. The first number is the median of the differences, and the mean is asked for.",
            "take the mean.",
        ),
        Misconception(
            "the difference as a share",
            as_a_share,
            "It looks as if each difference was divided by the loss of one of the two. That is a share; wanted is the "
            "difference itself, in units of the loss.",
            "leave the division out.",
            also=(lambda a, b: tuple(100 * np.array(as_a_share(a, b))), lambda a, b: as_a_share(a, b, by=at_best(a))),
        ),
        Misconception(
            "differences without a sign",
            without_a_sign,
            "It looks as if each difference lost its sign before the mean was taken. Then it hardly matters who "
            "is ahead.",
            "leave out the abs.",
        ),
        Misconception(
            "a nan taken for 0",
            nan_as_zero,
            "It looks as if a nan was turned into 0, the lowest loss of all. A training that diverged has won by that.",
            "turn a mean that is nan into infinity, and not into 0.",
        ),
        Misconception(
            "nan left out",
            nan_left_out,
            "A rate at which a seed diverged has won, since np.nanmean leaves the nan out as if nothing had been,"
            " and so does the error. A rate that throws one training in five off the map is no good rate.",
            "let a mean with a nan in it be infinite before you look for the lowest.",
        ),
        Misconception(
            "the error of a alone",
            with_error(lambda a, b: a.std(ddof=1) / np.sqrt(len(a))),
            "The difference is right. The second number is the error of a's mean alone. That of the difference "
            "comes from the differences.",
            "subtract the rows first, seed by seed, and take the standard deviation of that.",
        ),
        Misconception(
            "the variance, divided by the number",
            with_error(lambda a, b: (a - b).var(ddof=1) / len(a)),
            "The difference is right. The second number is the square of the standard error: the variance over "
            "the number.",
            "take the root of it.",
        ),
        Misconception(
            "the error's count too low",
            with_error(lambda a, b: (a - b).std(ddof=1) / np.sqrt(len(a) - 1)),
            "The difference is right. The standard deviation has ddof=1 in it already; it was divided by the root"
            " of one seed less once more.",
            "divide by the root of the number of seeds.",
        ),
        Misconception(
            "1.96 errors",
            with_error(lambda a, b: 1.96 * (a - b).std(ddof=1) / np.sqrt(len(a))),
            "The difference is right. The second number is 1.96 standard errors, half of an interval. Asked for "
            "is one.",
            "leave out the 1.96.",
        ),
        Misconception(
            "two errors",
            with_error(lambda a, b: 2 * (a - b).std(ddof=1) / np.sqrt(len(a))),
            "The difference is right. The second number is two standard errors. Asked for is one.",
            "leave out the 2.",
        ),
        Misconception(
            "the variance",
            with_error(lambda a, b: (a - b).var(ddof=1) / np.sqrt(len(a))),
            "The difference is right. It looks as if the variance was divided by the root of the number of seeds."
            " The standard deviation is the root of the variance.",
            "ask which of the two has the units of a loss.",
        ),
        Misconception(
            "one error taken from the other",
            with_error(lambda a, b: (a.std(ddof=1) - b.std(ddof=1)) / np.sqrt(len(a))),
            "The difference is right. It looks as if the error of each was worked out apart, and one taken from "
            "the other. Luck does not cancel so; that number can even be below 0.",
            "make one row of differences first, and work out its error.",
        ),
        Misconception(
            "how many errors it is",
            with_error(lambda a, b: (a - b).mean() / ((a - b).std(ddof=1) / np.sqrt(len(a)))),
            "The difference is right. The second number is how many standard errors it is. Asked for is the "
            "standard error itself.",
            "leave out the last division.",
        ),
        Misconception(
            "no error",
            with_error(lambda a, b: 0),
            "The difference is right. The second number is 0, as if there were no luck in it.",
            "take the standard deviation of the differences, seed by seed, and divide it by the root of their number.",
        ),
        Misconception(
            "only the difference, the wrong way round",
            lambda a, b: -compare(a, b)[0],
            "One number came, the difference of b from a. Asked for is a minus b, and its standard error.",
            "take the losses of b from those of a, and return two numbers.",
        ),
        Misconception(
            "the error first, as if the mean were known",
            lambda a, b: ((at_best(a) - at_best(b)).std() / np.sqrt(a.shape[1]), compare(a, b)[0]),
            "The error came first. And NumPy's std, as it is, divides by the number of seeds, as if the true mean"
            " were known.",
            "return the difference first. Then hand std the argument ddof=1.",
        ),
        Misconception(
            "one spread for both",
            with_error(lambda a, b: np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2 / len(a))),
            "The difference is right. It looks as if one spread was made of those of a and b. They saw the same "
            "seeds, so much of their luck is shared.",
            "subtract the rows first, seed by seed, and take the standard deviation of that.",
        ),
        Misconception(
            "as a share of b's loss",
            lambda a, b: (compare(a, b)[0] / at_best(b).mean(), compare(a, b)[1]),
            "The error is right. The difference was divided by the loss of b.",
            "return the difference as it is.",
        ),
        Misconception(
            "errors added",
            with_error(lambda a, b: (a.std(ddof=1) + b.std(ddof=1)) / np.sqrt(len(a))),
            "The difference is right. It looks as if the two errors were worked out apart and then added. These "
            "two saw the same seeds, so much of their luck is shared.",
            "subtract the rows first, seed by seed, and take the standard deviation of that.",
        ),
        Misconception(
            "not seed by seed, and as if the means were known",
            with_error(lambda a, b: np.sqrt(a.var() / len(a) + b.var() / len(b))),
            "The difference is right. It looks as if the two errors were worked out apart, and with NumPy's std "
            "as it is. These two saw the same seeds, so much of their luck is shared.",
            "subtract the rows first, seed by seed, and take the standard deviation of that.",
        ),
        Misconception(
            "divided by the number of rates",
            lambda a, b: (compare(a, b)[0], (at_best(a) - at_best(b)).std(ddof=1) / np.sqrt(len(a))),
            "The difference is right. The standard deviation was divided by the root of the number of rates. What"
            " makes a mean more certain are the seeds.",
            "divide by the root of the number of differences.",
        ),
        Misconception(
            "all the differences",
            lambda a, b: at_best(a) - at_best(b),
            "Those are the differences, seed by seed, at the best rates, and they are right. Wanted are their "
            "mean and its standard error.",
            "make two numbers of them.",
        ),
        Misconception(
            "the two means",
            lambda a, b: (at_best(a).mean(), at_best(b).mean()),
            "Those are the two lowest means, and they are right. Wanted are their difference and its standard error.",
            "subtract the rows, seed by seed, and take the mean and the standard error of that.",
        ),
        Misconception(
            "the wrong way round, and as if the mean were known",
            lambda a, b: (-compare(a, b)[0], (at_best(a) - at_best(b)).std() / np.sqrt(a.shape[1])),
            "The size of the difference is right, and its sign the other way round. And NumPy's std, as it is, "
            "divides by the number of seeds, as if the true mean were known.",
            "take the losses of b from those of a first. Then hand std the argument ddof=1.",
        ),
        Misconception(
            "nan left out, and as if the mean were known",
            lambda a, b: nan_left_out(a, b, ddof=0),
            "A rate at which a seed diverged has won, since NumPy's functions with nan in their names leave the "
            "nan out as if nothing had been. A rate that throws one training in five off the map is no good rate."
            " (And the standard deviation needs ddof=1; leave that for later.)",
            "let a mean with a nan in it be infinite before you look for the lowest.",
        ),
        Misconception(
            "not divided by the root",
            with_error(lambda a, b: (a - b).std(ddof=1)),
            "The difference is right. The second number is how far a single difference strays; their mean strays "
            "less, the more seeds there are.",
            "divide it by the root of the number of seeds.",
        ),
        Misconception(
            "divided by the number",
            with_error(lambda a, b: (a - b).std(ddof=1) / len(a)),
            "The difference is right. The standard deviation was divided by the number of seeds, not by its root.",
            "take the root of the number.",
        ),
        Misconception(
            "as if the mean were known",
            with_error(lambda a, b: (a - b).std() / np.sqrt(len(a))),
            "The difference is right. The standard deviation is a little too small: NumPy's std divides by the number "
            "of seeds, as if the true mean were known and not taken from the same few numbers.",
            "hand std the argument ddof=1.",
        ),
        Misconception(
            "as if the mean were known, and not divided by the root",
            with_error(lambda a, b: (a - b).std()),
            "The difference is right. The second number is how far a single difference strays, and a little too small: "
            "NumPy's std divides by the number of seeds, as if the true mean were known.",
            "hand std the argument ddof=1, and divide by the root of the number of seeds.",
        ),
        Misconception(
            "not seed by seed",
            with_error(unpaired),
            "The difference is right. It looks as if the two errors were worked out apart and then added (as squares). "
            "That is right for different seeds. These two saw the same ones, so much of their luck is shared.",
            "subtract the rows first, seed by seed, and take the standard deviation of that.",
        ),
        Misconception(
            "only the difference",
            lambda a, b: compare(a, b)[0],
            "The difference is right. Its standard error is missing, and without it nobody can say whether it is luck.",
            "return two numbers, with a comma between them.",
        ),
        Misconception(
            "the error first",
            lambda a, b: compare(a, b)[::-1],
            "Both numbers are right, and they come in the other order.",
            "return the difference first.",
        ),
    ),
)

# 07.5 Another problem -----------------------------------------------------------------------------------------------

HIDDEN, IMAGES, EPOCHS, BATCH_SIZE = (32, 32, 32), 100, 15, 20
SEEDS = tuple(range(100, 105))  # not those that a learner has searched with
GOAL = 0.75  # the mean validation loss, over the seeds, that is asked for


def few_digits():
    """The digits with the first 100 images to learn from, and the same validation part as ever."""
    from lrlib import digits

    data = digits()
    return replace(data, train=type(data.train)(*(tensor[:IMAGES] for tensor in data.train)))


def trained(rule):
    """The record of the task's network, trained by `rule` from the check's own seeds."""
    from lrlib import mlp, train_many

    return train_many(mlp(*HIDDEN), few_digits(), rule, EPOCHS, BATCH_SIZE, seeds=SEEDS)


def mean_loss(rule):
    """The validation loss that `rule` comes to in the mean over the seeds; infinite if one of them diverges."""
    losses = trained(rule).validation_losses[-1]
    return float(losses.mean()) if np.isfinite(losses).all() else np.inf


def judge_recipe(answer):
    """The verdict on an update rule: train with it, from seeds of the check's own, and look at the validation loss."""
    from lrlib.optimizers import is_rule

    if not is_rule(answer):
        return not_yet(
            f"- You handed in: {code(shown(answer))}\n\nWanted is an update rule with its rate.\n\nNext: hand over one "
            "such as Adam(lr=0.001), in which the rate may be a schedule.",
            "not a rule",
        )
    history = trained(answer)
    losses = history.validation_losses[-1].ravel()
    if losses.size != len(SEEDS):
        return not_yet(
            "- You handed in a rule with several rates at once.\n\nThat is a search, and a recipe is what comes of "
            "it.\n\nNext: hand over the rule with the one rate that you have chosen.",
            "a sweep",
        )
    right = history.validation_accuracies[-1].mean()
    name = type(answer).__name__
    if not np.isfinite(losses).all():
        return not_yet(
            f"- {name}: the loss is nan with {int((~np.isfinite(losses)).sum())} of {len(SEEDS)} seeds.\n\nThe steps "
            "are far too long.\n\nNext: a tenth of the rate.",
            "diverges",
        )
    mean = losses.mean()
    facts = (
        f"- {name}, validation loss over {len(SEEDS)} seeds of the check's own: {mean:.2f} on average, "
        f"{losses.min():.2f} to {losses.max():.2f}; {right:.0%} right. Asked for: {GOAL} or less."
    )
    if mean <= GOAL:
        return passed(
            f"{name} comes to a validation loss of {mean:.2f} on average, over seeds that your search has not seen; "
            f"{right:.0%} right, after 75 steps with a hundred images. How low can you get? And what does it come to "
            "with the other rules, each at its best?"
        )
    rates = history.lrs.reshape(len(history.lrs), -1)[:, 0]
    if (rates < 0.01 * rates.max()).mean() > 0.5:
        return not_yet(
            f"{facts}\n\nFor more than half of the 75 steps your rate is below a hundredth of its highest: the "
            "schedule is over long before the run is.\n\nNext: plot it over 75 steps, and let it last as long as they "
            "do.",
            "the schedule is over too soon",
        )
    lower, higher = (mean_loss(replace(answer, lr=answer.lr * factor)) for factor in (1 / 3, 3))
    facts += f"\n- At a third of your rate it comes to {lower:.2f}, at three times your rate to {higher:.2f}."
    if lower < min(mean, higher):
        return not_yet(f"{facts}\n\nThe rate is too high.\n\nNext: go on from a third of it, and compare.", "too high")
    if higher < mean:
        return not_yet(
            f"{facts}\n\nThe rate is too low: after 75 steps it is still on its way, or has not set out.\n\nNext: go "
            "on from three times the rate, and compare.",
            "too low",
        )
    return not_yet(
        f"{facts}\n\nNeither helps, so the rate is about as good as it gets with this rule. Of two rules, each at its "
        "best, one may get much farther than the other here.\n\nNext: halfway to the better of the two neighbors; and "
        "if that is not enough, the same search with another rule.",
        "not the rate",
    )


ANOTHER_PROBLEM = Task(
    id="07.5",
    title="Another problem",
    judge=judge_recipe,
    seconds=120.0,
    next_step="search as in the lesson: powers of ten, then half decades, for one rule after the other.",
    hints=(
        "Follow the page: an optimizer, powers of ten, beyond the edge, half decades. Do not expect the lesson's rate.",
        "If one rule does not get below 1.5 at any of its rates, search with another one. Do they all draw here?",
        "Adam, with a constant rate a little below 0.01, or with a warm-up, a cosine over 75 steps, and twice that.",
    ),
)

TASKS = (BUDGET, FIRST_THING, CLIP, COMPARISON, ANOTHER_PROBLEM)
