"""Asking another process, since what is asked may hang, or take Python down with it."""

import json
import os
import signal
import subprocess
import sys
import tempfile

MARK = "lrlib.doctor "  # begins a line that is meant for the asker; packages may print what they like


def report(**said):
    """Tell the asker something: one line of JSON, in plain ASCII, so that no terminal's encoding matters."""
    print(MARK + json.dumps(said), flush=True)


def ask(arguments, seconds):
    """Run this Python with `arguments`: (what it reported, why it stopped early or '').

    Its output goes to files: a pipe would be held open by whatever it has started itself.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        # As in a kernel, lrlib is found where it is found here.
        child = subprocess.Popen(
            [sys.executable, *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment()
        )
        try:
            ended = why(child.wait(seconds))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            ended = f"no answer within {seconds} seconds"
        said, complaints = read(out), read(err)
    reports = [json.loads(line[len(MARK) :]) for line in said.splitlines() if line.startswith(MARK)]
    return reports, ended and last_line(complaints, ended)


def environment():
    """The environment variables, with lrlib's folder on the way on which modules are looked for."""
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    way = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(way)}


def why(code):
    """Why a process ended, from its exit code: '' where it went well."""
    if code >= 0:
        return "" if code == 0 else f"Python stopped with exit code {code}"
    try:
        return f"Python was stopped by {signal.Signals(-code).name}"
    except ValueError:
        return f"Python was stopped by signal {-code}"


def last_line(complaints, ended):
    """Where a traceback ends, there is the error; else how the process ended."""
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    return lines[-1] if lines and "Traceback" in complaints else ended


def read(file):
    """All that is in a file that was written to."""
    file.seek(0)
    return file.read().decode("utf-8", errors="replace")
