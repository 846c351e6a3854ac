"""The walk: about you, safety, what matters, options. What is said lies in the signed session only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from dorsal.care.options import Options
from dorsal.clinic.address import address
from dorsal.clinic.release import Release
from dorsal.clinic.security.permission import Permission, allowed
from dorsal.clinic.views.topics import served
from dorsal.clinic.walk.about import FIELD_OF, AboutForm
from dorsal.clinic.walk.agreed import PlanForm, agreed, open_gates, unagreed
from dorsal.clinic.walk.choice import ChoiceForm
from dorsal.clinic.walk.kept import Kept, TooMuch, end, keep, kept
from dorsal.clinic.walk.likeness import like_you
from dorsal.clinic.walk.matters import MattersForm
from dorsal.clinic.walk.offered import Shower
from dorsal.clinic.walk.order import Order
from dorsal.clinic.walk.person import person, refused, stale
from dorsal.clinic.walk.safety import SafetyForm
from dorsal.clinic.walk.screened import Screened
from dorsal.clinic.walk.steps import steps
from dorsal.clinic.walk.traces import Part, traced
from dorsal.errors import DorsalError, ProfileError
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.care_words import option_words, plain_words
from dorsal.faces.handout.page import handout, handout_parts
from dorsal.faces.handout.paper import handout_pdf, record_pdf
from dorsal.faces.handout.record import record, record_parts
from dorsal.faces.handout.telling import Telling
from dorsal.faces.language import Language, language
from dorsal.patient.screen import Screen, screen
from dorsal.trials.treatment import components

MARK = "mark"
"""The hidden field that says which state of the walk a form was opened in."""


@dataclass(frozen=True, kw_only=True)
class Walking:
    """One request on the walk."""

    request: HttpRequest
    release: Release
    walk: Kept

    @property
    def evidence(self) -> CareEvidence:
        return self.release.care

    @cached_property
    def speech(self) -> Language:
        rows = self.release.topic.tables.get("translations", ())
        return language(get_language() or "en").extended(rows)

    @property
    def sent(self) -> Any:
        """What was sent, None where the page is only looked at."""
        return self.request.POST if self.request.method == "POST" else None

    @cached_property
    def screen(self) -> Screen | None:
        """The safety screen; None where nothing was said yet, or what was said does not fit together any more."""
        try:
            return screen(person(self.evidence, self.walk), self.evidence.rules) if self.walk.begun else None
        except ProfileError:
            return None

    @property
    def back(self) -> str:
        """Where to go without a screen."""
        return "walk-safety" if self.walk.begun else "walk"

    def screened(self, made: Screen) -> Screened:
        """The screen in words."""
        return Screened(made=made, evidence=self.evidence, speech=self.speech)

    def options(self, made: Screen) -> Options:
        """The options to show."""
        return self.evidence.options(made, treatments=self.walk.treatments)

    def shower(self, made: Screen) -> Shower:
        """The options in words."""
        found, kept_parts = self.options(made), self.release.parts_of_pages
        return Shower(evidence=self.evidence, found=found, speech=self.speech, kept=kept_parts)

    @cached_property
    def told(self) -> Telling | None:
        """The plan as its pages tell it; None where there is none (any more)."""
        if self.screen is None or not self.walk.plan:
            return None
        try:
            made = agreed(self.evidence, self.options(self.screen), self.walk.plan)
        except DorsalError:
            return None
        return Telling(
            plan=made,
            topic=self.release.topic,
            language=self.speech,
            day=timezone.localdate(),
            version=self.evidence.version,
        )

    def page(self, name: str, here: str, **shown: Any) -> HttpResponse:
        """A page of the walk with its steps."""
        around = {
            "release": self.release,
            "topic_name": self.release.name,
            "walk": self.walk,
            "steps": steps(self.walk, here),
            "here": here,
            "day": self.speech.date(timezone.localdate()),
        }
        return render(self.request, f"clinic/walk/{name}.html", around | shown)

    def go(self, route: str) -> HttpResponseRedirect:
        """On to another page of the walk."""
        return HttpResponseRedirect(address(route, self.release.name))


Page = Callable[[Walking], HttpResponse]


LOOK, SEND = ("GET", "HEAD"), ("POST",)


def _of_the_walk(*methods: str) -> Callable[[Page], Callable[..., HttpResponse]]:
    """A view that everybody may call, whose answer is of one person, and that knows where the walk is."""

    def made(page: Page) -> Callable[..., HttpResponse]:
        @wraps(page)
        def view(request: HttpRequest, topic: str) -> HttpResponse:
            release = served(topic)
            return page(Walking(request=request, release=release, walk=kept(request, release.name)))

        return allowed(Permission.EVERYBODY, personal=True)(require_http_methods(list(methods))(view))

    return made


def _kept(at: Walking, form: forms.Form, walk: Kept, field_of: Any = None) -> bool:
    """Whether what a valid form says was kept; what is wrong is put into the form."""
    old = stale(at.request.POST.get(MARK, ""), at.walk)
    if old:
        form.add_error(None, old)
        return False
    if refused(form, at.evidence, walk, field_of or {}):
        return False
    try:
        keep(at.request, walk)
    except TooMuch:
        form.add_error(None, gettext("This is more text than can be kept; shorten what you wrote in your own words."))
        return False
    return True


@_of_the_walk(*LOOK)
def start(at: Walking) -> HttpResponse:
    """What this is, what it is not, and where to begin."""
    known = at.evidence.knowledge
    names = dict.fromkeys(part for code in known.offered for part in components(code))
    offered = [
        {"name": option_words(at.speech, known, code), "what": plain_words(at.speech, known, code)} for code in names
    ]
    return at.page("start", "walk", offered=offered)


@_of_the_walk(*LOOK, *SEND)
def about(at: Walking) -> HttpResponse:
    """Age, complaint, scores, what was tried, the goal."""
    form = AboutForm(at.evidence, at.speech, at.sent, at.walk.person)
    if form.is_bound and form.is_valid() and _kept(at, form, at.walk.with_person(form.values()), FIELD_OF):
        return at.go("walk-safety")
    return at.page("about", "walk-about", form=form)


@_of_the_walk(*LOOK, *SEND)
def safety(at: Walking) -> HttpResponse:
    """The questions of the screen."""
    form = SafetyForm(at.evidence.rules.questions, at.speech, at.sent, at.walk.person)
    if form.is_bound and form.is_valid() and _kept(at, form, at.walk.with_person({"answers": form.answers()})):
        return at.go("walk-screen")
    return at.page("safety", "walk-safety", form=form, parts=form.parts())


@_of_the_walk(*LOOK)
def screened(at: Walking) -> HttpResponse:
    """What the answers come to."""
    made = at.screen
    return at.page("screen", "walk-safety", screened=at.screened(made)) if made else at.go(at.back)


@_of_the_walk(*LOOK, *SEND)
def matters(at: Walking) -> HttpResponse:
    """How much each thing matters."""
    form = MattersForm(at.speech, at.sent, at.walk.person)
    if form.is_bound and form.is_valid() and _kept(at, form, at.walk.with_person(form.values())):
        return at.go("walk-options")
    return at.page("matters", "walk-matters", form=form)


@_of_the_walk(*LOOK, *SEND)
def options(at: Walking) -> HttpResponse:
    """The options side by side. What is sent are the treatments to look at."""
    made = at.screen
    if made is None:
        return at.go(at.back)
    form = ChoiceForm(at.evidence, at.speech, at.sent, at.walk.treatments)
    if form.is_bound and form.is_valid() and _kept(at, form, replace(at.walk, treatments=form.treatments())):
        return at.go("walk-options")
    return _side_by_side(at, made, form, MattersForm(at.speech, None, at.walk.person))


def _side_by_side(at: Walking, made: Screen, choice: ChoiceForm, weights: MattersForm) -> HttpResponse:
    """The page of the options."""
    shower = at.shower(made)
    like = like_you(shower.found, at.speech, shower.weeks)
    shown = {"form": choice, "weights": weights, "shower": shower, "order": Order(shower=shower), "like": like}
    return at.page("options", "walk-options", screened=at.screened(made), **shown)


@_of_the_walk(*LOOK, *SEND)
def order(at: Walking) -> HttpResponse:
    """The weights beside the order. A script asks for the order alone; without one the page is shown again."""
    made = at.screen
    if made is None or at.sent is None:
        return at.go("walk-options" if made else at.back)
    form = MattersForm(at.speech, at.sent, at.walk.person)
    done = form.is_valid() and _kept(at, form, at.walk.with_person(form.values()))
    if at.request.headers.get("HX-Request") == "true":
        now = replace(at, walk=kept(at.request, at.release.name))
        shower = now.shower(now.screen or made)
        return now.page("order_result", "walk-options", weights=form, order=Order(shower=shower), in_place=True)
    if done:
        return HttpResponseRedirect(f"{address('walk-options', at.release.name)}#order")
    return _side_by_side(at, made, ChoiceForm(at.evidence, at.speech, None, at.walk.treatments), form)


@_of_the_walk(*LOOK, *SEND)
def plan(at: Walking) -> HttpResponse:
    """What is agreed."""
    made = at.screen
    if made is None:
        return at.go(at.back)
    found = at.options(made)
    form = PlanForm(found, at.speech, at.sent, at.walk.plan)
    sent = form.is_bound and form.is_valid() and not unagreed(form, at.evidence, found)
    if sent and _kept(at, form, replace(at.walk, plan=form.values())):
        return at.go("walk-print")
    return at.page("plan", "walk-plan", form=form, gates=list(open_gates(found)), screened=at.screened(made))


@_of_the_walk(*LOOK)
def printed(at: Walking) -> HttpResponse:
    """The page to take home."""
    told = at.told
    if told is None:
        return at.go("walk-plan")
    found = _traces(at, told)
    unsure = told.plan.sure.conflict
    return at.page("print", "walk-print", told=told, sheet=handout_parts(told), unsure=unsure, traced=found)


@_of_the_walk(*LOOK)
def recorded(at: Walking) -> HttpResponse:
    """The page for the record."""
    told = at.told
    if told is None:
        return at.go("walk-plan")
    return at.page("record", "walk-print", told=told, sheet=record_parts(told), traced=_traces(at, told))


def _traces(at: Walking, told: Telling) -> tuple[Part, ...]:
    """Where the numbers of the plan come from."""
    return traced(at.shower(at.screen), told) if at.screen else ()


@_of_the_walk(*LOOK)
def handout_file(at: Walking) -> HttpResponse:
    """The page to take home, on paper."""
    told = at.told
    return at.go("walk-plan") if told is None else _pdf(handout_pdf(handout(told)), "dorsal-plan.pdf")


@_of_the_walk(*LOOK)
def record_file(at: Walking) -> HttpResponse:
    """The page for the record, on paper."""
    told = at.told
    return at.go("walk-plan") if told is None else _pdf(record_pdf(record(told)), "dorsal-record.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@_of_the_walk(*SEND)
def finish(at: Walking) -> HttpResponse:
    """Forget everything."""
    end(at.request)
    response = at.go("walk")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
