"""A decision tree, drawn: every word of it is there, nothing overlaps, and the description reads it out."""

import itertools

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lrlib import plot_tree

TREE = (
    "Does the loss fall?",
    {
        "yes": "keep the rate",
        "no": ("And at a tenth of the rate, once you have compared?", {"it falls": "go down", "flat too": "go up."}),
        "it has not been looked at": "look at it, " + "and look again, " * 5 + "and only then decide",
    },
)


def boxes(ax):
    """What is written, {text on one line: its box on the page}."""
    FigureCanvasAgg(ax.figure).draw()
    renderer = ax.figure.canvas.get_renderer()
    return {
        " ".join(text.get_text().split()): (text.get_bbox_patch() or text).get_window_extent(renderer)
        for text in ax.texts
    }


def test_every_word_is_there_and_no_two_boxes_overlap():
    ax = plot_tree(TREE)
    found = boxes(ax)
    long = "look at it, " + "and look again, " * 5 + "and only then decide"
    wanted = {"Does the loss fall?", "And at a tenth of the rate, once you have compared?", "keep the rate", "go down"}
    assert wanted | {"go up.", "yes", "no", "it falls", "flat too", "it has not been looked at", long} == set(found)
    for (one, a), (other, b) in itertools.combinations(found.items(), 2):
        assert not a.overlaps(b), f"{one} and {other}"
    page = ax.figure.bbox
    for words, box in found.items():
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, words


def test_it_is_read_from_left_to_right_and_from_top_to_bottom():
    found = boxes(plot_tree(TREE))
    root, question = found["Does the loss fall?"], found["And at a tenth of the rate, once you have compared?"]
    assert root.x1 < found["no"].x0 < question.x0 < found["it falls"].x0 < found["go down"].x0
    heights = [found[words].y0 for words in ("keep the rate", "go down", "go up.")]
    assert heights == sorted(heights, reverse=True)
    ends = [box.x0 for words, box in found.items() if words in ("keep the rate", "go down", "go up.")]
    assert max(ends) - min(ends) < 1, "what to do stands in one column"
    middle = (found["go down"].y0 + found["go down"].y1 + found["go up."].y0 + found["go up."].y1) / 4
    assert (question.y0 + question.y1) / 2 == pytest.approx(middle, abs=1)


def test_the_description_reads_it_out():
    ax = plot_tree(TREE, title="What to do")
    assert ax.alternative_text.startswith(
        "A decision tree. Does the loss fall? If yes: keep the rate. If no: And at a tenth of the rate, once you have "
        "compared? If it falls: go down. If flat too: go up. If it has not been looked at: look at it, "
    )
    assert ax.get_title() == "What to do" and plot_tree(TREE).get_title() == "4 ways to go on"


def test_it_grows_with_its_words_and_draws_where_it_is_told_to():
    from matplotlib.figure import Figure

    small, large = plot_tree(("Well?", {"yes": "go on"})), plot_tree(TREE)
    assert all(a < b for a, b in zip(small.figure.get_size_inches(), large.figure.get_size_inches(), strict=True))
    ax = Figure(figsize=(9, 5)).subplots()
    assert plot_tree(TREE, ax=ax) is ax and list(ax.figure.get_size_inches()) == [9, 5]
    assert len(plot_tree("go on").texts) == 1


@pytest.mark.parametrize("tree", [3, None, ("Well?",), ("Well?", {}), ("Well?", "yes"), ["Well?", {"yes": "go on"}]])
def test_what_is_no_tree_is_said_to_be_none(tree):
    with pytest.raises(TypeError, match="tree must be a text, or a pair"):
        plot_tree(tree)


@pytest.mark.parametrize("tree", ["", ("Well?", {"yes": " "})])
def test_a_way_that_ends_in_nothing_is_an_error(tree):
    with pytest.raises(ValueError, match="what to do at the end of each way"):
        plot_tree(tree)
