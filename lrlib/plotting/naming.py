"""Several runs in one figure: what each is called, and how its line looks."""

from dataclasses import fields

import numpy as np

from lrlib.descent import Trajectory
from lrlib.plotting.style import (
    COLORS,
    DASHES,
    FEW,
    MARKERS,
    RATES,
    RULES,
    SYMBOLS,
    Look,
    number,
    rate_name,
    rule_name,
)
from lrlib.schedules import Schedule


def one_run(run):
    """`run` itself, or an error where it is not one Trajectory of one run with every step kept."""
    if not isinstance(run, Trajectory):
        raise TypeError(f"run must be a Trajectory, as descend() returns it; got {run!r}")
    if run.losses.ndim != 1:
        raise ValueError(f"one path at a time: pick a run with .at(lr=…); got a sweep of {run.losses.shape[1:]}")
    if len(run.losses) <= run.steps:
        raise ValueError("only the last step was kept, so there is no path to draw: keep='all'")
    return run


def named_runs(runs):
    """`runs` as {name: run}: one Trajectory, a sweep along one axis, a list, or a dict that names them itself.

    In a list a run is named by what tells it from the others: its rule, its rate, its other hyper-parameters.
    """
    if isinstance(runs, dict):
        names, runs = [str(name) for name in runs], list(runs.values())
    elif isinstance(runs, Trajectory):
        if runs.losses.ndim > 2:
            raise ValueError(f"one run a line: pick runs with .at(lr=…); got a sweep of {runs.losses.shape[1:]}")
        runs = [runs] if runs.losses.ndim == 1 else [runs.run((i,)) for i in range(runs.losses.shape[1])]
        names = names_of(runs)
    elif isinstance(runs, (list, tuple)):
        runs, names = list(runs), None
    else:
        raise TypeError(f"runs must be a Trajectory, as descend() returns it, or a list or dict of them; got {runs!r}")
    if not runs:
        raise ValueError("runs must hold at least one run; got none")
    for run in runs:
        if isinstance(run, Trajectory) and run.losses.ndim != 1:
            raise ValueError(f"one run a line: pick runs with .at(lr=…); got a sweep of {run.losses.shape[1:]}")
        one_run(run)
    return dict(zip(names_of(runs) if names is None else names, runs, strict=True))


def same_landscape(runs):
    """The landscape of all these runs, or an error where they have more than one."""
    lands = {(run.landscape.name, run.landscape.dim): run.landscape for run in runs.values()}
    if len(lands) > 1:
        raise ValueError(f"runs must be on one landscape; got {' and '.join(name for name, _ in lands)}")
    return next(iter(lands.values()))


def names_of(runs):
    """A name for each run, of what differs: 'rate 0.1', 'Adam', 'Momentum, β = 0.9'."""
    kinds = {type(run.rule) for run in runs}
    parts = [[rule_name(run.rule)] if len(kinds) > 1 else [] for run in runs]
    # Rules that are told apart by their names need no more than that.
    if len(kinds) < len(runs) or len(runs) == 1:
        if len({rate_name(run) for run in runs}) > 1 or len(runs) == 1:
            parts = [part + [rate_name(run)] for part, run in zip(parts, runs, strict=True)]
        for name in [field.name for field in fields(runs[0].rule)] if len(kinds) == 1 else []:
            values = [getattr(run.rule, name) for run in runs]
            single = all(not isinstance(value, Schedule) and np.size(value) == 1 for value in values)
            if name != "lr" and single and len({float(np.ravel(value)[0]) for value in values}) > 1:
                words = [f"{SYMBOLS.get(name, name)} = {number(float(np.ravel(value)[0]))}" for value in values]
                parts = [part + [word] for part, word in zip(parts, words, strict=True)]
    names = [", ".join(part) for part in parts]
    if len(set(names)) < len(names):
        names = [f"run {i + 1}" + (f", {name}" if name else "") for i, name in enumerate(names)]
    return names


def looks(runs):
    """A Look for each of these runs: by rule where the rules differ, by rate where the rates do."""
    kinds = [type(run.rule).__name__ for run in runs]
    if len(set(kinds)) == len(runs) > 1 and set(kinds) <= set(RULES):
        return [RULES[kind] for kind in kinds]
    rates = [run.lr for run in runs]
    if len(set(kinds)) == 1 and all(np.ndim(rate) == 0 for rate in rates) and len(set(rates)) == len(runs) > 1:
        places = rate_places(np.array(rates))
        return [
            Look(tuple(RATES(x)), MARKERS[i % len(MARKERS)] if len(runs) <= FEW else "", DASHES[i % len(DASHES)])
            if len(runs) <= FEW
            else Look(tuple(RATES(x)), "", "-")
            for i, x in enumerate(places)
        ]
    return [Look(COLORS[i % len(COLORS)], MARKERS[i % len(MARKERS)], DASHES[i % len(DASHES)]) for i in range(len(runs))]


def rate_places(rates):
    """Where on the color map each rate lies, from 0 to 1: by its logarithm if there are many, by its rank if few."""
    if len(rates) <= FEW or rates.min() <= 0:
        return rates.argsort().argsort() / max(len(rates) - 1, 1)
    logs = np.log(rates)
    return (logs - logs.min()) / np.ptp(logs)
