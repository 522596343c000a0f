"""From an answer to a verdict.

A function is called with every probe of its task, next to the reference. If something differs, the answer is compared
with each known misconception: if it behaves like one on *every* probe, that one is named.
"""

from lrlib.feedback.answers import attempted, holds_ellipsis, read, same
from lrlib.feedback.calling import call
from lrlib.feedback.oddities import remark_on_changes, what_is_odd, why_nothing_came
from lrlib.feedback.raising import broken, is_unfinished
from lrlib.feedback.task import NOT_ATTEMPTED, NOT_YET, PASSED, Verdict
from lrlib.feedback.words import code, input_in_words, shown


def judge(task, answer):
    """The verdict on an answer to a task."""
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
    got, expected = read(answer), read(task.reference)
    if same(got, expected, task.tolerance):
        return Verdict(task.id, PASSED, task.insight)
    misconception = next((m for m in task.misconceptions if same(got, read(m.wrong), task.tolerance)), None)
    return not_yet(task, [f"You answered: {code(shown(answer))}"], misconception, what_is_odd(got, expected))


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
    calls = []
    for probe in task.probes:
        calls.append(call(function, probe, task.seconds))
        error = calls[-1].error
        if holds_ellipsis(calls[-1].returned) or is_unfinished(error):
            return not_attempted(task)
        if error is not None:
            return broken(task, function, probe, error)

    got = [read(one.returned) for one in calls]
    expected = results(task.reference, task)
    right = [same(one, other, task.tolerance) for one, other in zip(got, expected, strict=True)]
    if all(right):
        return Verdict(task.id, PASSED, "\n\n".join(filter(None, [task.insight, remark_on_changes(task, calls)])))
    misconception = next((m for m in task.misconceptions if alike(got, results(m.wrong, task), task)), None)
    i = right.index(False)  # the first probe that shows it
    nothing_came = got[i].odd == "nothing"
    odd = why_nothing_came(task, task.probes[i], calls[i]) if nothing_came else what_is_odd(got[i], expected[i])
    return not_yet(task, what_happened(task, i, calls, got, expected), misconception, odd)


def what_happened(task, i, calls, got, expected):
    """Probe number `i` in three lines: the input, what the learner's function made of it, and what was expected."""
    came = calls[i].returned if got[i].numbers is None else got[i].numbers
    return [
        f"With: {input_in_words(task, task.probes[i])}",
        f"Your function returned: {code(shown(came))}",
        f"Expected: {code(shown(expected[i].numbers))}",
    ]


def judge_its_own_way(task, answer):
    """The verdict of a task that has a judge of its own; what the learner's code raises in there is answered too."""
    one_call = call(lambda: task.judge(answer), (), task.seconds)
    if is_unfinished(one_call.error):
        return not_attempted(task)
    if one_call.error is not None:
        return broken(task, answer, (), one_call.error)
    finding = one_call.returned
    return Verdict(task.id, finding.outcome, finding.message or task.insight, finding.misconception)


def results(function, task):
    """What one of our own functions, the reference or a misconception, returns for each probe."""
    return [read(call(function, probe, task.seconds).returned) for probe in task.probes]


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
