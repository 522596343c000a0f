"""Every update rule of the library, for what is tested of all of them alike: a new one is found in lrlib.SUPPLIES."""

import lrlib

EVERY = [rule for name in lrlib.SUPPLIES["optimizers"] if isinstance(rule := getattr(lrlib, name), type)]
