"""A table as an OpenDocument spreadsheet.

Three parts in a zip are a whole one. Written here, because a library that keeps the
document as a tree takes over a second for five hundred rows.
"""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from desk.spreadsheets.columns import HEADINGS, NAME, WRITABLE
from pages.files.neutral import neutral

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{NAMES}manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{NAMES}office:1.0" \
xmlns:table="{NAMES}table:1.0" xmlns:text="{NAMES}text:1.0" \
xmlns:style="{NAMES}style:1.0" xmlns:fo="{NAMES}xsl-fo-compatible:1.0" \
office:version="1.3"><office:automatic-styles>
<style:style style:name="wide" style:family="table-column">\
<style:table-column-properties style:column-width="7cm"/></style:style>
<style:style style:name="usual" style:family="table-column">\
<style:table-column-properties style:column-width="3.4cm"/></style:style>
<style:style style:name="page" style:family="table-column">\
<style:table-column-properties style:column-width="19cm"/></style:style>
<style:style style:name="bold" style:family="table-cell">\
<style:table-cell-properties fo:wrap-option="wrap"/>\
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="here" style:family="table-cell">\
<style:table-cell-properties fo:background-color="#e3f1ea"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>"""
FOOT = "</office:spreadsheet></office:body></office:document-content>"


def write(table):
    """The file: the sheet, and a second one that says how to fill it in."""
    widths = ["wide" if each in (NAME, WRITABLE[-1]) else "usual" for each in HEADINGS]
    styles = ["here" if each in WRITABLE else "" for each in HEADINGS]
    content = [HEAD, *_sheet(table.title, widths)]
    content += _row(table.headings, ["bold"] * len(table.headings))
    for row in table.rows:
        content += _row(row, styles)
    content += ["</table:table>", *_sheet(_("How to fill this in"), ["page"])]
    for text in table.hints:
        content += _row([text], [""])
    content += ["</table:table>", FOOT]
    return packed("".join(content))


def packed(content):
    """The zip of a spreadsheet; its kind comes first and is not packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return file.getvalue()


def _sheet(title, widths):
    yield f"<table:table table:name={quoteattr(title)}>"
    for width in widths:
        yield f'<table:table-column table:style-name="{width}"/>'


def _row(values, styles):
    yield "<table:table-row>"
    for value, style in zip(values, styles, strict=True):
        yield from _cell(value, f' table:style-name="{style}"' if style else "")
    yield "</table:table-row>\n"


def _cell(value, style):
    if value is None or value == "":
        yield f"<table:table-cell{style}/>"
    elif isinstance(value, str):
        yield f'<table:table-cell{style} office:value-type="string">'
        for line in neutral(value).split("\n"):
            yield f"<text:p>{_spaced(line)}</text:p>"
        yield "</table:table-cell>"
    else:
        yield (
            f'<table:table-cell{style} office:value-type="float" '
            f'office:value="{value:f}"><text:p>{value:f}</text:p></table:table-cell>'
        )


def _spaced(line):
    """Text with its spaces: several in a row, and tabs, would be read as one."""
    text = escape(line).replace("\t", "<text:tab/>").replace("\r", "")
    return text.replace("  ", " <text:s/>")
