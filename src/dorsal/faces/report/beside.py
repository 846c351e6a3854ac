"""What stands beside our own results and is never pooled with them: reviews, and trials told in words only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dorsal.faces.document import Document
from dorsal.faces.markup import Child, Markup, element, fragment
from dorsal.faces.numbers import MINUS
from dorsal.faces.report.anchors import DOI, doi_link, joined, outside
from dorsal.faces.report.table import bullets, paragraph, table
from dorsal.faces.words import inside, listed, outcome_words, treatment_words

Row = Mapping[str, str]
REVIEW_HEAD = ("Review", "What was compared", "Pooled effect", "Remarks")
NARRATIVE_HEAD = ("Source", "What was compared", "Direction", "Remarks")
SIZES = (("n_trials", "trials"), ("n_patients", "people"))
DIRECTIONS = {
    "favours_1": "▲ favours the first",
    "favours_2": "▼ favours the second",
    "no_difference": "◄► no difference shown",
    "not_stated": "? direction not stated",
}


def reviews(document: Document) -> Markup | None:
    """Published reviews on the same comparisons."""
    if not document.reviews:
        return None
    rows = [_review(document, row) for row in document.reviews]
    return element(
        "section",
        element("h2", "What published reviews say", id="reviews"),
        paragraph(
            "Beside our results, not pooled with them: the same trials would count twice. Effects are as the reviews "
            "print them; where a remark says so, positive favours the first treatment. Reviews on other conditions or "
            "on mixed comparators are marked in the remarks."
        ),
        table("Pooled effects of published reviews", REVIEW_HEAD, rows, name="Published reviews", class_="beside"),
        aria_labelledby="reviews",
    )


def _review(document: Document, row: Row) -> Sequence[Child]:
    certainty = row.get("certainty", "")
    sizes = [f"{row[column]} {words}" for column, words in SIZES if row.get(column)]
    known = [effect_words(row), ", ".join(sizes), f"their certainty: {certainty}" if certainty else ""]
    return (_named(row), _compared(document, row), "; ".join(filter(None, known)), row.get("note", ""))


def _named(row: Row) -> Markup:
    """Who says it, and where it was read."""
    kind = " (review)" if row.get("kind") == "review" else ""
    source = _source(row)
    return fragment(row.get("label", ""), kind, element("span", source, class_="source") if source else None)


def _compared(document: Document, row: Row) -> str:
    where = [
        outcome_words(document, row.get("outcome", "")),
        *(_words(row.get(k, "")) for k in ("timing", "population")),
    ]
    return f"{pair(document, row)}: {', '.join(inside(word) for word in where if word)}"


def effect_words(row: Row) -> str:
    """A review's pooled effect as it prints it."""
    if not row.get("effect"):
        return ""
    told = f"{row.get('measure', '')} {_signed(row['effect'])}"
    if row.get("ci_low") and row.get("ci_high"):
        told += f" ({_signed(row['ci_low'])} to {_signed(row['ci_high'])})"
    against = " (for its sign see the remarks)" if row.get("direction") not in (None, "", "yes") else ""
    return told.strip() + against


def _signed(text: str) -> str:
    return text.replace("-", MINUS) if text.startswith("-") else text


def _source(row: Row) -> Markup:
    known: list[Child] = []
    if DOI.fullmatch(row.get("doi", "")):
        known.append(doi_link(row["doi"]))
    if row.get("source_url"):
        known.append(outside("where it was read", row["source_url"]))
    if row.get("locator"):
        known.append(row["locator"])
    return joined(known, "; ")


def pair(document: Document, row: Row) -> str:
    """The two treatments of a row in words; names wider than any treatment code as they are."""
    first, second = row.get("treatment1", ""), row.get("treatment2", "")
    return f"{_treatment(document, first)} against {inside(_treatment(document, second))}" if second else first


def _treatment(document: Document, code: str) -> str:
    words = treatment_words(document, code)
    return _words(words) if words == code or "_" in words else words


def _words(code: str) -> str:
    return code.replace("_", " ")


def narrative(document: Document) -> Markup | None:
    """Trials of which only a direction or a P value is known (SWiM), with a count of the directions."""
    if not document.narrative:
        return None
    rows = [_told(document, row) for row in document.narrative]
    return element(
        "section",
        element("h2", "Trials told in words only", id="narrative"),
        paragraph(
            "Of these only a direction or a P value could be read, so they are in no number above. They are listed by "
            "the direction of their effect, as synthesis without meta-analysis (SWiM) asks; the counts say nothing of "
            "how large an effect is, and a trial can stand in several rows."
        ),
        bullets(_counts(document)),
        table(
            "Trials and reviews with a direction of effect only",
            NARRATIVE_HEAD,
            rows,
            name="Trials told in words",
            class_="beside",
        ),
        aria_labelledby="narrative",
    )


def _counts(document: Document) -> list[str]:
    """For each comparison and outcome, how many trials point which way; reviews are not counted."""
    groups: dict[tuple[str, str], Counter[str]] = {}
    for row in document.narrative:
        if row.get("kind", "trial") == "trial":
            key = pair(document, row), outcome_words(document, row.get("outcome", ""))
            groups.setdefault(key, Counter())[row.get("direction", "not_stated")] += 1
    return [
        f"{words}, {inside(outcome)}: {listed(_direction_count(n, way) for way, n in ways.items())}."
        for (words, outcome), ways in groups.items()
    ]


def _direction_count(n: int, direction: str) -> str:
    words = {
        "favours_1": "in favour of the first",
        "favours_2": "in favour of the second",
        "no_difference": "showing no difference",
        "not_stated": "of unstated direction",
    }
    return f"{n} {'trial' if n == 1 else 'trials'} {words.get(direction, _words(direction))}"


def _told(document: Document, row: Row) -> Sequence[Child]:
    direction = row.get("direction", "")
    known = [
        DIRECTIONS.get(direction, _words(direction)),
        f"P {row['p']}" if row.get("p") else "",
        f"{row['n']} people" if row.get("n") else "",
    ]
    return (_named(row), _compared(document, row), "; ".join(filter(None, known)), row.get("what", ""))
