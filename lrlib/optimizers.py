"""Update rules, in order of increasing complexity. One class a rule, and the body of `step` is the algorithm.

Every rule is a frozen dataclass with two pure methods:

    state    = rule.init(w)                      what the rule remembers before its first step
    w, state = rule.step(w, gradient, state)     one step: new values are returned, nothing is changed

Every hyper-parameter broadcasts against `w`, whose last axis holds the coordinates. So the same lines move one
skier (`lr=0.01`), a thousand skiers with a rate each (`lr` of shape (1000, 1)), or one skier with a rate per
coordinate (`lr` of shape (2,)).
"""

from dataclasses import dataclass

from lrlib.validation import at_least


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
        at_least("lr", self.lr, 0)

    def init(self, w):
        return ()

    def step(self, w, gradient, state):
        w = w - self.lr * gradient
        return w, state
