"""Re-point every link to where the course is published, and give each lesson its badge (`make links`).

pyproject.toml says where, once, in [tool.course]; nothing else is edited by hand. Arguments change that first:

    python tools/links.py --repository somebody/learning-rate --ref main
"""

import argparse
import re
import sys
import tomllib
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from notebooks import normalise, write  # noqa: E402

SETTINGS = ROOT / "pyproject.toml"
PAGES = ("README.md", "CITATION.cff", "notebooks/*.ipynb", "solutions/*.ipynb", "teaching/*.md")

# Every kind of link to the course itself: what it looks like, and what it should be.
LINKS = {
    "Binder": (
        re.compile(r"https://mybinder\.org/v2/gh/[^/\s)]+/[^/\s)]+/[^?\s)]+(?=\?)"),
        "https://mybinder.org/v2/gh/{repository}/{ref}",
    ),
    "citation": (
        re.compile(r'(?m)^repository-code: "https://github\.com/[^"]*"'),
        'repository-code: "https://github.com/{repository}"',
    ),
    "website": (
        re.compile(r"(?<=\[the course on the web\]\()[^)\s]+"),
        "https://{owner}.github.io/{name}/",
    ),
    "nbgitpuller": (
        re.compile(r"git-pull\?repo=https://github\.com/[^&\s]+&branch=[^&\s)]+"),
        "git-pull?repo=https://github.com/{repository}&branch={ref}",
    ),
}
# The picture lies here, so that a lesson looks right with no network.
BADGE = (
    "[![Open this lesson on Binder](../teaching/binder.svg)](https://mybinder.org/v2/gh/-/-/-?urlpath=lab/tree/{path})"
)


def settings(text):
    """Where the course is published: {"repository": owner/name, "ref": a branch or tag}."""
    return tomllib.loads(text)["tool"]["course"]


def pointed(text, repository, ref):
    """`text` with every link to the course pointing to `repository` at `ref`."""
    owner, name = repository.split("/")
    for pattern, link in LINKS.values():
        text = pattern.sub(link.format(repository=repository, ref=ref, owner=owner, name=name), text)
    return text


def with_badge(source, path):
    """A lesson's first cell, `source`, with a badge under its title that opens the lesson at `path`."""
    title, rest = source.split("\n\n", 1)
    if rest.startswith("[!["):
        rest = rest.split("\n\n", 1)[1]
    return f"{title}\n\n{BADGE.format(path=path)}\n\n{rest}"


def with_setting(text, name, value):
    """pyproject.toml's text with one of the two settings changed."""
    section = text.index("[tool.course]")
    return text[:section] + re.sub(rf'(?m)^{name} = ".*"$', f'{name} = "{value}"', text[section:], count=1)


def pages():
    """Every file that may hold such a link."""
    return [path for pattern in PAGES for path in sorted(ROOT.glob(pattern))]


def lessons():
    """The notebooks that have a badge."""
    return sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Re-point every link to where the course is published.")
    parser.add_argument("--repository", help="owner/name on GitHub")
    parser.add_argument("--ref", help="a branch or a tag")
    for name, value in vars(parser.parse_args()).items():
        if value is not None:
            if not re.fullmatch(r"[\w.-]+/[\w.-]+" if name == "repository" else r"[\w./-]+", value):
                wanted = "owner/name" if name == "repository" else "a branch or a tag"
                parser.error(f"--{name} must be {wanted}, of letters, digits, '.', '-' and '_'; got {value!r}")
            SETTINGS.write_text(with_setting(SETTINGS.read_text(encoding="utf-8"), name, value), encoding="utf-8")
    place = settings(SETTINGS.read_text(encoding="utf-8"))
    for lesson in lessons():
        notebook = nbformat.read(lesson, as_version=4)
        source = pointed(with_badge(notebook.cells[0].source, lesson.relative_to(ROOT).as_posix()), **place)
        if source != notebook.cells[0].source:
            notebook.cells[0].source = source
            write(normalise(notebook), lesson)
            print(f"badge of {lesson.relative_to(ROOT)}")
    for page in pages():
        old = page.read_text(encoding="utf-8")
        new = pointed(old, **place)
        if new != old:
            page.write_text(new, encoding="utf-8", newline="\n")
            print(f"re-pointed {page.relative_to(ROOT)}")
