"""The pages of the administration are accessible, fit and are silent.

One page of each sort: they are all drawn by the same few templates.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from councils.models import Council, Membership
from ledger.models import Record
from proposals.models import Period, Proposal
from tests.browser.looking import TOO_WIDE, violations
from tests.factories import make_person
from tests.iteration.test_admin_pages import make_life

NARROW, WIDE = 320, 1280
TALL = 900


@pytest.fixture
def life(transactional_db):
    # Heirs of a council are counted when a transaction ends.
    with transaction.atomic():
        make_life("valley")
    return make_person("root-of-all", is_staff=True, is_superuser=True)


def pages(person):
    """Lists with and without filters and actions; forms to fill in and to read."""
    yield reverse("admin:index")
    for name in ("councils_council", "councils_membership", "ledger_record"):
        yield reverse(f"admin:{name}_changelist")
    for name in ("councils_membership", "proposals_good", "proposals_period"):
        yield reverse(f"admin:{name}_add")
    rows = {
        "councils_council": Council.objects.get(slug="valley-eaters"),
        "councils_membership": Membership.objects.first(),
        "councils_person": person,
        "ledger_record": Record.objects.first(),
        "proposals_period": Period.objects.get(code="valley-2028"),
        "proposals_proposal": Proposal.objects.first(),
    }
    for name, row in rows.items():
        yield reverse(f"admin:{name}_change", args=[row.pk])


def faults_of(visitor, where):
    """What is wrong with a page, on a desk and on a telephone, in light and in dark."""
    page, found = visitor.page, []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": TALL})
        if width == WIDE:
            assert visitor.go(where).status == 200, where
            page.wait_for_load_state()
        if (too_wide := page.evaluate(TOO_WIDE)) > 0:
            found.append((where, width, f"{too_wide} pixels too wide"))
        found += [(where, width, *each) for each in violations(page)]
    return found


def test_every_sort_of_page_of_the_administration(life, visit, client):
    visitor = visit(language="de")
    visitor.carry(client, life)
    found = [fault for where in pages(life) for fault in faults_of(visitor, where)]
    assert found == [], "\n".join(map(str, found))
    assert visitor.complaints == []
