"""What was looked at, and what came of it."""

from typing import NamedTuple

# How a look at something can end. Their order is part of every code (see codes.py): add to the end only.
OUTCOMES = GOOD, MISSING, WRONG, BROKEN, UNTRIED = ("good", "missing", "wrong version", "broken", "not tried")

# What is looked at, in the order in which it is told, which is part of every code too.
PACKAGES = (
    "anywidget",
    "ipywidgets",
    "jupyterlab",
    "matplotlib",
    "nbval",
    "numpy",
    "scikit-learn",
    "torch",
    "tqdm",
)
TRIALS = {
    "kernel": "a kernel of Jupyter answers",
    "widget": "a widget answers through the kernel",
    "descent": "a thousand descents of 100 steps",
    "training": "a small network, trained for 3 epochs",
    "progress": "your progress is kept in a file",
}
CHECKS = ("python", "lrlib", *PACKAGES, *TRIALS)
OPTIONAL = ("progress",)  # without it the course runs all the same


class Finding(NamedTuple):
    """One thing that was looked at.

    name      one of CHECKS
    outcome   one of OUTCOMES
    thing     what it is, in words: 'numpy 2.0 or newer'
    version   the version that is there, as numbers: (2, 4); () where there is none
    remedy    what is wrong, and what to do about it, in one line; '' where nothing is
    ms        how long it took, in milliseconds, or None
    """

    name: str
    outcome: str
    thing: str
    version: tuple = ()
    remedy: str = ""
    ms: "float | None" = None

    @property
    def good(self):
        """Whether the course can run with this as it is."""
        return self.outcome == GOOD or self.name in OPTIONAL
