"""Make a page of a notebook that is alive without a kernel and without a network (`make page NOTEBOOK=…`).

    python tools/page.py notebooks/01_the_mountain.ipynb          writes build/pages/01_the_mountain.html
    python tools/page.py notebooks/01_the_mountain.ipynb --dark   the same in JupyterLab's dark theme

The notebook is run, and nbconvert writes it as one HTML file, with the state of its widgets inside. What nbconvert
would load from elsewhere to show them is replaced by page.js, which stands in the file too, and formulas are MathML:
the page can be mailed, opened from a disk, and put on any server.
"""

import sys
from pathlib import Path

import nbformat
from jinja2 import DictLoader
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from mathml import FONTS, mathml
from notebooks import ROOT, execute

PAGES = ROOT / "build" / "pages"
SCRIPT = Path(__file__).with_name("page.js")
TEMPLATE = """
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js_requirejs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}<style>{{ resources.fonts }}</style>{%- endblock -%}
{%- block footer_js -%}<script>
{{ resources.alive }}</script>{%- endblock -%}
"""


class Renderer(IPythonRenderer):
    """Markdown as nbconvert renders it, with MathML for formulas."""

    def inline_math(self, body):
        return mathml(body)

    def block_math(self, body):
        return mathml(body, display=True)


def markdown(source):
    """Markdown as HTML."""
    return MarkdownWithMath(renderer=Renderer(escape=False, anchor_link_text="¶")).render(source)


def page(notebook, name, theme="light"):
    """The notebook, which has been run with the state of its widgets kept, as one page of HTML."""
    exporter = HTMLExporter(
        extra_loaders=[DictLoader({"page.html.j2": TEMPLATE})], template_file="page.html.j2", theme=theme
    )
    exporter.register_filter("markdown2html", markdown)
    html, _ = exporter.from_notebook_node(
        notebook,
        resources={
            "metadata": {"name": name},
            "fonts": FONTS,
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
