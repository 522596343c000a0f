"""The doctor sees what is wrong, says what to do, works where nothing else does, and its codes are read right."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement

from lrlib import doctor
from lrlib.doctor import codes, packages, trials
from lrlib.doctor.__main__ import in_a_line, read
from lrlib.doctor.findings import BROKEN, CHECKS, GOOD, MISSING, OUTCOMES, PACKAGES, TRIALS, UNTRIED, WRONG, Finding

ROOT = Path(__file__).parent.parent
DEPENDENCIES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
FILES = [ROOT / "lrlib" / "__init__.py", *sorted((ROOT / "lrlib" / "doctor").glob("*.py"))]


def see_the_doctor(*words, python=(sys.executable,), way=(), **environment):
    """What the command says, in bytes, and how it ends."""
    way = os.pathsep.join(map(str, [ROOT, *way]))
    command = [*python, "-m", "lrlib.doctor", *words]
    return subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONPATH": way, **environment}, cwd=ROOT)


def code_in(text):
    (code,) = re.findall(r": (LR-[\w-]+)", text)
    return code


# ---- what it sees


def test_here_everything_is_there():
    run = see_the_doctor()
    said = run.stdout.decode("ascii")
    assert run.returncode == 0 and run.stderr == b""
    assert len(re.findall(r"^\[ok\] ", said, re.M)) == len(CHECKS), said
    assert "Everything is there." in said
    findings, _ = codes.decode(code_in(said))
    assert [(finding.name, finding.outcome) for finding in findings] == [(name, GOOD) for name in CHECKS]
    versions = {finding.name: finding.version for finding in findings}
    assert versions["python"] == sys.version_info[:3]
    assert {name: versions[name] for name in PACKAGES} == {
        name: packages.numbers(metadata.version(name))[:2] for name in PACKAGES
    }


@pytest.fixture
def broken(tmp_path):
    """Packages of which some cannot be loaded, each in its own way, and the others are empty, so that it is quick."""
    stub = "raise ImportError('DLL load failed, größer ≥ ∞')"
    bodies = {"numpy": stub, "torch": "import os; os.abort()", "ipykernel": "raise ImportError('no kernel today')"}
    for name in (*PACKAGES, "ipykernel"):
        folder = tmp_path / packages.MODULES.get(name, name)
        folder.mkdir()
        (folder / "__init__.py").write_text(bodies.get(name, ""), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_it_works_where_packages_are_broken_and_the_terminal_knows_few_letters(broken, encoding):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": encoding}
    run = see_the_doctor(way=[broken], **plain)
    said = run.stdout.decode(encoding)
    assert run.returncode == 1 and run.stderr == b""
    wrong = dict(re.findall(r"^\[NO\] (a kernel|\S+).*?: (.*)$", said, re.M))
    assert set(wrong) == {"numpy", "torch", "a kernel"}
    assert "is there but cannot be loaded (ImportError: DLL load failed" in wrong["numpy"]
    assert "Python was stopped by SIGABRT" in wrong["torch"] or os.name == "nt"
    assert wrong["a kernel"].startswith("ImportError: no kernel today; close JupyterLab")
    assert "descents of 100 steps: not tried, since it needs numpy" in said
    assert "3 things are not as the course needs them." in said
    found = {finding.name: finding.outcome for finding in codes.decode(code_in(said))[0]}
    assert found["numpy"] == found["torch"] == found["kernel"] == BROKEN
    assert found["widget"] == found["descent"] == found["training"] == UNTRIED and found["tqdm"] == GOOD


def test_it_works_where_nothing_is_installed():
    run = see_the_doctor(python=(sys.executable, "-S"))
    said = run.stdout.decode("ascii")
    assert run.returncode == 1 and run.stderr == b""
    assert len(re.findall(r"^\[NO\] \S+ [\d.]+ or newer.*: it is missing; ", said, re.M)) == len(DEPENDENCIES)
    assert "it is not installed in this Python" in said
    found = {finding.name: finding.outcome for finding in codes.decode(code_in(said))[0]}
    assert found == {"python": GOOD, **dict.fromkeys(["lrlib", *PACKAGES], MISSING), **dict.fromkeys(TRIALS, UNTRIED)}


def test_an_old_python_can_read_it():
    known = sys.stdlib_module_names
    for file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 7))
        for node in tree.body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith("lrlib.doctor") or name.split(".")[0] in known, f"{file.name} imports {name}"
                assert name != "importlib.metadata", "Python 3.7 does not have it"


OLD = [path for version in ("3.7", "3.8", "3.9", "3.10") if (path := shutil.which(f"python{version}"))]
OLD += [str(path) for path in sorted((Path.home() / ".pyenv" / "versions").glob("3.*/bin/python"))]


def test_an_old_python_says_so_itself():
    probe = "import sys; sys.exit(not (3, 7) <= sys.version_info < (3, 11))"
    old = [path for path in OLD if subprocess.run([path, "-c", probe], capture_output=True).returncode == 0]
    if not old:
        pytest.skip("there is no old Python here to try")
    for python in old:
        run = see_the_doctor(python=(python,))
        said = run.stdout.decode("ascii")
        assert run.returncode == 1 and run.stderr == b""
        (version,) = re.findall(r"^\[NO\] Python 3\.11 or newer: this is Python ([\d.]+); get a newer one", said, re.M)
        first, *others = codes.decode(code_in(said))[0]
        assert packages.in_words(first.version) == version and first.outcome == WRONG
        assert {finding.outcome for finding in others} == {UNTRIED}


# ---- versions


def test_it_asks_for_what_the_project_asks_for(monkeypatch):
    def not_there(name):
        raise metadata.PackageNotFoundError(name)

    asked = packages.requirements()
    monkeypatch.setattr(metadata, "requires", not_there)
    assert packages.requirements() == asked, "the same where lrlib is not installed"
    assert tuple(asked) == PACKAGES
    for wanted in map(Requirement, DEPENDENCIES):
        here = {(sign, packages.in_words(bound)) for sign, bound in asked[wanted.name]}
        assert here == {(each.operator, each.version) for each in wanted.specifier}


@pytest.mark.parametrize("there", ["0.9.17", "0.9.18", "0.9", "0.11.9", "0.12", "0.12.0", "1", "2.0.0", "2.5.1+cpu"])
@pytest.mark.parametrize("line", ["anywidget>=0.9.18,<0.12", "numpy>=2.0", "ipywidgets<9,>=0.12.0", "x"])
def test_versions_are_compared_as_pip_compares_them(line, there):
    _, bounds = packages.requirement(line)
    assert packages.fits(packages.numbers(there), bounds) == Requirement(line).specifier.contains(there)


def test_what_is_missing_old_or_broken_is_named_with_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(
        metadata, "requires", lambda name: ["numpy>=999", "no-such-package>=1,<2", "tqdm>=1", 'ruff; extra == "test"']
    )
    monkeypatch.setattr(packages, "load", lambda modules: {"tqdm": "OSError: it is"} if "tqdm" in modules else {})
    doctor.set_up()
    *_, missing, old, broken = capsys.readouterr().out.splitlines()
    assert missing.startswith("✗ no-such-package 1 or newer, below 2: it is missing; close JupyterLab")
    assert old.startswith(f"✗ numpy 999 or newer: this is version {metadata.version('numpy')}; close JupyterLab")
    assert "is there but cannot be loaded (OSError: it is); close JupyterLab" in broken


def test_a_python_without_lrlib_or_too_old_is_named(monkeypatch, capsys):
    def not_there(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", not_there)
    monkeypatch.setattr(packages, "OLDEST_PYTHON", (9, 9))
    doctor.set_up()
    python, library, *_ = capsys.readouterr().out.splitlines()
    assert python.startswith("✗ Python 9.9 or newer: this is Python 3.")
    assert library.startswith("✗ lrlib, the course's own library: it is not installed in this Python; close JupyterLab")


def test_what_to_do_depends_on_where_one_is(monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert "`make clean`, then `make lab`" in packages.anew("numpy"), "the set-up alone would think that it is done"
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "conda"))
    assert "start it with `make lab`" in packages.anew("numpy")
    (tmp_path / "conda" / "conda-meta").mkdir(parents=True)
    assert "conda env update" in packages.anew("numpy")
    monkeypatch.setattr(packages.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(packages.platform, "machine", lambda: "x86_64")
    assert "Macs with an Intel processor: open the course on Binder" in packages.anew("torch")
    assert "Binder" not in packages.anew("numpy")
    monkeypatch.setattr(packages.platform, "system", lambda: "Windows")
    monkeypatch.setattr(packages.platform, "machine", lambda: "AMD64")
    assert "Visual C++ Redistributable" in packages.anew("torch")


# ---- short runs


def reports(capsys):
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("lrlib.doctor ")]
    return {said["name"]: said for said in (json.loads(line.split(" ", 1)[1]) for line in lines)}


def test_a_widget_that_does_not_answer_is_noticed(monkeypatch, capsys):
    monkeypatch.setattr(trials, "PATIENCE", 0.5)
    monkeypatch.setattr(trials, "ECHO", trials.ECHO.replace("change.new + 1", "change.new + 2"))
    trials.main(["kernel", "widget"])
    said = reports(capsys)
    assert said["kernel"]["outcome"] == GOOD
    assert said["widget"]["outcome"] == BROKEN and "did not answer within" in said["widget"]["trouble"]


def test_a_kernel_of_another_python_is_noticed(monkeypatch, tmp_path, capsys):
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    start = "import sys; sys.prefix = '/another'; from ipykernel.kernelapp import launch_new_instance as go; go()"
    argv = [sys.executable, "-c", start, "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    trials.main(["kernel"])
    said = reports(capsys)["kernel"]
    assert said["outcome"] == WRONG
    assert "another Python ('/another')" in said["remedy"] and str(folder) in said["remedy"]


def test_a_run_that_ends_elsewhere_is_noticed(monkeypatch, capsys):
    monkeypatch.setattr("lrlib.quadratic", lambda curvatures: trials_bowl([1, 12]), raising=False)
    from lrlib.landscapes import quadratic as trials_bowl

    trials.main(["descent"])
    said = reports(capsys)["descent"]
    assert said["outcome"] == BROKEN and said["trouble"].endswith("and should be 2/11")


def test_progress_that_cannot_be_kept_is_no_failure(monkeypatch, tmp_path, capsys):
    (tmp_path / "a file").touch()
    monkeypatch.setenv("LRLIB_PROGRESS", str(tmp_path / "a file" / "progress.json"))
    trials.main(["progress"])
    finding = trials.judge("progress", reports(capsys)["progress"], "", {})
    assert finding.outcome == BROKEN and finding.good
    assert re.match(r"\[--\] .*set the environment variable LRLIB_PROGRESS to a file", in_a_line(finding))
    monkeypatch.setenv("LRLIB_PROGRESS", str(tmp_path / "folder" / "progress.json"))
    trials.main(["progress"])
    assert reports(capsys)["progress"]["outcome"] == GOOD and not list((tmp_path / "folder").iterdir())


def test_what_hangs_or_says_nothing_is_named():
    reports, stopped = doctor.asking.ask(["-c", "import time; print(1, flush=True); time.sleep(60)"], 0.5)
    assert reports == [] and stopped == "no answer within 0.5 seconds"
    assert trials.judge("descent", None, stopped, {}).remedy.startswith("no answer within 0.5 seconds; close")
    said, stopped = doctor.asking.ask(["-c", "from lrlib.doctor.asking import report; report(a='ü'); 1 / 0"], 60)
    assert said == [{"a": "ü"}] and stopped == "ZeroDivisionError: division by zero"


# ---- codes

some = st.tuples(
    *(
        st.builds(
            Finding,
            st.just(name),
            st.sampled_from(OUTCOMES),
            st.just(name),
            st.lists(st.integers(0, 200), max_size=4).map(tuple),
            st.just(""),
            st.none() | st.floats(0, 1e6),
        )
        for name in CHECKS
    )
)
EXAMPLE = [
    Finding("python", GOOD, "", (3, 11, 7)),
    *(Finding(name, GOOD, "", (2, 13)) for name in ("lrlib", *PACKAGES[:-1])),
    Finding("tqdm", BROKEN, "", (4, 67)),
    *(Finding(name, GOOD, "", (), "", 1234) for name in TRIALS),
]


@settings(max_examples=50, phases=[Phase.explicit, Phase.generate])  # a shorter example would say no more
@given(some, st.integers(0, 7), st.integers(0, 7))
def test_a_code_says_what_was_found(found, system, machine):
    there, kind = codes.decode(codes.encode(found, (system, machine)))
    for before, after in zip(found, there, strict=True):
        assert (after.name, after.outcome, after.good) == (before.name, before.outcome, before.good)
        if before.name in PACKAGES and before.outcome in (GOOD, WRONG, BROKEN):
            assert after.version == tuple(map(min, (*before.version, 0, 0), (15, 127)))
        if before.name in TRIALS and before.outcome == GOOD and before.ms and 1 <= before.ms < 2**20:
            assert after.ms <= before.ms < 2 * after.ms
    assert kind.startswith((*codes.SYSTEMS, *["?"] * 4)[system])
    assert kind.endswith((*codes.MACHINES, *["?"] * 5)[machine])


def test_a_code_is_short_and_readable_however_it_is_typed():
    code = codes.encode(EXAMPLE, (1, 1))
    assert re.fullmatch(r"LR(-[0-9A-HJKMNP-TV-Z]{1,5}){1,9}", code)
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " "), code[3:], f" {code}\n"):
        assert codes.decode(typed) == codes.decode(code)
    assert codes.decode(code.replace("0", "O").replace("1", "l")) == codes.decode(code)


def test_a_code_that_is_mistyped_is_noticed():
    signs = codes.encode(EXAMPLE, (1, 1)).replace("-", "")[2:]
    wrong = {signs[:at] + sign + signs[at + 1 :] for at in range(len(signs)) for sign in codes.SIGNS}
    wrong |= {signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :] for at in range(len(signs) - 1)}
    wrong |= {signs[:at] + signs[at + 1 :] for at in range(len(signs))} | {"", "LR", "U" * 30, "hello", "0", "LR-0"}
    wrong -= {signs}
    assert len(wrong) > 1000
    for typed in wrong:
        with pytest.raises(codes.Unreadable):
            codes.decode(typed)


def test_a_code_of_another_version_of_the_course_says_so(monkeypatch):
    code = codes.encode(EXAMPLE)
    monkeypatch.setattr(codes, "FORMAT", 2)
    with pytest.raises(codes.Unreadable, match="another version of the course"):
        codes.decode(code)


def test_an_instructor_reads_several_codes(capsys):
    good = codes.encode([each._replace(outcome=GOOD) for each in EXAMPLE], (3, 1))
    bad = codes.encode(EXAMPLE, (2, 2))
    assert read([good, bad]) == 0
    said = capsys.readouterr().out
    assert f"{good}: ready\n  Windows, x86-64\n" in said and f"{bad}: not ready: tqdm\n  macOS, ARM64\n" in said
    assert "  [NO] tqdm: broken, 4.67" in said and "  [ok] torch (here 2.13)" in said
    assert read([good, good[:-1]]) == 1
    assert "a character is wrong, missing or too many" in capsys.readouterr().out
    assert see_the_doctor("--read", bad).stdout.decode("ascii").startswith(f"{bad}: not ready: tqdm")
