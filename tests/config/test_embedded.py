"""The embedded PostgreSQL: real servers, each in a folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from config import embedded, programs
from config.embedded import Server


@pytest.fixture
def server(folder):
    server = Server(folder / "postgres", careless=True).start()
    yield server
    server.stop("immediate")


def rows(server):
    with psycopg.connect(server.url) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def keep_a_row(server):
    with psycopg.connect(server.url) as connection:
        connection.execute("SET synchronous_commit = on")
        connection.execute("CREATE TABLE IF NOT EXISTS kept (x int)")
        connection.execute("INSERT INTO kept VALUES (1)")


def test_a_server_finds_its_data_again_and_leaves_nothing_running(server):
    keep_a_row(server)
    pid = server.process.pid

    server.stop()
    assert not embedded._command_of(pid)
    assert not server.socket.exists()

    server.start()
    assert rows(server) == 1


def test_a_second_start_uses_the_server_that_runs(server):
    keep_a_row(server)

    second = Server(server.asked).start()

    assert second.process is None
    assert rows(second) == 1


def test_two_first_starts_at_the_same_moment_make_one_cluster(folder):
    # From one thread each: the kernel ends a server with the thread that started it,
    # so the threads live until both have answered.
    servers = [Server(folder / "postgres", careless=True) for _ in range(2)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(Server.start, servers))
        try:
            assert [s.process is None for s in servers].count(True) == 1
            assert all(s.ready() for s in servers)
        finally:
            servers[0].stop("immediate")
            servers[1].stop("immediate")


def test_a_server_killed_and_not_reaped_does_not_stop_the_next(server):
    keep_a_row(server)
    server.process.kill()
    time.sleep(0.2)
    assert (server.data / "postmaster.pid").exists()

    again = Server(server.asked, careless=True).start()

    assert rows(again) == 1
    again.stop("immediate")


def test_a_lock_of_a_number_that_another_process_has_is_cleared(server, monkeypatch):
    """As after a reboot, or in a container that was killed."""
    monkeypatch.setattr(embedded, "START_SECONDS", 10)
    server.stop()
    lock = server.data / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"], **server.account) as other:
        lock.write_text(f"{other.pid}\n{server.data}\n")
        shutil.chown(lock, server.data.stat().st_uid, server.data.stat().st_gid)

        server.start()

        assert server.ready()
        other.kill()


def test_a_first_start_that_was_cut_short_is_repeated(folder):
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    server = Server(folder / "postgres", careless=True).start()

    assert server.ready()
    assert not half.exists()
    server.stop("immediate")


def test_a_folder_that_is_not_a_cluster_is_left_alone(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "letter.txt").write_text("Dear reader")

    with pytest.raises(OSError, match="not empty"):
        Server(folder / "postgres", careless=True).start()

    assert (folder / "postgres" / "letter.txt").exists()


def test_a_socket_folder_of_somebody_else_is_refused(folder):
    place = embedded.socket_folder(folder / "postgres")
    place.symlink_to(folder)
    try:
        with pytest.raises(RuntimeError, match="somebody else"):
            Server(folder / "postgres").start()
    finally:
        place.unlink()


def test_a_server_that_cannot_start_says_why(server):
    server.stop()
    (server.data / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(RuntimeError, match="no_such_setting"):
        server.start()


def test_nobody_listens_on_a_port(server):
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_long_path_still_has_a_place_for_its_socket(tmp_path):
    place = embedded.socket_folder(tmp_path / ("long" * 30) / "postgres")

    assert len(os.fsencode(place / embedded.SOCKET)) <= embedded.SOCKET_BYTES


def test_variables_of_another_postgresql_do_not_matter(folder, monkeypatch):
    monkeypatch.setenv("PGHOST", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATABASE", "nothing")

    server = Server(folder / "postgres", careless=True).start()

    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW port").fetchone() == ("5432",)
    server.stop("immediate")


def test_a_killed_starter_takes_its_server_along(folder):
    script = (
        "import sys, time; from config.embedded import Server;"
        "s = Server(sys.argv[1], careless=True).start();"
        "print(s.process.pid, flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", script, folder / "postgres"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    with starter:
        pid = int(starter.stdout.readline())
        starter.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 10
    while embedded._command_of(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not embedded._command_of(pid)
    assert not (folder / "postgres" / "postmaster.pid").exists()


# ---- Where the programs come from


def make_programs(folder, major):
    folder.mkdir(parents=True)
    for name in programs.NEEDED:
        (folder / name).write_text(
            f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.1'\n"
        )
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def nothing_installed(monkeypatch):
    monkeypatch.delenv("PG_BINDIR", raising=False)
    monkeypatch.setattr(programs, "_wheel", list)
    monkeypatch.setattr(programs, "_system", list)


def test_pg_bindir_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("PG_BINDIR", str(make_programs(tmp_path / "bin", 17)))

    assert programs.find() == tmp_path / "bin"


def test_a_pg_bindir_without_the_programs_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))

    with pytest.raises(programs.NoPostgreSQL, match=r"PG_BINDIR.*no postgres, initdb"):
        programs.find()


def test_without_any_postgresql_the_error_says_what_to_do(nothing_installed):
    with pytest.raises(programs.NoPostgreSQL, match="Set PG_BINDIR"):
        programs.find()


def test_a_cluster_is_opened_by_the_version_that_made_it(
    nothing_installed, tmp_path, monkeypatch
):
    old, new = (make_programs(tmp_path / str(n), n) for n in (16, 18))
    monkeypatch.setattr(programs, "_wheel", lambda: [old, new])

    assert programs.find() == new
    assert programs.find(16) == old
    with pytest.raises(programs.NoPostgreSQL, match=r"PostgreSQL 17 is needed.*16 in"):
        programs.find(17)


def test_a_postgresql_that_is_too_old_is_refused(
    nothing_installed, tmp_path, monkeypatch
):
    monkeypatch.setattr(
        programs, "_system", lambda: [make_programs(tmp_path / "b", 13)]
    )

    with pytest.raises(programs.NoPostgreSQL, match="15 or newer"):
        programs.find()


# ---- Root, whose home is closed to the server's account


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another's account to use")
def test_under_roots_closed_home_programs_and_data_go_outside(
    folder, tmp_path_factory, monkeypatch
):
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    outside = folder / "outside"
    monkeypatch.setattr(programs, "OUTSIDE", outside)
    install = programs.find().parent
    packages = home / "site-packages"
    package = packages / install.parent.name
    shutil.copytree(install, package / install.name)
    libraries = install.parent.with_name(install.parent.name + ".libs")
    shutil.copytree(libraries, packages / libraries.name)
    monkeypatch.setattr(programs, "_wheel", lambda: [package / install.name / "bin"])

    server = Server(home / "postgres", careless=True).start()

    assert server.ready()
    assert server.bin.is_relative_to(outside)
    assert server.data.is_relative_to(outside)
    assert home.stat().st_mode & 0o777 == 0o700
    server.stop("immediate")


def test_debians_programs_serve_too(folder, monkeypatch):
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.skip("no PostgreSQL of the system")
    monkeypatch.setenv("PG_BINDIR", str(found[-1]))

    server = Server(folder / "postgres", careless=True).start()

    assert server.bin == found[-1]
    assert server.ready()
    server.stop("immediate")
