"""Columns named in German and Spanish."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.trials.sheet import read


@pytest.mark.parametrize(
    ("table", "language", "said"),
    [
        ("Studie;Behandlung;Mittelwert;SD;n\n1;A;10,5;5;30\n1;B;12;5;30\n", "German", "'Mittelwert' is mean"),
        ("Studie,Behandlung,Ereignisse,Fallzahl\n1,A,3,30\n1,B,4,30\n", "German", "'Ereignisse' is events"),
        ("estudio,tratamiento,media,DE,n\n1,A,10,5,30\n1,B,12,5,30\n", "Spanish", "'DE' is sd"),
        ("Estudio,Tratamiento 1,Tratamiento 2,Eventos 1,n1,Eventos 2,n2\nx,A,B,3,30,4,30\n", "Spanish",
         "'Eventos 2' is events2"),
        ("Estudio,Tratamiento,Media,Desviación típica,Participantes\n1,A,1,2,30\n1,B,2,2,30\n", "Spanish",
         "'Desviación típica' is sd"),
    ],
)  # fmt: skip
def test_columns_in_german_and_spanish_are_read_and_told(table: str, language: str, said: str, tmp_path: Path) -> None:
    sheet = read(_written(tmp_path, table))
    (note,) = [note for note in sheet.notes if note.startswith("Column names read as")]
    assert note.startswith(f"Column names read as {language}: ")
    assert said in note


def test_english_names_tell_of_no_other_language(tmp_path: Path) -> None:
    notes = read(_written(tmp_path, "study,treatment,mean,sd,n\n1,a,1,2,30\n1,b,2,2,30\n")).notes
    assert not any("read as German" in note or "read as Spanish" in note for note in notes)


def _written(folder: Path, table: str) -> Path:
    path = folder / "trials.csv"
    path.write_text(table, "utf-8")
    return path
