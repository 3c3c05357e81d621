"""Spreadsheets made by hand, harmless and hostile, and what reading one costs."""

import io
import subprocess
import sys
import time
import zipfile

from desk.spreadsheets.writing.ods import FOOT, HEAD, MANIFEST, TYPE
from pages.files import cells as files
from pages.files.limits import SECONDS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
DOCUMENT = "application/vnd.openxmlformats-officedocument.spreadsheetml."
TYPES = f"""<?xml version="1.0"?><Types xmlns="{PACKAGE}content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.\
relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{DOCUMENT}sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{DOCUMENT}worksheet+xml"/>
</Types>"""
ROOT = f"""<?xml version="1.0"?><Relationships xmlns="{PACKAGE}relationships">
<Relationship Id="r1" Type="{LINKED}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
BOOK = f"""<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{LINKED}">
<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>"""
LINKS = f"""<?xml version="1.0"?><Relationships xmlns="{PACKAGE}relationships">
<Relationship Id="r1" Type="{LINKED}/worksheet" Target="worksheets/sheet1.xml"/>
</Relationships>"""


def text(value, place=""):
    """A cell with a text in it."""
    where = f' r="{place}"' if place else ""
    return f'<c{where} t="inlineStr"><is><t>{value}</t></is></c>'


def sheet(rows, after=""):
    """The XML of a worksheet; ``rows`` is what stands between its rows' tags."""
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}'
        f"</sheetData>{after}</worksheet>"
    )


def row(*cells):
    return f"<row>{''.join(cells)}</row>"


HEADINGS = row(text("Code"), text("We need"))


def packed(parts, extra=()):
    """A zip of named parts; ``extra`` are pairs of a ZipInfo and what is in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        for info, content in extra:
            archive.writestr(info, content)
    return file.getvalue()


def xlsx(content="", extra=(), **parts):
    """A workbook of one sheet; ``parts`` replace or add parts by their name."""
    usual = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": content or sheet(HEADINGS),
    }
    return packed(usual | parts, extra)


def ods(rows="", head=HEAD, manifest=MANIFEST, **parts):
    """A spreadsheet of one table, of the XML of its rows."""
    content = f'{head}<table:table table:name="One">{rows}</table:table>{FOOT}'
    usual = {
        "mimetype": TYPE,
        "content.xml": content,
        "META-INF/manifest.xml": manifest,
    }
    return packed(usual | parts)


def ods_cell(value, more=""):
    return (
        f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


def ods_row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


# Reads standard input as the service would, in a process of its own, and says how much
# memory the child took: that of a child is at least what its parent had.
MEASURE = """
import resource, subprocess, sys
try:
    ended = subprocess.run(
        sys.argv[2:], stdout=subprocess.PIPE, timeout=float(sys.argv[1])
    ).stdout
except subprocess.TimeoutExpired:
    ended = b'{"refused": "time"}'
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
sys.stdout.write(f"{used}\\n")
sys.stdout.flush()
sys.stdout.buffer.write(ended[-400:])
"""


def cost(kind, data):
    """What a child says last of a file, its seconds and its megabytes at most."""
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, str(SECONDS), *files.CHILD, kind],
        input=data,
        stdout=subprocess.PIPE,
        timeout=30 * SECONDS,
        check=True,
        env=files.ENVIRONMENT,
        cwd=files.settings.BASE_DIR,
    )
    seconds = time.monotonic() - began
    used, _end, said = ended.stdout.decode().partition("\n")
    unit = 1 if sys.platform == "darwin" else 1024
    return said, seconds, int(used) * unit / 1e6
