"""Learners' text made safe to show: names of files, names of people, and whatever stands in a notebook.

`clean` is for every place; a terminal, a spreadsheet and a page each have one danger more of their own, which the file
that writes for them takes care of.
"""

import unicodedata

LONGEST = 60  # characters of one piece of a learner's text that are shown


def clean(text, longest=LONGEST):
    """`text` on one line, at most `longest` characters, and without what is not seen: control characters, say.

    Those could color a terminal, move its cursor, or turn the direction in which a name is read.
    """
    text = " ".join(str(text)[: 4 * longest].split())
    text = "".join(c if c.isprintable() else "·" for c in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def width(text):
    """How many columns of a terminal `text` takes: 李 takes two, and an accent on its own none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text, columns):
    """`text` with spaces behind it, up to so many columns."""
    return text + " " * (columns - width(text))


def plural(count, word):
    """'1 learner', '2 learners'."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
