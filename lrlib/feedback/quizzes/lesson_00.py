"""The prediction of lesson 00, which has no wrong answer: it shows how a prediction goes."""

from lrlib.feedback.quiz import Choice, Quiz

HOW_SO_FAR = Quiz(
    id="00.1",
    question="How have you chosen a learning rate so far?",
    choices=(
        Choice(
            "I took the one that the example or the paper had.",
            "That works as long as your problem is the example's. A good rate depends on how curved the loss is, and "
            "that changes with the data, the network and even the units of the inputs. Lesson 02 shows why.",
            right=None,
        ),
        Choice(
            "I tried a few and kept what worked.",
            "That is most of the way there. Which few to try, in which order, and what to look at: lesson 03 makes a "
            "method of it, and six runs are enough.",
            right=None,
        ),
        Choice(
            "I left the default.",
            "A default is somebody's guess about problems that are not yours. At the end of lesson 06 you know where "
            "0.001 in Adam comes from, and when it is far off.",
            right=None,
        ),
        Choice(
            "I have never had to choose one.",
            "Then there is nothing to unlearn. Lesson 01 begins on a mountain, with no formula at all.",
            right=None,
        ),
    ),
)

QUIZZES = (HOW_SO_FAR,)
