"""Formulas as MathML, which every browser of today sets by itself: no script, no font and no network.

latex2mathml translates. What it writes beyond MathML Core, the part that browsers share, is put in other words here,
and a formula that it does not understand is refused: a reader never sees TeX.
"""

import re
from xml.etree import ElementTree

from latex2mathml.converter import convert

# Chromium wants its own word for it; other browsers pass over that word and take the one before it.
SIDES = {side: f"text-align: {side}; text-align: -webkit-{side}; padding-{side}: 0" for side in ("left", "right")}
# Each system has one of these: without such a font, roots and brackets cannot grow with what is in them.
FONTS = 'math { font-family: "Cambria Math", "STIX Two Math", "Latin Modern Math", "DejaVu Math TeX Gyre", math; }'
BOX = "border: 1px solid; padding: 0.4em"
THIN = "0.167em"
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'  # which HTML takes for granted
OPENING = set("([{|‖⌊")


def mathml(tex, display=False):
    """The formula `tex`, in a line or (`display`) on a line of its own, as a string of MathML."""
    tex = re.sub(r"\\(begin|end)\{aligned\}", r"\\\1{align*}", tex.strip())
    try:
        formula = ElementTree.fromstring(convert(tex, display="block" if display else "inline").replace(NAMESPACE, ""))
    except ElementTree.ParseError as error:
        raise ValueError(f"the formula {tex!r} cannot be translated") from error
    for parent in list(formula.iter()):
        for index, element in reversed(list(enumerate(parent))):
            in_core(element)
            if parent.tag == "mrow" and is_function(element) and index + 1 < len(parent):
                after = parent[index + 1]
                if after.tag != "mspace" and (after.text or "") not in OPENING:
                    parent.insert(index + 1, ElementTree.Element("mspace", width=THIN))
    left = re.search(r"[\\{}&]", "".join(formula.itertext()))
    if left:
        raise ValueError(f"{left.group()!r} is left over of the formula {tex!r}")
    return ElementTree.tostring(formula, encoding="unicode")


def in_core(element):
    """Put what browsers do not know in words that they do."""
    if element.tag == "menclose":
        element.tag, element.attrib = "mrow", {"style": BOX}
    elif element.tag == "mtd" and "columnalign" in element.attrib:
        element.set("style", SIDES[element.get("columnalign")])
    elif element.tag == "mspace" and element.get("width") == "negativethinmathspace":
        element.set("width", f"-{THIN}")
    elif element.tag == "mi" and element.text == "±":
        element.tag = "mo"
    elif element.tag == "mo" and element.text == "|":  # else there is as much room around it as around a plus
        element.attrib |= {"lspace": "0", "rspace": "0"}


def is_function(element):
    """Whether it is a name like ln or cos, which stands apart from what follows it."""
    return element.tag == "mi" and len(element.text or "") > 1 and element.text.isascii()
