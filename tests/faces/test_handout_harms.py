"""Harms on the hand-out: what is said first, examples of "any", parts apart, and what is not known."""

from __future__ import annotations

from dataclasses import replace

from dorsal.care.shown import shown_harm
from dorsal.faces.handout.harms import harms, shown_harms
from dorsal.faces.harm_words import harm_words
from dorsal.faces.language import language
from tests.care.agreed import shown
from tests.faces.told import plain, telling


def test_a_kept_harm_is_said_in_the_same_words() -> None:
    """On paper and on every other page."""
    for option in shown().options:
        for harm in option.harms.all:
            for code in ("en", "es"):
                assert harm_words(language(code), shown_harm(harm)) == harm_words(language(code), harm)


def test_any_harm_comes_first_with_examples_and_serious_apart_from_mild() -> None:
    text = plain(harms(telling("dry_needling")))
    assert text.index("Mild: Any mild reaction") < text.index("Serious: Any serious harm")
    assert "Such as: soreness after needling" in text
    assert "air around the lung" in text


def test_the_parts_of_a_combination_are_apart() -> None:
    text = plain(harms(telling("dry_needling+exercise")))
    assert text.index("Dry needling Mild") < text.index("Exercise therapy Mild")


def test_weak_rows_are_named_only_where_nothing_else_is_known() -> None:
    for option in ("dry_needling", "nsaid", "surgery", "exercise"):
        told = telling(option)
        for harm in shown_harms(told):
            same = [h for h in told.plan.harms if (h.treatment, h.severity) == (harm.treatment, harm.severity)]
            assert harm.grade != "C" or all(other.grade == "C" for other in same)


def test_what_is_not_known_is_said_and_is_not_none() -> None:
    told = telling("usual_care")
    assert "We have no numbers on harm from usual care. That does not mean there is none." in plain(harms(told))
    nothing = replace(telling("exercise"), plan=replace(telling("exercise").plan, harms=()))
    assert "no numbers on harm from exercise therapy" in plain(harms(nothing))


def test_where_counts_saw_none_what_others_report_is_said_too() -> None:
    told = telling("manipulation", treatments=("manipulation",))
    text = plain(str(harms(told)))
    assert "Any serious harm: not seen in 22,833 people." in text
    assert "Any serious harm: it happens; how often is not known." in text
