"""Sentences of the stages are recognised, whatever stands in them; and no stage says one that has no form here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dorsal
from dorsal.care.forecast import forecasts
from dorsal.care.shown import row_said
from dorsal.faces.care_sentences import PARTS, SENTENCES, care_sentence, knows_sentence, row_sentence
from dorsal.faces.care_words import note_words, why_not_words
from dorsal.faces.forms import recognised
from dorsal.faces.language import language
from dorsal.patient.profile import Profile
from dorsal.patient.reason import Reason
from tests.care.agreed import basis, knowledge, person, rules, topic

SPANISH = language("es").extended(topic().tables["translations"])
STAGES = {
    "care/applicability.py": None,
    "care/course_certainty.py": None,
    "synthesis/grading/certainty.py": (
        "_within_study", "_imprecision", "_heterogeneity", "_indirectness", "_assumptions", "_people",
    ),
    "care/forecast.py": ("_why_not", "_statements"),
    "care/continuation.py": ("continuation", "progress_of"),
    "care/agreement.py": ("_rules", "STATED"),
    "topics/care_basis.py": (
        "SAME_POINTS", "APART", "_of_people", "_of_treatments", "_of_starts", "_of_slope", "_no_course", "_modifiers",
    ),
}  # fmt: skip
"""Where sentences for a person are made, and in which parts of the file; None: in all of it."""
LIKE = (
    person(),
    Profile(),
    person(weeks=3, radiating="yes", age=15, pain=1.0, goals=()),
    person(weeks=8, radiating="unknown"),
)
PLACE = re.compile(r"{\w+}|\d+ %")
KNOWN = {PLACE.sub("X", form) for form in (*SENTENCES, *PARTS)}


def _in_source(path: str, parts: tuple[str, ...] | None) -> Iterator[str]:
    """The texts of two words or more of these functions and constants, X for what is filled in."""
    tree = ast.parse((Path(dorsal.__file__).parent / path).read_text(encoding="utf-8"))
    for node in tree.body:
        names = [getattr(node, "name", ""), *(getattr(target, "id", "") for target in getattr(node, "targets", ()))]
        if not isinstance(node, (ast.FunctionDef, ast.Assign)) or (parts and not set(parts) & set(names)):
            continue
        for text in _texts(node):
            if len(text.split()) > 1:
                yield PLACE.sub("X", text).strip("X %\u00a0")


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
        for part in node.values:
            yield from _texts(part.value) if isinstance(part, ast.FormattedValue) else ()
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        for child in ast.iter_child_nodes(node):
            yield from _texts(child)


@pytest.mark.parametrize("path", STAGES)
def test_every_sentence_of_a_stage_has_a_form(path: str) -> None:
    said = set(_in_source(path, STAGES[path])) - {""}
    assert len(said) > 1
    assert not sorted(text for text in said if not any(text in form for form in KNOWN))


@pytest.mark.parametrize("form", SENTENCES)
def test_every_form_is_itself_in_english_and_another_in_spanish(form: str) -> None:
    sentence = re.sub(r"{(\w+)}", "17", form)
    assert care_sentence(language(), sentence) == sentence
    said = care_sentence(SPANISH, sentence)
    assert said != sentence
    assert said.count("17") == sentence.count("17")


def test_all_that_is_said_of_people_and_options_is_known() -> None:
    said: set[str] = set()
    for who in LIKE:
        for outcome in basis().outcomes:
            for window in basis().windows:
                for one in forecasts(who, basis(), basis().options, outcome, window).values():
                    certain = one.certainty.reasons if one.certainty else ()
                    fit = one.applicability
                    said |= {*fit.reasons, *fit.cautions, *one.statements, one.modifiers, one.why_not, *certain}
    said -= {""}
    assert len(said) > 60
    assert not sorted(sentence for sentence in said if not knows_sentence(SPANISH, sentence))
    for sentence in said:
        spoken = care_sentence(SPANISH, sentence, knowledge().labels)
        assert not re.search(r"\b(the|of|with|chronic|weeks|needling|trials?)\b", _without_names(spoken))


def _without_names(spoken: str) -> str:
    """What left a row unusable is a note of the tables, which is English."""
    return spoken.partition(" No se pueden usar:")[0]


def test_what_stands_in_places_is_said_too() -> None:
    english = (
        "The complaint has lasted 6 to 12 weeks; most of what is known about dry needling + usual care comes from "
        "other people (75\u00a0% chronic, 25\u00a0% not stated): Study 2010, Other 2011."
    )
    assert care_sentence(SPANISH, english) == (
        "El dolor ha durado de 6 a 12 semanas; casi todo lo que se sabe de punción seca + atención habitual viene de "
        "otras personas (dolor: 75\u00a0% crónico, 25\u00a0% sin decirlo): Study 2010, Other 2011."
    )
    slope = "Of a difference in first scores a share of 0.52 is taken to be left later (give or take 0.15), from "
    assert "0,52" in care_sentence(SPANISH, f"{slope}trials (COU010) and an assumption.")
    assert "ensayos (COU010) y una suposición" in care_sentence(SPANISH, f"{slope}trials (COU010) and an assumption.")
    assert care_sentence(SPANISH, "nsaid is in no trial of this network", knowledge().labels).startswith("antiinfl")


def test_notes_and_reasons_of_a_forecast_are_said_in_spanish() -> None:
    who = person(weeks=3, radiating="yes")
    told = forecasts(who, basis(), ("nsaid", "exercise"), "pain", "intermediate")
    assert why_not_words(SPANISH, knowledge(), told["nsaid"]) == (
        "antiinflamatorio (AINE) no está en ningún ensayo de esta red"
    )
    notes = note_words(SPANISH, knowledge(), told["exercise"])
    assert notes[0].startswith("El dolor ha durado menos de 6 semanas;")
    assert note_words(language(), knowledge(), told["exercise"]) == (
        *told["exercise"].applicability.reasons, told["exercise"].modifiers, *told["exercise"].statements,
    )  # fmt: skip


def test_several_sentences_are_said_one_by_one() -> None:
    both = "The age is not known. Whether the pain runs into a leg is not known."
    assert care_sentence(SPANISH, both) == "No se sabe la edad. No se sabe si el dolor baja por una pierna."


def test_a_sentence_of_another_form_stands_as_it_is() -> None:
    assert care_sentence(SPANISH, "The moon was full.") == "The moon was full."
    assert not knows_sentence(SPANISH, "The moon was full.")
    assert knows_sentence(language(), "The moon was full.")
    assert recognised("The moon was full.", ()) is None


def test_rows_of_the_screen_are_said_as_a_plan_keeps_them() -> None:
    assert row_sentence(SPANISH, "not known: fever: may point to spinal infection") == (
        "no se sabe: fiebre: puede apuntar a infección de la columna"
    )
    assert row_sentence(language(), "pregnancy: avoid that site") == "pregnancy: avoid that site"
    for rule in (*rules().rules, *rules().flags):
        words = row_said(Reason(rule=rule, because=())).words
        assert row_sentence(SPANISH, words) != words
