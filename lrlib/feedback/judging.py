"""From an answer to a verdict.

A function is called with every probe of its task, next to the reference. If something differs, the answer is compared
with each known misconception: if it behaves like one on *every* probe, that one is named.
"""

import copy

import numpy as np

from lrlib.feedback.answers import Reading, attempted, holds_ellipsis, read, same
from lrlib.feedback.calling import call
from lrlib.feedback.inputs import not_used, with_other_inputs
from lrlib.feedback.keeping import as_it_was
from lrlib.feedback.oddities import changes_its_input, remark_on_changes, what_is_odd, why_nothing_came
from lrlib.feedback.raising import broken, is_unfinished
from lrlib.feedback.relations import how_it_differs, near, of_one_value, where_it_differs
from lrlib.feedback.task import NOT_ATTEMPTED, NOT_YET, PASSED, Verdict
from lrlib.feedback.words import code, input_in_words, shown
from lrlib.feedback.written import what_is_written


def judge(task, answer):
    """The verdict on an answer to a task."""
    with as_it_was():
        if not attempted(answer):
            return not_attempted(task)
        if task.judge is not None:
            return judge_its_own_way(task, answer)
        if callable(task.reference):
            return judge_function(task, answer)
        return judge_value(task, answer)


def not_attempted(task):
    """The verdict on an answer that has not been begun."""
    return Verdict(task.id, NOT_ATTEMPTED, "Put your answer in the place of the `...`, and run the cell again.")


def judge_value(task, answer):
    """A value is compared with the reference. What was expected is not shown: it would be the answer."""
    got, expected = reading(answer, task), read(task.reference)
    if same(got, expected, task.tolerance):
        return Verdict(task.id, PASSED, task.insight)
    known = (m for m in task.misconceptions if any(same(got, read(wrong), task.tolerance) for wrong in m.forms))
    odd = what_is_odd(got, expected) or of_one_value(got, expected)
    return not_yet(task, [f"You answered: {code(shown(answer))}"], next(known, None), odd)


def reading(value, task):
    """`read`, for at most as long as the task has: an object may take forever to say which numbers are in it."""
    kind = type(value).__name__
    never = Reading(None, "another object", f"What came is a {kind} that does not say which numbers are in it.")
    return call(lambda: read(value), (), task.seconds).returned or never


def judge_function(task, function):
    """A function is tried with every probe of the task."""
    if not callable(function):
        return Verdict(
            task.id,
            NOT_YET,
            f"This check wants the function itself, so that it can call it. What came is {code(shown(function))}.\n\n"
            "Next: hand over the function by its name alone, without brackets after it.",
            "not a function",
        )
    calls, got = [], []
    for probe in task.probes:
        calls.append(call(function, probe, task.seconds))
        error = calls[-1].error
        if holds_ellipsis(calls[-1].returned) or is_unfinished(error):
            return not_attempted(task)
        if error is not None:
            return broken(task, function, probe, error)
        got.append(in_a_row(reading(calls[-1].returned, task), task))

    expected, known = behaviors(task)
    right = [same(one, other, task.tolerance) for one, other in zip(got, expected, strict=True)]
    if all(right):
        return Verdict(task.id, PASSED, "\n\n".join(filter(None, [task.insight, remark_on_changes(task, calls)])))
    i = right.index(False)  # the first probe that shows it
    misconception = next((misconception for misconception, its in known if alike(got, its, task)), None)
    odd = None if misconception else what_else(task, function, calls, got, expected, i)
    return not_yet(task, what_happened(task, i, calls, got, expected), misconception, odd)


def what_else(task, function, calls, got, expected, i):
    """What can be said of an answer that behaves like no known misconception, as (short id, words, next step)."""
    if got[i].odd == "nothing":
        return why_nothing_came(task, task.probes[i], calls[i])
    if got[i].numbers is None:
        return what_is_odd(got[i], expected[i])

    def runs(probe):
        return reading(call(function, probe, task.seconds).returned, task)

    again = [in_a_row(runs(probe), task) for probe in task.probes]
    if not all(same(one, other, 1e-9) for one, other in zip(again, got, strict=True)):
        return REMEMBERS
    return (
        how_it_differs(got, expected, task)
        or (np.isfinite(got[i].numbers).all() and not_used(task, runs, expected))
        or with_other_inputs(got, task)
        or what_is_odd(got[i], expected[i])
        or near(got, expected)
        or changes_its_input(task, task.probes[i], calls[i])
        or what_is_written(function)
        or where_it_differs(got, expected, task)
    )


REMEMBERS = (
    "another answer the second time",
    "Called twice with the same inputs, your function returned two different things. Something is kept from one call "
    "to the next, in a name outside of the function or in a list among its defaults (path=[]), or chance has a say.",
    "make everything that the function needs inside of it, anew in each call.",
)


def in_a_row(reading, task):
    """A column of numbers counts as a row of them where the task says so."""
    numbers = reading.numbers
    column = task.in_a_row and numbers is not None and numbers.ndim == 2 and 1 in numbers.shape
    return Reading(numbers.ravel()) if column else reading


def what_happened(task, i, calls, got, expected):
    """Probe number `i` in three lines: the input, what the learner's function made of it, and what was expected."""
    came = calls[i].returned if got[i].numbers is None else got[i].numbers
    return [
        f"With: {input_in_words(task, task.probes[i])}",
        f"Your function returned: {code(shown(came))}",
        f"Expected: {code(shown(expected[i].numbers))}",
        *how_far_it_is_right(task, got, expected, i),
    ]


def how_far_it_is_right(task, got, expected, i):
    """What is right already, as a list of lines: with how many inputs, and how many numbers from the first one on."""
    lines = []
    right = sum(same(one, other, task.tolerance) for one, other in zip(got, expected, strict=True))
    if right:
        lines.append(f"With {right} of {len(got)} inputs it returns what is expected.")
    came, wanted = got[i].numbers, expected[i].numbers
    if came is not None and came.shape == wanted.shape and came.ndim and len(came) > 2:
        single = [same(read(a), read(b), task.tolerance) for a, b in zip(came, wanted, strict=True)]
        first = single.index(False) if False in single else 0
        if first > 1:
            lines.append(f"Here the first {first} of {len(single)} are right; then they part.")
    return lines


def judge_its_own_way(task, answer):
    """The verdict of a task that has a judge of its own; what the learner's code raises in there is answered too."""
    one_call = call(lambda: task.judge(answer), (), task.seconds)
    if is_unfinished(one_call.error):
        return not_attempted(task)
    if one_call.error is not None:
        return broken(task, answer, (), one_call.error)
    finding = one_call.returned
    return Verdict(task.id, finding.outcome, finding.message or task.insight, finding.misconception)


computed = {}  # a task's id in memory -> the task, and what `behaviors` says of it


def behaviors(task):
    """What the reference returns for each probe, and the same for every form of every misconception, with its name."""
    if id(task) not in computed:
        known = [(m, results(wrong, task)) for m in task.misconceptions for wrong in m.forms]
        computed[id(task)] = task, results(task.reference, task), known
    return computed[id(task)][1:]


def results(function, task):
    """What one of our own functions, the reference or a misconception, returns for each probe."""
    came = []
    for probe in task.probes:
        with np.errstate(all="ignore"):
            try:
                came.append(read(function(*copy.deepcopy(probe))))
            except Exception:  # a wrong answer may raise, too
                came.append(read(None))
    return came


def alike(some, others, task):
    """Whether two lists of results are the same, one by one."""
    return all(same(one, other, task.tolerance) for one, other in zip(some, others, strict=True))


def not_yet(task, lines, misconception, odd):
    """The verdict on a wrong answer: the facts, what they look like, and one next step.

    odd   (short id, words, next step) where the answer is not of the kind that is wanted, or None
    """
    if misconception is not None:
        id, words, next_step = misconception.id, misconception.words, misconception.next_step
    elif odd is not None:
        id, words, next_step = odd
    else:
        id, next_step = None, task.next_step
        words = "What went wrong here is not among the mistakes that this check knows."
    facts = "\n".join(f"- {line}" for line in lines)
    return Verdict(task.id, NOT_YET, f"{facts}\n\n{words}\n\nNext: {next_step}", id)
