"""The working copy: every version somebody may still see can be had again."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from proposals.models import Draft, DraftChange
from proposals.services import discard_draft, save_draft, version_before
from tests.factories import make_period, make_person, make_seat

LINES = st.dictionaries(
    st.sampled_from(["bread", "cake", "oats"]),
    st.fixed_dictionaries({"request": st.sampled_from(["", "1", "2"])}),
)


def write(seat, period, lines, version, note="", **more):
    return save_draft(
        council=seat.council,
        period=period,
        lines=lines,
        note=note,
        version=version,
        saved_by=seat.person,
        **more,
    )


class EveryVersion(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(LINES, st.sampled_from(["", "why"])), max_size=6))
    def test_every_version_is_put_together_from_the_changes_since(self, written):
        seat, period, kept = make_seat(), make_period(), {}
        draft = write(seat, period, {"oats": {"request": "9"}}, 0)
        kept[draft.version] = draft.lines, draft.note
        for lines, note in written:
            draft = write(seat, period, lines, draft.version, note)
            kept[draft.version] = draft.lines, draft.note
        for version, was in kept.items():
            if version == draft.version:
                continue
            about = {"council": seat.council, "period": period, "draft": draft}
            assert version_before(version=version, **about) == was


pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    return make_seat(make_person("ada"))


@pytest.fixture
def period():
    return make_period()


def test_a_first_version_remembers_what_it_was_begun_with(seat, period):
    began = {"bread": {"request": "80", "offer": ""}}

    draft = write(seat, period, {}, 0, began=(began, "as before"))

    about = {"council": seat.council, "period": period, "draft": draft}
    assert version_before(version=0, **about) == (began, "as before")
    assert version_before(version=-1, **about) is None


def test_nothing_changed_nothing_is_written(seat, period):
    first = write(seat, period, {"bread": {"request": "1"}}, 0)
    again = write(seat, period, {"bread": {"request": "1"}}, first.version)

    assert (again.version, again.saved_at) == (first.version, first.saved_at)
    assert DraftChange.objects.count() == 1


def test_no_number_is_used_twice_though_a_draft_was_thrown_away(seat, period):
    first = write(seat, period, {"bread": {"request": "1"}}, 0)
    discard_draft(council=seat.council, period=period)

    with pytest.raises(ValidationError) as caught:
        write(seat, period, {"bread": {"request": "2"}}, first.version)
    assert caught.value.code == "stale_draft"
    second = write(seat, period, {"bread": {"request": "2"}}, 0)

    assert second.version > first.version + 1
    about = {"council": seat.council, "period": period, "draft": second}
    assert version_before(version=first.version, **about) is None


def test_of_a_draft_that_was_thrown_away_only_its_number_is_left(seat, period):
    write(seat, period, {"bread": {"request": "1"}}, 0, note="Private.")
    discard_draft(council=seat.council, period=period)
    discard_draft(council=seat.council, period=period)

    (left,) = DraftChange.objects.all()
    assert (left.lines, left.note, left.ended) == ({}, "", True)
    assert not Draft.objects.exists()
