"""`make update`: the newest course comes, and nothing that a learner wrote is lost."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import update  # noqa: E402

EXERCISE, LESSON, OTHER = "exercises/01_a.ipynb", "notebooks/01_a.ipynb", "notebooks/02_b.ipynb"


def git(folder, *words):
    name = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


def write(path, *sources, output=None):
    """A notebook with these code cells, each with `output` if there is any."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{k}") for k, source in enumerate(sources)]
    for cell in cells if output else []:
        cell.outputs, cell.execution_count = [nbformat.v4.new_output("stream", text=output)], 7
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def sources(path):
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


@pytest.fixture
def course(tmp_path):
    """The course as it is published, and a learner's clone of it: (published, clone)."""
    published, clone = tmp_path / "published", tmp_path / "my course, größer"
    published.mkdir()
    git(published, "init")
    for name in (EXERCISE, LESSON, OTHER):
        write(published / name, "first", "answer = ...")
    commit(published, "one")
    git(tmp_path, "clone", str(published), str(clone))
    for key, value in {"name": "A Learner", "email": "learner@example.com"}.items():
        git(clone, "config", f"user.{key}", value)
    return published, clone


def commit(folder, message):
    git(folder, "add", "-A")
    git(folder, "commit", "-m", message)


def publish(published, *names):
    """A new version of the course, in which these notebooks have changed."""
    for name in names:
        write(published / name, "first, better", "answer = ...")
    commit(published, "two")


def is_clean(clone):
    return subprocess.run(["git", "status", "--porcelain", "-uno"], cwd=clone, capture_output=True).stdout == b""


def test_a_worked_exercise_and_a_run_lesson(course):
    published, clone = course
    write(clone / EXERCISE, "first", "answer = 42")
    write(clone / LESSON, "first", "answer = ...", output="an output of today")
    write(clone / OTHER, "first", "my own cell", "answer = ...")
    publish(published, EXERCISE, LESSON)
    lines = update.update(clone)
    assert sources(clone / EXERCISE) == sources(clone / LESSON) == ["first, better", "answer = ..."]
    assert sources(clone / "exercises/01_a_mine_1.ipynb") == ["first", "answer = 42"]
    assert not list(clone.glob("notebooks/*mine*")), "nothing in the lesson was the learner's"
    assert sources(clone / OTHER) == ["first", "my own cell", "answer = ..."], "nothing new came for it"
    assert lines[0] == "You had changed exercises/01_a.ipynb: yours is now exercises/01_a_mine_1.ipynb."
    assert lines[1].startswith("The course is up to date: 2 files came.") and len(lines) == 2


def test_again_and_again(course):
    published, clone = course
    for number in (1, 2):
        write(clone / EXERCISE, "first", f"answer = {number}")
        write(published / EXERCISE, f"version {number}", "answer = ...")
        commit(published, str(number))
        update.update(clone)
        assert sources(clone / EXERCISE) == [f"version {number}", "answer = ..."]
        assert sources(clone / f"exercises/01_a_mine_{number}.ipynb")[1] == f"answer = {number}"
    assert update.update(clone) == ["This is the newest version of the course already. Nothing was changed."]


def test_a_file_of_ones_own_where_a_new_one_comes(course):
    published, clone = course
    (clone / "notebooks/notes.txt").write_text("mine")
    (published / "notebooks/notes.txt").write_text("the course's")
    commit(published, "notes")
    update.update(clone)
    assert (clone / "notebooks/notes.txt").read_text() == "the course's"
    assert (clone / "notebooks/notes_mine_1.txt").read_text() == "mine"


def test_half_a_notebook_and_one_that_was_deleted(course):
    published, clone = course
    (clone / EXERCISE).write_text('{"cells": [')
    (clone / LESSON).unlink()
    publish(published, EXERCISE, LESSON)
    update.update(clone)
    assert (clone / "exercises/01_a_mine_1.ipynb").read_text() == '{"cells": ['
    assert sources(clone / LESSON) == ["first, better", "answer = ..."] and is_clean(clone)


def test_a_notebook_that_the_course_no_longer_has(course):
    published, clone = course
    write(clone / OTHER, "first", "answer = 42")
    (published / OTHER).unlink()
    commit(published, "gone")
    update.update(clone)
    assert not (clone / OTHER).exists() and sources(clone / "notebooks/02_b_mine_1.ipynb") == ["first", "answer = 42"]


def test_work_that_was_staged_or_committed(course):
    published, clone = course
    write(clone / EXERCISE, "first", "answer = 42")
    git(clone, "add", "-A")
    write(clone / OTHER, "first", "answer = 43")
    git(clone, "commit", "-m", "mine", "--", OTHER)
    publish(published, EXERCISE, LESSON)
    update.update(clone)
    assert sources(clone / OTHER)[1] == "answer = 43" and sources(clone / LESSON)[0] == "first, better"
    assert sources(clone / "exercises/01_a_mine_1.ipynb")[1] == "answer = 42"


def test_commits_that_collide_change_nothing(course):
    published, clone = course
    write(clone / OTHER, "mine", "answer = 43")
    git(clone, "commit", "-am", "mine")
    write(clone / EXERCISE, "first", "answer = 42")
    publish(published, EXERCISE, OTHER)
    with pytest.raises(update.Refused, match="commits of your own"):
        update.update(clone)
    assert sources(clone / EXERCISE)[1] == "answer = 42" and sources(clone / OTHER)[0] == "mine"
    assert not list(clone.rglob("*mine_*")), "everything is as it was"


def test_no_network_and_no_clone(course, tmp_path):
    published, clone = course
    write(clone / EXERCISE, "first", "answer = 42")
    published.rename(tmp_path / "out of reach")
    with pytest.raises(update.Refused, match="repository"):
        update.update(clone)
    assert sources(clone / EXERCISE)[1] == "answer = 42"
    elsewhere = tmp_path / "a download"
    (elsewhere / "tools").mkdir(parents=True)
    (elsewhere / "tools/update.py").write_text((ROOT / "tools/update.py").read_text(encoding="utf-8"), encoding="utf-8")
    run = subprocess.run([sys.executable, "tools/update.py"], cwd=elsewhere, capture_output=True, text=True)
    assert run.returncode == 1 and run.stderr.startswith("The course was not updated: ")
    assert "Traceback" not in run.stderr
