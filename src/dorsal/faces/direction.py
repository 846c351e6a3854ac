"""Trials of which only a direction or a P value is known, put beside the pair that they compared.

They are in no number. But where no trial with usable numbers compared a pair, such a trial still did, and says which
way it went (synthesis without meta-analysis: Campbell 2020, doi:10.1136/bmj.l6890).
"""

from __future__ import annotations

from dorsal.faces.document import Document, Row
from dorsal.faces.language import marked
from dorsal.faces.words import inside, outcome_words, treatment_words
from dorsal.trials.treatment import JOIN, components

KNOWN_ONLY = "Known only by direction"
DIRECTION = {"no_difference": marked("no clear difference"), "not_stated": marked("direction not stated")}
FAVOURED = {"favours_1": "treatment1", "favours_2": "treatment2"}


def rows_of(document: Document, first: str, second: str) -> tuple[Row, ...]:
    """The narrative rows on exactly these two, in either order, on the outcomes of the document's sections."""
    outcomes = {section.question.outcome for section in document.sections}
    pair = {_parts(first), _parts(second)}
    return tuple(
        row
        for row in document.narrative
        if row.get("outcome") in outcomes and {_parts(row.get(name, "")) for name in FAVOURED.values()} == pair
    )


def _parts(treatment: str) -> tuple[str, ...]:
    """A combination whatever the order of its parts; a name that is none ("any", "") as it stands."""
    return components(treatment) if all(treatment.split(JOIN)) else (treatment,)


def found_words(document: Document, row: Row) -> str:
    """ "no clear difference, P = 0.69", "favours dry needling, P < 0.01" """
    said = row.get("direction", "")
    favoured = treatment_name(document, row, FAVOURED[said]) if said in FAVOURED else ""
    language = document.language
    if favoured:
        direction = language.words("favours {treatment}", treatment=inside(favoured))
    else:
        direction = language.words(DIRECTION[said]) if said in DIRECTION else said
    p = row.get("p", "")
    sign, size = (p[0], p[1:].strip()) if p.startswith(("<", ">")) else ("=", p)
    return f"{direction}, P {sign} {size}" if p else direction


def told_words(document: Document, row: Row) -> str:
    """ "Griswold 2019, 65 people, pain: no clear difference, P = 0.69" """
    language = document.language
    review, people = language.words("review"), language.words("{size} people", size=row.get("n", ""))
    kind = f" ({review})" if row.get("kind") == "review" else ""
    n = f", {people}" if row.get("n") else ""
    outcome = inside(outcome_words(document, row.get("outcome", "")))
    return f"{row.get('label', '')}{kind}{n}, {outcome}: {found_words(document, row)}"


def treatment_name(document: Document, row: Row, column: str) -> str:
    """A treatment of a row in words, also where the row's name is wider than any treatment."""
    return treatment_words(document, row.get(column, "")).replace("_", " ")


def address(row: Row) -> str:
    """Where it can be read: its DOI, else where it was found; "" where neither is known."""
    return f"https://doi.org/{row['doi']}" if row.get("doi") else row.get("source_url", "")
