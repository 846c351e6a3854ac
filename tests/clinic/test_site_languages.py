"""Every text of the site is said in Spanish; a Spanish page holds no English but where it says so."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.test import Client

import dorsal.clinic
from dorsal.clinic.release import release
from tests.faces.messages import catalogue

HERE = Path(dorsal.clinic.__file__).parent
PO = HERE / "locale" / "es" / "LC_MESSAGES" / "django.po"
REMEDY = "`make messages`, then write what is missing and run it again"
SPOKEN = ("/es/", "/es/evidence/answer/disability/short/dry_needling+exercise/exercise/", "/es/about/", "/es/topics/")


def test_every_text_is_said_in_spanish() -> None:
    said = catalogue(PO)
    assert len(said) > 100
    assert [key for key, texts in said.items() if not all(texts)] == [], REMEDY


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    with PO.with_suffix(".mo").open("rb") as compiled:
        read = GNUTranslations(compiled)
    for message, said in catalogue(PO).items():
        spoken = [read.ngettext(*message, n) for n in (1, 2)] if len(message) > 1 else [read.gettext(*message)]
        assert spoken == list(said), REMEDY


def test_the_catalogue_knows_every_text_of_the_code_and_no_other(tmp_path: Path) -> None:
    copy = tmp_path / "clinic"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo"))
    made = [sys.executable, "-m", "django", "makemessages", "--all", "--no-location", "--no-wrap", "--no-obsolete"]
    subprocess.run(made, cwd=copy, check=True, capture_output=True)
    assert set(catalogue(copy / "locale" / "es" / "LC_MESSAGES" / "django.po")) == set(catalogue(PO)), REMEDY


def test_places_are_the_same_in_both_languages() -> None:
    place = re.compile(r"%\(\w+\)[sd]|<[^>]+>")
    said = catalogue(PO).items()
    wrong = [key for key, texts in said if set(place.findall(texts[-1])) != set(place.findall(key[-1]))]
    assert wrong == []


@pytest.mark.parametrize("path", SPOKEN)
def test_a_spanish_page_speaks_spanish_and_marks_what_does_not(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    marked = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', " ", page.partition("<main")[2], flags=re.DOTALL)
    words = set(re.findall(r"[a-z]+", re.sub(r"<[^>]*>", " ", marked).casefold()))
    english = {"the", "of", "and", "with", "treatment", "weeks", "pain", "interval", "against", "lower", "trials"}
    assert words & english == set()


def test_names_of_the_topic_are_known_in_spanish() -> None:
    said = release("low_back_pain", "es")
    language, topic = said.language, said.topic
    names = [topic.title, topic.question, *said.whole.limits]
    names += [treatment.label for treatment in topic.treatments.values()]
    names += [outcome.label for outcome in topic.outcomes.values()]
    assert [name for name in names if not language.knows(name)] == []
