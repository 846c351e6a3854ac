"""A person who goes through the walk without a browser: looks, gets token and mark, and sends forms as a page does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

HERE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin", "Host": "localhost"}
ABOUT: dict[str, Any] = {
    "age": "46", "lasts": "5", "lasts_unit": "months", "radiating": "no", "pain": "6",
    "disability_scale": "RMDQ_0_24", "disability": "11", "goal": "sleep through the night",
    "goal_measure": "pain", "goal_target": "3", "goal_weeks": "8",
}  # fmt: skip
MATTERS = {"pain": "8", "moving": "9", "fewer_visits": "3", "few_side_effects": "6"}
PLAN = {"option": "exercise", "chosen_by": "together", "visits": "6", "start": "2026-12-01", "sure_sure": "yes"}
STEPS = ("about", "safety", "screen", "matters", "options", "plan", "print", "record")
FILES = ("hand-out.pdf", "record.pdf")
EMERGENCY = {"q_saddle": "yes", "q_retention": "yes"}


def hidden(page: str, name: str) -> str:
    """The value of a hidden field, "" where the page has none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


@dataclass
class Walker:
    """One session."""

    client: Client
    prefix: str = "/decide/"
    said: dict[str, Any] = field(default_factory=dict)

    def look(self, step: str = "") -> HttpResponse:
        """A page or a file of the walk; "" is the first one."""
        path = step if "." in step or not step else f"{step}/"
        return self.client.get(self.prefix + path, headers={"Host": "localhost"})

    def page(self, step: str = "") -> str:
        """What it says."""
        return self.look(step).content.decode()

    def send(self, step: str, data: dict[str, Any], *, mark: str | None = None, **headers: str) -> HttpResponse:
        """Send a form as the page does that was just opened; `mark` is that of a page opened earlier."""
        opened = self.page(step)
        token = hidden(opened, "csrfmiddlewaretoken") or hidden(self.page("about"), "csrfmiddlewaretoken")
        carried = {"csrfmiddlewaretoken": token, "mark": hidden(opened, "mark") if mark is None else mark}
        return self.client.post(f"{self.prefix}{step}/", carried | data, headers={**HERE, **headers})

    def no_to_all(self) -> dict[str, str]:
        """ "No" to every question of the safety page."""
        return dict.fromkeys(re.findall(r'name="(q_\w+)"', self.page("safety")), "no")

    def to_options(self, **answers: str) -> None:
        """About you, safety (no to all but `answers`) and what matters, as the example person says."""
        for step, data in (("about", ABOUT), ("safety", {}), ("matters", MATTERS)):
            answer = self.send(step, data or {**self.no_to_all(), **answers})
            assert answer.status_code == 302, errors(answer)

    def to_plan(self, **answers: str) -> None:
        """All the way."""
        self.to_options(**answers)
        answer = self.send("plan", PLAN)
        assert answer.status_code == 302, errors(answer)


def errors(answer: HttpResponse) -> list[str]:
    """The messages of a page at its fields and above them."""
    found = re.findall(r'class="error"[^>]*>([^<]*)<|<li><a href="#[^"]*">[^<]*</a>: ([^<]*)<', answer.content.decode())
    return [unescape(a or b) for a, b in found]
