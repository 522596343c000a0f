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

THE_LONGEST_STEP = Quiz(
    id="01.2",
    question="The rate stays at 0.003 for all sixty steps. Which of them is the longest?",
    choices=(
        Choice(
            "None: all are equally long, since the rate stays.",
            "A learning rate sounds like a speed, so one expects equal steps. But a step is rate × slope, and the "
            "slope is another one wherever you stand.",
        ),
        Choice(
            "the first",
            "It would be, if the start were the steepest place of the way. But you begin near a summit, and summits "
            "are round.",
        ),
        Choice(
            "one soon after the first",
            "You begin near a summit, where the ground is still round and flat. A little below it is steeper, so the "
            "steps there are longer.",
            right=True,
        ),
        Choice(
            "one near the end, as a skier gathers speed",
            "A real skier gathers speed. This one looks at the slope anew at every step and remembers nothing. (A rule "
            "that gathers speed is the subject of lesson 05.)",
        ),
    ),
)

THREE_TIMES_THE_RATE = Quiz(
    id="01.3",
    question=(
        "With 0.003 the skier is at the lodge after 22 steps. Another one takes 0.01: from the same place a step "
        "is about three times as long. What happens at the lodge?"
    ),
    choices=(
        Choice(
            "The skier is there after about 7 steps, and stays.",
            "Three times as far per step, so a third of the steps: on the way down that is about right. But around the "
            "lodge the ground rises again on every side. Look at what a long step does there.",
        ),
        Choice(
            "The skier comes by early, hops past it, and goes on hopping, always about as far.",
            "A long step ends on the far side, where the slope sends the skier back with a step just as long. It never "
            "gets shorter, so there is no reason to stop.",
            right=True,
        ),
        Choice(
            "The skier comes by early, hops past it, and each hop is longer, until the skier has left the valley.",
            "At the very first it does look like that. But the valley's sides are not a perfect bowl: farther up they "
            "bend away, and the slope there does not grow fast enough to throw the skier out.",
        ),
        Choice(
            "The skier hops past it a few times, in ever shorter hops, and then stays.",
            "That is what a rate a little lower than this does, 0.0083 for example. Whether hops get shorter or not "
            "depends on the rate and on how curved the ground is. Lesson 02 finds the line between the two.",
        ),
    ),
)

FIVE_TIMES_HIGHER = Quiz(
    id="01.4",
    question="Another skier takes 0.05. What do the first altitudes of that run look like, one after the other?",
    choices=(
        Choice(
            "They swing between two values, as with 0.01, but farther apart.",
            "That needs a valley that is wide enough for the steps. Here each step is longer than the valley.",
        ),
        Choice(
            "They grow, more and more, without end.",
            "On a bowl they do: its sides get steeper forever, and lesson 02 has one. Real ground has a highest place, "
            "so altitudes have a highest value.",
        ),
        Choice(
            "They fall at once to the lodge's altitude, as the steps are long enough for the whole way.",
            "Long enough they are. But a step goes the way that is steepest where it starts, not the way to the lodge, "
            "and nothing makes it end there.",
        ),
        Choice(
            "A few that are all over the place, and then no number at all.",
            "Each step is longer than the valley is wide, so it ends on ground that has nothing to do with the last. "
            "Sooner or later that is where there is no ground.",
            right=True,
        ),
    ),
)

QUIZZES = (WHICH_WAY, THE_LONGEST_STEP, THREE_TIMES_THE_RATE, FIVE_TIMES_HIGHER)
