"""lrlib: the helper library of the learning rate course, written to be read.

Start on the ground floor and walk up; no file knows the ones above it.

    floor 1   landscapes.py    what is descended: a loss with its exact gradient (surface.py: through a grid of heights)
              schedules.py     a hyper-parameter as a function of the step
              optimizers.py    one update rule a class
    floor 2   descent.py       descend(landscape, rule, steps) -> Trajectory
              data.py          handwritten digits, in three parts      networks.py   a plain network
              training.py      the same rules on a real network: train, train_many -> History (history.py)
    floor 3   search.py        what a loss curve says, and the search for a rate
    floor 4   plotting/        figures: a record in, matplotlib Axes out
              explorables/     what you drag and play
              feedback/        check, hint, quiz, course_map
    floor 5   classroom/       for who teaches: what check said in a whole class's notebooks

Under all of it lies validation.py: errors that name the parameter, what it got and what is allowed.
Beside the house stands doctor/, which says what a machine lacks, and so leans on nothing of it.

`import lrlib` itself loads nothing heavy: a file is loaded with the first of its names that is asked for, so that
a descent needs NumPy alone, and neither PyTorch nor figures nor widgets.
"""

from importlib import import_module

__version__ = "0.1.0"

# Which file supplies which names; see __getattr__.
SUPPLIES = {
    "landscapes": [
        "Landscape",
        "another_mountain",
        "double_well",
        "mountain",
        "noisy",
        "quadratic",
        "rosenbrock",
        "rotated",
        "saddle",
    ],
    "schedules": [
        "Plateau",
        "Schedule",
        "constant",
        "cosine_decay",
        "cosine_restarts",
        "exponential_decay",
        "geometric",
        "inverse_time_decay",
        "join",
        "linear_decay",
        "milestones",
        "one_cycle",
        "per_epoch",
        "polynomial_decay",
        "step_decay",
        "warmup",
        "warmup_stable_decay",
    ],
    "optimizers": ["Adagrad", "Adam", "AdamW", "GradientDescent", "Momentum", "Nesterov", "RMSProp", "at_step"],
    "descent": ["Trajectory", "descend", "grid", "sweep"],
    "data": ["Data", "digits"],
    "networks": ["evaluate", "mlp"],
    "history": ["History"],
    "training": ["train", "train_many"],
    "search": ["Diagnosis", "RangeTest", "Search", "Trial", "diagnose", "exponential_search", "range_test"],
    "plotting": [
        "plot_comparison",
        "plot_descent",
        "plot_history",
        "plot_loss",
        "plot_loss_against_rate",
        "plot_map",
        "plot_mean_loss",
        "plot_paths",
        "plot_profile",
        "plot_range_test",
        "plot_schedule",
        "plot_search",
        "plot_side",
        "plot_steps",
        "plot_tree",
        "show",
    ],
    "explorables": ["ball", "decay", "lodge_challenge", "race", "rate_search", "regimes", "skier"],
    "feedback": ["check", "course_map", "hint", "load_progress", "quiz", "save_progress"],
}

__all__ = sorted(name for names in SUPPLIES.values() for name in names)


def __getattr__(name):
    """Load the file that supplies `name`. Python calls this for a name that the package does not have yet."""
    for file, names in SUPPLIES.items():
        if name in names:
            try:
                module = import_module(f"lrlib.{file}")
            except (ImportError, OSError) as error:
                raise clearer(name, error) from None
            return getattr(module, name)
    raise AttributeError(f"lrlib has no name {name!r}; it has {', '.join(__all__)}")


def clearer(name, error):
    """An error on loading what supplies `name`, in words for whoever asked for it; one in lrlib itself as it is."""
    package = (getattr(error, "name", None) or "").split(".")[0]
    if package == "lrlib":
        return error
    called = {"torch": "PyTorch (torch)", "sklearn": "scikit-learn"}.get(package, package)
    what = f"{called}, which is missing here" if isinstance(error, ModuleNotFoundError) else "a package that is broken"
    where = "In a terminal, `make doctor` says what to do (with conda: `python -m lrlib.doctor`)"
    return ImportError(f"{name} needs {what} ({error}). {where}.", name=package)


def __dir__():
    return __all__
