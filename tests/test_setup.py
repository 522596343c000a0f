"""The set-up: one clear line where the course cannot run, no index that can hang it, versions that agree."""

import ast
import http.server
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
spec = importlib.util.spec_from_file_location("course_setup", ROOT / "tools" / "setup.py")
course_setup = importlib.util.module_from_spec(spec)
spec.loader.exec_module(course_setup)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKED = [Requirement(line) for line in (ROOT / "requirements.lock").read_text().splitlines() if line[0] != "#"]
# As in a fresh shell: these tests may themselves run under make.
FRESH = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTHON"))}
CONDA_NAMES = {"matplotlib": "matplotlib-base", "torch": "pytorch"}


# ---- a Python that is too old, a machine without PyTorch


@pytest.mark.parametrize(
    ("version", "system", "machine", "words"),
    [
        ((2, 7, 18), "Linux", "x86_64", "This is Python 2.7, and the course needs 3.11 or newer."),
        ((3, 10, 13), "Darwin", "arm64", "make lab PYTHON=python3.12"),
        ((3, 12, 0), "Darwin", "x86_64", "Open the course on Binder"),
        ((3, 12, 0), "Windows", "ARM64", "Open the course on Binder"),
        ((3, 12, 0), "Windows", "arm64", "Open the course on Binder"),
    ],
)
def test_where_the_course_cannot_run_one_line_says_what_to_do(version, system, machine, words):
    sentence = course_setup.why_not(version, system, machine)
    assert words in sentence and "\n" not in sentence


@pytest.mark.parametrize(
    ("version", "system", "machine"),
    [
        ((3, 11, 0), "Linux", "x86_64"),
        ((3, 11, 0), "Linux", "aarch64"),
        ((3, 14, 1), "Darwin", "arm64"),
        ((3, 13, 0), "Windows", "AMD64"),
    ],
)
def test_everywhere_else_it_can(version, system, machine):
    assert course_setup.why_not(version, system, machine) == ""


def test_an_old_python_can_read_the_file():
    source = (ROOT / "tools" / "setup.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 5))  # no f-strings
    assert "from __future__ import print_function" in source


OLD = [path for version in ("2.7", "3.6", "3.8", "3.10") if (path := shutil.which(f"python{version}"))]
OLD += [str(path) for path in sorted((Path.home() / ".pyenv" / "versions").glob("*/bin/python"))]


def answers_and_is_old(python):
    probe = "import sys; sys.exit(0 if sys.version_info < (3, 11) else 1)"
    return subprocess.run([python, "-c", probe], capture_output=True).returncode == 0


def test_an_old_python_says_so_itself():
    old = [python for python in OLD if answers_and_is_old(python)]
    if not old:
        pytest.skip("there is no old Python here to try")
    for python in old:
        run = subprocess.run([python, ROOT / "tools" / "setup.py"], capture_output=True, text=True)
        assert run.returncode == 1
        assert re.fullmatch(r"\nThis is Python [\d.]+, and the course needs 3\.11 or newer\. .*\n", run.stderr)


def test_a_python_that_is_not_there_is_named(tmp_path):
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "setup.py", tmp_path / "tools")
    command = ["make", "lab", "PYTHON=python9"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=FRESH)
    assert run.returncode != 0
    assert run.stdout.startswith("There is no python9 here. Get Python 3.11 or newer")


# ---- an index that is out of reach


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(404)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def answering():
    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/simple"
    server.shutdown()


@pytest.fixture
def silent():
    """An index that takes the call and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/simple"


@pytest.fixture
def refusing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}/simple"


def test_an_index_is_in_reach_when_it_answers_anything(answering, silent, refusing):
    assert course_setup.can_be_reached(answering, seconds=5)
    began = time.monotonic()
    assert not course_setup.can_be_reached(silent, seconds=0.5)
    assert not course_setup.can_be_reached(refusing, seconds=5)
    assert not course_setup.can_be_reached("http://nowhere.invalid/simple", seconds=0.5)
    assert time.monotonic() - began < 5
    assert course_setup.can_be_reached("file:///a/folder")


def test_extra_indexes_out_of_reach_are_not_asked(answering, silent, refusing, monkeypatch):
    monkeypatch.setattr(course_setup, "PYTHON", sys.executable)
    monkeypatch.setattr(course_setup, "REACH", 0.5)
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", f"{silent} {answering} {refusing} file:///a/folder")
    assert course_setup.pip_environment()["PIP_EXTRA_INDEX_URL"] == f"{answering} file:///a/folder"


def test_extra_indexes_in_a_configuration_file_count_too(answering, refusing, monkeypatch, tmp_path):
    monkeypatch.setattr(course_setup, "PYTHON", sys.executable)
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    (tmp_path / "pip.conf").write_text(f"[global]\nextra-index-url =\n    {refusing}\n    {answering}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    assert course_setup.pip_environment()["PIP_EXTRA_INDEX_URL"].split()[-1] == answering
    assert refusing not in course_setup.pip_environment()["PIP_EXTRA_INDEX_URL"]


def test_torch_comes_from_the_page_of_small_builds_where_it_can(answering, refusing, monkeypatch):
    asked = []
    monkeypatch.setattr(course_setup, "pip", lambda environment, *arguments: asked.append(arguments) or "")
    monkeypatch.setattr(course_setup, "PYTHON", sys.executable)
    monkeypatch.setattr(course_setup.platform, "system", lambda: "Linux")
    monkeypatch.setattr(course_setup, "CPU_BUILDS", answering)
    assert course_setup.install_torch("torch==2.13.0", {}) == ""
    assert asked == [("--no-deps", "--index-url", answering, "torch==2.13.0")]
    asked.clear()
    monkeypatch.setattr(course_setup, "CPU_BUILDS", refusing)
    course_setup.install_torch("torch==2.13.0", {})
    assert asked == [("--no-deps", "torch==2.13.0")]
    asked.clear()
    monkeypatch.setattr(course_setup.platform, "system", lambda: "Darwin")
    course_setup.install_torch("torch==2.13.0", {})
    assert asked == [("--no-deps", "torch==2.13.0")]


# ---- a second time


def test_when_nothing_has_changed_nothing_is_done(monkeypatch, tmp_path, capsys):
    ready = tmp_path / "ready"
    ready.write_text(course_setup.fingerprint())
    monkeypatch.setattr(course_setup, "READY", str(ready))
    monkeypatch.setattr(course_setup, "PYTHON", sys.executable)
    monkeypatch.setattr(course_setup, "make_venv", lambda: pytest.fail("made again"))
    course_setup.main()
    assert capsys.readouterr().out == ""
    ready.write_text("made from something else")
    assert not course_setup.is_ready(course_setup.fingerprint())


# ---- versions


def test_the_lock_is_exact_and_names_no_host():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text and "@" not in text and "--" not in text
    for requirement in LOCKED:
        assert [operator.operator for operator in requirement.specifier] == ["=="], requirement
        assert not re.match("nvidia|cuda|triton", requirement.name), "the set-up installs PyTorch without CUDA"


def locked(requirement):
    """The lines of the lock that could serve a requirement: all of them, and those for the Python that runs."""
    here = default_environment()
    lines = [lock for lock in LOCKED if lock.name.lower() == requirement.name.lower()]
    return lines, [lock for lock in lines if lock.marker is None or lock.marker.evaluate(here)]


@pytest.mark.parametrize("wanted", [*PROJECT["dependencies"], *sum(PROJECT["optional-dependencies"].values(), [])])
def test_the_lock_has_what_the_project_wants(wanted):
    lines, here = locked(Requirement(wanted))
    assert len(here) == 1, f"requirements.lock has {len(here)} lines for {wanted}: run `make lock`"
    for line in lines:  # those for other Pythons too
        version = next(iter(line.specifier)).version
        assert Requirement(wanted).specifier.contains(version), f"requirements.lock has {line}: run `make lock`"


def test_conda_gets_what_the_project_wants():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    lines = environment["dependencies"]
    assert "python=3.11" in lines, "Binder recognizes only a line like this"
    assert PROJECT["requires-python"] == ">=3.11" and course_setup.OLDEST == (3, 11)
    there = {re.match(r"[\w-]+", line).group(): re.sub(r"^[\w-]+|=cpu\*$", "", line) for line in lines}
    for wanted in map(Requirement, PROJECT["dependencies"]):
        ours = set(str(wanted.specifier).split(","))
        name = CONDA_NAMES.get(wanted.name, wanted.name)
        assert name in there, f"environment.yml lacks {name}, which pyproject.toml asks for: {wanted}"
        assert set(there.pop(name).split(",")) == ours, f"environment.yml has another {name} than {wanted}"
    assert set(there) == {"python", "pip", "setuptools"}, (
        "environment.yml has something that the project does not ask for"
    )
    assert any(line.startswith("pytorch") and line.endswith("=cpu*") for line in lines)
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    assert build == ["setuptools" + there["setuptools"]]


def test_binders_last_step_stops_at_the_first_mistake():
    script = (ROOT / "postBuild").read_text(encoding="utf-8")
    assert script.startswith("#!/bin/bash\n") and "set -e" in script and "--no-deps" in script
    assert os.access(ROOT / "postBuild", os.X_OK)


# ---- the whole of it, in a fresh clone (minutes)


@pytest.fixture
def clone(tmp_path):
    """What git would give somebody now."""
    files = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")[:-1]
    for name in files:
        if (ROOT / name).exists():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    return tmp_path


def set_up(folder, **environment):
    return subprocess.Popen(
        ["make", "setup"],
        cwd=folder,
        env={**FRESH, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
def test_a_fresh_clone_sets_itself_up_even_after_an_interruption(clone):
    first = set_up(clone)
    while "1/3" not in first.stdout.readline():
        pass
    time.sleep(5)
    os.killpg(first.pid, signal.SIGINT)
    assert "Interrupted. Run the same command again" in first.communicate(timeout=60)[0]
    assert not (clone / ".venv" / "ready").exists()

    said = set_up(clone).communicate(timeout=900)[0]
    assert said.rstrip().endswith("Ready. From now on everything works offline.")
    use = "import lrlib, torch; lrlib.mountain(); assert torch.version.cuda is None; print(lrlib.__file__)"
    python = clone / ".venv" / "bin" / "python"
    where = subprocess.check_output([python, "-c", use], text=True, cwd=clone.parent, env=FRESH).strip()
    assert Path(where).is_relative_to(clone)

    offline = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_INDEX": "1"}
    assert set_up(clone, **offline).communicate(timeout=60)[0].strip() in ("", "make: Nothing to be done for 'setup'.")


@pytest.mark.slow
def test_out_of_reach_of_any_index_it_stops_and_says_so(clone, silent, tmp_path_factory):
    nothing = tmp_path_factory.mktemp("no-configuration") / "pip.conf"
    nothing.touch()
    environment = {"PIP_INDEX_URL": silent, "PIP_EXTRA_INDEX_URL": silent, "PIP_FIND_LINKS": ""}
    run = set_up(clone, PIP_CONFIG_FILE=str(nothing), PIP_NO_CACHE_DIR="1", **environment)
    said = run.communicate(timeout=300)[0]
    assert run.returncode != 0
    assert "The set-up is not complete. See that you are online, and run the same command again" in said
