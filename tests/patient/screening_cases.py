"""The rules of the screen as small tables: what was said, and what follows. docs/screening.md is made from them.

"what was said" is "age=71 fever heart=no": a bare name is a yes. `rest` says whether every other question was answered
with no, or was not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Rest = Literal["no", "not asked"]


@dataclass(frozen=True)
class Family:
    """Cases that show one rule. `of` is a treatment, or "" for the urgency of the person."""

    title: str
    why: str
    of: str
    cases: Sequence[tuple[str, str, str]]
    """What was said; the verdict or urgency; the rows that hold."""
    rest: Rest = "no"


URGENCY = [
    Family(
        "Lost feeling between the legs, or lost control of bladder or bowel, is an emergency",
        "The nerves at the end of the spine may be squeezed (cauda equina syndrome).",
        "",
        [
            ("saddle_numb", "emergency", "RED015 RED019 RED028 RED046"),
            ("bladder", "emergency", "RED016 RED020 RED021 RED024 RED027 RED028 RED045"),
            ("bowel", "emergency", "RED022 RED028 RED045"),
            ("sexual_numb", "emergency", "RED027"),
            ("anal_tone_low", "emergency", "RED023 RED027 RED028"),
            ("leg_pain_both", "emergency", "RED012"),
            ("", "none", ""),
        ],
    ),
    Family(
        "Strength that is lost is an emergency; numbness of one leg alone is not",
        "Numbness is common with pain into one leg. By its source it changes little alone, so it acts with another "
        "sign; alone it is shown as noted.",
        "",
        [
            ("leg_weak", "emergency", "RED013"),
            ("leg_worse", "emergency", "RED026"),
            ("radiating leg_numb", "routine", "RED014 (noted)"),
            ("leg_numb legs_both", "emergency", "RED014"),
            ("leg_numb leg_weak", "emergency", "RED013 RED014"),
            ("leg_numb leg_pain_both", "emergency", "RED012 RED014"),
        ],
    ),
    Family(
        "A weak sign alone is no alarm",
        "Age without a cut-off in the source, pain into one leg, and signs that by their source predict nothing alone.",
        "",
        [
            ("age=90", "none", ""),
            ("radiating", "none", ""),
            ("diabetes", "none", ""),
            ("weight_loss", "routine", "RED008 (noted)"),
            ("appetite_fatigue", "routine", "RED036 (noted)"),
        ],
    ),
    Family(
        "A broken bone",
        "",
        "",
        [
            ("injury_severe", "urgent", "RED003 RED042"),
            ("bruise", "urgent", "RED004"),
            ("steroid", "urgent", "RED002 RED044"),
            ("steroid bruise", "urgent", "RED002 RED004 RED005 RED044"),
            ("injury_small osteoporosis", "urgent", "RED043"),
            ("injury_small", "routine", "RED043 (noted)"),
        ],
    ),
    Family(
        "An infection of the spine",
        "Common signs act with another sign of infection.",
        "",
        [
            ("fever", "emergency", "RED029 RED034"),
            ("fever_recent", "urgent", "RED035"),
            ("infection_recent", "urgent", "RED037"),
            ("immune_low", "urgent", "RED032 RED039"),
            ("drugs_injected", "urgent", "RED030"),
            ("drugs_now", "urgent", "RED038"),
            ("wasting_illness", "urgent", "RED040"),
            ("spinal_injection", "urgent", "RED041"),
            ("appetite_fatigue immune_low", "urgent", "RED032 RED036 RED039"),
            ("diabetes fever", "emergency", "RED029 RED031 RED034"),
        ],
    ),
    Family(
        "Cancer, and what the clinician suspects",
        "",
        "",
        [
            ("cancer", "urgent", "RED006 RED007"),
            ("cancer weight_loss", "urgent", "RED006 RED007 RED008 (noted)"),
            ("serious_suspected", "urgent", "RED053"),
        ],
    ),
    Family(
        "Back pain from inflammation: four of five, or a long pain with another sign",
        "Who is under 40 has had the onset before 40.",
        "",
        [
            ("onset_before_40 slow_start better_moving", "none", ""),
            ("onset_before_40 slow_start better_moving night_pain", "routine", "RED047 RED048"),
            ("age=33 slow_start better_moving rest_no_better", "routine", "RED047 RED048"),
            ("weeks=20 spa_signs", "routine", "RED049"),
            ("weeks=8 spa_signs", "none", ""),
        ],
    ),
    Family(
        "A large artery",
        "The four signs count together, as in the source. A pulse that feels wide is found by examination only.",
        "",
        [
            ("age=61 high_bp smoker pain_constant", "urgent", "RED051"),
            ("age=60 high_bp smoker pain_constant", "none", ""),
            ("aorta_wide", "urgent", "RED050"),
        ],
    ),
    Family(
        "An emergency whose only source is weak is never silent: a clinician judges it at once",
        "Grade C decides nothing by itself, so the person's urgency is urgent, and the row stands at the top.",
        "",
        [
            ("tearing_pain", "urgent", "RED052"),
            ("bladder_change", "urgent", "RED025"),
            ("bladder_change saddle_numb", "emergency", "RED015 RED019 RED025 RED028 RED046"),
        ],
    ),
    Family(
        "What was not asked is not absent",
        "The urgency counts what is there. Beside it stand the questions about serious disease that have no answer.",
        "",
        [
            ("", "none", "19 questions unanswered"),
            ("saddle_numb=no", "none", "18 questions unanswered"),
            ("fever", "emergency", "RED029 RED034"),
        ],
        rest="not asked",
    ),
]
