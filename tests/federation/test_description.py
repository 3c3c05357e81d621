"""The description of the API: valid, complete, true, and readable by people."""

import re

import pytest
import yaml
from django.core.management import call_command
from django.utils.translation import trans_real

from federation.examples import EXAMPLES
from federation.kinds import KINDS
from federation.problems import MEDIA_TYPE
from tests.federation.contract import check, description, routes
from tests.federation.world import Caller, problem

# Not for programs: pages, the description itself, and what is not there.
UNDESCRIBED = {"docs", "openapi-json", "openapi-yaml", "no-such-address"}
# The plan again, for what sends no headers.
UNDESCRIBED |= {"plan-linked"}
PROBLEMS = "/api/v1/problems"
OF_SERVERS = [{"signature": []}]


def operations():
    for address, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield pytest.param(operation, id=f"{method} {address}")


def test_the_description_is_valid_and_nothing_in_it_is_guessed(tmp_path):
    target = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    assert yaml.safe_load(target.read_text())["openapi"] == "3.1.0"


def test_every_route_is_described_and_nothing_else_is():
    described = set(description()["paths"])
    named = {name for name, address in routes().items() if address in described}
    assert named == set(routes()) - UNDESCRIBED
    assert described <= set(routes().values())


def test_the_description_is_the_same_every_time_and_in_both_forms(db):
    served = Caller().get("/api/v1/openapi.json")
    again = yaml.safe_load(Caller().get("/api/v1/openapi.yaml").content)

    assert served["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert served.json() == again
    assert served.json()["paths"].keys() == description()["paths"].keys()


@pytest.mark.parametrize("operation", list(operations()))
def test_every_operation_has_an_example_that_fits(operation):
    answers = operation["responses"]
    [success] = [each for status, each in answers.items() if status in ("200", "201")]
    body = success["content"]["application/json"]
    examples = [each["value"] for each in body["examples"].values()]

    assert examples == [EXAMPLES[operation["operationId"]]]
    check(examples[0], body["schema"])
    sent = operation.get("requestBody", {"content": {}})["content"]
    for described in sent.values():
        assert described["examples"]
        for example in described["examples"].values():
            check(example["value"], described["schema"])


@pytest.mark.parametrize("operation", list(operations()))
def test_every_operation_names_its_refusals(operation):
    answers = operation["responses"]
    assert {"400", "401", "406", "429", "500", "503"} <= set(answers)
    for status, answer in answers.items():
        if status >= "400":
            described = answer["content"][MEDIA_TYPE]
            assert answer["description"]
            for code, example in described["examples"].items():
                assert KINDS[code].status == int(status)
                check(example["value"], described["schema"])


@pytest.mark.parametrize("operation", list(operations()))
def test_every_operation_says_what_it_does_and_who_may(operation):
    assert operation["summary"]
    assert operation["description"]
    for_servers = operation["security"] == OF_SERVERS
    assert for_servers is (operation["tags"] == ["together"])
    assert for_servers or {"token": []} in operation["security"]
    is_public = {} in operation["security"]
    assert is_public is ("403" not in operation["responses"])


def test_every_example_belongs_to_an_operation():
    named = {operation.values[0]["operationId"] for operation in operations()}
    assert named == set(EXAMPLES)


# ---- Pages


def test_every_kind_of_refusal_leads_to_its_explanation(db):
    listed = Caller().get(PROBLEMS).json()["items"]

    assert [each["code"] for each in listed] == list(KINDS)
    for kind in listed:
        assert Caller().get(kind["type"]).json() == kind
        page = Caller().get(kind["type"], Accept="text/html")
        assert page["Content-Type"] == "text/html; charset=utf-8"
        assert kind["code"] in page.content.decode()


@pytest.mark.parametrize("path", ["/api/v1/docs", PROBLEMS, f"{PROBLEMS}/unknown-good"])
def test_the_pages_need_no_exception_from_the_policy(db, path):
    response = Caller().get(path, Accept="text/html,*/*;q=0.8")
    page = response.content.decode()

    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"\s(style|on[a-z]+)=", page)
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert re.search(r"<html lang=\"(en|de)\"", page)
    assert page.count("<h1") == 1


def test_the_page_names_every_operation_and_its_refusals(db):
    page = Caller().get("/api/v1/docs", Accept="text/html").content.decode()

    for operation in operations():
        assert f'id="{operation.values[0]["operationId"]}"' in page
    assert "POST /api/v1/councils/{council}/proposals" in page
    assert f'href="{PROBLEMS}/period-closed"' in page


def test_a_refusal_on_a_page_is_still_a_problem_document(db):
    for path in (f"{PROBLEMS}/none", f"{PROBLEMS}?x=1", "/api/v1/docs?x=1"):
        answer = Caller().get(path, Accept="text/html")
        problem(answer, answer.status_code, answer.json()["type"].rpartition("/")[2])


# ---- Languages


@pytest.fixture
def german(monkeypatch):
    """A German for two texts, whatever the committed translations are."""
    catalogue = trans_real.translation("de")._catalog
    for code, text in (("unknown-good", "Unbekanntes Gut."), ("invalid", "Falsch.")):
        english = str(KINDS[code].title)
        monkeypatch.setitem(catalogue._catalogs[0], english, text)


def test_messages_are_in_the_language_of_the_caller(world, german):
    body = world.body(lines={"cake": "1"})
    answers = {
        language: problem(
            world.ours.post(world.path, body, Accept_Language=language), 400, "invalid"
        )
        for language in ("de", "de-AT,de;q=0.9", "en", "tlh")
    }

    assert answers["de"] == answers["de-AT,de;q=0.9"]
    assert answers["de"]["title"] == "Falsch."
    assert answers["de"]["errors"][0]["message"] == "Unbekanntes Gut."
    assert answers["en"] == answers["tlh"]
    assert answers["en"]["errors"][0]["message"] == str(KINDS["unknown-good"].title)
    assert answers["en"]["errors"][0]["code"] == "unknown-good"
