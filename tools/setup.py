"""Set the course up in the folder .venv; `make` calls this before everything else.

It can be interrupted and started again at any point: what was installed stays, and the work goes on from there. When
everything is in place it returns at once, without touching the network.

The first lines run on any Python, however old, so that it can say what is wrong in one sentence. So there are no
f-strings and no annotations in this file.
"""

from __future__ import print_function

import contextlib
import hashlib
import os
import platform
import subprocess
import sys
import threading

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
READY = os.path.join(VENV, "ready")  # written last: what the environment was made from
LOCK = os.path.join(ROOT, "requirements.lock")

# PyTorch's own page of builds without CUDA, which on Linux are a tenth of the size. It is asked for torch alone.
CPU_BUILDS = os.environ.get("LRLIB_TORCH_INDEX", "https://download.pytorch.org/whl/cpu")
REACH = 6  # seconds after which an index counts as out of reach
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "15"]


def why_not(version, system, machine):
    """Why the course cannot run on this Python and this machine, in one sentence, or ""."""
    if tuple(version[:2]) < OLDEST:
        return (
            "This is Python {0}.{1}, and the course needs 3.11 or newer. "
            "If you have one, name it: make lab PYTHON=python3.12. If not, get it from python.org."
        ).format(*version[:2])
    if system == "Darwin" and machine == "x86_64":
        return "PyTorch no longer comes for Macs with an Intel processor. Open the course on Binder: see README.md."
    if system == "Windows" and machine.upper() == "ARM64":
        return "PyTorch does not come for Windows on ARM. Open the course on Binder: see README.md."
    return ""


def fingerprint():
    """A word that changes with everything that the environment is made from."""
    parts = [sys.version, ROOT]
    for name in ("requirements.lock", "pyproject.toml", os.path.join("tools", "setup.py")):
        with open(os.path.join(ROOT, name), "rb") as file:
            parts.append(hashlib.sha256(file.read()).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_ready(wanted):
    """Whether the environment is there and was made from what is wanted."""
    try:
        with open(READY) as file:
            return file.read() == wanted and os.path.exists(PYTHON)
    except (IOError, OSError):
        return False


def make_venv():
    """A Python of the course's own in .venv; made anew if what is there cannot run, or is of another version."""
    probe = "import sys, pip; print(sys.version)"
    try:
        there = subprocess.check_output([PYTHON, "-c", probe], stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        there = b""
    if there.decode(errors="replace").strip() == sys.version.strip():
        return
    run = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if run.returncode:
        print(run.stdout.decode(errors="replace").strip())
        give_up(
            "This Python cannot make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv. "
            "Elsewhere, take the Python from python.org."
        )


def can_be_reached(url, seconds=None):
    """Whether a page answers within a few seconds, whatever it says. A folder on this disk always does."""
    import urllib.error
    import urllib.request

    if not url.startswith(("http://", "https://")):
        return True
    seconds = REACH if seconds is None else seconds
    answered = []

    def ask():
        try:
            urllib.request.urlopen(url, timeout=seconds).close()
            answered.append(True)
        except urllib.error.HTTPError:
            answered.append(True)
        except (OSError, ValueError):
            pass

    asking = threading.Thread(target=ask, daemon=True)  # looking up a name has no time limit of its own
    asking.start()
    asking.join(seconds)
    return bool(answered)


def pip_environment():
    """The environment variables for pip, without the extra indexes that are out of reach.

    pip asks every index for every package, so that one which does not answer would cost a timeout a hundred times.
    """
    known = subprocess.check_output([PYTHON] + PIP + ["config", "list"]).decode(errors="replace")
    extra = os.environ.get("PIP_EXTRA_INDEX_URL", "").split()
    for line in known.splitlines():
        key, _, value = line.partition("=")
        if key.endswith(".extra-index-url") and not extra:
            extra = value.strip("'\"").replace("\\n", " ").split()
    reachable = [url for url in extra if can_be_reached(url)]
    return dict(os.environ, PIP_EXTRA_INDEX_URL=" ".join(reachable))


def pip(environment, *arguments):
    """Run pip, show the package it is at on one line, and return "" or, if it failed, the end of what it said."""
    command = [PYTHON] + PIP + ["install", "--progress-bar", "off"] + list(arguments)
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, count = [], 0
    for line in process.stdout:
        said.append(line.decode(errors="replace").rstrip())
        words = said[-1].split()
        if words[:1] == ["Collecting"]:
            count += 1
            progress("  {0:3} {1}".format(count, words[1]))
        elif words[:1] == ["Downloading"] and words[-1].endswith(("MB)", "GB)")):
            progress("      {0}".format(" ".join(words[-2:])))
        elif words[:1] == ["Installing"]:
            progress("      unpacking")
    progress("")
    return "" if process.wait() == 0 else "\n".join(said[-12:])


def progress(text):
    """One line that is written over by the next; nothing where nobody watches."""
    if sys.stdout.isatty():
        print("\r{0:78}".format(text[:78]), end="" if text else "\r")
        sys.stdout.flush()


def install():
    """Everything in requirements.lock, then PyTorch without CUDA where it can be had, then lrlib itself."""
    environment = pip_environment()
    with open(LOCK) as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    torch = next(line for line in lines if line.startswith("torch=="))
    rest = os.path.join(VENV, "without-torch.txt")
    with open(rest, "w") as file:
        file.write("\n".join(line for line in lines if line != torch) + "\n")

    say("1/3  JupyterLab, NumPy, Matplotlib and what they need ({0} packages at most)".format(len(lines) - 1))
    trouble = pip(environment, "--only-binary", ":all:", "-r", rest)
    if trouble:
        stop_at(trouble)

    say("2/3  PyTorch")
    trouble = install_torch(torch, environment)
    if trouble:
        stop_at(trouble)

    say("3/3  lrlib, the course's own library")
    trouble = pip(environment, "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT)
    if trouble:
        stop_at(trouble)


def install_torch(torch, environment):
    """The build without CUDA if there is one within reach, else what pip finds; "" or what pip said."""
    if platform.system() == "Linux" and can_be_reached(CPU_BUILDS + "/torch/"):
        trouble = pip(dict(environment, PIP_EXTRA_INDEX_URL=""), "--no-deps", "--index-url", CPU_BUILDS, torch)
        if not trouble:
            return ""
    # macOS and Windows have no other builds. On Linux pip may find one on this disk, or else the large one.
    if platform.system() == "Linux":
        say("     PyTorch's page of small builds is out of reach; what pip finds instead may be several GB")
    trouble = pip(environment, "--no-deps", torch)
    if trouble or subprocess.call([PYTHON, "-c", "import torch"], stderr=subprocess.DEVNULL) == 0:
        return trouble
    return pip(environment, torch)  # the large build, with the CUDA libraries that it cannot be loaded without


def say(text):
    print(text)
    sys.stdout.flush()


def stop_at(trouble):
    """Stop where pip stopped: what it said, and what to do."""
    print(trouble)
    give_up("The set-up is not complete. See that you are online, and run the same command again: it goes on.")


def give_up(sentence):
    sys.exit("\n" + sentence)


def main():
    sentence = why_not(sys.version_info, platform.system(), platform.machine())
    if sentence:
        give_up(sentence)
    wanted = fingerprint()
    if not is_ready(wanted):
        if not os.access(ROOT, os.W_OK):
            give_up(
                "The course's folder cannot be written: {0}. "
                "Copy it to a folder of your own, and run the same command there.".format(ROOT)
            )
        say("Setting the course up in the folder .venv. This happens once and takes a minute or two.")
        if os.path.exists(READY):
            os.remove(READY)
        make_venv()
        install()
        with open(READY, "w") as file:
            file.write(wanted)
        say("Ready. From now on everything works offline.")
    else:
        with contextlib.suppress(OSError):  # where somebody else has set it up, in a folder that cannot be written
            os.utime(READY, None)  # so that make does not ask again


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        give_up("Interrupted. Run the same command again: it goes on from here.")
