"""The verdict on code that raised an exception, or did not come to an end."""

import inspect

from lrlib.feedback.calling import TookTooLong, learners_line
from lrlib.feedback.task import RAISED, Verdict
from lrlib.feedback.words import code, input_in_words

# What Python says, in part, and what a beginner has most likely done; looked at before NEXT_AFTER.
SAID = {
    "'int' object is not callable": "look for a number right before a bracket: Python needs the *, as in 80 * (x - 3).",
    "'float' object is not callable": "look for a number right before a bracket: Python needs the *, as in 0.1 * (x).",
    "'numpy.ndarray' object is not callable": "leave out the brackets after it: it is an array already, no function.",
    "and 'function'": "call the function: it gives its numbers when what it is asked for stands in brackets after it.",
    "bitwise_xor": "write a power with two stars, as in x**2: in Python ^ is something else.",
    "for ^": "write a power with two stars, as in x**2: in Python ^ is something else.",
    "unsupported operand type(s) for -: 'list'": "make an array of the list first, np.array(…): lists do not subtract.",
    "can't multiply sequence": "make an array of the list first, np.array(…): a list times a number is no arithmetic.",
    "append'": "look for a list that was lost: path.append(…) changes the list and returns None, so path = … loses it.",
    "NoneType": "look for what is None there: some call returned nothing. append and sort do that, and so does print.",
    "nobody is asked anything": "leave out input( ) and breakpoint( ): what your function needs comes as its inputs.",
    "cannot access local variable": "give that name its first value before the loop or the if in which it is used.",
    "referenced before assignment": "give that name its first value before the loop or the if in which it is used.",
    "too many values to unpack": "compute with the whole array: there may be more coordinates than you have names for.",
}

NEXT_AFTER = {
    NameError: "see whether the name is spelled right, and whether it is one of your function's inputs.",
    IndexError: "count the places of the list or array in that line, from 0 on: one was asked for that is not there.",
    ZeroDivisionError: "find out which number below the / is 0 for this input.",
    MemoryError: "look for a list or an array that grows and grows: what would make it stop?",
    RecursionError: "look for the place where your function calls itself: what would make it stop?",
    SystemExit: "use return to end a function; exit( ) and quit( ) would end Python itself.",
}


def broken(task, function, probe, error):
    """The verdict on code that raised an exception, or did not come to an end."""
    line = learners_line(error)
    where = f", in this line: {code(line)}" if line else ""
    facts = f"- With: {input_in_words(task, probe)}\n" if probe else ""
    if isinstance(error, TookTooLong):
        ending = f"and was stopped{where}" if line else f"and was given up. {text_of(error)}".strip()
        return Verdict(
            task.id,
            RAISED,
            f"{facts}- Your code was still running after {task.seconds:g} seconds {ending}\n\n"
            "Next: look for a loop that never comes to its end: what would have to change for it to stop, and does it?",
            "endless",
        )
    facts += f"- Your code raised {code(error_in_words(error))}{where}"
    next_step = next((words for said, words in SAID.items() if said in text_of(error)), None)
    next_step = next_step or next((words for kind, words in NEXT_AFTER.items() if isinstance(error, kind)), None)
    if issubclass(type(function), type):  # a class; its objects may lie about theirs
        next_step = "hand over an object of your class, made with brackets, or a plain function."
    elif probe and not takes(function, len(probe)):
        names = ", ".join(inspect.signature(task.reference).parameters)
        next_step = f"let your function take {len(probe)} inputs, in this order: {names}."
    next_step = next_step or "read what Python could not do there, and try that line in a cell of its own."
    return Verdict(task.id, RAISED, f"{facts}\n\nNext: {next_step}")


def is_unfinished(error):
    """Whether an exception comes from a place that the learner has not filled in yet: a `...`, say, was added to."""
    return isinstance(error, NotImplementedError) or (isinstance(error, TypeError) and "ellipsis" in text_of(error))


def text_of(error):
    """What an exception says; a learner's own exception may not be able to."""
    try:
        return str(error)
    except Exception:
        return ""


def error_in_words(error):
    """What Python writes in the last line of a traceback."""
    return f"{type(error).__name__}: {text_of(error)}".removesuffix(": ")


def takes(function, count):
    """Whether a function can be called with `count` arguments, as far as Python can tell."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except Exception:  # a function written in C may not say
        return True
    return True
