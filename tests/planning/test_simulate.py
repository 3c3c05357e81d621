import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from planning.package import read
from planning.rehearsal import Respondents, with_noise
from planning.simulate import main
from tests.planning.packages import edited, make_package


@pytest.fixture
def folder(tmp_path):
    """A year in which bread is to be baked with a tenth more flour."""
    return make_package(tmp_path / "small")


def run(capsys, *arguments):
    """Exit status, the objects printed, and the text of the errors."""
    status = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return status, [json.loads(line) for line in printed.out.splitlines()], printed.err


@pytest.mark.parametrize("rule", ["reference", "aggregate"])
@pytest.mark.parametrize("start", ["equal", "last"])
def test_a_year_agrees_and_is_settled(capsys, folder, rule, start):
    status, lines, errors = run(capsys, folder, "--rule", rule, "--start", start)
    *rounds, last = lines
    assert (status, errors) == (0, "")
    assert [line["round"] for line in rounds] == list(range(1, len(rounds) + 1))
    assert all(line["worst"] > 0.03 for line in rounds[:-1])
    assert rounds[-1]["worst"] <= 0.03
    for line in rounds:
        assert set(line) == {"round", "worst", "worst_good", "weighted", "seconds"}
        assert line["worst_good"] in ("bread", "flour", "hours", "park")
    assert last["agreed"] is True
    assert (last["rounds"], last["rule"]) == (len(rounds), rule)
    assert last["settled"] is True
    assert 0 <= last["largest_cut"] < 0.2


def test_a_year_that_does_not_agree_in_time_says_so(capsys, folder):
    status, lines, _ = run(capsys, folder, "--max-rounds", "1", "--start", "equal")
    assert status == 3
    assert len(lines) == 2
    assert lines[-1] == {
        "agreed": False,
        "rounds": 1,
        "rule": "calibrated",
        "settled": False,
        "stalled": False,
    }


def test_the_tolerance_of_the_package_holds_unless_another_is_given(capsys, folder):
    _, lines, _ = run(capsys, folder)
    _, looser, _ = run(capsys, folder, "--tolerance", "0.5")
    _, finer, _ = run(capsys, folder, "--tolerance", "1/1000")
    assert len(looser) < len(lines) < len(finer)
    assert finer[-2]["worst"] <= 0.001


def test_the_same_call_prints_the_same_but_for_the_seconds(capsys, folder):
    def figures(*options):
        _, lines, _ = run(capsys, folder, "--max-rounds", "6", *options)
        return [
            {key: value for key, value in line.items() if "seconds" not in key}
            for line in lines
        ]

    assert figures() == figures()
    noisy = ("--noise", "0.05", "--seed", "1")
    assert figures(*noisy) == figures(*noisy)
    assert figures(*noisy) != figures("--noise", "0.05", "--seed", "2")
    assert figures("--seed", "1") == figures("--seed", "2")


def test_bad_input_is_reported_in_full_with_status_2(capsys, tmp_path):
    changed = edited("prices.csv", "park,3", "park,x") | edited(
        "goods.csv", "Flour", ""
    )
    status, lines, errors = run(capsys, make_package(tmp_path / "b", changed=changed))
    assert (status, lines) == (2, [])
    assert len(errors.splitlines()) == 2
    assert run(capsys, tmp_path / "nowhere")[0] == 2


@pytest.mark.parametrize(
    "options",
    [
        ["--rule", "best"],
        ["--start", "zero"],
        ["--tolerance", "0"],
        ["--tolerance", "2"],
        ["--tolerance", "1/0"],
        ["--tolerance", "NaN"],
        ["--max-rounds", "0"],
        ["--max-rounds", "x"],
        ["--seed", "-1"],
        ["--noise", "-0.1"],
        ["--noise", "nan"],
        ["--noise", "x"],
    ],
)
def test_options_out_of_range_end_with_status_2(folder, options, capsys):
    with pytest.raises(SystemExit) as ended:
        main([str(folder), *options])
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_it_runs_as_a_command(folder):
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "planning.simulate", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    assert done.returncode == 0
    assert json.loads(done.stdout.splitlines()[-1])["agreed"] is True


def test_at_the_reference_prices_the_councils_answer_what_they_proposed(tmp_path):
    changed = edited("entitlements.csv", "east,effort,990.5", "east,effort,1018.97624")
    changed["entitlements.csv"] = (
        "council,source,amount\neast,effort,1230.48\nwest,effort,860.5\n"
    )
    economy = read(make_package(tmp_path / "small", changed=changed)).economy()
    book = Respondents(economy).answer(economy.prices)
    east = economy.councils.index("east")
    assert book.quantity[book.council != east][0] == economy.book.quantity[0]
    # 300 heads of 500 pay 90 of the park's 150; the rest buys bread at 2.
    bread = book.quantity[book.council == east][0]
    assert bread == int((1230.48 - 90) / 0.002 + 1e-6)


def test_dearer_public_goods_leave_less_for_bread(folder):
    economy = read(folder).economy()
    councils = Respondents(economy)
    dear = economy.prices * np.array([1.0, 1.0, 1.0, 2.0])

    def bread(prices):
        book = councils.answer(prices)
        return book.quantity[(book.good == 0) & (book.quantity > 0)].sum()

    lost = (bread(economy.prices) - bread(dear)) * 0.002
    assert lost == pytest.approx(150, abs=0.01)


def test_noise_keeps_sides_and_lines(folder):
    book = read(folder).economy().book
    noisy = with_noise(book, 1.0, np.random.default_rng(0))
    assert (np.sign(noisy.quantity) == np.sign(book.quantity)).all()
    assert (noisy.quantity != book.quantity).any()
