"""Claims for a reader: the same verdicts in every form, the manual in step, and what is asked that is not there."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsal.errors import OptionError
from dorsal.faces.claims.claims_document import ClaimsDocument, beside_words, claims_document, short_words
from dorsal.faces.claims.claims_text import claims_json, claims_markdown, verdicts_table
from dorsal.faces.cli.app import app
from dorsal.synthesis.claim import VERDICTS, WORDS
from dorsal.topics.judged import judged
from dorsal.topics.loader import load

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verdicts.md"


@cache
def bundled() -> ClaimsDocument:
    return claims_document(judged(load()), version="9.9.9")


def printed(*words: str) -> str:
    done = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"}).invoke(app, ["claims", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_the_readable_table_is_what_the_evidence_says() -> None:
    assert verdicts_table(bundled()) in PAGE.read_text(encoding="utf-8"), "put the table of `dorsal claims --md` there"
    assert bundled().summary in PAGE.read_text(encoding="utf-8")


def test_every_claim_stands_in_the_short_list_with_its_verdict() -> None:
    text = printed()
    assert bundled().summary in text
    for name, judgement in bundled().judgements.items():
        assert f"{name} {judgement.claim.statement} {judgement.words} " in text


def test_a_claim_explained_names_reasons_rows_sources_and_wording() -> None:
    text = printed("c14", "C17")
    assert "LBP0017" in text
    assert "https://doi.org/10.61919/n9hbg184" in text
    assert "What would settle it" in text
    assert " ".join(bundled().judgements["C14"].wording.split()) in text
    assert "'non-invasive' is the wrong word" in text
    assert "C15" not in text


def test_the_same_release_in_every_form() -> None:
    found = json.loads(CliRunner().invoke(app, ["claims", "--json"]).stdout)
    assert f"release {found['release']}" in printed()
    assert f"release {found['release']}" in printed("--md")
    assert found["counts"] == {v: sum(c["verdict"] == v for c in found["claims"]) for v in found["counts"]}


@pytest.mark.parametrize(
    "name", ["uncertain", "UNCERTAIN", "probably true", "probably_not", "not a question for trials"]
)
def test_verdicts_are_asked_for_by_code_or_words(name: str) -> None:
    found = claims_document(bundled().judged, version="1", verdicts=[name]).judgements
    assert len({judgement.verdict for judgement in found.values()}) == 1


def test_a_verdict_that_no_claim_has_is_an_empty_list() -> None:
    assert "None of these has that verdict" in printed("C14", "--verdict", "supported")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["C99"], "no claim has the id 'C99'; did you mean C"),
        (["x", "y"], "no claim has the id 'x', 'y'; there are C01 to C37"),
        (["--verdict", "true"], "'true' is no verdict; there are supported"),
        (["--json", "--md"], "ask for one of them"),
    ],
)
def test_what_is_not_there_is_refused(words: list[str], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        CliRunner().invoke(app, ["claims", *words], catch_exceptions=False)


def test_a_topic_without_claims_says_so(tmp_path: Path) -> None:
    CliRunner().invoke(app, ["topics", "new", str(tmp_path / "own")], catch_exceptions=False)
    assert "The topic has no claims." in printed("--topic", str(tmp_path / "own"))


def test_markdown_escapes_what_a_table_says() -> None:
    text = claims_markdown(bundled())
    assert "<script" not in text
    assert all(f"## {name}: " in text for name in bundled().judgements)


def test_json_holds_every_reason_and_source() -> None:
    for told, judgement in zip(claims_json(bundled())["claims"], bundled().judgements.values(), strict=True):
        assert told["verdict"] in VERDICTS
        assert told["words"] == WORDS[judgement.verdict]
        assert told["reasons"] == list(judgement.reasons)
        assert [source["rows"] for source in told["sources"]] == [list(s.rows) for s in judgement.sources]


def test_a_line_tells_what_stands_behind_a_verdict() -> None:
    assert short_words(bundled().judgements["C14"]) == (
        "21 points lower on a scale of 0 to 100 (95\N{NO-BREAK SPACE}% interval: 11 to 31 points lower); "
        "certainty very low; 1 trial head to head; the numbers point the way the claim says"
    )
    assert "Itoh 2006: favours dry needling; P < 0.001" in beside_words(
        bundled().judged, bundled().judgements["C01"].beside[0]
    )


def test_other_commands_do_not_wait_for_claims() -> None:
    """What judges claims and reads articles is loaded by the commands that do."""
    loaded = "import sys, dorsal.faces.cli.commands; print([m for m in sys.modules if 'claim' in m or 'article' in m])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert set(ast.literal_eval(done.stdout)) == {"dorsal.topics.claim_settings"}
