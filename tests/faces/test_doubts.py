"""Reasons for doubt are recognised whatever numbers they hold, and all that the bundled answer names are known."""

from __future__ import annotations

import pytest

from dorsal.faces.doubts import FORMS, doubt_words
from dorsal.faces.language import language
from dorsal.faces.python import answer

SPANISH = language("es")


def test_a_reason_keeps_its_number() -> None:
    assert doubt_words("only 78 people compared head to head", SPANISH) == "solo 78 personas comparadas directamente"
    assert "58\u00a0%" in doubt_words("58\u00a0% of it comes from trials at high risk of bias", SPANISH)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_itself_in_english_and_another_in_spanish(form: str) -> None:
    reason = form.replace("{share}", "61\u00a0%").replace("{people}", "78")
    assert doubt_words(reason, language()) == reason
    assert doubt_words(reason, SPANISH) != reason


def test_every_reason_of_the_bundled_answer_is_known() -> None:
    document = answer(outcomes=("all",))
    findings = [f for section in document.sections for f in section.against_reference]
    findings += [section.finding(*pair) for section in document.sections for pair in document.comparisons]
    reasons = {reason for finding in findings if finding.certainty for reason in finding.certainty.reasons}
    assert len(reasons) > 8
    assert [reason for reason in reasons if doubt_words(reason, SPANISH) == reason] == []


def test_a_reason_of_another_form_stands_as_it_is() -> None:
    assert doubt_words("the moon was full", SPANISH) == "the moon was full"
