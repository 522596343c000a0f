"""Write requirements.lock anew (`make lock`): exact versions of everything, for every platform, naming no host.

uv resolves for all platforms at once. PyTorch's CUDA packages are left out, since the set-up installs the CPU build.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
CUDA = re.compile(r"^(nvidia-|cuda-|triton)")
HEADER = "# Exact versions of all that the course is tested with. Written by `make lock`; used by tools/setup.py.\n"


def resolve():
    """The lines of uv's answer."""
    what = ["pyproject.toml", "--all-extras", "--universal", "--python-version", "3.11"]
    names_no_host = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    command = [sys.executable, "-m", "uv", "pip", "compile", *what, *names_no_host]
    known = ["--constraint", LOCK.name] if LOCK.exists() and "--upgrade" not in sys.argv else []
    run = subprocess.run([*command, *known], cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"uv could not resolve the versions:\n{run.stderr}")
    return run.stdout.splitlines()


if __name__ == "__main__":
    lines = [line for line in resolve() if not CUDA.match(line)]
    LOCK.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"wrote {LOCK.name}: {len(lines)} packages")
