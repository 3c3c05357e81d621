"""What the units and the container file start is there, and takes what it is given."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.config.test_checks import PRODUCTION

DEPLOY = Path(settings.BASE_DIR) / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SERVICES = [unit for unit in UNITS if "oneshot" not in unit.read_text()]
BIN = "/srv/commonplan/.venv/bin/"


def lines(unit, key):
    text = unit.read_text().replace("\\\n", " ")
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


def command(unit):
    (found,) = lines(unit, "ExecStart")
    return shlex.split(found)


def test_there_are_web_worker_and_beat_and_the_target_wants_all():
    names = {unit.name for unit in SERVICES}
    assert names == {f"commonplan-{n}.service" for n in ("web", "worker", "beat")}
    target = DEPLOY / "systemd" / "commonplan.target"
    wanted = " ".join(lines(target, "Wants")).split()
    assert names <= set(wanted)
    assert all((DEPLOY / "systemd" / name).exists() for name in wanted)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_program_that_is_there(unit):
    words = " ".join(command(unit))
    programs = re.findall(rf"{BIN}(\S+)", words)
    assert programs
    for program in programs:
        assert (Path(sys.executable).parent / program).exists()
    for name in re.findall(r"manage\.py (\S+)", words):
        assert name in get_commands()
    if "commonplan-" in unit.name and unit in SERVICES:
        assert lines(unit, "Restart") == ["always"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_may_do_no_more_than_it_needs(unit):
    for key, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "CapabilityBoundingSet": "",
        "User": "commonplan",
        "UMask": "0077",
        "EnvironmentFile": "/etc/commonplan.env",
    }.items():
        assert lines(unit, key) == [value], key
    # Secrets stand in the environment's file, never in a unit that all may read.
    assert not re.search(
        "SECRET_KEY=|PASSWORD=|://", unit.read_text().split("[Service]")[1]
    )


@pytest.mark.slow
def test_the_web_server_takes_its_options_and_finds_the_service():
    web = next(unit for unit in SERVICES if "web" in unit.name)
    program, *options = command(web)
    started = [sys.executable, "-m", Path(program).name, "--check-config", *options]
    # What is collected is not here; the settings are read all the same.
    done = subprocess.run(
        started,
        cwd=settings.BASE_DIR,
        env=PRODUCTION,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_knows_every_option(name):
    unit = next(unit for unit in SERVICES if name in unit.name)
    _program, *options = command(unit)
    help = subprocess.run(
        [sys.executable, "-m", "celery", *options[:3], "--help"],
        cwd=settings.BASE_DIR,
        env=PRODUCTION,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    asked = {option.split("=")[0] for option in options[3:] if option[:2] == "--"}
    assert asked
    assert [option for option in asked if option not in help] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_has_nothing_to_say_about_them(tmp_path):
    for unit in (DEPLOY / "systemd").iterdir():
        # The programs of another machine are looked for by the tests above.
        text = re.sub(rf"{BIN}\w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text.replace("/srv/commonplan\n", "/tmp\n"))
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_container_starts_what_is_there_as_nobody_of_importance():
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    copied = re.findall(r"^COPY ([\w.]+) \.$", text, re.MULTILINE)
    assert copied == ["requirements.lock", "."]
    assert (settings.BASE_DIR / "requirements.lock").exists()
    assert re.search(r"^USER commonplan$", text, re.MULTILINE)
    assert '"manage.py"]' in text
    assert "up" in get_commands()
    for folder in re.search(r"compileall -q (.*)", text)[1].split():
        assert (settings.BASE_DIR / folder / "__init__.py").exists(), folder
    kept_out = (DEPLOY / "Containerfile.containerignore").read_text().split()
    assert {".git", "var", ".venv"} <= set(kept_out)
