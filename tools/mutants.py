"""Change the formulas one by one, and see whether the tests notice (`make mutants`, about half an hour).

cosmic-ray makes the changes (+ becomes −, < becomes <=, 1 becomes 2, …), each in a copy of the library in
build/mutants, so that nothing here is touched, and runs the tests of the file that it changed. A mutant that no test
notices survives, and is listed with its line: either a test is missing, or the change changes nothing.

    python tools/mutants.py                 the three files of formulas
    python tools/mutants.py search          only this one
"""

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPIES = ROOT / "build" / "mutants"
TOOL = ROOT / "build" / "mutation"
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
TESTS = {
    "optimizers": ["tests/test_optimizers.py"],
    "schedules": ["tests/test_schedules.py"],
    "search": ["tests/test_search.py"],
}

# Changes that fail at once wherever they are made, such as w & g for floats: counting them would flatter the tests.
TOO_EASY = [
    "core/ReplaceBinaryOperator_\\w+_(BitOr|BitAnd|BitXor|LShift|RShift|Mod|FloorDiv|Pow)",
    "core/ReplaceBinaryOperator_(BitOr|BitAnd)_\\w+",
    "core/ReplaceUnaryOperator_\\w+_(Not|Invert)",
    "core/ReplaceComparisonOperator_\\w+_Is(Not)?",
]


def cosmic_ray(folder, *words, module="cosmic_ray.cli"):
    """What a command of cosmic-ray prints, run in the copy."""
    environment = {**os.environ, **ALONE, "PYTHONPATH": f"{folder}{os.pathsep}{TOOL}"}
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def prepare(file):
    """A copy of the library and its tests, and the list of mutants of one file in it."""
    folder = COPIES / file
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("lrlib", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\n")  # without the project's plugins, which take seconds to load
    # The tests that failed last come first: a mutant's neighbor is mostly noticed by the same one.
    test = [sys.executable, "-m", "pytest", "-x", "-q", "--ff", *TESTS[file]]
    begun = time.monotonic()
    environment = {**os.environ, **ALONE, "PYTHONPATH": str(folder)}
    subprocess.run(test, cwd=folder, env=environment, check=True, capture_output=True)  # unchanged, these have to pass
    patience = 10 + 5 * (time.monotonic() - begun)  # seconds; a mutant may well have made an endless loop
    (folder / "cosmic-ray.toml").write_text(
        f'[cosmic-ray]\nmodule-path = "lrlib/{file}.py"\ntimeout = {patience:.1f}\nexcluded-modules = []\n'
        f'test-command = "{" ".join(test)}"\n[cosmic-ray.distributor]\nname = "local"\n'
        f"[cosmic-ray.filters.operators-filter]\nexclude-operators = {json.dumps(TOO_EASY)}\n"
    )
    cosmic_ray(folder, "init", "cosmic-ray.toml", "session.sqlite")
    cosmic_ray(folder, "session.sqlite", "cosmic-ray.toml", module="cosmic_ray.tools.filters.operators_filter")
    return folder


def run(file):
    """All mutants of one file: (how many, those that survived as (line number, line, what was done to it))."""
    folder = prepare(file)
    cosmic_ray(folder, "exec", "cosmic-ray.toml", "session.sqlite")
    lines = (ROOT / "lrlib" / f"{file}.py").read_text(encoding="utf-8").splitlines()
    count, survivors = 0, []
    for text in cosmic_ray(folder, "dump", "session.sqlite").splitlines():
        item, result = json.loads(text)
        if result is None or result["worker_outcome"] == "skipped":
            continue
        count += 1
        if result["test_outcome"] == "survived":
            for mutation in item["mutations"]:
                number = mutation["start_pos"][0]
                survivors.append((number, lines[number - 1].strip(), mutation["operator_name"].removeprefix("core/")))
    return count, sorted(survivors)


if __name__ == "__main__":
    files = sys.argv[1:] or list(TESTS)
    with ThreadPoolExecutor(2) as pool:  # two copies at a time
        for file, (count, survivors) in zip(files, pool.map(run, files), strict=True):
            killed = count - len(survivors)
            print(f"\n{file}.py: {killed} of {count} mutants killed ({killed / count:.1%})", flush=True)
            for number, line, operator in survivors:
                print(f"  {number:4} {line}\n       {operator}")
