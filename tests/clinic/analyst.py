"""A person who analyses a table without a browser: gives it, and sends what a page shows as a browser does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.clinic.reader import Reader
from tests.clinic.walker import HERE, hidden

REVIEW = "/review/"
SMALL = """study,treatment,responders,sampleSize
1,A,9,140
1,C,23,140
2,B,11,78
2,C,12,85
3,A,1,33
3,B,2,31
4,B,10,100
4,C,15,102
"""
"""Three treatments in a loop."""


def patient(reading: Callable[..., Reader], **options: Any) -> Reader:
    """A reader with a browser who waits as long as an analysis may take, on a machine with much else to do."""
    reader = reading(**options)
    reader.context.set_default_timeout(60_000)
    return reader


class Controls(HTMLParser):
    """The controls of a page that a browser would send, in order; buttons are not among them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._select, self._first, self._area = "", "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Inputs, lists, areas."""
        of = {name: value or "" for name, value in attrs}
        name, kind = of.get("name", ""), of.get("type", "text")
        if tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in of) and kind != "file":
            self.found.append((name, of.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "select":
            self._select, self._first = name, ""
        elif tag == "option" and self._select:
            self._first = self._first or f"={of.get('value', '')}"
            if "selected" in of:
                self._first = ""
                self.found.append((self._select, of.get("value", "")))
                self._select = ""
        elif tag == "textarea":
            self._area = name

    def handle_data(self, data: str) -> None:
        """What stands in an area."""
        if self._area:
            self.found.append((self._area, data.removeprefix("\n")))
            self._area = ""

    def handle_endtag(self, tag: str) -> None:
        """A list without a chosen line sends its first."""
        if tag == "select":
            if self._select and self._first:
                self.found.append((self._select, self._first[1:]))
            self._select = ""
        self._area = "" if tag == "textarea" else self._area


@dataclass
class Analyst:
    """One reader; `page` is what was shown last."""

    client: Client
    prefix: str = REVIEW
    page: str = field(default="", init=False)

    def give(self, content: bytes | str = SMALL, name: str = "trials.csv", **said: Any) -> HttpResponse:
        """A file; with `pasted` or `example` instead of one."""
        first = self.client.get(self.prefix, headers={"Host": "localhost"}).content.decode()
        token = {"csrfmiddlewaretoken": hidden(first, "csrfmiddlewaretoken")}
        raw = content.encode() if isinstance(content, str) else content
        sent = said or {"file": SimpleUploadedFile(name, raw)}
        return self._shown(self.client.post(f"{self.prefix}read/", token | sent, headers=HERE))

    def send(self, step: str, changed: Mapping[str, Any] | None = None, **headers: str) -> HttpResponse:
        """What the last page holds, as it stands but for `changed`; None takes a control away."""
        told: dict[str, list[str]] = {}
        for name, value in Controls(self.page.partition("<main")[2]).found:
            if name != "pasted" or "pasted" in (changed or {}):
                told.setdefault(name, []).append(value)
        for name in ("csrfmiddlewaretoken", "table"):
            told[name] = told.get(name, [])[:1]
        data = {**told, **(changed or {})}
        data = {name: value for name, value in data.items() if value is not None}
        return self._shown(self.client.post(f"{self.prefix}{step}/", data, headers={**HERE, **headers}))

    def _shown(self, answer: HttpResponse) -> HttpResponse:
        if answer["Content-Type"].startswith("text/html") and "attachment" not in answer.get("Content-Disposition", ""):
            self.page = answer.content.decode()
        return answer

    def take(self, name: str) -> bytes:
        """A file of the report that is shown."""
        answer = self.send("file", {"wanted": name})
        assert answer.get("Content-Disposition") == f'attachment; filename="dorsal-{name}"', answer.content[:2000]
        return answer.content

    def json(self) -> Any:
        """The numbers of the report that is shown."""
        return json.loads(self.take("fit.json"))
