"""Whether two packages say the same, whatever the order and layout of their files."""

import hashlib
import json

from planning.package import Package
from planning.tables import TABLES


def fingerprint(package: Package) -> str:
    """The digest of what a package says, 64 hexadecimal digits."""
    digest = hashlib.sha256()
    descriptor = package.descriptor
    said = [
        *(descriptor.name, descriptor.title, dict(descriptor.extra)),
        *(str(descriptor.period), str(descriptor.previous)),
        *(str(descriptor.tolerance.normalize()), descriptor.silence),
    ]
    digest.update(json.dumps(said, sort_keys=True).encode())
    for table in TABLES:
        rows = sorted(
            [field.write(getattr(row, field.name)) for field in table.fields]
            for row in getattr(package, table.name)
        )
        digest.update(json.dumps([table.name, rows]).encode())
    return digest.hexdigest()
