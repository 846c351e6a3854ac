"""Predictive distributions of tau^2 in a future meta-analysis, from the Cochrane Database of Systematic Reviews.

turner2012  log odds ratios. Turner, Davey, Clarke, Thompson & Higgins 2012, Int J Epidemiol 41:818-827
            (doi:10.1093/ije/dys041), Table IV; the general setting from its text.
turner2015  log odds ratios. Turner, Jackson, Wei, Thompson & Higgins 2015, Stat Med 34:984-998
            (doi:10.1002/sim.6381), Table IV.
rhodes2015  standardised mean differences. Rhodes, Turner & Higgins 2015, J Clin Epidemiol 68:52-60
            (doi:10.1016/j.jclinepi.2014.08.012), Table 3 and section 3.3: areas other than cancer and respiratory
            disease.

The numbers were checked against the transcriptions of other programs (gemtc and hetprior for 2012; bayesmeta,
rnmamod and hetprior for 2015). Left out: the mental health outcome of non-pharmacological comparisons of Rhodes,
which is handed down as -3.85 while every other cell of the table is a sum of a row and a column that would make it
-2.85; and her appendix tables for cancer and respiratory disease, where the transcriptions differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.prior import LogNormal, LogT

RATIOS = ("OR",)
STANDARDISED = ("SMD", "SMD-D", "SMD-GLASS")

Cells = Mapping[str, tuple[tuple[float, float] | None, ...]]


@dataclass(frozen=True)
class Table:
    """(location, scale) of log tau^2 by outcome (rows) and comparison (columns)."""

    comparisons: tuple[str, ...]
    cells: Cells
    general: tuple[float, float]
    """Whatever the outcome and the comparison."""


TURNER_2012 = Table(
    ("pharma-placebo", "pharma-pharma", "nonpharma"),
    {
        "mortality": ((-4.06, 1.45), (-4.27, 1.48), (-3.93, 1.51)),
        "semi-objective": ((-3.02, 1.85), (-3.23, 1.88), (-2.89, 1.91)),
        "subjective": ((-2.13, 1.58), (-2.34, 1.62), (-2.01, 1.64)),
    },
    (-2.56, 1.74),
)

FIVE = ("pharma-placebo", "pharma-pharma", "nonpharma-placebo", "nonpharma-pharma", "nonpharma-nonpharma")
TURNER_2015 = Table(
    FIVE,
    {
        "mortality": ((-3.95, 1.34), (-4.18, 1.41), (-4.17, 1.55), (-2.92, 1.02), (-3.50, 1.26)),
        "obstetric": ((-3.52, 1.74), (-3.75, 1.79), (-3.74, 1.91), (-2.49, 1.50), (-3.08, 1.68)),
        "morbidity": ((-3.71, 1.74), (-3.95, 1.79), (-3.93, 1.91), (-2.68, 1.51), (-3.27, 1.68)),
        "resource-use": ((-2.34, 1.74), (-2.58, 1.79), (-2.56, 1.91), (-1.31, 1.50), (-1.90, 1.68)),
        "surgical-success": ((-2.14, 1.74), (-2.37, 1.79), (-2.36, 1.91), (-1.11, 1.50), (-1.69, 1.68)),
        "withdrawals": ((-2.99, 1.74), (-3.23, 1.79), (-3.21, 1.91), (-1.96, 1.51), (-2.55, 1.68)),
        "internal-structure": ((-2.71, 1.74), (-2.94, 1.79), (-2.93, 1.92), (-1.67, 1.51), (-2.26, 1.68)),
        "physical-health": ((-2.29, 1.53), (-2.53, 1.58), (-2.51, 1.72), (-1.26, 1.25), (-1.85, 1.46)),
        "adverse-events": ((-1.87, 1.52), (-2.10, 1.58), (-2.10, 1.71), (-0.84, 1.24), (-1.43, 1.45)),
        "infection": ((-2.49, 1.52), (-2.73, 1.58), (-2.71, 1.71), (-1.46, 1.24), (-2.05, 1.45)),
        "signs-symptoms": ((-2.06, 1.51), (-2.29, 1.58), (-2.28, 1.71), (-1.03, 1.24), (-1.61, 1.45)),
        "pain": ((-1.83, 1.52), (-2.06, 1.58), (-2.05, 1.71), (-0.80, 1.25), (-1.38, 1.45)),
        "quality-of-life": ((-2.54, 1.54), (-2.78, 1.60), (-2.77, 1.73), (-1.51, 1.27), (-2.10, 1.47)),
        "mental-health": ((-2.12, 1.53), (-2.35, 1.60), (-2.34, 1.72), (-1.09, 1.27), (-1.67, 1.47)),
        "biological-markers": ((-1.77, 1.52), (-2.00, 1.58), (-1.99, 1.71), (-0.74, 1.24), (-1.33, 1.45)),
        "subjective": ((-2.70, 1.52), (-2.93, 1.58), (-2.92, 1.71), (-1.67, 1.25), (-2.26, 1.45)),
    },
    (-2.56, 1.74),
)

RHODES_2015 = Table(
    ("pharma-placebo", "pharma-pharma", "nonpharma"),
    {
        "obstetric": ((-4.13, 2.34), (-4.40, 2.31), (-3.99, 2.11)),
        "resource-use": ((-2.55, 2.73), (-2.83, 2.70), (-2.41, 2.57)),
        "internal-structure": ((-2.43, 2.50), (-2.70, 2.46), (-2.29, 2.32)),
        "physical-health": ((-3.16, 2.50), (-3.44, 2.44), (-3.02, 2.27)),
        "signs-symptoms": ((-3.00, 2.50), (-3.27, 2.47), (-2.86, 2.33)),
        "mental-health": ((-2.99, 2.16), (-3.27, 2.14), None),
        "biological-markers": ((-3.41, 2.83), (-3.68, 2.78), (-3.27, 2.66)),
        "subjective": ((-2.76, 2.58), (-3.03, 2.59), (-2.62, 2.41)),
    },
    (-3.44, 2.59),
)
"""physical-health: general physical health, adverse events, pain, and quality of life or functioning."""

ALSO_PHYSICAL_HEALTH = ("pain", "adverse-events", "quality-of-life")

TABLES: Mapping[str, Table] = {"turner2012": TURNER_2012, "turner2015": TURNER_2015, "rhodes2015": RHODES_2015}


def published(table: str, outcome: str = "", comparison: str = "") -> LogNormal | LogT:
    """The prior of a published table; without outcome and comparison that of the general setting.

    Raises OptionError with the names that the table knows.
    """
    if table not in TABLES:
        raise OptionError(f"no published prior is named {table}; there are {', '.join(TABLES)}")
    label = f"{table}({outcome},{comparison})" if outcome or comparison else f"{table}()"
    location, scale = _cell(table, outcome, comparison)
    if table == "rhodes2015":
        return LogT(location, scale, 5.0, label=label, measures=STANDARDISED)
    return LogNormal(location, scale, label=label, measures=RATIOS)


def _cell(name: str, outcome: str, comparison: str) -> tuple[float, float]:
    table = TABLES[name]
    if not (outcome or comparison):
        return table.general
    row = "physical-health" if name == "rhodes2015" and outcome in ALSO_PHYSICAL_HEALTH else outcome
    for what, given, known in (("outcome", row, tuple(table.cells)), ("comparison", comparison, table.comparisons)):
        if given not in known:
            raise OptionError(
                f"{name}: {what} {given or 'missing'} is not in its table; it has {', '.join(known)}. "
                f"Write {name}(outcome,comparison), or {name}() for any"
            )
    cell = table.cells[row][table.comparisons.index(comparison)]
    if cell is None:
        raise OptionError(
            f"{name}({outcome},{comparison}): the value handed down is doubtful and left out; "
            "take another comparison, or write the prior out as logt(location,scale)"
        )
    return cell
