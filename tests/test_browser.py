"""The explorables where learners meet them: JupyterLab, in a real browser, by keyboard, with a kernel and without.

Here is what is particular to the skier and to the bowl; test_every_explorable.py has what holds for all of them.
"""

import re

import numpy as np
import pytest

from browsing import Lab, OnPage, expect
from lrlib import GradientDescent, descend, mountain, quadratic
from lrlib.explorables.bowls import in_words, regime, stops
from lrlib.explorables.packing import SIGNS
from lrlib.explorables.skiing import verdict
from lrlib.plotting.style import number

pytestmark = pytest.mark.browser

RATES = np.geomspace(1e-4, 0.05, 61)  # the slider's, as `skier` documents them


def expected(rate, step=60):
    """What the status line has to say, from lrlib's own descent: (facts, verdict)."""
    run = descend(mountain(), GradientDescent(lr=float(rate)), steps=60)
    facts = f"Rate {number(rate)}, step {step} of 60"
    gone = not np.isfinite(run.losses[step])
    if not gone:
        away = run.distances()[step]
        nearness = f"{away:.2f} km" if away >= 0.01 else "under 0.01 km"
        facts += f", altitude {run.losses[step]:.0f} m, {nearness} from the lodge"
    if step < 60 and not gone:
        return facts, ""
    regime, words = verdict(run)
    return facts, f"{SIGNS[regime]} {words[0].upper()}{words[1:]}.".strip()


def expected_on_the_bowl(rate, step=60):
    """The same for `regimes()`, whose verdict is theory's, and so the same at every step."""
    bowl = quadratic([1, 10])
    run = descend(bowl, GradientDescent(lr=float(rate)), steps=60)
    facts = f"Rate {number(rate)}, step {step} of 60, loss {number(run.losses[step])}"
    name = regime(rate, bowl, 60)
    words = in_words(name, rate, bowl)
    verdict = f"{SIGNS[name]} {words[0].upper()}{words[1:]}.".strip()
    return f"{facts}, {number(run.distances()[step])} from the minimum", verdict


@pytest.fixture(scope="module")
def lab(chromium, server):
    lab = Lab(chromium, server, "skier", ["from lrlib import skier\n\nride = skier()\nride", ""])
    lab.open()
    lab.run_all()
    return lab


@pytest.fixture
def skier(lab):
    """The first skier on the page, at its first rate and at the end of its run."""
    skier = OnPage(lab.page)
    skier.press(skier.step, "End")
    skier.press(skier.rate, "Home")
    skier.says(*expected(RATES[0]))
    return skier


@pytest.fixture(autouse=True)
def no_errors(lab):
    """After every test: nothing was said in the browser's console that is not known to be harmless."""
    lab.errors.clear()
    yield
    assert lab.trouble() == []


def test_while_it_lives_it_hides_the_picture(lab):
    expect(lab.page.locator(".jp-RenderedImage")).to_have_count(1)
    expect(lab.page.locator(".jp-RenderedImage")).to_be_hidden()
    expect(lab.views()).to_be_visible()
    assert lab.page.locator(".jp-OutputArea-output[data-mime-type*=stderr], .jp-RenderedError").count() == 0


def test_the_rate_by_keyboard(skier):
    before = skier.picture()
    for keys, index in [(["ArrowRight"], 1), (["End"], 60), (["ArrowLeft"], 59), (["PageDown"], 53), (["Home"], 0)]:
        skier.press(skier.rate, *keys)
        skier.says(*expected(RATES[index]))
        expect(skier.rate).to_have_attribute("aria-valuetext", number(RATES[index]))
        after = skier.picture()
        # Of the map more than the odd pixel, and of the chart too.
        assert all((new != old).any(axis=-1).sum() > 20 for new, old in zip(after, before, strict=True))
        before = after


def test_no_key_is_lost_however_quick_they_are(skier):
    skier.press(skier.rate, *["ArrowRight"] * 40)
    skier.press(skier.step, *["ArrowLeft"] * 45)
    skier.says(*expected(RATES[40], step=15))


def test_what_is_drawn_is_where_it_belongs(skier, lab):
    """Yellow at the lodge, the skier's color at the skier's place, and ground all around."""
    skier.press(skier.rate, *["ArrowRight"] * 10)
    skier.says(*expected(RATES[10]))
    run = descend(mountain(), GradientDescent(lr=float(RATES[10])), steps=60)
    picture, chart = skier.picture()
    height, width = picture.shape[:2]
    box = skier.map.bounding_box()
    assert (width, height) == (round(box["width"]), round(box["height"]))
    wide, high = width - 62, height - 54  # what the margins leave
    assert wide / high == pytest.approx(6 / 6.6, abs=2 / high)  # a kilometer is as long north as east

    def color_at(x, y):
        return picture[round(8 + high * (1 - y / 6.6)), round(50 + wide * x / 6)].tolist()

    assert color_at(*mountain().minimum) == [0xF0, 0xE4, 0x42, 255]
    assert color_at(*run.positions[-1]) == [0xD5, 0x5E, 0x00, 255]
    assert color_at(*run.positions[0]) == [255, 255, 255, 255]  # where it started, hollow
    assert len(np.unique(picture[8 : 8 + high, 50 : 50 + wide].reshape(-1, 4), axis=0)) > 1000
    assert (chart == [0xD5, 0x5E, 0x00, 255]).all(axis=-1).sum() > 200


def test_a_screen_reader_is_told_once_things_rest(skier):
    facts, verdict = expected(RATES[12])
    spoken = skier.root.get_by_role("status")
    spoken.evaluate("""element => {
        window.said = [];
        new MutationObserver(() => window.said.push(element.textContent)).observe(element, { childList: true });
    }""")
    skier.press(skier.rate, *["ArrowRight"] * 12)
    expect(spoken).to_have_text(f"{facts}. {verdict}")
    assert len(skier.page.evaluate("window.said")) <= 2  # not one for each of twelve keys
    expect(skier.map).to_have_role("img")
    expect(skier.map).to_have_attribute("aria-label", re.compile(re.escape(f"{facts}. {verdict}")))
    expect(skier.chart).to_have_attribute("aria-label", re.compile(r"754 m at the start, \d+ m at step 60, the lodge"))


def test_a_run_that_leaves_the_map_has_words_too(skier):
    skier.press(skier.rate, "End")
    facts, verdict = expected(RATES[60])
    assert (facts, verdict) == ("Rate 0.05, step 60 of 60", "🐘 Left the map at step 4.")
    skier.says(facts, verdict)
    words = re.compile(r"at the start, \d+ m at step 3, .* The map is left at step 4\.$")
    expect(skier.chart).to_have_attribute("aria-label", words)
    skier.press(skier.step, "Home", *["ArrowRight"] * 3)
    skier.says(*expected(RATES[60], step=3))


def test_play_and_pause(skier):
    skier.root.get_by_role("button", name="Play").press("Enter")
    expect(skier.step).to_have_attribute("aria-valuetext", re.compile(r"^([2-9]|1\d) of 60"))  # from the start again
    skier.root.get_by_role("button", name="Pause").press(" ")
    expect(skier.root.get_by_role("button", name="Play")).to_be_visible()
    stopped = skier.step.get_attribute("aria-valuetext")
    skier.page.wait_for_timeout(400)  # three steps, if it went on: there is no event to wait for
    assert skier.step.get_attribute("aria-valuetext") == stopped
    at = int(stopped.split()[0])
    skier.root.get_by_role("button", name="Step forward").click()
    skier.says(*expected(RATES[0], step=at + 1))
    skier.root.get_by_role("button", name="Step back").click()
    skier.says(*expected(RATES[0], step=at))
    skier.root.get_by_role("button", name="Restart").click()
    skier.says(*expected(RATES[0], step=0))


def test_play_stops_at_the_end(skier):
    skier.press(skier.step, "End", "ArrowLeft", "ArrowLeft")
    skier.root.get_by_role("button", name="Play").click()
    skier.says(*expected(RATES[0]))
    expect(skier.root.get_by_role("button", name="Play")).to_be_visible()


def test_reduced_motion_plays_in_ten_still_pictures(skier):
    skier.page.emulate_media(reduced_motion="reduce")
    shown = skier.record_steps()
    skier.root.get_by_role("button", name="Play").click()
    skier.says(*expected(RATES[0], step=6))
    skier.root.get_by_role("button", name="Pause").click()
    skier.page.emulate_media(reduced_motion="no-preference")
    assert shown.evaluate("shown => shown") == [0, 6]


def test_python_and_the_page_agree(skier, lab):
    skier.press(skier.rate, "End", "ArrowLeft")
    skier.press(skier.step, *["ArrowLeft"] * 3)
    cell = lab.run("ride.picked")
    expect(cell.locator(".jp-OutputArea")).to_contain_text("{'rate': 59, 'step': 57, 'playing': False}")
    lab.run('ride.picked = {"rate": 20, "step": 5, "playing": False}')
    skier.says(*expected(RATES[20], step=5))
    lab.run('ride.picked = {"rate": 999, "step": -3}')  # beyond both ends
    skier.says(*expected(RATES[60], step=0))


@pytest.mark.slow
def test_two_views_of_one_skier(skier, lab):
    lab.run("ride")
    expect(lab.views()).to_have_count(2)
    other = OnPage(lab.page, 1)
    skier.press(skier.rate, *["ArrowRight"] * 7)
    other.says(*expected(RATES[7]))
    other.press(other.rate, "ArrowRight")
    skier.says(*expected(RATES[8]))
    # Both play, and no step is left out: only one of the two keeps the time.
    skier.press(skier.step, "Home")
    other.says(*expected(RATES[8], step=0))
    shown = other.record_steps()
    skier.root.get_by_role("button", name="Play").click()
    skier.page.wait_for_function("shown => shown.at(-1) >= 6", arg=shown)
    other.root.get_by_role("button", name="Pause").click()
    expect(skier.root.get_by_role("button", name="Play")).to_be_visible()
    steps = shown.evaluate("shown => shown")
    assert steps[0] <= 1 and steps == list(range(steps[0], steps[-1] + 1))
    lab.run("ride.picked['rate']")  # takes the second view away
    expect(lab.views()).to_have_count(1)
    skier.press(skier.rate, "End")
    expect(skier.rate).to_have_attribute("aria-valuetext", "0.05")


@pytest.fixture
def bowl(skier, lab):
    """`regimes()` below the skier, for one test: its controls and its views are of the same kind."""
    lab.run("from lrlib import regimes\n\nregimes()")
    expect(lab.views()).to_have_count(2)
    bowl = OnPage(lab.page, 1)
    bowl.press(bowl.step, "End")
    yield bowl
    lab.run("None")  # takes it away again
    expect(lab.views()).to_have_count(1)


def test_too_high_too_low_by_keyboard(bowl):
    rates = stops(0.2, [0.1, 2 / 11, 0.2])
    bowl.press(bowl.rate, "Home")
    bowl.says(*expected_on_the_bowl(rates[0]))
    before = bowl.picture()
    for keys, index in [
        (["ArrowRight"], 1),
        (["End"], 60),
        (["PageDown"], 54),
        (["ArrowLeft"], 53),
        (["PageDown"], 47),
    ]:
        bowl.press(bowl.rate, *keys)
        bowl.says(*expected_on_the_bowl(rates[index]))
        after = bowl.picture()
        assert all((new != old).any(axis=-1).sum() > 20 for new, old in zip(after, before, strict=True))
        before = after
    bowl.press(bowl.step, "Home")
    bowl.says(*expected_on_the_bowl(rates[47], step=0))
    # Above the track stand the two rates of theory, each at its stop, and a screen reader reads them with the slider.
    marks = bowl.root.locator(".marks")
    expect(marks).to_have_text("best 2/(L+μ) = 0.182 edge 2/L = 0.2")
    assert bowl.rate.get_attribute("aria-describedby") == marks.get_attribute("id")
    track = bowl.rate.bounding_box()
    best, edge = (marks.locator("span").nth(i).bounding_box() for i in (0, 1))
    place = [track["x"] + 8 + (track["width"] - 16) * stop / 60 for stop in (51, 53)]  # a thumb is 16 px wide
    assert [best["x"] + best["width"], edge["x"]] == pytest.approx(place, abs=0.6)


def test_a_loss_that_diverges_is_drawn_as_leaving(bowl):
    """At 0.3 the loss is 5 · 4^t and a little more: above 55,000, where the frame ends, from step 7 on."""
    bowl.press(bowl.rate, "End")
    bowl.press(bowl.step, "Home", *["ArrowRight"] * 6)
    label = "The curve leaves the frame at the top, at step 7."
    expect(bowl.chart).to_have_attribute(
        "aria-label", re.compile(r"55 at the start, \S+ at step 6, the minimum is at 0\.$")
    )

    def right_of_the_way_out():
        """A color inside the arrow and beside the line: between step 6 and 7 the logarithm is a straight line."""
        losses = descend(quadratic([1, 10]), GradientDescent(lr=0.3), steps=7).losses
        crossing = 6 + np.log(55_000 / losses[6]) / np.log(losses[7] / losses[6])
        _, chart = bowl.picture()
        wide = chart.shape[1] - 74  # what the margins leave, and 62.4 steps wide
        return chart[8 + 9, round(62 + wide * (crossing + 1.2) / 62.4) + 3].tolist()

    vermilion = [0xD5, 0x5E, 0x00, 255]
    assert right_of_the_way_out() != vermilion
    bowl.press(bowl.step, "ArrowRight")
    expect(bowl.chart).to_have_attribute("aria-label", re.compile(re.escape(label)))
    bowl.says(*expected_on_the_bowl(0.3, step=7))
    assert right_of_the_way_out() == vermilion


def test_narrow_and_wide(skier, lab):
    """Beside each other or one below the other; always within the page, and with a dot for each of the screen's."""
    for width, second in [(500, "b.top >= a.bottom"), (1200, "b.left >= a.right && b.top === a.top")]:
        lab.page.set_viewport_size({"width": width, "height": 1800})
        lab.page.wait_for_function(f"""() => {{
            const canvases = [...document.querySelectorAll(".lrlib-explorable canvas")];
            const [a, b] = canvases.map((canvas) => canvas.getBoundingClientRect());
            const root = document.querySelector(".lrlib-explorable").getBoundingClientRect();
            return {second} && [a, b].every((box, i) => box.left >= root.left && box.right <= root.right
                && Math.abs(canvases[i].width - box.width * devicePixelRatio) < 1);
        }}""")


def test_the_theme_is_followed(skier, lab):
    ink = """Math.max(...document.querySelector(".chart canvas").getContext("2d")
        .getImageData(62, 8, 1, 1).data.slice(0, 3))"""  # the color of the corner of the frame
    assert lab.page.evaluate(ink) < 100
    for theme, follows in [("Dark", "> 200"), ("Light", "< 100")]:
        lab.choose("Settings", "Theme", f"JupyterLab {theme}")
        lab.page.wait_for_function(f"{ink} {follows}")


@pytest.mark.slow
def test_without_its_kernel_it_goes_on_and_the_day_after_there_is_the_picture(skier, lab):
    notebook = lab.save()
    lab.shut_kernels_down()
    before = skier.picture()
    skier.press(skier.rate, "End")
    skier.says(*expected(RATES[60]))
    assert all((new != old).any() for new, old in zip(skier.picture(), before, strict=True))
    skier.press(skier.step, "Home")
    skier.root.get_by_role("button", name="Play").click()
    expect(skier.step).to_have_attribute("aria-valuetext", re.compile(r"^[2-9] of 60"))

    picture = notebook["cells"][0]["outputs"][0]
    assert "path at rate 0.000312" in picture["metadata"]["image/png"]["alt"]
    lab.open()
    expect(lab.views()).to_have_count(0)
    image = lab.page.locator(".jp-RenderedImage img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") > 500
    # JupyterLab's words about an error are not seen: the invitation is.
    words = lab.page.get_by_text("model not found")
    expect(words).to_have_css("visibility", "hidden")
    assert words.evaluate("e => getComputedStyle(e, '::before').content") == '"Run this cell to play with it."'
    assert words.evaluate("e => getComputedStyle(e, '::before').visibility") == "visible"
