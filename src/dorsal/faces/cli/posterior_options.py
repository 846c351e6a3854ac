"""The options of `dorsal fit --posterior`: priors, likelihood, and sampling where it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dorsal.faces.cli.options import FitOptions, option
from dorsal.faces.inquiry import Bayes
from dorsal.faces.inquiry.asked import LINKS, SAMPLERS
from dorsal.faces.request import one_of

BAYES = "The posterior"


@dataclass(frozen=True, kw_only=True)
class PosteriorOptions(FitOptions):
    """Of `dorsal fit`, with how its posterior is found."""

    posterior: Annotated[
        bool, option("--posterior", "Exact Bayesian posterior of effects, tau and SUCRA, without sampling", BAYES)
    ] = False
    prior_tau: Annotated[
        str,
        option(
            "--prior-tau",
            "uniform(0,5), halfnormal(s), halfcauchy(s), lognormal(mean,sd), turner2012(), rhodes2015() ... "
            "Default: uniform(0,5) for ratios and SMD, flat otherwise",
            BAYES,
            metavar="PRIOR",
        ),
    ] = ""
    prior_effect: Annotated[
        float | None, option("--prior-effect", "SD of a normal prior on effects. Default: flat", BAYES, metavar="SD")
    ] = None
    likelihood: Annotated[
        str,
        option(
            "--likelihood",
            "Exact likelihood of the arms: binomial (people with an event), poisson (events over person-time) or "
            "ordered (people by --categories). Default: contrasts with normal errors",
            BAYES,
            metavar="NAME",
        ),
    ] = ""
    link: Annotated[
        str,
        option(
            "--link",
            "Of the likelihood: logit (default) or probit; of events cloglog or log too",
            BAYES,
            metavar="NAME",
        ),
    ] = ""
    prior_baseline: Annotated[
        str,
        option(
            "--prior-baseline",
            "With --likelihood, of what the reference would show in a study: flat (default) or normal(mean,sd) on the "
            "scale of the link",
            BAYES,
            metavar="PRIOR",
        ),
    ] = ""
    by_baseline_risk: Annotated[
        bool,
        option(
            "--by-baseline-risk",
            "Do effects change with the reference's risk? The risk's own error counts; told at --baseline-risk too",
            BAYES,
        ),
    ] = False
    sampler: Annotated[
        str,
        option("--sampler", "integral (default), or nuts, which needs dorsal[mcmc]", BAYES, metavar="NAME"),
    ] = "integral"
    draws: Annotated[
        int,
        option(
            "--draws",
            "Draws of each chain, after as many to warm up. Default: 1000",
            BAYES,
            metavar="NUMBER",
        ),
    ] = 1_000
    chains: Annotated[int, option("--chains", "Chains of a sampler. Default: 4", BAYES, metavar="NUMBER")] = 4


def bayes_of(options: PosteriorOptions) -> Bayes:
    """How the posterior is found. Raises OptionError for settings outside their limits."""
    return Bayes(
        sampler=one_of(options.sampler, SAMPLERS, "sampler"),
        draws=options.draws,
        chains=options.chains,
        likelihood=one_of(options.likelihood, tuple(LINKS), "likelihood") if options.likelihood else "",
        link=options.link.casefold(),
        prior_baseline=options.prior_baseline.replace(" ", "").casefold(),
    )
