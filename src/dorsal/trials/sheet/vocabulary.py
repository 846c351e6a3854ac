"""The names that people give to columns, and which role each one tells of.

Names are compared folded: without case, blanks and punctuation. Sources: netmeta, meta, metafor, gemtc, multinma,
BUGSnet, MetaInsight and CINeMA, whose users bring such tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dorsal.trials.sheet.foreign import foreign, without_accents

BASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "treatment": (
            "treatment", "treat", "trt", "treatmentname", "treatname", "trtname", "treatmentcode", "trtc", "trtn",
            "intervention", "interventionname", "drug", "therapy", "regimen", "tx", "t", "int", "arm", "group",
        ),
        "arm": ("arm", "armlabel", "armname", "armid", "group", "label"),
        "n": (
            "n", "samplesize", "ntotal", "total", "sample", "size", "people", "patients", "participants", "subjects",
            "npatients", "nparticipants", "nrandomised", "nrandomized", "nanalysed", "nanalyzed", "randomised",
            "randomized", "denominator",
        ),
        "events": (
            "events", "event", "responders", "responder", "r", "cases", "nevents", "nevent", "nresponders", "resp",
            "success", "successes", "deaths", "death", "died", "numerator",
        ),
        "mean": ("mean", "y", "avg", "average", "meanvalue"),
        "sd": ("sd", "stddev", "standarddeviation", "stdev", "stddeviation", "sdev"),
        "se": ("se", "sete", "stderr", "stderror", "standarderror", "sem", "seeffect", "sei", "sediff"),
        "median": ("median", "med"),
        "first_quartile": ("q1", "firstquartile", "lowerquartile", "quartile1", "p25", "percentile25", "q25",
                           "iqrlower", "iqrlow"),
        "third_quartile": ("q3", "thirdquartile", "upperquartile", "quartile3", "p75", "percentile75", "q75",
                           "iqrupper", "iqrhigh"),
        "minimum": ("minimum", "min", "smallest", "rangelow", "rangelower"),
        "maximum": ("maximum", "max", "largest", "rangehigh", "rangeupper"),
        "person_time": (
            "persontime", "exposure", "personyears", "patientyears", "personmonths", "patientmonths", "persondays",
            "pyears", "py", "time",
        ),
    }
)  # fmt: skip
"""Roles that may be numbered (`treat1`, `T.2`, `n3`), each with its names, the most telling first."""

FIXED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "study": (
            "studlab", "study", "studyname", "studylabel", "trial", "trialname", "studyc", "studyn", "studyid",
            "studynr", "studynumber", "trialid", "source", "publication", "citation", "id", "sid", "author",
            "authors", "firstauthor", "authoryear", "reference", "ref",
        ),
        "comparator": ("comparator", "control", "comparison", "versus", "vs"),
        "lower": (
            "lower", "cilower", "lowerci", "cilow", "lowci", "lowercl", "cll", "lcl", "lci", "lowerlimit", "lowerbound",
            "low", "ll", "lb", "cilb", "cil", "lower95", "lower95ci", "lowerci95", "cilower95", "95cilower", "95lower",
            "95cilow", "95lci", "lci95", "l95", "ll95", "conflow", "cilo", "lo",
        ),
        "upper": (
            "upper", "ciupper", "upperci", "cihigh", "highci", "uppercl", "clu", "ucl", "uci", "upperlimit",
            "upperbound", "high", "ul", "ub", "ciub", "ciu", "upper95", "upper95ci", "upperci95", "ciupper95",
            "95ciupper", "95upper", "95cihigh", "95uci", "uci95", "u95", "ul95", "confhigh", "cihi", "hi",
        ),
        "level": ("cilevel", "levelci", "conflevel", "confidencelevel"),
        "variance": ("variance", "vi", "var", "varte", "vareffect"),
        "p": ("p", "pvalue", "pval"),
        "statistic": ("statistic", "tvalue", "tstatistic", "tstat", "tval"),
        "outcome": ("outcome", "outcomename", "endpoint"),
        "scale": ("scale", "instrument", "questionnaire", "measurementscale"),
        "weeks": ("weeks", "week", "followupweeks", "weeksfollowup", "timeweeks", "fuweeks", "weeknumber"),
        "year": ("year", "pubyear", "publicationyear", "yearofpublication"),
        "population": ("population", "subgroup"),
        "bias": (
            "rob", "riskofbias", "bias", "roboverall", "overallrob", "overallbias", "overallriskofbias",
            "riskofbiasoverall", "rob2", "rob2overall", "boverall",
        ),
        "indirectness": ("indirectness", "indirect", "studyindirectness"),
        "adjusted": ("adjusted", "isadjusted", "adjustment"),
        "use": ("use",),
        "use_reason": ("usereason",),
        "country": ("country",),
        "doi": ("doi",),
        "pmid": ("pmid", "pubmedid"),
        "title": ("title", "studytitle"),
        "source_url": ("sourceurl", "url", "link"),
        "locator": ("locator",),
        "note": ("note", "notes", "comment", "comments", "remark", "remarks"),
    }
)  # fmt: skip
"""Roles with one column."""


@dataclass(frozen=True, kw_only=True)
class EffectKind:
    """What a column of effects holds."""

    measure: str = ""
    """Empty where its name does not say."""
    logged: bool = False


def _effects() -> dict[str, EffectKind]:
    unsaid = ("te", "effect", "effectsize", "es", "estimate", "est", "yi", "diff", "difference", "treatmenteffect")
    kinds = {name: EffectKind() for name in unsaid}
    plain = {
        "MD": ("md", "wmd", "meandiff", "meandifference", "differenceinmeans", "diffmeans"),
        "SMD": ("smd", "hedgesg", "g", "cohensd", "cohend", "stdmeandiff", "standardisedmeandifference",
                "standardizedmeandifference"),
        "RD": ("rd", "riskdifference", "riskdiff", "ard"),
        "IRD": ("ird", "ratedifference", "incidenceratedifference"),
        "RMST": ("rmst", "rmstd", "rmstdiff", "rmstdifference", "differenceinrmst"),
        "SPD": ("spd", "survivaldifference", "survivalprobabilitydifference"),
    }  # fmt: skip
    plain |= EFFICACY_NAMES
    kinds |= {name: EffectKind(measure=measure) for measure, names in plain.items() for name in names}
    for measure, names in RATIOS.items():
        kinds |= {name: EffectKind(measure=measure) for name in names}
        kinds |= {f"{log}{name}": EffectKind(measure=measure, logged=True) for name in names for log in ("log", "ln")}
    return kinds | {"lor": EffectKind(measure="OR", logged=True), "lrr": EffectKind(measure="RR", logged=True)}


RATIOS: Mapping[str, tuple[str, ...]] = {
    "OR": ("or", "oddsratio"),
    "RR": ("rr", "riskratio", "relativerisk"),
    "HR": ("hr", "hazardratio"),
    "IRR": ("irr", "rateratio", "incidencerateratio"),
    "ROM": ("rom", "ratioofmeans"),
}
EFFICACY_NAMES: Mapping[str, tuple[str, ...]] = {
    "VE": ("ve", "vepercent", "vaccineefficacy", "vaccineefficacypercent", "vaccineeffectiveness"),
    "VE-IRR": ("veirr",),
}
EFFECTS: Mapping[str, EffectKind] = MappingProxyType(_effects())
"""Names of columns that hold an effect of one treatment against another."""
LOG_SE = frozenset(f"se{log}{name}" for names in RATIOS.values() for name in names for log in ("log", "ln", ""))
"""Names of standard errors that say that they are of a logarithm (or of a ratio, for which none other is in use)."""
ERRORS_OF_EFFECTS = frozenset({f"se{name}" for name in EFFECTS}) - LOG_SE


def folded(name: str) -> str:
    """A column's name without case, blanks and punctuation: "Std. Dev." -> "stddev"."""
    return re.sub(r"[\W_]+", "", name).casefold()


NUMBERED = re.compile(r"(q[13]|q[27]5(?=\d)|p[27]5|quartile[13]|percentile[27]5|.*?[^\d])(\d{1,2})")
"""A name and its number; of names that end in a digit themselves ("q1_2"), the last is the number."""


def _english() -> dict[str, tuple[str, ...]]:
    return {
        **BASES,
        "effect": tuple(EFFECTS),
        **FIXED,
        "se": (*BASES["se"], *sorted(LOG_SE), *sorted(ERRORS_OF_EFFECTS)),
    }


def _known() -> dict[str, list[tuple[str, int]]]:
    """By folded name, the roles that it may stand for, each with the rank of the name among that role's names."""
    names = {role: (*english, *foreign(role)) for role, english in _english().items()}
    known: dict[str, list[tuple[str, int]]] = {}
    for role, synonyms in names.items():
        own = [folded(role)] if folded(role) not in synonyms else []
        for rank, name in enumerate(dict.fromkeys((*synonyms, *own))):
            known.setdefault(name, []).append((role, rank))
    return known


ENGLISH = frozenset(folded(name) for names in _english().values() for name in names)
"""Names that tell of no other language."""
KNOWN: Mapping[str, list[tuple[str, int]]] = MappingProxyType(_known())


def roles_of(name: str) -> list[tuple[str, int]]:
    """The roles that a column's name may tell of, with the rank of the name in each; numbered ones as "n2".

    What stands in brackets counts only if the name means nothing with it: "Mean (cm)" is a mean.
    """
    whole, outside = folded(name), folded(re.sub(r"\(.*?\)|\[.*?\]", "", name))
    for form in dict.fromkeys((whole, without_accents(whole), outside, without_accents(outside))):
        if form in KNOWN:
            return KNOWN[form]
        match = NUMBERED.fullmatch(form)
        if match:
            base, number = match.group(1), int(match.group(2))
            found = [(f"{role}{number}", rank) for role, rank in KNOWN.get(base, ()) if role in BASES]
            if found and number:
                return found
    return []
