"""Short runs of what a lesson does: a kernel, a widget in it, a descent, a training run, and a file for progress.

Each runs in another process (`python -m lrlib.doctor.trials`), which reports what came of it. Like the rest of this
folder, the file imports nothing that may be missing until it is needed.
"""

import sys
import tempfile
import time
from queue import Empty

from lrlib.doctor.asking import ask, last_line, report
from lrlib.doctor.findings import BROKEN, GOOD, TRIALS, UNTRIED, WRONG, Finding
from lrlib.doctor.packages import anew

SECONDS = 90  # for a kernel to start: a minute is not unheard of the first time after the set-up
PATIENCE = 20  # seconds for a widget to answer, once its kernel runs
PROCESSES = (("kernel", "widget"), ("descent", "training", "progress"))  # what can be tried in one process
NEEDS = {
    "kernel": ("jupyterlab",),
    "widget": ("anywidget", "ipywidgets", "kernel"),
    "descent": ("numpy",),
    "training": ("numpy", "torch", "scikit-learn", "tqdm"),
    "progress": ("numpy",),
}

# In the kernel: a widget that answers a number with the next one.
ECHO = """
import anywidget, traitlets
class Echo(anywidget.AnyWidget):
    _esm = "export default { render() {} }"
    asked = traitlets.Int().tag(sync=True)
    answered = traitlets.Int().tag(sync=True)
    @traitlets.observe("asked")
    def answer(self, change):
        self.answered = change.new + 1
echo = Echo()
"""


def trials(so_far):
    """A Finding for each of TRIALS. `so_far` are the findings about packages: what cannot run is not tried."""
    outcomes = {finding.name: finding.outcome for finding in so_far}
    for names in PROCESSES:
        possible = [name for name in names if all(outcomes.get(need, GOOD) == GOOD for need in NEEDS[name])]
        reports, stopped = ask(["-m", "lrlib.doctor.trials", *possible], 2 * SECONDS) if possible else ([], "")
        told = {said["name"]: said for said in reports}
        for name in names:
            finding = judge(name, told.get(name), stopped, outcomes)
            outcomes[name] = finding.outcome
            yield finding


def judge(name, said, stopped, outcomes):
    """The Finding for one trial, from what was reported of it."""
    missing = [need for need in NEEDS[name] if outcomes.get(need, GOOD) != GOOD]
    if missing:
        return Finding(name, UNTRIED, TRIALS[name], remedy=f"not tried, since it needs {' and '.join(missing)}")
    if said is None:
        said = {"outcome": BROKEN, "trouble": stopped or "it said nothing"}
    remedy = ""
    if said["outcome"] != GOOD:
        remedy = said.get("remedy") or f"{said['trouble']}; {anew(name)}"
    return Finding(name, said["outcome"], TRIALS[name], (), remedy, said.get("ms"))


# ---- in the other process


def main(names):
    """Try each of `names` that does not need one that has failed, and report what came of it."""
    kernel, failed = Kernel(), set()
    tries = {"kernel": kernel.answers, "widget": kernel.echoes}
    for name in names:
        if failed & set(NEEDS[name]):
            continue
        began = time.perf_counter()
        try:
            outcome = (tries.get(name) or globals()[name])() or {"outcome": GOOD}
        except Exception as error:
            outcome = broken(f"{type(error).__name__}: {error}".splitlines()[0])
        if outcome["outcome"] != GOOD:
            failed.add(name)
        report(**{"name": name, "ms": round(1000 * (time.perf_counter() - began)), **outcome})
    kernel.stop()


class Kernel:
    """The kernel that a notebook of the course asks for, python3, started as JupyterLab does."""

    manager = client = None

    def answers(self):
        """Start it, and ask which Python it is: it should be this one."""
        from subprocess import DEVNULL

        from jupyter_client.manager import KernelManager

        self.manager = KernelManager(kernel_name="python3")
        with tempfile.TemporaryFile() as complaints:
            self.manager.start_kernel(stdout=DEVNULL, stderr=complaints)
            self.client = self.manager.blocking_client()
            self.client.start_channels()
            try:
                self.client.wait_for_ready(timeout=SECONDS)
            except RuntimeError as error:
                complaints.seek(0)
                return broken(last_line(complaints.read().decode("utf-8", errors="replace"), str(error)))
        printed = [message["content"]["text"] for message in self.run("import sys; print(ascii(sys.prefix))", "stream")]
        if printed != [ascii(sys.prefix) + "\n"]:
            folder = self.manager.kernel_spec.resource_dir
            return {
                "outcome": WRONG,
                "trouble": "",
                "remedy": f"notebooks run in another Python ({''.join(printed).strip()}), since the kernel in {folder} "
                "says so; remove that folder, or start JupyterLab with `make lab`",
            }

    def echoes(self):
        """Make a widget in it, change it from outside as a browser does, and wait for what it changes in turn."""
        (opened,) = (
            message["content"]["comm_id"]
            for message in self.run(ECHO, "comm_open")
            if "asked" in message["content"]["data"].get("state", {})
        )
        update = {"method": "update", "state": {"asked": 41}, "buffer_paths": []}
        message = self.client.session.msg("comm_msg", {"comm_id": opened, "data": update})
        self.client.shell_channel.send(message)
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            try:
                answer = self.client.get_iopub_msg(timeout=PATIENCE)
            except Empty:
                break
            ours = answer["msg_type"] == "comm_msg" and answer["content"]["comm_id"] == opened
            if ours and answer["content"]["data"].get("state", {}).get("answered") == 42:
                return None
        return broken(f"the widget did not answer within {PATIENCE} seconds")

    def run(self, code, kind):
        """Run code in the kernel, and return its messages of one kind. Raises RuntimeError with the kernel's error."""
        asked, found = self.client.execute(code), []
        while True:
            message = self.client.get_iopub_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") != asked:
                continue
            content = message["content"]
            if message["msg_type"] == "error":
                raise RuntimeError(f"{content['ename']}: {content['evalue']}")
            if message["msg_type"] == kind:
                found.append(message)
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return found

    def stop(self):
        if self.client:
            self.client.stop_channels()
        if self.manager and self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)


def descent():
    """A thousand descents at once, with the rates of which the best is known: 2 / (1 + 10)."""
    from lrlib import GradientDescent, descend, quadratic, sweep

    runs = descend(quadratic([1, 10]), GradientDescent(lr=sweep(1e-3, 1, 1000)), steps=100)
    best = float(runs.best().lr)
    if not 0.98 < best * 11 / 2 < 1.02:
        return broken(f"the best rate is {best:.4g}, and should be 2/11")


def training():
    """A small network on the real data: it learns."""
    from lrlib import GradientDescent, digits, mlp, train

    accuracy = train(mlp(64), digits(), GradientDescent(lr=0.3), epochs=3).validation_accuracies[-1]
    if not accuracy > 0.8:
        return broken(f"after three epochs it is right in {accuracy:.0%}, and should be in more than 80%")


def progress():
    """Whether what has been passed and answered outlasts the kernel."""
    from lrlib.feedback import progress as kept

    trouble = kept.why_not_kept()
    if trouble:
        return {"outcome": BROKEN, "trouble": trouble, "remedy": trouble}


def broken(trouble):
    return {"outcome": BROKEN, "trouble": trouble}


if __name__ == "__main__":
    main(sys.argv[1:])
