"""Simulate, and write docs/validation.md."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from validation import baseline_risk, doses, people, populations, visits
from validation import experiments as of
from validation.runs import Figure, Outcome, repeated
from validation.truth import Size

PAGE = Path(__file__).parent.parent / "docs" / "validation.md"
SEED, RUNS, RUNS_OF_PEOPLE, RUNS_OF_SLOPES, RUNS_OF_POPULATIONS, RUNS_OF_DOSES = 20_260, 2_000, 500, 100, 200, 100
SIZES = (Size(treatments=4, studies=8), Size(treatments=4, studies=20), Size(treatments=6, studies=60))
TAUS = (0.0, 0.2, 0.5)
OFFS = (0.0, 0.5, 1.0)
INTRODUCTION = f"""# Validation

Made by `make validate`: what intervals, tests and probabilities do in the long run, in networks with a known truth.
Every figure is a percentage over {RUNS:,} simulated networks ({RUNS_OF_PEOPLE} for
forecasts and rules, {RUNS_OF_DOSES} for doses, {RUNS_OF_SLOPES} for regressions on
baseline risk, {RUNS_OF_POPULATIONS} for other populations), with its Monte-Carlo
standard error in brackets (from the spread between networks, so that several effects of one network count as one). The
seed is {SEED}; the same seed gives the same page on any number of cores. All rows start from it.

A network is written as treatments x studies; a fifth of the studies has three arms. Study effects vary with SD tau,
with correlation 1/2 within a study, and are observed with known variances, a difference's between 0.02 and 0.3. So
tau = 0.2 is small and tau = 0.5 is as large as a study's standard error. True effects are normal with SD {of.SPREAD}.
"""


class Section:
    """A section of the page: a table whose rows are simulated as they are added."""

    def __init__(self, title: str, words: str, first: Sequence[str], runs: int = RUNS) -> None:
        self.title, self.words, self.first, self.runs = title, words, first, runs
        self.rows: list[tuple[tuple[str, ...], Mapping[str, Figure]]] = []

    def simulate(self, labels: tuple[str, ...], experiment: Callable[..., Outcome], **fixed: object) -> None:
        run = partial(experiment, **fixed)
        self.rows.append((labels, repeated(f"{self.title}, {', '.join(labels)}", run, self.runs, SEED)))

    def lines(self) -> list[str]:
        columns = (*self.first, *self.rows[0][1])
        rows = [(*labels, *map(str, figures.values())) for labels, figures in self.rows]
        table = [f"| {' | '.join(row)} |" for row in (columns, ("---",) * len(columns), *rows)]
        return [f"## {self.title}", "", self.words, "", *table, ""]


def coverage() -> Section:
    section = Section("Coverage of intervals", COVERAGE, ("network", "tau"))
    for size in SIZES:
        for tau in TAUS:
            section.simulate((str(size), f"{tau:g}"), of.intervals, size=size, tau=tau)
    return section


def inconsistency() -> Section:
    section = Section("Tests of inconsistency", INCONSISTENCY, ("network", "tau", "inconsistency"))
    for size in SIZES:
        for tau in TAUS[:2]:
            for off in OFFS:
                section.simulate((str(size), f"{tau:g}", f"{off:g}"), of.inconsistency, size=size, tau=tau, off=off)
    return section


def ranks() -> Section:
    section = Section("Ranks", RANKS, ("network", "tau"))
    for size in SIZES:
        for tau in TAUS:
            section.simulate((str(size), f"{tau:g}"), of.ranks, size=size, tau=tau)
    return section


def calibration() -> Section:
    section = Section("Calibration of the posterior", CALIBRATION, ("network",))
    for size in SIZES:
        section.simulate((str(size),), of.calibration, size=size)
    return section


def components() -> Section:
    section = Section("Component model", COMPONENTS, ("studies", "tau"))
    for studies in (8, 20, 60):
        for tau in TAUS:
            section.simulate((str(studies), f"{tau:g}"), of.components, studies=studies, tau=tau)
    return section


def slopes() -> Section:
    section = Section("Regression on baseline risk", SLOPES, ("studies", "true slope"), RUNS_OF_SLOPES)
    for studies, slope in ((20, 0.0), (20, -0.4), (60, -0.4)):
        section.simulate((str(studies), f"{100 * slope:.0f}"), baseline_risk.slopes, studies=studies, slope=slope)
    return section


def other_people() -> Section:
    section = Section("Effects in other populations", POPULATIONS, ("change a year", "tau"), RUNS_OF_POPULATIONS)
    for by_age, tau in ((0.0, 0.2), (-0.04, 0.0), (-0.04, 0.2)):
        labels = (f"{by_age:g}", f"{tau:g}")
        section.simulate(labels, populations.populations, by_age=by_age, tau=tau)
    return section


def responses() -> Section:
    section = Section("Dose and response", RESPONSES, ("truth", "studies", "tau"), RUNS_OF_DOSES)
    for truth, studies, tau in (("emax", 14, 0.2), ("emax", 40, 0.2), ("line", 40, 0.2)):
        section.simulate((truth, str(studies), f"{tau:g}"), doses.curves, studies=studies, tau=tau, truth=truth)
    return section


def forecasts() -> Section:
    section = Section("Forecasts for one person", FORECASTS, ("trials", "truth"), RUNS_OF_PEOPLE)
    for trials in (2, 4, 9, 24):
        section.simulate((str(trials), "as assumed"), people.forecasting, trials=trials)
    for truth, fixed in WORLDS.items():
        section.simulate(("9", truth), people.forecasting, trials=9, **fixed)
    return section


def continuation() -> Section:
    section = Section("Rules to go on, change or stop", CONTINUATION, ("truth",), RUNS_OF_PEOPLE)
    for world in visits.WORLDS:
        section.simulate((world,), visits.followed, world=world)
    return section


WORLDS: Mapping[str, Mapping[str, float | str]] = {
    "all settings alike": {"between": 0.0, "tau": 0.0},
    "first scores hardly matter (slope 0.2)": {"slope": 0.2, "level": 30.0},
    "first scores matter more (slope 0.8)": {"slope": 0.8, "level": -6.0},
    "most end at 0": {"level": -15.0},
    **{f"people: {shape}": {"shape": shape} for shape in people.SHAPES if shape != "normal"},
}
COVERAGE = """Share of 95 % intervals that hold the truth; 95 is right. REML, DL and PM are random effects with
normal quantiles, or with t (degrees of freedom of the total Q); *HK* scales them by the spread of residuals, and *HK-t*
never makes them shorter than by t. *Prediction* is the chance that a new study's true effect lies in REML's prediction
interval. *tau2* by profile likelihood (REML) and Q-profile (DL).

**Good**: HK at every size and heterogeneity (94.0 to 94.9), the t intervals at every size that has heterogeneity, all
random-effects intervals with 60 studies, both intervals of tau2 (REML's is too wide where tau is small). **Not good**:
normal intervals are too short with 8 studies and heterogeneity (about 90.5 at tau = 0.5), t and HK-t intervals too long
with 8 studies and little heterogeneity; common-effect intervals are worthless once effects vary; prediction intervals
hold too little where tau is small but not 0 (about 89 at tau = 0.2 with 20 or 60 studies) and with 8 studies at
tau = 0.5. The estimator of tau2 makes no difference here."""
INCONSISTENCY = """Share of networks in which a test at 5 % is significant. Without inconsistency (0) that is the
type-I error, and 5 is right; otherwise it is the power. Inconsistency is added to the two-arm studies of one
comparison, and the node-splits are of that comparison. *Q between designs* assumes a common effect; the test of
design by treatment uses the tau2 found within designs.

**Good**: node-splits keep their 5 % at every size (and are cautious with 8 studies). **Not good**: the
design-by-treatment test errs in 8 to 10 % at tau = 0.2, as tau2 within designs rests on few studies, and Q between
designs in 12 to 27 %; the power is low everywhere: a test that finds nothing does not show consistency."""
RANKS = """*Rank correlation* is Spearman's, of P-scores with the true order, times 100. *Claimed* is the mean
chance that the better-looking one of two treatments is better; *kept* is how often it is.

**Good**: with 20 studies or more claims are kept to about one percentage point. **Not good**: with 8 studies and
tau = 0.5 P-scores claim 2.7 points too much, and the treatment ranked first is not the best in a quarter of the
networks."""
CALIBRATION = f"""The truth is drawn from the prior: tau half-normal({of.PRIOR_TAU:g}), effects normal(0,
{of.PRIOR_EFFECT:g}). Intervals of the exact posterior must then hold the truth as often as they say.

**Good**: all intervals of effects and tau are calibrated. With this seed those of tau at 4 x 8 come out low by 2.8
and 2.4 standard errors (all three rows share their draws of tau); 8,000 other networks of that size, with seed 1,
gave 49.8 (0.6) and 94.9 (0.2), so it is chance."""
COMPONENTS = """Control, a, b, c, a+b and b+c in two-arm studies, effects truly additive. Coverage of the 95 %
interval of what a component adds, and how often the test of additivity at 5 % rejects (5 is right at tau = 0; the
test assumes a common effect).

**Good**: t intervals hold what they promise at every size. **Not good**: normal intervals are too short with 8
studies and tau = 0.5; the test of additivity rejects true additivity in 9 to 41 % once effects vary between
studies, so that its P value must not be read without tau2."""
FORECASTS = f"""Trials of usual care, a and b, two arms each, with {people.AN_ARM[0]} to {people.AN_ARM[1]} people an
arm, are drawn person by person and printed as means and standard deviations; the whole way from rows to chances is run
on them; then people who start at 40, 60 and 80 of 100 are followed in a new setting. The truth: levels of settings vary
with SD 6, effects with SD 4, people with SD 20 around a line of slope 0.5, and no score leaves 0-100. *Score* and
*chance*: how often the 95 % intervals hold the new setting's mean score, and its share of people who improve by 20
points. *8 of 10*: how many people end in the range given for 8 of 10; 80 is right. *Promised* and *happened*: the mean
chance to improve, and the share who did. *Brier*: mean squared error of the chance for single people, beside that of
the share that the trials counted in the same treatment without regard to the first score (its *base rate*); less is
better.

**Good**: where the truth is as assumed, chances are kept to one point in the mean, intervals hold what they say, and
forecasts are better than the base rate from two trials on. Intervals and ranges are cautious with few trials and where
settings hardly differ. The interval of the mean score holds whatever the shape. **Not good**: if people get far better
or hardly at all, the chance promises about 5 of 100 too much, and if some get far worse, 4 too little; the trials that
counted people show the former ([how](forecast.md#does-it-hold)). If first scores matter more than assumed and no trial
tells, forecasts are no better than the base rate and the range for 8 of 10 holds 87; if they hardly matter, 78."""
RESPONSES = """Placebo against agents a and b in four doses each, some studies of two doses or of both agents. The
truth is an Emax curve (ED50 within the doses studied) or a line; effects vary with SD tau. Coverage of the 95 %
intervals of all doses' effects against placebo (REML, normal quantiles) by shapes fitted whatever the truth, by the
one of five with the lowest AIC, and by the split model; how often the test of lack of fit at 5 % rejects the right
shape (5 is right), and a line; how many ED50 are found, and the coverage of their intervals.

**Good**: the right shape and the split model hold about what other networks' intervals do, and the test keeps its
level with 40 studies. **Not good**: a wrong shape (a line where effects level off) holds 37 to 51; with 14 studies
the test misses it in 59 of 100 networks while it rejects the right shape in 12. A shape chosen by AIC has intervals
that are too short (88 to 91), for they do not know of the choice. With 14 studies a fifth of the ED50 is not found;
of a line the ED50, which it has not, is found in 44."""
SLOPES = f"""Trials of placebo against a or b with {baseline_risk.PEOPLE[0]} to {baseline_risk.PEOPLE[1]} people an arm;
log odds under placebo are normal with SD {baseline_risk.BETWEEN:g}, and effects (log odds ratios) change with them.
Slopes are shown times 100, beside the coverage of their 95 % intervals in percent. *Observed risks* is the plain
regression on what the placebo arms showed; *normal baselines* is `--by-baseline-risk`; *flat baselines* has a vague
prior on every baseline, as NICE TSD 3 (library only).

**Good**: with normal baselines the slope is right, and its interval holds what it says. **Not good**: observed risks
make a slope where there is none, and make true ones too steep; flat baselines do the same, for each is then taken as
its own arm shows it."""
POPULATIONS = f"""Brace against placebo in {len(populations.KNOWN_AGES)} trials of which every person is known, mean
ages 42 to 50; exercise against placebo in {len(populations.PRINTED_AGES)} trials of which only a paper is, mean ages 57
to 63; {populations.PEOPLE} people an arm. Both effects, as log odds ratios, change with each year of age by as much as
the first column says. How often 95 % intervals hold the truth for people of another age than those in the trials,
*adjusted* for age and sex (`--people`, one interaction shared by both treatments), and *plain*, as if all people were
alike.

**Good**: adjusted intervals hold what they say, far from the ages of the trials too, where both treatments do change
alike. **Not good**: plain intervals are worthless where effects change with age."""
CONTINUATION = f"""In every setting {visits.EACH} people start at each of 50, 60 and 75 of 100, with half of their
first score as the goal by week 8, and are judged at week 4 from whole scores of 0-10 at weeks 2 and 4 (`care.progress`,
with the thresholds that come with it). How the mean ends differs between settings with SD {visits.END_SD:g}, which is
what the forecast believes too. Shares are of all people: *promised* is the mean chance to reach the goal, *reached*
the share who did; *stop, reached* are people who were told to stop and reached it all the same. *Brier*: mean squared
error of the chance, beside that of the chance *at the start*; less is better.

**Good**: where the truth is as assumed, chances are kept in each of the three groups, and 6 of 100 who are told to stop
would have reached the goal. Scores on the way make the chance better in every truth. **Not good**: if a lead fades
twice as fast as assumed, 12 of 100 who are told to stop would have reached the goal; if scores err twice as much, 17. A
course that was forecast too well, or that gains most in the first weeks, promises too much to those who are told to go
on: the scores of four weeks correct only a part of it."""
SECTIONS = (
    coverage,
    inconsistency,
    ranks,
    calibration,
    components,
    responses,
    slopes,
    other_people,
    forecasts,
    continuation,
)


def main() -> None:
    start = time.perf_counter()
    page = [INTRODUCTION]
    for section in SECTIONS:
        page += section().lines()
    PAGE.write_text("\n".join(page).rstrip() + "\n")
    sys.stderr.write(f"{time.perf_counter() - start:.0f} s; {PAGE.name} written\n")


if __name__ == "__main__":
    main()
