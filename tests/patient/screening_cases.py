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

TREATMENTS = [
    Family(
        "Nobody is needled who cannot bear it, does not want it, cannot agree, or reacted badly",
        "",
        "dry_needling",
        [
            ("", "may", ""),
            ("needle_phobia", "may_not", "CON001"),
            ("needle_unwilling", "may_not", "CON002"),
            ("cannot_consent", "may_not", "CON003"),
            ("needle_reaction", "may_not", "CON004"),
        ],
    ),
    Family(
        "Needles and bleeding: with care, never where nobody can press",
        "Psoas and tibialis posterior cannot be pressed afterwards.",
        "dry_needling",
        [
            ("anticoagulant", "precaution", "CON007"),
            ("bleeding", "precaution", "CON007"),
            ("anticoagulant deep_site", "may_not", "CON006 CON007"),
            ("anticoagulant deep_site=unknown", "ask_first", "CON007"),
            ("deep_site", "may", ""),
            ("artery_disease", "precaution", "CON010"),
        ],
    ),
    Family(
        "Needles and infection",
        "",
        "dry_needling",
        [
            ("immune_low", "precaution", "CON008"),
            ("diabetes", "precaution", "CON008 CON012"),
            ("cancer_now", "precaution", "CON008"),
            ("cancer", "may", ""),
            ("hepatitis", "precaution", "CON008 CON026"),
            ("heart_valve", "precaution", "CON009"),
            ("heart_inflamed", "precaution", "CON008"),
            ("nodes_removed", "precaution", "CON011"),
            ("lymphoedema_here", "may_not", "CON005"),
        ],
    ),
    Family(
        "A contraindication whose only source is weak is at most a precaution: a clinician decides",
        "",
        "dry_needling",
        [
            ("epilepsy", "precaution", "CON013"),
            ("wound_here", "precaution", "CON024"),
            ("skin_infected_here", "precaution", "CON028"),
            ("allergy_metal", "precaution", "CON025 CON030"),
            ("pregnant", "precaution", "CON029"),
            ("heart_surgery heart_rhythm", "precaution", "CON017 CON018"),
        ],
    ),
    Family(
        "Technique counts where the site is needled, and never makes anybody ask first",
        "",
        "dry_needling",
        [
            ("needle_thorax", "precaution", "CON046 CON047"),
            ("needle_thorax small_frame", "precaution", "CON046 CON047 CON049"),
            ("needle_flank", "precaution", "CON050 CON051"),
            ("needle_buttock", "precaution", "CON053"),
            ("needle_thorax=unknown needle_flank=unknown needle_buttock=unknown", "may", ""),
        ],
    ),
    Family(
        "Whom the trials left out is shown, and is no verdict",
        "Their numbers say nothing about such a person.",
        "dry_needling",
        [
            ("spine_surgery", "may", "CON038 CON043 (left out)"),
            ("radiating", "may", "CON036 (left out)"),
            ("bmi_over_30", "may", "CON040 (left out)"),
            ("cannot_lie_prone", "may", "CON045 (left out)"),
            ("fibromyalgia", "may", "CON044 (left out)"),
        ],
    ),
    Family(
        "Current beside needles: pacemakers, fits, the heart",
        "The rows of dry needling count as well. The refusals are of a weak source, so they ask for a clinician.",
        "electrical_dry_needling",
        [
            ("pacemaker", "precaution", "CON054 CON060"),
            ("defibrillator", "precaution", "CON055 CON060"),
            ("epilepsy_uncontrolled", "precaution", "CON013 CON056"),
            ("angina_unstable", "precaution", "CON015 CON061"),
            ("metal_here", "precaution", "CON058"),
            ("current_chest", "precaution", "CON062"),
            ("needle_phobia", "may_not", "CON001"),
        ],
    ),
    Family(
        "Rows are read across to what does the same to the body",
        "Acupuncture is a needle through the skin too; where its own row says the same, both are shown. "
        "Whom the trials of dry needling left out is not read across.",
        "acupuncture",
        [
            ("needle_phobia", "may_not", "CON001"),
            ("pregnant", "precaution", "CON029 CON031"),
            ("spine_surgery", "may", ""),
        ],
    ),
    Family(
        "No thrust on what is broken, loose, inflamed, infected, weak or squeezed",
        "Cauda equina syndrome is taken to be there while one of its signs has no other explanation. "
        "Where sources disagree (a vertebra that slips), the stricter one decides and both are shown.",
        "manipulation",
        [
            ("saddle_numb", "may_not", "CON071"),
            ("leg_worse", "may_not", "CON083"),
            ("fracture", "may_not", "CON064"),
            ("joint_loose", "may_not", "CON065 CON080"),
            ("slipping", "may_not", "CON072 CON080"),
            ("joints_inflamed", "may_not", "CON063"),
            ("rheumatoid", "may", ""),
            ("rheumatoid joints_inflamed", "may_not", "CON063 CON082"),
            ("infection_now", "may_not", "CON067"),
            ("cancer bone_tumour", "may_not", "CON078"),
            ("osteoporosis", "precaution", "CON075"),
            ("osteoporosis_severe", "may_not", "CON075 CON079"),
            ("aneurysm", "may_not", "CON069"),
            ("hypermobile", "precaution", "CON073"),
        ],
    ),
    Family(
        "A thrust and bleeding; dangers that lie in the neck only",
        "",
        "manipulation",
        [
            ("anticoagulant", "precaution", "CON077"),
            ("anticoagulant bleeding_uncontrolled", "may_not", "CON077 CON085"),
            ("neck_arteries", "may", ""),
            ("neck_arteries neck_moved", "may_not", "CON068"),
            ("neck_bone_loose neck_moved", "may_not", "CON066"),
        ],
    ),
    Family(
        "Exercise waits for a heart, a clot, a fever, a blood sugar or an asthma out of control",
        "",
        "exercise",
        [
            ("heart_attack_fresh", "may_not", "CON113 CON125"),
            ("heart_attack_recent", "may", ""),
            ("heart_failure", "may", ""),
            ("heart_failure_unstable", "may_not", "CON116 CON127"),
            ("heart_rhythm", "may_not", "CON117 CON126"),
            ("aortic_stenosis", "may_not", "CON115"),
            ("heart_inflamed", "may_not", "CON114 CON129"),
            ("aorta_torn", "may_not", "CON130"),
            ("lung_clot", "may_not", "CON120"),
            ("fever", "may_not", "CON119"),
            ("dizzy", "may_not", "CON122"),
            ("glucose_out", "may_not", "CON121 CON135"),
            ("asthma_uncontrolled", "may_not", "CON123"),
            ("asthma", "may", ""),
        ],
    ),
    Family(
        "Exercise with care",
        "",
        "exercise",
        [
            ("high_bp", "may", ""),
            ("bp_160", "precaution", "CON131"),
            ("bp_160 bp_180", "may_not", "CON118 CON131"),
            ("osteoporosis", "precaution", "CON124"),
            ("low_capacity", "precaution", "CON132"),
            ("heart_device", "precaution", "CON133"),
            ("diabetes", "precaution", "CON135"),
        ],
    ),
    Family(
        "Anti-inflammatory tablets",
        "How recent is not said in the source; the question says lately.",
        "nsaid",
        [
            ("allergy_nsaid", "may_not", "CON087"),
            ("asthma_aspirin", "may_not", "CON088"),
            ("ulcer", "precaution", "CON096"),
            ("ulcer_recent", "may_not", "CON089 CON096"),
            ("heart_failure", "may_not", "CON092"),
            ("stroke_recent", "may_not", "CON093"),
            ("kidney", "precaution", "CON090"),
            ("liver", "precaution", "CON091"),
            ("age=65", "may", ""),
            ("age=66", "precaution", "CON095"),
            ("anticoagulant", "precaution", "CON097"),
            ("nsaid_now", "precaution", "CON098"),
            ("smoker", "precaution", "CON099"),
            ("high_bp bp_hard", "precaution", "CON094 CON099 CON100"),
            ("pregnant_late", "precaution", "CON101"),
            ("heart_surgery", "precaution", "CON102"),
        ],
    ),
    Family(
        "Strong painkillers",
        "",
        "opioid",
        [
            ("weeks=12", "may", ""),
            ("weeks=13", "precaution", "CON112"),
            ("age=65", "precaution", "CON109"),
            ("benzodiazepine", "precaution", "CON107 CON110"),
            ("drugs", "precaution", "CON103"),
            ("sleep_apnoea", "precaution", "CON104"),
            ("opioid_high", "precaution", "CON105"),
            ("opioid_break", "precaution", "CON106"),
            ("kidney", "may", ""),
            ("kidney organ_failure", "precaution", "CON108"),
            ("pregnant", "precaution", "CON111"),
        ],
    ),
    Family(
        "A combination has the worst verdict of its parts",
        "",
        "dry_needling+exercise",
        [
            ("", "may", ""),
            ("diabetes", "precaution", "CON008 CON012 CON135"),
            ("needle_phobia", "may_not", "CON001"),
            ("fever", "may_not", "CON119"),
        ],
    ),
    Family(
        "Where no row is known, nothing is decided, and that is said",
        "",
        "massage",
        [("", "may", "no rule known"), ("fracture", "may", "no rule known")],
    ),
    Family(
        "Unknown is never no",
        "A refusal stands whatever else is unknown; everything else waits for the answers.",
        "dry_needling",
        [
            ("", "ask_first", ""),
            ("needle_phobia", "may_not", "CON001"),
            ("diabetes", "ask_first", "CON008 CON012"),
        ],
        rest="not asked",
    ),
    Family(
        'The "no" to a wide question answers the narrow ones in it; its "yes" asks them',
        "",
        "exercise",
        [
            ("heart=no high_bp=no vessels=no asthma=no diabetes=no ill=no dizzy=no osteoporosis=no heart_device=no "
             "low_capacity=no", "may", ""),
            ("heart high_bp=no vessels=no asthma=no diabetes=no ill=no dizzy=no osteoporosis=no heart_device=no "
             "low_capacity=no", "ask_first", ""),
        ],
        rest="not asked",
    ),
]  # fmt: skip
