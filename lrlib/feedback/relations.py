"""What can be said of a wrong answer from how its numbers compare with the expected ones, on every input alike.

A bank knows the mistakes of its task. Some mistakes belong to no task: a sign, a factor, numbers in another order, one
too few, rounded, an input that is not used. Each is told as (short id, words, next step), like a misconception.
"""

import inspect

import numpy as np

from lrlib.feedback.answers import read, same

NEAR = 0.05  # relative: nearer than this is near
CLOSE = 1e-3  # a factor nearer to 1 is none, and so is a difference that is a smaller share of the numbers


def how_it_differs(got, expected, task):
    """The relation between two lists of readings, one for each input, as (short id, words, next step), or None."""
    if any(one.numbers is None or np.isnan(one.numbers).any() for one in got):
        return None
    came, wanted = [one.numbers for one in got], [one.numbers for one in expected]
    if all(a.shape == b.shape or a.size == b.size == 1 for a, b in zip(came, wanted, strict=True)):
        came = [a.reshape(b.shape) for a, b in zip(came, wanted, strict=True)]
        return of_all_numbers(came, wanted, task) or of_single_places(came, wanted, task)
    return of_another_shape(came, wanted, task)


def equal(came, wanted, task):
    """Whether two lists of arrays hold the same numbers, one by one."""
    return all(a.shape == b.shape and same(read(a), read(b), task.tolerance) for a, b in zip(came, wanted, strict=True))


TURNED = (  # (short id, what was made of the expected numbers, words, next step)
    (
        "the other sign",
        np.negative,
        "Every number has the right size and the other sign.",
        "look for a minus too many, or for one that is missing.",
    ),
    (
        "no signs",
        np.abs,
        "Every number has the right size, and none is negative: the signs are lost.",
        "look for an abs( ) or a square that takes the sign away.",
    ),
    (
        "whole numbers",
        np.trunc,
        "These are the expected numbers without what stands behind the point. // and int( ) cut it off, and so does an "
        "array of whole numbers into which others are put.",
        "look for // in place of /, for int( ), and for arrays that were made of whole numbers.",
    ),
    (
        "whole numbers",
        np.floor,
        "These are the expected numbers rounded down. // does that, and so does np.floor.",
        "look for // in place of /.",
    ),
    *(
        (
            "rounded",
            lambda numbers, places=places: np.round(numbers, places),
            "These are the expected numbers, rounded. Whoever goes on computing with them has lost the rest.",
            "leave out the rounding.",
        )
        for places in range(5)
    ),
    (
        "squared",
        np.square,
        "Every number is the square of what was expected.",
        "look for a square too many, or for a root that is missing.",
    ),
    (
        "the root",
        lambda numbers: np.sqrt(np.abs(numbers)),
        "Every number is the root of what was expected.",
        "look for a root too many, or for a square that is missing.",
    ),
    (
        "upside down",
        lambda numbers: 1 / numbers,
        "Every number is 1 divided by what was expected: the fraction stands on its head.",
        "look at what is above and what is below the fraction line.",
    ),
    (
        "its logarithm",
        lambda numbers: np.log(np.abs(numbers)),
        "Every number is the logarithm of what was expected.",
        "undo the logarithm with np.exp at the end.",
    ),
    (
        "its logarithm",
        lambda numbers: np.log10(np.abs(numbers)),
        "Every number is the logarithm, to the base 10, of what was expected.",
        "undo the logarithm at the end: 10 ** ….",
    ),
    (
        "the other way round",
        lambda numbers: numbers[::-1],
        "These are the right numbers, from the last to the first.",
        "turn them round.",
    ),
    (
        "another order",
        lambda numbers: np.sort(numbers, axis=None),
        "These are the right numbers, sorted by size. Their order has a meaning of its own.",
        "leave them in the order in which they come.",
    ),
)


def of_all_numbers(came, wanted, task):
    """The relation that holds for every number of every input."""
    for id, turn, words, next_step in TURNED:
        if equal(came, [turned(turn, numbers) for numbers in wanted], task):
            return id, words, next_step
    a, b = np.concatenate([x.ravel() for x in came]), np.concatenate([x.ravel() for x in wanted])
    if len(came) > 1 and len({x.shape for x in came}) == 1 and equal(came[1:], came[:1] * (len(came) - 1), task):
        return (
            "a fixed answer",
            "Your function returned the same for every input that it was tried with.",
            "look for numbers in it that should come from its inputs.",
        )
    if len(b) > 1 and np.ptp(b) > 0:
        factor = np.median(a[b != 0] / b[b != 0])
        if abs(factor - 1) > CLOSE and a[b != 0].all() and equal([a], [b * factor], task):
            return (
                "a constant factor",
                f"Every number is {times(factor)} what was expected.",
                "look for that factor: somewhere it is one too many, or its inverse is missing.",
            )
        more = np.median(a - b)
        if abs(more) > CLOSE * np.abs(b).max() and equal([a], [b + more], task):
            return (
                "a constant too much",
                f"Every number is {abs(more):.4g} too {'large' if more > 0 else 'small'}.",
                "look for something that is added and should not be, or that is missing.",
            )
    found = of_an_input(came, wanted, task)
    if found:
        return found
    if all(len(np.atleast_1d(x)) > 2 for x in came):
        if equal([x[1:] for x in came], [x[:-1] for x in wanted], task):
            return (
                "one place late",
                "From the second on these are the right numbers, each one place too late.",
                "look at the beginning: something stands there that should not.",
            )
        if equal([x[:-1] for x in came], [x[1:] for x in wanted], task):
            return (
                "one place early",
                "These are the right numbers, each one place too early: the first of them is missing.",
                "look at the beginning: put the first one there.",
            )
    return None


def near(got, expected):
    """Whether every number is near to what was expected, as (short id, words, next step), or None."""
    if any(
        one.numbers is None or one.numbers.shape != other.numbers.shape
        for one, other in zip(got, expected, strict=True)
    ):
        return None
    a, b = (np.concatenate([one.numbers.ravel() for one in all]) for all in (got, expected))
    if len(b) < 2 or not np.allclose(a, b, rtol=NEAR, atol=0):
        return None
    return (
        "near, and not there",
        "Every number is near to what was expected, and not there. That comes of rounding on the way, of a loop "
        "that ends too soon, or of a grid that is too coarse.",
        "look for a number that was rounded or cut, and for a loop that should run longer.",
    )


def turned(turn, numbers):
    """What `turn` makes of an array; the array itself where that makes no sense."""
    with np.errstate(all="ignore"):
        return np.reshape(turn(np.atleast_1d(numbers)), numbers.shape)


def times(factor):
    """'twice', 'half of', or 'minus 3 times'."""
    known = {2.0: "twice", 0.5: "half of", 4.0: "four times", 0.25: "a quarter of"}
    return known.get(round(factor, 6), f"{factor:.4g} times".replace("-", "−"))


def of_an_input(came, wanted, task):
    """An input of the function, a single number, that is missing or too many as a factor or as a summand."""
    for name, values in numbers_among_inputs(task):
        if len(set(values)) < 2 and len(values) > 1 and len({float(np.max(w)) for w in wanted}) < 2:
            continue
        for words, next_step, undo in (
            ("a factor {name} is missing", "multiply by {name}.", lambda a, v: a * v),
            ("a factor {name} is too many", "look for {name}: it comes in once too often.", lambda a, v: a / v),
            ("{name} was not added", "add {name}.", lambda a, v: a + v),
            ("{name} is added, and should not be", "look for {name}: it comes in once too often.", lambda a, v: a - v),
        ):
            with np.errstate(all="ignore"):
                mended = [undo(a, value) for a, value in zip(came, values, strict=True)]
            if equal(mended, wanted, task):
                said = words.format(name=f"`{name}`")
                return said.replace("`", ""), f"It looks as if {said}.", next_step.format(name=f"`{name}`")
    return None


def numbers_among_inputs(task):
    """The name of each input that is a single number, with its value in each probe."""
    for i, name in enumerate(inspect.signature(task.reference).parameters):
        values = [probe[i] for probe in task.probes]
        if all(isinstance(value, (int, float)) for value in values):
            yield name, values


PLACES = ("first", "second", "third", "fourth")


def of_single_places(came, wanted, task):
    """Where all of an answer's parts are right but one, and there is more to say of that one."""
    i, columns = the_wrong_part(came, wanted, task)
    found = i is not None and of_all_numbers(*[[np.array(x) for x in column] for column in columns[i]], task)
    if not found:
        return None
    says, kind = right_parts(i, wanted)
    id, words, next_step = found
    return f"{id}, in the {PLACES[i]} {kind}", f"{says} Of the {PLACES[i]}: {words[0].lower()}{words[1:]}", next_step


def where_it_differs(got, expected, task):
    """Where all of an answer's parts are right but one: which one, as (short id, words, next step), or None."""
    came, wanted = [one.numbers for one in got], [one.numbers for one in expected]
    if any(a is None or a.shape != b.shape for a, b in zip(came, wanted, strict=True)):
        return None
    i, _ = the_wrong_part(came, wanted, task)
    if i is None:
        return None
    says, kind = right_parts(i, wanted)
    return (
        f"the {PLACES[i]} {kind}",
        f"{says[:-1]}, and the {PLACES[i]} is not.",
        f"work out the {PLACES[i]} {kind} by hand for one input, and leave the rest as it is.",
    )


def the_wrong_part(came, wanted, task):
    """The place of the one part that is wrong, or None, and all parts: numbers, or arrays such as a new position."""
    alike = len({(b.ndim, len(np.atleast_1d(b))) for b in wanted}) == 1
    if not alike or wanted[0].ndim == 0 or not 2 <= len(wanted[0]) <= len(PLACES):
        return None, ()
    columns = [([a[i] for a in came], [b[i] for b in wanted]) for i in range(len(wanted[0]))]
    wrong = [i for i, (a, b) in enumerate(columns) if not equal(a, b, task)]
    return (wrong[0] if len(wrong) == 1 else None), columns


def right_parts(i, wanted):
    """'The first number is right with every input.', if the second is not; and whether it is a number or a row."""
    kind = "number" if wanted[0].ndim == 1 else "part"
    right = [place for j, place in enumerate(PLACES[: len(wanted[0])]) if j != i]
    whose = "" if kind == "number" else " of what you return"
    if len(right) == 1:
        return f"The {right[0]} {kind}{whose} is right with every input.", kind
    return f"The {', '.join(right[:-1])} and {right[-1]} {kind}s{whose} are right with every input.", kind


SHAPES = (  # (short id, what was made of the expected numbers, words, next step)
    (
        "one too few",
        lambda b: b[:-1],
        "The numbers are right, but the last one is missing.",
        "count how often your loop runs: range(n) runs n times, from 0 to n − 1.",
    ),
    (
        "the first left out",
        lambda b: b[1:],
        "The numbers are right, but the first one is missing.",
        "see that the first one is in there before the loop begins.",
    ),
    (
        "only the last",
        lambda b: b[-1],
        "That is the last of what was expected, and it is right. Wanted are all of them.",
        "put each one into a list, and return the list.",
    ),
    (
        "only the first",
        lambda b: b[0],
        "That is the first of what was expected, and it is right. Wanted are all of them. If you have a loop, return "
        "may stand inside it, and leaves it at once.",
        "let return stand below the loop, and see that all of them are in what it returns.",
    ),
    (
        "only the first",
        lambda b: b[:1],
        "That is the first of what was expected, and it is right. Wanted are all of them. If you have a loop, return "
        "may stand inside it, and leaves it at once.",
        "let return stand below the loop, and see that all of them are in what it returns.",
    ),
    (
        "both ends only",
        lambda b: b[[0, -1]],
        "These are the first and the last of what was expected. Those between are missing.",
        "put each one into a list, and return the list.",
    ),
    (
        "on its side",
        np.transpose,
        "The numbers are right, but the table lies on its side.",
        "swap rows and columns.",
    ),
    (
        "added up",
        np.sum,
        "It looks as if all the numbers were added up to one.",
        "return them side by side.",
    ),
    (
        "averaged",
        np.mean,
        "It looks as if the mean of all the numbers was taken.",
        "return them side by side.",
    ),
)


def of_another_shape(came, wanted, task):
    """The relation between answers of different shapes."""
    for id, turn, words, next_step in SHAPES:
        made = [np.squeeze(turn(b)) for b in wanted if b.ndim]
        fewer = len(made) == len(wanted) and any(one.size != b.size for one, b in zip(made, wanted, strict=True))
        if (fewer or (id == "on its side" and wanted[0].ndim == 2)) and equal(
            [np.squeeze(a) for a in came], made, task
        ):
            return id, words, next_step
    if equal([a.ravel() for a in came], [b.ravel() for b in wanted], task):
        return (
            "other brackets",
            "The numbers are right, in other brackets: a list in a list, a column, or a row that should be a table.",
            "print np.shape(…) of what you return, and take brackets away or add them.",
        )
    longer = [(a, b) for a, b in zip(came, wanted, strict=True) if a.ndim and len(a) > 1 and a.ndim >= b.ndim]
    if len(longer) == len(came):
        if all(a.ndim == b.ndim for a, b in longer) and equal([a[: len(b)] for a, b in longer], wanted, task):
            return (
                "too many",
                "It begins with what was expected, and then more follows.",
                "count how often your loop runs, and see what else is returned.",
            )
        if all(a.ndim == b.ndim for a, b in longer) and equal([a[len(a) - len(b) :] for a, b in longer], wanted, task):
            return (
                "too many before",
                "It ends with what was expected, and something stands before it.",
                "look at what is in your list before the loop begins.",
            )
        if all(a.ndim > b.ndim for a, b in longer) and equal([a[-1] for a in came], wanted, task):
            return (
                "all on the way",
                "The last of what came is what was expected. The others are the way there.",
                "return the last one alone.",
            )
        if all(a.ndim > b.ndim for a, b in longer) and equal([a[0] for a in came], wanted, task):
            return (
                "something besides",
                "The first of what came is what was expected. Something else was returned with it.",
                "return that one alone.",
            )
    return None


def of_one_value(got, expected):
    """The relation between two single numbers, or None: little can be said of one number without giving it away."""
    if got.numbers is None or got.numbers.size != 1 or expected.numbers.size != 1:
        return None
    came, wanted = got.numbers.item(), expected.numbers.item()
    if not np.isfinite(came) or came == 0 or wanted == 0:
        return None
    if abs(came / wanted + 1) < NEAR / 10:
        return (
            "the other sign",
            "The size is right. Look at the sign.",
            "say in words what a negative answer would mean.",
        )
    power = np.log10(abs(came / wanted))
    if abs(power - round(power)) < 1e-3 and 0 < abs(round(power)) <= 6 and came * wanted > 0:
        return (
            "the point in another place",
            "The digits are right, and the decimal point stands in another place.",
            "count the zeros of the numbers that go in.",
        )
    digits = [float(f"{wanted:.{places}g}") for places in (1, 2, 3)]
    cut = [np.trunc(wanted / unit) * unit for unit in (10.0 ** (np.floor(np.log10(abs(wanted))) - k) for k in range(3))]
    if any(abs(came / number - 1) < 1e-9 for number in (*digits, *cut)):
        return (
            "rounded",
            "That is right as far as it goes, and rounded too soon.",
            "let Python do the arithmetic, and hand over the expression itself, such as 2 / 3, in place of 0.67.",
        )
    return None
