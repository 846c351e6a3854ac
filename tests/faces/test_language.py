"""The languages: complete catalogues, places that are filled, numbers and dates as they are written there."""

from __future__ import annotations

import datetime
from gettext import GNUTranslations
from pathlib import Path

import pytest

from dorsal.errors import OptionError
from dorsal.faces.language import NAMES, language, marked
from tests.faces.messages import SOURCE, catalogue, in_code, places

OTHERS = sorted(set(NAMES) - {"en"})
REMEDY = "`make messages`, then write what is missing and run it again"


def po(code: str) -> Path:
    return SOURCE / "locale" / code / "LC_MESSAGES" / "dorsal.po"


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_said_in_every_language(code: str) -> None:
    said = catalogue(po(code))
    missing = sorted(key for key in in_code() if not all(said.get(key, ("",))))
    assert not missing, REMEDY
    assert not sorted(set(said) - in_code()), f"said, but no longer in the code: {REMEDY}"


@pytest.mark.parametrize("code", OTHERS)
def test_places_are_the_same_in_every_language(code: str) -> None:
    wrong = [
        key
        for key, said in catalogue(po(code)).items()
        if any(places(text) - {"n"} != places(key[-1]) - {"n"} for text in said)
    ]
    assert not wrong


@pytest.mark.parametrize("code", OTHERS)
def test_the_compiled_catalogue_is_that_of_the_text(code: str) -> None:
    with po(code).with_suffix(".mo").open("rb") as compiled:
        read = GNUTranslations(compiled)
    for message, said in catalogue(po(code)).items():
        spoken = [read.ngettext(*message, n) for n in (1, 2)] if len(message) > 1 else [read.gettext(*message)]
        assert spoken == list(said), REMEDY


def test_messages_are_found_in_the_code() -> None:
    assert ("January",) in in_code()
    assert ("{first} and {last}",) in in_code()


def test_english_needs_no_catalogue() -> None:
    english = language()
    assert english.words("A {thing}", thing="cat") == "A cat"
    assert english.words("100 % as it is") == "100 % as it is"
    assert english.words("") == ""
    assert [english.counted("{n} cat", "{n} cats", n) for n in (0, 1, 2000)] == ["0 cats", "1 cat", "2,000 cats"]
    assert english.listed(["a", "b", "c"]) == "a, b and c"
    assert [english.listed(["a"]), english.listed([])] == ["a", ""]
    assert marked("as it is") == "as it is"


def test_dates_and_numbers_are_written_as_people_there_write_them() -> None:
    day = datetime.date(2026, 3, 9)
    assert [language(code).date(day) for code in ("en", "es")] == ["9 March 2026", "9 de marzo de 2026"]
    assert [language(code).number(-1234.5, 1) for code in ("en", "es")] == ["−1,234.5", "−1\u00a0234,5"]


def test_a_language_is_found_however_it_is_spelled() -> None:
    assert language("es-MX") == language(" ES_es ") == language("es")
    assert language("es") != language("en")


@pytest.mark.parametrize("code", ["", "xx", "../en"])
def test_a_language_that_is_not_spoken_is_refused_with_those_that_are(code: str) -> None:
    with pytest.raises(OptionError, match=r"en \(English\), es \(Español\)"):
        language(code)


def test_names_of_a_topic_are_said_as_its_table_says_them() -> None:
    rows = [
        {"language": "es", "english": "Massage", "words": "Masaje"},
        {"language": "fr", "english": "Heat", "words": "Chaleur"},
    ]
    spanish = language("es").extended(rows)
    assert [spanish.name_of("Massage"), spanish.name_of("Heat")] == ["Masaje", "Heat"]
    assert [spanish.knows("Massage"), spanish.knows("Heat"), language("en").knows("Heat")] == [True, False, True]
    assert language("es").name_of("Massage") == "Massage"
