"""The first account: made once, by who has the key, and only while nobody is there."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from config.first import first_address
from councils.models import FirstKey, Person
from councils.services import (
    become_first_facilitator,
    key_opens,
    lacks_facilitator,
    make_first_key,
)
from ledger.models import Record
from tests.factories import make_facilitator, make_operator, make_person

PASSWORD = "seventeen quiet geese"
pytestmark = pytest.mark.django_db


def become(token, username="ada", **said):
    return become_first_facilitator(
        token=token, username=username, **({"password": PASSWORD} | said)
    )


def refused(token, **said):
    with pytest.raises(ValidationError) as error:
        become(token, **said)
    return error.value


def expire(token):
    FirstKey.objects.update(made_at="2020-01-01T00:00Z", expires_at="2020-01-02T00:00Z")
    return token


def test_the_first_account_is_a_facilitator_and_nothing_more():
    ada = become(make_first_key(), email="Ada@example.org")

    assert [group.name for group in ada.groups.all()] == ["facilitators"]
    assert not ada.is_superuser
    assert ada.email == "ada@example.org"
    assert ada.emailaddress_set.get().verified
    assert ada.check_password(PASSWORD)


def test_it_is_on_record_without_a_name():
    ada = become(make_first_key())

    entry = Record.objects.get(kind="facilitator.first")
    assert entry.actor == str(ada.public_id)
    assert "ada" not in str(entry.data) + entry.subject


def test_only_a_digest_of_the_key_is_kept():
    token = make_first_key()

    assert token not in str(list(FirstKey.objects.values()))
    assert key_opens(token)


def test_a_key_is_used_once():
    token = make_first_key()
    become(token)

    assert refused(token, username="eve").code == "key"
    assert Person.objects.count() == 1


def test_a_used_key_stays_used_when_the_facilitator_has_left():
    token = make_first_key()
    become(token).groups.clear()

    assert lacks_facilitator()
    assert not key_opens(token)


def test_a_key_expires():
    assert refused(expire(make_first_key())).code == "key"
    assert not Person.objects.exists()


def test_a_new_key_takes_the_place_of_the_old_one():
    old, new = make_first_key(), make_first_key()

    assert not key_opens(old)
    assert key_opens(new)


def test_a_guessed_key_opens_nothing():
    make_first_key()

    assert refused("x").code == "key"


def test_a_key_is_worth_nothing_once_there_is_a_facilitator():
    token = make_first_key()
    make_facilitator()

    assert refused(token, username="eve").code == "key"
    assert make_first_key() is None


def test_an_operator_alone_is_not_enough():
    make_operator()

    assert make_first_key()


def test_a_bad_password_leaves_the_key_as_it_was():
    token = make_first_key()

    assert "password" in refused(token, password="12345").message_dict
    assert key_opens(token)


def test_a_name_that_is_taken_is_said():
    make_person("ada")

    assert "username" in refused(make_first_key()).message_dict


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_becomes_the_first():
    token, together = make_first_key(), Barrier(2)

    def attempt(username):
        together.wait()
        try:
            return become(token, username=username)
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(attempt, ["ada", "eve"]))

    assert sorted(isinstance(each, Person) for each in done) == [False, True]
    assert "key" in done
    assert Person.objects.count() == 1


def test_the_page_leads_to_the_guide(client, settings):
    settings.MFA_REQUIRED = False
    path = reverse("console:first", args=[make_first_key()])

    answer = client.post(path, {"username": "ada", "password": PASSWORD})

    assert answer.url == reverse("console:guide")
    assert client.get(answer.url).status_code == 200
    assert client.get(path).status_code == 404


def test_whoever_became_the_first_is_asked_for_a_second_step(client, settings):
    settings.MFA_REQUIRED = True
    path = reverse("console:first", args=[make_first_key()])
    answer = client.post(path, {"username": "ada", "password": PASSWORD})

    answer = client.get(answer.url)

    assert answer.url == reverse("desk:second-step")


def test_the_page_says_what_is_wrong(client):
    path = reverse("console:first", args=[make_first_key()])

    answer = client.post(path, {"username": "ada", "password": "1"})

    assert answer.status_code == 422
    assert not Person.objects.exists()


def test_without_a_key_there_is_no_page(client):
    token = make_first_key()
    path = reverse("console:first", args=[token])
    expire(token)

    assert client.get(path).status_code == 404
    assert client.post(path, {"username": "eve"}).status_code == 404


def test_the_command_prints_an_address_until_somebody_is_first(capsys):
    call_command("first_facilitator")
    address = capsys.readouterr().out.strip()
    assert "/console/first/" in address
    assert key_opens(address.rstrip("/").rpartition("/")[2])

    make_facilitator()
    call_command("first_facilitator")
    assert "/first/" not in capsys.readouterr().out


def test_a_service_that_is_set_up_prints_no_address():
    make_facilitator()

    assert first_address("http://localhost") is None
