"""Traffic lights: judgements, levels and reviewers' changes as CINeMA's rules and people gave them."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.confidence import LEVELS, LOOKS, confidence_words, draw_confidence
from dorsal.faces.charts.palette import contrast
from dorsal.faces.charts.svg import INK, PAPER
from dorsal.synthesis.grading.certainty import LEVELS as RATED
from dorsal.synthesis.grading.cinema import CONCERNS, DOMAINS, Confidence, Reviewed, confidence
from tests.faces.drawings import NS, of_class, plain, read, texts, words
from tests.faces.published import biases, diabetes


@pytest.fixture(scope="module")
def found() -> tuple[Confidence, ...]:
    pairs = [(t, "placebo") for t in diabetes().treatments if t != "placebo"]
    return confidence(diabetes(), Reviewed(bias=biases(diabetes())), mic=0.3, estimates=pairs)


def test_looks_and_levels_are_those_of_the_rules() -> None:
    assert tuple(LOOKS) == CONCERNS
    assert RATED[::-1] == LEVELS
    assert len({sign for _, sign in LOOKS.values()}) == 3
    assert min(contrast(INK, fill) for fill, _ in LOOKS.values()) >= 4.5


@pytest.mark.parametrize("narrow", [False, True])
def test_lights_and_discs_are_the_judgements(found: tuple[Confidence, ...], narrow: bool) -> None:
    rows = of_class(read(draw_confidence(found, "k", narrow=narrow)), "row")
    for row, each in zip(rows, found, strict=True):
        fills = [n.get("fill") for n in of_class(row, "light")]
        assert fills == [LOOKS[j.concern][0] for j in each.judgements]
        signs = [t for t in texts(row) if t in ("+", "~", "−")]
        assert signs == [LOOKS[j.concern][1] for j in each.judgements]
        filled = sum(n.get("fill") != PAPER for n in of_class(row, "disc"))
        assert filled == LEVELS.index(each.level) + 1
        assert each.level in texts(row)
        assert each.evidence in " ".join(texts(row))
        hints = [n[0].text or "" for n in row if n.tag == f"{NS}g"]
        assert [hint.split(":")[0] for hint in hints] == list(DOMAINS)


def test_a_change_is_starred_and_told_with_its_reason(found: tuple[Confidence, ...]) -> None:
    changed = found[0].changed("indirectness", "no concerns", "all trials are of the same people")
    tree = read(draw_confidence([changed, *found[1:]], "k"))
    assert "+ *" in texts(tree)
    told = "no concerns in place of some concerns, because all trials are of the same people."
    assert told in words(tree)
    assert "*" not in words(read(draw_confidence(found, "k")))


def test_words_count_the_levels(found: tuple[Confidence, ...]) -> None:
    said = plain(confidence_words(found))
    levels = [each.level for each in found]
    assert said.startswith("Confidence in 9 estimates: ")
    assert f"{levels.count('very low')} very low" in said
    concerns = {d: sum(each.of(d).concern != "no concerns" for each in found) for d in DOMAINS}
    assert said.endswith(f"Concerns are most often about {max(DOMAINS, key=lambda d: concerns[d])}.")
