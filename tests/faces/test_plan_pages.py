"""Files of pages: Dorsal's own are known again, others are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import OptionError
from dorsal.faces.plan_pages import PDF, check_file, is_own_pdf, write_handout
from tests.faces.told import telling


def test_a_pdf_of_its_own_is_known_again_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    write_handout(path, telling("usual_care"), force=False)
    assert is_own_pdf(path)
    check_file("pdf", path, PDF, force=False)
    path.write_bytes(path.read_bytes().replace(b"(dorsal-", b"(others-"))
    assert not is_own_pdf(path)
    with pytest.raises(OptionError, match="not written by Dorsal"):
        check_file("pdf", path, PDF, force=False)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(OptionError, match="it is a folder"):
        check_file("pdf", tmp_path / "a.pdf", PDF, force=True)
