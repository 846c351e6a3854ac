"""What a document amounts to."""

from __future__ import annotations

from dorsal.faces import overview
from dorsal.faces.words import ADDITIVE, CHAIN, DIRECT, evidence_kind
from tests.faces.samples import contrast, document, section, trials

DOCUMENT = document()
COMPARED = overview.compared(DOCUMENT)
ADDED = ("dry_needling+education", "education")


def test_every_comparison_in_every_section() -> None:
    assert [(c.first, c.second) for c in COMPARED] == list(DOCUMENT.comparisons)
    assert {len(c.said) for c in COMPARED} == {len(DOCUMENT.sections)}
    assert all(len(c.known) + len(c.silent) == len(c.said) for c in COMPARED)


def test_kinds_of_evidence() -> None:
    kinds = {(c.first, c.second): [evidence_kind(s.estimate) for s in c.known] for c in COMPARED}
    assert kinds[("exercise", "usual_care")] == [DIRECT]
    assert kinds[("dry_needling+education", "education")] == [ADDITIVE]
    assert kinds[("dry_needling", "surgery")] == []
    chain = document(comparisons=(("dry_needling+exercise", "usual_care"),))
    assert evidence_kind(overview.compared(chain)[0].known[0].estimate) == CHAIN


def test_the_first_lines_count_what_is_known() -> None:
    said = overview.overall_words(DOCUMENT, COMPARED).replace("\N{NO-BREAK SPACE}", " ")
    known = sum(len(c.known) for c in COMPARED)
    assert said.startswith("Of the 10 answers sought (5 comparisons; pain and disability at about 8 and 52 weeks)")
    assert f"give {known}. Of these, 3 compare the two head to head and 1 holds only if" in said


def told(*comparisons: tuple[str, str]) -> str:
    shown = document(DOCUMENT.sections[:1], comparisons=comparisons)
    return overview.overall_words(shown, overview.compared(shown)).replace("\N{NO-BREAK SPACE}", " ")


def test_one_of_each_kind_is_told_in_the_singular() -> None:
    said = told(("exercise", "usual_care"), ("dry_needling+exercise", "usual_care"), ADDED)
    assert "Of these, 1 compares the two head to head, 1 goes through other treatments and 1 holds only if" in said
    assert "different numbers" not in said
    assert said.startswith("Of the 3 answers sought (3 comparisons; pain at about 8 weeks) the trials")
    one = told(("dry_needling+exercise", "exercise"))
    assert one.startswith("Of the 1 answer sought (1 comparison; pain at about 8 weeks)")
    assert "In 1 the whole interval lies on one side of no difference; there the difference is not sure" in one


def test_one_and_the_same_additive_number_counts_once() -> None:
    added = [(f"dry_needling+{other}", other) for other in ("education", "usual_care", "education+usual_care")]
    said = told(("dry_needling+exercise", "exercise"), *added)
    assert "give 4. Of these, 1 compares the two head to head and 3 hold only if" in said
    assert "one and the same number whatever it is added to: so the 4 answers are 2 different numbers." in said
    assert "In 2 of the 2 numbers the whole interval lies on one side" in said


def test_nothing_known_is_said_first() -> None:
    empty = document([section(())])
    assert overview.overall_words(empty, overview.compared(empty)).startswith("The trials at hand cannot say anything")


def test_no_verdict_where_certainty_is_very_low_throughout() -> None:
    poor = document(comparisons=(("dry_needling+exercise", "exercise"),))
    assert "nobody can say yet which is better" in overview.overall_words(poor, overview.compared(poor))


def test_silence_is_told_by_time_and_by_reason() -> None:
    surgery = COMPARED[-1]
    assert overview.silent_words(DOCUMENT, surgery) == "pain at about 8 weeks; disability at about 52 weeks"
    assert overview.silent_reasons(DOCUMENT, surgery) == (
        "pain at about 8 weeks: no usable trial of surgery",
        "disability at about 52 weeks: no trial has usable numbers for it",
    )


def test_facts() -> None:
    told = overview.facts_words(DOCUMENT.sections[0]).replace("\N{NO-BREAK SPACE}", " ")
    assert told == "6 trials, 380 people (number not printed in 1 trial), 6 treatments"


def test_summary_names_those_whose_interval_lies_on_one_side() -> None:
    said = overview.summary_words(DOCUMENT, DOCUMENT.sections[0])
    clear = [f for f in DOCUMENT.sections[0].against_reference if f.estimate and f.estimate.ci[1] < 0]
    assert clear
    assert all(f"{DOCUMENT.treatments.label(f.first)[1:]}" in said for f in clear)
    assert "Better than usual care by their whole interval: " in said
    assert "is sure, by the whole interval, for none" in said


def test_a_spreadsheet_compares_with_its_reference() -> None:
    sheet = document([section(trials(), window=None, mic=None)], comparisons=(), target="")
    pairs = [(c.first, c.second) for c in overview.compared(sheet)]
    assert pairs
    assert {second for _, second in pairs} == {"usual_care"}


def test_a_section_that_cannot_be_fitted_says_why() -> None:
    lonely = section([contrast("pill", "placebo_pill nsaid", [-4.0], [2.0])])
    assert "usual care is in no study" in overview.summary_words(document([lonely]), lonely)
