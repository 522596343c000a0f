"""For every test, a notebook's cells included: no learner's progress is touched, and to be slow is no mistake."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("course", deadline=None, derandomize=True)
settings.load_profile("course")
os.environ["TQDM_DISABLE"] = "1"  # a bar that only a slow machine shows is not part of a lesson's output
HOME = tempfile.TemporaryDirectory(prefix="lrlib-tests-")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Each test file and each notebook begins as a learner who has done nothing yet (a kernel inherits this)."""
    name = "-".join(item.path.with_suffix("").parts[-2:])
    os.environ["LRLIB_PROGRESS"] = str(Path(HOME.name) / f"{name}.json")
