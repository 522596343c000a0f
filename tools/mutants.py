"""Change the formulas one by one, and see whether the tests notice (`make mutants`, about ten minutes).

cosmic-ray makes the changes (+ becomes −, < becomes <=, 1 becomes 2, …), each in a copy of the library in
build/mutants, so that nothing here is touched, and the tests of the file that it changed are run. A mutant that no test
notices survives, and is listed with its line before and after: either a test is missing, or the change changes nothing.

    python tools/mutants.py                 the three files of formulas
    python tools/mutants.py search          only this one

Much of a test run is imports. So there is one process that has made them (all but lrlib's), and each mutant is tested
in a fork of it; that needs Linux or macOS.
"""

import multiprocessing
import os
import re
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tqdm import tqdm

ROOT = Path(__file__).parent.parent
COPIES = ROOT / "build" / "mutants"
TOOL = ROOT / "build" / "mutation"
HEAVY = ["numpy", "torch", "torch._dynamo", "matplotlib.figure", "pytest"]
HEAVY += ["hypothesis", "hypothesis.extra.numpy", "hypothesis.strategies"]
TESTS = {
    "optimizers": ["tests/test_optimizers.py"],
    "schedules": ["tests/test_schedules.py"],
    "search": ["tests/test_search.py"],
}

# Changes that fail at once wherever they are made, such as w & g for floats: counting them would flatter the tests.
TOO_EASY = re.compile(
    r"core/(ReplaceBinaryOperator_\w+_(BitOr|BitAnd|BitXor|LShift|RShift|Mod|FloorDiv|Pow)"
    r"|ReplaceBinaryOperator_(BitOr|BitAnd)_\w+|ReplaceUnaryOperator_\w+_(Not|Invert)|ReplaceComparisonOperator_\w+_Is(Not)?)"
)


def mutants(code):
    """Every mutant of a file's text, each once."""
    sys.path.append(str(TOOL))
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    seen = {code}
    for name in sorted(operator_names()):
        operator = get_operator(name)
        if TOO_EASY.fullmatch(name) or operator.arguments():  # those with arguments want to be told what to change
            continue
        occurrence = 0
        while (mutant := mutate_code(code, operator(), occurrence)) is not None:
            occurrence += 1
            if mutant not in seen:
                seen.add(mutant)
                yield mutant


def copy_of(file):
    """A copy of the library and its tests, in which one file may be changed."""
    folder = COPIES / file
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "lrlib", folder / "lrlib", ignore=shutil.ignore_patterns("__pycache__"))
    # Not the fixtures of the browser tests, which take longer to load than these tests to run.
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__", "conftest.py"))
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\n")  # without the project's options, and the plugins that they need
    return folder


class NoShrinking:
    """A pytest plugin: that an example fails is enough here, so Hypothesis need not look for the smallest one."""

    def pytest_configure(self):
        from hypothesis import Phase, settings

        settings.register_profile("mutants", settings.default, phases=[Phase.explicit, Phase.generate])
        settings.load_profile("mutants")


def run_tests(folder, tests):
    """Run tests in a copy and end this process with 0 if they pass. To be called in a process of its own."""
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    import pytest

    # The tests that failed last come first: a mutant's neighbor is mostly noticed by the same one.
    os._exit(pytest.main(["-x", "-q", "--ff", *tests], plugins=[NoShrinking()]))


def passes(folder, tests, patience):
    """Whether the tests pass in a copy within some seconds; a mutant may well have made an endless loop."""
    process = multiprocessing.get_context("forkserver").Process(target=run_tests, args=(folder, tests))
    process.start()
    process.join(patience)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode == 0


def run(file):
    """All mutants of one file: (how many, those that survived as (line number, line, the line changed))."""
    folder = copy_of(file)
    place = folder / "lrlib" / f"{file}.py"
    code = place.read_text(encoding="utf-8")
    begun = time.monotonic()
    if not passes(folder, TESTS[file], 600):
        sys.exit(f"The tests of {file}.py do not pass unchanged: {' '.join(TESTS[file])}")
    patience = 10 + 5 * (time.monotonic() - begun)
    every, survivors = list(mutants(code)), []
    for mutant in tqdm(every, desc=file):
        place.write_text(mutant, encoding="utf-8")
        if passes(folder, TESTS[file], patience):
            survivors.append(change(code, mutant))
    return len(every), sorted(survivors)


def change(code, mutant):
    """(line number, the first line that differs, what it became)"""
    pairs = enumerate(zip(code.splitlines(), mutant.splitlines(), strict=False), 1)
    return next((number, old.strip(), new.strip()) for number, (old, new) in pairs if old != new)


if __name__ == "__main__":
    files = sys.argv[1:] or list(TESTS)
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    multiprocessing.set_forkserver_preload(HEAVY)
    with ThreadPoolExecutor(2) as pool:  # two copies at a time
        for file, (count, survivors) in zip(files, pool.map(run, files), strict=True):
            killed = count - len(survivors)
            print(f"\n{file}.py: {killed} of {count} mutants killed ({killed / count:.1%})", flush=True)
            for number, old, new in survivors:
                print(f"  {number:4}  {old}\n        {new}")
