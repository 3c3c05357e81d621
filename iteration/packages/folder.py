from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from iteration.packages.faults import Refused
from planning.package import Fault, Package, PackageError, read, write


class NotWritten(Exception):
    """Why a package was not written; the text says it to whoever asked."""


def check_writable(folder: Path, *, force: bool) -> None:
    """Raise NotWritten for a folder that has something in it, unless forced."""
    if folder.exists() and not folder.is_dir():
        raise NotWritten(_("%(folder)s is not a folder.") % {"folder": folder})
    if not force and folder.exists() and any(folder.iterdir()):
        text = _("%(folder)s is not empty; nothing was written. --force writes.")
        raise NotWritten(text % {"folder": folder})


def write_to(package: Package, folder: Path, *, force: bool) -> None:
    """Write a package into a folder that is empty, or not there yet.

    Raises NotWritten, with the reason.
    """
    try:
        check_writable(folder, force=force)
        write(package, folder)
    except OSError as error:
        raise NotWritten(str(error)) from error


def read_from(folder: Path) -> Package:
    """Read a package from a folder; raises Refused, with every fault."""
    try:
        return read(folder)
    except PackageError as error:
        raise Refused(error.faults) from error


def faults_of(package: Package) -> list[Fault]:
    """What a reader of the package would find wrong with it."""
    with TemporaryDirectory() as folder:
        write(package, folder)
        try:
            read(folder)
        except PackageError as error:
            return error.faults
    return []
