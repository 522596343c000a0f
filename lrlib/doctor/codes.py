"""A short code for what was found, which an instructor can read before the day: LR-W7JVS-….

What is said, one small whole number after the other (each below its own limit, and each limit known from what was said
before), is packed into one large number N. The code is N · 1024 + c in base 32, where c < 1021 is chosen so that the
whole is divisible by 1021. 1021 is a prime, and no d · 32^k with 0 < |d| < 32 is divisible by it: so one wrong
character is always noticed. Nor is any d · (32 − 1) · 32^k: so two neighbors that changed places are too.
"""

import platform
import re

from lrlib.doctor.findings import CHECKS, GOOD, MISSING, OUTCOMES, PACKAGES, TRIALS, UNTRIED, Finding

FORMAT = 1  # of what a code says, and in which order
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U, which look like others
LOOKALIKES = str.maketrans("OIL", "011")
PRIME, ROOM = 1021, 32**2
GROUP = 5  # characters between two dashes

SYSTEMS = ("another system", "Linux", "macOS", "Windows")
MACHINES = ("another processor", "x86-64", "ARM64")
MISTYPED = "this is not a code as it was given: a character is wrong, missing or too many"


class Unreadable(ValueError):
    """A code that nobody was given, in words."""


# ---- what a code says: numbers, each with its limit


class Writer:
    """Collects numbers, each below its limit."""

    def __init__(self):
        self.digits = []

    def number(self, limit, value):
        """Say `value`, or the highest that can be said."""
        value = min(value, limit - 1)
        self.digits.append((value, limit))
        return value

    def packed(self):
        """All of it as one number; the 1 at the very end marks where it ends."""
        whole = 1
        for value, limit in reversed(self.digits):
            whole = whole * limit + value
        return whole


class Reader:
    """Gives the numbers back in the order in which they were said."""

    def __init__(self, whole):
        self.whole = whole

    def number(self, limit, value=None):
        """The next number, which was said with this limit."""
        self.whole, value = divmod(self.whole, limit)
        return value


def dictate(to, findings, kind):
    """Say everything to a Writer; or, to a Reader, hear it, whatever `findings` and `kind` are. Returns what was said.

    One function for both, so that they cannot disagree about the order.
    """
    if to.number(8, FORMAT) != FORMAT:
        raise Unreadable("this code comes from another version of the course")
    kind = to.number(8, kind[0]), to.number(8, kind[1])
    said = []
    for name in CHECKS:
        finding = findings.get(name, Finding(name, UNTRIED, name))
        outcome = OUTCOMES[to.number(len(OUTCOMES), OUTCOMES.index(finding.outcome))]
        version, ms = (), None
        if name == "python":
            version = parts(to, finding.version, (8, 64, 64))
        elif name in PACKAGES and outcome not in (MISSING, UNTRIED):
            version = parts(to, finding.version, (16, 128))
        elif name in TRIALS and outcome == GOOD:  # the time to within a factor of 2
            ms = 2.0 ** to.number(20, max(1, int(finding.ms or 1)).bit_length() - 1)
        trouble = "" if outcome == GOOD else ", ".join([outcome, ".".join(map(str, version))]).rstrip(", ")
        said.append(Finding(name, outcome, TRIALS.get(name, name), version, trouble, ms))
    return said, kind


def parts(to, version, limits):
    """The first numbers of a version, one for each limit, with zeros where it has fewer."""
    version = tuple(version) + (0,) * len(limits)
    return tuple(to.number(limit, number) for limit, number in zip(limits, version))  # noqa: B905 — Python 3.8 reads it


# ---- from numbers to characters and back


def encode(findings, kind=None):
    """The code for these findings on this computer: 'LR-4QJ2Z-…'."""
    writer = Writer()
    dictate(writer, {finding.name: finding for finding in findings}, kind or this_kind())
    whole = writer.packed() * ROOM
    whole += -whole % PRIME
    signs = ""
    while whole:
        whole, place = divmod(whole, len(SIGNS))
        signs = SIGNS[place] + signs
    return "-".join(["LR", *(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))])


def decode(code):
    """What a code stands for: (findings, 'Linux, x86-64'). Raises Unreadable for what is no code."""
    signs = re.sub(r"[^0-9A-Z]", "", code.upper())
    signs = (signs[2:] if signs.startswith("LR") else signs).translate(LOOKALIKES)
    whole = 0
    for sign in signs:
        if sign not in SIGNS:
            raise Unreadable(MISTYPED)
        whole = whole * len(SIGNS) + SIGNS.index(sign)
    if whole == 0 or whole % PRIME:
        raise Unreadable(MISTYPED)
    reader = Reader(whole // ROOM)
    findings, kind = dictate(reader, {}, (0, 0))
    if reader.whole != 1:
        raise Unreadable(MISTYPED)
    return findings, ", ".join(names[at] if at < len(names) else "?" for names, at in zip((SYSTEMS, MACHINES), kind))  # noqa: B905


def this_kind():
    """The places of this computer's system in SYSTEMS, and of its processor in MACHINES."""
    system = {"Linux": 1, "Darwin": 2, "Windows": 3}.get(platform.system(), 0)
    return system, {"x86_64": 1, "amd64": 1, "aarch64": 2, "arm64": 2}.get(platform.machine().lower(), 0)
