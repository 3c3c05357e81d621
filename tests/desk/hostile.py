"""Files nobody's spreadsheet program writes, by what is hostile in them."""

import stat
import zipfile

from desk.spreadsheets.writing.ods import HEAD, MANIFEST
from tests.desk import sheets
from tests.desk.sheets import (
    BOOK,
    HEADINGS,
    MAIN,
    TYPES,
    ods,
    ods_cell,
    ods_row,
    packed,
    row,
    sheet,
    text,
    xlsx,
)

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def entry(name, mode=0):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def link():
    return entry("xl/worksheets/sheet2.xml", stat.S_IFLNK | 0o777)


def million_cells():
    return xlsx(sheet(row("<c><v>1</v></c>" * 2_000_000)))


def long_sheet():
    return xlsx(sheet(row("<c><v>1</v></c><c><v>7</v></c>") * 900_000))


def merged():
    """A sheet of one row with a long list behind it, which is never looked at."""
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(200_000))
    return xlsx(sheet(HEADINGS, f"<mergeCells>{merges}</mergeCells>"))


def strings():
    """Many shared texts, each different, as an ordinary workbook has them."""
    texts = "".join(f"<si><t>{n}</t></si>" for n in range(1_000_001))
    part = f'<?xml version="1.0"?><sst xmlns="{MAIN}">{texts}</sst>'
    types = TYPES.replace(
        "</Types>",
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{sheets.DOCUMENT}'
        'sharedStrings+xml"/></Types>',
    )
    return xlsx(**{"[Content_Types].xml": types, "xl/sharedStrings.xml": part})


def sheets_1000():
    more = {f"xl/worksheets/sheet{n}.xml": sheet("") for n in range(2, 1001)}
    return xlsx(**more)


def twice():
    # The second part of the name is what a careless reader takes.
    return xlsx(extra=[(entry("XL/workbook.xml"), BOOK)])


def encrypted_part():
    data = bytearray(xlsx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + place] |= 1
    return bytes(data)


def macro():
    return xlsx(**{"xl/vbaProject.bin": b"Attribute VB_Name"})


def macro_type():
    types = TYPES.replace("sheet.main+xml", "sheet.macroEnabled.main+xml")
    return xlsx(**{"[Content_Types].xml": types})


def deep():
    return xlsx(sheet("<row>" * 100_000 + "</row>" * 100_000))


REPEATED = ' table:number-{}-repeated="{}"'
HUGE = 1_048_576

HOSTILE = {
    "two-million-cells": ("xlsx", million_cells),
    "far-row": (
        "xlsx",
        lambda: xlsx(sheet(f'<row r="{HUGE}">{text("x", f"A{HUGE}")}</row>')),
    ),
    "far-column": ("xlsx", lambda: xlsx(sheet(row(text("x", "XFD1"))))),
    "far-cell": (
        "xlsx",
        lambda: xlsx(sheet(f'<row r="{HUGE}">{text("x", f"XFD{HUGE}")}</row>')),
    ),
    "long-sheet": ("xlsx", long_sheet),
    "shared-texts": ("xlsx", strings),
    "entity-bomb": ("xlsx", lambda: xlsx(BOMB + sheet(text("&i;"))[21:])),
    "outside-entity": ("xlsx", lambda: xlsx(OUTSIDE + sheet(text("&a;"))[21:])),
    "entity-bomb-utf-16": (
        "xlsx",
        lambda: xlsx((BOMB + sheet("")[21:]).encode("utf-16")),
    ),
    "links-to-files": (
        "xlsx",
        lambda: xlsx(**{"xl/externalLinks/externalLink1.xml": "<x/>"}),
    ),
    "thousand-sheets": ("xlsx", sheets_1000),
    "zip-in-zip": ("xlsx", lambda: xlsx(**{"xl/embeddings/in.zip": packed({})})),
    "zeros": ("xlsx", lambda: xlsx(**{"xl/media/x.bin": bytes(20_000_000)})),
    "unpacked": (
        "xlsx",
        lambda: xlsx(**{f"xl/{n}.bin": bytes(17_000_000) for n in range(3)}),
    ),
    "not-a-number": ("xlsx", lambda: xlsx(sheet(row("<c><v>NaN</v></c>")))),
    "endless-digits": (
        "xlsx",
        lambda: xlsx(sheet(row(f"<c><v>{'9' * 30_000}</v></c>"))),
    ),
    "lone-surrogate": ("xlsx", lambda: xlsx(sheet(row(text("&#xD800;"))))),
    "nul": ("xlsx", lambda: xlsx(sheet(row(text("a&#0;b"))))),
    "macro": ("xlsx", macro),
    "macro-by-type": ("xlsx", macro_type),
    "encrypted-part": ("xlsx", encrypted_part),
    "truncated": ("xlsx", lambda: xlsx()[:-200]),
    "part-twice": ("xlsx", twice),
    "path-outside": (
        "xlsx",
        lambda: xlsx(extra=[(entry("../../etc/cron.d/x"), "x")]),
    ),
    "symbolic-link": ("xlsx", lambda: xlsx(extra=[(link(), "/etc/passwd")])),
    "no-workbook": ("xlsx", lambda: packed({"hello.txt": "hello"})),
    "not-xml": ("xlsx", lambda: xlsx("no XML at all")),
    "deep": ("xlsx", deep),
    "text-too-long": ("xlsx", lambda: xlsx(sheet(row(text("x" * 40_000))))),
    "ods-columns": (
        "ods",
        lambda: ods(ods_row(ods_cell("x", REPEATED.format("columns", HUGE)))),
    ),
    "ods-rows": (
        "ods",
        lambda: ods(ods_row(ods_cell("x"), more=REPEATED.format("rows", HUGE))),
    ),
    "ods-far-row": (
        "ods",
        lambda: ods(
            ods_row("<table:table-cell/>", more=REPEATED.format("rows", HUGE))
            + ods_row(ods_cell("x"))
        ),
    ),
    "ods-no-count": (
        "ods",
        lambda: ods(ods_row(ods_cell("x", REPEATED.format("columns", "-1")))),
    ),
    "ods-wide-rows": (
        "ods",
        lambda: ods(
            ods_row(
                ods_cell("x" * 900, REPEATED.format("columns", 50)),
                more=REPEATED.format("rows", 20_000),
            )
        ),
    ),
    "ods-entity-bomb": ("ods", lambda: ods(head=BOMB + HEAD[39:])),
    "ods-encrypted": (
        "ods",
        lambda: ods(manifest=MANIFEST.replace("?>", "?><!-- encryption-data -->")),
    ),
    "ods-other-kind": (
        "ods",
        lambda: ods(mimetype="application/vnd.oasis.opendocument.text"),
    ),
    "csv-endless-line": ("csv", lambda: b"a," * 2_000_000),
    "csv-endless-quote": ("csv", lambda: b'code;need\n"' + b"a\n" * 2_000_000),
    "csv-many-rows": ("csv", lambda: b"a;b\n" * 30_000),
    "csv-many-columns": ("csv", lambda: b";".join([b"a"] * 60)),
    "csv-nul": ("csv", lambda: b"code;need\nbread;\0"),
    "csv-lone-surrogate": ("csv", lambda: b"\xff\xfea\0;\0\x00\xd8\n\0"),
    "csv-no-text": ("csv", lambda: bytes(range(1, 256)) * 100),
    "too-large": ("csv", lambda: b"a;b\n" * 1_300_000),
}
