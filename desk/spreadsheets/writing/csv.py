"""A table as a text with separators, as the reader's spreadsheet program opens it.

Excel takes the separator and the decimal mark from the language of the computer: in
German a semicolon and a comma, in English a comma and a point. It takes a file for
UTF-8 only by its mark (BOM), and LibreOffice offers the right encoding by it. A line
that names the separator ("sep=;") would make Excel forget the mark, so there is none.
"""

import csv
import io

from django.utils.translation import get_language

from pages.files.neutral import neutral

TYPE = "text/csv; charset=utf-8"
MARK = "\N{BYTE ORDER MARK}"


def write(table):
    """The file. The hints have no place in it: every row would be data."""
    german = (get_language() or "").startswith("de")
    file = io.StringIO(newline="")
    rows = csv.writer(file, delimiter=";" if german else ",")
    rows.writerow([neutral(text) for text in table.headings])
    for row in table.rows:
        rows.writerow([_text(value, "," if german else ".") for value in row])
    return (MARK + file.getvalue()).encode()


def _text(value, mark):
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    whole, point, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) == 3:
        fraction += "0"  # Four digits behind the mark are no group of three.
    return whole + (mark + fraction if point and fraction else "")
