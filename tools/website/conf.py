"""How Sphinx makes the course's website; tools/website/build.py calls it. Nothing is loaded from elsewhere."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from docutils.nodes import SkipNode  # noqa: E402

from mathml import mathml  # noqa: E402

project = "The learning rate"
copyright = "the authors of the course: code BSD 3-Clause, texts and pictures CC BY 4.0"
language = "en"
extensions = ["myst_nb"]

myst_enable_extensions = ["dollarmath"]
myst_html_meta = {
    "description": "A course that takes you from a learning rate that you copy to one that you choose on purpose.",
}
nb_execution_mode = "off"  # a page shows what is stored and tested
nb_ipywidgets_js = {}  # page.js does it
nb_render_markdown_format = "myst"
nb_code_prompt_show = "Show what happens"
nb_code_prompt_hide = "Hide what happens"

html_theme = "furo"
html_title = "The learning rate"
html_favicon = "favicon.svg"
html_static_path = ["website.css", "website.js", "../page.js"]
html_css_files = ["website.css", "mathml.css"]
html_js_files = ["page.js", "website.js"]
html_math_renderer = "mathml"
html_copy_source = False
html_use_index = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#005a8e", "color-brand-content": "#005a8e"},
    "dark_css_variables": {"color-brand-primary": "#56b4e9", "color-brand-content": "#56b4e9"},
}


def in_a_line(writer, node):
    writer.body.append(mathml(node.astext()))
    raise SkipNode


def on_a_line_of_its_own(writer, node):
    writer.body.append(f'<div class="formula">{mathml(node.astext(), display=True)}</div>')
    raise SkipNode


def setup(app):
    app.config.html_static_path.append(str(Path(app.srcdir) / "_static"))  # pictures, and the explorables' data
    app.add_html_math_renderer("mathml", (in_a_line, None), (on_a_line_of_its_own, None))
