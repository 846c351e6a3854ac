"""SECURITY row 26: what a request may bring is told before it is read, and a page that takes more says so itself."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
from django.test import Client

from dorsal.clinic.security.size import DECLARED, USUAL
from dorsal.clinic.views import question, review
from tests.clinic.walker import HERE


@pytest.mark.parametrize(("path", "size", "status"), [
    ("/decide/about/", USUAL, 403), ("/decide/about/", USUAL + 1, 413),
    ("/review/read/", USUAL + 1, 403), ("/review/read/", review.BODY + 1, 413), ("/review/", USUAL + 1, 413),
])  # fmt: skip
def test_row_26_a_request_of_more_than_its_page_takes_is_refused(
    client: Client, path: str, size: int, status: int
) -> None:
    answer = client.post(path, b"a" * size, content_type="application/x-www-form-urlencoded", headers=HERE)
    assert answer.status_code == status
    assert (b"more than can be sent here" in answer.content) == (status == 413)


@pytest.mark.parametrize("said", ["-1", "many", "1e3"])
def test_row_26_a_length_that_is_none_is_refused(client: Client, said: str) -> None:
    answer = client.post("/review/read/", {}, headers=HERE, CONTENT_LENGTH=said)
    assert answer.status_code in (400, 413)


def test_only_the_steps_with_a_table_take_more() -> None:
    assert getattr(review.read, DECLARED) == getattr(review.answer, DECLARED) == review.BODY
    assert not hasattr(question.question, DECLARED)


def test_row_26_a_browser_that_goes_on_sending_sees_why_it_is_refused(site: str) -> None:
    place = urlsplit(site)
    length = review.BODY + 8 * 1024 * 1024
    head = (
        f"POST /review/read/ HTTP/1.1\r\nHost: {place.netloc}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=20) as line:
        line.sendall(head.encode() + b"a" * length)
        said = b"".join(iter(lambda: line.recv(65_536), b""))
    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"more than can be sent here" in said
