"""Bytes of a text file into text, in an encoding that is found out, not guessed in silence."""

from __future__ import annotations

import codecs
import re

from dorsal.trials.sheet.refusal import refusal

MARKS = (
    (codecs.BOM_UTF8, "utf-8", ""),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
"""Byte order marks, longest first where one begins another."""
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
"""What no table of text holds."""
SAMPLE = 4096
SAVE_AGAIN = "save it as CSV in UTF-8, or as an Excel workbook (.xlsx)"


def decode(name: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and a note where its encoding is not UTF-8.

    Known by their mark: UTF-8, UTF-16, UTF-32; without one: UTF-8, UTF-16 by its zero bytes, and what is none of these
    as Windows-1252, of which Latin-1 is a part. Raises SheetError where the bytes are not text.
    """
    for mark, codec, words in MARKS:
        if content.startswith(mark):
            return _text(name, content[len(mark) :], codec), _note(words)
    codec = _by_zeros(content[:SAMPLE])
    if codec:
        return _text(name, content, codec), _note("UTF-16")
    try:
        return _readable(name, content.decode("utf-8")), ()
    except UnicodeDecodeError as error:
        first = error.start
    _readable(name, content.decode("latin-1"))
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        where = f"line {_line(content[: error.start].decode('latin-1'))}"
        problem = "its encoding is none that is known (UTF-8, UTF-16, Windows-1252)"
        raise refusal(name, problem, SAVE_AGAIN, where=where) from error
    line = _line(content[:first].decode("latin-1"))
    return text, (
        f"Encoding: read as Windows-1252 (Latin-1), for line {line} is not UTF-8; if a name looks wrong, save the file "
        "as UTF-8.",
    )


def _note(words: str) -> tuple[str, ...]:
    return (f"Encoding: {words}.",) if words else ()


def _text(name: str, content: bytes, codec: str) -> str:
    try:
        return _readable(name, content.decode(codec))
    except UnicodeDecodeError as error:
        raise refusal(name, f"it begins like {codec.upper()} text but does not go on like it", SAVE_AGAIN) from error


def _by_zeros(sample: bytes) -> str:
    """UTF-16 without a mark: Latin letters leave a zero in every other byte."""
    half = len(sample) // 2
    if half < 2:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else ""


def _readable(name: str, text: str) -> str:
    """The text. Raises SheetError if it holds control characters, as programs and pictures do."""
    found = CONTROL.search(text)
    if found is None:
        return text
    what = "a NUL byte" if found.group() == "\0" else f"the control character {ord(found.group())}"
    where = f"line {_line(text[: found.start()])}"
    raise refusal(name, f"it holds {what}: it is no table of text, or is damaged", SAVE_AGAIN, where=where)


def _line(before: str) -> int:
    return before.count("\n") + (before.count("\r") - before.count("\r\n")) + 1
