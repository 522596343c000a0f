"""The predictions of lesson 01, the mountain."""

from lrlib.feedback.quiz import Choice, Quiz

WHICH_WAY = Quiz(
    id="01.1",
    question=(
        "Where you stand, the slope is −13.8 m per km to the east and +92.8 m per km to the north. You go 100 m. On "
        "which way do you lose the most altitude?"
    ),
    choices=(
        Choice(
            "along the gradient, the way that (−13.8, +92.8) points",
            "Texts do say that weights move in the direction of the gradient. But +92.8 says that the ground rises to "
            "the north: the gradient points to where it rises most. On this way you climb.",
        ),
        Choice(
            "due south, since the slope north is by far the larger one",
            "Close. South alone takes most of what there is. But the ground also falls a little to the east, and a "
            "step that leans east takes that as well.",
        ),
        Choice(
            "against the gradient, the way that (+13.8, −92.8) points",
            "The ground rises to the north and falls, less, to the east. Going against both slopes, each in proportion "
            "to its size, loses the most.",
            right=True,
        ),
        Choice(
            "straight to the lodge",
            "That is where you want to be in the end, and it does lead down. But on the next 100 m another way is "
            "steeper. The steepest way down and the way to the goal are seldom the same.",
        ),
    ),
)

LENGTH_OF_THE_STEPS = Quiz(
    id="01.2",
    question="The rate stays at 0.003 for all sixty steps. What happens to the length of the steps on the way down?",
    choices=(
        Choice(
            "They stay as long as the first, since the rate stays.",
            "A learning rate sounds like a speed, so one expects equal steps. But a step is rate × slope, and the "
            "slope is another one wherever you stand.",
        ),
        Choice(
            "They get shorter from the first step on.",
            "In the end they do, but not from the start. You begin near a summit, where the ground is flatter than "
            "below it, and the steepest part of the way comes after the first step.",
        ),
        Choice(
            "They get longer all the way, as a skier gathers speed.",
            "A real skier gathers speed. This one looks at the slope anew at every step and remembers nothing. (A rule "
            "that gathers speed is the subject of lesson 05.)",
        ),
        Choice(
            "They get longer where it gets steeper, and shorter where it gets flatter.",
            "The rate is the same, so the slope alone decides. Nobody has to slow the skier down: on the flat ground "
            "around the lodge the steps get short by themselves.",
            right=True,
        ),
    ),
)

WHO_ARRIVES = Quiz(
    id="01.3",
    question="Who is within 100 m of the lodge after 60 steps?",
    choices=(
        Choice(
            "only the skier with 0.003",
            "The first is still high on the mountainside. The third came close early, and did not stay: close for a "
            "moment is not the same as there.",
            right=True,
        ),
        Choice(
            "those with 0.003 and with 0.01: whoever goes farther per step arrives sooner",
            "The skier with 0.01 does come close sooner. But each step is too long for the ground around the lodge: it "
            "lands on the other side, and the next one comes back.",
        ),
        Choice(
            "those with 0.0003 and with 0.003: small steps are the safe ones",
            "Small steps are safe in that they never pass the lodge. They are also short: sixty of them cover about a "
            "third of the way, and then it is dark.",
        ),
        Choice(
            "all three, since every step goes downhill",
            "Every step starts out downhill. That does not say that it is long enough to arrive in time, nor that it "
            "ends before the ground rises again.",
        ),
    ),
)

FIVE_TIMES_HIGHER = Quiz(
    id="01.4",
    question="A skier starts at the same place with the rate 0.05. What happens?",
    choices=(
        Choice(
            "The skier hops across the valley as with 0.01, in wider hops.",
            "That is what a somewhat higher rate does: 0.012 hops like this. At 0.05 a single step is longer than the "
            "whole valley is wide, so there is no valley left to hop in.",
        ),
        Choice(
            "The skier is thrown about, and after a few steps is off the map.",
            "The first step is longer than the way to the lodge, and the next two are longer still: 4.7, 5.7 and 7.2 "
            "km. The one after that ends off the map.",
            right=True,
        ),
        Choice(
            "The skier arrives at once, as the steps are long enough for the whole way.",
            "Long enough they are. But a step goes the way that is steepest at its start, and not to the lodge; and it "
            "ends where rate × slope says, not where the valley is.",
        ),
        Choice(
            "The skier slows down by themselves, as the ground gets flatter.",
            "That works when steps end on flatter ground. A step that passes the flat ground and ends on the slope "
            "behind it finds no reason to be shorter.",
        ),
    ),
)

QUIZZES = (WHICH_WAY, LENGTH_OF_THE_STEPS, WHO_ARRIVES, FIVE_TIMES_HIGHER)
