"""What a restore is compared by."""

from config.manifest import manifest
from iteration.models import Publication
from ledger.models import Record
from ledger.verify import faults


def outcome():
    documents = Publication.objects.order_by("period__code", "number")
    return (
        manifest()["heads"],
        list(documents.values_list("digest", "body")),
        list(Record.objects.order_by("pk").values_list("pk", "kind", "seal")),
        list(faults()),
    )
