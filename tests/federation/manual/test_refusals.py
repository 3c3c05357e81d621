"""Every refusal the code has is in the manual, with its status, and no other."""

import re

import pytest

from federation.kinds import KINDS, SERVERS
from federation.views import shared_parts, shared_plans, shared_rounds, shared_years
from tests.federation.manual.reading import DOCS, PAGES, ROW, sections
from tests.federation.manual.refusals import (
    MESSAGES,
    NOT_OF_SERVERS,
    of_all,
    of_message,
)

REFUSING = ("", "-messages")
ALL = "What any of them can be refused with"


def rows(text):
    return {code: int(status) for code, status, _reason in ROW.findall(text)}


def own(heading):
    """What the manual says of one message beside what it says of all."""
    return rows(sections("-messages")[heading]).keys()


def test_what_any_message_can_be_refused_with_is_all_there():
    known = of_all() - NOT_OF_SERVERS
    assert rows(sections("-messages")[ALL]).keys() == known


@pytest.mark.parametrize("heading", MESSAGES)
def test_the_refusals_of_a_message_are_those_of_its_view(heading):
    general = of_all()
    found = of_message(*MESSAGES[heading])
    assert found - general <= own(heading) <= found | general


def test_every_message_has_its_section_and_its_place_in_the_procedure():
    told = [each for each in sections("-messages") if each.split(" ")[0].isupper()]
    assert told == list(MESSAGES)
    listed = re.findall(r"^\| `([A-Z]+ …/[^`]+)` \|", PAGES[""], re.MULTILINE)
    assert {each.replace("rounds/3", "rounds/1") for each in listed} == set(MESSAGES)


def test_no_view_of_servers_is_left_out():
    views = {
        each
        for module in (shared_parts, shared_plans, shared_rounds, shared_years)
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__ == module.__name__
    }
    assert views == {view for view, _method in MESSAGES.values()}


def test_every_refusal_has_the_status_it_is_answered_with():
    for page in REFUSING:
        for code, status in rows(PAGES[page]).items():
            assert (code, status) == (code, KINDS[code].status)


def test_every_refusal_of_servers_belongs_to_some_message():
    told = set().union(*(own(heading) for heading in MESSAGES))
    assert {kind.code for kind in SERVERS} <= told


def test_a_refusal_is_explained_in_words():
    reasons = [row[2] for page in REFUSING for row in ROW.findall(PAGES[page])]
    assert all(len(reason.split()) >= 3 for reason in reasons)


def test_the_pages_that_are_named_are_there():
    for page in PAGES.values():
        for name in re.findall(r"\bdocs/([a-z-]+\.md)", page):
            assert (DOCS / name).exists(), name
