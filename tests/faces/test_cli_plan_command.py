"""`dorsal plan` at the command line: the plan, its pages, a kept plan printed again, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dorsal.errors import EvidenceError, NotPermitted, OptionError, PlanError
from dorsal.faces.cli.app import app
from dorsal.faces.plan_file import read_plan
from tests.care.agreed import rules

PERSON = """
age = 45
weeks = 52
radiating = "no"
pain = 6
disability = 12
disability_scale = "RMDQ_0_24"
needle_fear = 3
[[goals]]
words = "sleep through the night"
measure = "pain"
target = 3
by_weeks = 8
[answers]
"""
WITH = ("--option", "exercise", "--treatment", "exercise", "--start", "2026-11-30")


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, ["plan", *words], env={"COLUMNS": "80"})


def flat(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


@pytest.fixture
def person(tmp_path: Path) -> str:
    path = tmp_path / "person.toml"
    codes = [code for code, q in rules().questions.items() if q.kind == "yes_no" and code != "radiating"]
    path.write_text(PERSON + "".join(f'{code} = "no"\n' for code in codes))
    return str(path)


def test_the_plan_says_everything_in_its_order(person: str) -> None:
    dose = ("--dose", "visits=6", "--dose", "per-week=1", "--progression", "More each week.")
    said = flat(asked(person, *WITH, *dose, "--why", "no pills", "--sure", "yes,no,yes,yes", "--contact", "555 0100"))
    places = [said.index(words) for words in (
        "Exercise therapy", "You and your therapist chose this together. Why: “no pills”", "What may come of it",
        "Certainty:", "of 100 get clearly less pain after 8 weeks", "Usual care:", "What may go wrong",
        "You come for 6 visits.", "You come once a week.", "More each week.", "It starts on 30 November 2026.",
        "sleep through the night", "visit 2, about 7 December 2026", "The chance to reach the goal is", "Get help",
        "bladder or bowels. [WAT001]", "555 0100", "No clinician has signed off", "Not sure yet (SURE)",
        "good and the bad sides", "does not replace", "On paper:",
    )]  # fmt: skip
    assert places == sorted(places)
    assert max(map(len, asked(person, *WITH).output.splitlines())) <= 80


def test_pages_are_written_and_the_plan_is_printed_as_json(person: str, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("a.html", "a.pdf", "r.html", "r.pdf")}
    done = asked(person, *WITH, "--json", "--html", str(files["a.html"]), "--pdf", str(files["a.pdf"]),
                 "--record", str(files["r.html"]))  # fmt: skip
    assert done.exit_code == 0
    kept = read_plan(done.stdout)
    assert (kept.option, str(kept.start)) == ("exercise", "2026-11-30")
    assert [o.option for o in kept.shown.options] == ["usual_care", "exercise"]
    assert kept.shown.release == json.loads(done.stdout)["shown"]["release"]
    assert kept.shown.release in files["a.html"].read_text(encoding="utf-8")
    assert files["a.pdf"].read_bytes().startswith(b"%PDF-1.7")
    assert "For the record: exercise therapy" in files["r.html"].read_text(encoding="utf-8")


def test_a_kept_plan_is_printed_again_in_another_language(person: str, tmp_path: Path) -> None:
    kept, page = tmp_path / "kept.json", tmp_path / "page.html"
    kept.write_text(asked(person, *WITH, "--json").stdout, encoding="utf-8")
    flat(asked(str(kept), "--html", str(page), "--language", "es"))
    assert "Su plan: ejercicio" in page.read_text(encoding="utf-8")
    changed = asked(str(kept), "--option", "exercise", "--why", "x")
    assert isinstance(changed.exception, OptionError)
    assert "--option, --why would change it" in str(changed.exception)
    kept.write_text(kept.read_text(encoding="utf-8").replace('"together"', '"nobody"'), encoding="utf-8")
    assert isinstance(asked(str(kept)).exception, PlanError)


def test_a_file_that_dorsal_did_not_write_stays_unless_forced(person: str, tmp_path: Path) -> None:
    for name, option in (("other.pdf", "--pdf"), ("other.html", "--html"), ("other.pdf", "--record")):
        path = tmp_path / name
        path.write_text("mine")
        refused = asked(person, *WITH, option, str(path))
        assert isinstance(refused.exception, OptionError)
        assert "was not written by Dorsal and stays as it is" in str(refused.exception)
        assert path.read_text() == "mine"
    forced = tmp_path / "other.html"
    flat(asked(person, *WITH, "--html", str(forced), "--force"))
    assert "Your plan" in forced.read_text(encoding="utf-8")
    flat(asked(person, *WITH, "--html", str(forced)))


def test_the_person_is_never_replaced(person: str) -> None:
    page = Path(person).rename(Path(person).with_suffix(".html"))
    refused = asked(str(page), *WITH, "--html", str(page), "--force")
    assert isinstance(refused.exception, OptionError)
    assert "would replace" in str(refused.exception)
    assert page.read_text().startswith("\nage")


def test_an_open_question_comes_first_and_a_clinician_can_go_on(tmp_path: Path) -> None:
    path = tmp_path / "person.toml"
    path.write_text(PERSON)
    refused = asked(str(path), *WITH)
    assert isinstance(refused.exception, NotPermitted)
    assert refused.exception.exit_code == 13
    assert "exercise waits for answers:" in str(refused.exception)
    said = flat(asked(str(path), *WITH, "--override", "Answered by telephone", "--by", "A. Therapist"))
    assert "Gone on by A. Therapist: “Answered by telephone”" in said


def test_an_option_that_is_not_offered_first_is_put_on_the_table(person: str) -> None:
    said = flat(asked(person, "--option", "surgery"))
    assert said.startswith("Surgery")


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ((), OptionError, "say what was chosen with --option; there are usual_care"),
        (("--option", "homeopathy"), EvidenceError, "unknown treatment 'homeopathy'"),
        ((*WITH, "--start", "tomorrow"), OptionError, "write it as 2026-11-30"),
        ((*WITH, "--chosen-by", "me"), OptionError, "together"),
        ((*WITH, "--dose", "visits"), OptionError, "write WHAT=NUMBER"),
        ((*WITH, "--dose", "visits=0"), EvidenceError, "visits must lie above 0"),
        ((*WITH, "--sure", "yes"), OptionError, "write four answers"),
        ((*WITH, "--by", "me"), OptionError, "give both"),
        ((*WITH, "--language", "xx"), OptionError, "no language 'xx'"),
        ((*WITH, "--pdf", "plan.docx"), OptionError, "must end in .pdf"),
        ((*WITH, "--html", "a.html", "--record", "a.html"), OptionError, "the same file"),
        ((*WITH, "--pdf", "no/such/folder.pdf"), OptionError, "its folder is missing"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(
    person: str, words: tuple[str, ...], kind: type[Exception], said: str
) -> None:
    refused = asked(person, *words)
    assert isinstance(refused.exception, kind)
    assert said in str(refused.exception)


def test_a_plan_says_which_signs_nobody_asked_about_and_names_no_number_of_other_people(person: str) -> None:
    path = Path(person)
    path.write_text(path.read_text().replace('saddle_numb = "no"\n', ""))
    said = flat(asked(person, "--option", "dry_needling", "--treatment", "dry needling,exercise"))
    assert "1 question about signs of a serious illness is still open." in said
    assert "Dry needling: cannot be carried over to this person." in said
    assert "Dry needling: 7" not in said
    assert said.count("Usual care:") == 1
    usual = flat(asked(person, "--option", "usual_care", "--treatment", "exercise"))
    assert usual.count("Usual care:") == 1
