"""What a topic's claims are held against: its trials, asked when needed, and its tables beside them as values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf

from dorsal.care.control_arm import ControlArm, control_arms
from dorsal.care.dose_report import DoseReport
from dorsal.care.harm_report import HarmReport
from dorsal.synthesis.answer import Section, section
from dorsal.synthesis.claim.ask import (
    Ask,
    Beside,
    Change,
    EventWords,
    Fact,
    HarmRate,
    OutcomeWords,
    PopulationWords,
    TimingWords,
    WrongWord,
)
from dorsal.synthesis.claim.structure import ANY
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.topics import courses
from dorsal.topics.claim_settings import Named, Timing
from dorsal.topics.dosing import dose_reports
from dorsal.topics.harms import harm_reports
from dorsal.topics.loader import Topic
from dorsal.topics.table import Row
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.question import Question, Window

IN_POINTS, STANDARDISED = "MD100", "SMD"
TURNED = (IN_POINTS, STANDARDISED, "MD")
"""Measures on which lower is good whatever the scale's direction."""
SHARE = "proportion"
UNITS = {"treatment": "per treatment", "person": "per patient"}

Key = tuple[str, Window | None, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Trials:
    """The analyses of a topic, each made when it is first asked for and kept."""

    topic: Topic
    kept: dict[Key, tuple[Section, ...]]

    def sections(self, outcome: str, window: Window | None, populations: tuple[str, ...]) -> tuple[Section, ...]:
        """In points, then in standard deviations, of one outcome in one window in these people."""
        key = (outcome, window, populations)
        if key not in self.kept:
            measure = self.topic.measure(outcome)
            measures = (measure, STANDARDISED) if measure == IN_POINTS else (measure,)
            self.kept[key] = tuple(self._section(outcome, window, populations, each) for each in measures)
        return self.kept[key]

    def _section(self, outcome: str, window: Window | None, populations: tuple[str, ...], measure: str) -> Section:
        """Where no trial gave the topic's reference, the most studied treatment takes its place."""
        question = Question(outcome=outcome, window=window, measure=measure, populations=populations)
        made = self._against(question, self.topic.reference)
        if made.analysis is not None or not made.evidence.contrasts:
            return made
        island = Network.of(made.evidence.contrasts).islands[0]
        trials = Counter(t for contrast in made.evidence.contrasts for t in contrast.treatments if t in island)
        named = (treatment for treatment in self.topic.settings.comparators if treatment in island)
        return self._against(question, next(named, max(sorted(trials), key=lambda t: trials[t])))

    def _against(self, question: Question, reference: str) -> Section:
        topic = self.topic
        return section(
            topic.studies,
            topic.scales,
            question,
            reference=reference,
            mic=topic.outcomes[question.outcome].mic if question.measure == IN_POINTS else None,
            fit_options=FitOptions(),
            effect_options=EffectOptions(measure=question.measure),
            inactive=topic.settings.inactive,
        )


@dataclass(frozen=True, kw_only=True)
class Untreated:
    """The groups of a topic that show the natural course: the same that a person's forecast rests on."""

    topic: Topic

    def changes(self, outcome: str, windows: tuple[Window | None, ...]) -> tuple[Change, ...]:
        """Of the first window that has some, the groups whose own start or whole trial's start is known."""
        for window in windows:
            found = () if window is None or outcome not in self.topic.outcomes else self._within(outcome, window)
            if found:
                return found
        return ()

    def _within(self, outcome: str, window: Window) -> tuple[Change, ...]:
        topic = self.topic
        starts = courses.starts(topic, outcome)
        arms, _ = control_arms(
            topic.studies,
            topic.scales,
            outcome=outcome,
            window=window,
            treatments=set(topic.settings.untreated),
            starts=starts,
        )
        more = courses.own_arms(topic, outcome, window, starts, {arm.study for arm in arms})
        return tuple(self._change(arm) for arm in (*arms, *more) if arm.start.between is None and self._counts(arm))

    def _counts(self, arm: ControlArm) -> bool:
        return arm.treatment in self.topic.settings.untreated

    def _change(self, arm: ControlArm) -> Change:
        study = next((study for study in self.topic.studies if study.id == arm.study), None)
        row = next((row for row in self.topic.tables.get(courses.TABLE, ()) if row["row_id"] in arm.sources), {})
        url = study.source_url if study else row.get("source_url", "")
        return Change(
            label=study.name if study else row.get("label", arm.study),
            rows=arm.sources,
            n=arm.n,
            points=arm.end - arm.start.mean,
            sd=None,
            url=f"https://doi.org/{study.doi}" if study and study.doi else url,
        )


def ask_of(topic: Topic) -> Ask:
    """Everything that the topic knows, as claims are held against it."""
    said = topic.settings
    return Ask(
        sections=Trials(topic=topic, kept={}).sections,
        treatments=topic.treatments,
        studies={study.id: study for study in topic.studies},
        scales=topic.scales,
        outcomes=_outcomes(topic),
        timings=_timings(topic),
        populations=_populations(topic),
        comparators=tuple(said.comparators),
        combinations=tuple((c.whole, tuple(c.parts)) for c in said.combinations),
        untreated=Untreated(topic=topic).changes,
        events={named.name: _event(topic, named) for named in said.events},
        harms=tuple(_harm(report) for report in harm_reports(topic) if not report.background),
        facts=(*(_fact(report) for report in dose_reports(topic) if report.quantity), *_training(topic)),
        kin={treatment: tuple(names) for treatment, names in said.kin.items()},
        beside=(*_narrative(topic), *_reviews(topic)),
        wrong_words=tuple(
            WrongWord(word=w.word, why=w.why, instead=w.instead, kinds=tuple(w.kinds), untold=w.untold)
            for w in said.wrong_words
        ),
    )


def _outcomes(topic: Topic) -> Mapping[str, OutcomeWords]:
    known = {
        outcome.code: OutcomeWords(
            code=outcome.code,
            label=outcome.label[:1].lower() + outcome.label[1:],
            unit=outcome.unit,
            better="lower" if topic.measure(outcome.code) in TURNED else outcome.better or "lower",
            mic=outcome.mic,
        )
        for outcome in topic.outcomes.values()
    }
    wider = topic.settings.wider_outcomes.items()
    return known | {code: OutcomeWords(code=code, label=label, measured=False) for code, label in wider}


def _timings(topic: Topic) -> Mapping[str, TimingWords]:
    """The topic's own names for times, each of its windows, and any time."""
    windows: dict[str, TimingWords] = {
        w.name: TimingWords(label=f"at about {w.target:g} weeks", windows=(w,)) for w in topic.windows.values()
    }
    every = TimingWords(label="", windows=tuple(topic.windows.values()) or (None,))
    return {ANY: every} | windows | {timing.name: _timing(topic, timing) for timing in topic.settings.timings}


def _timing(topic: Topic, timing: Timing) -> TimingWords:
    if timing.windows:
        return TimingWords(label=timing.label, windows=tuple(topic.windows[name] for name in timing.windows))
    own = Window(name=timing.name, above=timing.above, upto=timing.upto, target=timing.target, label=timing.label)
    return TimingWords(label=timing.label, windows=(own,))


def _populations(topic: Topic) -> Mapping[str, PopulationWords]:
    studied = {
        s.population: PopulationWords(label=f"people: {s.population}", studies=(s.population,)) for s in topic.studies
    }
    named = {p.name: PopulationWords(label=p.label, studies=tuple(p.studies)) for p in topic.settings.populations}
    return studied | named | {ANY: PopulationWords(label="", studies=None)}


def _event(topic: Topic, named: Named) -> EventWords:
    """A harm with every event that counts as it, by the names that topic.toml joins them under."""
    joined = topic.settings.harm_events
    names = [name for row in (named.name, *named.rows) for name in (row, joined.get(row, row))]
    return EventWords(label=named.label, events=tuple(dict.fromkeys(names)))


def _harm(report: HarmReport) -> HarmRate:
    """A row of harms.csv. Only a proportion is a share; everything else shows that it happens."""
    low, high = report.interval or (None, None)
    share = report.measure == SHARE
    return HarmRate(
        row=report.row,
        treatment=report.treatment,
        event=report.event,
        severity=report.severity,
        per=UNITS.get(report.per, report.per),
        events=None if report.events is None else int(report.events),
        people=None if report.n is None else int(report.n),
        rate=report.rate if share else None,
        low=low if share else None,
        high=high if share else None,
        grade=report.grade,
        source=report.source,
        source_url=report.source_url,
        note=report.note,
    )


def _fact(report: DoseReport) -> Fact:
    """A dose that can be counted with; an end that the source leaves open is 0 above "under", the end itself else."""
    low = 0.0 if report.low is None else report.low
    return Fact(
        row=report.row,
        treatment=report.treatment,
        quantity=report.quantity,
        value=report.value,
        unit=report.unit,
        low=low,
        high=report.high if report.high is not None else inf,
        people=report.population,
        grade=report.grade,
        source=report.source,
        source_url=report.source_url,
    )


def _training(topic: Topic) -> Iterator[Fact]:
    """The hours of training that rules of practice ask of those who give the topic's treatment."""
    for row in topic.tables.get("practice_rules", ()):
        hours = re.fullmatch(r"(\d+) hours", row.get("value", ""))
        if row.get("topic") == "training_hours" and hours:
            yield Fact(
                row=row.get("row_id", ""),
                treatment=topic.settings.focus,
                quantity="training_hours",
                value=hours[1],
                unit="hours",
                low=float(hours[1]),
                high=float(hours[1]),
                people=row.get("jurisdiction_or_body", ""),
                grade=row.get("evidence_grade", ""),
                source=row.get("source", ""),
                source_url=row.get("source_url", ""),
            )


def _narrative(topic: Topic) -> tuple[Beside, ...]:
    return tuple(
        Beside(
            row=row.get("id", ""),
            kind=row.get("kind", "trial"),
            label=row.get("label", ""),
            first=row.get("treatment1", ""),
            second=row.get("treatment2", ""),
            outcome=row.get("outcome", ""),
            words="; ".join(filter(None, (_p(row), row.get("what", "")))),
            source_url=_address(row),
            favours=_favoured(row),
            population=row.get("population", ""),
        )
        for row in topic.tables.get("narrative", ())
    )


def _reviews(topic: Topic) -> tuple[Beside, ...]:
    return tuple(
        Beside(
            row=row.get("row_id", ""),
            kind="review",
            label=row.get("label", ""),
            first=row.get("treatment1", ""),
            second=row.get("treatment2", ""),
            outcome=row.get("outcome", ""),
            words=_pooled(row),
            source_url=_address(row),
            population=row.get("population", ""),
        )
        for row in topic.tables.get("reviews", ())
    )


def _pooled(row: Row) -> str:
    bounds = f" ({row['ci_low']} to {row['ci_high']})" if row.get("ci_low") and row.get("ci_high") else ""
    trials = f", {row['n_trials']} trials" if row.get("n_trials") else ""
    return f"{row.get('measure', '')} {row.get('effect', '')}{bounds}{trials}, {row.get('population', '')}".strip(", ")


def _favoured(row: Row) -> str:
    """The treatment that a row favours, "neither", or "" where it is not stated."""
    column = {"favours_1": "treatment1", "favours_2": "treatment2"}.get(row.get("direction", ""), "")
    return row.get(column, "") if column else "neither" if row.get("direction") == "no_difference" else ""


def _p(row: Row) -> str:
    p = row.get("p", "")
    return "" if not p else f"P {p[0]} {p[1:].strip()}" if p[0] in "<>" else f"P = {p}"


def _address(row: Row) -> str:
    return f"https://doi.org/{row['doi']}" if row.get("doi") else row.get("source_url", "")
