"""What more than one file of tests needs."""

import os

import pytest

import browsing


@pytest.fixture
def shown(monkeypatch):
    """What is handed to Jupyter when an explorable is displayed: a list of (data, metadata)."""
    outputs = []

    def display(data, metadata=None, raw=False):
        assert raw
        outputs.append((data, metadata or {}))

    monkeypatch.setattr("IPython.display.display", display)
    return outputs


def need_chromium():
    """Where a browser is, or a skip that says what is missing."""
    path = browsing.chromium_path()
    if path is None:
        if os.environ.get("LRLIB_NEED_BROWSER") == "1":
            pytest.fail(browsing.NONE)
        pytest.skip(browsing.NONE)
    return path


@pytest.fixture(scope="module")
def chromium():
    """A browser, and not for longer than a module: while it is there, no other test can have an event loop."""
    with browsing.chromium(need_chromium()) as browser:
        yield browser


@pytest.fixture(scope="session")
def server():
    """A JupyterLab of our own: (address, folder)."""
    need_chromium()
    with browsing.jupyterlab() as server:
        yield server
