"""SECURITY row 49 (and 23): logs hold nothing that was typed, and no line can be forged."""

from __future__ import annotations

import logging
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import set_urlconf
from hypothesis import example, given
from hypothesis import strategies as st

from dorsal.clinic.logs import NothingTyped, OneLine, one_line
from tests.clinic.small_site import SECRETIVE


@pytest.fixture
def written() -> Iterator[list[str]]:
    """Lines as the site's handler writes them."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Kept()
    handler.setFormatter(OneLine())
    handler.addFilter(NothingTyped())
    loggers = [logging.getLogger(name) for name in ("django", "dorsal")]
    for logger in loggers:
        logger.addHandler(handler)
    with override_settings(ROOT_URLCONF="tests.clinic.small_site"):
        yield lines
    set_urlconf(None)
    for logger in loggers:
        logger.removeHandler(handler)


def test_row_49_a_fault_is_logged_by_type_and_place_without_what_was_typed(client: Client, written: list[str]) -> None:
    page = client.get("/small/broken/").content.decode()
    text = "\n".join(written)
    assert "ValueError at" in text
    assert "in broken" in text
    assert SECRETIVE not in text
    assert page.partition("<code>")[2]
    assert any(line.partition("error ")[2][:12] in page for line in written)


def test_row_49_the_site_itself_writes_so_and_not_otherwise() -> None:
    for name in ("django", "dorsal"):
        logger = logging.getLogger(name)
        own = [handler for handler in logger.handlers if isinstance(handler.formatter, OneLine)]
        assert len(own) == 1
        assert any(isinstance(found, NothingTyped) for found in own[0].filters)
        assert not logger.propagate


def test_row_49_a_path_cannot_forge_a_line(client: Client, written: list[str]) -> None:
    client.get("/nowhere/%0d%0aERROR forged/")
    assert written
    assert all(line.splitlines() == [line] for line in written)
    assert any("Not Found" in line and "ERROR forged" in line for line in written)


@given(st.text())
@example("a\r\nb")
@example("\x1b[31m\u2028\x85")
def test_row_49_any_text_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([], [line])
    assert line.isprintable() or not any(ord(c) < 32 for c in line)


def test_row_23_the_server_writes_down_no_query_no_address_and_no_referrer(site: str, site_log: Path) -> None:
    query = urllib.parse.urlencode({"treatment": SECRETIVE, "note": "seeded-note"})
    request = urllib.request.Request(f"{site}/?{query}", headers={"Referer": "http://seeded-referrer.example/"})
    urllib.request.urlopen(request, timeout=60).close()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{site}/nowhere/?{query}", timeout=60)
    text = site_log.read_text(encoding="utf-8")
    assert 'GET "/" 200' in text
    assert "seeded" not in text
    assert re.search(r"^20\d\d-\S+ WARNING dorsal\.clinic error [0-9a-f]{12}: status 404$", text, re.MULTILINE)
    assert "Traceback" not in text
    assert "127.0.0.1 " not in text.partition("stop with")[2]
