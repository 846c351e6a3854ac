"""How sure one can be: CINeMA's six domains for every estimate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dorsal.errors import OptionError
from dorsal.faces.charts.confidence import draw_confidence
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.telling import Answer, Grid, Head, Picture
from dorsal.synthesis.cinema import Confidence, Reviewed, confidence

DOMAIN = 8
MOST_DRAWN = 30
MARKS = {"no concerns": "no", "some concerns": "some", "major concerns": "major"}
SHORT = {
    "within-study bias": "study bias", "reporting bias": "report. bias", "indirectness": "in- direct",
    "imprecision": "im- precise", "heterogeneity": "hetero- geneity", "incoherence": "inco- herent",
}  # fmt: skip


def _confidence(subject: Subject) -> Answer:
    mic = subject.inquiry.mic
    if mic == 0:
        raise OptionError("CINeMA needs the smallest difference that matters: --mic, on the analysis scale")
    indirectness = {study.id: study.indirectness for study in subject.studies}
    found = confidence(subject.fit, Reviewed(bias=subject.bias, indirectness=indirectness), mic=mic)
    shown = [each for each in found if subject.reference in (each.first, each.second)][:MOST_DRAWN]
    return Answer(
        key="confidence",
        json=[
            {
                "treat1": each.first,
                "treat2": each.second,
                "evidence": each.evidence,
                "level": each.level,
                "domains": [{"domain": j.domain, "concern": j.concern, "reason": j.reason} for j in each.judgements],
            }
            for each in found
        ],
        title="Confidence (CINeMA)",
        grids=(_grid(found),),
        sheets=(_sheet(found),),
        notes=(
            "Concerns by CINeMA's rules; the reasons are in the JSON and the workbook. Reporting bias was not "
            "assessed, indirectness only where the table has a column for it.",
        ),
        pictures=(
            Picture(name="confidence", draw=lambda key, narrow: draw_confidence(shown, key, narrow=narrow)),
        ),
    )  # fmt: skip


def _grid(found: Sequence[Confidence]) -> Grid:
    heads = (
        Head("pair", "Comparison"),
        *(Head(domain, words, width=DOMAIN) for domain, words in SHORT.items()),
        Head("level", "level", width=DOMAIN),
    )
    rows = [
        {
            "pair": f"{each.first} against {each.second}",
            **{j.domain: MARKS[j.concern] for j in each.judgements},
            "level": each.level,
        }
        for each in found
    ]
    return Grid.of("confidence", "Concerns in each domain", heads, rows)


def _sheet(found: Sequence[Confidence]) -> Grid:
    keys = ("treat1", "treat2", "evidence", "level", "domain", "concern", "reason")
    rows = [
        {
            "treat1": each.first,
            "treat2": each.second,
            "evidence": each.evidence,
            "level": each.level,
            "domain": j.domain,
            "concern": j.concern,
            "reason": j.reason,
        }
        for each in found
        for j in each.judgements
    ]
    return Grid.of("confidence", "Every judgement with its reason", [Head(key, key) for key in keys], rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"confidence": _confidence}
