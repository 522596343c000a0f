"""The lodge challenge: rule, rate, β and schedule are yours, the terrain is new, and every look at the slope counts."""

from dataclasses import replace

import numpy as np

from lrlib.descent import descend, grid
from lrlib.explorables.packing import decades, describe_landscape, draw_ground, points
from lrlib.explorables.skiing import ARRIVED
from lrlib.explorables.widget import Explorable
from lrlib.landscapes import another_mountain, noisy
from lrlib.optimizers import Adagrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp
from lrlib.plotting import plot_descent
from lrlib.plotting.style import number
from lrlib.schedules import Schedule, constant, cosine_decay, join, linear_decay, step_decay, warmup
from lrlib.validation import at_least, whole_number

STEPS = 60
FOG = 10.0  # m per km, where most slopes are 10 to 100: so much that at a constant rate one hovers around the lodge
RATES = np.array([float(f"{digit}e{power}") for power in range(-4, 0) for digit in (1, 2, 3, 5)][2:] + [1.0])
BETAS = [0.5, 0.8, 0.9, 0.95]
RULES = {  # each rule, and what its β is called, where it has one
    "gradient descent": (GradientDescent, None),
    "Momentum": (Momentum, "beta"),
    "Nesterov": (Nesterov, "beta"),
    "Adagrad": (Adagrad, None),
    "RMSProp": (RMSProp, None),
    "Adam": (Adam, "beta1"),
}
SCHEDULES = {
    "constant": ("the same at every look", constant()),
    "step": ("× 0.3 after every 20 looks", step_decay(20, 0.3)),
    "cosine": ("down to 0 at look 40", cosine_decay(40)),
    "warm-up": ("5 looks up, then straight to 0 at look 40", join([warmup(5), linear_decay(35)], at=[5])),
}


def lodge_challenge(seed=0, fog=FOG):
    """Reach the lodge in the fewest looks at the slope, on terrain that you have not seen, and think before you ski.

    seed   a whole number ≥ 0: which terrain, another_mountain(seed), and which fog. Who has the same seed has the same
           challenge; the higher it is, up to 34, the farther the lodge.
    fog    σ ≥ 0 in m per km: each look at the slope is off by noise of this size, as noisy(landscape, σ, seed) has it.
           0 is a clear day, on which a schedule hardly matters.

    You choose an update rule, a learning rate, β (where the rule has one: in Adam it is β₁) and a schedule, and press
    "Ski". A run takes 60 looks. Its score is how many it took until it was within 100 m of the lodge and stayed there
    to the end. The rates are the same for every rule, since what a rate means depends on the rule: to gradient descent
    it is km per m per km of slope, to Adam just km. The last two schedules end before the run does: who is still on
    the slope then, stays there. The fewest looks that any choice needs are told from the beginning. (In a fog of one
    seed the very best choice is luck as well: in another fog it may be another.)

    Returns an Explorable. Keep it under a name to read what has been tried, by the places in its lists, or the best:

        challenge = lodge_challenge(seed=7)
        challenge             # in a cell of its own: play
        challenge.picked      # later: {'rule': 1, 'rate': 6, …, 'attempts': [{'rule': 1, 'rate': 6, …}, …]}
        challenge.best        # {'rule': 'Momentum', 'lr': 0.003, 'beta': 0.9, 'schedule': 'cosine', 'looks': 14}
    """
    land = foggy(seed, fog)
    runs = every_run(land)
    looks = in_order(runs, lambda run: run.settled_at(ARRIVED))
    fewest = int(looks[looks >= 0].min(initial=STEPS + 1))
    ground, contours = draw_ground(land, width=600)  # with all runs it makes less than 1 MB
    first = {"rule": 0, "rate": int(np.abs(RATES - 0.001).argmin()), "beta": BETAS.index(0.9), "schedule": 0}
    challenge = Challenge(
        picture=lambda: invitation(land, seed),
        kind="challenge",
        meta={
            "shape": [*looks.shape, STEPS + 1, 3],
            "about": f"{STEPS} looks at the slope, {weather(fog)}, and then it is dark",
            "aim": f"The best choice needs {fewest} looks." if fewest <= STEPS else "No choice arrives in this fog.",
            "title": f"Seed {seed}" + ("" if fog == FOG else f", fog {number(fog)}"),
            "call": f"lodge_challenge(seed={seed}" + (")" if fog == FOG else f", fog={number(fog)})"),
            "rules": list(RULES),
            "rows": rows(),
            "rates": [number(rate) for rate in RATES],
            "decades": decades(RATES),
            "betas": [number(beta) for beta in BETAS],
            "beta_names": [{None: None, "beta": "β", "beta1": "β₁"}[beta] for _, beta in RULES.values()],
            "schedules": [[name, about] for name, (about, _) in SCHEDULES.items()],
            "looks": looks.ravel().tolist(),
            "words": in_order(runs, words).ravel().tolist(),
            "fewest": fewest if fewest <= STEPS else None,
            **describe_landscape(land),
            "contours": contours,
        },
        buffer=in_order(runs, points).tobytes(),
        ground=ground,
        picked={**first, "attempts": [], "step": 0, "playing": False},
    )
    challenge.looks = looks
    return challenge


class Challenge(Explorable):
    """An Explorable that knows the score.

    looks   how many looks each choice needs, −1 where it does not arrive: (rules and their βs, rates, schedules)
    """

    @property
    def best(self):
        """The attempt that needed the fewest looks, the first of them, in words; None where none has arrived yet."""
        scores = [(self.score(attempt), attempt) for attempt in self.picked["attempts"]]
        arrived = [(looks, attempt) for looks, attempt in scores if looks >= 0]
        if not arrived:
            return None
        looks, attempt = min(arrived, key=lambda pair: pair[0])
        name, (_, beta) = list(RULES.items())[attempt["rule"]]
        own = {} if beta is None else {beta: BETAS[attempt["beta"]]}
        schedule = list(SCHEDULES)[attempt["schedule"]]
        return {"rule": name, "lr": float(RATES[attempt["rate"]]), **own, "schedule": schedule, "looks": looks}

    def score(self, attempt):
        """How many looks an attempt needs; −1 where it does not arrive."""
        return int(self.looks[rows()[attempt["rule"]][attempt["beta"]], attempt["rate"], attempt["schedule"]])


def foggy(seed, fog):
    """The terrain of a seed, in the fog of that seed."""
    land = another_mountain(whole_number("seed", seed, low=0))
    fog = at_least("fog", fog, 0)
    if fog.ndim:
        raise ValueError(f"fog must be a single number; its shape is {fog.shape}")
    return replace(noisy(land, fog, seed), name=land.name)


def weather(fog):
    """The fog in words."""
    return f"each off by some {number(fog)} m per km in the fog" if fog else "on a clear day"


def every_run(land):
    """Every choice there is: for each rule a Trajectory swept over the schedules, over β where it has one, and lr."""
    runs = {}
    for name, (rule, beta) in RULES.items():
        values = grid(**({} if beta is None else {beta: BETAS}), lr=RATES)
        lr = values.pop("lr")
        schedules = side_by_side(SCHEDULES.values(), depth=2 if beta is None else 3)
        runs[name] = descend(land, rule(lr=lr * schedules, **values), STEPS)
    return runs


def side_by_side(schedules, depth):
    """Several schedules as one, with an axis for them that goes before `depth` others: so all of them run at once."""
    factors = [factor for _, factor in schedules]
    which = np.eye(len(factors)).reshape(len(factors), -1, *[1] * depth)
    return Schedule(lambda t: sum(one * factor(t) for one, factor in zip(which, factors, strict=True)), "any schedule")


def in_order(runs, what):
    """`what` of every run, an array (*sweep, …), as one: (rules and their βs, rates, schedules, …); see `rows`."""
    tables = []
    for name, (_, beta) in RULES.items():
        table = np.moveaxis(what(runs[name]), 0, 1 if beta is None else 2)
        tables.append(table if beta is not None else table[np.newaxis])
    return np.concatenate(tables)


def rows():
    """For each rule and each β the row in which its runs are. A rule without β has one row for all of them."""
    table, free = [], 0
    for _, beta in RULES.values():
        count = 1 if beta is None else len(BETAS)
        table.append([free + (i if count > 1 else 0) for i in range(len(BETAS))])
        free += count
    return table


def words(runs):
    """How each run of a sweep ends, in words; an array of text of the sweep's shape."""
    away = np.where(np.isnan(runs.distances()), np.inf, runs.distances())
    nearest, at = away.min(axis=0), away.argmin(axis=0)
    return np.vectorize(verdict, otypes=[object])(runs.settled_at(ARRIVED), nearest, at, runs.diverged_at)


def verdict(looks, nearest, at, gone):
    """How one run ends: after so many `looks` at the lodge, or `nearest` to it (in km) at one of them, or `gone`."""
    if looks >= 0:
        return f"At the lodge after {looks} look{'' if looks == 1 else 's'}"
    near = f"{max(1, round(1000 * nearest))} m" if nearest < 1 else f"{nearest:.1f} km"
    when = f"at look {at}" if at else "at the start"
    if nearest <= ARRIVED:
        end = f"and then off the map at look {gone}" if gone >= 0 else "but it did not stay"
        return f"Not arrived: {near} from the lodge {when}, {end}"
    return f"{f'Off the map at look {gone}' if gone >= 0 else 'Not arrived'}: nearest {near} {when}"


def invitation(land, seed):
    """The plain picture: the terrain, and one run that gives nothing away."""
    run = descend(land, GradientDescent(lr=0.0005), STEPS)
    return plot_descent(run, title=f"Seed {seed}: who reaches the lodge in the fewest looks at the slope?")
