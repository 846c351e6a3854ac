"""From a table to a report by clicking: what was understood, faults, questions, files; the numbers of `dorsal fit`."""

from __future__ import annotations

import html
import io
import json
import re
import shlex
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from dorsal.clinic.review.example import EXAMPLES
from dorsal.clinic.review.takeaway import FILES
from tests.clinic.analyst import SMALL, Analyst
from tests.clinic.walker import HERE

DATA = Path(__file__).parents[1] / "data"
DORSAL = "from dorsal.faces.cli.entry import main; main()"


def words(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.partition("<main")[2])).split())


class Unmarked(HTMLParser):
    """What a page says outside of elements that are marked as English, and of columns' own names."""

    VOID = ("input", "br", "link", "meta", "wbr", "path", "line", "rect", "circle")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said, self._inside = "", 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Marked elements, and everything in them."""
        own = ("name", "role") in attrs or dict(attrs).get("for", "").startswith("role_") or tag in ("pre", "textarea")
        if (self._inside or ("lang", "en") in attrs or own) and tag not in self.VOID:
            self._inside += 1

    def handle_endtag(self, tag: str) -> None:
        """Out of them again."""
        self._inside -= bool(self._inside) and tag not in self.VOID

    def handle_data(self, data: str) -> None:
        """Words."""
        self.said += "" if self._inside else f"{data} "


def command_of(page: str) -> list[str]:
    """The command that a report shows, as a shell reads it."""
    found = re.search(r"<code>(dorsal fit [^<]*)</code>", page)
    assert found
    return shlex.split(html.unescape(found[1]))


def run(arguments: list[str], folder: Path) -> str:
    """What a command prints."""
    done = subprocess.run(arguments, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_the_published_table_and_one_click_analyses_it(client: Client, name: str) -> None:
    assert EXAMPLES[name].table.content == (DATA / f"{name}.csv").read_bytes()
    analyst = Analyst(client)
    assert analyst.give(example=name).status_code == 200
    assert "What was understood" in analyst.page
    answer = analyst.send("answer")
    assert answer.status_code == 200
    assert "The trials of" in words(analyst.page), words(analyst.page)[:500]
    assert "Leaving out each study" in analyst.page


def test_the_numbers_are_those_of_the_command_that_the_page_shows(client: Client, tmp_path: Path) -> None:
    analyst = Analyst(client)
    table = (DATA / "smoking_cessation.csv").read_bytes()
    analyst.give(table, "smoking cessation.csv")
    analyst.send("answer", {"better": "higher", "posterior": "on", "summary_of_findings": "on", "model": "random"})
    command = command_of(analyst.page)
    assert command[:3] == ["dorsal", "fit", "smoking cessation.csv"]
    assert {"--better", "--posterior", "--node-splits", "--contribution", "--leave-one-out"} <= set(command)
    (tmp_path / "smoking cessation.csv").write_bytes(table)
    printed = run([sys.executable, "-c", DORSAL, *command[1:], "--json"], tmp_path)
    assert json.loads(analyst.take("fit.json")) == json.loads(printed)


def test_everything_comes_in_one_archive_whose_script_gives_the_same_numbers(client: Client, tmp_path: Path) -> None:
    analyst = Analyst(client)
    analyst.give(SMALL, "trials.csv")
    analyst.send("answer", {"reference": "A"})
    with zipfile.ZipFile(io.BytesIO(analyst.take("everything.zip"))) as archive:
        assert set(archive.namelist()) == {"trials.csv", *FILES} - {"everything.zip"}
        archive.extractall(tmp_path)
    assert (tmp_path / "trials.csv").read_text() == SMALL
    made_again = json.loads(run([sys.executable, "analysis.py"], tmp_path))
    assert made_again == json.loads((tmp_path / "fit.json").read_text(encoding="utf-8")) == analyst.json()
    assert "The answer" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "league" in openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames
    with zipfile.ZipFile(tmp_path / "plots.zip") as plots:
        assert {"network.svg", "forest.svg", "league.svg"} <= set(plots.namelist())
    assert (tmp_path / "cinema.csv").read_text().startswith("id,t1,t2,effect,se")


def test_what_was_understood_is_said_at_once(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(SMALL + "5,D,3,50\n5,E,4,50\n6,A,0,10\n6,B,0,10\n")
    told = words(analyst.page)
    assert "trials.csv, 12 rows, one row per arm" in told
    assert "Treatments 5: A, B, C, D, E" in told
    assert "Measure OR Reference" in told
    assert "fall into 2 groups that no study joins" in told
    assert "Left out" in told
    assert "line 12" in told
    assert re.search(r'<svg[^>]* class="chart', analyst.page)


def test_every_fault_is_told_with_its_row_value_and_way_out_and_put_right_on_the_page(client: Client) -> None:
    analyst = Analyst(client)
    wrong = SMALL.replace("1,C,23,140", "1,C,230,140").replace("4,B,10,100", "4,B,many,100")
    assert analyst.give(wrong).status_code == 200
    told = words(analyst.page)
    assert "2 faults, each with the way out" in told
    assert "line 3 (study 1, C) responders 230 230 events among 140 people" in told
    assert "line 8 (study 4) responders many it is text where a number belongs" in told
    analyst.send("read", {"pasted": SMALL, "corrected": "yes"})
    assert "What was understood" in analyst.page
    assert analyst.send("answer").status_code == 200
    assert command_of(analyst.page)[2] == "trials.csv"


def test_columns_of_any_name_are_taken_as_the_reader_says(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(SMALL.replace("treatment,responders,sampleSize", "what,good,all"))
    assert "no column is recognised as the treatment" in words(analyst.page)
    analyst.send("read", {"header": ["study", "what", "good", "all"], "known": ["study", "", "", ""],
                          "role": ["study", "treatment", "events", "n"]})  # fmt: skip
    assert "What was understood" in analyst.page
    analyst.send("answer")
    assert [word for word in command_of(analyst.page) if "=" in word] == ["treatment=what", "events=good", "n=all"]


def test_a_column_can_be_left_out(client: Client) -> None:
    lines = SMALL.splitlines()
    table = [f"{lines[0]},year", *(f"{line},{1990 + n}" for n, line in enumerate(lines[1:]))]
    analyst = Analyst(client)
    analyst.give("\n".join(table))
    assert "year" in words(analyst.page).partition("What is wrong")[2]
    names = ["study", "treatment", "responders", "sampleSize", "year"]
    known = ["study", "treatment", "events", "n", "year"]
    analyst.send("read", {"header": names, "known": known, "role": [*known[:-1], ""]})
    assert "What was understood" in analyst.page
    analyst.send("answer")
    assert command_of(analyst.page)[3:5] == ["--map", "year="]


def test_doses_become_curves(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(
        "study,drug,dose,n,mean,sd\nS1,placebo,0,50,10,5\nS1,a,10,50,8,5\nS1,a,20,50,7,5\n"
        "S2,placebo,0,60,11,5\nS2,a,20,55,7.5,5\nS3,placebo,0,40,9,4\nS3,a,40,44,6,4\n"
    )
    assert "the same arm stands in" in words(analyst.page)
    analyst.send("read", {"dose": "dose"})
    assert "3 studies" in words(analyst.page)
    analyst.send("answer", {"dose_shape": "emax", "dose_at": "a=30"})
    assert "Dose and response (emax)" in words(analyst.page)
    said = " ".join(command_of(analyst.page))
    assert "--dose dose" in said
    assert "--dose-shape emax --dose-at a=30" in said


def test_a_workbook_is_read_from_the_sheet_that_is_chosen(client: Client) -> None:
    book = openpyxl.Workbook()
    book.active.title = "notes"
    book.active.append(["who", "what"])
    book.active.append(["we", "wrote this"])
    sheet = book.create_sheet("trials")
    for line in SMALL.splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    written = io.BytesIO()
    book.save(written)
    analyst = Analyst(client)
    analyst.give(written.getvalue(), "trials.xlsx")
    assert "no column is recognised" in words(analyst.page)
    assert '<option value="trials">' in analyst.page
    analyst.send("read", {"sheet": "trials"})
    assert "What was understood" in analyst.page
    assert analyst.send("answer").status_code == 200
    assert "--sheet trials" in shlex.join(command_of(analyst.page))


def test_a_question_that_cannot_be_answered_leaves_the_others(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give()
    analyst.send("answer", {"posterior": "on", "likelihood": "poisson"})
    told = words(analyst.page)
    assert "These questions have no answer here; the others have" in told
    assert "The exact posterior of effects, tau and ranks" in told
    assert "Direct against indirect evidence" in told
    assert "--posterior" not in command_of(analyst.page)
    assert "posterior" not in analyst.json()


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"covariate": ["latitude"]}, "meta-regression"),
        ({"transitivity": ["latitude"]}, "comparable|alike|transitiv"),
        ({"subgroup": ["allocation"]}, "subgroup"),
        ({"small_study": "on", "selection": ["copas"]}, "small|held back"),
        ({"power": "on", "per_arm": "50"}, "settle"),
        ({"rank_condition": "BCG best by 0.1", "mic": "0.1"}, "rank|probable|statement"),
        ({"rare_events": "mantel-haenszel"}, "counts|rare"),
        ({"posterior": "on", "prior_tau": "halfnormal(0.5)", "likelihood": "binomial"}, "posterior"),
        ({"beside": "model=common"}, "beside|side by side"),
        ({"importance": "on", "loops": "on", "unrelated_mean_effects": "on"}, "importance|loops|unrelated"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_each_question_is_answered_in_the_report(client: Client, said: dict[str, Any], title: str) -> None:
    analyst = Analyst(client)
    analyst.give(example="bcg")
    analyst.send("answer", {"node_splits": None, "contribution": None, "leave_one_out": None, **said})
    heads = re.findall(r"<h2 id=\"asked-[^>]*>([^<]*)<", analyst.page)
    assert re.search(title, " ".join(heads), re.IGNORECASE), words(analyst.page)[:900]
    assert "no answer here" not in analyst.page


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"baseline_risk": "2"}, "baseline_risk", "give a risk between 0 and 1"),
        ({"confidence": "on"}, "mic", "how large a difference matters"),
        ({"class_effects": "on"}, "treatment_class", "name them here"),
        ({"thresholds": "a,b"}, "thresholds", "three rising numbers"),
        ({"treatment_class": "ssri"}, "treatment_class", "NAME=VALUE"),
        ({"prior_effect": "much"}, "prior_effect", "Enter a number"),
        ({"link": "log", "posterior": "on"}, "", "link of normal contrasts"),
        ({"reference": "Z"}, "", "is in no usable study"),
        ({"measure": "HR"}, "", "no study can be used"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_wrong_is_said_at_its_field(client: Client, said: dict[str, str], field: str, message: str) -> None:
    analyst = Analyst(client)
    analyst.give()
    assert analyst.send("answer", said).status_code == 200
    assert "Something needs another look" in analyst.page
    assert message in words(analyst.page)
    assert not field or f'id="id_{field}_error"' in analyst.page
    assert "--" not in words(analyst.page).partition("What was understood")[0]


def test_questions_can_be_changed_from_the_report(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give()
    analyst.send("answer", {"model": "common", "node_splits": None})
    analyst.send("read")
    assert re.search(r'<option value="common"[^>]*selected', analyst.page)
    assert not re.search(r'name="node_splits"[^>]*checked', analyst.page)
    assert re.search(r'name="contribution"[^>]*checked', analyst.page)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"pasted": ""}, "Choose a file, or paste rows below."),
        ({"example": "passwd"}, "Choose a file, or paste rows below."),
        ({"content": b" \n", "name": "a.csv"}, "The table is empty."),
        ({"content": b"%PDF-1.7", "name": "a.csv"}, "it is a PDF document, not a table"),
    ],
)
def test_what_is_no_table_is_refused_in_words(client: Client, given: dict[str, str], message: str) -> None:
    analyst = Analyst(client)
    assert analyst.give(**given).status_code == 200  # type: ignore[arg-type]
    assert message in words(analyst.page) or "Select a valid choice" in words(analyst.page)


def test_pasted_rows_are_read_as_from_a_spreadsheet(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(pasted=SMALL.replace(",", "\t"))
    assert "pasted.csv, 8 rows, one row per arm" in words(analyst.page)


def test_several_outcomes_are_told_apart(client: Client) -> None:
    lines = SMALL.splitlines()
    table = [f"{lines[0]},outcome", *(f"{line},quit, long" for line in lines[1:])]
    table = [line.replace("quit, long", '"quit, long"') for line in table] + [f"{line},harm" for line in lines[1:5]]
    analyst = Analyst(client)
    analyst.give("\n".join(table))
    assert "quit, long" in words(analyst.page)
    analyst.send("answer", {"outcome": "harm"})
    assert "Of the 2 answers" in words(analyst.page) or "harm" in words(analyst.page)
    assert command_of(analyst.page)[3:5] == ["--outcome", "harm"]


@pytest.mark.parametrize("step", ["read", "answer", "file", "end"])
def test_an_address_alone_leads_to_the_first_step(client: Client, step: str) -> None:
    answer = client.get(f"/es/review/{step}/", headers={"Host": "localhost"})
    assert (answer.status_code, answer["Location"]) == (302, "/es/review/")


def test_forgetting_leads_to_the_first_step_and_clears_the_browser(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give()
    answer = analyst.send("end")
    assert (answer.status_code, answer["Location"]) == (302, "/review/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_it_speaks_spanish_and_marks_what_does_not(client: Client) -> None:
    analyst = Analyst(client, prefix="/es/review/")
    analyst.give(name="ensayos.csv")
    asking = analyst.page
    analyst.send("answer", {"posterior": "on", "likelihood": "poisson"})
    report = analyst.page
    analyst.give(SMALL.replace("10,100", "many,100"), "ensayos.csv")
    english = {"the", "of", "with", "treatment", "interval", "against", "trials", "studies"}
    for page in (asking, report, analyst.page):
        said = Unmarked(page.partition("<main")[2]).said
        assert len(said) > 40
        assert set(re.findall(r"[a-z]+", said.casefold())) & english == set()


def test_the_first_page_and_the_navigation_lead_there(client: Client) -> None:
    page = client.get("/", headers=HERE).content.decode()
    assert page.count('href="/review/"') == 2
