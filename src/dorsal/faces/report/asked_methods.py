"""How every further question was answered: what was done, with which settings, and the papers behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dorsal.faces.numbers import number
from dorsal.faces.telling import Answer
from dorsal.faces.words import listed

Step = tuple[str, tuple[str, ...]]
Json = Any
SPLITS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "back-calculation": (
        "the indirect estimate is what is left of the network's once the direct one is taken out, at its tau²",
        ("node-splits", "flow"),
    ),
    "SIDDE": (
        "the network was fitted again without the trials that hold both treatments, with a tau² of its own",
        ("node-splits", "Efthimiou"),
    ),
    "bayes": (
        "the trials that hold both treatments have an effect of their own in an exact posterior, tau integrated out; P "
        "is twice the smaller probability of a sign of the difference",
        ("node-splits", "inconsistency"),
    ),
}
CONTRIBUTIONS: Mapping[str, tuple[str, ...]] = {
    "shortest path": ("contributions",),
    "random walk": ("random walk",),
    "pseudo-inverse": ("path weights",),
    "convex": ("path weights",),
}
RARE: Mapping[str, tuple[str, ...]] = {
    "conditional": ("hypergeometric", "Efthimiou"),
    "multinomial": ("Efthimiou",),
    "firth": ("Firth",),
    "mantel-haenszel": ("Efthimiou",),
}
PRIORS = {"turner2012": "prior of binary outcomes", "rhodes2015": "prior of continuous outcomes"}
SELECTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "copas": ("Copas' model, in which the chance of being published grows with precision and with the result",
              ("Copas network",)),
    "steps": ("weights by P value, given and not estimated", ("weight functions",)),
}  # fmt: skip


def asked_steps(answers: Sequence[Answer]) -> Iterator[Step]:
    """A step for each question, in the order asked."""
    for answer in answers:
        if answer.key in STEPS and answer.json is not None:
            yield STEPS[answer.key](answer.json)


def _node_splits(told: Json) -> Step:
    method = told[0]["method"] if told else "back-calculation"
    how, keys = SPLITS[method]
    return f"Node-splitting of every comparison with direct and indirect evidence ({method}): {how}.", keys


def _posterior(told: Json) -> Step:
    priors = f"Prior of tau {told['prior_tau']}, of effects {told['prior_effect']}"
    if told["prior_baseline"]:
        priors += f", of baselines {told['prior_baseline']}"
    what = "the contrasts, taken for normal"
    keys: tuple[str, ...] = ("DIC", *_published(told["prior_tau"]))
    if told["likelihood"] != "normal contrasts":
        what = f"the arms by their exact likelihood ({told['likelihood']})"
    if told["sampling"]:
        chains = told["sampling"]
        how = f"drawn by NUTS, {chains['chains']} chains of {chains['draws']:,} draws, seed {chains['seed']}"
        keys = ("R-hat", *keys)
    elif told["laplace"]:
        how = "effects given tau are taken for normal at their mode, and tau is integrated out numerically"
        keys = ("Laplace", *keys)
    else:
        how = "effects given tau are jointly normal, and tau is integrated out numerically; only ranks are drawn"
        keys = ("exact posterior", *keys)
    return f"Bayesian posterior of {what}: {how}. {priors}.", keys


def _published(prior: str) -> tuple[str, ...]:
    """The paper of a published prior."""
    return tuple(key for name, key in PRIORS.items() if prior.startswith(name))


def _contribution(told: Json) -> Step:
    words = (
        f"Contributions of comparisons and studies by the {told['method']} method from the hat matrix of the network; "
        "a comparison's share falls to its studies by their weight."
    )
    return words, CONTRIBUTIONS[told["method"]]


def _leave_one_out(_: Json) -> Step:
    return (
        "Each study was left out in turn, with tau² estimated anew; hat values, the residual of a study around the fit "
        "of the others, Cook's distance, and the study's part of Q.",
        ("influence", "Baujat"),
    )


def _importance(_: Json) -> Step:
    return "Importance of a study: the share of an estimate's precision lost without it, at the same tau².", (
        "importance",
    )


def _interaction(_: Json) -> Step:
    return (
        "Interactions of components were added one by one as long as the Bayesian information criterion fell.",
        ("components", "BIC"),
    )


def _design_by_treatment(_: Json) -> Step:
    return (
        "Design-by-treatment interaction: every design with effects of its own, tested at the tau² within designs; and "
        "each design detached in turn (net heat).",
        ("design by treatment", "Q"),
    )


def _loops(_: Json) -> Step:
    return (
        "Around every triangle, and independent longer loops, direct estimates at the network's tau² were added up, "
        "with the covariance that multi-arm trials give them.",
        ("loops",),
    )


def _unrelated_mean_effects(told: Json) -> Step:
    words = "Unrelated mean effects: every comparison with an effect of its own, beside the consistency model, by AIC"
    if told["prior_tau"]:
        return f"{words} and by DIC of exact posteriors (prior of tau {told['prior_tau']}).", ("inconsistency", "DIC")
    return f"{words}.", ("inconsistency",)


def _random_inconsistency(told: Json) -> Step:
    return (
        "Consistency against inconsistency: designs with effects around the network's, their standard deviation omega "
        f"integrated out; Bayes factor of the two models. Prior of tau {told['prior_tau']}, of omega "
        f"{told['prior_omega']}.",
        ("random inconsistency", "Bayes factors", *_published(told["prior_tau"])),
    )


def _confidence(_: Json) -> Step:
    return (
        "Confidence in each estimate in CINeMA's six domains by its published rules: within-study bias and "
        "indirectness by the studies' contributions, imprecision and heterogeneity against the smallest difference "
        "that matters, incoherence by node-splitting; reviewers' own judgements are marked.",
        ("CINeMA", "contributions"),
    )


def _rare_events(told: Json) -> Step:
    words = f"Odds ratios from the counts themselves ({told['method']}), nothing added to empty cells; common effect."
    return words, RARE[told["method"]]


def _meta_regression(told: Json) -> Step:
    names = listed(covariate["covariate"] for covariate in told["covariates"])
    return (
        f"Network meta-regression on {names}, slopes {told['interaction']}, covariates centred; slopes come from "
        "differences between studies. All slopes at once are tested by chi-squared, and by F after Knapp and Hartung "
        "(2003).",
        ("meta-regression", "heterogeneity"),
    )


def _subgroups(told: Json) -> Step:
    by = listed(dict.fromkeys(each["by"] for each in told))
    return (
        f"A network for each value of {by}, with tests of their difference by chi-squared, and of all at once by F "
        "after Knapp and Hartung (2003).",
        ("heterogeneity",),
    )


def _small_study(told: Json) -> Step:
    tests = listed(dict.fromkeys(test["test"].capitalize() for test in told["tests"]))
    words = "Comparison-adjusted funnel" + (f" with the tests of {tests}" if tests else "")
    keys: tuple[str, ...] = ("comparison-adjusted", "Egger")
    if told["pet_peese"] is not None:
        return f"{words}; PET-PEESE: regression on standard errors, and on variances where an effect remains.", (
            *keys,
            "PET-PEESE",
        )
    return f"{words}.", keys


def _selection(told: Json) -> Step:
    models = [SELECTIONS[name] for name in dict.fromkeys(each["model"] for each in told) if name in SELECTIONS]
    words = listed(words for words, _ in models)
    return f"What if results were held back: {words}.", tuple(key for _, keys in models for key in keys)


def _power(told: Json) -> Step:
    return (
        f"Future trials of {told['per_arm']:,} people an arm: conditional power of the network's estimate, and the "
        "expected gain of choosing the best treatment after the trial.",
        ("power",),
    )


def _rank_conditions(_: Json) -> Step:
    return "Statements about ranks: shares of draws from the joint distribution of all effects.", ("hierarchy",)


def _order(told: Json) -> Step:
    names = listed(each["outcome"] for each in told["outcomes"])
    return f"Partial order of treatments by their P-scores on {names}.", ("partial order",)


def _summary_of_findings(told: Json) -> Step:
    words = "Summary of findings by GRADE for networks"
    if told["baseline"] is not None:
        risk = number(100 * told["baseline"]["risk"], 1)
        words += f"; absolute effects from a baseline risk of {risk} %, taken as known"
    return f"{words}.", ("summary of findings", "GRADE")


def _classes(told: Json) -> Step:
    partial = told["partial"] is not None
    words = "Treatments classed from the best to the worst, minimally contextualised (GRADE)"
    keys = ("minimally contextualised", *(("partially contextualised",) if partial else ()))
    return f"{words}{', and partially contextualised' if partial else ''}.", keys


def _risk_regression(told: Json) -> Step:
    return (
        f"Meta-regression on baseline risk from the counts ({told['likelihood']}, slopes {told['slopes']}); the risk "
        f"is a parameter, so that its error counts. Prior of tau {told['prior_tau']}.",
        ("baseline risk", *_published(told["prior_tau"])),
    )


def _class_effects(told: Json) -> Step:
    return (
        "Treatments shrunk to the mean of their class, tau and omega integrated out. Prior of tau "
        f"{told['prior_tau']}, of omega {told['prior_omega']}.",
        ("exact posterior", *_published(told["prior_tau"])),
    )


def _down_weighting(_: Json) -> Step:
    return "The answer at every weight of the studies that count less, from left out to whole (power prior).", (
        "power prior",
    )


def _tau2_groups(told: Json) -> Step:
    return (
        f"A variance between trials for each of: {listed(group['group'] for group in told['groups'])}, by the same "
        "likelihood as the one variance, its interval by profile likelihood; those of a trial of several arms must add "
        "up. Whether one variance is enough: likelihood ratio, by its law where no variance is below 0 (Self and Liang "
        "1987).",
        ("tau2 by group",),
    )


def _dose_response(told: Json) -> Step:
    shapes = listed(dict.fromkeys(agent["shape"] for agent in told["agents"]))
    keys = ["dose-response", "BIC"]
    how = "a basis of the effects of all doses, each dose a treatment of the network"
    if any(row["term"] == "ED50" for row in told["coefficients"]):
        keys.append("nonlinear")
        how += "; an ED50 by weighted least squares at the variance between trials, in turn with that variance"
    if any(agent["knots"] for agent in told["agents"]):
        keys.append("dose splines")
    if any(agent["shape"].startswith("fp") for agent in told["agents"]):
        keys.append("fractional polynomials")
    return (
        f"Dose-response network meta-analysis, effects against {told['zero'] or 'dose 0'} as curves of the dose "
        f"({shapes}): {how}. Lack of fit against the model in which every dose has an effect of its own; shapes side "
        "by side by AIC and BIC of the maximised likelihood.",
        tuple(keys),
    )


def _beside(told: Json) -> Step:
    others = listed(each["analysis"] for each in told)
    return f"Analyses of the same table side by side: {others}; all else as in the main analysis.", ()


def _transitivity(told: Json) -> Step:
    names = listed(each["covariate"] for each in told)
    return (
        f"Transitivity: how {names} differ between comparisons, and how much chance alone would put between them "
        "(permutations of the studies).",
        (),
    )


def _population(told: Json) -> Step:
    tau = "" if told["prior_tau"] is None else f" Prior of tau {told['prior_tau']}."
    return (
        "Multilevel network meta-regression: people and aggregate arms in one model, aggregate arms at their average "
        f"over the people in them ({told['likelihood']}); effects averaged over each population named.{tau}",
        ("ML-NMR", *_published(told["prior_tau"] or "")),
    )


def _survival(told: Json) -> Step:
    ties = "Efron" if told["ties"] == "efron" else "Breslow"
    words = (
        "Times to the event, trial by trial: Kaplan-Meier curves with Greenwood's variance, restricted means until "
        f"{told['horizon']:g}, hazard ratios by Cox's partial likelihood (ties by {ties}), and the score test of "
        "proportional hazards of Grambsch and Therneau."
    )
    keys = ["Kaplan-Meier", "Cox", "proportional hazards", "RMST"]
    keys += ["Efron ties"] if told["ties"] == "efron" else []
    if told["rebuilt"]:
        words += f" People of {listed(told['rebuilt'])} were rebuilt from printed curves with their numbers at risk."
        keys.append("printed curves")
    return words, tuple(keys)


def _piecewise(told: Json) -> Step:
    cuts = listed(f"{cut:g}" for cut in told["cuts"])
    spread = "common effects"
    if told["model"] == "random":
        spread = "a variance between trials and a correlation between intervals by restricted maximum likelihood"
    return (
        f"Hazards that are constant between cuts at {cuts}, every trial with its own baseline; log hazards of arms and "
        f"intervals joined by multivariate network meta-analysis with {spread}. Curves are predicted on the hazards of "
        f"{told['reference']} in {told['baseline']['studies']}.",
        ("piecewise exponential", "gls"),
    )


STEPS: Mapping[str, Callable[[Json], Step]] = {
    "node_splits": _node_splits,
    "posterior": _posterior,
    "contribution": _contribution,
    "leave_one_out": _leave_one_out,
    "importance": _importance,
    "interaction": _interaction,
    "design_by_treatment": _design_by_treatment,
    "loops": _loops,
    "unrelated_mean_effects": _unrelated_mean_effects,
    "random_inconsistency": _random_inconsistency,
    "confidence": _confidence,
    "rare_events": _rare_events,
    "meta_regression": _meta_regression,
    "subgroups": _subgroups,
    "small_study": _small_study,
    "selection": _selection,
    "power": _power,
    "rank_conditions": _rank_conditions,
    "order": _order,
    "summary_of_findings": _summary_of_findings,
    "classes": _classes,
    "risk_regression": _risk_regression,
    "class_effects": _class_effects,
    "down_weighting": _down_weighting,
    "tau2_groups": _tau2_groups,
    "dose_response": _dose_response,
    "beside": _beside,
    "transitivity": _transitivity,
    "population": _population,
    "survival": _survival,
    "piecewise": _piecewise,
}
"""By the key of the question."""
