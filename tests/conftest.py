"""What more than one file of tests needs."""

import pytest


@pytest.fixture
def shown(monkeypatch):
    """What is handed to Jupyter when an explorable is displayed: a list of (data, metadata)."""
    outputs = []

    def display(data, metadata=None, raw=False):
        assert raw
        outputs.append((data, metadata or {}))

    monkeypatch.setattr("IPython.display.display", display)
    return outputs
