"""Commands that speak: what they say where there is no database."""

from types import SimpleNamespace

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from ledger import spoken
from ledger.spoken import NO_DATABASE, SpokenCommand


class Command(SpokenCommand):
    def answer(self, **_options):
        raise OperationalError("connection refused")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The database does not answer."), ("de", "Die Datenbank antwortet nicht.")],
)
def test_a_database_that_does_not_answer_is_said_in_words(monkeypatch, language, said):
    monkeypatch.setattr(spoken, "connection", SimpleNamespace(connection=None))
    with pytest.raises(CommandError, match=said) as caught:
        Command().handle(language=language)
    assert "connection refused" in str(caught.value)
    assert caught.value.returncode == NO_DATABASE


def test_what_goes_wrong_inside_a_database_is_not_covered_up(monkeypatch):
    monkeypatch.setattr(spoken, "connection", SimpleNamespace(connection=object()))
    with pytest.raises(OperationalError):
        Command().handle(language="en")
