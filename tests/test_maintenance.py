"""What maintainers rely on: the workflows, the hook, the guide, the list of what others made, and Binder's recipe."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml

from lrlib.feedback.bank import TASKS
from lrlib.feedback.course import LESSONS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOWS = {path.stem: path for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def committed():
    """Every file that git has, or, in a copy without git, every file."""
    if shutil.which("git") and (ROOT / ".git").exists():
        names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [ROOT / name for name in names.splitlines() if (ROOT / name).exists()]
    pytest.skip("no git here: what is committed cannot be told")


# ---- workflows


def commands(workflow):
    """Every command that a workflow runs."""
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return [line for job in jobs.values() for step in job["steps"] for line in step.get("run", "").splitlines()]


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=lambda path: path.stem)
def test_what_a_workflow_calls_is_there(workflow):
    for command in commands(workflow):
        for target in re.findall(r"\bmake ([a-z-]+)", command):
            assert target in TARGETS, command
        for path in re.findall(r"(?<!\S)(\.ci/\w+|tools/\w+\.py|tests|notebooks|solutions|exercises)(?!\S)", command):
            assert (ROOT / path).exists(), command
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    assert all(job["timeout-minutes"] <= 60 for job in jobs.values()), "nothing hangs for hours"


def test_the_workflows_try_every_system_and_every_python_that_is_promised():
    jobs = yaml.safe_load(WORKFLOWS["tests"].read_text(encoding="utf-8"))["jobs"]
    matrix = jobs["elsewhere"]["strategy"]["matrix"]
    assert {system.split("-")[0] for system in matrix["system"]} == {"ubuntu", "macos", "windows"}
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert matrix["python"][0] == oldest
    minors = [int(version.split(".")[1]) for version in matrix["python"]]
    assert minors == list(range(minors[0], minors[0] + 3))
    (strict,) = [s["with"]["python-version"] for s in jobs["strict"]["steps"] if "setup-python" in s.get("uses", "")]
    assert matrix["exclude"] == [{"system": "ubuntu-latest", "python": strict}], "left out there, since it is strict"
    assert ".ci/run" in commands(WORKFLOWS["tests"])


def test_the_hook_runs_what_make_lint_runs():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (hook,) = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert hook["entry"] == "make lint" and hook["pass_filenames"] is False
    assert re.search(hook["files"], "lrlib/optimizers.py") and re.search(hook["files"], "notebooks/01.ipynb")


# ---- the guide


def test_the_guide_names_commands_and_files_that_are_there():
    for target in re.findall(r"`?make ([a-z-]+)", GUIDE):
        assert target in TARGETS, target
    for path in re.findall(
        r"`((?:lrlib|tests|tools|notebooks|solutions|exercises|benchmarks|teaching)/[\w./]*)`", GUIDE
    ):
        if "NN" not in path:
            assert (ROOT / path).exists(), path
    for path in re.findall(r"\b(?:tests|tools|lrlib)/\w+\.py\b", GUIDE):
        assert (ROOT / path).exists() or "NN" in path, path
    for path in re.findall(r"\]\((?!http)([^)]+)\)", GUIDE):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("SUPPLIES", "lrlib/__init__.py"),
        ("RULES", "lrlib/plotting/style.py"),
        ("RUNNERS", "lrlib/explorables/racing.py"),
        ("GLYPHS", "lrlib/explorables/racing.py"),
        ("SIGNS", "lrlib/explorables/explorables.js"),
        ("ALLOWED", "lrlib/optimizers.py"),
        ("validate", "lrlib/optimizers.py"),
        ("OPTIONS", "tests/test_optimizers.py"),
        ("STATES", "tests/test_optimizers.py"),
        ("REMEMBERED", "tests/test_optimizers.py"),
        ("FREE", "tests/test_optimizers.py"),
        ("counterpart", "tests/test_optimizers.py"),
        ("torch_step", "tests/test_optimizers.py"),
        ("SWEPT", "tests/test_descent.py"),
        ("PAIRS", "tests/test_training.py"),
        ("ENDING", "tests/test_schedules.py"),
        ("ENDLESS", "tests/test_schedules.py"),
        ("COLUMNS", "tests/test_schedules.py"),
        ("test_formulas_as_written", "tests/test_schedules.py"),
        ("test_torch_gives_the_same_rates", "tests/test_schedules.py"),
        ("LESSONS", "lrlib/feedback/course.py"),
        ("TASKS", "lrlib/feedback/bank/lesson_01.py"),
        ("QUIZZES", "lrlib/feedback/quizzes/lesson_01.py"),
    ],
)
def test_what_the_guide_says_to_touch_is_where_it_says(name, file):
    assert f"`{name}`" in GUIDE
    assert re.search(rf"^(def {name}\(|(const )?{name} = )", (ROOT / file).read_text(encoding="utf-8"), re.M)


def test_each_lesson_and_each_task_has_its_tests():
    for lesson in LESSONS[1:]:
        assert (ROOT / "tests" / f"test_lesson_{lesson.number}.py").exists(), f"nothing tests lesson {lesson.number}"
    for id in TASKS:
        tests = ROOT / "tests" / f"test_feedback_lesson_{id[:2]}.py"
        tests = tests if tests.exists() else ROOT / "tests" / "test_feedback_bank.py"
        said = f'"{id}"' in tests.read_text(encoding="utf-8")
        assert said or id.startswith("00"), f"{tests.name} hands no answer to task {id}"


# ---- what others made

OURS = {
    ".py", ".ipynb", ".md", ".yml", ".yaml", ".toml", ".lock", ".cff",
    "run", "Makefile", "LICENSE", "LICENSE-TEXTS", "postBuild", ".gitignore", ".gitattributes",
}  # fmt: skip
LISTS = {"benchmarks/mutation.txt", "benchmarks/peers.txt"}  # of packages by name


def test_every_picture_script_and_file_of_data_is_accounted_for():
    known = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")
    for path in committed():
        name = path.relative_to(ROOT).as_posix()
        if (path.suffix or path.name) not in OURS and name not in LISTS:
            listed = name in known or path.with_suffix(".js").relative_to(ROOT).as_posix() in known
            assert listed, f"THIRD-PARTY.md says nothing of {name}"


def test_every_package_that_learners_install_is_named_with_its_license():
    known = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8").lower()
    for requirement in PROJECT["dependencies"]:
        package = re.match(r"[\w-]+", requirement).group().lower()
        assert {"torch": "pytorch"}.get(package, package) in known, package


# ---- Binder


def dockerfile(folder):
    """What repo2docker, which Binder uses, would build of a folder; its own words where it refuses."""
    pytest.importorskip("repo2docker", reason="repo2docker does not come for this system")
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)
    return run.returncode, run.stdout + run.stderr


@pytest.fixture
def repository(tmp_path):
    """A folder with what repo2docker looks at, to be changed at will."""
    for name in ("environment.yml", "postBuild", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_repo2docker_takes_the_recipe_as_it_is_meant(repository):
    code, words = dockerfile(repository)
    assert code == 0, words
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert f"Building conda environment for python={oldest}\n" in words
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"' in words
    assert "RUN ./postBuild" in words
    assert "requirements.lock" not in words, "the exact versions of a laptop are not for conda"


def test_a_recipe_that_is_no_yaml_is_refused(repository):
    changed(repository, "channels:", "channels: [")
    code, words = dockerfile(repository)
    assert code != 0 and "yaml" in words.lower()


def test_only_an_exact_python_is_recognized(repository):
    """The reason for the exact line in environment.yml: a floor would be passed over in silence."""
    changed(repository, "python=3.11\n", "python>=3.12\n")
    code, words = dockerfile(repository)
    assert code == 0 and "python=3.12" not in words


def changed(repository, old, new):
    """Put `new` in the place of `old` in the recipe."""
    recipe = repository / "environment.yml"
    text = recipe.read_text(encoding="utf-8")
    assert text.count(old) == 1
    recipe.write_text(text.replace(old, new), encoding="utf-8")


# ---- what a lesson weighs


def test_a_lesson_that_is_too_heavy_or_too_slow_is_marked():
    sys.path.insert(0, str(ROOT / "tools"))
    import weigh

    assert weigh.beyond("04_decay", 15, 450) == []
    assert weigh.beyond("04_decay", 15.1, 450) == ["over 15 s"]
    assert weigh.beyond("07_the_whole_descent", 39, 451) == ["over 450 MB"]
    assert weigh.beyond("08_beyond", 41, 451) == ["over 40 s", "over 450 MB"]
    row = weigh.row("04_decay", 16, 7.25, 460)
    assert " ".join(row.split()) == "04_decay 16.0 s 7.2 s 460 MB over 15 s, over 450 MB"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count what a process has held at most")
def test_weighing_counts_what_a_lesson_does(tmp_path):
    """As it is called: a kernel begins with the peak of the process that starts it, which for pytest is its own."""
    for name, code in (("light", "1"), ("heavy", HEAVY)):
        cells = [nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    command = [sys.executable, ROOT / "tools" / "weigh.py", tmp_path / "light.ipynb", tmp_path / "heavy.ipynb"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    rows = re.findall(r"^(\w+) +[\d.]+ s +([\d.]+) s +(\d+) MB *(.*)$", run.stdout, re.M)
    (light, little, low, fine), (heavy, much, high, mark) = rows
    assert (light, fine, heavy, mark, run.returncode) == ("light", "", "heavy", "over 450 MB", 1)
    assert float(much) - float(little) > 0.5
    assert int(low) < 200 and 350 < int(high) - int(low) < 450


HEAVY = """
import time
kept = bytearray(b"1") * 400_000_000
begun = time.process_time()
while time.process_time() < begun + 1:
    pass
"""
