"""The messages of the manual as the description of the API (OpenAPI) has them."""

import re

import pytest

from federation.problems import MEDIA_TYPE
from federation.serializers.shared_plans import SETTLING, SUMS
from planning.messages import KINDS
from tests.federation.contract import check, description
from tests.federation.manual.reading import example, sections
from tests.federation.manual.refusals import MESSAGES
from tests.federation.manual.test_refusals import ALL, own, rows

JSON = "application/json"
# What nobody who reads can be refused with, and what is said before it is a message.
OF_BODIES = {"body-too-large", "unsupported-media-type", "malformed-json"}
OF_TOKENS = {"token-unknown", "token-expired", "token-revoked"}
# By the operation's id: what is sent, and what is answered.
SHOWN = {
    "readSharedYear": ([], "year answer"),
    "joinSharedYear": (["joining"], "joining answer"),
    "announceRound": (["announcement"], "announcement answer"),
    "sendPart": (["part"], "part answer"),
    "readSentPart": ([], "part answer"),
    "readPartAbove": ([], "part"),
    "askServer": (["answers", "turned", "settle remaining"], "answers answer"),
    "sendRecord": (["record"], "record answer"),
    "sendPlan": (["accord", "published"], "accord answer"),
    "readSharedHead": ([], "head answer"),
}


QUESTIONS = {"answers", "turned", "settle remaining", "answers answer"}


def operation_of(heading):
    """What the description says of a message, by its heading in the manual."""
    method, path = heading.split(" ")
    address = path.replace("…", "/api/v1").replace("years/2027", "years/{period}")
    address = re.sub(r"rounds/\d+", "rounds/{number}", address)
    address = re.sub(r"parts/\d+", "parts/{level}", address)
    return description()["paths"][address][method.lower()]


def shown(name):
    return example("-trials" if name in QUESTIONS else "-messages", name)


def schema_of(name):
    return description()["components"]["schemas"][name]


def test_the_messages_of_the_manual_are_the_operations_among_servers():
    told = {operation_of(heading)["operationId"] for heading in MESSAGES}
    assert told == set(SHOWN)
    among = {
        operation["operationId"]
        for methods in description()["paths"].values()
        for operation in methods.values()
        if operation["tags"] == ["together"]
    }
    assert among == told


@pytest.mark.parametrize("heading", MESSAGES)
def test_the_examples_are_those_of_the_manual(heading):
    operation = operation_of(heading)
    sent, answer = SHOWN[operation["operationId"]]
    said = operation.get("requestBody", {"content": {JSON: {}}})["content"][JSON]
    values = [each["value"] for each in said.get("examples", {}).values()]
    assert values == [shown(name) for name in sent]
    answered = operation["responses"]["200"]["content"][JSON]
    assert answered["examples"]["Example"]["value"] == shown(answer)


@pytest.mark.parametrize("heading", MESSAGES)
def test_the_refusals_are_those_of_the_manual(heading):
    found = {
        code
        for answer in operation_of(heading)["responses"].values()
        for code in answer["content"].get(MEDIA_TYPE, {}).get("examples", {})
    }
    told = rows(sections("-messages")[ALL]).keys() | own(heading)
    if heading.startswith("GET"):
        told -= OF_BODIES
    # The description is of methods that there are.
    assert found - OF_TOKENS == told - {"method-not-allowed"}


@pytest.mark.parametrize("name", ["part", "heard", "settle floors", "settle finish"])
def test_every_question_of_the_manual_fits(name):
    check(example("-trials", name), schema_of("TrialIn"))
    check(example("-trials", f"{name} answer"), schema_of("TrialOut"))


def test_a_part_that_is_not_there_yet_fits():
    check(shown("slot answer"), schema_of("PartSlotOut"))


@pytest.mark.parametrize(
    ("name", "component"),
    [
        *(("year answer", "SharedYearOut"), ("joining", "JoiningIn")),
        *(("announcement", "AnnouncementIn"), ("part", "SharedPart")),
        *(("part answer", "PartKeptOut"), ("record", "SharedRecord")),
        *(("accord", "AccordIn"), ("published", "PublishedIn")),
        *(("head answer", "HeadOut"), ("answers answer", "TrialOut")),
    ],
)
def test_no_name_is_described_that_is_not_in_the_manual_and_all_must_be_there(
    name, component
):
    schema = schema_of(component)
    assert schema["properties"].keys() == shown(name).keys()
    assert set(schema["required"]) == set(schema["properties"])


def test_sums_and_questions_are_those_there_are():
    assert set(SETTLING) == set(KINDS)
    told = sections("-trials")["`part`: what is added up over all councils"]
    assert re.findall(r"^\| `([a-z ]+)` \| [\d6×a-z, ]+ \|", told, re.M) == [
        "name",
        *SUMS,
    ]
