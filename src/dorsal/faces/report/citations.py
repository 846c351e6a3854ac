"""The papers behind the methods, by key."""

from __future__ import annotations

from collections.abc import Mapping

CITATIONS: Mapping[str, tuple[str, str]] = {
    "gls": (
        "Lu G, Welton NJ, Higgins JPT, White IR, Ades AE. Linear inference for mixed treatment comparison "
        "meta-analysis: a two-stage approach. Res Synth Methods 2011;2:43-60",
        "10.1002/jrsm.34",
    ),
    "graph": (
        "Rücker G. Network meta-analysis, electrical networks and graph theory. Res Synth Methods 2012;3:312-24",
        "10.1002/jrsm.1058",
    ),
    "REML": (
        "Patterson HD, Thompson R. Recovery of inter-block information when block sizes are unequal. "
        "Biometrika 1971;58:545-54",
        "10.1093/biomet/58.3.545",
    ),
    "ML": (
        "Hardy RJ, Thompson SG. A likelihood approach to meta-analysis with random effects. Stat Med 1996;15:619-29",
        "10.1002/(SICI)1097-0258(19960330)15:6<619::AID-SIM188>3.0.CO;2-A",
    ),
    "DL": (
        "DerSimonian R, Laird N. Meta-analysis in clinical trials. Control Clin Trials 1986;7:177-88",
        "10.1016/0197-2456(86)90046-2",
    ),
    "DL multivariate": (
        "Jackson D, White IR, Riley RD. Quantifying the impact of between-study heterogeneity in multivariate "
        "meta-analyses. Stat Med 2012;31:3805-20",
        "10.1002/sim.5453",
    ),
    "PM": (
        "Paule RC, Mandel J. Consensus values and weighting factors. J Res Natl Bur Stand 1982;87:377-85",
        "10.6028/jres.087.022",
    ),
    "Q-profile": (
        "Viechtbauer W. Confidence intervals for the amount of heterogeneity in meta-analysis. Stat Med 2007;26:37-52",
        "10.1002/sim.2514",
    ),
    "HK": (
        "Hartung J, Knapp G. A refined method for the meta-analysis of controlled clinical trials with binary outcome. "
        "Stat Med 2001;20:3875-89",
        "10.1002/sim.1009",
    ),
    "HK multivariate": (
        "Jackson D, Riley RD. A refined method for multivariate meta-analysis and meta-regression. "
        "Stat Med 2014;33:541-54",
        "10.1002/sim.5957",
    ),
    "HK modified": (
        "Röver C, Knapp G, Friede T. Hartung-Knapp-Sidik-Jonkman approach and its modification for random-effects "
        "meta-analysis with few studies. BMC Med Res Methodol 2015;15:99",
        "10.1186/s12874-015-0091-1",
    ),
    "zero cells": (
        "Sweeting MJ, Sutton AJ, Lambert PC. What to add to nothing? Use and avoidance of continuity corrections in "
        "meta-analysis of sparse data. Stat Med 2004;23:1351-75",
        "10.1002/sim.1761",
    ),
    "prediction": (
        "Higgins JPT, Thompson SG, Spiegelhalter DJ. A re-evaluation of random-effects meta-analysis. "
        "J R Stat Soc A 2009;172:137-59",
        "10.1111/j.1467-985X.2008.00552.x",
    ),
    "I2": (
        "Higgins JPT, Thompson SG. Quantifying heterogeneity in a meta-analysis. Stat Med 2002;21:1539-58",
        "10.1002/sim.1186",
    ),
    "Q": (
        "Krahn U, Binder H, König J. A graphical tool for locating inconsistency in network meta-analyses. "
        "BMC Med Res Methodol 2013;13:35",
        "10.1186/1471-2288-13-35",
    ),
    "components": (
        "Rücker G, Petropoulou M, Schwarzer G. Network meta-analysis of multicomponent interventions. "
        "Biom J 2020;62:808-21",
        "10.1002/bimj.201800167",
    ),
    "P-score": (
        "Rücker G, Schwarzer G. Ranking treatments in frequentist network meta-analysis works without resampling "
        "methods. BMC Med Res Methodol 2015;15:58",
        "10.1186/s12874-015-0060-8",
    ),
    "ranks": (
        "Salanti G, Ades AE, Ioannidis JPA. Graphical methods and numerical summaries for presenting results from "
        "multiple-treatment meta-analysis. J Clin Epidemiol 2011;64:163-71",
        "10.1016/j.jclinepi.2010.03.016",
    ),
    "Hedges": (
        "Hedges LV. Distribution theory for Glass's estimator of effect size and related estimators. "
        "J Educ Stat 1981;6:107-28",
        "10.3102/10769986006002107",
    ),
    "GRADE": (
        "Puhan MA, Schünemann HJ, Murad MH, et al. A GRADE Working Group approach for rating the quality of treatment "
        "effect estimates from network meta-analysis. BMJ 2014;349:g5630",
        "10.1136/bmj.g5630",
    ),
    "CINeMA": (
        "Nikolakopoulou A, Higgins JPT, Papakonstantinou T, et al. CINeMA: an approach for assessing confidence in "
        "the results of a network meta-analysis. PLoS Med 2020;17:e1003082",
        "10.1371/journal.pmed.1003082",
    ),
    "words": (
        "Santesso N, Glenton C, Dahm P, et al. GRADE guidelines 26: informative statements to communicate the findings "
        "of systematic reviews of interventions. J Clin Epidemiol 2020;119:126-35",
        "10.1016/j.jclinepi.2019.10.014",
    ),
    "SWiM": (
        "Campbell M, McKenzie JE, Sowden A, et al. Synthesis without meta-analysis (SWiM) in systematic reviews: "
        "reporting guideline. BMJ 2020;368:l6890",
        "10.1136/bmj.l6890",
    ),
    "RoB 2": (
        "Sterne JAC, Savović J, Page MJ, et al. RoB 2: a revised tool for assessing risk of bias in randomised trials. "
        "BMJ 2019;366:l4898",
        "10.1136/bmj.l4898",
    ),
}
"""Key: reference, DOI."""
