"""The command: look at everything, or read codes. It ends with 0 where all is well, and otherwise with 1.

    python -m lrlib.doctor              look at this computer
    python -m lrlib.doctor CODE …       what a code, or each of several, says

Plain ASCII, so that it can be read in any terminal.
"""

import sys

from lrlib.doctor import codes
from lrlib.doctor.findings import GOOD, UNTRIED
from lrlib.doctor.packages import OLDEST_PYTHON, each_package, in_words, library, python
from lrlib.doctor.trials import trials


def main(words):
    """What the command line asks for. Returns the exit code."""
    if hasattr(sys.stdout, "reconfigure"):  # a path may hold letters that this terminal does not have
        sys.stdout.reconfigure(errors="backslashreplace")
    words = [word for word in words if word != "--read"]
    if any(word in ("-h", "--help") for word in words):
        print(__doc__)
        return 0
    return read(words) if words else examine()


def examine():
    """Look at this computer, say what is found as it is found, and end with a code for it."""
    print("Looking at Python, the packages, a kernel and a short run. This takes some ten seconds.\n")
    findings = []
    for finding in look():
        findings.append(finding)
        print(in_a_line(finding), flush=True)
    print()
    print(verdict(findings))
    print(f"Your code, for an instructor who asks for it: {codes.encode(findings)}")
    print("It tells the lines above, and nothing else about you or your computer but its kind.")
    return 0 if all(finding.good for finding in findings) else 1


def look():
    """A Finding for each of CHECKS; only the first where Python is too old for all that follows."""
    first = python()
    yield first
    if sys.version_info < OLDEST_PYTHON:
        return
    yield library()
    found = []
    for finding in each_package():
        found.append(finding)
        yield finding
    yield from trials(found)


def in_a_line(finding):
    """'[ok] numpy 2.0 or newer (here 2.4.6)', '[NO] numpy 2.0 or newer: it is missing; …'."""
    if finding.outcome == GOOD:
        here = f"{finding.ms / 1000:.1g} s" if finding.ms else f"here {in_words(finding.version)}"
        return f"[ok] {finding.thing}" + (f" ({here})" if finding.version or finding.ms else "")
    sign = "--" if finding.good or finding.outcome == UNTRIED else "NO"
    return f"[{sign}] {finding.thing}: {finding.remedy}"


def verdict(findings):
    """One sentence: is everything there, and if not, how much is not."""
    wrong = [finding for finding in findings if not finding.good and finding.outcome != UNTRIED]
    if not wrong:
        return "Everything is there."
    if len(wrong) == 1:
        return "One thing is not as the course needs it. Its line, with [NO], says what to do."
    return f"{len(wrong)} things are not as the course needs them. Their lines, with [NO], say what to do."


def read(given):
    """Say what each of these codes stands for."""
    unreadable = 0
    for word in given:
        try:
            findings, kind = codes.decode(word)
        except codes.Unreadable as error:
            print(f"{word}: {error}.")
            unreadable += 1
            continue
        wrong = [finding.name for finding in findings if not finding.good and finding.outcome != UNTRIED]
        print(f"{word}: {'not ready: ' + ', '.join(wrong) if wrong else 'ready'}")
        print(f"  {kind}")
        for finding in findings:
            print("  " + in_a_line(finding))
    return 1 if unreadable else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
