"""PostgreSQL as a child of this process, reached only through a socket.

The caller looks at DATABASE_URL first and comes here only where it is unset:

    server = Server("var/postgres")
    server.start()
    ...
    server.stop()

A second start, at the same moment or later, finds the running server and uses it.
"""

import contextlib
import hashlib
import os
import re
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

from . import leash, programs
from .locks import exclusive

START_SECONDS = 60
# Said wherever it matters: a PGPORT of the environment is for other servers.
PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
# The path of a socket may not be longer, on macOS less than elsewhere.
SOCKET_BYTES = 103
OPTIONS = {"max_connections": 60, "shared_buffers": "128MB", "jit": "off"}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Whoever a test has left behind in the middle of a transaction lets go in the end, or
# the next one that empties the tables would wait for ever.
CARELESS["idle_in_transaction_session_timeout"] = "300s"


def socket_folder(data):
    """Where the server of this data folder listens: beside it, if its account gets in
    and the path is short enough for a socket; else in the temporary folder.

    Not in that of the environment: a second terminal must find the same place.
    """
    data = Path(data).resolve()
    beside = data.with_name(data.name + ".socket")
    enters = os.geteuid() != 0 or _open_to_all(data.parent)
    if enters and len(os.fsencode(beside / SOCKET)) <= SOCKET_BYTES:
        return beside
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path("/tmp") / f"commonplan-{os.geteuid()}-{name}"


def _open_to_all(folder):
    found = [path for path in (folder, *folder.parents) if path.exists()]
    return all(path.stat().st_mode & stat.S_IXOTH for path in found)


def url(data):
    """The address of the server of this data folder, running or not."""
    return f"postgresql://postgres@/postgres?host={socket_folder(data)}&port={PORT}"


class Server:
    """One cluster and its server.

    ``careless`` gives up durability for speed and is for tests alone. ``watch`` is a
    leash.Watch where the kernel has none.
    """

    def __init__(self, data, *, careless=False, log=None, watch=None):
        self.socket = socket_folder(data)
        self.url = url(data)
        self.account = programs.account()
        self.asked = Path(data).resolve()
        self.data = self._reachable_data()
        self.log = Path(log) if log else self.asked.with_name("postgres.log")
        self.careless = careless
        self.watch = watch
        self.process = None
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PG", "LC_", "LANG"))
        } | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def start(self):
        with exclusive(self.asked.with_name(self.asked.name + ".lock")):
            self.bin = self._programs()
            self._make_private(self.socket)
            if not (self.data / "PG_VERSION").exists():
                self._make_cluster()
            if not self._wait_for_the_last():
                self._spawn()
                self._wait_for_this()
        return self

    def stop(self, mode="fast"):
        """End the server, whoever started it, and take its socket's folder away."""
        self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop", check=False)
        if self.process:
            self.process.wait()  # Or it stays a zombie that looks like a server.
        with contextlib.suppress(OSError):
            self.socket.rmdir()

    def discard(self):
        """End the server if it runs, and delete all its data."""
        if self.data.exists():
            self.bin = self._programs()
            if self._last_is_alive():
                self.stop("immediate")
            shutil.rmtree(self.data)

    def ready(self):
        answer = self._run("pg_isready", "-q", "-h", self.socket, check=False)
        return answer.returncode == 0

    def _run(self, program, *arguments, check=True):
        """Run one of PostgreSQL's programs; if it fails, its words are the error."""
        done = subprocess.run(
            [self.bin / program, *arguments],
            check=False,
            cwd="/",
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **self.account,
        )
        if check and done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout.strip()}")
        return done

    # ---- Places

    def _reachable_data(self):
        """The data folder; under root's closed home, one of its own outside."""
        self.asked.parent.mkdir(parents=True, exist_ok=True)
        if programs.reachable(self.asked.parent, self.account):
            return self.asked
        programs.make_outside()
        return programs.OUTSIDE / self.socket.name

    def _programs(self):
        version = self.data / "PG_VERSION"
        folder = programs.find(int(version.read_text()) if version.exists() else None)
        if programs.reachable(folder / "postgres", self.account):
            return folder
        return programs.outside_copy(folder)

    def _make_private(self, path):
        """Make a folder only the server may enter; refuse one that is somebody else's.

        The socket's name can be guessed and its parent is open to everybody.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
        owner = self.account.get("user", os.geteuid())
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
            raise RuntimeError(f"{path} belongs to somebody else; remove it first.")
        if self.account:
            os.chown(path, self.account["user"], self.account["group"])
        path.chmod(0o700)

    def _make_cluster(self):
        """Made beside and renamed when complete: a start that was cut short repeats."""
        new = self.data.with_name(self.data.name + ".new")
        if new.exists():
            shutil.rmtree(new)
        self._make_private(new)
        major = int(re.search(r"\d+", self._run("postgres", "--version").stdout)[0])
        self._run(
            "initdb",
            *("-D", new, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            # The wheel has no ICU; the builtin provider came with PostgreSQL 17.
            *(["--locale-provider=builtin"] if major >= 17 else []),
            "--locale=C.UTF-8",
            *(["--no-sync"] if self.careless else []),
        )
        if self.data.exists():
            self.data.rmdir()  # Only an empty folder gives way.
        new.rename(self.data)

    # ---- The server

    def _wait_for_the_last(self):
        """Whether a server of this cluster runs; one that is ending is waited for."""
        deadline = time.monotonic() + START_SECONDS
        while self._last_is_alive() and time.monotonic() < deadline:
            if self.ready():
                return True
            time.sleep(0.05)
        return False

    def _last_is_alive(self):
        """Whether the lock file's process is a living server; else clear its locks.

        PostgreSQL takes a killed server that nobody has reaped, and after a reboot any
        process that got its number, for a running server, and refuses to start.
        """
        locks = [self.data / "postmaster.pid", self.socket / f"{SOCKET}.lock"]
        for lock in locks:
            try:
                pid = int(lock.read_text().split()[0])
            except (FileNotFoundError, IndexError, ValueError):
                continue
            if str(self.data) in _command_of(pid):
                return True
        for lock in locks:
            lock.unlink(missing_ok=True)
        return False

    def _spawn(self):
        command = [self.bin / "postgres", "-D", self.data]
        command += ["-k", self.socket, "-h", "", "-p", str(PORT)]
        for name, value in (OPTIONS | (CARELESS if self.careless else {})).items():
            command += ["-c", f"{name}={value}"]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = leash.spawn(
                command,
                at_our_end=signal.SIGINT,  # PostgreSQL's fast shutdown.
                watch=self.watch,
                cwd="/",
                env=self.environment,
                stdout=log,
                stderr=log,
                **self.account,
            )

    def _wait_for_this(self):
        deadline = time.monotonic() + START_SECONDS
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                last = self.log.read_text(errors="replace")[-2000:].strip()
                raise RuntimeError(f"PostgreSQL did not start:\n{last}")
            time.sleep(0.02)


def _command_of(pid):
    """The command line of a process; empty if it has ended, reaped or not."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        except OSError:
            return ""
    ps = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout
