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
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from dorsal.clinic.address import address
from dorsal.clinic.review.analysis import asked_by
from dorsal.clinic.review.beside_form import SENT, WORDS, BesideForm
from dorsal.clinic.review.bounded import ANSWERING, READING, Stopped, done
from dorsal.clinic.review.elsewhere import elsewhere
from dorsal.clinic.review.example import EXAMPLES
from dorsal.clinic.review.form_settings import not_asked, question_settings, reading_settings
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
NOT_CARRIED = ("csrfmiddlewaretoken", "wanted", "pasted", "example", "corrected", TABLE, *SENT)
View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One request with its tables and what is said of them."""

    request: HttpRequest
    given: Given
    reading: ReadingForm
    questions: QuestionForm
    beside: BesideForm

    @property
    def options(self) -> dict[str, Any]:
        """All that was said, as options of `dorsal fit`."""
        return self.reading.options() | self.questions.options()

    @property
    def command(self) -> str:
        """The command that does the same elsewhere."""
        beside: dict[str, Any] = {option: Path(table.name) for option, table in self.given.beside.items()}
        return command_line("fit", InquiryOptions(file=Path(self.given.name), **self.options, **beside))

    @property
    def ready(self) -> bool:
        """Whether everything that was said can be asked."""
        return self.questions.is_bound and self.questions.is_valid() and not self.beside.errors

    def asking(
        self, *, status: int = 200, stopped: str = "", faulty: Mapping[str, Any] | None = None, **more: Any
    ) -> HttpResponse:
        """The second step: what the table holds, and what to ask; with what else is to be shown."""
        found = done("understand", self.given, self.reading.options(), READING)
        if "header" in found:
            self.reading.found(found["header"], found["sheets"])
        if "outcomes" in found:
            self.questions.offer(found)
            for each in found["outcomes"]:
                each["picture"] = SafeString(each.get("picture", ""))
        elif faulty:
            found |= faulty
            faulty = None
        shown = more | {
            "given": self.given,
            "table": sealed(self.given),
            "found": found,
            "form": self.questions,
            "reading": self.reading,
            "beside": self.beside,
            "wrong": [each for each in (faulty, found.get("beside")) if each and "faults" in each],
            "elsewhere": elsewhere(self.given.name),
            "text": self.given.text if "refused" in found else "",
            "stopped": stopped,
            "command": self.command if stopped and self.questions.is_valid() else "",
        }
        return render(self.request, "clinic/review/ask.html", shown, status=status)

    def carried(self, without: Iterable[str]) -> list[tuple[str, str]]:
        """Everything that was sent, to be sent again, but for questions that have no answer."""
        lists = self.request.POST.lists()
        left = {*NOT_CARRIED, *without}
        said = [(name, value) for name, values in lists if name not in left for value in values]
        return [(TABLE, sealed(self.given)), *said]


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
    """The tables that travel with the page, and those that were just given. Raises Refused."""
    beside = BesideForm(request, opened(request.POST.get(TABLE, "")))
    beside.is_valid()
    return Desk(
        request=request,
        given=beside.given,
        reading=ReadingForm(request.POST),
        questions=QuestionForm(request.POST),
        beside=beside,
    )


def _corrected(desk: Desk) -> Desk:
    """With the table as it was put right on the page."""
    if "corrected" not in desk.request.POST:
        return desk
    content = desk.request.POST.get("pasted", "").encode()
    return replace(desk, given=replace(desk.given, content=content))


@_step
def read(request: HttpRequest) -> HttpResponse:
    """What the table holds; or a table that was read before, with what was said of it."""
    if TABLE in request.POST:
        return _corrected(_desk(request)).asking()
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _first(request, form)
    given, example = form.cleaned_data.get("given"), EXAMPLES.get(form.cleaned_data["example"])
    if given is None or form.cleaned_data.get("saved"):
        return _gone_on(request, form, given)
    return _first_desk(request, given, example.settings if example else {}, ReadingForm(request.POST)).asking()


def _first_desk(request: HttpRequest, given: Given, settings: Mapping[str, Any], reading: ReadingForm) -> Desk:
    sealed(given)  # refused before it is read, where it is too large for a page
    questions = QuestionForm(None, settings)
    return Desk(request=request, given=given, reading=reading, questions=questions, beside=BesideForm(None, given))


def _gone_on(request: HttpRequest, form: TableForm, given: Given | None) -> HttpResponse:
    """The second step with the questions of an analysis that was saved, and its table where no other was given."""
    found = done("reopen", form.cleaned_data["saved"], {}, READING)
    if "refused" in found:
        told = [f"{problem}; {remedy}" for *_, problem, remedy in found["faults"]["told"]]
        form.add_error("saved", " ".join([f"{found['refused']}:", *told]))
        return _first(request, form)
    if given is None and found["table"] is None:
        form.add_error("file", gettext("What was saved holds only the questions: give the table too."))
        return _first(request, form)
    whole = given or _unpacked(found["table"])
    for option, table in found["beside"].items():
        whole = whole.with_table(option, _unpacked(table))
    options = found["options"]
    desk = _first_desk(request, whole, question_settings(options), ReadingForm(*reading_settings(options)))
    missing = [WORDS[option][0] for option in found["missing"]]
    return desk.asking(went_on=True, missing=missing, not_asked=not_asked(options))


def _unpacked(table: Mapping[str, str]) -> Given:
    return Given(name=table["name"], content=base64.b64decode(table["content"]))


def _asked(desk: Desk, task: str, **more: str) -> HttpResponse | dict[str, Any]:
    """What the work finds; or the second step again, with what is wrong."""
    if not desk.ready:
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
