"""Re-point every link to where the course is published (`make links`).

pyproject.toml says where, once, in [tool.course]; nothing else is edited by hand. Arguments change that first:

    python tools/links.py --repository somebody/learning-rate --ref main
"""

import argparse
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETTINGS = ROOT / "pyproject.toml"
LINK = re.compile(r"https://mybinder\.org/v2/gh/[^/\s)]+/[^/\s)]+/[^?\s)]+(?=\?)")
PAGES = ("README.md", "notebooks/*.ipynb", "solutions/*.ipynb", "teaching/*.md")


def settings(text):
    """Where the course is published: {"repository": owner/name, "ref": a branch or tag}."""
    return tomllib.loads(text)["tool"]["course"]


def pointed(text, repository, ref):
    """`text` with every Binder link pointing to `repository` at `ref`."""
    return LINK.sub(f"https://mybinder.org/v2/gh/{repository}/{ref}", text)


def with_setting(text, name, value):
    """pyproject.toml's text with one of the two settings changed."""
    section = text.index("[tool.course]")
    return text[:section] + re.sub(rf'(?m)^{name} = ".*"$', f'{name} = "{value}"', text[section:], count=1)


def pages():
    """Every file that may hold such a link."""
    return [path for pattern in PAGES for path in sorted(ROOT.glob(pattern))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Re-point every link to where the course is published.")
    parser.add_argument("--repository", help="owner/name on GitHub")
    parser.add_argument("--ref", help="a branch or a tag")
    for name, value in vars(parser.parse_args()).items():
        if value is not None:
            if not re.fullmatch(r"[\w.-]+(/[\w.-]+)?" if name == "repository" else r"[\w./-]+", value):
                parser.error(f"--{name} must be made of letters, digits, '.', '-', '_' and '/'; got {value!r}")
            SETTINGS.write_text(with_setting(SETTINGS.read_text(encoding="utf-8"), name, value), encoding="utf-8")
    place = settings(SETTINGS.read_text(encoding="utf-8"))
    for page in pages():
        old = page.read_text(encoding="utf-8")
        new = pointed(old, **place)
        if new != old:
            page.write_text(new, encoding="utf-8", newline="\n")
            print(f"re-pointed {page.relative_to(ROOT)}")
