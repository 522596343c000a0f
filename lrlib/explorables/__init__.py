"""Explorables: what you drag and play. Python computes every run beforehand, and the browser only draws them."""

from lrlib.explorables.bowls import regimes
from lrlib.explorables.challenging import lodge_challenge
from lrlib.explorables.decaying import decay
from lrlib.explorables.racing import race
from lrlib.explorables.rolling import ball
from lrlib.explorables.searching import rate_search
from lrlib.explorables.skiing import skier
from lrlib.explorables.widget import Explorable

__all__ = ["Explorable", "ball", "decay", "lodge_challenge", "race", "rate_search", "regimes", "skier"]
