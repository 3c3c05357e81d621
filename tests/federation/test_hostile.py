"""Numbers and JSON nobody should send: 4xx, quickly, and nothing stored."""

import doctest
import json
import resource
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation import strict
from federation.models import IdempotencyKey
from proposals.models import Proposal
from tests.federation.world import problem

NUMBERS = [
    "NaN", "nan", "sNaN", "Infinity", "-Infinity", "+Infinity", "inf", "∞",
    "1e308", "1e999", "1E+1000000", "1e3", "1E0", "0x10", "0b1", "1_000",
    "-0", "-0.0", "-0.000", "+1", "--1", "- 1", "1-", "−1",
    "10000000000000", "1000000000000", "9" * 20, "-1000000000000",
    "1.1234567", "0.0001", "1.5000",
    "٣", "١٢٫٥", "１２", "१", "Ⅻ", "½", "²",
    "1.500,0", "1,5", "1,500", "1.234,5", "1,234.5", "1 500", "1\u202f500", "1'500",
    "", " ", " 1", "1 ", "1\n", "\t1", "1\u00a0", ".5", "5.", ".", "-", "-.5", "01",
    "00", "1.2.3", "12kg", "1500 g", "=1+1", "'1'", "1;2", "null", "true", "1/2",
]  # fmt: skip

VALUES = [
    "NaN", "Infinity", "-Infinity", "1e308", "1e999", "-0", "-0.0", "12.5", "1",
    "10000000000000", "9" * 5_000, "null", "true", "[]", "{}", '["1"]', '{"a": "1"}',
]  # fmt: skip


def lines(value):
    return b'{"period": "2027", "lines": {"bread": %s}}' % value.encode()


@pytest.fixture
def world(db, shared_world):
    return shared_world


@pytest.fixture
def untouched(world):
    """Whatever the test sends, nothing of it is kept."""
    before = Proposal.objects.count()
    yield world
    assert Proposal.objects.count() == before
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("text", NUMBERS)
def test_a_text_that_is_no_plain_number_is_refused(untouched, text):
    answer = untouched.ours.post(untouched.path, untouched.body(lines={"bread": text}))

    [fault] = problem(answer, 400, "invalid")["errors"]
    assert fault["pointer"] == "/lines/bread"
    assert fault["code"] in {"misread", "too-precise"}


@pytest.mark.parametrize("value", VALUES)
def test_a_number_that_is_no_text_is_refused(untouched, value):
    answer = untouched.ours.post(untouched.path, lines(value))

    code = answer.json()["type"].rpartition("/")[2]
    problem(answer, 400, code)
    assert code in {"invalid", "malformed-json"}


OBJECT = b'{"period": "2027", "lines": {"bread": "1"}, "note": "%s"}'
BODIES = {
    "nothing but brackets, 1,000 deep": b"[" * 1_000 + b"]" * 1_000,
    "nothing but brackets, 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "objects 1,000 deep": b'{"a":' * 1_000 + b"1" + b"}" * 1_000,
    "objects 100,000 deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "never closed": b"[" * 100_000,
    "closed first": b"]" * 100_000,
    "33 deep": b'{"lines":' + b"[" * 32 + b"]" * 32 + b"}",
    "a period twice": b'{"period": "2027", "period": "2027", "lines": {"bread": "1"}}',
    "a good twice": b'{"period": "2027", "lines": {"bread": "1", "bread": "2"}}',
    "a good twice, once escaped": (
        b'{"period": "2027", "lines": {"bread": "1", "\\u0062read": "2"}}'
    ),
    "bad UTF-8": OBJECT % b"\xff",
    "half a character": OBJECT % b"\xe2\x82",
    "an overlong character": OBJECT % b"\xc0\xaf",
    "an encoded surrogate": OBJECT % b"\xed\xa0\x80",
    "UTF-16": '{"period": "2027"}'.encode("utf-16"),
    "UTF-32": '{"period": "2027"}'.encode("utf-32"),
    "a byte order mark": b"\xef\xbb\xbf" + OBJECT % b"",
    "NUL": OBJECT % b"\x00",
    "an escaped NUL": OBJECT % b"\\u0000",
    "an escaped NUL in a name": b'{"a\\u0000": 1}',
    "a lone high surrogate": OBJECT % b"\\ud800",
    "a lone low surrogate": OBJECT % b"\\udc00",
    "surrogates the wrong way round": OBJECT % b"\\udc00\\ud800",
    "a lone surrogate in a name": b'{"\\ud800": 1}',
    "a list": b"[]",
    "null": b"null",
    "true": b"true",
    "a text": b'"period"',
    "a number": b"1",
    "nothing": b" ",
    "two objects": b"{}{}",
    "a trailing comma": b'{"period": "2027",}',
    "a comment": b'{"period": "2027" /* */}',
    "single quotes": b"{'period': '2027'}",
    "a raw line break in a text": OBJECT % b"\n",
    "a half escape": OBJECT % b"\\u12",
    "an open text": b'{"period": "' + b"a" * 100_000,
    "backslashes without end": b'{"a": "' + b"\\" * 1_000_001,
    "NaN": b'{"period": NaN}',
    "-Infinity": b'{"period": -Infinity}',
    "a number of 100,000 digits": b'{"period": ' + b"9" * 100_000 + b"}",
    "340,000 lists": b'{"a":[' + b",".join([b"[]"] * 340_000) + b"]}",
    "100,000 names": b"{" + b",".join(b'"%d":1' % n for n in range(100_000)) + b"}",
    "500,000 digits": b'{"a":[' + b",".join([b"1"] * 500_000) + b"]}",
    "19,000 unknown names": (
        b"{" + b",".join(b'"%d":1' % n for n in range(19_000)) + b"}"
    ),
    "1 MiB of escapes": OBJECT % (b"\\n" * 500_000),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused_at_once(untouched, name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    answer = untouched.ours.post(untouched.path, BODIES[name])
    seconds = time.process_time() - started
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    readable = ("500,000 digits", "19,000 unknown names", "1 MiB of escapes")
    problem(answer, 400, "invalid" if name in readable else "malformed-json")
    assert seconds < 1
    assert grown < 50 * 1024  # KiB


def test_32_deep_is_still_read(untouched):
    body = b'{"period": "2027", "lines":' + b"[" * 31 + b"]" * 31 + b"}"
    problem(untouched.ours.post(untouched.path, body), 400, "invalid")


def test_many_beside_each_other_are_not_deep():
    body = b'{"a": [' + b",".join([b'[{"b": []}]'] * 500) + b"]}"
    assert strict.load(body) == {"a": [[{"b": []}]] * 500}


def test_brackets_inside_texts_are_no_depth(world):
    note = '[{"' * 200 + "\\" * 7
    answer = world.ours.post(world.path, world.body(note=note))
    assert answer.json()["note"] == note


def test_whole_surrogate_pairs_and_every_script_are_taken(world):
    body = OBJECT % b"\\ud83c\\udf5e \xc3\xbc"
    assert world.ours.post(world.path, body).json()["note"] == "🍞 ü"


@pytest.mark.parametrize("size", [2**20 + 1, 50 * 2**20])
def test_too_large_a_body_is_never_read_whole(untouched, size):
    body = b'{"note": "' + b"x" * (size - 12) + b'"}'
    started = time.process_time()
    answer = untouched.ours.post(untouched.path, body)

    problem(answer, 413, "body-too-large")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/problem+json",
        "application/*",
        "*/*",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "json",
        "",
        "\u00e4",
        "x" * 300,
    ],
)
def test_other_content_types_are_refused(untouched, kind):
    body = json.dumps(untouched.body()).encode()
    answer = untouched.ours.post(untouched.path, body, kind=kind)
    problem(answer, 415, "unsupported-media-type")


def test_compressed_bodies_are_refused(untouched):
    answer = untouched.ours.post(
        untouched.path, untouched.body(), Content_Encoding="gzip"
    )
    problem(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "kind", ["application/json; charset=UTF-8", "APPLICATION/JSON"]
)
def test_json_may_say_that_it_is_utf_8(world, kind):
    body = json.dumps(world.body()).encode()
    assert world.ours.post(world.path, body, kind=kind).status_code == 201


def test_an_empty_body_lacks_everything(untouched):
    problem(untouched.ours.post(untouched.path, b""), 400, "invalid")


# ---- Whatever else


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner)
    ),
    max_leaves=8,
)
quantity = st.from_regex(r"-?[0-9]{1,14}(\.[0-9]{0,4})?", fullmatch=True) | anything
near = st.fixed_dictionaries(
    {},
    optional={
        "period": st.sampled_from(["2027", "2028", ""]) | anything,
        "lines": st.dictionaries(st.sampled_from(["bread", "x"]), quantity) | anything,
        "note": anything,
        "withdraw": anything,
        "other": anything,
    },
)
FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def is_an_answer(answer):
    if answer.status_code == 201:
        assert answer["Content-Type"] == "application/json"
    else:
        assert answer.status_code in (400, 413, 415), answer.content
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"]


@FUZZ
@given(body=near)
def test_no_body_of_about_the_right_shape_is_an_error_of_ours(world, body):
    data = json.dumps(body).encode("utf-8", "surrogatepass")
    is_an_answer(world.ours.post(world.path, data))


@FUZZ
@given(data=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_bytes_are_an_error_of_ours(world, data):
    is_an_answer(world.ours.post(world.path, data))


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.text(
                    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
                ),
                inner,
            )
        ),
    ),
    st.booleans(),
)
def test_strict_reading_agrees_with_plain_reading(value, ascii_only):
    body = json.dumps({"value": value}, ensure_ascii=ascii_only).encode()
    assert strict.load(body) == {"value": value}


def test_the_examples_of_strict_reading_hold():
    assert doctest.testmod(strict).failed == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/html"},
        {"Accept": "application/xml"},
        {"Accept": "image/*;q=1"},
    ],
)
def test_other_representations_are_refused(world, headers):
    answer = world.anybody.get("/api/v1/periods", **headers)
    problem(answer, 406, "not-acceptable")


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"},
        {"Accept": "\x80"},
        {"Accept": ""},
        {"Accept_Language": "x" * 5_000},
        {"Accept_Language": "\x00"},
        {"If_None_Match": "\x80"},
        {"Cookie": "sessionid=\x80; x"},
        {"X_Forwarded_For": "', 1"},
    ],
)
def test_no_header_is_an_error_of_ours(world, headers):
    path = "/api/v1/periods/2027/rounds/1/document"
    assert world.anybody.get(path, **headers).status_code in (200, 406)


def test_a_thousand_parameters_are_named_by_the_hundred(world):
    query = "&".join(f"x{number}=1" for number in range(1_000))
    answer = world.anybody.get(f"/api/v1/periods?{query}")
    assert len(problem(answer, 400, "invalid-parameters")["errors"]) == 100


def test_too_many_parameters_are_refused(world):
    answer = world.anybody.get("/api/v1/periods?" + "a&" * 10_001)
    problem(answer, 400, "invalid-parameters")
