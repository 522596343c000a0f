"""Update rules, in order of increasing complexity. One class a rule, and the body of `step` is the algorithm.

Every rule is a frozen dataclass with two pure methods:

    state    = rule.init(w)                      what the rule remembers before its first step
    w, state = rule.step(w, gradient, state)     one step: new values are returned, nothing is changed

Every hyper-parameter broadcasts against `w`, whose last axis holds the coordinates. So the same lines move one
skier (`lr=0.01`), a thousand skiers with a rate each (`lr` of shape (1000, 1)), or one skier with a rate per
coordinate (`lr` of shape (2,)). They use + − * / ** and nothing else, so `w` may be a PyTorch tensor just as well.

Any hyper-parameter may also be a schedule (see schedules.py). `at_step(rule, t)` is the rule at step t, with a
number in place of each schedule; `descend` takes care of that.

The symbols, here and in every lesson:

    w  the position      g  the gradient      η  lr, the learning rate
    v  the velocity: gradients added up       β  how much of the past is kept
    m  the average of recent gradients        s  the sum, or the average, of squared gradients
    ε  eps, what keeps a division by s = 0 from happening
"""

from copy import copy
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import repeat

import numpy as np

from lrlib.schedules import Schedule
from lrlib.validation import at_least, fraction, lists_to_arrays


@dataclass(frozen=True, eq=False)
class GradientDescent:
    """Step against the gradient: downhill, and farther where it is steeper.

        w ← w − η g

    lr   η, the learning rate, finite and ≥ 0, in units of w per unit of gradient (on the mountain: kilometers
         per meter-per-kilometer). It has no default: choosing it on purpose is what this course is about.

    It remembers nothing, so its state is empty. `torch.optim.SGD(params, lr)` takes the same step.

    Cauchy 1847, "Méthode générale pour la résolution des systèmes d'équations simultanées".
    """

    lr: float

    def __post_init__(self):
        validate(self)

    def init(self, w):
        return ()

    def step(self, w, gradient, state):
        w = w - self.lr * gradient
        return w, state


@dataclass(frozen=True, eq=False)
class Momentum:
    """A ball that rolls: each step keeps the share β of the velocity, and the gradient pushes it on.

        v ← β v + g
        w ← w − η v

    lr     η, finite and ≥ 0
    beta   β, from 0 (gradient descent) to below 1. On a steady slope the velocity grows to g / (1 − β), so
           the default, 0.9, remembers about ten gradients and moves up to ten times as far as η g. It is the value
           that most papers and programs start from; torch's own default is 0, no momentum.

    State: (v,), at first 0. `torch.optim.SGD(params, lr, momentum=beta)` takes the same steps.

    Two other forms are in use. The averaged form, v ← β v + (1 − β) g, walks the same path at the rate η / (1 − β):
    whoever changes β there leaves the terminal speed alone, here one has to lower η. And the papers put the rate
    inside, v ← β v − η g and w ← w + v: the same path at a constant rate, but where η falls, a velocity that was
    gathered at the old rate lives on there, while here the new rate applies to all of it at once.

    Polyak 1964, "Some methods of speeding up the convergence of iteration methods" (the heavy ball).
    """

    lr: float
    beta: float = 0.9

    def __post_init__(self):
        validate(self)

    def init(self, w):
        return (0 * w,)

    def step(self, w, gradient, state):
        (v,) = state
        v = self.beta * v + gradient
        w = w - self.lr * v
        return w, (v,)


@dataclass(frozen=True, eq=False)
class Nesterov:
    """Momentum that looks ahead: the gradient counts once more, as if the velocity had already moved.

        v ← β v + g
        w ← w − η (g + β v)

    lr     η, finite and ≥ 0
    beta   β, from 0 to below 1; default 0.9, as in Momentum

    State: (v,), at first 0. `torch.optim.SGD(params, lr, momentum=beta, nesterov=True)` takes the same steps.

    Sutskever's form takes the gradient where the velocity is about to lead, at θ + β u, and then u ← β u − η g and
    θ ← θ + u. Our w is that point, θ + β u, so at constant η and β the two are one path, seen from two places. Where
    η or β change on the way they differ, as the two forms of momentum do.

    Nesterov 1983, "A method of solving a convex programming problem with convergence rate O(1/k²)"; as momentum,
    Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning"; seen from θ + β u,
    Bengio, Boulanger-Lewandowski and Pascanu 2013, "Advances in Optimizing Recurrent Networks".
    """

    lr: float
    beta: float = 0.9

    def __post_init__(self):
        validate(self)

    def init(self, w):
        return (0 * w,)

    def step(self, w, gradient, state):
        (v,) = state
        v = self.beta * v + gradient
        w = w - self.lr * (gradient + self.beta * v)
        return w, (v,)


@dataclass(frozen=True, eq=False)
class Adagrad:
    """A rate of its own for each coordinate: the more slope a coordinate has seen, the shorter its steps.

        s ← s + g²
        w ← w − η g / (√s + ε)

    lr    η, finite and ≥ 0, in units of w: the length of the very first step, whatever the gradient
    eps   ε ≥ 0; default 1e-10, as in torch. At 0 the steps do not depend on the gradient's scale at all, but a
          coordinate that has only ever seen the gradient 0 then becomes 0 / 0, NaN.

    State: (s,), the sum of squares, at first 0. It only grows, so the steps shrink for good: as 1 / √t, where the
    gradients keep their size.
    `torch.optim.Adagrad(params, lr)` takes the same steps. Its `lr_decay` is left out: it is a schedule,
    lr=η * inverse_time_decay(1 / lr_decay). Keras starts the sum at 0.1, so that early steps are shorter.

    Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization".
    """

    lr: float
    eps: float = 1e-10

    def __post_init__(self):
        validate(self)

    def init(self, w):
        return (0 * w,)

    def step(self, w, gradient, state):
        (s,) = state
        s = s + gradient**2
        w = w - self.lr * gradient / (s**0.5 + self.eps)
        return w, (s,)


@dataclass(frozen=True, eq=False)
class RMSProp:
    """Adagrad that forgets: an average of recent squares in place of the sum of all of them.

        s ← α s + (1 − α) g²
        w ← w − η g / (√s + ε)

    lr      η, finite and ≥ 0, in units of w
    alpha   α, the forgetting factor, from 0 to below 1: the average is over about 1 / (1 − α) steps. Default 0.99, as
            in torch; the lecture and Keras have 0.9 (and call it the decay, or ρ).
    eps     ε ≥ 0; default 1e-8, as in torch. At 0 a coordinate whose gradient was always 0 becomes NaN.

    State: (s,), the average, at first 0. That start makes the first steps long: the first one is η / √(1 − α),
    ten times η by default. Adam corrects for it. `torch.optim.RMSprop(params, lr, alpha, eps)` takes the same
    steps; TensorFlow and Optax put ε inside the root, √(s + ε), where it weighs as much as √ε does here.

    Tieleman and Hinton 2012, "Neural Networks for Machine Learning", lecture 6.5.
    """

    lr: float
    alpha: float = 0.99
    eps: float = 1e-8

    def __post_init__(self):
        validate(self)

    def init(self, w):
        return (0 * w,)

    def step(self, w, gradient, state):
        (s,) = state
        s = self.alpha * s + (1 - self.alpha) * gradient**2
        w = w - self.lr * gradient / (s**0.5 + self.eps)
        return w, (s,)


@dataclass(frozen=True, eq=False)
class Adam:
    """Momentum (averaged) over RMSProp, both corrected for having started from 0.

        t ← t + 1
        m ← β₁ m + (1 − β₁) g        m̂ = m / (1 − β₁ᵗ)
        s ← β₂ s + (1 − β₂) g²       ŝ = s / (1 − β₂ᵗ)
        w ← w − η m̂ / (√ŝ + ε)

    lr      η, finite and ≥ 0, in units of w: the first step is η long in every coordinate
    beta1   β₁, from 0 to below 1; default 0.9: the average of about the last 10 gradients
    beta2   β₂, from 0 to below 1; default 0.999: the average of about the last 1,000 squares
    eps     ε ≥ 0; default 1e-8. At 0 a coordinate whose gradient was always 0 becomes NaN.

    State: (m, s, t), at first (0, 0, 0). The paper writes v for our s, and α for our η. After t steps of one gradient
    g the average m is (1 − βᵗ) g: dividing by that share is the correction. Without it the first step is not shorter
    but longer, (1 − β₁) / √(1 − β₂) = 3.16 η, since s is short of more than m is.

    Defaults are the paper's, and torch's: `torch.optim.Adam(params, lr, (beta1, beta2), eps)` takes the same steps.
    TensorFlow's form, at the end of the paper's section 2, leaves the root of s uncorrected and moves both corrections
    into the rate: for our steps its ε would have to be √(1 − β₂ᵗ) times ours, so the same ε weighs more there at
    first. PyTorch's `weight_decay` for Adam is left out: see AdamW.

    Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization".
    """

    lr: float
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8

    def __post_init__(self):
        validate(self)

    def init(self, w):
        return 0 * w, 0 * w, 0

    def step(self, w, gradient, state):
        m, s, t = state
        t = t + 1
        m = self.beta1 * m + (1 - self.beta1) * gradient
        s = self.beta2 * s + (1 - self.beta2) * gradient**2
        m_hat = m / (1 - self.beta1**t)
        s_hat = s / (1 - self.beta2**t)
        w = w - self.lr * m_hat / (s_hat**0.5 + self.eps)
        return w, (m, s, t)


@dataclass(frozen=True, eq=False)
class AdamW:
    """Adam, and apart from it a pull of every coordinate towards 0.

        w ← w − η λ w, and then as Adam does:

        t ← t + 1
        m ← β₁ m + (1 − β₁) g        m̂ = m / (1 − β₁ᵗ)
        s ← β₂ s + (1 − β₂) g²       ŝ = s / (1 − β₂ᵗ)
        w ← w − η m̂ / (√ŝ + ε)

    lr, beta1, beta2, eps   as in Adam
    weight_decay            λ ≥ 0; default 0.01, as in torch. (In the lessons on bowls λ is a curvature.)

    State: (m, s, t), as in Adam. `torch.optim.AdamW(params, lr, (beta1, beta2), eps, weight_decay)` takes the same
    steps. Adding λ w to the gradient instead (L2, the `weight_decay` of torch's Adam) would divide the pull by √ŝ too,
    so that it hardly reaches the coordinates with steep slopes.

    In the paper the pull is λ w times the schedule, without η: so there λ and the rate can be tuned apart, while
    here, as in torch, a higher η pulls harder. The paper's λ is η λ here, η being the rate before its schedule.

    Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization".
    """

    lr: float
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    weight_decay: float = 0.01

    def __post_init__(self):
        validate(self)

    def init(self, w):
        return 0 * w, 0 * w, 0

    def step(self, w, gradient, state):
        m, s, t = state
        t = t + 1
        w = w - self.lr * self.weight_decay * w
        m = self.beta1 * m + (1 - self.beta1) * gradient
        s = self.beta2 * s + (1 - self.beta2) * gradient**2
        m_hat = m / (1 - self.beta1**t)
        s_hat = s / (1 - self.beta2**t)
        w = w - self.lr * m_hat / (s_hat**0.5 + self.eps)
        return w, (m, s, t)


def not_negative(name, value):
    """`value` as an array, finite and ≥ 0."""
    return at_least(name, value, 0)


# What each hyper-parameter may be. A share of 1 would forget nothing and never let anything new count.
ALLOWED = {
    "lr": not_negative,
    "beta": fraction,
    "alpha": fraction,
    "beta1": fraction,
    "beta2": fraction,
    "eps": not_negative,
    "weight_decay": not_negative,
}


def validate(rule):
    """An error that names the hyper-parameter of `rule` that is not what it may be. Schedules are judged later."""
    for field in fields(rule):
        value = getattr(rule, field.name)
        if not isinstance(value, Schedule):
            ALLOWED[field.name](field.name, value)
    lists_to_arrays(rule)


def is_rule(rule):
    """Is this an update rule, ours or a learner's own: an instance, not the class, with both methods and a rate?"""
    return is_dataclass(rule) and not isinstance(rule, type) and all(hasattr(rule, it) for it in ("init", "step", "lr"))


def pair(moved):
    """What a step returned, which has to be the pair (w, state)."""
    if not (isinstance(moved, (tuple, list)) and len(moved) == 2):
        raise TypeError(f"step must return two things, w and the state (which may be empty: w, ()); got {moved!r}")
    return moved


def schedules_of(rule):
    """The hyper-parameters of `rule` that are schedules: {name: schedule}."""
    values = {field.name: getattr(rule, field.name) for field in fields(rule)}
    return {name: value for name, value in values.items() if isinstance(value, Schedule)}


def at_step(rule, t):
    """`rule` as it is at step t = 0, 1, 2, …: with a number, or an array of them, in place of each schedule.

    >>> from lrlib.schedules import linear_decay
    >>> at_step(Momentum(lr=0.1 * linear_decay(10)), t=5)
    Momentum(lr=0.05, beta=0.9)

    For all the steps of a run there is `every_step`, which evaluates each schedule only once.
    """
    values = {name: value_of(name, schedule, t) for name, schedule in schedules_of(rule).items()}
    # A Python number, since that multiplies with a tensor too, and leaves a float32 what it is.
    return replace(rule, **{name: value if value.ndim else value.item() for name, value in values.items()})


def every_step(rule, steps):
    """at_step(rule, t) for t = 0 … steps − 1, one after the other. A rule without schedules comes as it is."""
    tables = {name: table(name, schedule, steps) for name, schedule in schedules_of(rule).items()}
    return unrolled(rule, tables, steps) if tables else repeat(rule, steps)


def unrolled(rule, tables, steps):
    """`rule` with row t of each table, for each step t. The rows are checked already, so this is not `replace`."""
    for t in range(steps):
        now = copy(rule)
        for name, rows in tables.items():
            object.__setattr__(now, name, rows[t, ...])
        yield now


def table(name, schedule, steps):
    """The values of a schedule at the steps 0 … steps − 1, checked: shape (steps, *shape of one value)."""
    shape = np.shape(schedule(0))
    return value_of(name, schedule, np.arange(steps).reshape(-1, *[1] * len(shape)))


def value_of(name, schedule, t):
    """The value of the hyper-parameter `name` at step(s) t, checked; an array, also where it is a single number.

    A number and an array may differ in the last bit of a power, so every rule that `descend` runs gets arrays.
    """
    values = np.asarray(schedule(t))
    if name in ALLOWED and values.size:
        ALLOWED[name](f"{name}, the schedule {schedule!r},", values)
    return values
