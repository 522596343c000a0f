"""Making what a learner wrote safe to show: their numbers, their text, their line of code.

Whatever comes from a learner goes through `code`, which makes it a Markdown code span: in there neither Markdown nor
HTML nor a formula means anything. Long text is cut.
"""

import inspect
import re
import reprlib

import numpy as np

from lrlib.feedback.calling import call

PATIENCE = 1.0  # seconds for a learner's class to show itself
LONGEST = 200  # characters of a learner's text that are shown
SHORT = reprlib.Repr()  # looks at the first few items only, of however long a list
SHORT.maxlist = SHORT.maxtuple = 20
SHORT.maxstring = SHORT.maxother = LONGEST


def code(text):
    """`text` as a Markdown code span on one line, at most LONGEST characters long."""
    text = re.sub(r" at 0x[0-9A-Fa-f]+", "", text)  # where an object lies in memory differs from run to run
    text = " ".join(text[: 4 * LONGEST].split())
    text = "".join(c if c.isprintable() else "·" for c in text)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    longest_run = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest_run + 1)  # a code span ends at a run of backticks as long as the one that began it
    space = " " if longest_run else ""
    return f"{fence}{space}{text or ' '}{space}{fence}"


def shown(value):
    """`value` as a learner would write it: numbers to six digits, all else as Python shows it, cut when long.

    A learner's own class may show itself in any way, or not at all, or never come to an end of it.
    """
    text = call(lambda: shown_by_itself(value), (), PATIENCE).returned
    return text if isinstance(text, str) else f"something of the kind {type(value).__name__}"


def shown_by_itself(value):
    """`shown`, for values that can show themselves."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iuf" and value.size:
        text = np.array2string(
            np.asarray(value, dtype=float) + 0.0,  # + 0.0 makes -0 a 0
            separator=", ",
            threshold=40,
            max_line_width=10_000,
            formatter={"float_kind": lambda number: f"{number:.6g}"},
        )
        return re.sub(r"\s+", " ", text)
    if isinstance(value, float):
        return f"{value:.6g}"
    if callable(value):
        return str(getattr(value, "__name__", f"a {type(value).__name__}"))
    if hasattr(value, "__next__"):
        return f"a {type(value).__name__}"
    return SHORT.repr(value)


def shape_in_words(shape):
    """An array's shape for people: () is one number, (3,) is 3 numbers, (4, 2) is 4 rows of 2 numbers."""
    if shape == ():
        return "one number"
    if len(shape) == 1:
        return f"a row of {shape[0]}"
    if len(shape) == 2:
        return f"{shape[0]} {'row' if shape[0] == 1 else 'rows'} of {shape[1]}"
    return f"an array of shape {shape}"


def input_in_words(task, probe):
    """A probe as the learner's function gets it: each parameter with its value."""
    names = inspect.signature(task.reference).parameters
    values = [inspect.getdoc(value) if callable(value) else shown(value) for value in probe]
    return ", ".join(code(f"{name} = {value}") for name, value in zip(names, values, strict=True))
