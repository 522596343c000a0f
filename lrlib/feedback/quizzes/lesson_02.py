"""The predictions of lesson 02, too high, too low."""

from lrlib.feedback.quiz import Choice, Quiz

THE_LOWER_LOSS = Quiz(
    id="02.1",
    question=(
        "Two skiers start at w = 1 on this bowl, which has λ = 10. One takes the rate 0.05, the other 0.15. Whose "
        "loss is lower after six steps?"
    ),
    choices=(
        Choice(
            "that of 0.05, since its steps never pass the bottom",
            "Its path does look tidier. But the loss knows only how high a place lies, not which side it is on: look "
            "at how far from the bottom each step of the other one ends.",
        ),
        Choice(
            "that of 0.15, since its steps are longer",
            "Longer they are, and on the way down that helps. But each of them goes past the bottom, and what it goes "
            "too far has to be gone back.",
        ),
        Choice(
            "neither: they are the same",
            "At 0.05 a step goes half of the way to the bottom; at 0.15 it goes half as far again as the way. Either "
            "way half of the distance is left.",
            right=True,
        ),
        Choice(
            "that of 0.05, since 0.15 passes the bottom at every step and flies away",
            "To pass the bottom is to overshoot, and overshooting sounds like the beginning of the end. It is only "
            "that if a step ends farther away than it began. Here each ends nearer.",
        ),
    ),
)

TEN_TIMES_AS_LONG = Quiz(
    id="02.2",
    question=(
        "On the bowl with the curvatures 1 and 10 the best rate takes 23 steps until 1 % of the way is left. Another "
        "bowl has the curvatures 1 and 100. Its own best rate takes …"
    ),
    choices=(
        Choice(
            "23 steps as well, since it is the best rate for that bowl",
            "It is the best for that bowl, but best is not equally good. The steep direction allows it at most 2/100, "
            "and the flat direction has to get along with that.",
        ),
        Choice(
            "about 46, since a hundred has two zeros and ten has one",
            "Slow growth would be good news. But look at the flat direction: its rate is about ten times lower, "
            "so each step covers a tenth of what it covered before.",
        ),
        Choice(
            "about 230",
            "The steep direction pushes the rate down by a factor of ten. The flat direction is as flat as before, so "
            "it needs ten times as many steps.",
            right=True,
        ),
        Choice(
            "about 2,300",
            "Ten times steeper makes the slope ten times and the loss ten times larger, and one may want to count "
            "both. The steps only feel the one: the rate falls by ten, and with it the pace along the flat direction.",
        ),
    ),
)

METERS = Quiz(
    id="02.3",
    question=(
        "With the lengths in kilometers the edge is at 0.2929. Now you hand over the same lengths in meters, so that "
        "every number is 1,000 times as large. Where is the edge?"
    ),
    choices=(
        Choice(
            "still at 0.2929: it is the same data",
            "The runs are the same and so is the line through them. But the loss as a function of w is another one: "
            "in meters a small change of w changes every prediction a lot.",
        ),
        Choice(
            "1,000 times lower",
            "One factor of 1,000 is right: the prediction w × length reacts 1,000 times as strongly to w. Then the "
            "slope, error × length, is multiplied by the length once more.",
        ),
        Choice(
            "1,000,000 times lower",
            "The length comes in twice: in how far a prediction moves with w, and in how much each error counts in "
            "the slope. So the curvature is the mean of the squared lengths.",
            right=True,
        ),
        Choice(
            "1,000 times higher, since the weight that is looked for is 1,000 times smaller",
            "The weight is smaller indeed: minutes per meter. But that makes the valley narrower, 1,000 times, and a "
            "narrow valley wants short steps.",
        ),
    ),
)

FLAT = Quiz(
    id="02.4",
    question=(
        "You train a network, and for all 20 epochs its loss lies flat, near 2.3. Nothing else is shown to you. What "
        "do you know about its learning rate?"
    ),
    choices=(
        Choice(
            "It is too low: the network has hardly moved.",
            "A network that crawls lies flat, true. But does every network that lies flat crawl? The figure that "
            "comes next has two flat curves.",
        ),
        Choice(
            "It is too high: a loss that does not fall means that the steps are too long.",
            "On a bowl such a loss would grow, not lie flat. A network's can lie flat; but so does the loss of one "
            "that hardly moves.",
        ),
        Choice(
            "It is far too low or far too high; the curve does not say which.",
            "Too low a rate leaves the network where it began, guessing. Too high a rate can throw it to where it "
            "guesses for good. Guessing among ten digits costs 2.3 either way.",
            right=True,
        ),
        Choice(
            "It was about right: the network has learned what there is to learn, and has settled.",
            "A network that has learned lies flat too, but low. 2.3 is what guessing among ten digits costs, so "
            "whoever ends there has learned nothing.",
        ),
    ),
)

QUIZZES = (THE_LOWER_LOSS, TEN_TIMES_AS_LONG, METERS, FLAT)
