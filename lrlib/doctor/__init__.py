"""Is everything there? A look at this Python, its packages, a kernel, a widget and a short run.

    set_up()                         in a notebook: Python and the packages
    python -m lrlib.doctor           in a terminal, or `make doctor`: everything, and a code for your instructor
    python -m lrlib.doctor CODE      what a code says

    findings.py    what can be looked at, and what can come of it
    packages.py    Python and its packages          asking.py    another process, which may hang or crash
    trials.py      a kernel, a widget, a short run  codes.py     a short code for what was found
    __main__.py    the command

It has to work where nothing else does: with packages that are missing or broken, in a terminal that knows ASCII alone,
and on an old Python as far as saying so. So this folder and lrlib/__init__.py import nothing but the standard library,
and Python 3.7 can read them.
"""

from itertools import chain

from lrlib.doctor.findings import GOOD
from lrlib.doctor.packages import each_package, library, python


def set_up():
    """Print a line for each thing that the course needs: ✓ where it is there, ✗ and what to do where it is not."""
    for finding in chain([python(), library()], each_package()):
        print(f"✓ {finding.thing}" if finding.outcome == GOOD else f"✗ {finding.thing}: {finding.remedy}")
