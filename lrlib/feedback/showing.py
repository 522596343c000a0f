"""Putting feedback on the page."""

import sys

COLORS = {"success": "#009E73", "warning": "#D55E00", "info": "#0072B2"}


def show(markdown, plain, more=None):
    """Display Markdown where it can be shown, the same as plain text where it cannot; `more` are further mime types."""
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None:  # plain Python, without a notebook
        print_plain(plain)
    else:
        display({"text/markdown": markdown, "text/plain": plain, **(more or {})}, raw=True)


def print_plain(text):
    """Print `text`; a terminal that lacks some of its letters shows a question mark for each."""
    try:
        print(text)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding
        print(text.encode(encoding, errors="replace").decode(encoding))


def boxed(markdown, kind):
    """Markdown with a colored line at its left; the text says by itself what the color says."""
    style = f"border-left: 4px solid {COLORS[kind]}; padding-left: 12px"
    return f'<div style="{style}">\n\n{markdown}\n\n</div>'
