"""Progress: remembered if it can be, and never in the way."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lrlib.feedback import course_map, progress
from lrlib.feedback.progress import Progress


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    path = tmp_path / "somewhere" / "progress.json"
    monkeypatch.setenv("LRLIB_PROGRESS", str(path))
    monkeypatch.setattr(progress, "unsaved", Progress())
    return path


def test_what_is_passed_and_answered_is_remembered(file):
    assert progress.read() == Progress()
    assert not file.parent.exists(), "nothing is written before there is something to remember"
    progress.remember_passed("01.2")
    progress.remember_passed("01.1")
    progress.remember_passed("01.2")
    progress.remember_answer("01.1", "B")
    assert json.loads(file.read_text()) == {"passed": ["01.1", "01.2"], "answers": {"01.1": "B"}}
    assert progress.read() == Progress(frozenset({"01.1", "01.2"}), {"01.1": "B"})
    assert os.listdir(file.parent) == ["progress.json"], "no lock and no draft is left behind"
    assert progress.trouble() == ""


def test_the_first_answer_stays_the_first():
    for letter in "BAC":
        progress.remember_answer("01.1", letter)
    assert progress.first_answer("01.1") == "B"
    assert progress.first_answer("01.2") is None


def test_writing_adds_to_what_another_notebook_wrote(file):
    progress.remember_passed("01.1")
    file.write_text(json.dumps({"passed": ["02.1"], "answers": {"01.1": "A"}}))
    progress.remember_passed("01.3")
    progress.remember_answer("01.1", "B")
    assert progress.read() == Progress(frozenset({"02.1", "01.3"}), {"01.1": "A"})


BROKEN = [
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"[]",
    b"null",
    b'{"passed": 3, "answers": {}}',
    b'{"passed": [], "answers": []}',
    b'{"passed": [1], "answers": {}}',
    b'{"passed": [], "answers": {"01.1": 2}}',
    b'{"passed": []}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: repr(content[:20]))
def test_a_broken_file_is_set_aside(file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    assert progress.read() == Progress()
    assert file.read_bytes() == content, "reading changes nothing"
    progress.remember_passed("01.1")
    assert progress.read().passed == {"01.1"}
    aside = file.with_name("progress.json.broken-1")
    assert aside.read_bytes() == content
    file.write_bytes(content)
    progress.remember_passed("01.2")
    assert aside.with_name("progress.json.broken-2").read_bytes() == content
    assert progress.read().passed == {"01.2"}


def test_a_file_with_the_mark_of_an_editor_is_read(file):
    file.parent.mkdir()
    file.write_bytes(b'\xef\xbb\xbf{"passed": ["01.2"], "answers": {}}')
    progress.remember_passed("01.1")
    assert progress.read().passed == {"01.1", "01.2"}
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_its_place_is_not_waited_for(file):
    file.parent.mkdir()
    os.mkfifo(file)
    progress.remember_passed("01.1")
    assert progress.read().passed == {"01.1"} and progress.trouble()


def nowhere(tmp_path):
    (tmp_path / "a file").touch()
    return tmp_path / "a file" / "progress.json"


def a_folder(tmp_path):
    (tmp_path / "progress.json" / "full").mkdir(parents=True)
    return tmp_path / "progress.json"


@pytest.mark.parametrize("place", [nowhere, a_folder])
def test_where_nothing_can_be_written_it_lives_in_memory(place, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LRLIB_PROGRESS", str(place(tmp_path)))
    began = time.monotonic()
    progress.remember_passed("01.1")
    progress.remember_answer("01.1", "C")
    progress.remember_answer("01.1", "A")
    assert time.monotonic() - began < 1
    assert progress.read() == Progress(frozenset({"01.1"}), {"01.1": "C"})
    assert capsys.readouterr() == ("", "")
    course_map()
    assert capsys.readouterr().out.count("cannot be written to a file here") == 1
    # a place is found after all: nothing is lost
    monkeypatch.setenv("LRLIB_PROGRESS", str(tmp_path / "good" / "progress.json"))
    progress.remember_passed("01.2")
    written = json.loads((tmp_path / "good" / "progress.json").read_text())
    assert written == {"passed": ["01.1", "01.2"], "answers": {"01.1": "C"}}
    course_map()
    assert "cannot be written" not in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_read_only_home(file):
    file.parent.mkdir()
    file.parent.chmod(0o500)
    progress.remember_passed("01.1")
    assert progress.read().passed == {"01.1"}


def test_a_home_that_cannot_be_found(monkeypatch):
    monkeypatch.delenv("LRLIB_PROGRESS")

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    progress.remember_passed("01.1")
    assert progress.read().passed == {"01.1"}


def test_the_usual_place(monkeypatch, tmp_path):
    monkeypatch.delenv("LRLIB_PROGRESS")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert progress.place() == tmp_path / ".learning-rate" / "progress.json"


def test_an_empty_variable_means_the_usual_place(monkeypatch, tmp_path):
    monkeypatch.setenv("LRLIB_PROGRESS", "")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert progress.place() == tmp_path / ".learning-rate" / "progress.json"


def test_a_lock_that_was_left_behind_is_removed(file):
    file.parent.mkdir()
    lock = file.with_name("progress.json.lock")
    lock.touch()
    long_ago = time.time() - 60
    os.utime(lock, (long_ago, long_ago))
    began = time.monotonic()
    progress.remember_passed("01.1")
    assert time.monotonic() - began < 1
    assert progress.read().passed == {"01.1"}
    assert not lock.exists()


def test_a_lock_that_is_held_is_not_waited_for_for_ever(file, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.1)
    file.parent.mkdir()
    lock = file.with_name("progress.json.lock")
    lock.touch()
    progress.remember_passed("01.1")
    assert json.loads(file.read_text())["passed"] == ["01.1"]
    assert lock.exists(), "it belongs to somebody else"


def test_notebooks_that_write_at_once_lose_nothing(file):
    write = (
        "import sys\n"
        "from lrlib.feedback import progress\n"
        "sys.stdin.readline()\n"
        "for i in range(50):\n"
        "    progress.remember_passed(f'{sys.argv[1]}.{i}')\n"
        "    progress.remember_answer(str(i), sys.argv[1])\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", write, name], stdin=subprocess.PIPE, text=True) for name in "ABCD"
    ]
    for writer in writers:  # all have started before any may write
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    everything = progress.read()
    assert everything.passed == {f"{name}.{i}" for name in "ABCD" for i in range(50)}
    assert set(everything.answers) == {str(i) for i in range(50)}
    assert os.listdir(file.parent) == ["progress.json"]
