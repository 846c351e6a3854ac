"""dorsal article check and publish, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dorsal.errors import ArticleError, OptionError, Overstated
from dorsal.faces import json_document
from dorsal.faces.article.article_text import article_json
from dorsal.faces.cli.app import app
from tests.faces.article_samples import view
from tests.faces.test_json_document import faults

FIRM = "# T\n\nRelief is faster. [[C14]] Needling helps.\n"
MILD = "# T\n\nNobody knows whether relief is faster. [[C14]]\n"


def run(*words: str | Path, fails: bool = False) -> Result:
    runner = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})
    done = runner.invoke(app, ["article", *map(str, words)], catch_exceptions=fails)
    assert fails or done.exit_code == 0, done.output
    return done


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.md"
    path.write_text(FIRM, encoding="utf-8")
    return path


def test_check_tells_verdict_problem_wording_and_what_lacks_a_mark(text: Path) -> None:
    printed = " ".join(run("check", text).output.split())
    assert "1 claims (1 uncertain); 1 sentence says more than the evidence allows." not in printed
    assert "1 claim (1 uncertain); 1 sentence says more than the evidence allows." in printed
    assert "C14: it says so without a hedge ('faster'), the evidence says uncertain" in printed
    assert "Write: We do not know whether dry needling lowers pain" in printed
    assert "line 3: Needling helps." in printed
    assert "does not touch: C01, C02" in printed


def test_strict_fails_where_a_sentence_says_too_much_and_else_does_not(text: Path) -> None:
    done = run("check", text, "--strict", fails=True)
    assert isinstance(done.exception, Overstated)
    assert done.exception.exit_code == 14
    assert "1 sentence says more than the evidence allows: line 3" in str(done.exception)
    text.write_text(MILD, encoding="utf-8")
    run("check", text, "--strict")


def test_the_own_article_is_the_default_and_passes() -> None:
    assert "no sentence says more than the evidence allows" in " ".join(run("check", "--strict").output.split())


def test_json_is_as_described(text: Path) -> None:
    told = json.loads(run("check", text, "--json").stdout)
    assert faults(told, told["schema"]) == []
    assert told["sentences"][0]["problems"][0]["kind"] == "overstated"
    assert [sentence["text"] for sentence in told["unmarked"]] == ["Needling helps."]
    own = json.loads(json_document.text(article_json(view(MILD))))
    assert faults(own, own["schema"]) == []


def test_suggestions_go_to_another_file(text: Path, tmp_path: Path) -> None:
    out = tmp_path / "suggested.md"
    run("check", text, "--suggest", out)
    assert "<!-- dorsal: line 3" in out.read_text(encoding="utf-8")
    assert text.read_text(encoding="utf-8") == FIRM
    for wrong, said in (
        (text, "which is read"),
        (tmp_path, "no place for a file"),
        (tmp_path / "no" / "a.md", "no place"),
    ):
        with pytest.raises(OptionError, match=said):
            run("check", text, "--suggest", wrong)
    with pytest.raises(OptionError, match="is there already"):
        run("check", text, "--suggest", out)
    run("check", text, "--suggest", out, "--force")


def test_publish_writes_a_page_and_says_what_is_wrong(text: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    done = run("publish", text, "--out", out)
    assert "1 sentence says more than the evidence allows" in done.stderr
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>\n<html")
    run("publish", text, "--out", out)  # its own page may be replaced
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(OptionError, match="was not written by Dorsal"):
        run("publish", text, "--out", out)
    with pytest.raises(OptionError, match="which is read"):
        run("publish", text, "--out", text, "--force")


def test_strict_publishes_nothing_that_says_too_much(text: Path, tmp_path: Path) -> None:
    with pytest.raises(Overstated):
        run("publish", text, "--out", tmp_path / "page.html", "--strict")
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\xff", OptionError, "no UTF-8 text"),
        (b"a\0b", OptionError, "NUL characters"),
        (b"a" * 300_001, OptionError, "at most 300,000"),
        (b"A. [[C99]]\n\nB. [[C14", ArticleError, "cannot be read in 2 places"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, content: bytes, error: type[Exception], said: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content)
    for command in ("check", "publish"):
        with pytest.raises(error, match=said):
            run(command, path)


def test_a_file_that_is_not_there_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run("check", tmp_path / "none.md")


def test_an_empty_file_is_checked(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("", encoding="utf-8")
    assert "No claim is marked" in run("check", tmp_path / "a.md").output
