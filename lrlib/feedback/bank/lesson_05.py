"""Lesson 05, momentum: how fast a ball gets, its two lines, Nesterov's, other forms, and a ravine.

v is the velocity, β the share of it that is left after a step, η the rate. PyTorch's form, which the lesson uses:
v ← β v + g, and then w ← w − η v.
"""

import numpy as np

from lrlib.descent import descend
from lrlib.feedback.answers import read, read_row, same
from lrlib.feedback.task import Misconception, Task, not_yet, passed
from lrlib.feedback.words import code, shown
from lrlib.landscapes import quadratic
from lrlib.optimizers import Momentum

# 05.1 Top speed -----------------------------------------------------------------------------------------------------

PLAIN, WANTED = 0.06, 1.5  # how long a step is without momentum, and how long it should become


def judge_top_speed(answer):
    """The verdict on a β: a mistake that is known by its number, or else how long that β makes the steps."""
    beta = read(answer).numbers
    facts = f"- You answered: {code(shown(answer))}"
    if beta is None or beta.size != 1:
        return not_yet(f"{facts}\n\nWanted is one number, a β.\n\nNext: hand over that number alone.", "not a number")
    beta = float(beta.reshape(()))
    if same(read(beta), read(TOP_SPEED.reference), TOP_SPEED.tolerance):
        return passed()
    known = next((m for m in TOP_SPEED.misconceptions if same(read(beta), read(m.wrong), 1e-3)), None)
    if known is not None:
        return not_yet(f"{facts}\n\n{known.words}\n\nNext: {known.next_step}", known.id)
    if not 0 <= beta < 1:
        return not_yet(
            f"{facts}\n\nβ is the share of the velocity that is left after a step: from 0 to below 1. At 1 or more "
            f"the steps would grow without end.\n\nNext: {TOP_SPEED.next_step}",
            "not a share",
        )
    steps = PLAIN / (1 - beta)
    id = "too little" if steps < WANTED else "too much"
    return not_yet(
        f"{facts}\n- With that β the steps grow to {steps:.3g}. Wanted is {WANTED}.\n\nThat is {id} momentum.\n\n"
        "Next: work out by which factor the plain step has to grow, and which β has that factor.",
        id,
    )


TOP_SPEED = Task(
    id="05.1",
    title="Top speed",
    reference=0.96,
    judge=judge_top_speed,
    insight="1 / (1 − β) has to be 1.5 / 0.06 = 25, so 1 − β is 0.04: the friction of one step.",
    hints=(
        "The lesson measured how long the steps become on a steady slope. By which factor, for a given β?",
        (
            "A plain step, without momentum, is rate × slope = 0.06 long. In the end the steps are 1 / (1 − β) times "
            "as long. How many times is wanted?"
        ),
        "1.5 is 25 times 0.06. So 1 / (1 − β) = 25, which gives 1 − β. Then take it from 1.",
    ),
    next_step="check your β: divide the plain step, 0.06, by 1 − β. Is it 1.5?",
    misconceptions=(
        Misconception(
            "the factor",
            25.0,
            "That is how many times as long as a plain step the steps should become, and it is right. β itself is a "
            "share, from 0 to below 1.",
            "set 1 / (1 − β) equal to that factor, and solve for β.",
        ),
        Misconception(
            "the friction",
            0.04,
            "That is what is lost of the velocity at each step: 1 − β. β is what is left.",
            "ask which share is left if that share is lost.",
        ),
        Misconception(
            "β scaled like the step",
            2.25,
            "It looks as if β was multiplied by 2.5, since the steps should be 2.5 times as long as with 0.9. But β "
            "is a share of the velocity: above 1 the velocity would grow without end.",
            "work with 1 − β in place of β: that is what the terminal speed is divided by.",
        ),
        Misconception(
            "counted from β = 0.9's steps",
            0.6,
            "1 / (1 − 0.6) is 2.5: so many times as long as with β = 0.9. But the formula counts from the plain step, "
            "0.06, and not from another ball's.",
            "divide 1.5 by 0.06, the step without any momentum.",
        ),
        Misconception(
            "slope forgotten",
            1 - 0.02 / 1.5,
            "It looks as if the plain step was taken to be 0.02, the rate. A step is rate × slope.",
            "multiply the rate by the slope, 3, first.",
        ),
        Misconception(
            "rate forgotten",
            -1.0,
            "It looks as if the slope, 3, was taken for the plain step. The velocity grows to g / (1 − β), and a step "
            "is the rate times that.",
            "multiply the slope by the rate first. And a share is never below 0.",
        ),
        Misconception(
            "the plain step taken from 1",
            0.94,
            "It looks as if 1 − β was taken to be 0.06, the plain step. It is the plain step divided by the long one.",
            "write down step / (1 − β) = 1.5 with the plain step in it, and solve for β.",
        ),
        Misconception(
            "one step remembered",
            24.0,
            "It looks as if the steps were taken to grow to 1 + β times the plain one. That is the second step; at "
            "the third there is β² too, and so on: all together 1 / (1 − β).",
            "set 1 / (1 − β) equal to 25.",
        ),
        Misconception(
            "the plain step taken for 1",
            1 / 3,
            "With this β the steps grow by the factor 1.5. They should grow to a length of 1.5, and they start from "
            "0.06.",
            "divide 1.5 by 0.06: that is the factor.",
        ),
        Misconception(
            "one length divided by the other",
            0.4,
            "That is 0.6 / 1.5, how long the steps are with 0.9, over how long they should be. β is not in proportion "
            "to either; 1 − β is, the other way round.",
            "work out 1 − β: by which factor is it smaller than the 0.1 that belongs to β = 0.9?",
        ),
        Misconception(
            "the friction added",
            1.04,
            "It looks as if the friction, 0.04, was added to 1. A share above 1 would make the velocity grow without "
            "end.",
            "ask which share is left when 0.04 is lost.",
        ),
        Misconception(
            "the example's",
            0.9,
            "That is the β of the example, whose steps grow to 0.6.",
            "find the factor by which 0.06 has to grow, and the β that has this factor.",
        ),
        Misconception(
            "a percentage",
            96.0,
            "That is the right share, as a percentage. β is a plain number, from 0 to below 1.",
            "divide by a hundred.",
        ),
    ),
)

# 05.2 Three steps, by hand ------------------------------------------------------------------------------------------


def three(step, v=0.0):
    """The first three places on the bowl whose slope is w, from w = 1 at rest. `step(w, v)` gives the next w and v."""
    w, places = 1.0, []
    for _ in range(3):
        w, v = step(w, v)
        places.append(w)
    return places


def judge_three_steps(answer):
    """The verdict on three places: a mistake that is known by its numbers, or else how far they are right."""
    places = read_row(answer).numbers
    facts = f"- You answered: {code(shown(answer))}"
    if places is not None and same(read(places), read(THREE_STEPS.reference), THREE_STEPS.tolerance):
        return passed()
    known = [m for m in THREE_STEPS.misconceptions if places is not None and np.shape(m.wrong) == places.shape]
    off = {m.id: np.abs(np.subtract(m.wrong, places)).max() for m in known}
    nearest = min(known, key=lambda m: off[m.id], default=None)
    if nearest is not None and off[nearest.id] < (1e-3 if nearest.id == "rounded" else 5.1e-3):  # to two digits
        return not_yet(f"{facts}\n\n{nearest.words}\n\nNext: {nearest.next_step}", nearest.id)
    one_digit = places is not None and np.array_equal(places, np.round(places, 1))
    if one_digit and places.shape == (3,) and np.abs(places - THREE_STEPS.reference).max() < 0.051:
        return not_yet(
            f"{facts}\n\nThe steps are right, and the places are rounded to one digit. This check asks for all digits "
            "of each: there are up to three.\n\nNext: write the places down as they are.",
            "rounded",
        )
    if places is None or places.shape != (3,):
        return not_yet(
            f"{facts}\n\nWanted are three places in a row, one after each step: three numbers in a list.\n\nNext: "
            "write down where the ball is after the first step, the second and the third.",
            "not three places",
        )
    right = np.isclose(places, THREE_STEPS.reference, rtol=THREE_STEPS.tolerance)
    if not right[0]:
        return not_yet(
            f"{facts}\n\nThe first place is off already. The ball starts at rest, at w = 1, where the slope is 1.\n\n"
            "Next: work out the velocity after the first step, and the rate times that.",
            "wrong from the first step on",
        )
    if not right[1]:
        return not_yet(
            f"{facts}\n\nThe first place is right, and the second is off. There the velocity is made of two parts: "
            f"what is left of the first one, and the slope at 0.7.\n\nNext: {THREE_STEPS.next_step}",
            "wrong from the second step on",
        )
    return not_yet(
        f"{facts}\n\nThe first two places are right, and the third is off: the velocity at the third step is what is "
        "left of the second one, which is not 1 any more, and the slope at 0.25.\n\nNext: write down the velocity "
        "after the second step, and go on from there.",
        "wrong in the third step",
    )


THREE_STEPS = Task(
    id="05.2",
    title="Three steps, by hand",
    reference=[0.7, 0.25, -0.185],
    judge=judge_three_steps,
    insight="The velocities are 1, 1.5 and 1.45: at the third step the slope is small, and the ball rolls past 0.",
    hints=(
        "Keep two numbers in a table: the velocity v and the place w. The lesson did three steps with 0.5 and 0.5.",
        (
            "A step has two lines, in this order. First the velocity: 0.8 of the old one, plus the slope where the "
            "ball is now. Then the place, with the new velocity."
        ),
        (
            "First step: v = 0.8 · 0 + 1 = 1, w = 1 − 0.3 · 1. Second step: v = 0.8 · 1 + the slope at the new place, "
            "which is that place itself. The third goes the same way."
        ),
    ),
    next_step="write down v and w after the first step, and compare them with what the two lines say.",
    misconceptions=(
        Misconception(
            "velocity not kept",
            [0.7, 0.49, 0.343],
            "Each place is 0.7 times the one before: that is plain gradient descent. It looks as if nothing was left "
            "of the velocity.",
            "at the second step begin with 0.8 times the first velocity, and add the slope to that.",
        ),
        Misconception(
            "averaged form",
            [0.94, 0.8356, 0.701944],
            "It looks as if the slope was multiplied by 1 − β = 0.2 before it was added. That is the averaged form, "
            "which is in use too; it needs a higher rate. Here the whole slope is added.",
            "add the slope to the velocity as it is.",
        ),
        Misconception(
            "rate used twice",
            [0.91, 0.7561, 0.564949],
            "It looks as if the slope was multiplied by the rate on its way into the velocity, and the velocity by "
            "the rate once more.",
            "leave the rate out of the line for v.",
        ),
        Misconception(
            "the old velocity",
            [1.0, 0.7, 0.16],
            "It looks as if the place was moved before the velocity was brought up to date: the first step goes "
            "nowhere, since the velocity is 0 at first.",
            "do the line for v first, and use the new v in the line for w.",
        ),
        Misconception(
            "uphill",
            [1.3, 1.93, 3.013],
            "The ball climbs. The slope points uphill, so the velocity does too, and the place goes against it.",
            "look at the sign in front of 0.3 · v.",
        ),
        Misconception(
            "Nesterov",
            three(lambda w, v: (w - 0.3 * (w + 0.8 * (0.8 * v + w)), 0.8 * v + w)),
            "These are the places of Nesterov's momentum, which counts the slope once more. Here the step is the rate "
            "times the velocity, and no more.",
            "take w − 0.3 · v.",
        ),
        Misconception(
            "the slope of the start, kept",
            [0.7, 0.16, -0.572],
            "The first step is right. After that it looks as if the slope stayed 1. The slope is w, so it is another "
            "one at each place.",
            "use the new place as the slope of the next step.",
        ),
        Misconception(
            "from the start each time",
            [0.7, 0.55, 0.475],
            "It looks as if each step begins at w = 1 again. It begins where the one before it ended.",
            "take 0.3 · v from the last place.",
        ),
        Misconception(
            "the velocities",
            [1.0, 1.5, 1.45],
            "These are the velocities, and they are right. The question asks for the places.",
            "take 0.3 times each velocity from the place before.",
        ),
        Misconception(
            "the steps",
            [-0.3, -0.45, -0.435],
            "These are the steps, and they are right. The question asks for the places.",
            "begin at 1 and add the steps up.",
        ),
        Misconception(
            "the start counted as a step",
            [1.0, 0.7, 0.25],
            "The places are right, but the first of them is the start, and the third step is missing.",
            "leave the start out, and take one more step.",
        ),
        Misconception(
            "the start as well",
            [1.0, 0.7, 0.25, -0.185],
            "All places are right. Only those after the three steps are asked for.",
            "leave out the start.",
        ),
        Misconception(
            "0.3 and 0.8 swapped",
            [0.2, -0.2, -0.16],
            "It looks as if the rate and β changed places.",
            "0.8 is the share of the velocity that is kept; 0.3 is how far to go for each unit of it.",
        ),
        Misconception(
            "the push is braked too",
            [0.76, 0.3856, -0.006464],
            "It looks as if 0.8 multiplied the slope as well. Friction takes from the velocity that there was; the "
            "new slope is added whole.",
            "mind the brackets: 0.8 · v, and then plus the slope.",
        ),
        Misconception(
            "the place is braked",
            [0.5, 0.25, 0.125],
            "It looks as if 0.8 multiplied the place. β belongs to the velocity.",
            "keep 0.8 of the velocity, and all of the place.",
        ),
        Misconception(
            "rounded",
            [0.7, 0.25, -0.19],
            "The steps are right. The last place was rounded, and this check asks for all of its digits: there are "
            "three.",
            "write the third place down as it is.",
        ),
        Misconception(
            "the last sign lost",
            [0.7, 0.25, 0.185],
            "The sizes are right. But the third step is longer than the way that is left to 0.",
            "take the third step from the second place, and mind on which side of 0 it ends.",
        ),
        Misconception(
            "the height taken for the slope",
            three(lambda w, v: (w - 0.3 * (0.8 * v + w * w / 2), 0.8 * v + w * w / 2)),
            "It looks as if the height of the bowl, w²/2, was used for its slope. The slope is w.",
            "add w itself to 0.8 times the velocity.",
        ),
        Misconception(
            "the slope doubled",
            three(lambda w, v: (w - 0.3 * (0.8 * v + 2 * w), 0.8 * v + 2 * w)),
            "It looks as if the slope was taken to be 2 w. The ½ in front of w² takes the 2 away: the slope is w.",
            "add w itself to 0.8 times the velocity.",
        ),
        Misconception(
            "averaged, with the shares swapped",
            three(lambda w, v: (w - 0.3 * (0.2 * v + 0.8 * w), 0.2 * v + 0.8 * w)),
            "It looks as if 0.2 of the velocity was kept and 0.8 of the slope added. 0.8 is the share of the "
            "velocity that stays, and the slope is added whole.",
            "begin with 0.8 times the velocity, and add the slope as it is.",
        ),
        Misconception(
            "a velocity at the start",
            three(lambda w, v: (w - 0.3 * (0.8 * v + w), 0.8 * v + w), 1.0),
            "It looks as if the ball had the velocity 1 at the start. It starts at rest: the velocity is 0.",
            "begin with v = 0.",
        ),
        Misconception(
            "nothing fades",
            three(lambda w, v: (w - 0.3 * (v + w), v + w)),
            "It looks as if the whole velocity was kept from step to step. A share of it is: the rest is lost to "
            "friction.",
            "at the second step begin with 0.8 times the first velocity.",
        ),
        Misconception(
            "the share that is lost",
            three(lambda w, v: (w - 0.3 * (0.2 * v + w), 0.2 * v + w)),
            "It looks as if 0.2 of the velocity was kept. β, 0.8, is the share that stays.",
            "begin the second step with 0.8 times the first velocity.",
        ),
        Misconception(
            "rate forgotten",
            three(lambda w, v: (w - (0.8 * v + w), 0.8 * v + w)),
            "It looks as if each step was as long as the velocity. It is the rate times that.",
            "multiply the velocity by 0.3 before you take the step.",
        ),
        Misconception(
            "the first step, three times",
            [0.7, 0.4, 0.1],
            "Each step is 0.3 long, as the first one is. But the velocity changes: at the second step there is more "
            "than the first push in it.",
            "work out the velocity again at each place: 0.8 of the old one, plus the slope there.",
        ),
        Misconception(
            "the rate on the slope alone",
            three(lambda w, v: (w - 0.3 * w - 0.8 * v, 0.8 * v + w)),
            "It looks as if the rate multiplied the slope, and the old velocity was taken away without it.",
            "make one velocity of the two first, and multiply that by the rate.",
        ),
        Misconception(
            "the old velocity stays",
            three(lambda w, v: (w - 0.3 * (0.8 * v + w), w)),
            "The first two places are right. At the third it looks as if only the last slope was remembered, and not "
            "the whole velocity, which is 1.5 by then.",
            "write down v after the second step, and keep 0.8 of it.",
        ),
        Misconception(
            "the past is subtracted",
            [0.7, 0.73, 0.487],
            "It looks as if the old velocity was taken away from the slope. It is added: a ball keeps going the way "
            "that it goes.",
            "put a plus between 0.8 · v and the slope.",
        ),
    ),
)

# 05.3 The rule, and 05.4 Nesterov's -----------------------------------------------------------------------------------

PROBES = (
    (np.array([3.0, -1.0]), np.array([0.5, 2.0]), np.array([1.5, -0.25]), 0.3, 0.8),
    (np.array([1.0, 2.0, -4.0]), np.array([-6.0, 0.4, 0.3]), np.array([0.7, 5.0, -0.2]), 0.05, 0.35),
    (np.array([0.7, -1.5]), np.array([0.0, 0.0]), np.array([0.25, -3.0]), 2.0, 0.95),
)


def momentum_step(w, v, gradient, rate, beta):
    v = beta * v + gradient
    return w - rate * v, v


def shared(right):
    """What goes wrong in the same ways with both rules. `right(w, v, g, rate, beta)` is the rule itself."""
    return (
        Misconception(
            "only the place",
            lambda w, v, g, rate, beta: right(w, v, g, rate, beta)[0],
            "The new place is right. The new velocity has to come back too, or the ball forgets it before its next "
            "step.",
            "return both, the place first: return w, v.",
        ),
        Misconception(
            "only the velocity",
            lambda w, v, g, rate, beta: right(w, v, g, rate, beta)[1],
            "The new velocity is right. The new place is missing.",
            "return both, the place first: return w, v.",
        ),
        Misconception(
            "the velocity first",
            lambda w, v, g, rate, beta: right(w, v, g, rate, beta)[::-1],
            "Both are right, but they come in the other order: the velocity first.",
            "return the place first, then the velocity.",
        ),
        Misconception(
            "the step, not the place",
            lambda w, v, g, rate, beta: (right(w, v, g, rate, beta)[0] - w, right(w, v, g, rate, beta)[1]),
            "The velocity is right. In place of the new position comes the step alone.",
            "begin at w, and take the step from there.",
        ),
        Misconception(
            "the old velocity comes back",
            lambda w, v, g, rate, beta: (right(w, v, g, rate, beta)[0], v),
            "The place is right, but the velocity that comes back is the old one. So the ball never gets any faster.",
            "return the velocity that you have computed.",
        ),
        Misconception(
            "uphill",
            lambda w, v, g, rate, beta: (2 * w - right(w, v, g, rate, beta)[0], right(w, v, g, rate, beta)[1]),
            "The velocity is right, but the place goes along with it. Slopes point uphill, and so does a velocity "
            "that is a sum of slopes.",
            "look at the sign in front of the rate.",
        ),
        Misconception(
            "rate forgotten",
            lambda w, v, g, rate, beta: right(w, v, g, 1.0, beta),
            "The velocity is right. It looks as if the step was not multiplied by the rate.",
            "multiply by the rate before you take the step from w.",
        ),
        Misconception(
            "nothing fades",
            lambda w, v, g, rate, beta: right(w, v, g, rate, 1.0),
            "It looks as if the whole old velocity was kept. Without friction a ball never comes to rest.",
            "keep the share β of the old velocity.",
        ),
        Misconception(
            "velocity forgotten",
            lambda w, v, g, rate, beta: right(w, 0 * v, g, rate, beta),
            "With a velocity of 0 this is right. Here the ball is moving already, and it looks as if that was "
            "forgotten.",
            "begin the new velocity with beta * v.",
        ),
        Misconception(
            "rate and β swapped",
            lambda w, v, g, rate, beta: right(w, v, g, beta, rate),
            "It looks as if rate and beta changed places.",
            "β is the share of the velocity that is kept, the rate how far to go for each unit of it.",
        ),
        Misconception(
            "the share the wrong way round",
            lambda w, v, g, rate, beta: right(w, v, g, rate, 1 - beta),
            "It looks as if 1 − β of the velocity was kept. β is the share that stays; 1 − β is what friction takes.",
            "use beta itself.",
        ),
        Misconception(
            "stands still",
            lambda w, v, g, rate, beta: (w, v),
            "That is the place and the velocity from before the step. It may be that the new ones were computed, but "
            "the old ones returned.",
            "look at what stands after return.",
        ),
        Misconception(
            "stands still, but gathers speed",
            lambda w, v, g, rate, beta: (w, right(w, v, g, rate, beta)[1]),
            "The velocity is right, but the place is the one from before the step.",
            "give the new place back, w minus the step.",
        ),
        Misconception(
            "first coordinate only",
            lambda w, v, g, rate, beta: first_only(right, w, v, g, rate, beta),
            "The first coordinate is right, and the others have not moved.",
            "compute with the whole arrays, in place of w[0] and v[0].",
        ),
        Misconception(
            "one slope for all",
            lambda w, v, g, rate, beta: right(w, v, np.full_like(g, g.sum()), rate, beta),
            "It looks as if the slopes were added up to one number. Each coordinate has a slope of its own.",
            "use the gradient as it is, one number for each coordinate.",
        ),
        Misconception(
            "a mean slope for all",
            lambda w, v, g, rate, beta: right(w, v, np.full_like(g, g.mean()), rate, beta),
            "It looks as if the mean of the slopes was used for all coordinates. Each has a slope of its own.",
            "use the gradient as it is, one number for each coordinate.",
        ),
        Misconception(
            "the position taken for the slope",
            lambda w, v, g, rate, beta: right(w, v, w, rate, beta),
            "It looks as if w was used where the slope belongs. On the bowl of 05.2 the two are the same number; here "
            "the slopes come as an input of their own.",
            "use gradient for the slope.",
        ),
        Misconception(
            "the step comes back as the velocity",
            lambda w, v, g, rate, beta: (right(w, v, g, rate, beta)[0], w - right(w, v, g, rate, beta)[0]),
            "The place is right. What comes back second is the step, with the rate in it. The velocity that was handed "
            "to you is without a rate, and the next step expects it so.",
            "return v, and not rate * v.",
        ),
        Misconception(
            "the past is subtracted",
            lambda w, v, g, rate, beta: right(w, -v, g, rate, beta),
            "It looks as if the old velocity was taken away from the slope. It is added: a ball keeps going the way "
            "that it goes.",
            "look at the sign between β · v and the slope.",
        ),
        Misconception(
            "the place twice",
            lambda w, v, g, rate, beta: (right(w, v, g, rate, beta)[0],) * 2,
            "The place is right, and it came twice. The second should be the new velocity.",
            "look at what stands after return.",
        ),
        Misconception(
            "one speed for all",
            lambda w, v, g, rate, beta: right(w, np.full_like(w, np.linalg.norm(v)), g, rate, beta),
            "It looks as if the velocity was made one number, its length. Each coordinate has a velocity of its own.",
            "use v as it is, one number for each coordinate.",
        ),
    )


def first_only(right, w, v, g, rate, beta):
    new_w, new_v = w.copy(), v.copy()
    moved = right(w, v, g, rate, beta)
    new_w[0], new_v[0] = moved[0][0], moved[1][0]
    return new_w, new_v


def averaged_step(w, v, g, rate, beta):
    v = beta * v + (1 - beta) * g
    return w - rate * v, v


def rate_twice(w, v, g, rate, beta):
    v = beta * v + rate * g
    return w - rate * v, v


def rate_inside(w, v, g, rate, beta):
    v = beta * v + rate * g
    return w - v, v


def papers_form(w, v, g, rate, beta):
    v = beta * v - rate * g
    return w + v, v


def turned_around(w, v, g, rate, beta):
    v = beta * v - g
    return w + rate * v, v


def push_turned(w, v, g, rate, beta):
    v = beta * v - g
    return w - rate * v, v


def all_braked(w, v, g, rate, beta):
    v = beta * (v + g)
    return w - rate * v, v


def shares_swapped(w, v, g, rate, beta):
    v = (1 - beta) * v + beta * g
    return w - rate * v, v


def push_braked(w, v, g, rate, beta):
    v = v + beta * g
    return w - rate * v, v


def place_braked(w, v, g, rate, beta):
    v = beta * v + g
    return beta * w - rate * v, v


def nesterov_step(w, v, gradient, rate, beta):
    v = beta * v + gradient
    return w - rate * (gradient + beta * v), v


MOMENTUM_STEP = Task(
    id="05.3",
    title="The rule of the ball",
    reference=momentum_step,
    probes=PROBES,
    insight="Two lines, one number more to remember for each weight. The next cell lets your rule do some work.",
    hints=(
        "You did it by hand in 05.2. There were two lines, one for the velocity and one for the place. In which order?",
        "The new velocity is a share of the old one, plus the slope. The step is the rate times the new velocity.",
        "v = beta * v + …, then w = w - …, with the new v. Return both: return w, v.",
    ),
    next_step="call momentum_step(1.0, 0.0, 1.0, 0.3, 0.8), the first step of 05.2: it should return 0.7 and 1.",
    misconceptions=(
        *shared(momentum_step),
        Misconception(
            "the old velocity moves it",
            lambda w, v, g, rate, beta: (w - rate * v, beta * v + g),
            "The velocity is right, but the place was moved by the old one: a step late.",
            "compute the new velocity first, and use it for the step.",
        ),
        Misconception(
            "the slope alone moves it",
            lambda w, v, g, rate, beta: (w - rate * g, beta * v + g),
            "The velocity is right, but the step uses the slope alone. So the place goes as in gradient descent.",
            "let the new velocity move the place.",
        ),
        Misconception(
            "averaged form",
            averaged_step,
            "It looks as if the slope was multiplied by 1 − β. That is the averaged form, which others use: task 05.5 "
            "translates it. Here the whole slope is added.",
            "add the gradient to beta * v as it is.",
        ),
        Misconception(
            "rate used twice",
            rate_twice,
            "It looks as if the rate multiplies the slope on its way into the velocity, and then the velocity too.",
            "leave the rate out of the line for v.",
        ),
        Misconception(
            "the rate at the old velocity",
            lambda w, v, g, rate, beta: (w - rate * (rate * beta * v + g), rate * beta * v + g),
            "It looks as if the old velocity was multiplied by the rate as well as by β. Of it β is kept.",
            "leave the rate out of the line for v.",
        ),
        Misconception(
            "divided by 1 − β",
            lambda w, v, g, rate, beta: (w - rate * (beta * v + g) / (1 - beta), (beta * v + g) / (1 - beta)),
            "It looks as if the velocity was divided by 1 − β. That is how many times as long the steps become by "
            "themselves, in time, on a steady slope.",
            "leave the division out.",
        ),
        Misconception(
            "rate inside",
            rate_inside,
            "It looks as if the rate went into the velocity. With a velocity in such units that is a form in use; the "
            "one handed to you here is a sum of slopes, without a rate.",
            "leave the rate out of the line for v, and put it into the line for w.",
        ),
        Misconception(
            "the papers' form",
            papers_form,
            "That is the form with the rate inside and the velocity downhill: v ← β v − η g, w ← w + v. Polyak wrote "
            "it so. Here the velocity is a sum of slopes: it points uphill and knows no rate.",
            "add the gradient to beta * v first, without the rate. Then the place goes against that.",
        ),
        Misconception(
            "velocity turned around",
            turned_around,
            "It looks as if the velocity was made to point downhill, with a minus before the slope. The one handed to "
            "you points uphill, so the two do not go together.",
            "add the gradient to beta * v, and put the minus into the line for w.",
        ),
        Misconception(
            "pushes turned around",
            push_turned,
            "It looks as if the slope was taken from the velocity, and the velocity from the place. Minus times minus "
            "makes the ball climb.",
            "leave one minus, the one in the line for w.",
        ),
        Misconception(
            "the push is braked too",
            all_braked,
            "It looks as if β multiplies the slope as well. Friction takes from the velocity that there was.",
            "mind the brackets: beta * v, and then plus the gradient.",
        ),
        Misconception(
            "only the push is braked",
            push_braked,
            "It looks as if β multiplies the slope, and the old velocity stays whole. It is the other way round.",
            "put beta in front of v.",
        ),
        Misconception(
            "averaged, with the shares swapped",
            shares_swapped,
            "It looks as if 1 − β of the velocity was kept and β of the slope was added. β belongs to the velocity, "
            "and the slope is added whole.",
            "keep beta * v, and add the gradient to it whole.",
        ),
        Misconception(
            "the place is braked",
            place_braked,
            "The velocity is right. It looks as if β multiplies the place as well, which pulls it toward 0.",
            "keep all of w in the line for w.",
        ),
        Misconception(
            "rate inside, and uphill",
            lambda w, v, g, rate, beta: (w + beta * v + rate * g, beta * v + rate * g),
            "It looks as if the rate went into the velocity, and the place goes along with it, uphill. The "
            "velocity that was handed to you is a sum of slopes, without a rate.",
            "leave the rate out of the line for v. In the line for w, go against rate times v.",
        ),
        Misconception(
            "the step comes back, downhill",
            lambda w, v, g, rate, beta: (w - rate * (beta * v + g), -rate * (beta * v + g)),
            "The place is right. What comes back second is the step, with the rate and a minus in it. The next "
            "step expects the velocity, a sum of slopes.",
            "return v as the first of your two lines has made it.",
        ),
        Misconception(
            "the slope squared",
            lambda w, v, g, rate, beta: (w - rate * (beta * v + g**2), beta * v + g**2),
            "It looks as if the slope was squared. A square has no sign, so every push would go the same way.",
            "use the gradient as it is.",
        ),
        Misconception(
            "averaged, and the old velocity moves it",
            lambda w, v, g, rate, beta: (w - rate * v, beta * v + (1 - beta) * g),
            "Two things differ: the place was moved by the old velocity, and the slope was multiplied by 1 − β, "
            "as in the averaged form.",
            "compute the new velocity first, with the whole slope, and move the place by that.",
        ),
        Misconception(
            "β in the step too",
            lambda w, v, g, rate, beta: (w - rate * beta * (beta * v + g), beta * v + g),
            "The velocity is right. In the line for w β was applied to it once more.",
            "let the rate alone multiply the new velocity.",
        ),
        Misconception(
            "rate inside, averaged",
            lambda w, v, g, rate, beta: (w - beta * v - (1 - beta) * rate * g, beta * v + (1 - beta) * rate * g),
            "It looks as if the slope was multiplied by 1 − β and by the rate on its way into the velocity. Here "
            "it is added whole, and without the rate.",
            "add the gradient to beta * v as it is, and put the rate into the line for w.",
        ),
        Misconception(
            "the rate on the slope alone",
            lambda w, v, g, rate, beta: (w - rate * g - beta * v, beta * v + g),
            "The velocity is right. But in the line for w the rate multiplies the slope alone, and the old velocity "
            "is taken away without it.",
            "let the rate multiply the whole new velocity.",
        ),
        Misconception(
            "the past outward",
            lambda w, v, g, rate, beta: (w - rate * g + beta * v, beta * v + g),
            "The velocity is right. In the line for w the slope leads downhill and the old velocity the other way. "
            "(With a velocity that points downhill, and has the rate in it, there would be a plus.)",
            "take the whole new velocity, times the rate, away from w.",
        ),
        Misconception(
            "uphill, and averaged",
            lambda w, v, g, rate, beta: (w + rate * (beta * v + (1 - beta) * g), beta * v + (1 - beta) * g),
            "It looks as if the slope was multiplied by 1 − β, as in the averaged form, and the place goes uphill.",
            "leave out the factor first, and then look at the sign in front of the rate.",
        ),
        Misconception(
            "averaged form, and only the place",
            lambda w, v, g, rate, beta: averaged_step(w, v, g, rate, beta)[0],
            "One thing came, the place, and in it the slope is multiplied by 1 − β, as in the averaged form.",
            "add the gradient to beta * v as it is, and return the new velocity too.",
        ),
        Misconception(
            "Nesterov",
            nesterov_step,
            "That is Nesterov's momentum: the next task. Here the step is the rate times the velocity, and no more.",
            "let the velocity alone move the place.",
        ),
    ),
)

NESTEROV_STEP = Task(
    id="05.4",
    title="Look ahead",
    reference=nesterov_step,
    probes=PROBES,
    insight="The velocity is the same as before. Only the step looks ahead, to what will be left of it.",
    hints=(
        "Begin with your rule from 05.3. One of its two lines stays as it is. Which one?",
        "The velocity stays. The step uses, in place of v, the slope plus the share β of the new velocity.",
        "v = beta * v + gradient as before. Then w = w - rate * (gradient + …), with beta and the new v in the gap.",
    ),
    next_step="call nesterov_step(1.0, 0.0, 1.0, 0.3, 0.8): v becomes 1, and the place 1 − 0.3 · (1 + 0.8) = 0.46.",
    misconceptions=(
        *shared(nesterov_step),
        Misconception(
            "plain momentum",
            momentum_step,
            "That is plain momentum. It is also what comes out if the old velocity is used in gradient + beta * v, "
            "since that sum is the new velocity.",
            "compute the new velocity first. Then put it into gradient + beta * v.",
        ),
        Misconception(
            "the rate at the velocity alone",
            lambda w, v, g, rate, beta: (w - rate * (g + rate * beta * (beta * v + g)), beta * v + g),
            "The velocity is right. In the step the rate multiplies what lies ahead twice.",
            "let the rate stand once, before the brackets.",
        ),
        Misconception(
            "ahead by 1 − β",
            lambda w, v, g, rate, beta: (w - rate * (g + (1 - beta) * (beta * v + g)), beta * v + g),
            "The velocity is right. In the step it gets the share 1 − β; it is β that will be left of it.",
            "look at the share of v in the second line of the formula.",
        ),
        Misconception(
            "brought up to date twice",
            lambda w, v, g, rate, beta: (
                w - rate * (g + beta * (beta * (beta * v + g) + g)),
                beta * (beta * v + g) + g,
            ),
            "It looks as if v ← βv + g was done twice. In the second line v is looked at, and not changed again.",
            "let the line for v stand once.",
        ),
        Misconception(
            "ahead without a share",
            lambda w, v, g, rate, beta: (w - rate * (g + beta * v + g), beta * v + g),
            "It looks as if the whole velocity was added to the slope. At the next step only β of it will be left.",
            "put beta in front of the velocity in the line for w.",
        ),
        Misconception(
            "ahead without the slope",
            lambda w, v, g, rate, beta: (w - rate * beta * (beta * v + g), beta * v + g),
            "It looks as if the step is β times the velocity, and the slope is missing from it.",
            "add the gradient to beta * v in the line for w.",
        ),
        Misconception(
            "two steps ahead",
            lambda w, v, g, rate, beta: (w - rate * (g + beta * (g + beta * (beta * v + g))), beta * v + g),
            "It looks as if the line that looks ahead was applied twice.",
            "apply it once: the gradient plus beta times the new velocity.",
        ),
        Misconception(
            "what lies ahead is kept",
            lambda w, v, g, rate, beta: (w - rate * (g + beta * (beta * v + g)), g + beta * (beta * v + g)),
            "The place is right. But what comes back as the velocity is the sum that looks ahead; next time it would "
            "look ahead from there.",
            "give that sum a name of its own, and return v.",
        ),
        Misconception(
            "plain, and what lies ahead is kept",
            lambda w, v, g, rate, beta: (w - rate * (beta * v + g), g + beta * (beta * v + g)),
            "It looks as if the place was moved by the plain velocity, and the sum that looks ahead came back as the "
            "velocity. It should be the other way round.",
            "move the place by the sum, and return the velocity.",
        ),
        Misconception(
            "the slope twice, the rate not",
            lambda w, v, g, rate, beta: (w - rate * g - beta * (beta * v + g), beta * v + g),
            "It looks as if the rate multiplies the slope alone, and not what lies ahead.",
            "put brackets around gradient + beta * v, and the rate before them.",
        ),
        Misconception(
            "averaged form",
            lambda w, v, g, rate, beta: (
                w - rate * ((1 - beta) * g + beta * averaged_step(w, v, g, rate, beta)[1]),
                averaged_step(w, v, g, rate, beta)[1],
            ),
            "It looks as if the slopes were multiplied by 1 − β, as in the averaged form. Here they are added whole.",
            "leave out the factors 1 - beta.",
        ),
        Misconception(
            "averaged velocity",
            lambda w, v, g, rate, beta: (
                w - rate * (g + beta * averaged_step(w, v, g, rate, beta)[1]),
                averaged_step(w, v, g, rate, beta)[1],
            ),
            "It looks as if the slope was multiplied by 1 − β on its way into the velocity. Here the velocity is a "
            "sum, not an average.",
            "add the gradient to beta * v as it is.",
        ),
        Misconception(
            "rate used twice",
            lambda w, v, g, rate, beta: (w - rate * (g + beta * (beta * v + rate * g)), beta * v + rate * g),
            "It looks as if the rate multiplies the slope on its way into the velocity, and then the step too.",
            "leave the rate out of the line for v.",
        ),
        Misconception(
            "brackets missing",
            lambda w, v, g, rate, beta: (w - rate * g + beta * (beta * v + g), beta * v + g),
            "The velocity is right. In the line for w brackets seem to be missing: the rate and the minus reach the "
            "slope alone, and what lies ahead is added.",
            "put brackets around the sum of the slope and what lies ahead, and the rate before them.",
        ),
        Misconception(
            "ahead, and then the whole velocity",
            lambda w, v, g, rate, beta: (w - rate * beta * v - rate * (beta * v + g), beta * v + g),
            "It looks as if w was moved ahead by the old velocity first, and then by the new one, which has the old "
            "one in it already. In PyTorch's form w stays where it is until the one step is taken.",
            "take one step from w: the slope plus the share β of the new velocity.",
        ),
        Misconception(
            "the papers' form",
            lambda w, v, g, rate, beta: (w + beta * (beta * v - rate * g) - rate * g, beta * v - rate * g),
            "That is the form with the rate inside and the velocity downhill, which others use. Here the velocity is a "
            "sum of slopes: it points uphill and knows no rate.",
            "begin with the line for v of 05.3, and let the place go against what lies ahead.",
        ),
        Misconception(
            "nothing fades in v",
            lambda w, v, g, rate, beta: (w - rate * (g + beta * (v + g)), v + g),
            "The line for w looks right, but in the line for v the whole old velocity was kept.",
            "keep the share β of the old velocity, as in 05.3.",
        ),
        Misconception(
            "β over the whole bracket",
            lambda w, v, g, rate, beta: (w - rate * beta * (g + beta * v + g), beta * v + g),
            "It looks as if β multiplies the slope as well. In the step the slope counts whole, and the velocity with "
            "the share β.",
            "put beta in front of the velocity alone.",
        ),
        Misconception(
            "β squared",
            lambda w, v, g, rate, beta: (w - rate * (g + beta**2 * (beta * v + g)), beta * v + g),
            "The velocity is right. In the line for w β was applied to it twice.",
            "use beta once there: v has the other one in it already.",
        ),
        Misconception(
            "the slope with 1 − β",
            lambda w, v, g, rate, beta: (w - rate * ((1 - beta) * g + beta * (beta * v + g)), beta * v + g),
            "The velocity is right. In the line for w the slope was multiplied by 1 − β, as in an average. Here "
            "it counts whole.",
            "leave out 1 − β.",
        ),
        Misconception(
            "ahead with a minus",
            lambda w, v, g, rate, beta: (w - rate * (g - beta * (beta * v + g)), beta * v + g),
            "The velocity is right. It looks as if what lies ahead was taken away from the slope, where it is added.",
            "look at the sign between the slope and the share of the velocity.",
        ),
        Misconception(
            "β on the slope",
            lambda w, v, g, rate, beta: (w - rate * (beta * g + beta * v + g), beta * v + g),
            "The velocity is right. In the line for w β seems to multiply the slope, and the velocity counts whole: it "
            "is the other way round.",
            "put beta in front of the velocity.",
        ),
        Misconception(
            "the velocity in place of the slope",
            lambda w, v, g, rate, beta: (w - rate * (1 + beta) * (beta * v + g), beta * v + g),
            "The velocity is right. But the step is made of it twice, whole and with the share β. The first of the two "
            "should be the slope.",
            "in the line for w begin with gradient.",
        ),
        Misconception(
            "no slope in v",
            lambda w, v, g, rate, beta: (w - rate * (g + beta * beta * v), beta * v),
            "The slope is missing from the velocity. It belongs into both lines.",
            "leave the line for v as it was in 05.3.",
        ),
        Misconception(
            "v without a share, then plain",
            lambda w, v, g, rate, beta: (w - rate * (g + v), beta * v + g),
            "The velocity is right. The step seems to add the old velocity to the slope, without β.",
            "use the new velocity there, and the share β of it.",
        ),
        Misconception(
            "rate inside",
            lambda w, v, g, rate, beta: (w - (rate * g + beta * (beta * v + rate * g)), beta * v + rate * g),
            "It looks as if the rate went into the velocity. The one handed to you is a sum of slopes, without a rate.",
            "leave the rate out of the line for v, and put it before the brackets in the line for w.",
        ),
    ),
)

# 05.5 The same path in another form ---------------------------------------------------------------------------------


def to_averaged(rate, beta):
    return rate / (1 - beta), beta


TO_AVERAGED = Task(
    id="05.5",
    title="The same path in another form",
    reference=to_averaged,
    probes=((0.07, 0.9), (0.2, 0.5), (0.003, 0.96)),
    insight="In the averaged form raising β leaves the terminal speed alone, so its rates stay comparable.",
    hints=(
        "Start both forms from rest with a slope of 1. How large is v after the first step, and how large is m?",
        "The average m is (1 − β) times the sum v, at every step. What must the rate be for the steps to be equal?",
        "rate · v = other rate · (1 − β) · v. Solve for the other rate. And is β another one in the two forms?",
    ),
    next_step="try β = 0.5, with which the average is half of the sum: which rate makes the steps as long as before?",
    misconceptions=(
        Misconception(
            "the other way round",
            lambda rate, beta: (rate * (1 - beta), beta),
            "That makes the rate smaller. The average is smaller than the sum already, so the steps would be too "
            "short twice over. (From the averaged form to PyTorch's it would be right.)",
            "ask which of v and m is the larger one, and which of the two therefore needs the higher rate.",
        ),
        Misconception(
            "unchanged",
            lambda rate, beta: (rate, beta),
            "With the same pair the averaged form takes steps that are 1 − β times as long: a tenth for β = 0.9.",
            "find the factor that makes up for it.",
        ),
        Misconception(
            "only the rate",
            lambda rate, beta: rate / (1 - beta),
            "The rate is right. A pair is asked for, with the β that belongs to it.",
            "return the rate, and then β.",
        ),
        Misconception(
            "only the rate, and the other way round",
            lambda rate, beta: rate * (1 - beta),
            "One number came, and it is smaller than the rate that was handed over. The average is smaller than the "
            "sum already, so it needs a higher rate. And a pair is asked for.",
            "ask which of v and m is the larger one. Then return the rate that makes up for it, and β.",
        ),
        Misconception(
            "β first",
            lambda rate, beta: (beta, rate / (1 - beta)),
            "Both numbers are right, but they come in the other order.",
            "return the rate first, then β.",
        ),
        Misconception(
            "β turned around",
            lambda rate, beta: (rate / (1 - beta), 1 - beta),
            "The rate is right. β means the same in both forms, the share that is kept, so it stays.",
            "return β as it came.",
        ),
        Misconception(
            "only β turned around",
            lambda rate, beta: (rate, 1 - beta),
            "It looks as if β was taken to be the share of the slope in the average. It is the share that is kept, "
            "in both forms. What has to change is the rate.",
            "keep β, and find the factor for the rate.",
        ),
        Misconception(
            "divided by β",
            lambda rate, beta: (rate / beta, beta),
            "It looks as if the rate was divided by β. In the average β multiplies the past, as in the sum; the slope "
            "is what has another factor.",
            "compare the two lines: which factor stands in front of g?",
        ),
        Misconception(
            "times β",
            lambda rate, beta: (rate * beta, beta),
            "It looks as if the rate was multiplied by β. In both forms β multiplies the past; the slope is what has "
            "another factor.",
            "compare the two lines: which factor stands in front of g?",
        ),
        Misconception(
            "for pushes that flip",
            lambda rate, beta: (rate / (1 + beta), beta),
            "1 + β is for slopes that go to and fro. Between the forms the factor is another, whatever the slopes do.",
            "compare the two lines: which factor stands in front of g?",
        ),
        Misconception(
            "the factor twice",
            lambda rate, beta: (rate / (1 - beta) ** 2, beta),
            "It looks as if the rate was divided by 1 − β twice.",
            "divide once.",
        ),
        Misconception(
            "the factor alone",
            lambda rate, beta: (1 / (1 - beta), beta),
            "That is the factor between the two rates, and it is right. Asked for is the rate itself.",
            "multiply the rate that was handed over by it.",
        ),
        Misconception(
            "times 1 + β",
            lambda rate, beta: (rate * (1 + beta), beta),
            "It looks as if the rate was multiplied by 1 + β. That factor belongs to the edge with momentum, and not "
            "between the two forms.",
            "compare the two lines: which factor stands in front of g?",
        ),
        Misconception(
            "both divided",
            lambda rate, beta: (rate / (1 - beta), beta / (1 - beta)),
            "The rate is right. But β was divided by 1 − β as well. It means the same in both forms.",
            "return β as it came.",
        ),
        Misconception(
            "both multiplied",
            lambda rate, beta: (rate * (1 - beta), beta * (1 - beta)),
            "Both numbers were multiplied by 1 − β. β means the same in both forms. And m is smaller than v already, "
            "so a lower rate makes the steps too short twice over.",
            "return β as it came, and ask which of the two forms needs the higher rate.",
        ),
        Misconception(
            "β made smaller",
            lambda rate, beta: (rate / (1 - beta), beta * (1 - beta)),
            "The rate is right. But β was multiplied by 1 − β. It means the same in both forms.",
            "return β as it came.",
        ),
        Misconception(
            "brackets missing",
            lambda rate, beta: (rate / 1 - beta, beta),
            "It looks as if brackets are missing: Python divides the rate by 1 first, and then takes β away.",
            "put brackets around 1 − β.",
        ),
        Misconception(
            "the root of the factor",
            lambda rate, beta: (rate / (1 - beta) ** 0.5, beta),
            "It looks as if the root of 1 − β was taken. Nothing is squared here: m is (1 − β) times v, at every step.",
            "leave out the root.",
        ),
        Misconception(
            "β squared",
            lambda rate, beta: (rate / (1 - beta**2), beta),
            "It looks as if the rate was divided by 1 − β². There is no square in the two lines: the slope has "
            "the factor 1 − β in one of them.",
            "compare the two lines: which factor stands in front of g?",
        ),
        Misconception(
            "both factors",
            lambda rate, beta: (rate * (1 + beta) / (1 - beta), beta),
            "The 1 − β is right. The 1 + β belongs to the edge with momentum, and not between the two forms.",
            "leave it out.",
        ),
        Misconception(
            "the factor alone, and no β",
            lambda rate, beta: 1 / (1 - beta),
            "That is the factor between the two rates, and it is right. Asked for is the rate itself, and then β.",
            "multiply the rate that was handed over by it, and return β with it.",
        ),
        Misconception(
            "upside down",
            lambda rate, beta: ((1 - beta) / rate, beta),
            "It looks as if the fraction stands upside down: a higher rate here would give a lower one there.",
            "ask what the other rate should do when this one is doubled.",
        ),
        Misconception(
            "the inputs swapped",
            lambda rate, beta: (beta / (1 - rate), rate),
            "It looks as if the two inputs changed places: the rate comes in first, then β.",
            "see in which order your function takes them.",
        ),
        Misconception(
            "β in the factor too",
            lambda rate, beta: (rate * beta / (1 - beta), beta),
            "The factor has β above the line as well. Only the slope has another factor in the two forms; β multiplies "
            "the past in both.",
            "compare the two lines: which factor stands in front of g?",
        ),
        Misconception(
            "the other way round, β first",
            lambda rate, beta: (beta, rate * (1 - beta)),
            "β came first, and the rate was made smaller. The average is smaller than the sum already, so it needs a "
            "higher rate.",
            "ask which of v and m is the larger one. And return the rate first.",
        ),
        Misconception(
            "the other way round, β turned around",
            lambda rate, beta: (rate * (1 - beta), 1 - beta),
            "The rate was made smaller, and β was turned around. β means the same in both forms. And the average is "
            "smaller than the sum already, so it needs a higher rate.",
            "return β as it came, and ask which of v and m is the larger one.",
        ),
        Misconception(
            "ten, whatever β is",
            lambda rate, beta: (10 * rate, beta),
            "For β = 0.9 it is ten times. For another β it is another factor.",
            "write the factor with beta in it.",
        ),
    ),
)

# 05.6 The ravine in the fewest steps --------------------------------------------------------------------------------

FLAT, STEEP = 4.0, 400.0  # its curvatures
NEAR = 0.1  # 1 % of the way along the floor
STEPS = 2000
GOAL = 40


def judge_pair(answer):
    """The verdict on a rate and a β, by what the ball does with them in the ravine."""
    pair = read(answer).numbers
    if pair is None or pair.shape != (2,):
        return not_yet(
            f"- You answered: {code(shown(answer))}\n\nWanted are two numbers, a rate and a β.\n\nNext: hand over a "
            "pair such as (0.005, 0).",
            "not a pair",
        )
    rate, beta = map(float, pair)
    facts = f"- Your pair: rate {rate:g}, β = {beta:g}"
    if not (np.isfinite(pair).all() and rate > 0 and 0 <= beta < 1):
        return not_yet(
            f"{facts}\n\nA rate is above 0, and β is a share: from 0 to below 1.\n\nNext: use such numbers, the rate "
            "first.",
            "out of range",
        )
    arrived = arrives(rate, beta)
    if 0 <= arrived <= GOAL:
        return passed(f"There in {arrived} steps, and there to stay. The fewest that we have found are 22.")
    edge = 2 * (1 + beta) / STEEP
    known = known_pair(rate, beta, edge)
    if known is not None:
        id, words, next_step = known
        at_the_edge = f"- The edge at this β: 2 (1 + β) / L = {edge:.5f}"
        return not_yet(f"{facts}\n{at_the_edge}\n\n{words}\n\nNext: {next_step}", id)
    if rate >= edge:
        swap = "Could it be that β came first? " if beta < 0.1 < rate else ""
        return not_yet(
            f"{facts}\n- The edge at this β: 2 (1 + β) / L = {edge:.5f}\n\n{swap}The rate is beyond the edge, so the "
            "steep direction throws the ball out.\n\nNext: lower the rate below the edge.",
            "beyond the edge",
        )
    took = f"{facts}\n- There after {arrived} steps." if arrived >= 0 else f"{facts}\n- Not there after {STEPS} steps."
    if beta == 0:
        return not_yet(
            f"{took}\n\nWithout momentum the flat direction crawls at any rate that the steep one allows; 231 steps "
            "are the best there.\n\nNext: give it some β, such as 0.5.",
            "no momentum",
        )
    flat, steep = (shrinks(rate * curvature, beta) for curvature in (FLAT, STEEP))
    if flat > steep * (1 + 1e-9):
        return not_yet(
            f"{took}\n- Shrinks per step: {flat:.3f} along the ravine, {steep:.3f} across.\n\nThe ball crawls along "
            "the floor.\n\nNext: raise the rate if the edge allows it, or raise β.",
            "crawls",
        )
    if steep > flat * (1 + 1e-9):
        return not_yet(
            f"{took}\n- Shrinks per step: {flat:.3f} along the ravine, {steep:.3f} across.\n- The edge at this β: 2 "
            f"(1 + β) / L = {edge:.5f}\n\nAlong the floor it is quick, but it hops to and fro across: the rate is "
            "close to the edge.\n\nNext: lower the rate a little.",
            "close to the edge",
        )
    return not_yet(
        f"{took}\n- Shrinks per step: √β = {beta**0.5:.3f}, in both directions.\n\nThe ball swings: there is more "
        "momentum than this ravine needs.\n\nNext: lower β a little.",
        "too much momentum",
    )


def arrives(rate, beta):
    """The step after which the ball is at the bottom to stay, or −1."""
    return int(descend(quadratic([FLAT, STEEP]), Momentum(lr=rate, beta=beta), STEPS).settled_at(NEAR))


def known_pair(rate, beta, edge):
    """What a pair looks like that comes of a slip with a formula, as (short id, words, next step), or None."""
    low, high = np.sqrt([FLAT, STEEP])
    if np.isclose(rate, 2 / (low + high), rtol=0.01):
        return (
            "rate not squared",
            "The rate is beyond the edge. It looks like the fraction in Polyak's formula before it is squared.",
            "square it.",
        )
    if rate < edge and np.isclose(beta, (high - low) / (high + low), rtol=0.005):
        return (
            "β not squared",
            "β looks like the fraction in Polyak's formula before it is squared: with so much the ball swings.",
            "square it.",
        )
    if rate >= edge and 0 <= arrives(rate * (1 - beta), beta) <= GOAL:
        return (
            "averaged form",
            "The rate is beyond the edge. In the averaged form of 05.5 this would be a good pair; here the slope is "
            "added whole.",
            "translate the rate into PyTorch's form.",
        )
    return None


def shrinks(pull, beta):
    """By which factor the distance shrinks per step in the long run, where rate × curvature is `pull`."""
    return np.abs(np.linalg.eigvals([[1 + beta - pull, -beta], [1, 0]])).max()


RAVINE = Task(
    id="05.6",
    title="The ravine in the fewest steps",
    judge=judge_pair,
    next_step="try the pair that Polyak's two formulas give.",
    hints=(
        "The lesson has two formulas for the best pair of a valley, from its smallest and its largest curvature.",
        "The roots of 4 and 400 are 2 and 20. Put them into the two formulas: what are the rate and β?",
        "The rate is (2 / 22)² and β is (18 / 22)². From there try a little more β and a little less rate.",
    ),
)

TASKS = (TOP_SPEED, THREE_STEPS, MOMENTUM_STEP, NESTEROV_STEP, TO_AVERAGED, RAVINE)
