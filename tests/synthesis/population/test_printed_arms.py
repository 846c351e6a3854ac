"""Printed rows and people as arms of the model."""

import math

import pytest

import dorsal
from dorsal.errors import EvidenceError
from dorsal.synthesis.population.printed_arms import aggregate_arms, people_arms
from dorsal.trials.people.person_table import read_people
from dorsal.trials.people.summary_table import read_summaries
from tests.trials.people.written import ARMS, COVARIATES, PEOPLE, written


def test_events_with_their_summaries(tmp_path):
    path = written(tmp_path, ARMS)
    arms, left_out = aggregate_arms(dorsal.read(path).studies, "events", read_summaries(path, COVARIATES))
    assert left_out == ()
    assert next((a.study, a.treatment, a.y, a.size, a.people) for a in arms) == ("S3", "drug", 20.0, 50.0, 50.0)
    assert arms[0].mean.tolist() == [61.5, 0.4]
    assert arms[0].sd[0] == 9.5


def test_means_with_their_standard_errors(tmp_path):
    text = "study,treatment,n,mean,sd\nS,a,25,4.0,2.0\nS,b,16,3.0,1.0\n"
    arms, left_out = aggregate_arms(dorsal.read(written(tmp_path, text)).studies, "mean", None)
    assert [(a.y, a.size, a.people) for a in arms] == [(4.0, 0.4, 25.0), (3.0, 0.25, 16.0)]
    assert not left_out


def test_rates_over_person_time(tmp_path):
    text = "study,treatment,events,person_time\nS,a,5,100\nS,b,9,90\n"
    arms, _ = aggregate_arms(dorsal.read(written(tmp_path, text)).studies, "rate", None)
    assert [(a.y, a.size) for a in arms] == [(5.0, 100.0), (9.0, 90.0)]
    assert math.isnan(arms[0].people)


def test_an_arm_without_its_covariates(tmp_path):
    studies = dorsal.read(written(tmp_path, ARMS.replace("S4", "S9"))).studies
    summaries = read_summaries(written(tmp_path, ARMS), COVARIATES)
    with pytest.raises(EvidenceError, match="study S9, drug: the table does not tell the covariates"):
        aggregate_arms(studies, "events", summaries)


def test_people_arm_by_arm(tmp_path):
    found = people_arms(read_people(written(tmp_path, PEOPLE), ["age", "male"]))
    assert [(a.study, a.treatment, len(a.y)) for a in found] == [
        ("S1", "drug", 2),
        ("S1", "placebo", 2),
        ("S2", "drug", 1),
        ("S2", "placebo", 1),
    ]
    assert found[1].x.tolist() == [[47.0, 1.0], [60.0, 0.0]]
