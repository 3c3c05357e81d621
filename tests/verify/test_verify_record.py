"""The record is checked by a program that knows the service only by its files."""

import contextlib
import importlib.util
import io
import json
import random
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings

from ledger.canonical import canonical
from ledger.exporting import seals_document, whole_record
from ledger.models import Record, Seal
from ledger.proof import prove
from ledger.services import record, seal

pytestmark = pytest.mark.django_db
PROGRAM = settings.BASE_DIR / "verify" / "verify_record.py"


@pytest.fixture
def program():
    spec = importlib.util.spec_from_file_location("verify_record", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def files(tmp_path):
    """Six seals over 21 records, and two that wait; written as they are served."""
    for number in range(1, 22):
        record(
            kind="round.extended",
            subject=f"2027/{number}",
            reason=f"Flood in “Grünau” № {number}",
            data={"from": "a", "to": [number, None, {"ü": True}]},
        )
        if number in (1, 3, 6, 10, 15, 21):
            seal()
    for number in (22, 23):
        record(kind="round.extended", subject=f"2027/{number}")
    return written(tmp_path)


def written(folder):
    (folder / "record.jsonl").write_text("".join(whole_record()))
    (folder / "seals.json").write_text("".join(seals_document()))
    sealed = Record.objects.filter(subject="2027/13").select_related("seal").get()
    (folder / "record-13.json").write_text(canonical(prove(sealed).document()))
    return folder


@pytest.fixture
def check(program, files):
    """Check in this process, which is quicker: what was counted, and the text."""

    def run(*names, digest=None):
        report, out = program.Report("en"), io.StringIO()
        places = [str(files / name) for name in names or ("seals.json", "record.jsonl")]
        with contextlib.redirect_stdout(out):
            try:
                program.verify(places, digest, report)
            except Exception as error:
                report.say("FAILED", "", "skip", repr(error))
        return SimpleNamespace(**report.counts, failed=report.counts["FAILED"]), (
            out.getvalue()
        )

    return run


def newest():
    return Seal.objects.order_by("number").last().digest


def alone(*words, folder):
    return subprocess.run(
        [sys.executable, "-I", "-S", str(PROGRAM), "--language", "en", *words],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_served_holds_and_what_waits_is_counted(files):
    names = ["seals.json", "record.jsonl", "record-13.json"]
    answer = alone(*names, "--digest", newest(), folder=files)
    assert (answer.returncode, answer.stderr) == (0, "")
    for line in (
        "ok     seals: each of 6 seals follows the one before",
        f"ok     seals: the last seal is the one you know: {newest()}",
        "ok     record: every record is what its digest says",
        "ok     record: the records give the roots of 6 seals",
        "ok     record: 21 records are sealed",
        "–      record: 2 wait for their seal, not proved",
        "ok     record-13.json: its path leads to the root of seal 5",
        "ok     record-13.json: its seal is one of the chain",
    ):
        assert line in answer.stdout.splitlines(), answer.stdout


def test_it_speaks_german(files):
    answer = alone("seals.json", "record.jsonl", "--language", "de", folder=files)
    assert "21 Einträge sind versiegelt" in answer.stdout


def test_an_empty_record_holds(tmp_path):
    (tmp_path / "record.jsonl").write_text("".join(whole_record()))
    (tmp_path / "seals.json").write_text("".join(seals_document()))
    assert alone("seals.json", "record.jsonl", folder=tmp_path).returncode == 0


def test_a_digest_known_from_an_older_seal_is_found_in_the_chain(check):
    old = Seal.objects.get(number=3).digest
    counts, text = check(digest=old)
    assert not counts.failed
    assert "a seal of the chain is the one you know" in text


def test_a_digest_of_another_chain_fails(check):
    assert check(digest="a" * 64)[0].failed


# What somebody may do to the lines of the record: change one, drop one, swap two, slip
# one in. Each says which line is the first bad one, at the earliest and at the latest.
def change(lines, dice):
    place = dice.randrange(len(lines))
    body = bytearray(lines[place])
    where = dice.randrange(len(body))
    body[where] ^= dice.randrange(1, 256)
    return [*lines[:place], bytes(body), *lines[place + 1 :]], place


def drop(lines, dice):
    place = dice.randrange(len(lines))
    return lines[:place] + lines[place + 1 :], place


def swap(lines, dice):
    one, two = sorted(dice.sample(range(len(lines)), 2))
    lines = [*lines]
    lines[one], lines[two] = lines[two], lines[one]
    return lines, one


def slip(lines, dice):
    place = dice.randrange(len(lines))
    forged = json.loads(lines[dice.randrange(len(lines))])
    forged["record"]["reason"] = f"forged {dice.random()}"
    line = canonical(forged).encode() + b"\n"
    return [*lines[:place], line, *lines[place:]], place


@pytest.mark.parametrize(
    "how", [change, drop, swap, slip], ids=lambda how: how.__name__
)
def test_every_one_of_a_thousand_mutations_is_found_and_placed(files, check, how):
    """250 of each of four kinds, given the digest of the last seal."""
    dice, digest = random.Random(how.__name__), newest()
    path = files / "record.jsonl"
    # Without what waits for its seal, of which nothing is promised.
    lines = path.read_bytes().splitlines(keepends=True)[:21]
    path.write_bytes(b"".join(lines))
    assert not check(digest=digest)[0].failed
    for _ in range(250):
        changed, place = how(lines, dice)
        path.write_bytes(b"".join(changed))
        counts, text = check(digest=digest)
        assert counts.failed, (how, place)
        first = next(line for line in text.splitlines() if "first bad record" in line)
        named = int(first.split("line ")[1].split(":")[0]) if "line " in first else 22
        # A line that is lost is missed at the next one, or where its seal ends.
        assert place <= named <= place + 7, (how, place, first)


def test_every_changed_byte_of_the_chain_is_found(files, check):
    dice, digest, path = random.Random(3), newest(), files / "seals.json"
    body = path.read_bytes()
    for _ in range(300):
        changed = bytearray(body)
        changed[dice.randrange(len(body))] ^= dice.randrange(1, 256)
        path.write_bytes(bytes(changed))
        assert check(digest=digest)[0].failed, changed


def test_a_forger_who_rehashes_a_record_is_found_by_the_root(files, check, program):
    path = files / "record.jsonl"
    lines = path.read_text().splitlines()
    forged = json.loads(lines[7])
    forged["record"]["reason"] = "Another."
    forged["leaf"] = program.leaf(forged["record"]).hex()
    lines[7] = canonical(forged)
    path.write_text("\n".join(lines) + "\n")
    _counts, text = check()
    assert "the first bad record: seal 4: 4 of 4 records, up to line 10" in text


def test_a_forger_who_seals_anew_is_found_by_whoever_kept_a_digest(
    files, check, program
):
    kept = Seal.objects.get(number=2).digest
    path = files / "seals.json"
    says = json.loads(path.read_text())
    previous = "0" * 64
    for each in says["seals"]:
        each["root"] = "b" * 64 if each["number"] == 1 else each["root"]
        each["previous"] = previous
        said = {key: each[key] for key in ("number", "root", "previous")}
        previous = each["digest"] = program.sha(canonical(said).encode()).hex()
    path.write_text(canonical(says))
    counts, _text = check("seals.json")
    assert not counts.failed  # The chain alone is whole.
    assert check("seals.json", digest=kept)[0].failed
    assert check()[0].failed  # And the records do not fit it.


def test_a_lost_end_is_found_by_the_digest_alone(files, check):
    path = files / "seals.json"
    says = json.loads(path.read_text())
    says["seals"].pop()
    path.write_text(canonical(says))
    lines = (files / "record.jsonl").read_text().splitlines(keepends=True)
    (files / "record.jsonl").write_text("".join(lines[:15]))
    assert not check()[0].failed
    assert check(digest=newest())[0].failed


@pytest.mark.parametrize(
    "change",
    [
        lambda says: says["record"].update(reason="Another."),
        lambda says: says["path"].pop(),
        lambda says: says["seal"].update(root="c" * 64),
        lambda says: says["seal"].update(records=3),
        lambda says: says.update(more=1),
    ],
)
def test_a_changed_proof_fails(files, check, change):
    path = files / "record-13.json"
    says = json.loads(path.read_text())
    change(says)
    path.write_text(canonical(says))
    assert check("seals.json", "record-13.json")[0].failed


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b'{"kind":"seals"}', b"[" * 5000, b"\xff"]
)
@pytest.mark.parametrize("name", ["seals.json", "record-13.json"])
def test_whatever_a_file_holds_the_answer_is_a_verdict(files, name, body):
    (files / name).write_bytes(body)
    answer = alone("seals.json", "record.jsonl", "record-13.json", folder=files)
    assert (answer.returncode, answer.stderr) == (1, "")


def test_what_is_not_there_cannot_be_read(files):
    answer = alone("seals.json", "elsewhere.jsonl", folder=files)
    assert answer.returncode == 2


def test_the_program_stays_small_and_stands_alone():
    text = PROGRAM.read_text()
    assert len(text.splitlines()) <= 300
    wanted = {
        line.split()[1]
        for line in text.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert wanted <= {*sys.stdlib_module_names}
