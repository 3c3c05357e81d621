"""This server as people know it, and its keys in their hands."""

import re

import pytest
from qrcode import QRCode

from federation.models import OwnKey
from federation.pages.qr import picture
from federation.services import current_key, prepare_key
from federation.wire.keys import fingerprint
from ledger.models import Record

THIS = "/servers/this/"
WHY = {"reason": "Yearly."}

pytestmark = pytest.mark.usefixtures("fay")


def text(answer):
    return answer.content.decode()


def test_the_fingerprint_is_shown_in_groups_to_be_read_out(client, settings):
    page = text(client.get(THIS))
    own, _secret = current_key()
    [groups] = re.findall(r'<ol class="fingerprint".*?</ol>', page, re.DOTALL)
    assert re.findall(r"<li>(\w+)</li>", groups) == fingerprint(own.public).split("-")
    assert settings.BASE_URL in page
    assert settings.NODE_NAME in page


def test_the_picture_is_that_of_address_and_fingerprint(client, settings):
    own, _secret = current_key()
    _size, path = picture(f"{settings.BASE_URL} {fingerprint(own.public)}")
    assert f'd="{path}"' in text(client.get(THIS))


def test_the_picture_is_black_where_the_code_is():
    words = "https://a.example 2EF3-JG76-9DA9-2WH0-H3CT"
    code = QRCode(border=4)
    code.add_data(words)
    rows = code.get_matrix()
    size, path = picture(words)
    black = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
        for step in range(int(length))
    }
    assert size == len(rows)
    assert black == {
        (x, y) for y, row in enumerate(rows) for x, on in enumerate(row) if on
    }


def test_a_key_is_followed_step_by_step(client):
    first, _secret = current_key()
    assert client.post(f"{THIS}next-key/", WHY).status_code == 302
    page = text(client.get(THIS))
    following = OwnKey.objects.get(state="next")
    assert "not used yet" in page
    assert fingerprint(following.public) in page
    assert current_key()[0] == first
    assert client.post(f"{THIS}use-key/", WHY).status_code == 302
    assert current_key()[0] == following
    kinds = Record.objects.filter(kind__startswith="key.", reason="Yearly.")
    assert list(kinds.order_by("pk").values_list("kind", flat=True)) == [
        "key.made",
        "key.used",
    ]


def test_there_is_one_next_key_at_a_time(client, fay):
    current_key()
    prepare_key(actor=fay, reason="Yearly.")
    assert client.get(f"{THIS}next-key/").status_code == 404
    assert client.post(f"{THIS}next-key/", WHY).status_code == 404
    assert OwnKey.objects.count() == 2


def test_without_a_next_key_there_is_none_to_use(client):
    current_key()
    assert client.post(f"{THIS}use-key/", WHY).status_code == 404


@pytest.mark.parametrize("prepared", [True, False])
def test_what_revoking_means_is_said_before_it_is_done(client, fay, prepared):
    first, _secret = current_key()
    if prepared:
        prepare_key(actor=fay, reason="Yearly.")
    where = f"{THIS}keys/{first.number}/revoke/"
    page = text(client.get(where))
    said = "The next key is put into use at once."
    assert (said in page) is prepared
    assert client.post(where).status_code == 422
    assert current_key()[0] == first
    assert client.post(where, WHY).status_code == 302
    assert current_key()[0] != first
    assert client.get(where).status_code == 404


def test_the_servers_it_concerns_are_named(client, harbour):
    told = fingerprint(next(iter(harbour.keys.values())))
    data = {"address": harbour.origin, "fingerprint": told, "do": "add"}
    client.post("/servers/add/", data | WHY)
    assert "Harbour" in text(client.get(f"{THIS}next-key/"))
