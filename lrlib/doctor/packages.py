"""Python and its packages: are they there, of a version that will do, and can they be loaded?"""

import platform
import re
import sys
from pathlib import Path

from lrlib.doctor.asking import ask
from lrlib.doctor.findings import BROKEN, GOOD, MISSING, PACKAGES, WRONG, Finding

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parents[2]  # the course's folder
MODULES = {"scikit-learn": "sklearn"}  # what a package is imported as, where that is not its name
SECONDS = 300  # for all packages to be loaded: the first time after the set-up can be slow, above all on Windows

# Loads one package after the other, and says of each what came of it before it goes on to the next.
LOADER = """
import importlib, sys
from lrlib.doctor.asking import report
for module in sys.argv[1:]:
    report(began=module)
    try:
        importlib.import_module(module)
    except BaseException as error:
        report(module=module, trouble=f"{type(error).__name__}: {error}")
    else:
        report(module=module, trouble="")
"""


def python():
    """Whether this Python is new enough."""
    wanted = f"Python {in_words(OLDEST_PYTHON)} or newer"
    if sys.version_info >= OLDEST_PYTHON:
        return Finding("python", GOOD, wanted, tuple(sys.version_info[:3]))
    remedy = (
        f"this is Python {in_words(sys.version_info[:3])}; get a newer one from python.org, and name it: "
        "`make lab PYTHON=python3.12` (with conda: `conda env create -f environment.yml` brings one)"
    )
    return Finding("python", WRONG, wanted, tuple(sys.version_info[:3]), remedy)


def library():
    """Whether lrlib is installed in this Python, not only found because one stands in the course's folder."""
    from importlib import metadata

    thing = "lrlib, the course's own library"
    try:
        metadata.version("lrlib")
    except metadata.PackageNotFoundError:
        return Finding("lrlib", MISSING, thing, remedy=f"it is not installed in this Python; {start()}")
    return Finding("lrlib", GOOD, thing)


def each_package():
    """A Finding for each package that the course uses. Each is loaded, in another process."""
    asked = requirements()
    versions = {name: version_of(name) for name in asked}
    present = [name for name in asked if versions[name] is not None]
    troubles = load([MODULES.get(name, name) for name in present])
    for name in asked:
        yield package(name, asked[name], versions[name], troubles.get(MODULES.get(name, name), ""))


def package(name, bounds, there, trouble):
    """The Finding for a package, from the versions wanted, the version that is there, and what loading it came to."""
    thing = f"{name} {bounds_in_words(bounds)}".strip()
    if there is None:
        return Finding(name, MISSING, thing, remedy=f"it is missing; {anew(name)}")
    version = numbers(there)
    if trouble:
        return Finding(name, BROKEN, thing, version, f"{there} is there but cannot be loaded ({trouble}); {anew(name)}")
    if not fits(version, bounds):
        return Finding(name, WRONG, thing, version, f"this is version {there}; {anew(name)}")
    return Finding(name, GOOD, thing, version)


# ---- what is wanted


def requirements():
    """The versions that the course asks for: {'numpy': [('>=', (2, 0))], …}, in alphabetical order."""
    from importlib import metadata

    try:
        lines = metadata.requires("lrlib")
    except metadata.PackageNotFoundError:
        lines = in_pyproject()
    asked = dict(requirement(line) for line in lines or () if "extra ==" not in line)
    return {name: asked[name] for name in sorted(asked)} or {name: [] for name in PACKAGES}


def in_pyproject():
    """The dependencies that pyproject.toml lists, where lrlib is not installed; nothing if it cannot be read."""
    try:
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:
        return []
    found = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.M | re.S)
    return re.findall(r'"(.+?)"', found.group(1)) if found else []


def requirement(line):
    """A line such as 'numpy>=2.0,<3' as ('numpy', [('>=', (2, 0)), ('<', (3,))]).

    Done by hand, since the package that could do it (packaging) is one that may be missing.
    """
    name = re.match(r"[\w.-]+", line).group()
    bounds = [(sign, numbers(version)) for sign, version in re.findall(r"(>=|<)\s*([\d.]+)", line[len(name) :])]
    return name.lower(), sorted(bounds, reverse=True)  # the lower bound first


def numbers(version):
    """The numbers that a version begins with: '2.13.0+cpu' is (2, 13, 0)."""
    return tuple(int(number) for number in re.match(r"[\d.]*", version).group().split(".") if number)


def fits(version, bounds):
    """Whether a version, as numbers, is within all bounds. A candidate for 2.0, 2.0rc1, counts as 2.0."""
    for sign, bound in bounds:
        length = max(len(version), len(bound))
        ours, theirs = (numbers + (0,) * (length - len(numbers)) for numbers in (version, bound))
        if not (ours >= theirs if sign == ">=" else ours < theirs):
            return False
    return True


def bounds_in_words(bounds):
    """'0.9.18 or newer, below 0.12'."""
    words = {">=": "{} or newer", "<": "below {}"}
    return ", ".join(words[sign].format(in_words(bound)) for sign, bound in bounds)


def in_words(version):
    """(3, 11) as '3.11'."""
    return ".".join(map(str, version))


# ---- what is there


def version_of(name):
    """The version of an installed package, or None."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def load(modules):
    """Load modules in another process: {module: what went wrong, or ''}. One that takes Python down with it counts."""
    troubles, left = {}, list(modules)
    while left:
        reports, stopped = ask(["-c", LOADER, *left], SECONDS)
        troubles.update({said["module"]: said["trouble"] for said in reports if "module" in said})
        begun = [said["began"] for said in reports if "began" in said]
        if begun and begun[-1] not in troubles:
            troubles[begun[-1]] = stopped
        elif stopped and not begun:
            return {**troubles, **dict.fromkeys(left, stopped)}
        left = [module for module in left if module not in troubles]
    return troubles


# ---- what to do


def start():
    """How to get the Python that has everything."""
    if (ROOT / ".venv" / "ready").exists() and not in_venv():
        return "close JupyterLab and start it with `make lab`, which uses the course's own Python"
    return "close JupyterLab and start it with `make lab` (with conda: `conda activate learning-rate` first)"


def anew(name):
    """How to get a package that is missing, of another version, or broken."""
    if name == "torch" and not_made_for():
        return f"{not_made_for()}: open the course on Binder (see README.md); lessons 00 and 01 run without it"
    if name == "torch" and platform.system() == "Windows" and version_of(name):
        return "install the Microsoft Visual C++ Redistributable, then restart the computer"
    if in_conda():
        return "close JupyterLab and run `conda env update -f environment.yml` in the course's folder"
    if in_venv():
        return "close JupyterLab, and set everything up anew: `make clean`, then `make lab`"
    return start()


def in_venv():
    """Whether this Python is the one that `make` set up."""
    return Path(sys.prefix).resolve() == ROOT / ".venv"


def in_conda():
    """Whether this Python is one of conda's."""
    return (Path(sys.prefix) / "conda-meta").exists()


def not_made_for():
    """Why there is no PyTorch for this computer, or ''."""
    system, machine = platform.system(), platform.machine().lower()
    if system == "Darwin" and machine == "x86_64":
        return "PyTorch no longer comes for Macs with an Intel processor"
    if system == "Windows" and machine == "arm64":
        return "PyTorch does not come for Windows on ARM"
    return ""
