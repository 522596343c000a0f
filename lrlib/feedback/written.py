"""What can be said of a wrong answer from how it is written: a few lines that are never meant.

Looked at are the instructions that Python made of a function, so that it works without the source. A line that is never
meant need not be the mistake; but whoever finds it has one thing less to look at. Each is told as (short id, words,
next step), like a misconception.
"""

import dis
import functools
import inspect
import types

from lrlib.feedback.words import code


def what_is_written(function):
    """What is never meant and stands in a function, as (short id, words, next step), or None. Never raises."""
    try:
        bodies = list(bodies_of(code_of(function)))
        return next(filter(None, (look(body) for look in LOOKS for body in bodies)), None)
    except Exception:  # what is no plain function of Python's
        return None


def code_of(function):
    """The instructions of a function, of a method, or of an object that can be called like one."""
    if isinstance(function, functools.partial):
        return code_of(function.func)
    if callable(function) and not inspect.isroutine(function):
        function = type(function).__call__
    return function.__code__


def bodies_of(body):
    """A function's instructions, and those of the functions inside of it."""
    yield body
    for inner in body.co_consts:
        if isinstance(inner, types.CodeType):
            yield from bodies_of(inner)


def instructions(body):
    """Python's steps, without those that do nothing."""
    return [step for step in dis.get_instructions(body) if step.opname not in ("NOP", "RESUME", "CACHE")]


def power_of_one(body):
    """x ** 1 / 2, where x ** (1 / 2) is meant."""
    steps = instructions(body)
    for one, power in zip(steps, steps[1:], strict=False):
        first = one.opname.startswith("LOAD") and one.argval == 1 and type(one.argval) is int
        if first and power.argrepr == "**":
            return (
                "a power of 1",
                "Somewhere in it stands `** 1`. Python takes the power first, and divides then: `9 ** 1 / 2` is 4.5.",
                "put brackets around the exponent, or write np.sqrt.",
            )
    return None


def thrown_away(body):
    """A line that computes or compares something, and keeps nothing of it."""
    steps = instructions(body)
    for made, dropped in zip(steps, steps[1:], strict=False):
        if dropped.opname == "POP_TOP" and made.opname in ("BINARY_OP", "COMPARE_OP", "UNARY_NEGATIVE"):
            kept = "compares two things" if made.opname == "COMPARE_OP" else "computes something"
            return (
                "thrown away",
                f"There is a line that {kept}, and nothing keeps what comes of it.",
                "look for a line without =, or with == where = is meant: `a * b` alone changes neither a nor b.",
            )
    return None


def never_read(body):
    """A name that gets a value which is read nowhere."""
    steps = instructions(body)
    read = {step.argval for step in steps if step.opname.startswith("LOAD")}
    read |= {name for step in steps if isinstance(step.argval, tuple) for name in step.argval}  # two in one step
    inputs = body.co_varnames[: body.co_argcount + body.co_kwonlyargcount]
    for before, step in zip(steps, steps[1:], strict=False):
        unpacked = before.opname in ("FOR_ITER", "UNPACK_SEQUENCE", "UNPACK_EX") or before.opname.startswith("STORE")
        name = step.argval
        if step.opname == "STORE_FAST" and not unpacked and name not in read and not name.startswith("_"):
            again = " anew" if name in inputs else ""
            return (
                "a name never used",
                f"You work out {code(name)}{again}, and nothing uses it afterwards.",
                f"ask where {code(name)} should stand: in a line below it, or behind return.",
            )
    return None


LOOKS = (power_of_one, thrown_away, never_read)
