"""What can be chosen in the second step, in words; the codes are those of `dorsal fit`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

Choices = tuple[tuple[str, Any], ...]

DIRECTIONS: Choices = (("lower", gettext_lazy("lower")), ("higher", gettext_lazy("higher")))
MEASURE_WORDS: Choices = (
    ("", gettext_lazy("as the table suggests")),
    ("OR", gettext_lazy("odds ratio (OR)")),
    ("RR", gettext_lazy("risk ratio (RR)")),
    ("RD", gettext_lazy("risk difference (RD)")),
    ("ASD", gettext_lazy("arcsine difference (ASD)")),
    ("MD", gettext_lazy("mean difference (MD)")),
    ("SMD", gettext_lazy("standardised mean difference (SMD), Hedges' g")),
    ("SMD-D", gettext_lazy("standardised mean difference, Cohen's d")),
    ("SMD-GLASS", gettext_lazy("standardised mean difference, Glass's delta")),
    ("ROM", gettext_lazy("ratio of means (ROM)")),
    ("VE", gettext_lazy("vaccine efficacy of risks (VE)")),
    ("IRR", gettext_lazy("rate ratio (IRR)")),
    ("IRD", gettext_lazy("rate difference (IRD)")),
    ("VE-IRR", gettext_lazy("vaccine efficacy of rates")),
    ("HR", gettext_lazy("hazard ratio (HR)")),
)
MODELS: Choices = (("random", gettext_lazy("random effects")), ("common", gettext_lazy("common effect (fixed)")))
TAU2: Choices = (
    ("REML", "REML"),
    ("ML", gettext_lazy("maximum likelihood")),
    ("DL", "DerSimonian-Laird"),
    ("PM", "Paule-Mandel"),
)
TAU2_BY: Choices = (
    ("", gettext_lazy("no")),
    ("comparison", gettext_lazy("for each comparison")),
    ("class", gettext_lazy("for each two classes of treatments (name them below)")),
)
INTERVALS: Choices = (
    ("normal", gettext_lazy("normal quantiles")),
    ("t", gettext_lazy("t quantiles, wider with few trials")),
    ("HK", "Hartung-Knapp"),
    ("HK-t", gettext_lazy("Hartung-Knapp, never shorter than t")),
    ("HK-normal", gettext_lazy("Hartung-Knapp, never shorter than normal")),
)
LEVELS: Choices = (("0.9", "90 %"), ("0.95", "95 %"), ("0.99", "99 %"))
SPLITS: Choices = (
    ("back-calculation", gettext_lazy("back-calculation")),
    ("SIDDE", gettext_lazy("a fit without both (SIDDE)")),
    ("bayes", gettext_lazy("Bayesian")),
)
SHARES: Choices = (
    ("shortest path", gettext_lazy("shortest paths")),
    ("random walk", gettext_lazy("random walk")),
    ("pseudo-inverse", gettext_lazy("pseudo-inverse")),
    ("convex", gettext_lazy("the middle of all path weights (convex, netmeta's cccp)")),
)
ZERO_CELLS: Choices = (
    ("", gettext_lazy("add to the cells of its trial")),
    ("all", gettext_lazy("add to the cells of all trials")),
    ("treatment_arm", gettext_lazy("add by the size of the arms")),
    ("none", gettext_lazy("leave the trial out")),
)
DOUBLE_ZERO: Choices = (("", gettext_lazy("leave them out")), ("keep", gettext_lazy("keep them")))
SELECTIONS: Choices = (
    ("copas", gettext_lazy("Copas' model")),
    ("steps", gettext_lazy("weights by P value")),
)
SLOPES: Choices = (
    ("shared", gettext_lazy("one for all treatments")),
    ("independent", gettext_lazy("one for each treatment")),
    ("class", gettext_lazy("one for each class")),
)
SPREADS: Choices = (("separate", gettext_lazy("one for each subgroup")), ("shared", gettext_lazy("one for all")))
LIKELIHOODS: Choices = (
    ("", gettext_lazy("normal, of the contrasts")),
    ("binomial", gettext_lazy("binomial: people with an event")),
    ("poisson", gettext_lazy("Poisson: events over person-time")),
    ("ordered", gettext_lazy("ordered categories")),
)
LINKS: Choices = (
    ("", gettext_lazy("the usual one")),
    ("logit", "logit"),
    ("probit", "probit"),
    ("cloglog", "cloglog"),
    ("log", "log"),
)
RARE: Choices = (
    ("", gettext_lazy("no")),
    ("conditional", gettext_lazy("conditional likelihood")),
    ("multinomial", gettext_lazy("multinomial approximation")),
    ("firth", gettext_lazy("penalised logistic regression (Firth)")),
    ("mantel-haenszel", "Mantel-Haenszel"),
)
