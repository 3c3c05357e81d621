"""Write the demonstration region: ``python -m demo.build``."""

import argparse
from pathlib import Path

from demo.region import region
from planning.package import write

FOLDER = Path(__file__).parent / "region"


def main() -> None:
    """Derive the region from its sources and write it, the same bytes every time."""
    parser = argparse.ArgumentParser(prog="python -m demo.build", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    folder = parser.parse_args().folder
    package = region()
    write(package, folder)
    print(
        f"{folder}: {len(package.councils)} councils, {len(package.goods)} goods,"
        f" {len(package.proposals)} lines, {len(package.changes)} changes"
    )


if __name__ == "__main__":
    main()
