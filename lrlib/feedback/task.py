"""The words of this floor: a task, the misconceptions people bring to it, and the verdict on an answer."""

from collections.abc import Callable
from dataclasses import dataclass

NOT_ATTEMPTED = "not attempted"
PASSED = "passed"
NOT_YET = "not yet"
RAISED = "raised"


@dataclass(frozen=True)
class Verdict:
    """What `check` has to say about one answer.

    task            the task's id
    outcome         one of the four words above
    message         Markdown, to be shown to the learner
    misconception   the short id of the misconception that the answer behaves like, or None
    """

    task: str
    outcome: str
    message: str
    misconception: str | None = None


@dataclass(frozen=True)
class Misconception:
    """One way to get a task wrong, with words for those who did.

    id          a few words, for tests and for instructors
    wrong       the wrong answer itself: a value, or a function with the task's parameters
    words       what it looks like you did, and why one might think so
    next_step   the one thing to do next
    also        further wrong answers that come of the same mistake, and get the same words
    """

    id: str
    wrong: object
    words: str
    next_step: str
    also: tuple = ()

    @property
    def forms(self):
        """All wrong answers that are known to come of this mistake."""
        return self.wrong, *self.also


@dataclass(frozen=True)
class Task:
    """One task of an exercise.

    id               "01.3": task 3 of lesson 01
    title            what it is called in the exercise
    hints            three: where to look, what to think, almost there
    next_step        what to do next when an answer is wrong in a way that nobody has thought of
    reference        the right answer: a value, or a function
    probes           for a function: the inputs it is tried with, one tuple of arguments each
    misconceptions   the known ways to get it wrong; no two of them may behave alike on all probes
    insight          one sentence that is said when the task is passed
    tolerance        how far apart, relatively, two numbers may be and still count as the same
    in_a_row         whether a column of numbers, (n, 1), is as good as a row of them
    seconds          how long one call may take before it is stopped
    judge            for a task of another kind: a function of the answer that returns `passed(…)` or `not_yet(…)`
    """

    id: str
    title: str
    hints: tuple
    next_step: str
    reference: object = None
    probes: tuple = ()
    misconceptions: tuple = ()
    insight: str = ""
    tolerance: float = 1e-4
    in_a_row: bool = False
    seconds: float = 5.0
    judge: Callable | None = None


@dataclass(frozen=True)
class Finding:
    """What a task's own `judge` returns: a verdict that does not know its task yet."""

    outcome: str
    message: str
    misconception: str | None = None


def passed(message=""):
    """What a task's own judge returns for a right answer."""
    return Finding(PASSED, message)


def not_yet(message, misconception=None):
    """What a task's own judge returns for a wrong answer."""
    return Finding(NOT_YET, message, misconception)
