"""The record, for everybody to read and check; and who holds which office."""

from console.views import offices, record, record_files
from pages.routes import page

RECORD, OFFICES = "record/", "console/offices/"

urlpatterns = [
    page(RECORD, record.record, "record"),
    page(RECORD + "export.jsonl", record_files.as_lines, "record-lines"),
    page(RECORD + "export.csv", record_files.as_table, "record-table"),
    page(RECORD + "seals.json", record_files.seals, "record-seals"),
    page("verify_record.py", record_files.program, "record-program"),
    page(RECORD + "<int:number>/", record.entry, "record-entry"),
    page(RECORD + "<int:number>/proof.json", record.proof, "record-proof"),
    page(OFFICES, offices.offices, "offices"),
    page(OFFICES + "appoint/", offices.appointment, "appoint"),
    page(
        OFFICES + "<slug:office>/<uuid:person>/dismiss/", offices.dismissal, "dismiss"
    ),
]
