"""What happens in the process of one notebook: `python -m lrlib.classroom.running RECORD MEGABYTES`.

The sources of the code cells come in as JSON. What the cells show goes into the file RECORD, line by line as it comes,
so that whatever happens in cell 5, cells 1 to 4 are on record:

    {"cell": 5}                    cell 5 begins
    {"cell": 5, "output": {…}}     it gave a verdict, or stopped with an error
    {"end": true}                  the last cell has been run

A cell that stops with an error does not stop the notebook: the next task may be all right.
"""

import ctypes
import json
import os
import signal
import sys

from lrlib.classroom.reading import VERDICT

LIMITED = sys.platform.startswith("linux")  # macOS takes a limit of memory and forgets it; Windows has none
NO_LIMIT = "On this system the memory of a process cannot be limited (it can on Linux): --megabytes is ignored."
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl
LONGEST_TEXT = 20_000  # characters of the text beside a verdict


def limit(megabytes):
    """From here on this process gets so much memory, writes no file that is longer, and leaves no core behind.

    And it ends when the one that started it does, even if that was killed and could end nothing.
    """
    if not LIMITED:
        return
    import resource

    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    size = int(megabytes * 1e6)
    for kind, most in ((resource.RLIMIT_DATA, size), (resource.RLIMIT_FSIZE, size), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))


def run(sources, tell):
    """Run the cells one by one, as Jupyter does, and tell what they show."""
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    now = 0

    class Publisher(DisplayPublisher):
        def publish(self, data, metadata=None, **more):
            if VERDICT in data:
                plain = str(data.get("text/plain", ""))[:LONGEST_TEXT]
                bundle = {VERDICT: data[VERDICT], "text/plain": plain}
                tell({"cell": now, "output": {"output_type": "display_data", "data": bundle}})

    shell = InteractiveShell.instance(
        config=Config({"HistoryManager": {"enabled": False}}), display_pub_class=Publisher, colors="nocolor"
    )
    shell.ask_exit = sys.exit  # what exit and quit call; in Jupyter too the cell is all that it ends
    for now, source in enumerate(sources, 1):  # noqa: B007, the publisher reads it
        tell({"cell": now})
        try:
            result = shell.run_cell(source, store_history=True)
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:  # what not even IPython holds
            error = raised
        if error is not None:
            tell({"cell": now, "output": {"output_type": "error", "ename": type(error).__name__}})
    tell({"end": True})


def main():
    record, megabytes = sys.argv[1], float(sys.argv[2])
    sources = json.loads(sys.stdin.buffer.read())
    limit(megabytes)
    with open(record, "a", encoding="utf-8") as file:

        def tell(line):
            file.write(json.dumps(line) + "\n")
            file.flush()

        run(sources, tell)
        os._exit(0)  # threads that a notebook has left behind end here


if __name__ == "__main__":
    main()
