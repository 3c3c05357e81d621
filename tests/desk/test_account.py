import re

import pytest
from allauth import account as library
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language

from councils.account_letters import LETTERS
from councils.models import Person
from councils.services import FACILITATORS
from ledger.models import Message
from tests.factories import (
    PASSWORD,
    make_app,
    make_bread_year,
    make_council,
    make_facilitator,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db
OWN = [
    "desk:account",
    "desk:profile",
    "desk:my-data",
    "account_email",
    "account_change_password",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
    "account_reauthenticate",
]
STRANGERS = [
    "desk:login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_email_verification_sent",
    "account_inactive",
    "desk:councils",
]


@pytest.fixture
def ada(client):
    person = make_person("ada", email="ada@example.org")
    client.force_login(person)
    return person


def sign_up(client, **fields):
    given = {"username": "new", "email": "new@example.org", "password1": PASSWORD}
    return client.post(reverse("account_signup"), given | fields)


def letter(to):
    return Message.objects.filter(to=to).latest("pk").payload


def link_in(payload):
    return re.search(r"https?://[^/]+(/\S+)", payload["body"]).group(1)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_of_an_account_is_a_page_of_ours(client, ada, language):
    Person.objects.update(language=language)
    for name in OWN:
        text = client.get(reverse(name)).content.decode()
        assert f'<html lang="{language}">' in text, name
        assert 'class="home"' in text, name
        assert "<style" not in text, name
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), name


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_stranger_finds_the_ways_in(client, language):
    for name in STRANGERS:
        reply = client.get(reverse(name), headers={"Accept-Language": language})
        assert reply.status_code == 200, name
        assert f'<html lang="{language}">' in reply.content.decode(), name


def test_an_account_is_for_who_is_logged_in(client):
    for name in ("desk:account", "desk:profile", "desk:my-data", "desk:delete-account"):
        reply = client.get(reverse(name))
        assert reply.url == f"{reverse('desk:login')}?next={reverse(name)}"


@pytest.mark.parametrize("login", ["ada", "ada@example.org", "ADA@example.org"])
def test_the_login_takes_a_name_or_an_address(client, login):
    make_person("ada", email="ada@example.org")
    reply = client.post("/login/", {"username": login, "password": PASSWORD})
    assert reply.url == "/"
    assert "_auth_user_id" in client.session


def test_guessing_passwords_is_slowed_down(client):
    make_person("ada")
    wrong = {"username": "ada", "password": "x"}
    for _n in range(5):
        client.post("/login/", wrong)
    reply = client.post("/login/", {"username": "ada", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert b"too often" in reply.content
    cache.clear()


def test_the_administrations_own_form_is_no_way_around(client):
    make_app(make_person("ada", is_staff=True, is_superuser=True, second_step=False))
    form = {"username": "ada", "password": PASSWORD}
    reply = client.post("/admin/login/", form)
    assert reply.url.startswith("/login/")
    assert "_auth_user_id" not in client.session

    assert client.post("/login/", form).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_is_a_second_step_once(client):
    ada = make_person("ada")
    make_app(ada)
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    for opens in (True, False):
        client.post("/login/", {"username": "ada", "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in client.session) is opens
        client.post("/logout/")


# ---- Signing up


def test_nobody_signs_up_uninvited(client):
    reply = sign_up(client)
    assert "Accounts by invitation" in reply.content.decode()
    assert not Person.objects.exists()


def test_where_registration_is_open_the_address_is_confirmed_first(client, settings):
    settings.REGISTRATION_OPEN = True

    reply = sign_up(client)

    assert reply.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    form = {"username": "new", "password": PASSWORD}
    client.post("/login/", form)
    assert "_auth_user_id" not in client.session

    where = link_in(letter("new@example.org"))
    assert client.get(where).status_code == 200
    client.post(where)
    client.post("/login/", form)
    assert "_auth_user_id" in client.session
    assert EmailAddress.objects.get().verified


def test_an_address_confirmed_later_locks_nobody_out(client, ada):
    client.post(reverse("account_email"), {"action_add": "", "email": "b@example.org"})
    assert "b@example.org" in Message.objects.values_list("to", flat=True)
    client.post("/logout/")
    Person.objects.update(last_login="2026-01-01T00:00Z")
    client.post("/login/", {"username": "ada", "password": PASSWORD})
    assert "_auth_user_id" in client.session


# ---- Letters


def test_every_letter_of_the_library_is_one_of_ours():
    folder = library.__path__[0].removesuffix("/account") + "/templates"
    theirs = {
        f"{app}/email/{name}"
        for app in ("account", "mfa", "socialaccount")
        for name in subjects(f"{folder}/{app}/email")
    }
    # Codes by letter are switched off, and this one is never sent.
    unused = {"login_code", "password_reset_code"}
    assert {each for each in theirs if each.split("/")[2] not in unused} <= set(LETTERS)


def subjects(folder):
    with_subjects = settings.BASE_DIR.__class__(folder).glob("*_subject.txt")
    return [each.name.removesuffix("_subject.txt") for each in with_subjects]


def test_a_forgotten_password_is_set_anew_by_a_letter(client):
    make_person("ada", email="ada@example.org", language="de")
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})

    body = letter("ada@example.org")
    assert settings.BASE_URL in body["body"]
    key = client.get(link_in(body), follow=True)
    form = key.context["form"]
    assert set(form.fields) == {"password1", "password2"}
    new = "a new and long sentence"
    client.post(key.request["PATH_INFO"], {"password1": new, "password2": new})
    client.post("/login/", {"username": "ada", "password": new})
    assert "_auth_user_id" in client.session


def test_letters_are_in_the_readers_language(client, monkeypatch):
    make_person("ada", email="ada@example.org", language="de")
    spoken = []
    monkeypatch.setattr(
        "councils.adapters.enqueue",
        lambda **_letter: spoken.append(get_language()),
    )
    client.post(
        reverse("account_reset_password"),
        {"email": "ada@example.org"},
        headers={"Accept-Language": "en"},
    )
    assert spoken == ["de"]


def test_an_unknown_address_is_answered_alike(client):
    make_person("ada", email="ada@example.org")
    where = reverse("account_reset_password")
    replies = [
        client.post(where, {"email": email}).url
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert replies[0] == replies[1]


# ---- Profile


def test_language_and_time_zone_hold_for_every_page(client, ada):
    client.post(
        reverse("desk:profile"),
        {
            "first_name": "Ada",
            "last_name": "",
            "language": "de",
            "time_zone": "Asia/Tokyo",
        },
    )
    ada.refresh_from_db()
    assert (ada.first_name, ada.time_zone) == ("Ada", "Asia/Tokyo")
    text = client.get("/words/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="de">' in text


def test_a_time_zone_is_chosen_from_the_list(client, ada):
    form = {"first_name": "", "last_name": "", "language": "en", "time_zone": "Moon"}
    reply = client.post(reverse("desk:profile"), form)
    assert b"is no time zone" in reply.content
    assert b'<option value="Europe/Berlin">' in reply.content


def test_the_language_switch_is_remembered(client, ada):
    client.post("/i18n/setlang/", {"language": "de", "next": "/words/"})
    client.post("/i18n/setlang/", {"language": "xx", "next": "/words/"})
    ada.refresh_from_db()
    assert ada.language == "de"


# ---- Facilitators


def test_a_facilitator_without_a_second_step_is_a_stranger_outside(client):
    period, _bread, eaters, _bakers = make_bread_year()
    person = make_facilitator(second_step=False)
    make_seat(person, eaters)
    client.force_login(person)

    needs = reverse("desk:second-step")
    assert client.get("/admin/").url == needs
    where = reverse("desk:council", args=[period.code, eaters.slug])
    assert client.get(where).url == needs
    assert client.get(reverse("desk:people", args=[eaters.slug])).url == needs
    year = client.get(reverse("desk:year", args=[period.code]))
    assert not year.context["user"].is_authenticated
    assert needs in year.content.decode()
    assert client.get("/api/v1/me", follow=True).status_code in (401, 403, 404)
    for name in ("desk:account", "mfa_index", "desk:second-step"):
        assert client.get(reverse(name)).status_code == 200

    make_app(person)
    assert client.get("/admin/").status_code == 200
    assert client.get(where).status_code == 200


def test_logging_in_a_facilitator_is_told_at_once(client):
    make_facilitator("fay", second_step=False)
    reply = client.post("/login/", {"username": "fay", "password": PASSWORD})
    assert reply.url == reverse("desk:second-step")


def test_the_group_alone_makes_a_facilitator(client, ada):
    assert client.get(reverse("desk:second-step")).url == reverse("desk:account")
    ada.groups.add(Group.objects.get(name=FACILITATORS))
    assert client.get(reverse("desk:second-step")).status_code == 200


def test_recovery_codes_alone_are_no_second_step(client):
    person = make_facilitator(second_step=False)
    RecoveryCodes.activate(person)
    client.force_login(person)
    assert client.get("/admin/").url == reverse("desk:second-step")


def test_the_demonstration_may_do_without(client, settings):
    settings.MFA_REQUIRED = False
    client.force_login(make_facilitator(second_step=False))
    assert client.get("/admin/").status_code == 200


# ---- Deleting


def test_an_account_is_deleted_after_typing_its_name(client):
    make_council()
    make_person("ada")
    client.post("/login/", {"username": "ada", "password": PASSWORD})
    where = reverse("desk:delete-account")
    asked = client.get(where)
    client.post(asked.url, {"password": PASSWORD})

    assert b"not your user name" in client.post(where, {"typed": "eve"}).content
    assert Person.objects.get().forgotten_at is None
    assert client.post(where, {"typed": "ada"}).url == "/"
    assert Person.objects.get().forgotten_at is not None
    assert "_auth_user_id" not in client.session
