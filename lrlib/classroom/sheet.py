"""The table as CSV, one row for each learner and task, for a spreadsheet."""

import csv
import io
import re
from dataclasses import astuple, fields

from lrlib.classroom.tabulating import Row

# What begins a formula, where a cell begins: at the start, or behind what another spreadsheet takes for a separator.
FORMULA = re.compile(r"""(^|[;,|"'\t])(\s*)(?=[=+\-@＝＋－＠])""")


def sheet(table):
    """The rows as CSV, with a first row of names. It begins with a byte order mark, by which Excel knows UTF-8."""
    page = io.StringIO()
    writer = csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(Row)])
    writer.writerows([cell(text) for text in astuple(row)] for row in table.rows)
    return "\ufeff" + page.getvalue()


def cell(text):
    """A text as a cell that a spreadsheet shows and does not compute: a ' stands before what would begin a formula."""
    return FORMULA.sub(r"\1'\2", text)
