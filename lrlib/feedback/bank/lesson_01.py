"""Lesson 01, the mountain: slopes and steps.

Positions are in kilometers east and north, altitudes in meters, slopes in meters per kilometer. So a learning rate is
in kilometers per (meter per kilometer): how far to go for each meter per kilometer of slope.
"""

import numpy as np

from lrlib.feedback.answers import read
from lrlib.feedback.task import Misconception, Task, not_yet, passed
from lrlib.feedback.words import code, shown
from lrlib.landscapes import mountain

# 01.1 One step, by hand ---------------------------------------------------------------------------------------------

ONE_STEP = Task(
    id="01.1",
    title="One step, by hand",
    reference=2.4,
    insight="0.004 × 150 = 0.6 km, and downhill is against the slope: from 3.0 km back to 2.4 km.",
    hints=(
        (
            "There are three numbers, and each has its part: where you stand (3.0 km), how steep it is there (+150 "
            "m/km), and the rate (0.004). The question asks for a place, in km."
        ),
        (
            "The length of the step is the rate times the slope. A slope of +150 m/km means that the ground rises "
            "toward larger numbers of km. Which way is down?"
        ),
        (
            "Work out 0.004 × 150: that many km is how far you go. Then begin at 3.0 km and go that far in the "
            "direction in which the ground falls."
        ),
    ),
    next_step="write down the step in km first, rate × slope, and only then the place where it takes you from 3.0 km.",
    misconceptions=(
        Misconception(
            "uphill",
            3.6,
            "It looks as if the step was added. A positive slope says that the ground rises in that direction, so a "
            "step along the slope climbs. You want to get down.",
            "think of the ground a little ahead of you: it rises toward 3.1 km. Which way does a step down go?",
        ),
        Misconception(
            "the step, not the place",
            -0.6,
            "That is the step: how far you go, and which way. The question asks where you stand after it.",
            "begin at the place where you stood, and take this step from there.",
        ),
        Misconception(
            "the length of the step",
            0.6,
            "That is the length of the step in km. The question asks where you stand after it.",
            "begin at the place where you stood, and go this far in the direction in which the ground falls.",
        ),
        Misconception(
            "rate forgotten",
            -147.0,
            "It looks as if the whole slope was taken for the step: 150 m/km became 150 km. The slope says how steep "
            "it is, not how far to go; the rate turns the one into the other.",
            "multiply the slope by the rate before you take it from the position.",
        ),
        Misconception(
            "rate forgotten, and uphill",
            153.0,
            "It looks as if the slope was added to the position as it is. The slope says how steep it is, not how "
            "far to go; the rate turns the one into the other.",
            "multiply the slope by the rate first. Then ask yourself in which direction the ground falls.",
        ),
        Misconception(
            "slope forgotten",
            2.996,
            "It looks as if the rate itself was the step. The rate is only half of it: the same rate takes a long "
            "step where it is steep, and a short one where it is flat.",
            "multiply the rate by the slope before you take it from the position.",
        ),
        Misconception(
            "divided by the rate",
            3.0 - 150 / 0.004,
            "It looks as if the slope was divided by the rate. Then a smaller rate would take a longer step; it "
            "should be the other way round.",
            "make the step with a product in place of the quotient.",
        ),
        Misconception(
            "the rate over everything",
            (3.0 - 150) * 0.004,
            "It looks as if the slope was taken from the position first, and the result multiplied by the rate. The "
            "rate belongs to the slope alone. Your position is no part of the step.",
            "multiply rate and slope first, then take that from the position. Mind the brackets.",
        ),
        Misconception(
            "a rate of 0.04",
            -3.0,
            "That is where a rate of 0.04 would take you: ten times the rate that was asked for.",
            "count the zeros of 0.004, and work out the step again.",
        ),
        Misconception(
            "a rate of 0.0004",
            2.94,
            "That is where a rate of 0.0004 would take you: a tenth of the rate that was asked for.",
            "count the zeros of 0.004, and work out the step again.",
        ),
        Misconception(
            "in meters",
            2400.0,
            "That is the right place, in meters. Positions in this course are in kilometers.",
            "give the same place in kilometers.",
        ),
        Misconception(
            "meters and kilometers mixed",
            3000.0 - 0.6,
            "It looks as if 3.0 km became 3000 m, and 0.6 was taken from that. But the step is 0.6 km.",
            "keep both in kilometers.",
        ),
        Misconception(
            "the altitude lost",
            90.0,
            "That is 150 m/km × 0.6 km: about how many meters of altitude such a step would be worth. The question "
            "asks where you stand, in km.",
            "take the step of 0.6 km from where you stood.",
        ),
        Misconception(
            "a slope per meter",
            3.0 - 0.004 * 0.15,
            "It looks as if the slope was turned into meters per meter, 0.15. Slopes in this course are in meters "
            "per kilometer, and the rate is meant for those.",
            "take the slope as it is given, 150.",
        ),
        Misconception(
            "a share of the position",
            3.0 * (1 - 0.6),
            "It looks as if the step was multiplied by the position: 0.6 of 3.0 km is gone. How far you go depends "
            "on slope and rate alone, not on where the kilometers are counted from.",
            "multiply slope and rate, and take the result from 3.0 as a number of km.",
        ),
        Misconception(
            "all three multiplied",
            3.0 * 0.004 * 150,
            "It looks as if all three numbers were multiplied. Rate and slope make the step; the position is where "
            "the step begins.",
            "multiply two of them, and take the result from the third.",
        ),
        Misconception(
            "where you stood",
            3.0,
            "That is where you stood before the step, or so near to it that it makes no difference. There is a "
            "slope, so the step has a length.",
            "work out rate × slope: that many km lie between the old place and the new one.",
        ),
        Misconception(
            "a rate of 0.4",
            3.0 - 0.4 * 150,
            "That is where a rate of 0.4 would take you: a hundred times the rate that was asked for.",
            "count the zeros of 0.004, and work out the step again.",
        ),
    ),
)

# 01.2 The gradient of a formula -------------------------------------------------------------------------------------


def gradient(w):
    x, y = w
    return np.array([80 * (x - 3), 20 * (y - 1)])


GRADIENT = Task(
    id="01.2",
    title="The gradient of a valley",
    reference=gradient,
    probes=tuple((np.array(w),) for w in ([5.0, 2.0], [1.46, 4.33], [-0.5, -2.25])),
    insight="One slope for each direction, both zero at (3, 1), the bottom of this valley.",
    hints=(
        (
            "h(x, y) = 40 (x − 3)² + 10 (y − 1)² + 240 has three parts. Ask of each: does it change when you go east "
            "(x)? Does it change when you go north (y)?"
        ),
        (
            "The slope to the east is the derivative by x, with y held still. The derivative of a (x − c)² is 2 a (x "
            "− c). A part that does not change has the slope 0."
        ),
        (
            "The slope to the east is 2 · 40 · (x − 3). The slope to the north goes the same way with its own "
            "numbers. Return both, east first: np.array([…, …])."
        ),
    ),
    next_step=(
        "try w = (4, 1) by hand: by how much does h rise per km if you go a little to the east, and to the north?"
    ),
    misconceptions=(
        Misconception(
            "the 2 is missing",
            lambda w: np.array([40 * (w[0] - 3), 10 * (w[1] - 1)]),
            (
                "Both slopes are half of what they should be. It looks as if the 2 was lost that comes down from the "
                "square."
            ),
            "differentiate 40 (x − 3)² once more on paper: what becomes of the exponent?",
        ),
        Misconception(
            "added up",
            lambda w: 80 * (w[0] - 3) + 20 * (w[1] - 1),
            "Both slopes are right, but it looks as if they were added up to one number. A skier needs both: one "
            "says how steep it is to the east, the other to the north.",
            "return the two slopes side by side in place of their sum.",
        ),
        Misconception(
            "north first",
            lambda w: np.array([20 * (w[1] - 1), 80 * (w[0] - 3)]),
            "Both slopes are right, but they come in the other order: north first.",
            "return them in the order of the coordinates, east first.",
        ),
        Misconception(
            "x and y swapped",
            lambda w: np.array([80 * (w[1] - 3), 20 * (w[0] - 1)]),
            "It looks as if x and y changed places: the slope to the east is computed from how far north you are.",
            "check which number of w is x: the first is east, the second is north.",
        ),
        Misconception(
            "downhill",
            lambda w: -gradient(w),
            "The numbers are right, with the other sign: they point downhill. The gradient itself points uphill. The "
            "minus comes later, when a step is taken against it.",
            "return the derivatives as they are, and leave the minus to the step.",
        ),
        Misconception(
            "as if the bottom were at 0",
            lambda w: np.array([80 * w[0], 20 * w[1]]),
            (
                "It looks as if the − 3 and the − 1 were lost. These would be the slopes of a valley whose bottom lies "
                "at (0, 0)."
            ),
            "keep the brackets: in place of x stands (x − 3).",
        ),
        Misconception(
            "the bracket lost",
            lambda w: np.array([80 * w[0] - 3, 20 * w[1] - 1]),
            "It looks as if the factor multiplies x alone, and not the whole bracket: 80 x − 3 is not 80 (x − 3).",
            "put brackets around x − 3, and around y − 1.",
        ),
        Misconception(
            "the altitude",
            lambda w: 40 * (w[0] - 3) ** 2 + 10 * (w[1] - 1) ** 2 + 240,
            "That is the altitude h itself. The gradient says how fast it changes, in each of the two directions.",
            "take the derivative of h by x, then the one by y, and return both.",
        ),
        Misconception(
            "the square kept",
            lambda w: np.array([80 * (w[0] - 3) ** 2, 20 * (w[1] - 1) ** 2]),
            "The factors are right, but it looks as if the squares stayed. A derivative lowers the exponent by one; "
            "besides, a square has no sign, so it cannot say on which side of the valley you stand.",
            "write down the derivative of (x − 3)²: which exponent is left?",
        ),
        Misconception(
            "the two parts of the altitude",
            lambda w: np.array([40 * (w[0] - 3) ** 2, 10 * (w[1] - 1) ** 2]),
            "These are the two parts of the altitude, one for each direction, not yet their slopes.",
            "take the derivative of each: the exponent comes down as a factor.",
        ),
        Misconception(
            "240 kept",
            lambda w: gradient(w) + 240,
            "Both slopes are too large by 240. It looks as if that number of the formula came along. It lifts the "
            "whole valley and makes no place of it steeper.",
            "ask what the derivative of a constant is.",
        ),
        Misconception(
            "the other part kept",
            lambda w: gradient(w) + np.array([10 * (w[1] - 1) ** 2, 40 * (w[0] - 3) ** 2]),
            "Each slope has the part of the formula in it that belongs to the other coordinate. Hold y still, and its "
            "part is a number like 240: it lifts the valley, and makes it no steeper along x.",
            "ask what the derivative of a constant is, and leave out what does not change.",
            also=(lambda w: gradient(w) + np.array([10 * (w[1] - 1) ** 2 + 240, 40 * (w[0] - 3) ** 2 + 240]),),
        ),
        Misconception(
            "the factors lost",
            lambda w: np.array([2 * (w[0] - 3), 2 * (w[1] - 1)]),
            "It looks as if the factors 40 and 10 were lost. They say how steep each side of the valley is.",
            "keep the factor in front of each bracket when you take the derivative.",
        ),
        Misconception(
            "how steep in all",
            lambda w: np.hypot(*gradient(w)),
            "That is the length of the gradient: how steep it is in the steepest direction. It does not say which "
            "direction that is.",
            "return the two slopes themselves.",
        ),
        Misconception(
            "made 1 long",
            lambda w: gradient(w) / np.hypot(*gradient(w)),
            (
                "The direction is right, but it looks as if the gradient was divided by its length. Then steep and "
                "flat look alike."
            ),
            "return the two slopes without dividing them.",
        ),
        Misconception(
            "east only",
            lambda w: 80 * (w[0] - 3),
            "That is the slope to the east, and it is right. The one to the north is missing.",
            "work out the derivative by y too, and return both.",
        ),
        Misconception(
            "no signs",
            lambda w: np.abs(gradient(w)),
            "The sizes are right, but no slope is negative. The sign is what says in which direction the ground rises.",
            "return the slopes with their signs.",
        ),
        Misconception(
            "the other's place in the bracket",
            lambda w: np.array([80 * (w[0] - 1), 20 * (w[1] - 3)]),
            "It looks as if the 3 and the 1 changed places: that valley would have its bottom at (1, 3).",
            "copy each bracket with its own letter and its own number.",
        ),
        Misconception(
            "plus for minus",
            lambda w: np.array([80 * (w[0] + 3), 20 * (w[1] + 1)]),
            "It looks as if the minus in the brackets became a plus. That valley would have its bottom at (−3, −1).",
            "copy the brackets as they stand in the formula.",
        ),
        Misconception(
            "the factors swapped",
            lambda w: np.array([20 * (w[0] - 3), 80 * (w[1] - 1)]),
            "The brackets are right, but the factors changed places: 40 belongs to x, and 10 to y.",
            "go through the formula once more: which number stands before (x − 3)²?",
        ),
        Misconception(
            "one factor for both",
            lambda w: np.array([80 * (w[0] - 3), 80 * (w[1] - 1)]),
            "It looks as if both slopes have the same factor. The valley is four times as steep along x as along y.",
            "look at the number before each bracket.",
            also=(lambda w: np.array([20 * (w[0] - 3), 20 * (w[1] - 1)]),),
        ),
        Misconception(
            "both moved at once",
            lambda w: np.repeat(80 * (w[0] - 3) + 20 * (w[1] - 1), 2),
            "Both numbers are the same: the sum of the two slopes. It looks as if x and y were moved together. For "
            "the slope along x, y is held still.",
            "move x alone for the first slope, and y alone for the second.",
        ),
        Misconception(
            "a step of a kilometer",
            lambda w: gradient(w) + np.array([40, 10]),
            "It looks as if the rise over a whole kilometer was taken for the slope. On the way there the slope "
            "changes.",
            "make the difference with a much smaller distance, such as 1e-6, and divide by it; or take the "
            "derivative on paper.",
            also=(
                lambda w: gradient(w) + np.array([4, 1]),
                lambda w: gradient(w) + np.array([0.4, 0.1]),
            ),
        ),
        Misconception(
            "the rise, not the slope",
            lambda w: 0.001 * gradient(w) + np.array([40, 10]) * 1e-6,
            "These are rises: how much higher it is a little way ahead. A slope is a rise divided by the way.",
            "divide the rise by the distance over which you measured it.",
            also=(
                lambda w: 0.01 * gradient(w) + np.array([40, 10]) * 0.01**2,
                lambda w: 1e-4 * gradient(w) + np.array([40, 10]) * 1e-4**2,
                lambda w: 1e-5 * gradient(w) + np.array([40, 10]) * 1e-5**2,
                lambda w: 1e-6 * gradient(w) + np.array([40, 10]) * 1e-6**2,
            ),
        ),
        Misconception(
            "only the 2 of the square",
            lambda w: np.array([2 * w[0], 2 * w[1]]),
            "These are the slopes of x² + y². The factors 40 and 10, and the − 3 and − 1, are missing.",
            "keep what stands before each bracket, and what stands in it.",
        ),
    ),
)

# 01.3 The rule ------------------------------------------------------------------------------------------------------


def step(w, gradient, rate):
    return w - rate * gradient


STEP = Task(
    id="01.3",
    title="The rule for a step",
    reference=step,
    probes=(
        (np.array([3.0, 5.0]), np.array([150.0, -80.0]), 0.004),
        (np.array([1.0, 2.0, -4.0]), np.array([-30.0, 8.0, 0.5]), 0.05),
        (np.array([0.7, -1.5]), np.array([0.25, -3.0]), 2.0),
    ),
    insight="That one line is gradient descent: for two coordinates, and for the millions of weights of a network.",
    hints=(
        "Look at task 01.1: there you did it by hand for one coordinate. Here are several, and each has its own slope.",
        (
            "NumPy computes with whole arrays: rate * gradient multiplies every slope by the rate, and adding or "
            "taking away goes coordinate by coordinate. You need no loop."
        ),
        "The step is rate * gradient. It goes against the gradient, beginning at w. Return the new position.",
    ),
    next_step="call your function with step(np.array([3.0]), np.array([150.0]), 0.004), and compare with task 01.1.",
    misconceptions=(
        Misconception(
            "uphill",
            lambda w, g, rate: w + rate * g,
            "It looks as if the step was added. The gradient points to where the ground rises most, so that climbs. "
            "Many texts say that weights move in the direction of the gradient; they mean against it.",
            "look at the sign in front of rate * gradient.",
        ),
        Misconception(
            "the step, not the place",
            lambda w, g, rate: -rate * g,
            "That is the step alone. The function should return where you stand after it.",
            "begin at w, and take the step from there.",
        ),
        Misconception(
            "rate times gradient only",
            lambda w, g, rate: rate * g,
            "That is rate times gradient: the size of the step, and not yet a position.",
            "begin at w, and think about the direction: the gradient points uphill.",
        ),
        Misconception(
            "rate forgotten",
            lambda w, g, rate: w - g,
            "It looks as if the whole gradient was taken for the step. How steep it is does not say how far to go: "
            "that is what the rate is for.",
            "multiply the gradient by the rate before you take it from w.",
        ),
        Misconception(
            "gradient forgotten",
            lambda w, g, rate: w - rate,
            "It looks as if the rate alone was taken from every coordinate. So each step has the same size and "
            "direction, however the ground lies.",
            "multiply the rate by the gradient before you take it from w.",
        ),
        Misconception(
            "every step equally long",
            lambda w, g, rate: w - rate * g / np.linalg.norm(g),
            "The direction is right, but it looks as if the gradient was divided by its length. So every step is as "
            "long as the rate. In gradient descent a step is longer where it is steeper.",
            "take the gradient as it is, without dividing it.",
        ),
        Misconception(
            "only the signs",
            lambda w, g, rate: w - rate * np.sign(g),
            "It looks as if only the sign of each slope was used: every coordinate moves by exactly the rate. There "
            "are such rules, and one comes up in lesson 06. In gradient descent the size of the slope counts too.",
            "use the slopes themselves.",
        ),
        Misconception(
            "divided by the rate",
            lambda w, g, rate: w - g / rate,
            "It looks as if the gradient was divided by the rate. Then a smaller rate would take a longer step; it "
            "should be the other way round.",
            "make the step with a product in place of the quotient.",
        ),
        Misconception(
            "first coordinate only",
            lambda w, g, rate: np.concatenate([w[:1] - rate * g[:1], w[1:]]),
            "The first coordinate is right, and the others have not moved. Each coordinate steps by its own slope.",
            "compute with the whole arrays, w and gradient, in place of w[0] and gradient[0].",
        ),
        Misconception(
            "one coordinate left out",
            lambda w, g, rate: np.concatenate([w[:1], w[1:] - rate * g[1:]]),
            "One coordinate has not moved, and the others are right. A loop that begins at 1, or ends one place early, "
            "leaves one out.",
            "count the places that your loop visits: they begin at 0. Or compute with the whole arrays.",
            also=(lambda w, g, rate: np.concatenate([w[:-1] - rate * g[:-1], w[-1:]]),),
        ),
        Misconception(
            "only two coordinates",
            lambda w, g, rate: w[:2] - rate * g[:2],
            "With two coordinates this is right. Here there are three, and two came back. A network has millions.",
            "compute with the whole arrays, w and gradient, without naming single coordinates.",
        ),
        Misconception(
            "only one coordinate came back",
            lambda w, g, rate: w[0] - rate * g[0],
            "The first coordinate is right, and the others are missing. Each coordinate steps by its own slope.",
            "compute with the whole arrays, w and gradient, in place of w[0] and gradient[0].",
        ),
        Misconception(
            "no signs",
            lambda w, g, rate: w - rate * np.abs(g),
            "It looks as if the slopes lost their signs. Where a slope is negative, the ground falls toward larger "
            "numbers, and that is where the step should go.",
            "use the gradient with its signs; np.abs is not needed.",
        ),
        Misconception(
            "the rate over everything",
            lambda w, g, rate: rate * (w - g),
            "It looks as if the rate multiplies the position too. It belongs to the gradient alone.",
            "look at the brackets: what is multiplied by the rate?",
        ),
        Misconception(
            "rate used twice",
            lambda w, g, rate: w - rate * rate * g,
            "It looks as if the gradient was multiplied by the rate twice.",
            "follow rate through your function: where is it used for the first time, and where again?",
        ),
        Misconception(
            "the other way round",
            lambda w, g, rate: rate * g - w,
            "The two parts are right, but it looks as if the position was taken from the step. Begin at the "
            "position, and take the step from it.",
            "swap the two sides of the minus.",
        ),
        Misconception(
            "added up",
            lambda w, g, rate: np.sum(w - rate * g),
            "It looks as if the coordinates of the new position were added up to one number.",
            "return the position as it is, one number for each coordinate.",
        ),
        Misconception(
            "one slope for all",
            lambda w, g, rate: w - rate * np.linalg.norm(g),
            "It looks as if every coordinate used the same slope: the length of the gradient. Then the skier can "
            "only ever go in one direction.",
            "let each coordinate step by its own slope.",
        ),
        Misconception(
            "the mean slope for all",
            lambda w, g, rate: w - rate * np.mean(g),
            "It looks as if every coordinate used the mean of the slopes.",
            "let each coordinate step by its own slope.",
        ),
        Misconception(
            "times the position",
            lambda w, g, rate: w - rate * g * w,
            "It looks as if the step was multiplied by the position too. How far you go depends on the slope and the "
            "rate, not on how far you are from 0.",
            "leave w out of the product, so that it stands there once.",
        ),
        Misconception(
            "stands still",
            lambda w, g, rate: w,
            (
                "That is the position from before the step. It may be that the new one was computed, but the old one "
                "returned."
            ),
            "look at what stands after return.",
        ),
        Misconception(
            "the sum of the slopes for all",
            lambda w, g, rate: w - rate * np.sum(g),
            "It looks as if every coordinate used the sum of the slopes. Then the skier can only ever go in one "
            "direction.",
            "let each coordinate step by its own slope.",
        ),
        Misconception(
            "the steepest slope for all",
            lambda w, g, rate: w - rate * np.max(g),
            "It looks as if every coordinate used the same slope, the largest of them.",
            "let each coordinate step by its own slope.",
            also=(
                lambda w, g, rate: w - rate * np.max(np.abs(g)),
                lambda w, g, rate: w - rate * g[0],
            ),
        ),
        Misconception(
            "a product of arrays",
            lambda w, g, rate: w - rate * np.dot(w, g),
            "It looks as if w @ gradient or np.dot was used: that multiplies two arrays to one number. Every "
            "coordinate then moves by the same amount.",
            "multiply with *, and leave the position out of the product.",
        ),
        Misconception(
            "the places of w and gradient swapped",
            lambda w, g, rate: g - rate * w,
            "It looks as if w and gradient changed places: the position was multiplied by the rate, and taken from "
            "the slopes. Perhaps the inputs are named in another order than they come in: w, gradient, rate.",
            "check the order of the inputs, and what is multiplied by the rate.",
        ),
        Misconception(
            "the inputs in another order",
            lambda w, g, rate: rate - w * g,
            "It looks as if the inputs come in another order than your function thinks. They come as w, gradient, "
            "rate.",
            "name the inputs in that order.",
            also=(lambda w, g, rate: g - rate + 0 * w,),
        ),
        Misconception(
            "the bracket in another place",
            lambda w, g, rate: (w - rate) * g,
            "It looks as if the rate was taken from the position before the gradient came in. Product first, then "
            "the difference.",
            "look at the brackets: what is multiplied by the gradient?",
        ),
        Misconception(
            "two steps",
            lambda w, g, rate: w - 2 * rate * g,
            "The step is twice as long as it should be: as if two steps were taken, or a 2 came along.",
            "take one step, w once and rate * gradient once.",
        ),
        Misconception(
            "half a step",
            lambda w, g, rate: w - rate * g / 2,
            "The step is half as long as it should be.",
            "look for a 2 or a 0.5 that has no place in the rule.",
        ),
        Misconception(
            "the slopes squared",
            lambda w, g, rate: w - rate * g**2,
            "It looks as if the slopes were squared. A square has no sign, so a falling slope would count as a "
            "rising one.",
            "use the gradient as it is.",
        ),
        Misconception(
            "rate minus",
            lambda w, g, rate: w * rate - g,
            "It looks as if the rate multiplies the position. It belongs to the gradient.",
            "look at what stands next to the rate.",
        ),
        Misconception(
            "a rate and a gradient added",
            lambda w, g, rate: w - (rate + g),
            "It looks as if rate and gradient were added. The rate says how far to go *for* a slope: the two are "
            "multiplied.",
            "put a * between them.",
            also=(lambda w, g, rate: w - rate + g,),
        ),
    ),
)

# 01.4 The whole walk ------------------------------------------------------------------------------------------------


def walk(gradient, start, rate, steps):
    positions = [start]
    for _ in range(steps):
        positions.append(positions[-1] - rate * gradient(positions[-1]))
    return np.array(positions)


def round_valley(w):
    """(x, y) → (2 x + y, x + 2 y)"""
    x, y = w
    return np.array([2.0 * x + y, x + 2.0 * y])


def long_valley(w):
    """(x, y) → (8 (x − 1) − y, 3 y − x)"""
    x, y = w
    return np.array([8.0 * (x - 1) - y, 3.0 * y - x])


def gives_up_early(gradient, start, rate, steps, last=1):
    """Wrong: a walk that ends with its first tiny step, or, with last=0, right before it."""
    path = walk(gradient, start, rate, steps)
    tiny = np.abs(np.diff(path, axis=0)).max(axis=1) < 1e-6
    return path[: tiny.argmax() + 1 + last] if tiny.any() else path


def one_coordinate_after_the_other(gradient, start, rate, steps):
    w, positions = np.array(start, dtype=float), [np.array(start)]
    for _ in range(steps):
        for i in range(len(w)):
            w[i] -= rate * gradient(w)[i]
        positions.append(w.copy())
    return np.array(positions)


def slope_of_the_start(gradient, start, rate, steps):
    return np.array([start - i * rate * gradient(start) for i in range(steps + 1)])


def walk_in_whole_numbers(gradient, start, rate, steps):
    positions = np.zeros((steps + 1, len(start)), dtype=int)
    positions[0] = start
    for i in range(steps):
        positions[i + 1] = positions[i] - rate * gradient(positions[i])
    return positions


def from_the_start_each_time(gradient, start, rate, steps):
    return np.array([start] + steps * [start - rate * gradient(start)])


def start_noted_twice(gradient, start, rate, steps):
    return np.concatenate([[start], walk(gradient, start, rate, steps)[:-1]]) if steps else np.array([start])


def a_slope_late(gradient, start, rate, steps):
    positions, slope = [start], gradient(start)
    for _ in range(steps):
        positions.append(positions[-1] - rate * slope)
        slope = gradient(positions[-2])
    return np.array(positions)


def equally_long_steps(gradient, start, rate, steps):
    return walk(lambda w: gradient(w) / np.linalg.norm(gradient(w)), start, rate, steps)


def rate_growing_smaller(gradient, start, rate, steps):
    positions = [start]
    for i in range(steps):
        positions.append(positions[-1] - rate / (i + 1) * gradient(positions[-1]))
    return np.array(positions)


def rate_times_the_count(gradient, start, rate, steps, first=0):
    positions = [start]
    for i in range(steps):
        positions.append(positions[-1] - (i + first) * rate * gradient(positions[-1]))
    return np.array(positions)


def rate_times_the_count_from_1(gradient, start, rate, steps):
    return rate_times_the_count(gradient, start, rate, steps, first=1)


def only_steps(gradient, start, rate, steps):
    positions = [start]
    for _ in range(steps):
        positions.append(-rate * gradient(positions[-1]))
    return np.array(positions)


WALK = Task(
    id="01.4",
    title="The whole walk",
    reference=walk,
    probes=(
        (round_valley, np.array([2.0, 1.0]), 0.1, 3),
        (long_valley, np.array([-3.0, 0.5]), 0.2, 4),
        (round_valley, np.array([0.5, 4.0]), 0.25, 1),
        (round_valley, np.array([2e-9, -3e-9]), 0.2, 3),  # steps that are tiny are steps
    ),
    insight="The first position is the start, and every later one comes from the slope at the one before it.",
    hints=(
        (
            "A walk is the rule of task 01.3 again and again. What has to be looked at anew before each step? What "
            "has to be kept for later?"
        ),
        (
            "Begin with a list in which only the start lies. Then, as often as there are steps: look at the slope "
            "where you are now, take a step, put the new position into the list."
        ),
        (
            "positions = [start], then for _ in range(steps): the new position comes from positions[-1], and goes to "
            "the end of the list with append. After the loop, return the list."
        ),
    ),
    next_step="take two steps only, steps = 2, and compare the three positions with what you get by hand.",
    misconceptions=(
        Misconception(
            "start left out",
            lambda *a: walk(*a)[1:],
            "The positions are right, but the first of them, the start, is missing. A path of 3 steps has 4 "
            "positions, as a fence of 3 boards has 4 posts.",
            "put the start into the list before the loop begins.",
        ),
        Misconception(
            "stops when steps are small",
            gives_up_early,
            "It looks as if the walk ends early where its steps get small. The number of steps is given, however "
            "little they do.",
            "take all the steps that are asked for.",
            also=(lambda *a: gives_up_early(*a, last=0),),
        ),
        Misconception(
            "only the last position",
            lambda *a: walk(*a)[-1],
            "That is where the walk ends, and it is right. Wanted are all positions on the way.",
            "keep every position: put each into a list, and return the list.",
        ),
        Misconception(
            "only the positions on the way",
            lambda *a: walk(*a)[1:-1],
            "It looks as if both ends are missing: the start, and where the walk ends.",
            "put the start into the list before the loop, and each new position right after its step.",
        ),
        Misconception(
            "the slope of the start, kept",
            slope_of_the_start,
            "It looks as if the slope was looked at once, at the start, and used for every step. On a mountain the "
            "slope is another one wherever you are.",
            "call gradient inside the loop, at the position where you are then.",
        ),
        Misconception(
            "from the start each time",
            from_the_start_each_time,
            (
                "The first step is right, and then the walk stays there. It looks as if every step begins at the start "
                "again."
            ),
            "let each step begin where the one before it ended.",
        ),
        Misconception(
            "one step too few",
            lambda gradient, start, rate, steps: walk(gradient, start, rate, steps - 1),
            "The positions are right, but the last step is missing. With the start there should be one position more "
            "than there are steps.",
            "count how often your loop runs: range(n) runs n times, from 0 to n − 1.",
        ),
        Misconception(
            "one step too many",
            lambda gradient, start, rate, steps: walk(gradient, start, rate, steps + 1),
            "The positions are right, but there is one step too many at the end.",
            "count how often your loop runs: range(n) runs n times, from 0 to n − 1.",
        ),
        Misconception(
            "start left out, one step more",
            lambda gradient, start, rate, steps: walk(gradient, start, rate, steps + 1)[1:],
            (
                "There are as many positions as there should be, but the first is not the start: everything comes one "
                "step early."
            ),
            "put the start into the list first, and let the loop run once for each step.",
        ),
        Misconception(
            "coordinates one after the other",
            one_coordinate_after_the_other,
            "It looks as if the first coordinate stepped before the slope of the second was looked at. Both slopes "
            "belong to the place where you stood before the step.",
            "compute the whole gradient once, and only then move, all coordinates together.",
        ),
        Misconception(
            "one array, many times",
            lambda gradient, start, rate, steps: np.array([walk(gradient, start, rate, steps)[-1]] * (steps + 1)),
            "Every position is the last one. It looks as if the list holds the same array many times, and w -= … "
            "changed that one array where it lies, in every place of the list at once.",
            "make a new array in each step, w = w - …, or put a copy into the list, w.copy().",
        ),
        Misconception(
            "uphill",
            lambda gradient, start, rate, steps: walk(gradient, start, -rate, steps),
            (
                "The walk goes uphill. The gradient points to where the ground rises most, and it looks as if the step "
                "was added."
            ),
            "look at the sign in front of rate * gradient(…).",
        ),
        Misconception(
            "rate forgotten",
            lambda gradient, start, rate, steps: walk(gradient, start, 1.0, steps),
            "It looks as if every step was the whole gradient. How far to go for a slope is what the rate says.",
            "multiply the gradient by the rate before you take it from the position.",
        ),
        Misconception(
            "the steps, not the places",
            lambda *a: np.diff(walk(*a), axis=0),
            "These are the steps. Wanted are the positions: where you stand before the first step, and after each.",
            "begin at the start, and take each step from the position before it.",
        ),
        Misconception(
            "the start, then the slopes",
            lambda gradient, start, *a: np.array([start, *map(gradient, walk(gradient, start, *a)[:-1])]),
            "The start is right, and what follows are the slopes on the way, not the positions.",
            "keep the new position in each round, not the slope that led to it.",
        ),
        Misconception(
            "positions cut to whole numbers",
            walk_in_whole_numbers,
            "It looks as if every position lost what stands behind its point, and the walk went on from there. An "
            "array of whole numbers does that to whatever is put into it, and so does np.zeros_like of one.",
            "make the array for floats, as np.zeros does by itself.",
        ),
        Misconception(
            "the start, then the steps",
            lambda *a: np.concatenate([walk(*a)[:1], np.diff(walk(*a), axis=0)]),
            "The start is right, and what follows are steps, not positions.",
            "take each step from the position before it, and keep the result.",
        ),
        Misconception(
            "each coordinate a row",
            lambda *a: walk(*a).T,
            "The numbers are right, but the table lies on its side: a row for each coordinate in place of a row for "
            "each position.",
            "put whole positions into one list, in place of a list for each coordinate.",
        ),
        Misconception(
            "all in one row",
            lambda *a: walk(*a).ravel(),
            "The numbers are right, but they come in one long row. Wanted is a row for each position.",
            "add each position to the list as one thing: append, and not extend or +=.",
        ),
        Misconception(
            "return inside the loop",
            lambda gradient, start, rate, steps: walk(gradient, start, rate, 1),
            (
                "The walk ends after one step. It looks as if return stands inside the loop: it leaves the function at "
                "once."
            ),
            "move return so far to the left that it stands below the loop, and no longer in it.",
        ),
        Misconception(
            "start noted twice",
            start_noted_twice,
            "The start comes twice, and the last position is missing. It looks as if the position goes into the list "
            "before the step is taken.",
            "take the step first, and put the position into the list after it.",
        ),
        Misconception(
            "a slope late",
            a_slope_late,
            "The first step is right. After that it looks as if each step uses the slope of the place before.",
            "look at the slope anew right before each step, at the place where you are then.",
        ),
        Misconception(
            "every step equally long",
            equally_long_steps,
            "It looks as if the gradient was divided by its length, so that every step is as long as the rate. In "
            "gradient descent steps are longer where it is steeper.",
            "take the gradient as it is, without dividing it.",
        ),
        Misconception(
            "a smaller rate each step",
            rate_growing_smaller,
            "It looks as if the rate gets smaller from step to step. That can be wise, and lesson 04 is about it. "
            "Here the rate stays what it is.",
            "use rate itself in every step.",
        ),
        Misconception(
            "stands still",
            lambda gradient, start, rate, steps: np.array([start] * (steps + 1)),
            "Every position is the start. It may be that a step is computed, but the position that it begins at "
            "stays the old one.",
            "give the new position back to the variable from which the next step begins.",
        ),
        Misconception(
            "the start written over",
            lambda *a: np.concatenate([walk(*a)[-1:], walk(*a)[1:]]),
            "In the place of the start stands the last position. It looks as if w -= … changed the array of the "
            "start where it lies, and the list holds that same array.",
            "make a new array in each step, w = w - …, or put a copy of the start into the list.",
        ),
        Misconception(
            "the slopes on the way",
            lambda gradient, *a: np.array([gradient(w) for w in walk(gradient, *a)]),
            "These are the slopes on the way. Wanted are the positions.",
            "put the position into the list, and not what gradient returns.",
            also=(lambda gradient, *a: np.array([gradient(w) for w in walk(gradient, *a)[:-1]]),),
        ),
        Misconception(
            "a rate that grows",
            rate_times_the_count,
            "It looks as if the rate was multiplied by the number of the step.",
            "leave the loop's counter out of the step.",
            also=(rate_times_the_count_from_1,),
        ),
        Misconception(
            "each position only a step",
            only_steps,
            "The start is right, and then each position is a step alone: −rate times the slope. Where the step "
            "begins is lost.",
            "begin each step at the position before it.",
        ),
        Misconception(
            "the last one not filled",
            lambda *a: np.concatenate([walk(*a)[:-1], 0 * walk(*a)[-1:]]),
            "The last position is 0, as it was when the array was made. It looks as if the loop ends one step early.",
            "count how often your loop runs, and which place of the array it fills last.",
        ),
        Misconception(
            "begins at 0",
            lambda gradient, start, rate, steps: walk(gradient, 0 * start, rate, steps),
            "The walk begins at 0 in place of the start. It looks as if an array of zeros was made, and the start "
            "not put into it.",
            "fill the first place with the start before the loop.",
        ),
        Misconception(
            "uphill, without the rate",
            lambda gradient, start, rate, steps: walk(gradient, start, -1.0, steps),
            "It looks as if the whole gradient was added in each step. The gradient points uphill, and how far to "
            "go for a slope is what the rate says.",
            "multiply by the rate first, and then look at the sign.",
        ),
        Misconception(
            "divided by the rate",
            lambda gradient, start, rate, steps: walk(gradient, start, 1 / rate, steps),
            "It looks as if the gradient was divided by the rate.",
            "make the step with a product in place of the quotient.",
        ),
    ),
)

# 01.5 The lodge in the fewest steps ---------------------------------------------------------------------------------

NEAR = 0.1  # km: whoever stays this close to the lodge has arrived
DARK = 60  # steps
GOAL = 10  # steps


def distances(rates):
    """How far the skier is from the lodge, in km, before the first step and after each: until dark, or off the map."""
    hill = mountain()
    w = hill.start
    path = [w]
    for t in range(DARK):
        w = w - rates[min(t, len(rates) - 1)] * hill.gradient(w)
        if not np.isfinite(hill(w)):
            break
        path.append(w)
    return np.linalg.norm(np.array(path) - hill.minimum, axis=-1)


def judge_rates(answer):
    """The verdict on a learning rate, or on a list of them, one for each step."""
    rates = read(answer).numbers
    if rates is None or rates.ndim > 1 or rates.size == 0:
        return not_yet(
            f"- You answered: {code(shown(answer))}\n\nWanted is a learning rate, or a list of them, one for each "
            "step.\n\nNext: hand over a number such as 0.003, or a list such as [0.01, 0.003].",
            "not a rate",
        )
    rates = np.atleast_1d(rates)
    facts = f"- Your rates: {code(shown(rates if rates.size > 1 else float(rates[0])))}"
    if not np.isfinite(rates).all() or (rates < 0).any():
        return not_yet(
            f"{facts}\n\nThere is a rate below zero, or one that is no number. With a negative rate a step goes along "
            "the gradient: uphill.\n\nNext: use rates above zero.",
            "negative",
        )
    if not rates.any():
        return not_yet(f"{facts}\n\nWith a rate of 0 nobody moves.\n\nNext: use a rate above zero.", "zero")
    away = distances(rates)
    near = away <= NEAR
    arrived = len(away) - near[::-1].argmin() if not near.all() else 0  # the first step after which all are near
    if len(away) <= DARK:
        return not_yet(
            f"{facts}\n- Step {len(away)} leads off the map.\n\nThe rate is so high that a step leaves the valley and "
            "ends on ground that throws you farther out.\n\nNext: divide the rate by ten, and see how that goes.",
            "off the map",
        )
    if near[-1] and arrived <= GOAL:
        return passed(
            f"At the lodge after {arrived} steps, and there to stay. Can you do it in fewer? A list of rates may, one "
            "for each step."
        )
    if near[-1]:
        return not_yet(
            f"{facts}\n- At the lodge after {arrived} steps.\n\nYou arrive and stay, slowly: {GOAL} steps are "
            "asked for.\n\nNext: try twice the rate; with a list, raise the last one.",
            "arrives late",
        )
    if near.any():
        return not_yet(
            f"{facts}\n- Near the lodge after {near.argmax()} steps, and {away[-1]:.2f} km away at step {DARK}."
            "\n\nYou came by and did not stay: around the lodge these steps are too long, so that each lands on the "
            "other side.\n\nNext: lower the rate a little; with a list, lower the last one.",
            "passes by",
        )
    if (np.diff(away) <= 0).all():
        return not_yet(
            f"{facts}\n- After {DARK} steps still {away[-1]:.2f} km from the lodge, and no step led away from it."
            "\n\nEvery step goes the right way, and it gets dark before you arrive: the rate is too low."
            f"\n\nNext: {'double the rate' if away[-1] < 0.5 else 'multiply the rate by ten'}, and see how that goes.",
            "too low",
        )
    return not_yet(
        f"{facts}\n- After {DARK} steps {away[-1]:.2f} km from the lodge, and some steps led away from it.\n\nThe "
        "steps are so long that they miss the valley of the lodge: the rate is too high.\n\nNext: halve the rate.",
        "too high",
    )


FEWEST_STEPS = Task(
    id="01.5",
    title="The lodge in the fewest steps",
    judge=judge_rates,
    next_step="try a rate that the lesson used, and see what the check says about it.",
    hints=(
        "The lesson has three skiers on this mountain: 0.0003, 0.003 and 0.01. Which of them come near the lodge?",
        "One of them arrives late but stays, another is near early but hops on. What lies between their rates?",
        "Between 0.003 and 0.01, try the middle; then go on halving whichever part the answer lies in.",
    ),
)

TASKS = (ONE_STEP, GRADIENT, STEP, WALK, FEWEST_STEPS)
