"""The program that checks everything, run as a stranger runs it."""

import json
import re

import pytest
from django.conf import settings

from ledger.canonical import digest
from tests.verify.conftest import ALL, PROGRAM


def failed(answer):
    return [line for line in answer.stdout.splitlines() if line.startswith("FAILED")]


def test_a_real_year_with_a_cut_holds_line_by_line(year):
    answer = year.check(*ALL, "receipt.json", "--digest", year.digests["plan.json"])

    assert (answer.returncode, answer.stderr, failed(answer)) == (0, "", [])
    assert answer.stdout.count("\nok ") >= 30
    plan = json.loads(year.read("plan.json"))
    assert float(plan["largest_cut"]) > 0.01
    assert "nothing beyond what was proposed" in answer.stdout


def test_it_speaks_german(year):
    german = year.check(*ALL, language="de")
    assert german.returncode == 0
    assert "Überhang = Bedarf − Angebot" in german.stdout


def test_it_is_short_and_imports_the_standard_library_alone():
    text = PROGRAM.read_text()
    assert len(text.splitlines()) <= 300
    imported = re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE)
    ours = {path.name for path in settings.BASE_DIR.iterdir()}
    assert imported
    assert not set(imported) & ours


def test_without_a_digest_it_says_that_the_newest_is_not_compared(year):
    answer = year.check(*ALL)
    assert "not checked: --digest" in answer.stdout


def test_another_digest_fails(year):
    answer = year.check(*ALL, "--digest", year.digests["round-1.json"])
    assert answer.returncode == 1
    assert "the digest is" in failed(answer)[0]


def test_a_document_that_is_missing_in_between_breaks_the_chain(year):
    answer = year.check("round-1.json", "plan.json")
    assert answer.returncode == 1
    assert "unbroken chain" in failed(answer)[0]


def changed_good(document, code, **changes):
    return [
        good | changes if good["code"] == code else good for good in document["goods"]
    ]


@pytest.mark.parametrize(
    ("code", "changes", "sentence"),
    [
        ("bread", {"excess": "3.001"}, "excess = requested"),
        ("bread", {"imbalance": "0.029556652"}, "imbalance follows"),
        ("bread", {"within_tolerance": False}, "within or out of tolerance"),
        ("bread", {"reason": "over_offered"}, "each reason fits"),
        ("bread", {"next_price": "3.1234567"}, "six significant digits"),
        ("bread", {"next_price": "0"}, "six significant digits"),
        ("bread", {"price": "3.23629"}, "the round before led to"),
        ("field", {"requested": "20.5"}, "nothing is finer"),
        ("bread", {"requested": "103.0005"}, "nothing is finer"),
    ],
)
def test_each_figure_of_a_round_that_breaks_an_identity_is_named(
    year, code, changes, sentence
):
    document = json.loads(year.read("round-2.json"))
    year.change("round-2.json", goods=changed_good(document, code, **changes))

    answer = year.check("round-1.json", "round-2.json")

    assert answer.returncode == 1
    assert any(sentence in line for line in failed(answer))
    assert code in answer.stdout


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agreed": False}, "agreed, worst good"),
        ({"worst": "0.048780489"}, "agreed, worst good"),
        ({"worst_good": "flour"}, "agreed, worst good"),
        ({"weighted": "0.1"}, "agreed, worst good"),
        ({"tolerance": "0.00100"}, "within or out of tolerance"),
    ],
)
def test_the_verdict_of_a_round_follows_from_its_goods(year, changes, sentence):
    year.change("round-2.json", **changes)
    assert sentence in "".join(failed(year.check("round-2.json")))


def test_a_good_in_surplus_at_the_lowest_price_counts_as_balanced(year):
    document = json.loads(year.read("round-1.json"))
    hours = next(good for good in document["goods"] if good["code"] == "hours")
    free = {"imbalance": "0.000000000", "reason": "at_floor"}
    floors = document["floors"] | {"hours": hours["price"]}

    year.change("round-1.json", goods=changed_good(document, "hours", **free))
    assert failed(year.check("round-1.json"))
    year.change("round-1.json", floors=floors)
    assert not failed(year.check("round-1.json"))


@pytest.mark.parametrize(
    ("council", "code", "value", "sentence"),
    [
        ("north", "bread", "59.443", "sum of the councils' lines"),
        ("north", "bread", "59.4420", "nothing is finer"),
        ("north", "gold", "1.000", "in canonical form"),
    ],
)
def test_each_line_of_the_plan_counts(year, council, code, value, sentence):
    document = json.loads(year.read("plan.json"))
    for row in document["councils"]:
        if row["council"] == council:
            row["lines"][code] = value
    year.change("plan.json", councils=document["councils"])
    assert sentence in "".join(failed(year.check("plan.json")))


def test_what_is_made_is_used_unless_it_may_rest(year):
    document = json.loads(year.read("plan.json"))
    goods = changed_good(document, "field", may_stay_unused=False)
    year.change("plan.json", goods=goods)
    assert "what is made is used" in "".join(failed(year.check("plan.json")))


def test_the_plan_settles_the_last_round_that_agreed(year):
    first = digest(year.read("round-1.json").decode())
    year.change("plan.json", round=1, round_digest=first, agreed=False)
    assert "its round is 1" in "".join(failed(year.check(*ALL)))


class TestAReceipt:
    def fails(self, year, sentence):
        answer = year.check("round-2.json", "plan.json", "receipt.json")
        assert answer.returncode == 1
        assert sentence in "".join(failed(answer))

    def test_of_other_figures_is_not_its_digest(self, year):
        text = json.loads(year.read("receipt.json"))["text"]
        year.change("receipt.json", text=text.replace("62000", "62001"))
        self.fails(year, "the receipt is the digest of its text")

    def test_of_another_text_is_not_under_the_root(self, year):
        says = json.loads(year.read("receipt.json"))
        text = says["text"].replace("62000", "62001")
        year.change("receipt.json", text=text, receipt=digest(text))
        self.fails(year, "leads to the published root")

    @pytest.mark.parametrize("place", [0, 1])
    def test_with_a_step_left_out_is_not_under_the_root(self, year, place):
        steps = json.loads(year.read("receipt.json"))["path"]
        year.change("receipt.json", path=steps[:place] + steps[place + 1 :])
        self.fails(year, "leads to the published root")

    @pytest.mark.parametrize(
        ("value", "sentence"),
        [("62.001", "beyond what was proposed"), ("-1.000", "assigned: same")],
    )
    def test_shows_what_a_settlement_may_not_do(self, year, value, sentence):
        document = json.loads(year.read("plan.json"))
        for row in document["councils"]:
            if row["council"] == "north":
                row["lines"]["bread"] = value
        year.change("plan.json", councils=document["councils"])
        self.fails(year, sentence)

    def test_may_be_exceeded_by_who_signed_an_offer(self, year):
        document = json.loads(year.read("plan.json"))
        for row in document["councils"]:
            if row["council"] == "north":
                row["lines"]["bread"] = "62.001"
        year.change("plan.json", councils=document["councils"], accepted=["north"])
        answer = year.check("round-2.json", "plan.json", "receipt.json")
        assert "beyond" not in "".join(failed(answer))

    def test_of_a_council_the_plan_does_not_name_fails(self, year):
        document = json.loads(year.read("plan.json"))
        for row in document["councils"]:
            row["council"] = row["council"].replace("north", "norden")
        year.change("plan.json", councils=document["councils"])
        self.fails(year, "assigned: same")

    def test_without_its_round_and_plan_cannot_be_read(self, year):
        answer = year.check("receipt.json")
        assert answer.returncode == 2

    def test_of_a_round_no_plan_was_made_from_is_checked_as_far_as_it_goes(self, year):
        answer = year.check("round-2.json", "receipt.json")
        assert (answer.returncode, failed(answer)) == (0, [])
        assert "nothing beyond" not in answer.stdout
