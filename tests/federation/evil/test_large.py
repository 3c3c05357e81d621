"""Documents of as many goods as a region has."""

import pytest

from iteration.models import Publication
from ledger.canonical import canonical
from tests.factories import make_good
from tests.federation.evil.conftest import Led
from tests.federation.evil.documents import document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]

GOODS = 1500
# What the documents of a service have beside what is checked.
MORE = {"category": "consumption", "unit": "kg", "decimals": 3, "excess": "0.000"}


def test_the_document_of_many_goods_is_taken_and_published(evil, ann):
    goods = {make_good(f"good-{place}"): "2" for place in range(GOODS - 1)}
    led = Led(evil, ann, goods=goods)
    own = led.open().count()
    says = document(evil, led.year, own)
    rows = [MORE | row for row in says["goods"]]
    says |= {"goods": rows}
    assert evil.say("POST", "records", says).status_code == 200
    led.go()
    assert Publication.objects.get().body == canonical(says)
