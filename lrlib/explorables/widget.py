"""The one widget class of the course. What it shows is decided by `kind`, and drawn by explorables.js."""

from pathlib import Path

import anywidget
import traitlets

from lrlib.plotting import alt_text, show

HERE = Path(__file__).parent
INVITATION = "Run this cell to play with it."

# Opened again the next day, a notebook that was run here shows "Error displaying widget: model not found" below the
# picture: JupyterLab knows that something was alive there, and no kernel that could tell it more. Nothing has gone
# wrong, so this output after the explorable turns those words into the invitation. Where styles are stripped (GitHub,
# a fresh clone) nobody has tried to bring the explorable to life either, and the output is empty.
AFTERWORD = f"""<div class="lrlib-afterword"><style>
.jp-OutputArea-child:has(.lrlib-afterword) {{ display: none; }}
.jp-OutputArea-child:has(+ .jp-OutputArea-child .lrlib-afterword) > .jupyter-widgets:not(:has(*)) {{
  visibility: hidden; font-size: 0;
}}
.jp-OutputArea-child:has(+ .jp-OutputArea-child .lrlib-afterword) > .jupyter-widgets:not(:has(*))::before {{
  visibility: visible; font-size: var(--jp-content-font-size1); content: "{INVITATION}";
}}
</style></div>"""


class Explorable(anywidget.AnyWidget):
    """Runs that were computed beforehand, and what a browser needs in order to draw them.

    kind      which explorable it is; the function of that name in explorables.js draws it
    meta      shapes, names, units and words, as plain JSON
    buffer    the runs themselves: float32, little-endian, in the shape meta["shape"]
    ground    what lies under them: a picture without any text in it
    picked    what is picked now: the index of the learning rate, the step, and whether it is playing. It follows the
              controls; set it, and the controls follow.

    Displayed in a notebook it makes two outputs that are seen. The first is a plain picture, which is all that is left
    on GitHub, in print, and when the notebook is opened again without its kernel. The second is the explorable itself,
    which hides the picture for as long as it lives (see explorables.css). A third only keeps the page quiet once it
    does not live any more.
    """

    _esm = HERE / "explorables.js"
    _css = HERE / "explorables.css"

    kind = traitlets.Unicode().tag(sync=True)
    meta = traitlets.Dict().tag(sync=True)
    buffer = traitlets.Bytes().tag(sync=True)
    ground = traitlets.Bytes().tag(sync=True)
    picked = traitlets.Dict().tag(sync=True)

    def __init__(self, picture, **state):
        """`picture` is a function that draws the plain picture and returns its Axes; `state` holds the traits above."""
        super().__init__(**state)
        self.picture = picture

    def _ipython_display_(self):
        """What a notebook calls to display this object: first the plain picture, then the explorable."""
        from IPython.display import display

        axes = self.picture()
        self.meta = {**self.meta, "alt": alt_text(axes)}
        show(axes)
        bundle = self._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        # Read where no widget can live, below the picture: one line that says how to bring it to life.
        display({**data, "text/plain": INVITATION}, metadata=metadata, raw=True)
        display({"text/html": AFTERWORD, "text/plain": ""}, raw=True)

    def __repr__(self):
        return f"<Explorable: {self.kind}>"  # the same in every session, since stored outputs are compared
