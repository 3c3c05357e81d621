"""Every command of ours explains itself, in both languages."""

from io import StringIO

import pytest
from django.core.management import get_commands, load_command_class

OURS = sorted(
    name
    for name, app in get_commands().items()
    if app in ("config", "federation", "iteration", "proposals", "councils", "ledger")
)


@pytest.mark.parametrize("language", ["de_DE.UTF-8", "en_GB.UTF-8"])
@pytest.mark.parametrize("name", OURS)
def test_it_says_what_it_does(name, language, monkeypatch):
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", language)
    command = load_command_class(get_commands()[name], name)
    said = StringIO()
    command.create_parser("manage.py", name).print_help(said)

    assert str(command.help)[:20] in said.getvalue()
    german = "die Sprache dessen, was ausgegeben wird" in " ".join(
        said.getvalue().split()
    )
    assert german is language.startswith("de")


def test_there_are_commands():
    assert {"up", "demo", "backup", "restore", "shared_year"} <= set(OURS)
