"""The predictions of lesson 07, the whole descent."""

from lrlib.feedback.quiz import Choice, Quiz

AT_ITS_OWN_RATE = Quiz(
    id="07.1",
    question=(
        "At the rate 0.01 Adam is some thirty points ahead of SGD. Now each searches for its own rate, with 13 "
        "trainings. Of the validation digits, how many will SGD get right at its best rate?"
    ),
    choices=(
        Choice(
            "About as many as before: the gap is what Adam's rate for each weight is worth.",
            "It looks like a difference between two methods. But 0.01 means something else to each of them: to Adam it "
            "is about the length of a step, to SGD a factor on slopes that are small here.",
        ),
        Choice(
            "About 85 %: a better rate closes half of the gap.",
            "A search helps, and one might expect it to help a little. See how far from 0.01 SGD's best rate lies.",
        ),
        Choice(
            "About as many as Adam.",
            "The race at 0.01 measured whom 0.01 suits. At a rate a hundred times higher hardly anything is left "
            "of the thirty points.",
            right=True,
        ),
        Choice(
            "Clearly more than Adam: plain SGD finds better places.",
            "That is a claim one meets, and on some problems it may hold. Here SGD is not ahead: with three "
            "seeds the two draw, and with more of them Adam is ahead by a little.",
        ),
    ),
)

WHAT_A_SCHEDULE_BUYS = Quiz(
    id="07.2",
    question=(
        "Constant, cosine, and warm-up with cosine: each gets three rates, from 0.01 up to 0.1, which is three times "
        "too high for a constant one. What will a schedule bring on this network?"
    ),
    choices=(
        Choice(
            "A clearly lower loss at its best rate.",
            "On a noisy bowl, in lesson 04, it did. Here little of the validation loss is noise of the steps, and at "
            "the best rates the three lie within luck of each other.",
        ),
        Choice(
            "About the same loss at the best rate; but with the warm-up 0.1 becomes a good rate too.",
            "What makes 0.1 too high are the first steps. A warm-up gets past them, so that the valley of good rates "
            "becomes wider. That is worth something when nobody has told you the best rate.",
            right=True,
        ),
        Choice(
            "About the same loss at the best rate; and the cosine alone makes 0.1 a good rate too.",
            "The cosine is low at the end, and one might think that it mends then what was spoiled before. But it "
            "begins at its highest, just where these weights bear it least.",
        ),
        Choice(
            "A worse loss everywhere: a rate that falls wastes steps.",
            "At 0.01 that is so, since the way is not yet done when the rate is gone. It is why a schedule wants a "
            "higher rate than a constant one.",
        ),
    ),
)

THE_RATE_OR_NOT = Quiz(
    id="07.3",
    question=(
        "A loss becomes nan after two steps. You suspect the rate and train again at a tenth of it: nan after two "
        "steps. What now?"
    ),
    choices=(
        Choice(
            "Another tenth: the rate is still too high.",
            "That is the first thing to suspect, and it was right to try. But a step that is ten times shorter does "
            "its damage later, or not at all. Here nothing has changed.",
        ),
        Choice(
            "Look at what the third batch holds.",
            "The same step, whatever the rate: so it is not the length of the steps. The third batch is the first one "
            "whose loss is nan, and the data in it come before any rate.",
            right=True,
        ),
        Choice(
            "Clip the gradient.",
            "Clipping shortens a gradient that is too long. A gradient that is nan has no length, and stays nan.",
        ),
        Choice(
            "Take another seed.",
            "Then the batches come in another order, and it happens at another step; within the first epoch it "
            "happens all the same.",
        ),
    ),
)

WHAT_THE_TEST_SAYS = Quiz(
    id="07.4",
    question=(
        "You have the share of validation digits that five fresh seeds get right, in the mean. The test part has 360 "
        "digits that no choice has seen. What will it say?"
    ),
    choices=(
        Choice(
            "The same, to the last digit: the networks are the same.",
            "The networks are, the images are not. Which 360 images one happens to have is worth about a point.",
        ),
        Choice(
            "Much less, five points or more: these images are new to them.",
            "So were the validation images: no weight was ever moved by one of them. Only choices were made by them, "
            "and not very many.",
        ),
        Choice(
            "The same within two points or so, and rather less than more.",
            "Which images one has is worth about a point either way. And the recipe was chosen by the validation "
            "images, which leans a little to one side: what was chosen there looks best there.",
            right=True,
        ),
        Choice(
            "More: the test images are easier, as one keeps the hard ones for learning.",
            "They were dealt out at random, each digit in the same proportion, so none of the three parts is easier "
            "by design.",
        ),
    ),
)

THE_WINNER_S_NUMBER = Quiz(
    id="07.5",
    question=(
        "Of the 48 networks the best one on a random half of the validation images gets, in the mean, some 98.5 % of "
        "that half right. How many does the same network get right of the other half?"
    ),
    choices=(
        Choice(
            "Also 98.5 %: the halves are random, so neither is easier.",
            "Neither is easier in the mean over all halves. But this network was picked for doing well on this very "
            "half, and so, in part, for having been lucky with it.",
        ),
        Choice(
            "Nearly two points less.",
            "It was picked for being good and for being lucky. On the other half it is only good.",
            right=True,
        ),
        Choice(
            "About 90 %: it has learned the first half by heart.",
            "Nothing was learned from either half: it was only picked by one of them. That costs less than learning "
            "by heart would.",
        ),
        Choice(
            "More: a network that does well on one half is a good one.",
            "It is a good one, and that carries over. Its luck does not.",
        ),
    ),
)

QUIZZES = (AT_ITS_OWN_RATE, WHAT_A_SCHEDULE_BUYS, THE_RATE_OR_NOT, WHAT_THE_TEST_SAYS, THE_WINNER_S_NUMBER)
