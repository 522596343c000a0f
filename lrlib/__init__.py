"""lrlib: the helper library of the learning rate course, written to be read.

Start on the ground floor and walk up; no file knows the ones above it.

    floor 1   landscapes.py    what is descended: a loss with its exact gradient
              optimizers.py    one update rule a class
    floor 2   descent.py       descend(landscape, rule, steps) -> Trajectory
    floor 4   plotting/        figures: a Trajectory in, matplotlib Axes out
              explorables/     what you drag and play
              feedback/        check, hint, quiz, course_map

`import lrlib` loads NumPy and nothing heavier. Figures, widgets and feedback are loaded with the first
name that needs them.
"""

from importlib import import_module

from lrlib.descent import Trajectory, descend, sweep
from lrlib.landscapes import Landscape, double_well, mountain, quadratic
from lrlib.optimizers import GradientDescent

__version__ = "0.1.0"

# Where each name of the upper floors lives; see __getattr__.
UPPER_FLOORS = {
    "plot_descent": "lrlib.plotting",
    "plot_profile": "lrlib.plotting",
    "plot_loss": "lrlib.plotting",
    "show": "lrlib.plotting",
    "skier": "lrlib.explorables",
    "check": "lrlib.feedback",
    "hint": "lrlib.feedback",
    "quiz": "lrlib.feedback",
    "course_map": "lrlib.feedback",
}

__all__ = [
    "GradientDescent",
    "Landscape",
    "Trajectory",
    "descend",
    "double_well",
    "mountain",
    "quadratic",
    "sweep",
    *UPPER_FLOORS,
]


def __getattr__(name):
    """Load a name of the upper floors when it is first asked for (Python calls this for a name it cannot find)."""
    if name in UPPER_FLOORS:
        return getattr(import_module(UPPER_FLOORS[name]), name)
    raise AttributeError(f"module 'lrlib' has no name {name!r}; it has {', '.join(sorted(__all__))}")


def __dir__():
    return sorted(__all__)
