"""Progress that is taken along: saved on one computer, loaded on another, and nothing lost on either."""

import json

import pytest

from lrlib.feedback import check, course_map, load_progress, progress, save_progress
from lrlib.feedback.progress import Progress


@pytest.fixture(autouse=True)
def computer(tmp_path, monkeypatch):
    """A computer of a name, with progress of its own; calling it again goes to another."""

    def go_to(name):
        (tmp_path / name).mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("LRLIB_PROGRESS", str(tmp_path / name / "progress.json"))
        monkeypatch.setattr(progress, "unsaved", Progress())

    go_to("binder")
    return go_to


def test_from_one_computer_to_another(computer, capsys):
    progress.remember_passed("01.2")
    progress.remember_answer("01.1", "B")
    save_progress()
    assert (
        capsys.readouterr().out
        == "Saved 1 passed task and 1 prediction to `my_progress.json`. Download it to keep it.\n"
    )
    computer("home")
    progress.remember_passed("02.1")
    progress.remember_answer("01.1", "A")
    load_progress()
    assert capsys.readouterr().out == "Added 1 passed task and 1 prediction.\n"
    assert progress.read() == Progress(frozenset({"01.2", "02.1"}), {"01.1": "A"}), (
        "the first answer here stays the first"
    )


def test_what_was_saved_before_is_added_to(computer):
    progress.remember_passed("01.1")
    save_progress("mine.json")
    computer("home")
    progress.remember_passed("01.2")
    save_progress("mine.json")
    assert progress.load(progress.Path("mine.json")) == Progress(frozenset({"01.1", "01.2"}), {})


def test_nothing_done_yet_is_a_file_too(capsys, tmp_path):
    save_progress()
    assert json.loads((tmp_path / "my_progress.json").read_text()) == {"passed": [], "answers": {}}
    assert "0 passed tasks and 0 predictions" in capsys.readouterr().out


def test_a_file_of_another_kind_is_left_alone(capsys, tmp_path):
    (tmp_path / "notes.json").write_text('{"mine": 1}')
    progress.remember_passed("01.1")
    save_progress("notes.json")
    load_progress("notes.json")
    assert (tmp_path / "notes.json").read_text() == '{"mine": 1}'
    assert capsys.readouterr().out == (
        "`notes.json` is there already, and is no progress file. Nothing was written; choose another name.\n"
        "`notes.json` is no progress file. Nothing was changed.\n"
    )
    assert progress.read() == Progress(frozenset({"01.1"}), {})


@pytest.mark.parametrize("file", ["nowhere.json", "", 3, None, "binder", "a\0b"])
def test_whatever_is_named_there_is_an_answer_and_no_traceback(file, capsys):
    load_progress(file)
    told = capsys.readouterr().out
    assert told.endswith(".\n") and ("There is no file" in told or "could not be read" in told or "no progress" in told)
    assert progress.read() == Progress()


def test_where_nothing_can_be_written(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    save_progress("file/inside.json")
    assert capsys.readouterr().out.startswith("Nothing was written to `file/inside.json`: ")


@pytest.mark.parametrize("borrowed", [True, False])
def test_a_borrowed_computer_says_that_it_forgets_where_there_is_something_to_lose(monkeypatch, capsys, borrowed):
    if borrowed:
        monkeypatch.setenv("BINDER_LAUNCH_HOST", "https://mybinder.org/")
    else:
        monkeypatch.delenv("BINDER_LAUNCH_HOST", raising=False)
    for say, told in [
        (lambda: check("01.1", 2.4), borrowed),  # passed
        (course_map, borrowed),
        (lambda: check("01.1", 3.6), False),
        (lambda: check("01.1"), False),
    ]:
        say()
        assert ("forgets everything when you leave" in capsys.readouterr().out) is told
