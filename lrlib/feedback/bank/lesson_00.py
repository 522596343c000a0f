"""Lesson 00, start here: one small task, to see how a task goes."""

from lrlib.feedback.task import Misconception, Task

LOST = Task(
    id="00.1",
    title="Altitude lost",
    reference=30.0,
    insight="0.2 km × 150 m per km = 30 m.",
    hints=(
        "The slope says how many meters you lose on each kilometer. How many kilometers do you go?",
        "On 1 km you lose 150 m, on half a kilometer 75 m. You go 0.2 km.",
        "Multiply the way, 0.2 km, by the slope, 150 m per km. The result is in meters.",
    ),
    next_step="say in words what 150 m per km means, and then what it means for 0.2 km.",
    misconceptions=(
        Misconception(
            "minus",
            -30.0,
            "The size is right. The question asks how much you lose, and losing −30 m would be a climb.",
            "leave the minus out.",
        ),
        Misconception(
            "the slope itself",
            150.0,
            "That is what you would lose on a whole kilometer. You go only a part of one.",
            "take the share of it that 0.2 km is.",
        ),
        Misconception(
            "way divided by slope",
            0.2 / 150,
            "It looks as if the way was divided by the slope. Then a steeper slope would cost you less altitude.",
            "ask what a slope of 300 m per km should give: half as much, or twice as much?",
        ),
        Misconception(
            "slope divided by way",
            150 / 0.2,
            "It looks as if the slope was divided by the way. Then going less far would cost you more altitude.",
            "ask what going 0.4 km should give: half as much, or twice as much?",
        ),
        Misconception(
            "in kilometers",
            0.03,
            "That is the right height in kilometers. Altitudes in this course are in meters.",
            "give the same height in meters.",
        ),
    ),
)

TASKS = (LOST,)
