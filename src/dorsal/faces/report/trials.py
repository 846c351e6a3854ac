"""The trial table: every trial that entered, where it was read, and which of its rows were used for what."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from dorsal.faces.charts import draw_bias
from dorsal.faces.charts.bias import LOOKS
from dorsal.faces.document import Document
from dorsal.faces.markup import Child, Markup, element, fragment, lines
from dorsal.faces.numbers import count, is_ratio, shown
from dorsal.faces.report.anchors import Anchors, doi_link, joined, outside, pmid_link
from dorsal.faces.report.chosen import elsewhere
from dorsal.faces.report.table import bullets, folded, paragraph, table
from dorsal.faces.words import inside, section_words, sentence, treatment_words
from dorsal.synthesis.answer import Section
from dorsal.trials.contrast import Contrast
from dorsal.trials.decimals import table_decimals
from dorsal.trials.study import Study

HEAD = ("Trial", "Who", "People", "Risk of bias", "What was used", "Source")
USES = {"sensitivity": "sensitivity rows"}


def trials(anchors: Anchors) -> Markup:
    """The part of the page that lists the trials."""
    rows = [_row(anchors, anchors.study(study), anchors.contrasts[study]) for study in anchors.listed]
    told = [i for i in range(len(HEAD)) if i == 0 or any(row[i] for row in rows)]
    ids = [anchors.study_id(study) for study in anchors.listed]
    return element(
        "section",
        element("h2", "The trials", id="trials"),
        paragraph(
            f"{count(len(anchors.used), 'trial')} entered at least one of the analyses above. Effects are given as "
            "they entered: the first treatment minus the second (a ratio: divided by it), with the standard error (SE)."
        ),
        _bias(anchors),
        _cut(anchors),
        table(
            "Trials that were pooled, and what was used of each",
            [HEAD[i] for i in told],
            [[row[i] for i in told] for row in rows],
            name="The trials, one in a row",
            ids=ids,
            class_="trials" if len(told) == len(HEAD) else "trials few",
        ),
        aria_labelledby="trials",
    )


def _cut(anchors: Anchors) -> Markup | None:
    """Which trials stand here where it is not all of them, and where the others are."""
    if len(anchors.listed) == len(anchors.used):
        return None
    heavy = (
        f"Here stand the {len(anchors.listed):,} that weigh most in any one of the estimates above. All of them are "
    )
    return element("p", heavy, elsewhere("tables studies and contrasts"), ".")


def _bias(anchors: Anchors) -> Markup | None:
    counts = Counter(anchors.study(study).bias.overall for study in anchors.used)
    if not counts:
        return None
    title = "Risk of bias of the trials that were pooled"
    return element(
        "figure",
        element("div", draw_bias(counts, "bias", title), class_="wide"),
        element("div", draw_bias(counts, "bias-narrow", title, narrow=True), class_="narrow"),
        element("figcaption", f"{title}. Not assessed is unknown, not low."),
    )


def _row(anchors: Anchors, study: Study, entered: Sequence[tuple[Section, Contrast]]) -> Sequence[Child]:
    who = "; ".join(word for word in (study.population, study.country, str(study.year or "")) if word)
    return (
        study.name,
        who,
        _people(anchors, study, entered),
        _bias_words(study),
        _used(anchors, study, entered),
        _source(study),
    )


def _people(anchors: Anchors, study: Study, entered: Sequence[tuple[Section, Contrast]]) -> str:
    """Randomised; a table of one's own tells those who were analysed."""
    if study.n_randomised or anchors.document.target:
        return f"{study.n_randomised:,}" if study.n_randomised else ""
    pieces: dict[int, list[int | None]] = {}
    for section, contrast in entered:
        pieces.setdefault(id(section), []).append(contrast.people)
    known = [sum(n for n in each if n is not None) for each in pieces.values() if None not in each]
    return f"{max(known):,}" if known else ""


def _bias_words(study: Study) -> Markup:
    words = LOOKS.get(study.bias.overall, (study.bias.overall, "", ""))[0]
    source = study.bias.source
    return fragment(words, folded("By whom", paragraph(source)) if source and study.bias.known else None)


def _source(study: Study) -> Markup:
    known: list[Child] = [
        outside("where it was read", study.source_url) if study.source_url else None,
        doi_link(study.doi) if study.doi else None,
        pmid_link(study.pmid) if study.pmid else None,
        study.registration or None,
    ]
    return joined((each for each in known if each), "; ")


def _used(anchors: Anchors, study: Study, entered: Sequence[tuple[Section, Contrast]]) -> Markup:
    items = [_entry(anchors, section, contrast) for section, contrast in entered]
    derived = dict.fromkeys(
        f"{d.row}: {d.what}: {d.how}{' (assumed)' if d.assumed else ''}"
        for _, contrast in entered
        for d in contrast.derived
    )
    rows = dict.fromkeys(row for _, contrast in entered for row in contrast.rows)
    return fragment(
        bullets(items),
        folded(f"{count(len(rows), 'row')}, read where", _rows(anchors, study, rows), paper=False) if rows else None,
        folded(f"{count(len(derived), 'derived number')}", bullets(sentence(d) for d in derived)) if derived else None,
    )


def _entry(anchors: Anchors, section: Section, contrast: Contrast) -> Markup:
    place = section_words(anchors.document, section)
    if any(section is other for other in anchors.document.standardised.values()):
        place += " (standardised)"
    use = f"; {USES[contrast.use]}" if contrast.use in USES else ""
    return fragment(
        element("a", place, href=f"#{anchors.section_id(section)}"),
        ": ",
        "; ".join(_differences(anchors.document, contrast)),
        use,
    )


def _differences(document: Document, contrast: Contrast) -> Iterator[str]:
    groups = tuple(contrast.groups.values())
    for i, treatment in enumerate(contrast.treatments[1:]):
        se = math.sqrt(float(contrast.cov[i, i]))
        decimals = table_decimals(contrast.measure, 1.96 * se)
        value = shown(float(contrast.effect[i]), contrast.measure, decimals)
        ratio = is_ratio(contrast.measure)
        told = f"SE {se:.{max(decimals, 1)}f}{' of the log' if ratio else ''}"
        people = [f"{n:,}" if n is not None else "?" for n in (groups[i + 1], groups[0])]
        first, second = treatment_words(document, treatment), inside(treatment_words(document, contrast.treatments[0]))
        yield f"{first} {'/' if ratio else '−'} {second} {value} ({told}; {people[0]} and {people[1]} people)"


def _rows(anchors: Anchors, study: Study, rows: Sequence[str] | dict[str, None]) -> Markup:
    """Each row with the place in its source where it stands."""
    items = []
    for row in rows:
        result = anchors.results.get((study.id, row))
        if result is None:
            items.append(fragment(row))
            continue
        where: list[Child] = [result.locator or None]
        if result.source_url and result.source_url != study.source_url:
            where.append(outside("another source", result.source_url))
        grade = f"evidence grade {result.grade}" if result.grade not in ("", "A") else None
        items.append(joined((each for each in (row, *where, grade) if each), ", "))
    return fragment(element("ul", lines(element("li", item) for item in items)))
