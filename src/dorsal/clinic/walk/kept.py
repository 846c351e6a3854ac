"""What the walk holds between two pages: it lies in the signed session and nowhere else, and is cleared at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core import signing
from django.http import HttpRequest

KEY = "walk"
LARGEST = 3600
"""Characters of the cookie: browsers drop those that come with more than 4,096 bytes."""


class TooMuch(Exception):
    """More was written than the session can hold."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The person as a file has one, the options to show, the terms of the plan."""

    topic: str
    mark: int = 0
    """Rises with every form that is kept: a form that carries an older one was opened before that."""
    person: Mapping[str, Any] = field(default_factory=dict)
    treatments: tuple[str, ...] = ()
    plan: Mapping[str, Any] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        """Whether anything was kept yet."""
        return self.mark > 0

    def with_person(self, values: Mapping[str, Any]) -> Kept:
        """The same with these keys of the person; a value of None takes the key away."""
        merged = {**self.person, **values}
        return replace(self, person={key: value for key, value in merged.items() if value is not None})


def kept(request: HttpRequest, topic: str) -> Kept:
    """What this session holds on a topic; nothing where it is new, has ended, or was on another topic."""
    said = request.session.get(KEY)
    if not isinstance(said, dict) or said.get("topic") != topic:
        return Kept(topic=topic)
    return Kept(
        topic=topic,
        mark=said["mark"],
        person={**said["person"], "answers": _unfolded(said["answers"])},
        treatments=tuple(said["treatments"]),
        plan=said["plan"],
    )


def keep(request: HttpRequest, walk: Kept) -> None:
    """Keep it. Raises TooMuch, and keeps what was there, where it does not fit into a cookie."""
    person = {key: value for key, value in walk.person.items() if key != "answers"}
    said = {
        "topic": walk.topic,
        "mark": walk.mark + 1,
        "person": person,
        "answers": _folded(walk.person.get("answers", {})),
        "treatments": list(walk.treatments),
        "plan": dict(walk.plan),
    }
    if len(signing.dumps({KEY: said}, compress=True)) > LARGEST:
        raise TooMuch
    request.session[KEY] = said


def end(request: HttpRequest) -> None:
    """Forget everything, in the browser too."""
    request.session.flush()


def _folded(answers: Mapping[str, str]) -> dict[str, list[str]]:
    """Codes by answer: a third of the room."""
    found: dict[str, list[str]] = {}
    for code, said in answers.items():
        found.setdefault(said, []).append(code)
    return found


def _unfolded(answers: Mapping[str, list[str]]) -> dict[str, str]:
    return {code: said for said, codes in answers.items() for code in codes}
