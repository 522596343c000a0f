"""Run notebooks and store them with their outputs, in the one form in which the project keeps them (`make notebooks`).

    python tools/notebooks.py                 all lessons and solutions
    python tools/notebooks.py notebooks/01*   only these

Running them again without a change changes no text: ids come from a cell's own words, and timings, random ids of
widgets and whatever else differs from run to run are left out.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
FOLDERS = ("notebooks", "solutions")
SECONDS = 120  # for one cell
WIDGET = "application/vnd.jupyter.widget-view+json"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def stored():
    """The notebooks that are stored with outputs."""
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.ipynb"))]


def execute(notebook, folder, store_widget_state=False):
    """Run all cells in a kernel of their own, as a learner who has done nothing yet.

    It is the lrlib beside this file that they import, even where another checkout's is installed.
    """
    paths = [str(ROOT.resolve()), *filter(None, [os.environ.get("PYTHONPATH")])]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "LRLIB_PROGRESS": str(Path(home) / "progress.json"), "TQDM_DISABLE": "1"}
        environment["PYTHONPATH"] = os.pathsep.join(paths)
        client = NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", store_widget_state=store_widget_state)
        client.extra_arguments = ["--log-level=ERROR"]
        client.resources = {"metadata": {"path": str(folder)}}
        client.execute(env=environment)


def normalise(notebook):
    """The same notebook without what differs from run to run."""
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}}
        | {key: value for key, value in notebook.metadata.items() if key == "lrlib"}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    taken, count = set(), 0
    for cell in notebook.cells:
        cell.id = name_of(cell.source, taken)
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in ("jupyter", "tags")}
        if cell.cell_type == "code":
            if cell.execution_count is not None:
                count += 1
                cell.execution_count = count
            cell.outputs = [normal for output in merged(cell.outputs) if (normal := normal_output(output, count))]
    return notebook


def name_of(source, taken):
    """A cell's id: its first five words, and a number where two cells begin alike."""
    words = re.findall(r"[a-z0-9]+", source.lower())[:5]
    stem = name = "-".join(words)[:40].strip("-") or "cell"
    number = 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name


def merged(outputs):
    """Outputs in which what one stream printed in several pieces is one piece."""
    whole = []
    for output in outputs:
        before = whole[-1] if whole else None
        if before and output.output_type == before.output_type == "stream" and output.name == before.name:
            before.text += output.text
        else:
            whole.append(output)
    return whole


def normal_output(output, count):
    """An output without the view of a widget, which only the kernel that made it could show."""
    if output.output_type == "execute_result":
        output.execution_count = count
    if "data" in output:
        output.data.pop(WIDGET, None)
    return output


def write(notebook, path):
    """Write a notebook, always with the same line ends and in one move, so that no half of one is ever left."""
    draft = path.with_suffix(".draft")
    draft.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    os.replace(draft, path)


if __name__ == "__main__":
    for path in [Path(name).resolve() for name in sys.argv[1:]] or stored():
        print(f"running {path.relative_to(ROOT)}", flush=True)
        notebook = nbformat.read(path, as_version=4)
        execute(notebook, path.parent)
        write(normalise(notebook), path)
