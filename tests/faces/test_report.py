"""The page: well formed, self-contained, harmless, complete, and true to the fit."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from dorsal.faces.charts import Graph, Node
from dorsal.faces.document import Document
from dorsal.faces.report import page
from dorsal.faces.report.pictures import network_caption
from dorsal.faces.request import Request
from dorsal.faces.topic_answer import answer_topic
from dorsal.synthesis.options import FitOptions
from dorsal.topics.loader import load
from dorsal.trials.left_out import LeftOut
from dorsal.trials.treatment import Treatment, Treatments
from tests.faces.page_reader import PageReader
from tests.faces.samples import LONG, TREATMENTS, contrast, document, section, studies, trials
from tests.faces.test_markup import HOSTILE

MIB = 1024 * 1024

REVIEW = {
    "label": "Liu 2018", "treatment1": "dry_needling", "treatment2": "mixed_comparator", "outcome": "pain",
    "timing": "post_treatment", "measure": "SMD", "effect": "-1.06", "ci_low": "-1.77", "ci_high": "-0.36",
    "doi": "10.1016/j.apmr.2017.06.008", "source_url": "http://example.org/insecure", "n_trials": "11",
    "direction": "no",
}  # fmt: skip
TOLD = {
    "label": "Dar 2025", "kind": "trial", "treatment1": "dry_needling", "treatment2": "placebo_pill", "outcome": "pain",
    "direction": "favours_1", "p": "<0.001", "n": "22", "what": "gluteus medius", "source_url": "javascript:alert(1)",
}  # fmt: skip


@pytest.fixture(scope="module")
def bundled() -> Document:
    return answer_topic(load(), Request(), version="9.9.9", command="dorsal answer")


@pytest.fixture(scope="module")
def bundled_page(bundled: Document) -> PageReader:
    return PageReader(page(bundled))


def hostile() -> Document:
    """Every text that a user's file can bring, hostile."""
    table = Treatments.of(
        Treatment(code=t.code, label=f"{t.label}{HOSTILE}", group=HOSTILE, plain_words=HOSTILE)
        for t in TREATMENTS.values()
    )
    contrasts = [replace(c, study=f"{c.study}{HOSTILE}", rows=(HOSTILE,)) for c in trials()]
    known = studies(
        contrasts, label=HOSTILE, country=HOSTILE, population=HOSTILE, doi=HOSTILE, pmid=HOSTILE,
        source_url='https://example.org/"><script>alert(1)</script>', registration=HOSTILE,
    )  # fmt: skip
    one = section(contrasts, left_out=[LeftOut(row=HOSTILE, study=HOSTILE, reason=HOSTILE)], notes=[HOSTILE])
    row = dict.fromkeys(REVIEW | TOLD, HOSTILE)
    return document(
        [one, section((), outcome=HOSTILE)],
        title=HOSTILE, question=HOSTILE, treatments=table, studies=known, outcome_labels={"pain": HOSTILE},
        reviews=(row,), narrative=(row,), limits=(HOSTILE,),
        provenance=replace(document().provenance, command=HOSTILE, data_name=HOSTILE, options={HOSTILE: HOSTILE}),
    )  # fmt: skip


SPREADSHEET = document([section(trials(), window=None, mic=None)], comparisons=(), target="", question="")
DOCUMENTS = {
    "all kinds": document(reviews=(REVIEW,), narrative=(TOLD,), limits=("Few trials.",)),
    "spreadsheet": SPREADSHEET,
    "nothing at all": document([section(())], studies={}),
    "reference missing": document([section(trials(), reference="surgery")]),
    "one trial": document([section([contrast("one", "usual_care exercise", [-8.0], [3.0])])]),
    "t without degrees of freedom": document([section(trials()[3:], options=FitOptions(interval="t"))]),
    "common effect": document([section(trials(), options=FitOptions(model="common"))]),
    "hostile": hostile(),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_page_is_well_formed_and_asks_nothing_of_a_network(kind: str) -> None:
    read = PageReader(page(DOCUMENTS[kind]))
    assert read.faults == []
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1


def test_the_bundled_answer_is_well_formed_and_of_a_reasonable_size(
    bundled: Document, bundled_page: PageReader
) -> None:
    assert bundled_page.faults == []
    assert len(page(bundled).encode()) < 1.5 * MIB


def test_the_page_forbids_scripts_and_requests_itself() -> None:
    read = PageReader(page(document()))
    policy = [given["content"] for tag, given in read.tags if tag == "meta" and "http-equiv" in given]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]
    assert not re.search(r"url\(|@import", page(document()))


def test_language_skip_link_and_tables() -> None:
    read = PageReader(page(DOCUMENTS["all kinds"]))
    tags = [tag for tag, _ in read.tags]
    assert dict(read.tags)["html"] == {"lang": "en"}
    assert read.links[0][0] == "#answer"
    assert tags.count("table") == tags.count("caption") > 4
    assert all(given.get("scope") in ("col", "row") for tag, given in read.tags if tag == "th")
    assert all(given.get("role") == "img" and given.get("aria-labelledby") for tag, given in read.tags if tag == "svg")


def test_the_same_document_gives_the_same_page() -> None:
    assert page(document()) == page(document())


def test_what_comes_first_is_the_answer(bundled_page: PageReader) -> None:
    order = [
        "The answer", "Pain at about 8 weeks", "The trials", "What published reviews say", "Trials told in words only",
        "What was left out, and why", "Limits", "How it was done", "To make this page again",
    ]  # fmt: skip
    body = bundled_page.text.split("To make this page again", 1)[1]
    places = [body.index(title) for title in order]
    assert all(a < b for a, b in pairwise(places))


def test_every_comparison_is_answered_or_its_silence_explained() -> None:
    text = PageReader(page(document())).text
    assert "Dry needling added to exercise therapy, against exercise therapy alone" in text
    assert "What the trials cannot say at all" in text
    assert "Dry needling, against surgery . Pain at about 8 weeks: no usable trial of surgery." in text
    assert "Compared head to head in a trial" in text
    assert "Only if the effects of parts add up" in text


def test_numbers_of_the_page_are_those_of_the_fit() -> None:
    known = document()
    read = PageReader(page(known))
    for finding in known.sections[0].against_reference:
        e = finding.estimate
        assert e is not None
        told = f"{e.mean:.1f} ({e.ci[0]:.1f} to {e.ci[1]:.1f})".replace("-", "−")
        assert told in read.text


def test_standard_deviations_have_a_part_of_their_own() -> None:
    points = section([c for c in trials() if c.study != "pill"], window=LONG)
    wider = section([contrast("pill", "usual_care nsaid", [-0.5], [0.1], measure="SMD")], window=LONG, mic=None)
    both = document(
        [points], standardised={("pain", "long"): wider}, comparisons=(("nsaid", "usual_care"),),
        studies=studies([*points.evidence.contrasts, *wider.evidence.contrasts]),
    )  # fmt: skip
    read = PageReader(page(both))
    assert read.faults == []
    assert "Pain at about 52 weeks, in standard deviations" in read.text
    assert "0.50 standard deviations better" in read.text


def test_every_used_row_is_told_with_its_place_and_its_derivations(bundled: Document, bundled_page: PageReader) -> None:
    used = {row for s in bundled.sections for c in s.evidence.contrasts for row in c.rows}
    assert used
    assert not [row for row in used if row not in bundled_page.text]
    derived = {d.how for s in bundled.sections for c in s.evidence.contrasts for d in c.derived}
    assert derived
    assert not [how for how in derived if " ".join(how.rstrip(".").split()) not in bundled_page.text]


def test_every_row_left_out_is_told_with_its_reason(bundled: Document, bundled_page: PageReader) -> None:
    rows = {r.row for study in bundled.studies.values() for r in study.results}
    assert not [row for row in rows if row not in bundled_page.text]
    text = PageReader(page(document())).text
    assert "No spread is printed. (1 row) Walk1 : walk1-9" in text
    assert "Not asked for here: another outcome or another time. (1 row) Walk1 : walk1-8" in text


def test_trials_lead_to_their_sources() -> None:
    read = PageReader(page(document()))
    hrefs = {href for href, _ in read.links}
    assert {"https://example.org/walk1", "https://doi.org/10.1000/xyz.1", "#trial-1"} <= hrefs


def test_what_is_not_https_is_no_link() -> None:
    read = PageReader(page(DOCUMENTS["all kinds"]))
    assert "where it was read (http://example.org/insecure)" in read.text
    assert not [href for href, _ in read.links if href.startswith(("http:", "javascript:"))]


def test_reviews_and_words_stand_beside_and_are_counted_by_direction() -> None:
    text = PageReader(page(DOCUMENTS["all kinds"])).text
    assert "Dry needling against mixed comparator: pain, post treatment" in text
    assert "SMD −1.06 (−1.77 to −0.36) (for its sign see the remarks); 11 trials" in text
    assert "Dry needling against placebo pill, pain: 1 trial in favour of the first." in text


@pytest.mark.parametrize(
    ("options", "said", "unsaid"),
    [
        (FitOptions(), "restricted maximum likelihood (REML)", "common-effect model"),
        (FitOptions(model="common"), "common-effect model", "Prediction intervals, for"),
        (FitOptions(tau2_method="DL"), "DerSimonian and Laird", "REML"),
        (FitOptions(tau=0.25), "tau = 0.25, was given", "REML"),
        (FitOptions(interval="HK-t"), "scaled after Hartung and Knapp", "normal quantiles"),
        (FitOptions(interval="t", level=0.9), "Intervals hold 90 % and use the t distribution", "normal quantiles"),
    ],
)
def test_methods_tell_the_options_that_were_used(options: FitOptions, said: str, unsaid: str) -> None:
    text = PageReader(page(document([section(trials(), options=options)]))).text
    methods = text[text.rindex("How it was done") :]
    assert said in methods
    assert unsaid not in methods.split("References")[0]
    assert all(f"10.{code}" in methods for code in ("1002/jrsm.34", "1186/1471-2288-13-35", "1002/bimj.201800167"))


def test_it_says_how_to_be_made_again() -> None:
    text = PageReader(page(document())).text
    assert all(word in text for word in ("dorsal answer --seed 7", "ab" * 32, "9.9.9", "Seed 7"))


def test_ranks_stand_only_beside_intervals_and_only_where_a_direction_is_better() -> None:
    assert "Ranks, beside their uncertainty" in PageReader(page(document())).text
    assert "Ranks, beside" not in PageReader(page(document(better={"pain": ""}))).text


def test_a_large_table_still_makes_a_page_of_reasonable_size() -> None:
    many = [contrast(f"s{i}", f"usual_care t{i:03d}", [-float(i % 9)], [3.0]) for i in range(150)]
    made = page(document([section(many, window=None, mic=None)], comparisons=(), studies=studies(many)))
    assert PageReader(made).faults == []
    assert "151 treatments are too many for a picture" in made
    assert len(made) < 1.5 * MIB


def test_ratios_are_called_ratios() -> None:
    ratios = [contrast("one", "usual_care exercise", [-0.7], [0.3], measure="OR")]
    text = PageReader(page(document([section(ratios, mic=None)], studies=studies(ratios)))).text
    assert "Exercise therapy / usual care 0.50 (SE 0.30 of the log; 30 and 30 people)" in text
    assert "Ratio [95 % interval]" in text
    assert "0.50 times the odds (95 % interval 0.28 to 0.89)" in text
    assert "sure to matter" not in text


@pytest.mark.parametrize(
    ("people", "group", "narrow", "said", "unsaid"),
    [
        (120, "drug", False, ("number in brackets", "Letters and rings"), ("?", "key below")),
        (120, "", True, ("place in the key below, where the people stand",), ("brackets", "Letters")),
        (None, "", False, ("? where a trial does not print it",), ("Letters", "key below")),
        (None, "", True, ("key below",), ("brackets", "?", "Letters")),
    ],
)
def test_the_caption_of_a_network_names_only_signs_that_stand_on_it(
    people: int | None, group: str, narrow: bool, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    nodes = (
        Node(code="a", label="A", group=group, people=80),
        Node(code="b", label="B", group=group, people=people),
    )
    graph = Graph(nodes=nodes, edges=(), islands=(("a", "b"),), title="t", summary="s")
    told = network_caption(graph, narrow=narrow)
    assert all(words in told for words in said)
    assert not [words for words in unsaid if words in told]
