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
    Case("skier", instead="redrawn(1e-4, 0.05, downhill(mountain()), plot_descent, plot_profile)"),
    Case("regimes", instead="redrawn(0.01, 0.3, downhill(quadratic([1, 10])), plot_descent, plot_loss)"),
    Case("ball", payload=4_000_000, instead="redrawn(1e-3, 0.1, roll, ends, plot_side, plot_loss)"),
    Case("race", instead="redrawn(1e-4, 10, field, plot_paths, plot_loss)"),
    Case("rate_search", seconds=1.0, trains=True),
    Case("decay", instead="redrawn(0.01, 1, decaying, rate_of, plot_descent, plot_loss)"),
    Case("lodge_challenge", button="Ski"),
]
