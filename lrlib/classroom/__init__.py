"""The classroom: what `check` said in a folder of collected exercise notebooks, in one table, for who teaches.

    python -m lrlib.classroom FOLDER                what the notebooks say themselves
    python -m lrlib.classroom FOLDER --rerun        what they say when they are run afresh
    … --csv FILE --html FILE                        the same table for a spreadsheet, and as a page

How it is built, in the order in which it is best read:

    collecting.py    which files there are, and whose they are
    reading.py       one file: the verdicts in it, or the reason why there are none
    rerunning.py     the notebooks run again, each in a process of its own   running.py   what happens in that process
    tabulating.py    learner × task × outcome × misconception, and what is most common
    safe.py          learners' text made safe to show
    screen.py        the table on a terminal     sheet.py   as CSV     page.py   as HTML
    __main__.py      the command

Nothing that is handed in is trusted: a file may be broken, huge or hostile, and is then one row with its reason.
teaching/classroom.md says what the table means, and what it cannot know. Reading needs no PyTorch.
"""
