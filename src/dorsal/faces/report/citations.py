"""The papers behind the methods, by key: words, and the DOI, empty where it was not confirmed."""

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
        "",
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
    "dose-response": (
        "Mawdsley D, Bennetts M, Dias S, Boucher M, Welton NJ. Model-based network meta-analysis: a framework for "
        "evidence synthesis of clinical trial data. CPT Pharmacometrics Syst Pharmacol 2016;5:393-401",
        "10.1002/psp4.12091",
    ),
    "dose splines": (
        "Hamza T, Furukawa TA, Orsini N, Cipriani A, Iglesias CP, Salanti G. A dose-effect network meta-analysis model "
        "with application in antidepressants using restricted cubic splines. Stat Methods Med Res 2024;33:1461-72",
        "10.1177/09622802211070256",
    ),
    "fractional polynomials": (
        "Royston P, Altman DG. Regression using fractional polynomials of continuous covariates: parsimonious "
        "parametric modelling. Appl Stat 1994;43:429-67",
        "10.2307/2986270",
    ),
    "nonlinear": (
        "Lindstrom MJ, Bates DM. Nonlinear mixed effects models for repeated measures data. Biometrics 1990;46:673-87",
        "10.2307/2532087",
    ),
    "tau2 by group": (
        "Lu G, Ades AE. Modeling between-trial variance structure in mixed treatment comparisons. Biostatistics "
        "2009;10:792-805",
        "10.1093/biostatistics/kxp032",
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
    "node-splits": (
        "Dias S, Welton NJ, Caldwell DM, Ades AE. Checking consistency in mixed treatment comparison "
        "meta-analysis. Stat Med 2010;29:932-44",
        "10.1002/sim.3767",
    ),
    "flow": (
        "König J, Krahn U, Binder H. Visualizing the flow of evidence in network meta-analysis and "
        "characterizing mixed treatment comparisons. Stat Med 2013;32:5414-29",
        "10.1002/sim.6001",
    ),
    "Efthimiou": (
        "Efthimiou O, Rücker G, Schwarzer G, Higgins JPT, Egger M, Salanti G. Network meta-analysis of rare "
        "events using the Mantel-Haenszel method. Stat Med 2019;38:2992-3012",
        "10.1002/sim.8158",
    ),
    "inconsistency": (
        "Dias S, Welton NJ, Sutton AJ, Caldwell DM, Lu G, Ades AE. Evidence synthesis for decision making 4: "
        "inconsistency in networks of evidence based on randomized controlled trials. Med Decis Making "
        "2013;33:641-56",
        "10.1177/0272989X12455847",
    ),
    "DIC": (
        "Dias S, Sutton AJ, Ades AE, Welton NJ. Evidence synthesis for decision making 2: a generalized "
        "linear modeling framework for pairwise and network meta-analysis of randomized controlled trials. "
        "Med Decis Making 2013;33:607-17",
        "10.1177/0272989X12458724",
    ),
    "heterogeneity": (
        "Dias S, Sutton AJ, Welton NJ, Ades AE. Evidence synthesis for decision making 3: heterogeneity - "
        "subgroups, meta-regression, bias, and bias-adjustment. Med Decis Making 2013;33:618-40",
        "10.1177/0272989X13485157",
    ),
    "exact posterior": (
        "Röver C. Bayesian random-effects meta-analysis using the bayesmeta R package. J Stat Softw 2020;93(6):1-51",
        "10.18637/jss.v093.i06",
    ),
    "Laplace": (
        "Rue H, Martino S, Chopin N. Approximate Bayesian inference for latent Gaussian models by using "
        "integrated nested Laplace approximations. J R Stat Soc B 2009;71:319-92",
        "10.1111/j.1467-9868.2008.00700.x",
    ),
    "R-hat": (
        "Vehtari A, Gelman A, Simpson D, Carpenter B, Bürkner PC. Rank-normalization, folding, and "
        "localization: an improved R-hat for assessing convergence of MCMC. Bayesian Anal 2021;16:667-718",
        "10.1214/20-BA1221",
    ),
    "prior of binary outcomes": (
        "Turner RM, Davey J, Clarke MJ, Thompson SG, Higgins JPT. Predicting the extent of heterogeneity in "
        "meta-analysis, using empirical data from the Cochrane Database of Systematic Reviews. Int J "
        "Epidemiol 2012;41:818-27",
        "10.1093/ije/dys041",
    ),
    "prior of continuous outcomes": (
        "Rhodes KM, Turner RM, Higgins JPT. Predictive distributions were developed for the extent of "
        "heterogeneity in meta-analyses of continuous outcome data. J Clin Epidemiol 2015;68:52-60",
        "10.1016/j.jclinepi.2014.08.012",
    ),
    "Bayes factors": (
        "Kass RE, Raftery AE. Bayes factors. J Am Stat Assoc 1995;90:773-95",
        "10.1080/01621459.1995.10476572",
    ),
    "contributions": (
        "Papakonstantinou T, Nikolakopoulou A, Rücker G, Chaimani A, Schwarzer G, Egger M, Salanti G. "
        "Estimating the contribution of studies in network meta-analysis: paths, flows and streams. "
        "F1000Research 2018;7:610",
        "10.12688/f1000research.14770.3",
    ),
    "random walk": (
        "Davies AL, Papakonstantinou T, Nikolakopoulou A, Rücker G, Galla T. Network meta-analysis and random "
        "walks. Stat Med 2022;41:2091-114",
        "10.1002/sim.9346",
    ),
    "path weights": (
        "Rücker G, Papakonstantinou T, Nikolakopoulou A, Schwarzer G, Galla T, Davies AL. Shortest path or "
        "random walks? A framework for path weights in network meta-analysis. Stat Med 2024;43:4287-304",
        "10.1002/sim.10177",
    ),
    "influence": (
        "Viechtbauer W, Cheung MWL. Outlier and influence diagnostics for meta-analysis. Res Synth Methods "
        "2010;1:112-25",
        "10.1002/jrsm.11",
    ),
    "Baujat": (
        "Baujat B, Mahé C, Pignon JP, Hill C. A graphical method for exploring heterogeneity in "
        "meta-analyses: application to a meta-analysis of 65 trials. Stat Med 2002;21:2641-52",
        "10.1002/sim.1221",
    ),
    "importance": (
        "Rücker G, Nikolakopoulou A, Papakonstantinou T, Salanti G, Riley RD, Schwarzer G. The statistical "
        "importance of a study for a network meta-analysis estimate. BMC Med Res Methodol 2020;20:190",
        "10.1186/s12874-020-01075-y",
    ),
    "BIC": (
        "Schwarz G. Estimating the dimension of a model. Ann Stat 1978;6:461-4",
        "10.1214/aos/1176344136",
    ),
    "design by treatment": (
        "Higgins JPT, Jackson D, Barrett JK, Lu G, Ades AE, White IR. Consistency and inconsistency in "
        "network meta-analysis: concepts and models for multi-arm studies. Res Synth Methods 2012;3:98-110",
        "10.1002/jrsm.1044",
    ),
    "loops": (
        "Bucher HC, Guyatt GH, Griffith LE, Walter SD. The results of direct and indirect treatment "
        "comparisons in meta-analysis of randomized controlled trials. J Clin Epidemiol 1997;50:683-91",
        "10.1016/S0895-4356(97)00049-8",
    ),
    "random inconsistency": (
        "Jackson D, Barrett JK, Rice S, White IR, Higgins JPT. A design-by-treatment interaction model for "
        "network meta-analysis with random inconsistency effects. Stat Med 2014;33:3639-54",
        "10.1002/sim.6188",
    ),
    "hypergeometric": (
        "Stijnen T, Hamza TH, Özdemir P. Random effects meta-analysis of event outcome in the framework of "
        "the generalized linear mixed model with applications in sparse data. Stat Med 2010;29:3046-67",
        "10.1002/sim.4040",
    ),
    "Firth": (
        "Firth D. Bias reduction of maximum likelihood estimates. Biometrika 1993;80:27-38",
        "10.1093/biomet/80.1.27",
    ),
    "meta-regression": (
        "Cooper NJ, Sutton AJ, Morris D, Ades AE, Welton NJ. Addressing between-study heterogeneity and "
        "inconsistency in mixed treatment comparisons: application to stroke prevention treatments in "
        "individuals with non-rheumatic atrial fibrillation. Stat Med 2009;28:1861-81",
        "10.1002/sim.3594",
    ),
    "comparison-adjusted": (
        "Chaimani A, Salanti G. Using network meta-analysis to evaluate the existence of small-study effects "
        "in a network of interventions. Res Synth Methods 2012;3:161-76",
        "10.1002/jrsm.57",
    ),
    "Egger": (
        "Egger M, Davey Smith G, Schneider M, Minder C. Bias in meta-analysis detected by a simple, graphical "
        "test. BMJ 1997;315:629-34",
        "10.1136/bmj.315.7109.629",
    ),
    "PET-PEESE": (
        "Stanley TD, Doucouliagos H. Meta-regression approximations to reduce publication selection bias. Res "
        "Synth Methods 2014;5:60-78",
        "10.1002/jrsm.1095",
    ),
    "Copas network": (
        "Mavridis D, Welton NJ, Sutton A, Salanti G. A selection model for accounting for publication bias in "
        "a full network meta-analysis. Stat Med 2014;33:5399-412",
        "10.1002/sim.6321",
    ),
    "weight functions": (
        "Vevea JL, Woods CM. Publication bias in research synthesis: sensitivity analysis using a priori "
        "weight functions. Psychol Methods 2005;10:428-43",
        "10.1037/1082-989X.10.4.428",
    ),
    "power": (
        "Thorlund K, Mills EJ. Sample size and power considerations in network meta-analysis. Syst Rev 2012;1:41",
        "10.1186/2046-4053-1-41",
    ),
    "hierarchy": (
        "Papakonstantinou T, Salanti G, Mavridis D, Rücker G, Schwarzer G, Nikolakopoulou A. Answering "
        "complex hierarchy questions in network meta-analysis. BMC Med Res Methodol 2022;22:47",
        "10.1186/s12874-021-01488-3",
    ),
    "partial order": (
        "Rücker G, Schwarzer G. Resolve conflicting rankings of outcomes in network meta-analysis: partial "
        "ordering of treatments. Res Synth Methods 2017;8:526-36",
        "10.1002/jrsm.1270",
    ),
    "summary of findings": (
        "Yepes-Nuñez JJ, Li SA, Guyatt G, et al. Development of the summary of findings table for network "
        "meta-analysis. J Clin Epidemiol 2019;115:1-13",
        "10.1016/j.jclinepi.2019.04.018",
    ),
    "minimally contextualised": (
        "Brignardello-Petersen R, Florez ID, Izcovich A, et al. GRADE approach to drawing conclusions from a "
        "network meta-analysis using a minimally contextualised framework. BMJ 2020;371:m3900",
        "10.1136/bmj.m3900",
    ),
    "partially contextualised": (
        "Brignardello-Petersen R, Izcovich A, Rochwerg B, et al. GRADE approach to drawing conclusions from a "
        "network meta-analysis using a partially contextualised framework. BMJ 2020;371:m3907",
        "10.1136/bmj.m3907",
    ),
    "baseline risk": (
        "Achana FA, Cooper NJ, Dias S, et al. Extending methods for investigating the relationship between "
        "treatment effect and baseline risk from pairwise meta-analysis to network meta-analysis. Stat Med "
        "2013;32:752-71",
        "10.1002/sim.5539",
    ),
    "power prior": (
        "Ibrahim JG, Chen MH. Power prior distributions for regression models. Stat Sci 2000;15:46-60",
        "10.1214/ss/1009212673",
    ),
    "ML-NMR": (
        "Phillippo DM, Dias S, Ades AE, et al. Multilevel network meta-regression for population-adjusted treatment "
        "comparisons. J R Stat Soc A 2020;183:1189-210",
        "10.1111/rssa.12579",
    ),
    "Kaplan-Meier": (
        "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc 1958;53:457-81",
        "10.1080/01621459.1958.10501452",
    ),
    "Cox": (
        "Cox DR. Regression models and life-tables. J R Stat Soc B 1972;34:187-220",
        "10.1111/j.2517-6161.1972.tb00899.x",
    ),
    "Efron ties": (
        "Efron B. The efficiency of Cox's likelihood function for censored data. J Am Stat Assoc 1977;72:557-65",
        "10.1080/01621459.1977.10480613",
    ),
    "proportional hazards": (
        "Grambsch PM, Therneau TM. Proportional hazards tests and diagnostics based on weighted residuals. "
        "Biometrika 1994;81:515-26",
        "10.1093/biomet/81.3.515",
    ),
    "RMST": (
        "Royston P, Parmar MKB. Restricted mean survival time: an alternative to the hazard ratio for the design and "
        "analysis of randomized trials with a time-to-event outcome. BMC Med Res Methodol 2013;13:152",
        "10.1186/1471-2288-13-152",
    ),
    "printed curves": (
        "Guyot P, Ades AE, Ouwens MJNM, Welton NJ. Enhanced secondary analysis of survival data: reconstructing the "
        "data from published Kaplan-Meier survival curves. BMC Med Res Methodol 2012;12:9",
        "10.1186/1471-2288-12-9",
    ),
    "piecewise exponential": (
        "Friedman M. Piecewise exponential models for survival data with covariates. Ann Stat 1982;10:101-13",
        "10.1214/aos/1176345693",
    ),
}
"""Key: reference, DOI."""
