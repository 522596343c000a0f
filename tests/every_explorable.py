"""Every explorable of the course, for what is tested and measured of all of them alike: a new one is one more line."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One explorable, and what it may cost.

    name      the function in lrlib that makes it, called without arguments
    payload   how many bytes it may send to the browser
    seconds   how long Python may compute
    trains    whether that means to train networks, for which PyTorch has to be loaded first
    button    the button that draws what was chosen, where moving a slider draws nothing new; "" for none
    instead   its picture as `ipywidgets.interact` would make it, in the words of benchmarks/latency.py; "" for none
    """

    name: str
    payload: int = 1_000_000
    seconds: float = 0.3
    trains: bool = False
    button: str = ""
    instead: str = ""

    @property
    def code(self):
        """A cell that shows it."""
        return f"from lrlib import {self.name}\n\n{self.name}()"


EVERY = [
    Case("skier", instead="redrawn(mountain(), np.geomspace(1e-4, 0.05, 61), plot_descent, plot_profile)"),
    Case("regimes", instead="redrawn(quadratic([1, 10]), np.geomspace(0.01, 0.3, 61), plot_descent, plot_loss)"),
    Case("ball", payload=4_000_000),
    Case("race"),
    Case("rate_search", seconds=1.0, trains=True),
    Case("decay"),
    Case("lodge_challenge", button="Ski"),
]
