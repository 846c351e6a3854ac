"""Tables beside the main one, and an analysis that was taken away and is given back: SECURITY rows 26 and 31 too."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from dataclasses import fields
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dorsal.clinic.review.beside_form import WORDS
from dorsal.clinic.review.elsewhere import NOT_HERE
from dorsal.clinic.review.given import BESIDE, OURS, Given
from dorsal.clinic.review.question_form import QuestionForm
from dorsal.clinic.review.reading_form import ReadingForm
from dorsal.clinic.review.saved_analysis import reopened
from dorsal.clinic.review.sealed import opened, sealed
from dorsal.clinic.review.takeaway import FILES
from dorsal.errors import SheetError
from dorsal.faces.cli.inquiry_options import InquiryOptions
from dorsal.faces.cli.options import ReportOptions
from tests.clinic.analyst import SMALL, Analyst
from tests.clinic.test_review_whole import command_of, words

BIAS = "Study,D1,D2,D3,D4,D5,Overall\n1,low,low,low,low,low,low\n2,high,low,low,low,low,high\n"
PARTS = "treatment,drug,talk\nA,0,0\nB,1,0\nC,1,1\n"
JUDGED = "treat1,treat2,domain,concern,reason\n,,imprecision,major,few people\n"
WRITTEN = {field.name for field in fields(ReportOptions)} | {"cinema", "script", "prisma", "zip"}


def upload(content: str | bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def result(command: Any) -> bytes:
    return json.dumps({"provenance": {"command": command}}).encode()


def found(name: str, content: bytes) -> dict[str, Any]:
    """What a saved analysis holds, without another process."""
    return reopened({"name": name, "content": base64.b64encode(content).decode()})


def test_every_option_of_the_command_is_asked_here_or_named_as_one_that_is_not() -> None:
    every = {field.name for field in fields(InquiryOptions)} - WRITTEN - {"file"}
    here = {*QuestionForm.base_fields, *ReadingForm.base_fields, "map", *BESIDE}
    elsewhere = {name for _, names, _ in NOT_HERE for name in names}
    assert every - here - elsewhere == set()
    assert here & elsewhere == set()
    assert here - every == set()
    assert set(WORDS) == set(BESIDE)
    assert set(OURS) == set(FILES)


def test_what_is_not_asked_is_told_with_the_command_for_this_table(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(name="my trials.csv")
    assert "dorsal fit 'my trials.csv' --people people.csv" in words(analyst.page)


def test_tables_beside_the_main_one_count_travel_and_are_taken_away(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give()
    sent = {"bias_file": upload(BIAS, "rob.csv"), "override_rows": JUDGED, "component_matrix_rows": PARTS}
    analyst.send("answer", {**sent, "mic": "0.2", "confidence": "on", "node_splits": None})
    command = " ".join(command_of(analyst.page))
    for option in ("--bias rob.csv", "--override override.csv", "--component-matrix component-matrix.csv"):
        assert option in command, words(analyst.page)[:900]
    assert "few people" in words(analyst.page)
    with zipfile.ZipFile(io.BytesIO(analyst.take("everything.zip"))) as archive:
        assert archive.read("rob.csv").decode() == BIAS
        assert archive.read("component-matrix.csv").decode() == PARTS
        assert 'BIAS = HERE / "rob.csv"' in archive.read("analysis.py").decode()
    analyst.send("read")
    told = words(analyst.page)
    assert "Given: rob.csv" in told
    assert "known for 2 studies" in told
    analyst.send("read", {"bias_drop": "on"})
    assert "Given: rob.csv" not in words(analyst.page)
    assert "Given: override.csv" in words(analyst.page)


def test_faults_of_a_table_beside_are_told_and_the_questions_stay(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give()
    analyst.send("answer", {"bias_rows": BIAS.replace("2,high", "2,rather bad"), "model": "common"})
    told = words(analyst.page)
    assert "bias.csv: " in told
    assert "rather bad" in told
    assert "What was understood" in told
    assert re.search(r'<option value="common"[^>]*selected', analyst.page)
    analyst.send("answer", {"override_rows": JUDGED, "override_file": upload(JUDGED, "j.csv"), "bias_drop": "on"})
    assert "Give a file or rows, not both." in words(analyst.page)


def test_a_covariate_that_differs_within_a_study_is_told_with_its_lines(client: Client) -> None:
    analyst = Analyst(client)
    lines = SMALL.splitlines()
    analyst.give("\n".join([f"{lines[0]},place", *(f"{line},p{n}" for n, line in enumerate(lines[1:]))]))
    analyst.send("answer", {"covariate": ["place"]})
    assert "The table cannot be used as it is" in words(analyst.page)
    assert "What was understood" in words(analyst.page)


def test_two_tables_of_one_name_and_one_named_as_ours_get_names_of_their_own() -> None:
    given = Given(name="fit.json", content=b"x").with_table("bias", Given(name="table fit.json", content=b"y"))
    assert given.name == "table fit.json"
    assert given.beside["bias"].name == "bias table fit.json"
    assert opened(sealed(given)) == given
    assert given.without_table("bias").beside == {}


def test_an_analysis_that_was_taken_away_goes_on_where_it_was(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(SMALL.replace("treatment,responders", "what,good"), "my trials.csv")
    said = {"header": ["study", "what", "good", "sampleSize"], "known": ["study", "", "", "n"],
            "role": ["study", "treatment", "events", "n"]}  # fmt: skip
    analyst.send("read", said)
    analyst.send("answer", {
        "better": "higher", "model": "random", "interval": "HK", "level": "0.9", "leave_one_out": None,
        "treatments": ["A", "B", "C"], "rank_condition": "A best\nB above C", "bias_rows": BIAS, "mic": "0.25",
        "contribution_method": "convex", "tau2_by": "comparison", "seed": "7", "zero_cells": "treatment_arm",
    })  # fmt: skip
    before, numbers = command_of(analyst.page), analyst.json()
    saved = analyst.take("everything.zip")
    analyst.give(saved=upload(saved, "dorsal-everything.zip"))
    assert "The questions are those of the analysis that was saved." in words(analyst.page)
    analyst.send("answer")
    assert command_of(analyst.page) == before
    assert analyst.json() == numbers


def test_questions_of_a_saved_analysis_are_asked_of_another_table(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(file=upload(SMALL, "new.csv"), saved=upload(result("dorsal fit old.csv --better higher"), "r.json"))
    analyst.send("answer")
    assert command_of(analyst.page)[2:] == ["new.csv", "--better", "higher"]
    analyst.give(saved=upload(result("dorsal fit old.csv --better higher"), "r.json"))
    assert "give the table too" in words(analyst.page)


def test_what_no_page_asks_is_named_and_what_is_missing_too(client: Client) -> None:
    analyst = Analyst(client)
    command = "dorsal fit data/t.csv --posterior --sampler nuts --bias /etc/passwd --override ../../j.csv --tau2 DL"
    analyst.give(saved=upload(packed({"fit.json": result(command), "data/t.csv": SMALL.encode()}), "all.zip"))
    told = words(analyst.page)
    assert "are not asked on this page and were left out: --sampler" in told
    assert "Further tables”: Risk of bias of the studies, Your own judgements of certainty" in told
    analyst.send("answer")
    assert command_of(analyst.page)[2:] == ["t.csv", "--tau2", "DL", "--posterior"]
    assert "root:" not in analyst.page


def test_row_26_a_saved_target_that_names_a_file_is_never_read(client: Client) -> None:
    analyst = Analyst(client)
    command = "dorsal fit t.csv --people /etc/passwd --adjust age --target /etc/passwd --component-matrix /etc/passwd"
    analyst.give(saved=upload(packed({"fit.json": result(command), "t.csv": SMALL.encode()}), "all.zip"))
    analyst.send("answer")
    assert command_of(analyst.page)[2:] == ["t.csv"]
    assert "root:" not in analyst.page


DEEP = b'{"provenance":' + b"[" * 200_000


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04 torn", "the archive is damaged"),
        (packed({"t.csv": b"a"}), "it holds no fit.json"),
        (packed({"../fit.json": result("dorsal fit t.csv")}), "it holds no fit.json"),
        (packed({"fit.json": b"0" * (33 * 1024 * 1024)}), "of a size that can be read"),
        (packed({"fit.json": result("dorsal fit t.csv"), "t.csv": b"0" * (9 * 1024 * 1024)}), "t.csv is not in it"),
        (packed({"fit.json": result("dorsal fit ../t.csv"), "../t.csv": b"a"}), "t.csv is not in it"),
        (packed({"fit.json": result("rm -rf /")}), "not made by `dorsal fit`"),
        (result(["dorsal", "fit"]), "not made by `dorsal fit`"),
        (result("dorsal fit 't.csv"), "names no command"),
        (DEEP, "names no command"),
        (b"[1]", "names no command"),
        (b"study,treatment", "names no command"),
    ],
    ids=["torn", "other zip", "path", "bomb", "large table", "path of the table", "another command", "list",
         "open quote", "deep", "other JSON", "table"],
)  # fmt: skip
def test_rows_26_and_31_what_is_no_saved_analysis_is_refused_in_words(content: bytes, problem: str) -> None:
    with pytest.raises(SheetError) as refused:
        found("saved.zip", content)
    assert problem in refused.value.faults[0].problem


def test_row_26_a_bomb_is_refused_before_it_is_opened(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(saved=upload(packed({"fit.json": b"0" * (65 * 1024 * 1024)}), "all.zip"))
    assert "Unpacked, this file would be larger than 64 MB" in words(analyst.page)
    analyst.give(saved=upload(b"study,treatment\n", "t.csv"))
    assert "no analysis was found in it: it names no command that made it" in words(analyst.page)


def test_faulty_rows_are_left_out_where_the_reader_says_so(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(SMALL.replace("4,B,10,100", "4,B,many,100"))
    assert "The table cannot be used as it is" in words(analyst.page)
    analyst.send("read", {"skip_faulty": "on"})
    assert "What was understood" in words(analyst.page)
    analyst.send("answer")
    assert "--skip-faulty" in command_of(analyst.page)


def test_the_way_out_is_told_as_the_page_has_it(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(SMALL.replace("study,treatment,responders", "a,b,c"))
    told = words(analyst.page)
    assert "say which it is below, where the columns are listed" in told
    assert "--map" not in told
    assert "columns={" not in told
    assert told.index("Say what each column is") < told.index("Correct it here")
    assert 'name="skip_faulty" value="on"' not in analyst.page


def test_spanish_names_of_columns_are_known_and_rows_left_out_with_one_button(client: Client) -> None:
    analyst = Analyst(client, prefix="/es/review/")
    rows = ["Estudio;Tratamiento;Media;DE;N;Año"]
    rows += [f"Ensayo {n};{arm};{5 - 0.3 * n};1,{n};4{n};201{n}".replace(".", ",")
             for n in range(1, 5) for arm in ("placebo", "ejercicio")]  # fmt: skip
    analyst.give("\n".join([*rows[:-1], rows[-1].replace(";1,4;", ";n/a;")]), "ensayos.csv")
    assert 'name="skip_faulty" value="on"' in analyst.page
    analyst.send("read", {"skip_faulty": "on"})
    assert "ejercicio, placebo" in words(analyst.page)
    analyst.send("answer")
    assert command_of(analyst.page)[2:] == [
        "ensayos.csv",
        "--skip-faulty",
        "--node-splits",
        "--contribution",
        "--leave-one-out",
    ]
