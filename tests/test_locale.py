"""Both languages are complete, and what is compiled is what was written."""

import gettext
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LANGUAGES = ["de", "en"]
PLACES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")


def catalogue(language):
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def entries(path):
    """The messages of a .po file: (flags, id, plural id, translations)."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        flags = [line for line in lines if line.startswith("#,")]
        texts, key = {}, None
        for line in lines:
            if line.startswith("#"):
                continue
            if not line.startswith('"'):
                key, _space, line = line.partition(" ")
                texts[key] = ""
            texts[key] += unescaped(line.strip()[1:-1])
        if texts.get("msgid"):
            translations = [
                text for name, text in texts.items() if name.startswith("msgstr")
            ]
            # What gettext itself looks up: the context, if any, before the text.
            context = texts["msgctxt"] + "\x04" if "msgctxt" in texts else ""
            yield (
                flags,
                context + texts["msgid"],
                texts.get("msgid_plural"),
                translations,
            )


def unescaped(text):
    return text.replace(r"\n", "\n").replace(r"\"", '"').replace(r"\\", "\\")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy(language):
    assert [
        source
        for flags, source, *_ in entries(catalogue(language))
        if any("fuzzy" in flag for flag in flags)
    ] == []


def test_every_text_has_a_german_one():
    assert [
        source
        for _flags, source, _plural, translations in entries(catalogue("de"))
        if not all(translations)
    ] == []


def test_a_translation_has_the_places_of_its_source():
    wrong = []
    for _flags, source, plural, translations in entries(catalogue("de")):
        allowed = [set(PLACES.findall(source)), set(PLACES.findall(plural or source))]
        wrong += [
            (source, text)
            for text in translations
            if set(PLACES.findall(text)) not in allowed
        ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_was_written(language):
    path = catalogue(language)
    with path.with_suffix(".mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)
    for _flags, source, plural, translations in entries(path):
        if not all(translations):
            continue  # Falls back to the source.
        if plural:
            assert known.ngettext(source, plural, 1) == translations[0]
            assert known.ngettext(source, plural, 2) == translations[1]
        else:
            assert known.gettext(source) == translations[0], source


def test_both_languages_hold_the_same_texts():
    german, english = (
        {source for _flags, source, *_ in entries(catalogue(language))}
        for language in LANGUAGES
    )
    assert german == english


def test_no_text_in_the_code_is_missing_from_the_catalogues(tmp_path):
    """What makemessages would find is there, as far as a plain search can see."""
    sources = (source for _flags, source, *_ in entries(catalogue("de")))
    known = {source.rpartition("\x04")[2] for source in sources}
    tracked = subprocess.run(
        ["git", "ls-files", "*.html"], cwd=ROOT, capture_output=True, text=True
    ).stdout.split()
    used = set()
    for name in tracked:
        text = (ROOT / name).read_text(encoding="utf-8")
        used |= set(re.findall(r"{%\s*(?:translate|trans)\s+\"([^\"]+)\"", text))
    assert used - known == set()
