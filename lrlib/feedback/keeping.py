"""Whatever a learner's code changes in the kernel around it is put back when the check is over.

A check should leave no trace. A function may seed the random numbers, change the folder, a matplotlib setting or a
built-in name, and it would be hard to find out later why the next cell behaves otherwise. Nor may it end or halt Python
while it is checked: there is nobody at the keyboard then.
"""

import builtins
import io
import os
import random
import sys
import warnings
from contextlib import contextmanager

import numpy as np

DEEPEST = 10_000  # calls within calls: beyond that Python itself may crash
HEADROOM = 2**30  # bytes that a learner's code may take: an endless list would end the kernel before its time is up


@contextmanager
def as_it_was():
    """Put the kernel's state back at the end of a `with` block, and show no warning meanwhile."""
    numbers, numpys = random.getstate(), np.random.get_state()
    folder, environment = here(), dict(os.environ)
    names, depth, path = dict(vars(builtins)), sys.getrecursionlimit(), list(sys.path)
    ends = os._exit, sys.breakpointhook, sys.setrecursionlimit, sys.stdout, sys.stderr, sys.stdin
    others = [keep() for keep in (matplotlibs, torchs, memory)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        builtins.input, sys.breakpointhook, os._exit = ask_nobody, ask_nobody, leave
        sys.stdin = io.StringIO()  # exit( ) closes it
        sys.setrecursionlimit = lambda limit: ends[2](min(limit, DEEPEST))
        try:
            yield
        finally:
            os._exit, sys.breakpointhook, sys.setrecursionlimit, sys.stdout, sys.stderr, sys.stdin = ends
            sys.setrecursionlimit(depth)
            sys.path[:] = path
            put_back(vars(builtins), names)
            put_back(os.environ, environment)
            if folder and here() != folder:
                os.chdir(folder)
            random.setstate(numbers)
            np.random.set_state(numpys)
            for put in others:
                put()


def here():
    """The folder in which Python runs, or None: it may have been deleted."""
    try:
        return os.getcwd()
    except OSError:
        return None


def ask_nobody(*_, **__):
    """In place of input( ) and breakpoint( )."""
    raise RuntimeError("nobody is asked anything during a check")


def leave(status=0):
    """In place of os._exit, which would end the kernel at once."""
    raise SystemExit(status)


def put_back(now, before, with_new=True):
    """Make a dict what it was, without touching the rest of it. New names may stay: a library loads some parts late."""
    for name in [name for name in now if name not in before] if with_new else ():
        del now[name]
    for name, value in before.items():
        if name not in now or now[name] is not value:
            now[name] = value


def matplotlibs():
    """The settings, and no figure more than there was; nothing if matplotlib is not loaded."""
    plotting = sys.modules.get("matplotlib")
    pyplot = sys.modules.get("matplotlib.pyplot")
    settings = getattr(plotting, "rcParams", {})
    before = {name: dict.__getitem__(settings, name) for name in dict.keys(settings) if not name.startswith("backend")}
    figures = set(pyplot.get_fignums()) if pyplot else set()

    def put():
        for name, value in before.items():  # past the checks of matplotlib: these values have passed them
            dict.__setitem__(settings, name, value)
        now = sys.modules.get("matplotlib.pyplot")
        for number in set(now.get_fignums()) - figures if now else ():
            now.close(number)

    return put


def torchs():
    """Torch's random numbers and its default kind of number, if torch is loaded."""
    torch = sys.modules.get("torch")
    if not hasattr(torch, "get_rng_state"):  # not loaded, or not to its end
        return lambda: None
    state, kind = torch.get_rng_state(), torch.get_default_dtype()

    def put():
        torch.set_rng_state(state)
        torch.set_default_dtype(kind)

    return put


def memory():
    """A limit on memory where the system can be asked for one (Linux): too much of it is then a MemoryError."""
    try:
        import resource

        with open("/proc/self/status") as status:
            used = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmData"))
        before = resource.getrlimit(resource.RLIMIT_DATA)
        most = min((limit for limit in before if limit >= 0), default=None)
        if most is None or used + HEADROOM < most:
            resource.setrlimit(resource.RLIMIT_DATA, (used + HEADROOM, before[1]))
    except (ImportError, OSError, ValueError, AttributeError, StopIteration):
        return lambda: None
    return lambda: resource.setrlimit(resource.RLIMIT_DATA, before)
