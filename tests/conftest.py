"""What every test shares: no learner's progress is touched, and a slow machine is not a wrong result."""

import pytest
from hypothesis import settings

settings.register_profile("course", deadline=None, derandomize=True)
settings.load_profile("course")


@pytest.fixture(autouse=True)
def a_learner_of_our_own(tmp_path, monkeypatch):
    """Progress is kept in a file of the test's, never in the home folder of whoever runs the tests."""
    monkeypatch.setenv("LRLIB_PROGRESS", str(tmp_path / "progress.json"))
