"""Tokens: issued once, narrow, expiring, revocable; and never kept."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from federation.models import Token
from federation.services import issue_token, revoke_token
from ledger.models import Record
from tests.factories import make_person
from tests.federation.world import BOTH, Caller, caller, problem

COUNCILS = "/api/v1/councils"


def issue(person=None, **fields):
    asked = {"name": "cron", "scopes": BOTH} | fields
    return issue_token(person=person or make_person(), **asked)


@pytest.mark.django_db
def test_the_secret_is_shown_once_and_only_its_digest_kept():
    token, text = issue()
    secret = text.rpartition("_")[2]

    assert re.fullmatch(r"cp_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", text)
    kept = " ".join(str(value) for value in vars(Token.objects.get()).values())
    kept += " ".join(str(record.data) for record in Record.objects.all())
    assert token.prefix in kept
    assert text[16:] not in kept
    assert secret not in kept


@pytest.mark.django_db
def test_a_token_lasts_a_year_unless_said_otherwise():
    year, _text = issue()
    week, _text = issue(days=7)

    assert year.expires_at - week.expires_at > timedelta(days=357)
    assert week.expires_at - Token.objects.get(pk=week.pk).created_at < timedelta(8)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scope"),
        ({"scopes": ["proposals:read", "everything"]}, "scope"),
        ({"days": 0}, "days"),
        ({"days": 731}, "days"),
    ],
)
def test_what_a_token_may_be_is_limited(fields, code):
    with pytest.raises(ValidationError) as refused:
        issue(**fields)
    assert refused.value.code == code
    assert not Token.objects.exists()


@pytest.mark.django_db
def test_who_may_not_log_in_gets_no_token():
    with pytest.raises(ValidationError) as refused:
        issue(make_person(is_active=False))
    assert refused.value.code == "inactive"


@pytest.mark.django_db
def test_issuing_and_revoking_are_on_the_record():
    facilitator, person = make_person(), make_person()
    token, _text = issue(person, actor=facilitator)

    assert revoke_token(token=token, actor=facilitator) is True
    assert revoke_token(token=token, actor=facilitator) is False
    issued, revoked = Record.objects.filter(kind__startswith="token.").order_by("pk")
    assert (issued.kind, revoked.kind) == ("token.issued", "token.revoked")
    assert issued.actor == str(facilitator.public_id)
    assert issued.data["person"] == str(person.public_id)
    assert issued.subject == token.prefix


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"digest": "not a digest"}, "token_keeps_only_a_digest"),
        ({"expires_at": Now() - timedelta(1)}, "token_expires_after_it_was_issued"),
        ({"scopes": []}, "token_is_for_something"),
        ({"scopes": ["everything"]}, "token_has_only_known_scopes"),
    ],
)
def test_the_database_refuses_what_no_token_can_be(fields, name):
    token, _text = issue()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Token.objects.filter(pk=token.pk).update(**fields)


# ---- At the door


def age(prefix_of):
    """Let a token have expired a moment ago."""
    Token.objects.filter(prefix=prefix_of.token[3:15]).update(
        created_at=Now() - timedelta(days=2), expires_at=Now()
    )


@pytest.mark.parametrize("path", [COUNCILS, "/api/v1/periods"])
def test_an_expired_token_opens_nothing_not_even_what_is_public(world, path):
    age(world.ours)
    answer = world.ours.get(path)
    problem(answer, 401, "token-expired")
    assert answer["WWW-Authenticate"] == 'Bearer realm="commonplan"'


def test_a_revoked_token_opens_nothing_from_that_moment(world):
    assert world.ours.get(COUNCILS).status_code == 200
    revoke_token(token=Token.objects.get(person=world.eater))
    problem(world.ours.get(COUNCILS), 401, "token-revoked")


def test_with_the_person_goes_the_token(world):
    type(world.eater).objects.filter(pk=world.eater.pk).update(is_active=False)
    problem(world.ours.get(COUNCILS), 401, "token-revoked")


def test_only_who_knows_the_secret_learns_that_a_token_is_expired(world):
    age(world.ours)
    guessed = Caller(
        world.ours.token[:-1] + ("A" if world.ours.token[-1] != "A" else "B")
    )
    problem(guessed.get(COUNCILS), 401, "token-unknown")


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "bearer cp__",
        "Bearer cp_000000000000_" + "A" * 43,
        "Bearer cp_000000000000_" + "A" * 42,
        "Bearer cp_000000000000_",
        "Bearer \x00",
        "Bearer \xff",
        "Bearer " + "x" * 8_000,
        "Bearer a b c",
    ],
)
def test_a_token_that_is_none_is_unknown(world, header):
    answer = world.anybody.get(COUNCILS, Authorization=header)
    problem(answer, 401, "token-unknown")


@pytest.mark.parametrize("header", ["", "Basic ZW1tYTp4", "Token x", "Digest x"])
def test_other_schemes_are_nobody(world, header):
    answer = world.anybody.get(COUNCILS, Authorization=header)
    problem(answer, 401, "not-authenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_the_prefix_of_one_and_the_secret_of_another_open_nothing(world):
    mixed = Caller(world.ours.token[:16] + world.theirs.token[16:])
    problem(mixed.get(COUNCILS), 401, "token-unknown")


def test_scopes_are_kept_apart(world):
    reader = caller(world.eater, ["proposals:read"])
    sender = caller(world.eater, ["proposals:submit"])

    assert reader.get(world.path).status_code == 200
    refused = problem(reader.post(world.path, world.body()), 403, "scope-missing")
    assert "proposals:submit" in refused["detail"]
    assert sender.post(world.path, world.body()).status_code == 201
    problem(sender.get(world.path), 403, "scope-missing")
    problem(sender.get(COUNCILS), 403, "scope-missing")
    assert sender.get("/api/v1/periods").status_code == 200


def test_the_last_use_is_kept_to_the_hour_and_written_once_an_hour(
    world, django_assert_num_queries
):
    world.ours.get("/api/v1/")
    token = Token.objects.get(person=world.eater)
    used = token.last_used_at

    assert (used.minute, used.second, used.microsecond) == (0, 0, 0)
    with django_assert_num_queries(2):  # The clock and the token.
        world.ours.get("/api/v1/")
    Token.objects.update(last_used_at=used - timedelta(hours=1))
    world.ours.get("/api/v1/")
    token.refresh_from_db()
    assert token.last_used_at == used


# ---- The command and the admin


@pytest.mark.django_db
def test_the_command_prints_a_token_that_works(capsys):
    make_person("emma")
    call_command(
        "create_token",
        "emma",
        "--name",
        "cron",
        "--scope",
        "proposals:read",
        "--days",
        "9",
    )
    out, err = capsys.readouterr()

    assert Caller(out.strip()).get(COUNCILS).status_code == 200
    assert "once" in err
    assert Token.objects.get().scopes == ["proposals:read"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        ["nobody", "--name", "x", "--scope", "proposals:read"],
        ["emma", "--name", "x", "--scope", "everything"],
        ["emma", "--name", "x"],
        ["emma", "--scope", "proposals:read"],
        ["emma", "--name", "x", "--scope", "proposals:read", "--days", "0"],
    ],
)
def test_the_command_says_what_is_wrong(asked):
    make_person("emma")
    with pytest.raises(CommandError):
        call_command("create_token", *asked)
    assert not Token.objects.exists()


@pytest.fixture
def clerk(client):
    """Somebody in the admin who may look at tokens and revoke them."""
    person = make_person(is_staff=True)
    names = ["view_token", "change_token"]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)
    return person


@pytest.mark.django_db
def test_the_admin_shows_tokens_and_revokes_them(client, clerk):
    token, text = issue()
    path = "/admin/federation/token/"

    for page in (path, f"{path}{token.pk}/change/"):
        shown = client.get(page)
        assert shown.status_code == 200
        assert token.prefix in shown.content.decode()
        assert token.digest not in shown.content.decode()
    chosen = {"action": "revoke", "_selected_action": [token.pk]}
    client.post(path, chosen)

    problem(Caller(text).get(COUNCILS), 401, "token-revoked")
    assert Record.objects.get(kind="token.revoked").actor == str(clerk.public_id)


@pytest.mark.django_db
def test_the_admin_neither_makes_nor_changes_nor_deletes_tokens(client):
    client.force_login(make_person(is_staff=True, is_superuser=True))
    token, _text = issue()
    path = "/admin/federation/token/"

    assert client.get(f"{path}add/").status_code == 403
    assert client.post(f"{path}{token.pk}/change/", {"name": "x"}).status_code == 403
    assert client.post(f"{path}{token.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.django_db
def test_who_may_only_look_cannot_revoke(client):
    person = make_person(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename="view_token"))
    client.force_login(person)
    token, _text = issue()

    chosen = {"action": "revoke", "_selected_action": [token.pk]}
    client.post("/admin/federation/token/", chosen)
    assert not Token.objects.exclude(revoked_at=None).exists()


# ---- Courtesy


def test_too_many_requests_are_told_when_to_come_back(world, monkeypatch):
    monkeypatch.setattr("federation.throttles.TokenThrottle.rate", "3/min")
    monkeypatch.setattr("federation.throttles.AddressThrottle.rate", "2/min")

    def statuses(program, times):
        return [program.get("/api/v1/").status_code for _ in range(times)]

    assert statuses(world.ours, 4) == [200, 200, 200, 429]
    assert statuses(world.theirs, 4) == [200, 200, 200, 429]  # A count of their own.
    assert statuses(world.anybody, 3) == [200, 200, 429]
    answer = world.ours.get("/api/v1/")
    problem(answer, 429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60


def test_a_forged_address_is_no_second_address(world, monkeypatch):
    monkeypatch.setattr("federation.throttles.AddressThrottle.rate", "2/min")
    answers = [
        world.anybody.get("/api/v1/", X_Forwarded_For=f"10.0.0.{number}").status_code
        for number in range(3)
    ]
    assert answers == [200, 200, 429]
