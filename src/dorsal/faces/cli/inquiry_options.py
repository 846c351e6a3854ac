"""The further questions of `dorsal fit`, each an option."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from dorsal.faces.cli.options import OUTPUT, FitOptions, option
from dorsal.faces.inquiry import KEYS, RARE_EVENTS, Inquiry

ASK = "Further questions"


@dataclass(frozen=True, kw_only=True)
class InquiryOptions(FitOptions):
    """Of `dorsal fit`, with what may be asked beside the estimates."""

    node_splits: Annotated[
        bool, option("--node-splits", "Does direct evidence agree with indirect? Every comparison with both", ASK)
    ] = False
    posterior: Annotated[
        bool, option("--posterior", "Exact Bayesian posterior of effects, tau and SUCRA, without sampling", ASK)
    ] = False
    prior_tau: Annotated[
        str,
        option(
            "--prior-tau",
            "uniform(0,5), halfnormal(s), halfcauchy(s), lognormal(mean,sd), turner2012(), rhodes2015() ... "
            "Default: uniform(0,5) for ratios and SMD, flat otherwise",
            ASK,
            metavar="PRIOR",
        ),
    ] = ""
    prior_effect: Annotated[
        float | None, option("--prior-effect", "SD of a normal prior on effects. Default: flat", ASK, metavar="SD")
    ] = None
    contribution: Annotated[
        bool, option("--contribution", "What each comparison and study contributes to each estimate", ASK)
    ] = False
    leave_one_out: Annotated[bool, option("--leave-one-out", "What becomes of the result without each study", ASK)] = (
        False
    )
    interaction: Annotated[
        bool, option("--interaction", "Do parts of combinations do more, or less, together? Chosen by BIC", ASK)
    ] = False
    design_by_treatment: Annotated[
        bool, option("--design-by-treatment", "Do designs disagree? The interaction, and each design detached", ASK)
    ] = False
    confidence: Annotated[bool, option("--confidence", "CINeMA's six domains for every estimate; needs --mic", ASK)] = (
        False
    )
    rare_events: Annotated[
        str,
        option(
            "--rare-events",
            f"Odds ratios from the counts themselves, nothing added to empty cells: {', '.join(RARE_EVENTS)}",
            ASK,
            metavar="METHOD",
        ),
    ] = ""
    mic: Annotated[
        float,
        option("--mic", "Smallest difference that matters, on the analysis scale (a log for ratios)", ASK, metavar="X"),
    ] = 0.0
    plots: Annotated[Path | None, option("--plots", "Write every plot into this folder", OUTPUT, metavar="FOLDER")] = (
        None
    )
    plot_format: Annotated[str, option("--plot-format", "svg (default), png or pdf", OUTPUT, metavar="FORMAT")] = "svg"


def inquiry_of(options: InquiryOptions) -> Inquiry:
    """What was asked. Raises OptionError for settings outside their limits."""
    return Inquiry(
        asked=frozenset(key for key in KEYS if getattr(options, key)),
        prior_tau=options.prior_tau,
        prior_effect=options.prior_effect,
        mic=options.mic,
        rare_events=options.rare_events,
        inactive=tuple(name.strip() for said in options.inactive or () for name in said.split(",")),
    )
