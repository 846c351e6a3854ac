"""Whether the trials agree: by the model that was fitted, and each Q by its name."""

from __future__ import annotations

from pathlib import Path

import dorsal
from dorsal.faces.report.agreement import agreement_part
from dorsal.synthesis.options import FitOptions, Model

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
DISAGREE = "Direct and indirect evidence disagree by more than chance explains."


def told(model: Model) -> str:
    options = FitOptions(model=model)
    document = dorsal.document(SMOKING, measure="OR", better="higher", fit=options)
    return str(agreement_part(document, document.sections[0])).replace("\N{NO-BREAK SPACE}", " ")


def test_with_random_effects_the_spread_between_trials_is_no_disagreement_of_direct_and_indirect() -> None:
    said = told("random")
    assert DISAGREE not in said
    assert "The trials differ by more than chance explains." in said
    assert "15.22 on 7 df, P = 0.033" in said[said.index("Q between designs, around one common effect") :]
    assert "5.14 on 7 df, P = 0.64" in said[said.index("Q between designs, random effects") :]


def test_with_common_effects_the_q_is_the_verdict() -> None:
    said = told("common")
    assert DISAGREE in said
    assert "around one common effect" not in said
    assert "random effects" not in said
