"""An analysis that was taken away, given back: its tables and its options, to go on with it.

Of the archive only the files are read that are looked for by name, none larger than its limit; nothing is unpacked into
a folder, and no path in it or in its command is followed. What it says is held to the forms like what a person types.
"""

from __future__ import annotations

import base64
import io
import json
import shlex
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from pathlib import PurePosixPath
from typing import Any, get_type_hints

from dorsal.clinic.review.analysis import Job, file_of
from dorsal.clinic.review.given import BESIDE, LARGEST, ZIP, plain_name
from dorsal.errors import Fault, SheetError
from dorsal.faces.cli.inquiry_options import InquiryOptions

RESULT = "fit.json"
"""The numbers with their command, in the archive of the page as in that of `dorsal fit --zip`."""
LARGEST_RESULT = 32 * 1024 * 1024
"""Bytes of the numbers, unpacked."""
LONGEST_COMMAND = 20_000
WAY_OUT = "give everything.zip as it was taken away here, or the zip of `dorsal fit --zip`"


def reopened(job: Job) -> dict[str, Any]:
    """The table (None where only numbers were given), tables beside it, options, and words that no form has.

    Raises SheetError where no analysis can be found in it.
    """
    file = file_of(job)
    command = _command(file.name, _result(file.name, file.content))
    options = dict(_options(command))
    name = options.pop("file", "")
    told: dict[str, Any] = {"options": options, "table": None, "beside": {}, "missing": []}
    if not file.content.startswith(ZIP):
        return told
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        told["table"] = _table(archive, name)
        for option in BESIDE:
            if option in options:
                table = _table(archive, options.pop(option))
                told["beside"] |= {option: table} if table else {}
                told["missing"] += [] if table else [option]
    if told["table"] is None:
        raise _refused(file.name, f"the table {_last(name)} is not in it", WAY_OUT)
    return told


def _refused(name: str, problem: str, remedy: str) -> SheetError:
    return SheetError(f"{name}: no analysis was found in it", [Fault("the file", "", "", problem, remedy)])


def _result(name: str, content: bytes) -> bytes:
    if not content.startswith(ZIP):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = _read(archive, RESULT, LARGEST_RESULT) if RESULT in archive.namelist() else None
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError) as error:
        raise _refused(name, "the archive is damaged", WAY_OUT) from error
    if text is None:
        raise _refused(name, "it holds no fit.json of a size that can be read", WAY_OUT)
    return text


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    """A file of the archive; None where it is larger, whatever its directory says, or locked."""
    try:
        with archive.open(name) as file:
            content = file.read(most + 1)
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError):
        return None
    return content if len(content) <= most else None


def _last(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name


def _table(archive: zipfile.ZipFile, path: str) -> dict[str, str] | None:
    """The table of that name: beside the numbers, or in the folder data."""
    name = _last(path)
    place = next((n for n in (name, f"data/{name}") if name and n in archive.namelist()), None)
    content = None if place is None else _read(archive, place, LARGEST)
    return {"name": plain_name(name), "content": base64.b64encode(content).decode()} if content else None


def _command(name: str, text: bytes) -> Sequence[str]:
    """The words of the command that the numbers name."""
    try:
        said = json.loads(text)["provenance"]["command"]
        words = shlex.split(said[:LONGEST_COMMAND]) if isinstance(said, str) else []
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _refused(name, "it names no command that made it", WAY_OUT) from error
    if words[:2] != ["dorsal", "fit"]:
        raise _refused(name, "it was not made by `dorsal fit`", WAY_OUT)
    return words[2:]


def _options(words: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Options by name, as `dorsal fit` would read the words; what it does not know is passed over."""
    kinds = {field.name: _kind(field) for field in fields(InquiryOptions)}
    lists: dict[str, list[str]] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        name = word.removeprefix("--").replace("-", "_") if word.startswith("--") else "file"
        kind = kinds.get(name)
        if kind is None:
            continue
        if kind is bool:
            yield name, True
            continue
        value = word if name == "file" else left.pop(0) if left else ""
        if kind is list:
            lists.setdefault(name, []).append(value)
        else:
            yield from _value(name, kind, value)
    yield from lists.items()


HINTS: Mapping[str, Any] = get_type_hints(InquiryOptions)


def _kind(field: Field[Any]) -> type:
    """bool, list, int, float or str."""
    said = str(HINTS[field.name])
    if isinstance(field.default, bool):
        return bool
    if field.default is not MISSING and isinstance(field.default, (int, float)):
        return type(field.default)
    return next((kind for kind in (list, float) if said.startswith(kind.__name__)), str)


def _value(name: str, kind: type, value: str) -> Iterator[tuple[str, Any]]:
    try:
        yield name, kind(value)
    except ValueError:
        return
