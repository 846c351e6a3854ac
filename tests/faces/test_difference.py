"""Two fits compared, a table watched, and the id of a release."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from dorsal.errors import EvidenceError, OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.cli.difference_commands import WatchOptions, follow
from dorsal.faces.cli.difference_view import show_difference
from dorsal.faces.cli.screen import Screen
from dorsal.faces.difference import difference, nothing_changed, read_fit
from dorsal.faces.document import Document, Provenance
from dorsal.faces.release import release_id
from dorsal.faces.sheet_answer import answer_sheet
from dorsal.synthesis.fit import fit_network
from tests.faces.test_json_document import faults

ROWS = ["s1,A,placebo,-0.5,0.2", "s2,B,placebo,-0.2,0.2", "s3,A,B,-0.1,0.2"]
MORE = [*ROWS, "s4,B,placebo,-1.9,0.1"]
HEAD = "studlab,treat1,treat2,TE,seTE"
SAID = Provenance(
    version="1", data_name="t.csv", data_hash="ab", command="dorsal fit x/t.csv", options={"model": "random"}, seed=1
)


def table(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([HEAD, *rows]))
    return path


def fitted(path: Path, *words: str) -> Path:
    result = CliRunner().invoke(app, ["fit", str(path), "--json", *words], catch_exceptions=False)
    target = path.with_name(f"{path.stem}{len(words)}.json")
    target.write_text(result.stdout)
    return target


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return fitted(table(tmp_path / "before.csv", ROWS))


@pytest.fixture
def after(tmp_path: Path) -> Path:
    return fitted(table(tmp_path / "after.csv", MORE))


def test_a_study_more(before: Path, after: Path) -> None:
    result = CliRunner().invoke(app, ["diff", str(before), str(after), "--json"], catch_exceptions=False)
    told: Any = json.loads(result.stdout)
    assert faults(told, "dorsal/diff/1") == []
    assert (told["studies_added"], told["studies_removed"], told["data_changed"]) == (["s4"], [], True)
    old, new = (json.loads(path.read_text()) for path in (before, after))
    for row in told["effects"]:
        was, now = (
            next(e["estimate"] for e in fit["effects"] if e["treatment"] == row["treatment"]) for fit in (old, new)
        )
        assert row["change"] == now - was != 0.0
    assert {row["treatment"]: (row["first"], row["second"]) for row in told["ranks"]} == {
        "B": (2, 1),
        "A": (1, 2),
        "placebo": (3, 3),
    }
    shown = CliRunner().invoke(app, ["diff", str(before), str(after)], catch_exceptions=False).stdout
    assert "Added: s4." in shown
    assert "B vs placebo" in shown


def test_the_same_twice(before: Path) -> None:
    told = difference(read_fit(before), read_fit(before))
    assert nothing_changed(told)
    assert told["first"]["release"] == told["second"]["release"]


def test_another_model(before: Path, tmp_path: Path) -> None:
    common = fitted(tmp_path / "before.csv", "--model", "common")
    told = difference(read_fit(before), read_fit(common))
    assert {"option": "model", "first": "random", "second": "common"} in told["options"]
    assert told["first"]["release"] != told["second"]["release"]
    assert not nothing_changed(told)


@pytest.mark.parametrize("text", ["no json", "[]", "{}", '{"schema": "dorsal/answer/1"}', '{"schema": "dorsal/fit/1"}'])
def test_files_that_are_no_fit(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(EvidenceError, match="dorsal fit FILE --json"):
        read_fit(tmp_path / "x.json")


def test_a_watched_table_that_breaks_on_the_way(tmp_path: Path) -> None:
    path = table(tmp_path / "trials.csv", ROWS)
    saves = iter([["s1,A,placebo,x,0.2"], None, MORE])

    def wait(seconds: float) -> None:
        rows = next(saves)
        if rows is not None:
            table(path, rows)

    screen = Screen(Console(record=True, width=100, quiet=False))
    with screen.console.capture() as shown:
        follow(WatchOptions(file=path, times=3), screen, wait)
    text = shown.get()
    assert text.index("Still watching") < text.index("Added: s4.")
    assert next(saves, "all") == "all"


def test_a_watched_fit_goes_on_from_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path / "trials.csv", ROWS)
    seen: list[Document] = []

    def answered(*given: Any, **named: Any) -> Document:
        seen.append(answer_sheet(*given, **named))
        assert (named["before"] is None) is (len(seen) == 1)
        return seen[-1]

    monkeypatch.setattr("dorsal.faces.cli.asking.answer_sheet", answered)
    saves = iter([MORE, [MORE[0].replace("-0.5", "-0.7"), *MORE[1:]], ROWS])
    screen = Screen(Console(record=True, width=100, quiet=False))

    def wait(seconds: float) -> None:
        table(path, next(saves))

    with screen.console.capture() as shown:
        follow(WatchOptions(file=path, times=4), screen, wait)
    assert "Other numbers than before: s1." in shown.get()
    for each in seen:
        analysis = each.sections[0].analysis
        assert analysis is not None
        for fit in analysis.fits:
            fresh = fit_network(fit.network, fit.options)
            assert fit.effect == pytest.approx(fresh.effect, abs=1e-9)
            assert fit.tau2 == pytest.approx(fresh.tau2, abs=1e-9)


def test_ctrl_c_ends_a_watch_without_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*said: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dorsal.faces.cli.difference_commands.follow", interrupted)
    assert CliRunner().invoke(app, ["watch", str(tmp_path / "t.csv")]).exit_code == 0


def test_a_change_of_certainty_is_told(before: Path, after: Path) -> None:
    told = difference(read_fit(before), read_fit(after))
    old, new = (json.loads(path.read_text()) for path in (before, after))
    levels = {e["treatment"]: (e["certainty"],) for e in old["effects"]}
    for effect in new["effects"]:
        levels[effect["treatment"]] += (effect["certainty"],)
    assert {r["treatment"]: (r["certainty_first"], r["certainty_second"]) for r in told["effects"]} == levels
    surer = {**told, "effects": [{**row, "certainty_second": "high"} for row in told["effects"]]}
    screen = Screen(Console(record=True, width=100))
    with screen.console.capture() as shown:
        show_difference(screen, surer)
    text = shown.get()
    assert text.index("Certainty") < text.index("high") < text.index("Order by P-score")
    same = difference(read_fit(before), read_fit(before))
    assert nothing_changed(same)
    moved = {**same, "effects": [{**row, "certainty_second": "?"} for row in same["effects"]]}
    assert not nothing_changed(moved)


def test_a_watch_answers_questions_and_writes_the_report_at_each_save(tmp_path: Path) -> None:
    path, report = table(tmp_path / "trials.csv", ROWS), tmp_path / "page.html"
    pages: list[str] = []

    def wait(seconds: float) -> None:
        pages.append(report.read_text())
        table(path, MORE)

    screen = Screen(Console(record=True, width=100))
    options = WatchOptions(file=path, times=2, loops=True, mic=0.2, confidence=True, report=report)
    with screen.console.capture() as shown:
        follow(options, screen, wait)
    text = shown.get()
    assert text.count("Do closed loops of comparisons add up?") == 2
    assert text.count("Confidence (CINeMA)") == 2
    assert "Certainty" in text
    assert "s4" in report.read_text()
    assert "s4" not in pages[0].split("<main>")[1]


def test_what_belongs_to_one_fit_is_refused(tmp_path: Path) -> None:
    screen, path = Screen(Console()), table(tmp_path / "t.csv", ROWS)
    with pytest.raises(OptionError, match="--json is written once, by dorsal fit"):
        follow(WatchOptions(file=path, json=True), screen, lambda _: None)
    with pytest.raises(OptionError, match="--per-arm belongs to --power"):
        follow(WatchOptions(file=path, per_arm=5), screen, lambda _: None)


def test_settings_of_a_watch(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="--every"):
        follow(WatchOptions(file=tmp_path / "t.csv", every=0.0), Screen(Console()), lambda _: None)


def test_a_release_is_its_data_options_and_version() -> None:
    same = replace(SAID, command="dorsal fit elsewhere/t.csv")
    assert release_id(same) == release_id(SAID)
    others = [
        replace(SAID, version="2"),
        replace(SAID, data_hash="ac"),
        replace(SAID, options={"model": "common"}),
        replace(SAID, seed=2),
        replace(SAID, command="dorsal fit t.csv --map treatment=drug"),
    ]
    assert len({release_id(one) for one in (SAID, *others)}) == 6
    assert release_id(replace(SAID, command="dorsal 'fit"))


def test_a_study_whose_numbers_changed_is_named(tmp_path: Path, before: Path) -> None:
    corrected = fitted(table(tmp_path / "corrected.csv", ["s0,B,placebo,-0.1,0.2", *ROWS[:2], "s3,A,B,-0.2,0.2"]))
    told = difference(read_fit(before), read_fit(corrected))
    assert (told["studies_added"], told["studies_changed"]) == (["s0"], ["s3"])
    shown = CliRunner().invoke(app, ["diff", str(before), str(corrected)], catch_exceptions=False).stdout
    assert "Other numbers than before: s3." in shown
    common = fitted(table(tmp_path / "corrected.csv", ROWS), "--model", "common")
    assert difference(read_fit(before), read_fit(common))["studies_changed"] == []
