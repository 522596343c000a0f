"""The predictions of lesson 01, the mountain."""

from lrlib.feedback.quiz import Choice, Quiz

WHICH_WAY = Quiz(
    id="01.1",
    question=(
        "Where you stand the slope is (300, −100) meters per km, east and north. Which way does a gradient-descent "
        "step go?"
    ),
    choices=(
        Choice(
            "east, and a little south",
            "That is the direction of the gradient itself, and texts do say that weights move in its direction. But "
            "the gradient points to where the ground rises most: +300 says that it rises to the east. This step "
            "climbs.",
        ),
        Choice(
            "west, and a little north",
            "The ground rises to the east and, less steeply, to the south. The step goes against both, and it goes "
            "farther west than north since the slope is three times as large there.",
            right=True,
        ),
        Choice(
            "straight west, where it falls most",
            "West is the steeper of the two, so it is tempting to take it alone. But each coordinate steps by its "
            "own slope, and the ground falls to the north too. A little north of west it falls faster than straight "
            "west.",
        ),
        Choice(
            "west and north in equal parts",
            "Both directions go down, so that is half of it. But the step is the rate times the slope in each "
            "direction: where the slope is three times as large, the step is three times as long.",
        ),
    ),
)

TWICE_THE_RATE = Quiz(
    id="01.2",
    question="You double the learning rate and start from the same place. What happens to the first step?",
    choices=(
        Choice(
            "It is twice as long.",
            "The first step is rate × slope, and the slope at the start is the same. After that the two walks stand in "
            "different places, on different slopes: where each ends cannot be told by doubling.",
            right=True,
        ),
        Choice(
            "It is more than twice as long, since a faster skier also gathers speed.",
            "A real skier gathers speed. This one looks at the slope anew at every step and remembers nothing of the "
            "one before. (A rule that does gather speed is the subject of lesson 05.) The first step is rate × "
            "slope, so it doubles.",
        ),
        Choice(
            "It takes you twice as far down.",
            "On an even slope it would. But the ground bends under a step: it may get flatter, or rise again on the "
            "other side of the valley. What doubles for certain is the length of the step, rate × slope.",
        ),
        Choice(
            "It stays as long: the rate counts only from the second step on.",
            "The rate sounds like something that works over time. But it is in every step, the first one too: each is "
            "rate × slope.",
        ),
    ),
)

NEAR_THE_LODGE = Quiz(
    id="01.3",
    question=(
        "You are close to the lodge, the ground is almost flat, and the learning rate has not changed. What happens "
        "to the steps?"
    ),
    choices=(
        Choice(
            "They stay as long as they were, since the rate is the same.",
            "The name learning rate sounds like a speed, so one expects equal steps. But a step is rate × slope: "
            "with the same rate and a tenth of the slope it is a tenth as long. Look at how the marks on the path "
            "crowd together.",
        ),
        Choice(
            "They get shorter by themselves.",
            "A step is rate × slope. Toward the bottom the slope goes to zero, and the steps with it, although "
            "nobody has touched the rate.",
            right=True,
        ),
        Choice(
            "They stop, because the lodge is known to be there.",
            "In the picture you see the lodge. The skier in the fog does not: all there is to know is the slope "
            "underfoot. The steps get shorter with it and never quite become zero.",
        ),
        Choice(
            "They get longer: there is less to hold you back on flat ground.",
            "On real snow one does glide far on the flat. Here nothing glides: each step is rate × slope, and a "
            "small slope makes a small step.",
        ),
    ),
)

QUIZZES = (WHICH_WAY, TWICE_THE_RATE, NEAR_THE_LODGE)
