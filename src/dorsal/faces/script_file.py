"""A Python script that makes an analysis again, number for number: what `dorsal fit` was asked, said in Python."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from dorsal.errors import OptionError
from dorsal.faces.document import Document
from dorsal.faces.inquiry import Inquiry
from dorsal.faces.own_file import replace_text
from dorsal.faces.request import Request
from dorsal.trials.effect_options import EffectOptions

WIDTH = 90
MARK = "# Written by dorsal "


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What was read, and how."""

    trials: Path
    columns: Mapping[str, str]
    layout: str = ""
    sheet_name: str = ""
    decimal: str = ""
    dose: str = ""
    skip_faulty: bool = False
    covariates: Sequence[str] = ()
    bias: Path | None = None
    overrides: Path | None = None
    people: Path | None = None
    adjusting: Mapping[str, Sequence[str] | Mapping[str, str]] = dataclasses.field(default_factory=dict)
    """Further arguments of `read_adjustment` that were given."""
    times: Path | None = None
    curves: Path | None = None
    at_risk: Path | None = None
    timing: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """Further arguments of `read_survival` that were given."""

    @property
    def timed(self) -> bool:
        """Whether times to an event were read."""
        return self.times is not None or self.curves is not None


def script_text(document: Document, request: Request, inquiry: Inquiry, sources: Sources, place: Path) -> str:
    """The script, as it would stand at `place`. Run, it prints what `dorsal fit ... --json` printed."""
    said = document.provenance
    return "\n".join(
        [
            '"""A network meta-analysis, made again number for number."""',
            "",
            f"# Data: {quoted(document.title)}",
            f"{MARK}{said.version}, which it needs: pip install dorsal=={said.version}",
            "# It prints the JSON of the command; `fit` and `document` can be asked for anything else.",
            "",
            *_imports(request, inquiry, sources),
            "",
            "HERE = Path(__file__).resolve().parent",
            f"TRIALS = {_path(sources.trials, place)}",
            *([f"BIAS = {_path(sources.bias, place)}"] if sources.bias else []),
            *([f"PEOPLE = {_path(sources.people, place)}"] if sources.people else []),
            *(f"{name.upper()} = {_path(path, place)}" for name, path in _tables(sources).items()),
            *([f"JUDGED = {_path(sources.overrides, place)}"] if sources.overrides else []),
            f"SHA256 = {quoted(said.data_hash)}",
            "",
            *_reading(sources, place, request.measure),
            "if sheet.data_hash != SHA256:",
            '    print(f"{TRIALS.name} is not as it was; the numbers may differ", file=sys.stderr)',
            "",
            f"request = {_made(request, 0)}",
            f"command = {quoted(said.command)}",
            f"document = answer_sheet(sheet, request, version={quoted(said.version)}, command=command)",
            *_inquiry(inquiry, sources),
            "fit = document.sections[0].analysis.main  # the network's fit: fit.between(a, b), dorsal.league(fit) ...",
            "",
            'if __name__ == "__main__":',
            "    print(text(fit_json(document)))",
            "",
        ]
    )


def _imports(request: Request, inquiry: Inquiry, sources: Sources) -> Iterator[str]:
    yield from ("import os", "import sys", "from pathlib import Path", "")
    yield 'os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command: sums in the same order'
    yield from ("", "import dorsal")
    inner = [name for name in _kinds(inquiry) if name not in ("Overrides", "Adjustment", "Survival")]
    asked = ", ".join(sorted({"Inquiry", "asked", *inner}))
    judged = sources.overrides is not None
    if sources.people:
        yield "from dorsal.faces.adjustment_file import read_adjustment"
    if inquiry.asked or judged:
        yield f"from dorsal.faces.inquiry import {asked}"
    yield "from dorsal.faces.json_document import fit_json, text"
    if judged:
        yield "from dorsal.faces.override_file import read_overrides"
    yield "from dorsal.faces.request import Request"
    yield "from dorsal.faces.sheet_answer import answer_sheet"
    if sources.timed:
        yield "from dorsal.faces.survival_file import read_survival, with_times"
    if request.down_weight.asked:
        yield "from dorsal.synthesis.omission.down_weight import DownWeight"
    if request.matrix is not None:
        yield "from dorsal.synthesis.component_matrix import ComponentMatrix"
    yield "from dorsal.synthesis.options import FitOptions"
    if sources.bias:
        yield "from dorsal.trials.bias_table import read_bias, with_bias"
    if request.effects != EffectOptions():
        yield "from dorsal.trials.effect_options import EffectOptions"
    if sources.people:
        yield "from dorsal.trials.people.arms_of_people import with_people"


def _kinds(inquiry: Inquiry) -> set[str]:
    """Types of the values that differ from what the inquiry takes by itself."""
    found = set()
    for field in _told(inquiry):
        value = getattr(inquiry, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if is_dataclass(one):
                found.add(type(one).__name__)
    return found


def _path(path: Path, place: Path) -> str:
    """From the script's folder, so that both can move together; absolute where they share no drive."""
    try:
        there = os.path.relpath(path.resolve(), place.resolve().parent)
    except ValueError:
        return f"Path({quoted(str(path.resolve()))})"
    return f"HERE / {quoted(Path(there).as_posix())}"


def _reading(sources: Sources, place: Path, measure: str) -> Iterator[str]:
    told = {
        "columns": dict(sources.columns),
        "layout": sources.layout,
        "sheet_name": sources.sheet_name,
        "decimal": sources.decimal,
        "dose": sources.dose,
        "skip_faulty": sources.skip_faulty,
        "covariates": list(sources.covariates),
    }
    more = [f"{name}={_value(value, 0)}" for name, value in told.items() if value]
    read = f"dorsal.read({', '.join(['TRIALS', *more])})"
    if sources.timed:
        told = {**{name: _Name(name.upper()) for name in _tables(sources)}, **sources.timing}
        yield f"survival = read_survival({', '.join(f'{name}={_value(value, 0)}' for name, value in told.items())})"
        yield f"sheet = with_times({'None' if _alone(sources) else read}, survival, {quoted(measure)})"
    elif sources.people is None:
        yield f"sheet = {read}"
    else:
        yield from _adjusting(sources, place)
        yield f"sheet = with_people({'None' if _alone(sources) else read}, adjustment.people)"
    if sources.bias:
        yield "sheet = with_bias(sheet, read_bias(BIAS))"


def _alone(sources: Sources) -> bool:
    """Whether there are people and no other table."""
    tables = (sources.people, sources.times, sources.curves)
    return any(table is not None and table.resolve() == sources.trials.resolve() for table in tables)


def _tables(sources: Sources) -> dict[str, Path]:
    """Tables of times that were read, by the arguments of `read_survival`."""
    tables = {"times": sources.times, "curves": sources.curves, "at_risk": sources.at_risk}
    return {name: path for name, path in tables.items() if path is not None}


class _Name(str):
    """A name of the script, which stands there as it is."""

    __slots__ = ()


def _adjusting(sources: Sources, place: Path) -> Iterator[str]:
    """People with what they are adjusted for; tables of targets are found from the script's folder too."""
    told: dict[str, Any] = {**sources.adjusting, "columns": dict(sources.columns)}
    told |= {"sheet_name": sources.sheet_name, "decimal": sources.decimal}
    targets = told.pop("targets", ())
    yield "adjustment = read_adjustment("
    yield f"    PEOPLE, {'None' if _alone(sources) else 'TRIALS'}, {_value(list(told.pop('adjust')), 1)},"
    if targets:
        said = [quoted(t) if "=" in t else f"str({_path(Path(t), place)})" for t in targets]
        yield f"    targets={_listed(said, '[]', 1)},"
    yield from (f"    {name}={_value(value, 1)}," for name, value in told.items() if value)
    yield ")"


def _inquiry(inquiry: Inquiry, sources: Sources) -> Iterator[str]:
    if inquiry.asked or sources.overrides is not None:
        more = {"overrides": "read_overrides(JUDGED)"} if sources.overrides is not None else {}
        more |= {"adjustment": "adjustment"} if sources.people is not None else {}
        more |= {"survival": "survival"} if sources.timed else {}
        yield f"inquiry = {_made(inquiry, 0, more)}"
        yield "document = asked(document, inquiry)"


def _told(made: Any) -> list[Field[Any]]:
    """Fields whose value is not the one that they take by themselves."""
    return [field for field in fields(made) if field.init and getattr(made, field.name) != _default(field)]


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return MISSING if field.default_factory is MISSING else field.default_factory()


def _made(made: Any, depth: int, instead: Mapping[str, str] | None = None) -> str:
    """The call that makes a dataclass, a line for each field that is told."""
    pad = "    " * (depth + 1)
    lines = []
    for field in _told(made):
        value = (instead or {}).get(field.name) or _value(getattr(made, field.name), depth + 1)
        lines.append(f"{pad}{field.name}={value},\n")
    return f"{type(made).__name__}(\n{''.join(lines)}{'    ' * depth})" if lines else f"{type(made).__name__}()"


def _value(value: Any, depth: int) -> str:
    """A value as Python writes it; a long tuple or mapping on lines of its own."""
    if is_dataclass(value):
        return _made(value, depth)
    if isinstance(value, Mapping):
        return _listed([f"{quoted(k)}: {_value(v, depth + 1)}" for k, v in value.items()], "{}", depth)
    if isinstance(value, frozenset):
        return f"frozenset({_value(sorted(value), depth)})"
    if isinstance(value, (tuple, list)):
        parts = [_value(one, depth + 1) for one in value]
        marks = "[]" if isinstance(value, list) else "()"
        if marks == "()" and len(parts) == 1 and "\n" not in parts[0]:
            return f"({parts[0]},)"
        return _listed(parts, marks, depth)
    return quoted(value)


def _listed(parts: Sequence[str], marks: str, depth: int) -> str:
    line = ", ".join(parts)
    if len(line) < WIDTH and "\n" not in line:
        return f"{marks[0]}{line}{marks[1]}"
    pad = "    " * (depth + 1)
    return f"{marks[0]}\n{''.join(f'{pad}{part},' + chr(10) for part in parts)}{'    ' * depth}{marks[1]}"


def quoted(value: Any) -> str:
    """A value as `repr` has it, text in double quotes where none stands in it."""
    if isinstance(value, _Name):
        return str(value)
    said = repr(value)
    return f'"{said[1:-1]}"' if isinstance(value, str) and said[0] == "'" and '"' not in said else said


def write_script(path: Path, text: str, *, force: bool = False) -> str:
    """Write it, replacing only a script of Dorsal's own. Raises OptionError where something else stands."""
    if path.is_dir():
        raise OptionError(f"{path} is a folder; name a file, as in --script analysis.py")
    if not path.parent.is_dir():
        raise OptionError(f"{path}: there is no folder {path.parent}; make it first, or name another file")
    if path.exists() and not force and MARK not in path.read_text(encoding="utf-8", errors="replace"):
        raise OptionError(f"{path} was not written by Dorsal and stays as it is; name another file, or add --force")
    replace_text(path, text)
    return f"Script: {path} (python {path.name} > analysis.json)"
