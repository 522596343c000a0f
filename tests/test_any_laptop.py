"""Any laptop: without PyTorch, a home, a folder to write in or letters beyond ASCII, it works or says why not."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

import lrlib

ROOT = Path(__file__).parent.parent
FRESH = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTHON", "LRLIB"))}
NEED_TORCH = ("data", "networks", "history", "training")  # the files of lrlib that do


def python(code, **environment):
    """What a Python of its own prints, as bytes, from code that may use lrlib; nothing on stderr."""
    path = {"PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, env={**FRESH, **path, **environment})
    assert (run.returncode, run.stderr) == (0, b""), run.stderr.decode(errors="replace")
    return run.stdout


# ---- without PyTorch

WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None  # to Python, as if it were not installed
import lrlib
for name in lrlib.__all__:
    try:
        getattr(lrlib, name)
    except Exception as error:
        print(name, type(error).__name__, error, sep="|")
try:
    lrlib.rate_search()
except Exception as error:
    print("rate_search()", type(error).__name__, error, sep="|")
"""


def test_without_pytorch_all_else_is_there_and_what_needs_it_says_so():
    lines = [line.split("|") for line in python(WITHOUT_TORCH).decode("utf-8").splitlines()]
    needing = [name for file in NEED_TORCH for name in lrlib.SUPPLIES[file]]
    assert sorted(name for name, *_ in lines) == sorted([*needing, "rate_search()"])
    for name, kind, words in lines:
        assert kind == "ImportError"
        who = "digits" if name == "rate_search()" else name
        assert words.startswith(f"{who} needs PyTorch (torch), which is missing here ("), words
        assert words.endswith("In a terminal, `make doctor` says what to do (with conda: `python -m lrlib.doctor`).")


def test_an_error_of_our_own_is_not_taken_for_a_missing_package():
    ours = ImportError("cannot import name 'x' from 'lrlib.data'", name="lrlib.data")
    assert lrlib.clearer("digits", ours) is ours
    broken = lrlib.clearer("digits", OSError("[WinError 126] c10.dll"))
    assert str(broken).startswith("digits needs a package that is broken ([WinError 126] c10.dll).")


ABSENT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
sys.meta_path.insert(0, Absent())
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "notebooks/00_start_here",
        "notebooks/01_the_mountain",
        "exercises/01_the_mountain",
        "exercises/02_too_high_too_low",
        "exercises/04_decay",
    ],
)
def test_what_runs_without_pytorch_in_a_folder_with_any_letters(name, tmp_path, monkeypatch):
    from nbclient import NotebookClient

    (tmp_path / "sitecustomize.py").write_text(ABSENT)
    folder = tmp_path / "a path, größer ığ"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    monkeypatch.setenv("LRLIB_PROGRESS", str(folder / "progress.json"))
    notebook = nbformat.read(ROOT / f"{name}.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("import torch"))
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", allow_errors=True)
    client.resources = {"metadata": {"path": str(folder)}}
    client.execute()
    wrong = [cell for cell in notebook.cells for output in cell.get("outputs", ()) if output.output_type == "error"]
    assert [cell.source for cell in wrong] == ["import torch"]


# ---- a folder, a terminal and a locale of another kind

FEEDBACK = """
from lrlib import check, course_map, quiz
check("00.1", 30)
quiz("00.1", "A")
course_map()
"""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "iso8859-9"])
def test_feedback_in_a_terminal_that_knows_few_letters(encoding, tmp_path):
    file = tmp_path / "größer, ığ" / "progress.json"
    few = {"LC_ALL": "C", "PYTHONIOENCODING": encoding, "LRLIB_PROGRESS": str(file)}
    said = python(FEEDBACK, **few).decode(encoding)
    assert said.startswith("? 00.1 Altitude lost: passed.") and "Your first answer was A." in said
    assert "1 of 1 predictions, 1 of 1 tasks" in said and file.exists()


# ---- a home or a course's folder that cannot be written


@pytest.fixture
def makefile(tmp_path):
    """A folder with a space and other letters in its name, and in it the Makefile and a set-up that is done."""
    folder = tmp_path / "a course, größer"
    (folder / ".venv").mkdir(parents=True)
    (folder / ".venv" / "ready").touch()
    shutil.copy(ROOT / "Makefile", folder)
    return folder


def make(folder, *words, **environment):
    command = ["make", "-o", ".venv/ready", *words]
    return subprocess.run(command, cwd=folder, env={**FRESH, **environment}, capture_output=True, text=True).stdout


@pytest.mark.skipif(os.name == "nt", reason="there the home folder is the system's business")
def test_where_the_home_cannot_be_written_another_one_serves(makefile, tmp_path):
    show = ['--eval=show: ; @echo "$$HOME"', "show"]
    for home in (tmp_path / "nowhere", ""):
        assert make(makefile, *show, HOME=str(home)).strip() == str(makefile / ".home")
        assert (makefile / ".home").is_dir()
    assert make(makefile, *show, HOME=str(tmp_path)).strip() == str(tmp_path)
    assert "cannot be written: what you have done is remembered in" in make(makefile, "-n", "lab", HOME="/nowhere")
    assert "cannot be written" not in make(makefile, "-n", "lab", HOME=str(tmp_path))


def test_a_folder_that_cannot_be_written_is_named(monkeypatch, tmp_path):
    sys.path.insert(0, str(ROOT / "tools"))
    import setup as course_setup

    monkeypatch.setattr(course_setup, "READY", str(tmp_path / "ready"))
    monkeypatch.setattr(course_setup.os, "access", lambda path, how: how != os.W_OK)
    monkeypatch.setattr(course_setup, "make_venv", lambda: pytest.fail("tried all the same"))
    with pytest.raises(SystemExit, match="The course's folder cannot be written: .*Copy it to a folder of your own"):
        course_setup.main()


# ---- what `make lab` shows


def test_jupyterlab_is_opened_on_the_whole_course(makefile):
    """Jupyter would show the folder of the notebook that it opens, and no link to ../exercises could be followed."""
    assert " lab " in make(makefile, "-n", "lab") and "--ServerApp.root_dir=. " in make(makefile, "-n", "lab")
    commands = re.findall(r"^jupyter lab.*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert commands and all("--ServerApp.root_dir=. " in command for command in commands)


@pytest.mark.slow
def test_the_lab_that_make_opens_has_the_exercises_even_without_a_home(makefile, tmp_path):
    for name in ("notebooks", "exercises"):
        shutil.copytree(ROOT / name, makefile / name)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    lines = make(makefile, "-n", "lab", f"LAB=--no-browser --port={port} --IdentityProvider.token=x").splitlines()
    command = lines[-1].replace(".venv/bin/jupyter", f"'{sys.executable}' -m jupyter")
    home = {"HOME": str(makefile / ".home")}  # what the Makefile gives where there is none
    lab = subprocess.Popen(
        f"exec {command}", shell=True, cwd=makefile, env={**FRESH, **home}, stderr=subprocess.DEVNULL
    )
    try:
        page = f"http://127.0.0.1:{port}/api/contents/exercises/01_the_mountain.ipynb?token=x&content=0"
        for _ in range(600):
            try:
                with urllib.request.urlopen(page, timeout=10) as answer:
                    assert answer.status == 200
                    return
            except urllib.error.HTTPError as error:
                pytest.fail(f"{error.code}: the exercises are out of reach")
            except OSError:
                assert lab.poll() is None, "JupyterLab has stopped"
                time.sleep(0.5)
        pytest.fail("JupyterLab does not answer")
    finally:
        lab.terminate()
        lab.wait()
