"""What is adjusted for, and populations as people write them."""

import numpy as np
import pytest

from dorsal.errors import OptionError, SheetError
from dorsal.faces.adjustment_file import read_adjustment, target_of
from dorsal.synthesis.population.links import family_of
from tests.faces.population_example import tables

COVARIATES = {"age": False, "male": True}


@pytest.mark.parametrize(
    ("text", "name", "mean", "sd"),
    [
        ("clinic: age=55±12, male=0.4", "clinic", {"age": 55.0, "male": 0.4}, {"age": 12.0}),
        ("age=55+-12;male=40%", "target 2", {"age": 55.0, "male": 0.4}, {"age": 12.0}),
        ("own clinic: age=55, male=1", "own clinic", {"age": 55.0, "male": 1.0}, {}),
    ],
)
def test_a_population_by_its_means(text, name, mean, sd):
    found = target_of(text, 2, COVARIATES)
    assert (found.name, found.mean, found.sd) == (name, mean, sd)


def test_every_fault_of_a_population_is_told_at_once():
    with pytest.raises(OptionError) as caught:
        target_of("old: age=55±x, male=62, bmi=27", 1, COVARIATES)
    told = str(caught.value)
    assert "'age=55±x' is no mean, as age=55±12" in told
    assert "male is a proportion between 0 and 1, got 62" in told
    assert "bmi is not adjusted for (age, male)" in told
    with pytest.raises(OptionError, match="male is missing"):
        target_of("age=55±12", 1, COVARIATES)
    with pytest.raises(OptionError, match="neither a file nor means"):
        target_of("nowhere.csv", 1, COVARIATES)


def test_a_population_by_its_people(tmp_path):
    path = tmp_path / "clinic.csv"
    path.write_text("Age,male\n40,yes\n50,no\n60,\n")
    found = target_of(str(path), 1, COVARIATES)
    assert found.name == "clinic"
    assert found.people is not None
    assert found.people.tolist() == [[40.0, 1.0], [50.0, 0.0]]
    path.write_text("age,sex\n40,1\n")
    with pytest.raises(SheetError, match="there is no such column; the columns are age, sex"):
        target_of(str(path), 1, COVARIATES)


@pytest.mark.parametrize("named", [("x: age=45, male=1", "x: age=55, male=0"), ("Ash: age=45, male=1",),
                                   ("age=45, male=1", "target 1: age=55, male=0")])  # fmt: skip
def test_two_populations_of_one_name_are_refused(tmp_path, named):
    trials, people = tables(tmp_path)
    name = named[-1].partition(":")[0]
    with pytest.raises(OptionError, match=f"--target: '{name}' names two populations.*give each a name of its own"):
        read_adjustment(people, trials, ["age", "male"], targets=named)


def test_a_proportion_has_no_distribution_to_name(tmp_path):
    trials, people = tables(tmp_path)
    with pytest.raises(OptionError, match=r"--adjust male:gamma: it is 0 or 1 in all people, a proportion.*write male"):
        read_adjustment(people, trials, ["age:gamma", "male:gamma"])
    with pytest.raises(OptionError, match="a distribution is one of normal"):
        read_adjustment(people, trials, ["age:weibull", "male"])


def test_tables_become_arms_and_populations(tmp_path):
    trials, people = tables(tmp_path)
    made = read_adjustment(people, trials, ["age:gamma", "male"], targets=["clinic: age=45, male=0.5"])
    assert made.margins == ("gamma", "bernoulli")
    arms, left_out = made.arms((), "placebo", ("placebo", "brace"), family_of("binomial-logit"))
    assert left_out == ()
    assert arms.studies == ("Ash", "Birch")
    clinic, ash, _ = made.populations(arms)
    spread = np.sqrt(clinic.points.weight @ (clinic.points.x[:, 0] - 45.0) ** 2)
    assert spread == pytest.approx(arms.scale[0])
    assert (ash.name, ash.study) == ("Ash", "Ash")


def test_a_family_of_another_outcome_is_refused(tmp_path):
    trials, people = tables(tmp_path)
    made = read_adjustment(people, trials, ["age"])
    with pytest.raises(OptionError, match="the people have an event or none, which is not what poisson-log is of"):
        made.arms((), "placebo", ("placebo",), family_of("poisson-log"))
