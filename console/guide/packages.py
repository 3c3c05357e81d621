"""Whole economies from one file: a data package, or an input-output table."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.exceptions import ValidationError

from iteration.packages.faults import Refused, describe
from iteration.packages.folder import faults_of, read_from
from iteration.packages.importing import import_package
from iteration.packages.io_table.conversion import Request, convert
from iteration.packages.io_table.questions import Unclear
from iteration.packages.io_table.roles import Answers
from pages.files.limits import FILE
from pages.files.refusals import refusal
from pages.files.zipped import unpacked


class Faulty(Exception):
    """A file with faults: every one of them, in words."""

    def __init__(self, faults, said=()):
        super().__init__(len(faults))
        self.faults, self.said = list(faults), list(said)


def bring_package(name, data, actor):
    """Import a zipped data package; all of it or nothing.

    Raises ValidationError if it cannot be unpacked, Faulty with every fault.
    """
    with unpacked(name, data) as folder:
        try:
            package = read_from(folder)
        except Refused as error:
            raise Faulty(describe(error.faults)) from error
    return _bring(package, actor)


def bring_table(name, data, *, actor, names, year, unit, answers):
    """Make a year of an input-output table and import it.

    ``names``: of the region, in English and German. Raises ValidationError for a file
    that is none, Faulty with every question, or fault.
    """
    if not name.lower().endswith((".csv", ".txt", ".tsv")):
        raise refusal("extension")
    if not data.strip():
        raise refusal("empty")
    if len(data) > FILE:
        raise refusal("file")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        file.write_bytes(data)
        request = Request(
            file=file, answers=Answers(**answers), unit=unit, title=names[0], year=year
        )
        try:
            made = convert(request)
        except Unclear as unclear:
            raise Faulty(unclear.questions, unclear.said) from unclear
        except (UnicodeDecodeError, ValueError, OSError) as error:
            raise ValidationError(str(error)) from error
    package = _named(made.package, names)
    if faults := faults_of(package):
        raise Faulty(describe(faults), made.said)
    return _bring(package, actor), made.said


def _named(package, names):
    descriptor, year = package.descriptor, package.period.starts.year
    period = replace(
        package.period, name_en=f"{names[0]} {year}", name_de=f"{names[1]} {year}"
    )
    return replace(package, descriptor=replace(descriptor, period=period))


def _bring(package, actor):
    try:
        return import_package(package=package, actor=actor)
    except Refused as error:
        raise Faulty(describe(error.faults)) from error
