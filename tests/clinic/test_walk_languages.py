"""The walk in Spanish holds no English sentence but where it says so; the words of SURE are those of `care`."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client
from django.utils.translation import override

from dorsal.care.sure import QUESTIONS
from dorsal.clinic.walk.agreed import ASKED
from tests.clinic.walker import PLAN, STEPS, Walker, errors

ENGLISH = {
    "the",
    "of",
    "and",
    "with",
    "weeks",
    "against",
    "lower",
    "not",
    "known",
    "you",
    "is",
    "are",
    "this",
    "for",
    "from",
}
QUOTED = "“sleep through the night”"
SOURCE = re.compile(r"\(Ostelo[^<]*|Williams 2025[^<]*|doi:\S+")
"""Sources keep the language that they were written in."""


def english(page: str) -> list[str]:
    """Texts with English words outside of what is marked as English."""
    main = page.partition("<main")[2].partition("</main>")[0].replace(QUOTED, "")
    unmarked = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', " ", main, flags=re.DOTALL)
    texts = {SOURCE.sub("", " ".join(unescape(text).split())) for text in re.findall(r">([^<>]+)<", unmarked)}
    return sorted(text for text in texts if len(ENGLISH & set(re.findall(r"[a-z]+", text.casefold()))) > 0)


def test_no_step_in_spanish_shows_an_english_text(client: Client) -> None:
    walker = Walker(client, "/es/decide/")
    walker.to_options(q_diabetes="yes", q_saddle_numb="yes")
    assert (
        walker.send("plan", {**PLAN, "override_by": "Dra. Ejemplo", "override_reason": "vista hoy"}).status_code == 302
    )
    found = {step: english(walker.page(step)) for step in ("", *STEPS)}
    assert found == {step: [] for step in found}


def test_what_is_wrong_is_said_in_spanish(client: Client) -> None:
    walker = Walker(client, "/es/decide/")
    sent = {"age": "130", "disability": "30", "disability_scale": "RMDQ_0_24", "goal_target": "40", "pain": "x"}
    said = errors(walker.send("about", sent))
    assert len(set(said)) >= 4
    assert not [text for text in said if ENGLISH & set(re.findall(r"[a-z]+", text.casefold()))]


def test_the_four_questions_are_those_of_care() -> None:
    with override("en"):
        assert {question.code: question.words for question in QUESTIONS} == {
            c: str(words) for c, words in ASKED.items()
        }
