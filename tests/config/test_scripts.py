"""demo.sh and test.sh: what they do about Python, the environment and the lock files.

The interpreter is a small script here, so that nothing is downloaded; the real one
runs these tests.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

# Stands for python3: makes environments whose interpreter is a copy of itself, writes
# what it is asked into a file, and fails where a file of that name tells it to.
PYTHON = """#!/bin/sh
(IFS='|'; echo "$*" >>"$RECORD/calls")
case "$1 $2" in
"-c import sys; sys.exit(sys.version_info < (3, 11))") [ ! -e "$RECORD/old" ] ;;
"-m venv")
    [ ! -e "$RECORD/no-venv" ] || exit 1
    mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
"-m pip") [ "$3" != install ] || [ ! -e "$RECORD/no-network" ] ;;
"--version ") echo "Python 3.11.0" ;;
esac
"""


class Checkout:
    """A copy of the scripts, with an interpreter that only pretends."""

    def __init__(self, folder):
        self.folder = folder / "a checkout"
        self.record = folder / "record"
        self.programs = folder / "bin"
        for made in (self.folder / "config", self.record, self.programs):
            made.mkdir(parents=True)
        for name in ("demo.sh", "test.sh", "config/venv.sh"):
            shutil.copy(settings.BASE_DIR / name, self.folder / name)
        for name in ("requirements.lock", "requirements-dev.lock"):
            (self.folder / name).write_text("one==1\n")
        (self.programs / "python3").write_text(PYTHON)
        (self.programs / "python3").chmod(0o755)

    def run(self, script, *arguments, **variables):
        """Run a script; return its exit code and all it printed."""
        environment = {
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "RECORD": str(self.record),
            "PYTHON": "python3",
            **variables,
        }
        done = subprocess.run(
            [self.folder / script, *arguments],
            env=environment,
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def calls(self):
        return (self.record / "calls").read_text().splitlines()

    def installs(self):
        return [call for call in self.calls() if call.startswith("-m|pip|install")]

    def tell(self, name):
        (self.record / name).touch()


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def test_the_demo_gets_its_options_as_they_were_typed(checkout):
    code, _said = checkout.run("demo.sh", "--port", "8123", "--data", "my region")

    assert code == 0
    assert checkout.calls()[-1] == "manage.py|demo|--port|8123|--data|my region"


def test_what_is_installed_is_checked_by_hash_and_installed_once(checkout):
    checkout.run("demo.sh")
    checkout.run("demo.sh")

    [install] = checkout.installs()
    assert "--require-hashes|-r|requirements.lock" in install


def test_a_changed_lock_file_is_installed_again(checkout):
    checkout.run("demo.sh")
    (checkout.folder / "requirements.lock").write_text("one==2\n")
    checkout.run("demo.sh")

    assert len(checkout.installs()) == 2


def test_an_installation_that_failed_is_repeated(checkout):
    checkout.tell("no-network")
    code, said = checkout.run("demo.sh")
    assert code == 1
    assert "The installation failed" in said
    assert not any("manage.py" in call for call in checkout.calls())

    (checkout.record / "no-network").unlink()
    code, _said = checkout.run("demo.sh")
    assert code == 0


def test_an_installation_that_failed_leaves_the_one_before_in_doubt(checkout):
    checkout.run("demo.sh")
    (checkout.folder / "requirements.lock").write_text("one==2\n")
    checkout.tell("no-network")
    checkout.run("demo.sh")

    (checkout.record / "no-network").unlink()
    (checkout.folder / "requirements.lock").write_text("one==1\n")
    checkout.run("demo.sh")

    assert len(checkout.installs()) == 3


def test_an_environment_whose_python_has_gone_is_made_anew(checkout):
    checkout.run("demo.sh")
    (checkout.folder / ".venv/bin/python").unlink()
    code, _said = checkout.run("demo.sh")

    assert code == 0
    assert len(checkout.installs()) == 2


def test_what_the_tests_need_serves_the_demo_too(checkout):
    checkout.run("test.sh", "-k", "nothing")
    checkout.run("demo.sh")

    [install] = checkout.installs()
    assert "requirements-dev.lock" in install


def test_the_list_for_tests_holds_all_of_the_other():
    def pins(name):
        text = (settings.BASE_DIR / name).read_text()
        return set(re.findall(r"^[\w.-]+==[^ ;\\]+", text, re.MULTILINE))

    runtime, tests = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime
    assert runtime <= tests


@pytest.mark.parametrize(
    ("told", "expected"),
    [("old", "Python 3.11 or newer is needed"), ("no-venv", "install python3-venv")],
)
def test_what_is_missing_is_said_with_the_way_to_get_it(checkout, told, expected):
    checkout.tell(told)

    code, said = checkout.run("demo.sh")

    assert code == 1
    assert expected in said


@pytest.fixture
def bare(checkout):
    """A PATH with the few programs a shell script needs, no browser and no broker."""
    for name in ("dirname", "cksum", "grep", "rm", "mkdir", "cp", "cat", "sh", "bash"):
        (checkout.programs / name).symlink_to(shutil.which(name))
    return {"PATH": str(checkout.programs)}


def test_a_test_run_says_what_it_left_out(checkout, bare):
    code, said = checkout.run("test.sh", "-k", "foo", **bare, CHROMIUM="/bin/true")

    assert code == 0
    assert checkout.calls()[-2:] == ["-m|pytest|-k|foo", "--version"]
    assert "LEFT OUT: the broker Redis" in said
    assert "no chromium" not in said


@pytest.mark.parametrize("required", ["REQUIRE_BROWSER", "REQUIRE_BROKERS"])
def test_what_is_required_and_left_out_is_a_failure(checkout, bare, required):
    code, said = checkout.run("test.sh", "-k", "foo", **bare, **{required: "1"})

    assert code == 1
    assert "is required and was not found" in said


def test_the_scripts_can_be_started():
    for name in ("demo.sh", "test.sh", "manage.py", ".ci/run"):
        assert os.access(Path(settings.BASE_DIR, name), os.X_OK), name
