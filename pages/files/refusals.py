"""Why a file was not read, in words."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.files.limits import FILE, MB

WORDS = {
    "missing": _("Choose a file first."),
    "extension": _(
        "The name of the file must end in .xlsx, .ods or .csv. Other kinds are not "
        "read: save it as one of these."
    ),
    "zip": _("The name of the file must end in .zip."),
    "kind": _(
        "What is in the file does not fit the end of its name. Open it in your "
        "spreadsheet program and save it as XLSX, ODS or CSV."
    ),
    "old": _(
        "The file is protected by a password, or in an old format of Excel. Save it "
        "as XLSX without a password."
    ),
    "empty": _("The file is empty."),
    "file": _("The file is larger than %(detail)s MB."),
    "broken": _(
        "The file is damaged and cannot be read. Save it again in your spreadsheet "
        "program, or download our sheet anew."
    ),
    "parts": _("The file has more than %(detail)s parts. Keep one sheet of figures."),
    "twice": _("The file holds two parts of the same name. It is not read."),
    "unpacked": _("The file becomes too large when it is unpacked."),
    "ratio": _("A part of the file unpacks to more than a hundred times its size."),
    "encrypted": _("The file is protected by a password. Save it without one."),
    "path": _("A part of the file points to somewhere outside of it. It is not read."),
    "nested": _("There is a packed file inside the file. It is not read."),
    "macros": _(
        "The file contains macros. Save it as a workbook without macros, .xlsx."
    ),
    "links": _(
        "The file takes figures from other files. Paste them as values, then save it."
    ),
    "entities": _("The file defines entities of its own. It is not read."),
    "rows": _("The sheet has more than %(detail)s rows."),
    "columns": _("The sheet has more than %(detail)s columns."),
    "cell": _("A cell holds more than %(detail)s characters."),
    "line": _("A line of the file is longer than a million characters."),
    "text": _("There is too much text in the file."),
    "encoding": _("The letters of the file cannot be read. Save it as UTF-8."),
    "number": _("A cell that should hold a number says “%(detail)s”, which is none."),
    "signs": _("The file contains signs that are no text."),
    "memory": _("Reading the file takes too much memory."),
    "time": _("Reading the file takes too long."),
}


def refusal(code, detail=""):
    """A ValidationError that says why a file is not read."""
    detail = FILE // MB if code == "file" else detail
    return ValidationError(WORDS[code], code=code, params={"detail": detail})
