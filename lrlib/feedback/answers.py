"""Reading an answer: was anything attempted, which numbers are in it, and are they the expected ones?"""

import dis
import inspect
from dataclasses import dataclass

import numpy as np

MOST = 1_000_000  # a range takes no memory, however long it is; the numbers in it would
ROUNDING = 1e-15  # cos(π / 2) is 6e-17 in Python, and as good as the 0 that it should be


def attempted(answer):
    """Whether a learner has begun: not if there is a `...` left, nor if a function has no body yet."""
    try:
        return not holds_ellipsis(answer) and not has_no_body(answer)
    except Exception:  # an object that raises whatever it is asked has at least been thought of
        return True


def holds_ellipsis(value):
    """Whether `value` is `...`, or a list, tuple or array with a `...` in it."""
    try:
        return find_ellipsis(value, depth=4)
    except Exception:  # an object that raises whatever it is asked
        return False


def find_ellipsis(value, depth):
    """`holds_ellipsis`, down to lists in lists in lists."""
    if value is ...:
        return True
    if isinstance(value, np.ndarray):
        value = value.ravel().tolist() if value.dtype.kind == "O" else ()
    if isinstance(value, (list, tuple)) and depth > 0:
        return any(find_ellipsis(item, depth - 1) for item in items(value))
    return False


def items(value):
    """What is in a list or a tuple, or in a class made of one, whatever that class does when it is gone through."""
    return list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)


def has_no_body(function):
    """Whether a function consists of nothing but `...`, `pass` or a docstring.

    Compared are the instructions that Python made of it, so that it works without the source.
    """

    def empty(): ...

    if callable(function) and not inspect.isroutine(function):  # an object that can be called like a function
        function = type(function).__call__
    body = getattr(function, "__code__", None)  # what is written in C, or a class itself, has none
    return body is not None and instructions(body) == instructions(empty.__code__)


def instructions(body):
    """What Python does, step by step, without the instructions that do nothing."""
    return [(step.opname, step.argval) for step in dis.get_instructions(body) if step.opname not in ("NOP", "RESUME")]


@dataclass(frozen=True)
class Reading:
    """The numbers in a value, as an array, or, where there are none, what came instead.

    numbers   a float64 array, or None
    odd       a short name for what came instead of numbers, or ""
    words     the same in a sentence for the learner
    """

    numbers: np.ndarray | None
    odd: str = ""
    words: str = ""


def read(value):
    """Read the numbers in a number, a list, a tuple, an array or a tensor: lists of lists as well. Never raises."""
    try:
        return read_it(value)
    except Exception:  # an object may raise whatever it is asked: it is then no number
        return Reading(None, "another object", f"What came is of the kind {type(value).__name__}. Wanted are numbers.")


def read_row(value):
    """`read`, for a few numbers in a row: a dict counts by its values, and a column of numbers as a row of them."""
    reading = read(list(value.values()) if isinstance(value, dict) else value)
    column = reading.numbers is not None and reading.numbers.ndim == 2 and 1 in reading.numbers.shape
    return Reading(reading.numbers.ravel()) if column else reading


def read_it(value):
    """`read`, for objects that answer when they are asked something."""
    if value is None:
        return Reading(None, "nothing", "What came is None.")
    if isinstance(value, (str, bytes)):
        return Reading(None, "text", "What came is text in quotation marks. Wanted are numbers.")
    if inspect.iscoroutine(value):
        value.close()  # or Python complains later that nobody waited for it
        return Reading(None, "a coroutine", "What came is a coroutine, as async def makes it. Wanted is plain def.")
    if callable(value):
        return Reading(None, "a function", "What came is a function. Wanted is what it returns: call it, with ( ).")
    if isinstance(value, (set, frozenset, dict)):
        kind = type(value).__name__
        return Reading(None, kind, f"What came is a {kind}. Wanted are numbers in order, in a list or an array.")
    if hasattr(value, "__next__"):
        return Reading(
            None,
            "a generator",
            "What came is a generator: it makes its numbers only when somebody asks for them. Wanted are the numbers "
            "themselves. list(…) around it, or return in place of yield, gives them.",
        )
    if isinstance(value, range) and len(value) > MOST:
        return Reading(None, "too many numbers", f"What came are {len(value):,} numbers, far more than are wanted.")
    try:
        array = np.asarray(without_history(value))
        if array.dtype.kind == "O":  # fractions, for example
            if any(isinstance(item, (str, bytes)) for item in array.flat):
                return Reading(None, "text", "There is text among what came. Wanted are numbers.")
            array = array.astype(float)
    except Exception:
        kind = type(value).__name__
        if isinstance(value, (list, tuple)):
            return Reading(None, "uneven", f"What came is a {kind} from which no even rows of numbers can be made.")
        return Reading(None, "another object", f"What came is of the kind {kind}. Wanted are numbers.")
    if array.dtype.kind == "b":
        return Reading(None, "true or false", "What came is True or False. Wanted are numbers.")
    if array.dtype.kind == "c":
        return Reading(None, "complex numbers", "What came are complex numbers. Wanted are ordinary ones.")
    if array.dtype.kind not in "iuf":
        return Reading(None, "text", "There is text among what came. Wanted are numbers.")
    return Reading(array.astype(float))


def without_history(value):
    """A torch tensor may carry the history of how it was computed, which NumPy refuses: leave it behind."""
    if isinstance(value, (list, tuple)):
        return [without_history(item) for item in items(value)]
    return value.detach().cpu() if hasattr(value, "detach") else value


def same(one, other, tolerance):
    """Whether two readings hold the same numbers in the same shape, or the same odd thing instead of numbers."""
    if one.numbers is None or other.numbers is None:
        return one.odd == other.odd
    if not same_shape(one.numbers, other.numbers):
        return False
    a, b = one.numbers.ravel(), other.numbers.ravel()
    size = np.abs(b[np.isfinite(b)]).max(initial=0)
    atol = max(0.01 * tolerance * size, ROUNDING)
    return bool(np.allclose(a, b, rtol=tolerance, atol=atol, equal_nan=True))


def same_shape(a, b):
    """Whether two arrays have one shape; for a single number, any brackets around it will do."""
    return a.shape == b.shape or a.size == b.size == 1
