"""Zips whose bytes tell nothing but their files."""

from __future__ import annotations

import io
import zipfile

import pytest

from dorsal.faces.archive import EARLIEST, archive, opened

FILES = {"b.txt": b"second letter first", "a/ä.bin": bytes(range(256)) * 40}


def test_what_goes_in_comes_out_in_its_order() -> None:
    made = archive(FILES, comment="dorsal says")
    assert list(opened(made).items()) == list(FILES.items())
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        assert read.testzip() is None
        assert read.comment == b"dorsal says"
        assert {entry.date_time for entry in read.infolist()} == {EARLIEST}
        assert all(entry.external_attr >> 16 == 0o644 for entry in read.infolist())


def test_the_same_files_give_the_same_bytes_and_others_do_not() -> None:
    assert archive(FILES) == archive(dict(FILES))
    assert archive(FILES) != archive({**FILES, "b.txt": b"x"})


def test_no_zip_is_told() -> None:
    with pytest.raises(zipfile.BadZipFile):
        opened(b"no zip")
