"""Is everything there? `set_up()` looks at this Python and the packages that the course uses, and says so."""

import sys
from importlib import metadata

OLDEST_PYTHON = (3, 11)
REMEDY = "close JupyterLab and start it with `make lab` (with conda: `conda activate learning-rate` first)"


def set_up():
    """Print a line for each thing that the course needs: ✓ where it is there, ✗ and what to do where it is not."""
    for good, thing, remedy in examine():
        print(f"✓ {thing}" if good else f"✗ {thing}: {remedy}")


def examine():
    """What `set_up` prints: (good, thing, remedy) for each thing that the course needs."""
    wanted = ".".join(map(str, OLDEST_PYTHON))
    yield sys.version_info >= OLDEST_PYTHON, f"Python {wanted} or newer", REMEDY
    try:
        requirements = metadata.requires("lrlib")
    except metadata.PackageNotFoundError:
        yield False, "lrlib, the course's own library", f"it is not installed in this Python; {REMEDY}"
        return
    for requirement in sorted(requirements, key=str.lower):
        if "extra ==" not in requirement:
            yield package(requirement)


def package(requirement):
    """(good, thing, remedy) for one package, from a requirement such as 'numpy>=2'."""
    from packaging.requirements import Requirement

    wanted = Requirement(requirement)
    try:
        there = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return False, wanted.name, f"it is missing; {REMEDY}"
    good = wanted.specifier.contains(there, prereleases=True)
    return good, f"{wanted.name} {wanted.specifier}".strip(), f"this is version {there}; {REMEDY}"
