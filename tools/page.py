"""Make a page of a notebook that is alive without a kernel and without a network (`make page NOTEBOOK=…`).

    python tools/page.py notebooks/01_the_mountain.ipynb          writes build/pages/01_the_mountain.html
    python tools/page.py notebooks/01_the_mountain.ipynb --dark   the same in JupyterLab's dark theme

The notebook is run, and nbconvert writes it as one HTML file, with the state of its widgets inside. What nbconvert
would load from elsewhere to show them is replaced by page.js, which stands in the file too: it can be mailed, opened
from a disk, and put on any server. Formulas alone need a network to be set in type; without one they are read as TeX.
"""

import re
import sys
from pathlib import Path

import nbformat
from jinja2 import DictLoader
from nbconvert import HTMLExporter

from notebooks import ROOT, execute

PAGES = ROOT / "build" / "pages"
SCRIPT = Path(__file__).with_name("page.js")
TEMPLATE = """
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js_requirejs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}
{%- if resources.formulas -%}{{ super() | replace('<script src=', '<script async src=') }}{%- endif -%}
{%- endblock -%}
{%- block footer_js -%}<script>
{{ resources.alive }}</script>{%- endblock -%}
"""


def page(notebook, name, theme="light"):
    """The notebook, which has been run with the state of its widgets kept, as one page of HTML."""
    exporter = HTMLExporter(
        extra_loaders=[DictLoader({"page.html.j2": TEMPLATE})], template_file="page.html.j2", theme=theme
    )
    words = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    html, _ = exporter.from_notebook_node(
        notebook,
        resources={
            "metadata": {"name": name},
            "formulas": bool(re.search(r"\$|\\\(|\\\[", words)),
            "alive": SCRIPT.read_text(encoding="utf-8"),
        },
    )
    return html


def write_page(path, folder=PAGES, theme="light"):
    """Run the notebook at `path`, write its page into `folder`, and return where that is."""
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, path.parent, store_widget_state=True)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{path.stem}.html"
    file.write_text(page(notebook, path.stem, theme), encoding="utf-8")
    return file


if __name__ == "__main__":
    theme = "dark" if "--dark" in sys.argv else "light"
    for name in [word for word in sys.argv[1:] if word != "--dark"]:
        print(f"wrote {write_page(Path(name).resolve(), theme=theme).relative_to(ROOT)}", flush=True)
