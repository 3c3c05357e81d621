"""Every page about years planned together fits, is accessible and silent."""

import json
import os
from datetime import timedelta

import pytest
from django.urls import resolve

from federation.models import PartDocument, Post, SharedYear, Statement
from federation.together.course import advance
from federation.together.definition import define
from iteration.models import Publication, Round
from ledger import clock
from ledger.canonical import canonical
from proposals.models import Good, Period
from tests.browser.looking import SCHEMES
from tests.browser.test_console_pages import faults_of
from tests.factories import (
    make_auditor,
    make_council,
    make_due,
    make_facilitator,
    make_good,
    make_period,
    make_person,
    make_proposal,
)
from tests.federation.servers.league import (
    Answering,
    make_joined,
    make_peer,
    make_shared,
    member,
    open_shared,
    take_in,
)
from tests.federation.servers.town import build
from tests.federation.together.speaking import make_part

YEARS = "/servers/years/"
Y27, Y28, Y29 = f"{YEARS}2027/", f"{YEARS}2028/", f"{YEARS}2029/"
LOOKING = [
    *(YEARS, Y27, Y27 + "rounds/1/", Y27 + "rounds/2/", Y28, Y28 + "rounds/1/"),
    "/years/2027/",
]
FACILITATOR = [
    *(*LOOKING, Y29, "/console/years/2027/", "/servers/"),
    *("/servers/share-a-year/", "/servers/join-a-year/"),
    *(Y29 + "invite/", Y29 + "open/", Y27 + "servers/{long}/remove/"),
    Y29 + "servers/{hill}/remove/",
]
# Files, and what only takes a form; that is looked at in its turn.
NO_PAGES = {"both-parts", "go-on"}
IN_TURN = {"compare-heads"}
LONG = "Wohnungsbaugenossenschaften des Nordwestlichen Binnenlandes"
PICTURES = os.environ.get("PICTURES")


def part(year, speaker, number, offered="0.880", **changes):
    goods = [{"code": "bread", "requested": "0.000", "offered": offered}]
    origin = speaker.peer.origin
    return make_part(year.period, number, server=origin, goods=goods, **changes)


def count(year):
    """Let a round's cutoff pass, and the time for what is on its way."""
    make_due(year.period)
    for _step in range(3):
        advance(year.pk)
    old = clock.now() - timedelta(days=400)
    newest = Round.objects.filter(period=year.period, status="counting")
    newest.update(opened_at=old, cutoff=old + timedelta(days=1))
    while advance(year.pk):
        pass


@pytest.fixture
def cast(transactional_db):
    """2027 led here with all that can go wrong, 2028 joined, 2029 in preparation."""
    fay = make_facilitator("fay", first_name="Fay", last_name="Okafor")
    servers = {
        name: make_peer(name, fay, n)
        for n, name in enumerate(("long", "hill", "quay"), 1)
    }
    long = servers["long"].peer
    type(long).objects.filter(pk=long.pk).update(name=LONG)
    _led(fay, *servers.values())
    joined = open_shared(make_joined("2028", servers["hill"].peer, fay), fay)
    Statement.objects.create(
        year=joined,
        number=1,
        kind="record",
        body="{}",
        digest="ab" * 32,
        fault="The receipts of the servers do not give those of all.",
    )
    make_due(joined.period)
    while advance(joined.pk):
        pass
    last = make_shared("2029", fay, goods=("oats",))
    take_in(last, servers["hill"], actor=fay, joined=False)
    make_period("2030", {make_good("barley"): "2"})
    return {"fay": fay, "speakers": servers} | {
        name: each.peer.pk for name, each in servers.items()
    }


def _led(fay, long, hill, quay):
    shared = make_shared("2027", fay, tolerance="0.001")
    take_in(shared, long, hill, actor=fay)
    take_in(shared, quay, actor=fay, joined=False)
    year = open_shared(shared, fay)
    make_proposal(
        make_council("eaters"), year.period, {Good.objects.get(code="bread"): 9000}
    )
    assert long.put_part(part(year, long, 1)).status_code == 200
    says = part(year, hill, 1)
    own = says["servers"][0]
    below = own | {"server": "https://lower-" + "long-" * 9 + "name.example"}
    PartDocument.objects.create(
        year=year,
        number=1,
        member=member(year, hill),
        body=canonical(says | {"servers": [own, below | {"late": True}]}),
        digest="12" * 32,
    )
    count(year)
    digest = Publication.objects.get(round__number=1).digest
    sent = Post.objects.filter(about="record")
    sent.update(sent_at=clock.now(), answer=json.dumps({"head": digest}))
    sent.filter(peer=hill.peer).update(answer=json.dumps({"head": "fe" * 32}))
    many = {"own": 9, "standing": 2, "imputed": 1, "carried": 1, "absent": 3}
    receipts = {"count": 13, "root": "ab" * 32}
    base = {"server": long.peer.origin, "document": "", "late": False}
    for offered in ("0.880", "0.900"):
        whole = {
            "answers": many,
            "receipts": receipts,
            "servers": [base | {"answers": many, "receipts": receipts}],
        }
        long.put_part(part(year, long, 2, offered, **whole))
    advance(year.pk)
    waiting = Post.objects.filter(about="announce", number=2)
    soon = clock.now() + timedelta(minutes=5)
    waiting.update(tries=3, due_at=soon, answer="no_connection: refused")
    waiting.filter(peer=hill.peer).update(
        given_up_at=clock.now(), answer="409 other-catalogue: bread is not the same"
    )


@pytest.mark.parametrize(("language", "width"), [("de", 320), ("en", 1280)])
def test_every_page_about_years_together(cast, visit, client, language, width):
    visitor = visit(language=language, width=width)
    found = []
    walks = {cast["fay"]: FACILITATOR, make_auditor(): LOOKING}
    walks[make_person("bea")] = LOOKING
    for person, walk in walks.items():
        visitor.carry(client, person)
        for where in walk:
            found += faults_of(visitor, where.format(**cast))
            picture(visitor, where.format(**cast), f"{person}-{width}")
    assert found == [], "\n".join(map(str, found))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_year_is_shared_and_a_server_invited(cast, visit, client, scripts):
    visitor = visit(width=320, scripts=scripts)
    visitor.carry(client, cast["fay"])
    visitor.go("/servers/")
    page = visitor.page
    page.click("text=Share, join and follow years")
    page.click("text=Share a year")
    page.fill("#id_reason", "We plan it with our neighbours.")
    page.click("text=Share this year")
    assert "Invite the servers that are to plan it." in page.inner_text("main")
    page.click("main >> text=Invite a server")
    page.fill("#id_reason", "They asked.")
    page.click("text=Invite it")
    assert "Tell the people there" in page.inner_text("main")
    if scripts:
        visitor.check(console=False)
    assert SharedYear.objects.get(period__code="2030").members.count() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_a_year_is_looked_at_and_joined(cast, visit, client, monkeypatch, width):
    """First it differs, good by good; then it fits, and is joined."""
    quay = cast["speakers"]["quay"]
    says = define(Period.objects.get(code="2030")) | {"code": "2031"}
    server = Answering(quay, **{"2031": says, "members": {"joined": "2031"}})
    build(monkeypatch, server)
    says["goods"][0]["unit"] = "t"
    visitor = visit(width=width)
    visitor.carry(client, cast["fay"])
    visitor.go("/servers/join-a-year/")
    page = visitor.page
    page.select_option("#id_server", label="Quay")
    page.fill("#id_code", "2031")
    page.click("button[value=look]")
    assert "It cannot be joined yet" in page.inner_text("main")
    visitor.check()
    picture(visitor, "join-differs", width)
    says["goods"][0]["unit"] = "kg"
    page.click("button[value=look]")
    page.fill("#id_reason", "Neighbours.")
    visitor.check()
    picture(visitor, "join-fits", width)
    page.click("button[value=join]")
    assert "This server plans 2031 under Quay." in page.inner_text("main")
    assert SharedYear.objects.get(period__code="2031").parent == quay.peer


@pytest.mark.parametrize("width", [320, 1280])
def test_the_others_are_asked_for_their_newest_document(
    cast, visit, client, monkeypatch, width
):
    other = "fe" * 32
    says = {"year": "2027", "round": 2, "head": other, "documents": [other]}
    build(monkeypatch, Answering(cast["speakers"]["hill"], head=says))
    visitor = visit(width=width)
    visitor.carry(client, cast["fay"])
    visitor.go(Y27)
    visitor.page.click("text=Ask the other servers for their newest document")
    said = visitor.page.inner_text("main")
    assert "another document" in said
    assert "Nobody answers there." in said
    visitor.check()
    picture(visitor, "heads", width)
    visitor.go(Y27)
    assert "has another document of round 1" in visitor.page.inner_text("main")
    visitor.check()
    picture(visitor, "two-histories", width)


def picture(visitor, where, name):
    """Keep what it looks like, light and dark, where somebody wants to see it."""
    if PICTURES:
        page = visitor.page
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            file = f"{where.strip('/').replace('/', '_')}-{name}-{scheme}.png"
            page.screenshot(path=f"{PICTURES}/{file}", full_page=True)
        page.emulate_media(color_scheme="light")


def visited():
    numbers = {"long": 1, "hill": 1}
    paths = [each.format(**numbers) for each in FACILITATOR]
    return {resolve(path).url_name for path in paths} | NO_PAGES | IN_TURN
