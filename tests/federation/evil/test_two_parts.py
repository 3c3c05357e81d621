"""A server below says two things of one round: both are kept, one counts."""

import pytest
from django.conf import settings

from federation.models import PartDocument
from federation.together.course import advance
from federation.wire.keys import verifying_key
from federation.wire.messages import Request
from federation.wire.signatures import verify_request
from iteration.models import Round
from tests.factories import make_due
from tests.federation.evil.effects import anybody_reads, on_record
from tests.federation.evil.parts import goods, refused
from tests.federation.evil.peer import digest_of, said_of

pytestmark = pytest.mark.django_db


def prove(part, evil):
    """A kept part can be checked by anybody who has its bytes, headers and key."""
    url = f"{settings.BASE_URL}/api/v1/federation/years/2027/rounds/1/part"
    message = Request("PUT", url, part.proof, part.body.encode())
    key = evil.peer.keys.get()
    keys = {key.key_id: verifying_key(key.public)}
    assert verify_request(message, keys=keys, at=evil.now())


def test_two_different_parts_of_one_round_are_kept_with_both_signatures(
    evil, year, part, client, ann
):
    assert evil.put_part(part).status_code == 200
    other = part | goods(offered="0.900")
    assert digest_of(part) in refused(evil, other, "part-contradicts")

    first, second = PartDocument.objects.order_by("pk")
    assert (first.contradicts, second.contradicts) == (False, True)
    for each in (first, second):
        prove(each, evil)
    [found] = on_record("part.contradicts")
    assert found.data == {
        "server": evil.origin,
        "digest": second.digest,
        "other": first.digest,
    }
    assert "sent two different parts of one round" in anybody_reads()


def test_the_signature_of_a_contradiction_is_proof_whatever_else_it_covers(
    evil, year, part
):
    assert evil.put_part(part).status_code == 200
    other = part | goods(offered="0.900")
    charset = {"Content-Type": "application/json; charset=utf-8"}
    answer = evil.put_part(other, **charset)
    assert said_of(answer)[0] == "part-contradicts"
    for each in PartDocument.objects.all():
        prove(each, evil)


def test_a_contradiction_after_the_count_is_kept_too(evil, year, part):
    assert evil.put_part(part).status_code == 200
    evil.says = {"values": "none"}
    make_due(year.period)
    while advance(year.pk):
        continue
    round = Round.objects.get(period=year.period, number=1)
    assert round.status == Round.Status.PUBLISHED
    for _time in range(2):
        refused(evil, part | goods(offered="0.900"), "part-contradicts")
    assert PartDocument.objects.contradicting().count() == 1
    assert evil.put_part(part).json()["part"] == digest_of(part)


def test_a_hundred_contradictions_take_no_more_room_than_three(evil, year, part):
    assert evil.put_part(part).status_code == 200
    for number in range(5):
        refused(evil, part | goods(offered=f"0.90{number}"), "part-contradicts")
    assert PartDocument.objects.contradicting().count() == 3
    assert len(on_record("part.contradicts")) == 3


def test_the_same_part_again_is_the_same_answer(evil, year, part):
    first, again = evil.put_part(part), evil.put_part(part)
    assert first.json() == again.json()
    assert len(on_record("part.received")) == 1
