"""A decision tree to read from left to right: a question, its answers, and at the end of each way what to do."""

import textwrap
from dataclasses import dataclass

from matplotlib.figure import Figure

from lrlib.plotting.pages import describe
from lrlib.plotting.style import BLUE

SIZE = 11.5  # points: what is read without leaning forward
LETTER, LINE = 0.525 * SIZE / 72, 1.3 * SIZE / 72  # inches: an average letter's width, a line's height
QUESTION, ANSWER, ADVICE = 20, 16, 45  # letters to a line
GAP, PAD = 0.13, 0.09  # inches: between two pieces of advice, and around what is in a box


@dataclass
class Place:
    """A box of the tree: its words, whether it ends a way, its column, its middle, and (answer, box) after it."""

    text: str
    is_end: bool
    column: int
    y: float
    after: list


def plot_tree(tree, ax=None, title=None):
    """A decision tree, its questions boxed, its answers on the lines, and what to do in a column at the right.

    tree   what to do, as text; or a question with its answers: (question, {answer: tree, …})

        ("Does it fall?", {"yes": "keep the rate", "no": ("And at a tenth?", {"yes": "lower it", "no": "raise it"})})

    The figure is as large as its words need. The description reads the tree out, way by way.
    """
    ends = []
    root = placed(tree, 0, ends)
    top, columns = [0.0], 1 + max(end.column for end in ends)
    for end in ends:
        height = LINE * (1 + end.text.count("\n")) + 2 * PAD
        end.y, end.column = top[-1] - height / 2, columns - 1
        top.append(top[-1] - height - GAP)
    centered(root)
    lefts = left_ends(root, columns)
    width = lefts[-1] + LETTER * max(longest(end.text) for end in ends) + 2 * PAD
    if ax is None:
        ax = Figure(figsize=(width, -top[-1] + 0.4), layout="constrained").subplots()
    ax.set(xlim=(0, width), ylim=(top[-1], GAP))
    ax.axis("off")
    draw(ax, root, lefts)
    ax.set_title(title if title is not None else f"{len(ends)} ways to go on", fontsize=SIZE + 2)
    describe(ax, f"A decision tree. {told(tree)}")
    return ax


def placed(tree, column, ends):
    """The boxes of `tree`, not yet at their heights; its ends are added to `ends`, from top to bottom."""
    if isinstance(tree, str):
        if not tree.strip():
            raise ValueError("tree must say what to do at the end of each way; got an empty text")
        ends.append(Place(textwrap.fill(tree, ADVICE), True, column, 0.0, []))
        return ends[-1]
    if not (isinstance(tree, tuple) and len(tree) == 2 and isinstance(tree[1], dict) and tree[1]):
        raise TypeError(f"tree must be a text, or a pair (question, {{answer: tree}}); got {tree!r}")
    question, answers = tree
    after = [(textwrap.fill(answer, ANSWER), placed(each, column + 1, ends)) for answer, each in answers.items()]
    return Place(textwrap.fill(question, QUESTION), False, column, 0.0, after)


def centered(place):
    """Give each question the height in the middle of what comes after it."""
    for _, other in place.after:
        centered(other)
    if place.after:
        place.y = (place.after[0][1].y + place.after[-1][1].y) / 2


def every(place):
    """A box and all that come after it."""
    yield place
    for _, other in place.after:
        yield from every(other)


def longest(text):
    """The number of letters in the longest line."""
    return max(len(line) for line in text.split("\n"))


def left_ends(root, columns):
    """Where each column begins, in inches: after the widest question before it, and the widest answer to that."""
    lefts = [0.0]
    for column in range(columns - 1):
        here = [place for place in every(root) if place.column == column and not place.is_end]
        words = max(longest(place.text) for place in here)
        answers = max(longest(answer) for place in here for answer, _ in place.after)
        lefts.append(lefts[-1] + LETTER * (words + answers) + 2 * PAD + 0.52)
    return lefts


def draw(ax, place, lefts):
    """Draw a box, and after it the lines to all that come after."""
    look = {"boxstyle": f"square,pad={PAD * 72 / SIZE:.2f}", "fc": "#eef4f9", "ec": BLUE, "lw": 1}
    if place.is_end:
        look |= {"fc": "#fbf9f4", "ec": "0.6"}
    x = lefts[place.column] + PAD
    ax.text(x, place.y, place.text, fontsize=SIZE, va="center", linespacing=1.2, bbox=look, zorder=3)
    bend = x + LETTER * longest(place.text) + PAD + 0.15
    for answer, other in place.after:
        ax.plot([x, bend, bend, lefts[other.column]], [place.y, place.y, other.y, other.y], color=BLUE, lw=1)
        paper = {"fc": "white", "ec": "none", "pad": 1}
        ax.text(bend + 0.12, other.y, answer, fontsize=SIZE, va="center", style="italic", linespacing=1.1, bbox=paper)
        draw(ax, other, lefts)


def told(tree):
    """The tree in words, each question before its answers."""
    if isinstance(tree, str):
        return tree.rstrip(".") + "."
    question, answers = tree
    return f"{question} " + " ".join(f"If {answer}: {told(each)}" for answer, each in answers.items())
