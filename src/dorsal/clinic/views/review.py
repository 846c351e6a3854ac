"""Your own trials: a table is given, what it holds is shown, questions are chosen, the report is read and taken away.

Each step sends the table along (`review.sealed`), so nothing of it stays here; an address alone leads to the first
step.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from dorsal.clinic.address import address
from dorsal.clinic.review.analysis import asked_by
from dorsal.clinic.review.bounded import ANSWERING, READING, Stopped, done
from dorsal.clinic.review.example import EXAMPLES
from dorsal.clinic.review.given import Given, Refused
from dorsal.clinic.review.question_form import QuestionForm, in_words
from dorsal.clinic.review.reading_form import ReadingForm
from dorsal.clinic.review.sealed import opened, sealed
from dorsal.clinic.review.table_form import TableForm
from dorsal.clinic.review.takeaway import FILES
from dorsal.clinic.security.permission import Permission, allowed
from dorsal.clinic.security.size import takes_up_to
from dorsal.faces.cli.asking import command_line
from dorsal.faces.cli.inquiry_options import SAID_BY, InquiryOptions

TABLE = "table"
"""The hidden field that holds the table."""
BODY = 9 * 1024 * 1024
"""Bytes of a request: a file, or a packed table, with the form around it."""
NOT_CARRIED = ("csrfmiddlewaretoken", "wanted", "pasted", "example", "corrected")
View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One request with its table and what is said of it."""

    request: HttpRequest
    given: Given
    reading: ReadingForm
    questions: QuestionForm

    @property
    def options(self) -> dict[str, Any]:
        """All that was said, as options of `dorsal fit`."""
        return self.reading.options() | self.questions.options()

    @property
    def command(self) -> str:
        """The command that does the same elsewhere."""
        return command_line("fit", InquiryOptions(file=Path(self.given.name), **self.options))

    def asking(self, *, status: int = 200, stopped: str = "", faulty: Mapping[str, Any] | None = None) -> HttpResponse:
        """The second step: what the table holds, and what to ask."""
        found = done("understand", self.given, self.reading.options(), READING)
        if "header" in found:
            self.reading.found(found["header"], found["sheets"])
        if "outcomes" in found:
            self.questions.offer(found)
            for each in found["outcomes"]:
                each["picture"] = SafeString(each.get("picture", ""))
        elif faulty:
            found |= faulty
        shown = {
            "given": self.given,
            "table": sealed(self.given),
            "found": found,
            "form": self.questions,
            "reading": self.reading,
            "text": self.given.text if "refused" in found else "",
            "stopped": stopped,
            "command": self.command if stopped and self.questions.is_valid() else "",
        }
        return render(self.request, "clinic/review/ask.html", shown, status=status)

    def carried(self, without: Iterable[str]) -> list[tuple[str, str]]:
        """Everything that was sent, to be sent again, but for questions that have no answer."""
        lists = self.request.POST.lists()
        left = {*NOT_CARRIED, *without}
        return [(name, value) for name, values in lists if name not in left for value in values]


def _first(request: HttpRequest, form: TableForm | None = None, problem: str = "", status: int = 200) -> HttpResponse:
    shown = {"form": form or TableForm(), "examples": EXAMPLES.values(), "problem": problem}
    return render(request, "clinic/review/start.html", shown, status=status)


@allowed(Permission.EVERYBODY, personal=True)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Give a table."""
    return _first(request)


def _step(view: View) -> View:
    """A view that is sent a table; without one it leads to the first step. What has no answer is said in words."""

    @wraps(view)
    def taken(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseRedirect(address("review"))
        try:
            return view(request)
        except Refused as refused:
            return _first(request, problem=str(refused), status=400)
        except Stopped as stopped:
            return _first(request, problem=stopped.way_out, status=stopped.status)

    return allowed(Permission.EVERYBODY, personal=True)(takes_up_to(BODY)(taken))


def _desk(request: HttpRequest) -> Desk:
    """The table that travels with the page. Raises Refused."""
    return Desk(
        request=request,
        given=opened(request.POST.get(TABLE, "")),
        reading=ReadingForm(request.POST),
        questions=QuestionForm(request.POST),
    )


def _corrected(desk: Desk) -> Desk:
    """With the table as it was put right on the page."""
    if "corrected" not in desk.request.POST:
        return desk
    content = desk.request.POST.get("pasted", "").encode()
    return replace(desk, given=Given(name=desk.given.name, content=content))


@_step
def read(request: HttpRequest) -> HttpResponse:
    """What the table holds; or a table that was read before, with what was said of it."""
    if TABLE in request.POST:
        return _corrected(_desk(request)).asking()
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _first(request, form)
    given, example = form.cleaned_data["given"], EXAMPLES.get(form.cleaned_data["example"])
    sealed(given)  # refused before it is read, where it is too large for a page
    questions = QuestionForm(None, example.settings if example else None)
    return Desk(request=request, given=given, reading=ReadingForm(request.POST), questions=questions).asking()


def _asked(desk: Desk, task: str, **more: str) -> HttpResponse | dict[str, Any]:
    """What the work finds; or the second step again, with what is wrong."""
    if not desk.questions.is_bound or not desk.questions.is_valid():
        return desk.asking()
    try:
        found = done(task, desk.given, desk.options | more, ANSWERING)
    except Stopped as stopped:
        return desk.asking(status=stopped.status, stopped=stopped.way_out)
    if "refused" not in found:
        return found
    if "faults" not in found:
        desk.questions.refuse(found["refused"])
    return desk.asking(faulty=found)


@_step
def answer(request: HttpRequest) -> HttpResponse:
    """The report, with everything to take away."""
    desk = _desk(request)
    found = _asked(desk, "answer")
    if isinstance(found, HttpResponse):
        return found
    without = {SAID_BY.get(key, key): why for key, why in found["open"].items()}
    shown = {
        "given": desk.given,
        "report": SafeString(found["report"]),
        "found": found,
        "without": [
            (desk.questions.fields[name].label, in_words(desk.questions, why)) for name, why in without.items()
        ],
        "command": desk.command if "" in without.values() else found["command"],
        "files": FILES.values(),
        "carried": desk.carried(asked_by(found["open"])),
    }
    return render(request, "clinic/review/answer.html", shown)


@_step
def file(request: HttpRequest) -> HttpResponse:
    """One file to take away, made again from the table."""
    wanted = FILES.get(request.POST.get("wanted", ""))
    if wanted is None:
        return HttpResponseRedirect(address("review"))
    found = _asked(_desk(request), "file", wanted=wanted.name)
    if isinstance(found, HttpResponse):
        return found
    return HttpResponse(
        base64.b64decode(found["content"]),
        content_type=wanted.kind,
        headers={"Content-Disposition": f'attachment; filename="dorsal-{wanted.name}"'},
    )


@_step
def finish(_request: HttpRequest) -> HttpResponse:
    """Back to the first step; the browser drops what it holds of this site."""
    response = HttpResponseRedirect(address("review"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
