"""Writing the draft: whatever is sent, nothing typed is lost and nothing is a 500."""

import re

import pytest
from django.urls import reverse

from proposals.models import Comment, Draft, Proposal
from proposals.services import comment, save_draft
from tests.factories import (
    make_bread_year,
    make_good,
    make_open_period,
    make_person,
    make_proposal,
    make_seat,
)

pytestmark = pytest.mark.django_db


class Table:
    """A council's draft page and somebody who writes on it."""

    def __init__(self, client, person, period, council):
        self.client, self.person = client, person
        self.period, self.council = period, council
        client.force_login(person)

    def address(self, name="draft"):
        return reverse(f"desk:{name}", args=[self.period.code, self.council.slug])

    def get(self):
        return self.client.get(self.address())

    def post(self, lines, do="save", version=None, name="draft", htmx=False, **extra):
        """Send the form: ``lines`` maps codes to (request, offer)."""
        data = {"do": do, "line": list(lines), "note": "", **extra}
        data["version"] = self.version if version is None else version
        for code, (request, offer) in lines.items():
            data |= {f"{code}-request": request, f"{code}-offer": offer}
        headers = {"HX-Request": "true"} if htmx else {}
        return self.client.post(self.address(name), data, headers=headers)

    @property
    def draft(self):
        drafts = Draft.objects.filter(council=self.council, period=self.period)
        return drafts.first()

    @property
    def version(self):
        return self.draft.version if self.draft else 0


@pytest.fixture
def table(client):
    """Ada writes for the eaters, who request 80 kg of bread in a year with cake."""
    bread, cake = make_good("bread"), make_good("cake")
    make_good("cake-tins", decimals=0)
    period = make_open_period({bread: "2.5", cake: "10"})
    ada = make_person("ada", first_name="Ada", last_name="Nowak")
    eaters = make_seat(ada).council
    make_proposal(eaters, period, {bread: 80_000})
    return Table(client, ada, period, eaters)


def value(response, name):
    """What stands in a field of the page."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', response.content.decode())
    return found and found[1]


def test_the_page_opens_with_what_is_in_force(table):
    page = table.get()

    assert value(page, "bread-request") == "80"
    assert b"no draft yet" in page.content
    assert table.draft is None


def test_what_was_saved_comes_back(table):
    table.post({"bread": ("70", "")})

    page = table.get()

    assert value(page, "bread-request") == "70"
    assert table.draft.lines == {"bread": {"request": "70", "offer": ""}}
    assert Proposal.objects.count() == 1


def test_what_cannot_be_read_is_kept_and_asked_about_beside_its_field(table):
    page = table.post({"bread": ("1.500", "")})
    text = page.content.decode()

    assert value(page, "bread-request") == "1.500"
    assert 'href="#bread-request"' in text
    assert "1\N{NARROW NO-BREAK SPACE}500\N{NO-BREAK SPACE}kg" in text
    assert 'name="bread-request-reading" value="1.5"' in text
    assert table.draft.lines["bread"]["request"] == "1.500"


def test_a_chosen_reading_replaces_what_was_typed(table):
    asked = {"bread-request-asked": "1.500", "bread-request-reading": "1500"}

    page = table.post({"bread": ("1.500", "")}, **asked)

    assert value(page, "bread-request") == "1500"
    assert table.draft.lines["bread"]["request"] == "1500"


@pytest.mark.parametrize(
    "text", ["NaN", "inf", "-5", "1e308", "9" * 40, "x" * 500, "1\0x", "<b>", "٣", "½"]
)
def test_nothing_typed_breaks_the_page(table, text):
    page = table.post({"bread": (text, text)}, do="check")

    assert page.status_code == 200
    assert b"2 problems" in page.content
    assert table.get().status_code == 200


def test_markup_is_shown_as_text(table):
    page = table.post({"bread": ("<script>x</script>", "")}, note="</textarea><b>")

    assert b"<script>x" not in page.content
    assert b"</textarea><b>" not in page.content


def test_a_good_outside_the_catalogue_is_named_and_not_kept(table):
    page = table.post({"bread": ("70", ""), "gold": ("1", "")})

    assert "gold" in page.content.decode()
    assert list(table.draft.lines) == ["bread"]


def test_a_good_sent_twice_is_said(table):
    data = {"line": ["bread", "bread"], "bread-request": ["1", "2"], "version": 0}

    page = table.client.post(table.address(), data)

    assert b"was sent twice" in page.content
    assert table.draft.lines["bread"]["request"] == "2"


def test_a_request_and_an_offer_of_one_good_are_refused_in_words(table):
    page = table.post({"bread": ("5", "3")}, do="check")

    assert b"either a request or an offer" in page.content
    assert page.status_code == 200


def test_a_good_is_added_by_its_name_or_code_and_nothing_typed_is_lost(table):
    for good in ("Cake", "cake", "cake (DE)"):
        page = table.post({"bread": ("70x", "")}, do="add", good=good)

        assert value(page, "cake-request") == ""
        assert value(page, "bread-request") == "70x"


def test_enter_in_the_field_for_a_good_adds_it(table):
    page = table.post({"bread": ("70", "")}, do="save", good="cake")
    assert value(page, "cake-request") == ""


def test_a_part_of_several_names_offers_them_as_choices(table):
    page = table.post({"bread": ("70", "")}, do="add", good="a")
    text = page.content.decode()

    assert 'value="add:cake"' in text
    assert 'value="add:bread"' in text
    assert "cake-tins" not in text  # It is not in this year's catalogue.

    page = table.post({"bread": ("70", "")}, do="add:cake", good="a")
    assert value(page, "cake-request") == ""


@pytest.mark.parametrize("good", ["gold", "", "\0", "%", "x" * 999])
def test_a_good_nobody_knows_is_said_to_be_none(table, good):
    page = table.post({"bread": ("70", "")}, do="add", good=good)

    assert page.status_code == 200
    assert b"There is a problem" in page.content
    assert value(page, "bread-request") == "70"


def test_a_good_that_is_there_is_not_added_twice(table):
    table.post({"bread": ("70", "")}, do="add", good="bread")
    assert table.draft.lines == {"bread": {"request": "70", "offer": ""}}


def test_a_line_is_removed(table):
    page = table.post({"bread": ("70", ""), "cake": ("1", "")}, do="remove:bread")

    assert value(page, "bread-request") is None
    assert list(table.draft.lines) == ["cake"]


def test_the_other_writer_is_not_written_over(table):
    table.post({"bread": ("70", "")})
    other = make_seat(make_person("ben", first_name="Ben"), table.council).person
    save_draft(
        council=table.council,
        period=table.period,
        lines={"bread": {"request": "66", "offer": ""}},
        note="",
        version=1,
        saved_by=other,
    )

    page = table.post({"bread": ("71", "")}, version=1)
    text = page.content.decode()

    assert page.status_code == 409
    assert value(page, "bread-request") == "71"
    assert "Ben" in text
    assert 'name="keep-bread" value="theirs"' in text
    assert "request 66" in text
    assert table.draft.lines["bread"]["request"] == "66"

    again = table.post({"bread": ("71", "")}, version=value(page, "version"))
    assert again.status_code == 409  # Saving again without a word changes nothing.

    table.post({"bread": ("71", "")}, do="mine:2", version=1)
    assert table.draft.lines["bread"]["request"] == "71"


def test_the_same_figures_sent_twice_are_no_conflict(table):
    table.post({"bread": ("70", "")}, version=0)
    assert table.post({"bread": ("70", "")}, version=0).status_code == 200


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "１"])
def test_a_version_that_is_none_is_a_conflict_and_loses_nothing(table, version):
    table.post({"bread": ("70", "")})

    page = table.post({"bread": ("71", "")}, version=version)

    assert page.status_code == 409
    assert value(page, "bread-request") == "71"


def test_a_draft_somebody_submitted_meanwhile_can_be_written_anew(table):
    page = table.post({"bread": ("71", "")}, version=5)

    assert b"submitted this draft or thrown it away" in page.content
    assert table.post({"bread": ("71", "")}, do="mine:0", version=5).status_code == 200
    assert table.version == 1


def test_saving_while_typing_answers_with_the_pieces_that_changed(table):
    reply = table.post({"bread": ("12,5", "")}, name="autosave", htmx=True)
    text = reply.content.decode()

    assert reply.headers["HX-Trigger"] == "draft-saved"
    assert "= 12.5\N{NO-BREAK SPACE}kg" in text
    assert value(reply, "version") == "1"
    assert "31.25" in text
    assert "<html" not in text
    assert table.draft.lines["bread"]["request"] == "12,5"


def test_a_reading_chosen_while_typing_comes_back_in_its_field(table):
    asked = {"bread-request-asked": "1.500", "bread-request-reading": "1500"}

    reply = table.post({"bread": ("1.500", "")}, name="autosave", htmx=True, **asked)

    assert value(reply, "bread-request") == "1500"


def test_saving_while_typing_does_not_write_over_another_writer(table):
    table.post({"bread": ("70", "")})

    reply = table.post({"bread": ("9", "")}, name="autosave", version=0, htmx=True)

    assert "HX-Trigger" not in reply.headers
    assert b"Compare the two" in reply.content
    assert value(reply, "version") is None
    assert table.draft.lines["bread"]["request"] == "70"


def test_a_button_pressed_with_scripts_answers_with_the_form_alone_in_place(table):
    reply = table.post({"bread": ("70", "")}, htmx=True)
    assert reply.headers["HX-Retarget"] == reply.headers["HX-Reselect"] == "#draft"

    reply = table.post({"bread": ("70", "")}, do="check", htmx=True)
    assert reply.headers["HX-Redirect"] == table.address("check")


def test_a_draft_is_thrown_away_only_after_a_question(table):
    table.post({"bread": ("70", "")})

    assert (
        b"Throw the draft away?" in table.client.get(table.address("discard")).content
    )
    assert table.draft

    table.client.post(table.address("discard"))
    assert table.draft is None
    assert Proposal.objects.count() == 1


def test_in_the_year_after_a_plan_the_page_opens_with_last_years_figures(client):
    period, bread, eaters, _bakers = make_bread_year()
    following = make_open_period({bread: "2.5"})
    following.previous = period
    following.save()
    table = Table(client, make_seat(council=eaters).person, following, eaters)

    page = table.get()

    assert value(page, "bread-request") == "80"
    assert b"last year" in page.content


def test_a_long_note_is_cut_to_what_fits(table):
    table.post({"bread": ("70", "")}, note="é" * 5000)
    assert len(table.draft.note) == 2000


def test_the_draft_stays_writable_after_the_rounds_have_ended(table):
    table.period.status = "agreed"
    table.period.save()

    page = table.post({"bread": ("70", "")})

    assert page.status_code == 200
    assert b"takes no proposals now" in page.content
    assert table.version == 1


def ben_writes(table, lines, version, note=""):
    """Another member saves the draft: ``lines`` maps codes to what is requested."""
    people = make_person(first_name="Ben")
    return save_draft(
        council=table.council,
        period=table.period,
        lines={code: {"request": text, "offer": ""} for code, text in lines.items()},
        note=note,
        version=version,
        saved_by=make_seat(people, table.council).person,
    )


def requests(table):
    return {code: line["request"] for code, line in table.draft.lines.items()}


@pytest.mark.parametrize("name", ["draft", "autosave"])
def test_lines_two_people_have_changed_apart_are_put_together(table, name):
    table.post({"bread": ("70", ""), "cake": ("1", "")})
    ben_writes(table, {"bread": "70", "cake": "2"}, version=1, note="Feast.")

    page = table.post({"bread": ("71", ""), "cake": ("1", "")}, version=1, name=name)

    assert page.status_code == 200
    assert requests(table) == {"bread": "71", "cake": "2"}
    assert table.draft.note == "Feast."
    assert value(page, "cake-request") == "2"
    assert value(page, "version") == "3"
    assert (
        "Changed by somebody else and now on this page: Cake" in page.content.decode()
    )
    assert "Ben is writing here" in page.content.decode()


def test_what_is_written_in_two_ways_is_no_conflict(table):
    table.post({"bread": ("70", "")})
    ben_writes(table, {"bread": "2,5"}, version=1)

    page = table.post({"bread": ("2.50", "")}, version=1)

    assert page.status_code == 200


def test_each_conflict_is_settled_by_a_choice_of_its_own(table):
    table.post({"bread": ("70", ""), "cake": ("1", "")})
    ben_writes(table, {"bread": "66", "cake": "6"}, version=1)
    mine = {"bread": ("77", ""), "cake": ("7", "")}
    settle = {"do": "settle:2", "version": 1, "conflict": ["bread", "cake"]}

    page = table.post(mine, **settle | {"keep-bread": "mine"})
    assert page.status_code == 409
    assert b"Choose one of the two" in page.content
    assert requests(table) == {"bread": "66", "cake": "6"}

    table.post(mine, **settle | {"keep-bread": "mine", "keep-cake": "theirs"})
    assert requests(table) == {"bread": "77", "cake": "6"}


def test_an_answer_lost_on_the_way_makes_nobody_a_second_writer(table):
    table.post({"bread": ("7", "")}, version=0, window="abc")

    page = table.post({"bread": ("77", "")}, version=0, window="abc")
    assert page.status_code == 200
    assert requests(table) == {"bread": "77"}

    # The same person on another device is one.
    page = table.post({"bread": ("8", "")}, version=0, window="def")
    assert page.status_code == 409


def test_who_has_an_old_page_never_writes_over_a_draft_begun_anew(table):
    table.post({"bread": ("70", "")})
    table.client.post(table.address("discard"))
    ben_writes(table, {"bread": "60", "cake": "5"}, version=0)

    page = table.post({"bread": ("71", "")}, version=1)

    assert page.status_code == 409
    assert requests(table) == {"bread": "60", "cake": "5"}


@pytest.fixture
def suggested(table, monkeypatch):
    """Of Ada's eaters 72 kg of bread and 4 kg of cake are expected."""
    goods = {good.code: good for good in table.period.goods.all()}
    expected = {goods["bread"]: 72_000, goods["cake"]: 4_000}
    monkeypatch.setattr("desk.drafting.suggestion", lambda *_asked: expected)
    return table


def test_one_line_of_a_suggestion_is_taken_over_or_all_of_them(suggested):
    page = suggested.post({"bread": ("80", "")}, do="accept:cake")
    assert requests(suggested) == {"bread": "80", "cake": "4"}
    assert b"in the draft</span>" in page.content
    assert b"Take over the one change" in page.content

    page = suggested.post({"bread": ("80", ""), "cake": ("4", "")}, do="accept")
    assert requests(suggested) == {"bread": "72", "cake": "4"}
    assert b"All of it is in the draft" in page.content


def test_what_was_taken_over_is_undone_at_once_and_the_notes_stay(suggested):
    with_note = {"bread-note": "Feast."}
    suggested.post({"bread": ("81", "")}, **with_note)
    page = suggested.post({"bread": ("81", "")}, do="accept", **with_note)
    assert suggested.draft.lines["bread"]["note"] == "Feast."
    assert b"Undo the last change (2 lines)" in page.content

    now = {"bread": ("72", ""), "cake": ("4", "")}
    suggested.post(now, do="undo:2", **with_note)

    assert suggested.draft.lines == {
        "bread": {"request": "81", "offer": "", "note": "Feast."}
    }


@pytest.mark.parametrize("which", ["99", "", "x", "-1"])
def test_undoing_what_never_was_changes_nothing(table, which):
    table.post({"bread": ("70", "")})
    table.post({"bread": ("70", "")}, do=f"undo:{which}")
    assert requests(table) == {"bread": "70"}


def test_a_suggestion_is_put_aside_for_the_round_and_comes_back(suggested):
    page = suggested.post({"bread": ("80", "")}, do="ignore")
    assert b"put aside for this round" in page.content
    assert b"Take over all" not in suggested.get().content

    suggested.post({"bread": ("80", "")}, do="ignore:no")
    assert b"Take over all" in suggested.get().content


def test_a_line_keeps_its_note(table):
    table.post({"bread": ("70", "")}, **{"bread-note": "<i>Feast</i>" + "x" * 600})

    text = table.get().content.decode()

    assert len(table.draft.lines["bread"]["note"]) == 500
    assert "&lt;i&gt;Feast" in text
    assert "<i>Feast" not in text


def test_members_comment_on_the_draft_and_nothing_typed_is_lost(table):
    page = table.post({"bread": ("7x", "")}, do="comment", comment="<b>Enough?</b>")
    text = page.content.decode()

    assert "&lt;b&gt;Enough?" in text
    assert value(page, "bread-request") == "7x"
    assert Comment.objects.get().author == table.person

    number = Comment.objects.get().pk
    page = table.post({"bread": ("7x", "")}, do=f"take-back:{number}")
    assert b"Withdrawn by its author" in page.content
    assert b"Enough?" not in page.content


def test_a_comment_that_says_nothing_is_asked_for(table):
    page = table.post({"bread": ("7", "")}, do="comment", comment=" ")
    assert b"Write what you want to say" in page.content


def test_nobody_takes_back_what_another_has_said(table):
    other = make_seat(make_person(), table.council).person
    about = {"council": table.council, "period": table.period}
    said = comment(author=other, text="Enough?", **about)

    page = table.post({"bread": ("7", "")}, do=f"take-back:{said.pk}")

    assert b"Enough?" in page.content
    assert b"Withdraw this comment" not in page.content


def test_goods_are_found_while_somebody_types(table):
    found = table.client.get(table.address("draft-goods"), {"good": "cka"})
    none = table.client.get(table.address("draft-goods"), {"good": "cak"})

    assert b"No good of the catalogue fits" in found.content
    assert b'value="add:cake"' in none.content


def test_a_slip_is_offered_and_never_added_by_itself(table):
    page = table.post({"bread": ("70", "")}, do="add", good="caake")

    assert b"Do you mean one of these?" in page.content
    assert b'value="add:cake"' in page.content
    assert value(page, "cake-request") is None


def test_a_page_with_an_older_version_is_told_to_fetch_the_newer(table):
    table.post({"bread": ("70", "")})
    where = table.address("draft-others")

    same = table.client.get(where, {"version": "1"})
    older = table.client.get(where, {"version": "0"})

    assert "HX-Trigger" not in same.headers
    assert older.headers["HX-Trigger"] == "draft-changed"


def test_the_field_that_was_asked_for_is_gone_to(table):
    page = table.client.get(table.address(), {"field": "bread-request"})
    assert re.search(r'id="bread-request"[^>]*autofocus', page.content.decode())


def test_a_saving_that_changed_nothing_is_nothing_to_undo(table):
    page = table.post({"bread": ("80", "")})
    assert page.context["undo"] is None
    page = table.post({"bread": ("80", "")}, note="We bake ourselves.")
    assert b"Undo the last change" in page.content
    page = table.post({"bread": ("70", "")}, note="We bake ourselves.")
    assert b"Undo the last change (1 line)" in page.content
