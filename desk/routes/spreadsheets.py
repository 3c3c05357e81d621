"""Spreadsheets, print, paper, and a year's figures to take away."""

from desk.views import downloads, paper, printing, spreadsheets
from pages.routes import page

YEAR = "years/<slug:period>/"
COUNCIL = YEAR + "councils/<slug:slug>/"
SHEET, DATA = COUNCIL + "draft/sheet/", YEAR + "data/"

urlpatterns = [
    page(SHEET, spreadsheets.upload, "sheet"),
    page(SHEET + "done/", spreadsheets.done, "sheet-done"),
    page(SHEET + "undo/", spreadsheets.undo, "sheet-undo"),
    page(SHEET + "<slug:kind>/", spreadsheets.download, "sheet-download"),
    page(COUNCIL + "print/", printing.assembly, "print"),
    page(COUNCIL + "paper/", paper.form, "paper"),
    page(COUNCIL + "paper/enter/", paper.enter, "paper-enter"),
    page(DATA, downloads.overview, "data"),
    page(DATA + "all.json", downloads.document, "data-json"),
    page(DATA + "all.xlsx", downloads.workbook, "data-xlsx"),
    page(DATA + "datapackage.json", downloads.dictionary, "data-dictionary"),
    page(DATA + "<slug:name>.csv", downloads.table, "data-csv"),
]
