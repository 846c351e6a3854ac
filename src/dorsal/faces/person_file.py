"""A person as a file, TOML or JSON: read into a Profile with all faults at once, and an example to start from.

The names of the keys are the fields of Profile; the answers stand under [answers] by the code of the question. An
answer that is left empty was not asked.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dorsal.errors import TOLD, DorsalError, EvidenceError, Fault, ProfileError
from dorsal.patient.facts import contradictions
from dorsal.patient.profile import Earlier, Goal, Profile, Weights
from dorsal.patient.screen_rules import ScreenRules
from dorsal.topics.loader import Topic

LARGEST = 200_000
"""Bytes of a file that is still read: a person is a few kilobytes."""
LONGEST_NAME = 60
"""Letters of an unknown name that are told."""
SPOKEN: Mapping[Any, str] = {True: "yes", False: "no"}
"""What TOML and JSON may say for an answer."""
YES_NO = ("radiating",)
NEEDS_OTHERS = ("goals", "disability", "disability_scale")
"""What can be judged only beside other fields."""
PARTS: Mapping[str, type] = {"goals": Goal, "earlier": Earlier, "weights": Weights}


def read_person(path: Path, topic: Topic, rules: ScreenRules) -> Profile:
    """The person in a file. Raises ProfileError with every fault; OSError where the file cannot be read."""
    if path.is_dir():
        raise ProfileError(f"{path} is a folder; name the file of a person, or write an example with --new FILE")
    if path.stat().st_size > LARGEST:
        raise ProfileError(f"{path} has over {LARGEST:,} bytes, which is no person; name another file")
    return person_of(path.read_bytes(), path.name, topic, rules)


def person_of(content: bytes, name: str, topic: Topic, rules: ScreenRules) -> Profile:
    """The person that the text of a file describes. Raises ProfileError with every fault."""
    return profile_of(_parsed(content, name), name, topic, rules)


def profile_of(said: Mapping[str, Any], name: str, topic: Topic, rules: ScreenRules) -> Profile:
    """The person that keys and values describe, as a file or a form has them. Raises ProfileError with every fault."""
    reading = _Reading(topic=topic)
    values = reading.values(said)
    person, faults = _built(values)
    faults = [*reading.faults, *faults, *contradictions(person, rules.questions)]
    if faults:
        count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
        raise ProfileError(f"{name}: {count}", faults)
    return person


def _parsed(content: bytes, name: str) -> Mapping[str, Any]:
    """What the file says, TOML unless its name or its first sign is JSON's."""
    try:
        text = content.decode("utf-8-sig")
        is_json = name.casefold().endswith(".json") or text.lstrip().startswith("{")
        said = json.loads(text, object_pairs_hook=_once) if is_json else tomllib.loads(text)
    except RecursionError:
        raise ProfileError(f"{name}: it is nested too deeply; {START}") from None
    except (UnicodeDecodeError, ValueError, DorsalError) as error:
        raise ProfileError(f"{name}: it is neither TOML nor JSON ({error}); {START}") from error
    if not isinstance(said, dict):
        raise ProfileError(f"{name}: it is no list of names and values; {START}")
    return said


START = "`dorsal screen --new FILE` writes an example to start from"


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key that stands twice would silently lose an answer."""
    keys = [key for key, _ in pairs]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise EvidenceError(f"{twice[0]} stands twice")
    return dict(pairs)


def _built(values: Mapping[str, Any]) -> tuple[Profile, list[Fault]]:
    """The person, and what is wrong; then as much of the person as is right, so that the rest can be looked at too."""
    faults: list[Fault] = []
    right = dict(values)
    while True:
        try:
            return Profile(**right), faults
        except ProfileError as error:
            faults += error.faults
            right = _without(right, error.faults)


def _without(values: Mapping[str, Any], faults: Sequence[Fault]) -> dict[str, Any]:
    """The values without those that the faults name, and without what needs them."""
    wrong = {fault.where.split(" ")[0].partition(".")[0] for fault in faults}
    answers = values.get("answers")
    codes = {fault.where.removeprefix("answers.") for fault in faults}
    kept = {key: value for key, value in values.items() if key not in wrong and key not in NEEDS_OTHERS}
    if isinstance(answers, dict):
        right = {code: answer for code, answer in answers.items() if code not in codes}
        named = "answers" not in wrong or len(right) < len(answers)
        kept |= {"answers": right} if named else {}  # a fault that names no answer by its code is of them all
    return kept


@dataclass
class _Reading:
    """Reads keys into the values of a Profile, and gathers what is wrong with their names."""

    topic: Topic
    faults: list[Fault] = field(default_factory=list)

    def values(self, said: Mapping[str, Any]) -> dict[str, Any]:
        known = [f.name for f in fields(Profile)]
        values = {key: value for key, value in said.items() if self._known("", key, known)}
        for key in YES_NO:
            if key in values:
                values[key] = _spoken(values[key])
                if values[key] == "":  # not asked
                    del values[key]
        if isinstance(values.get("answers"), dict):
            spoken = {code: _spoken(answer) for code, answer in values["answers"].items()}
            values["answers"] = {code: answer for code, answer in spoken.items() if answer != ""}
        for key, made in PARTS.items():
            if key in values:
                values[key] = self._part(key, made, values[key])
        self._scale(values)
        return values

    def _known(self, inside: str, key: str, known: Sequence[str]) -> bool:
        if key in known:
            return True
        near = get_close_matches(key, known, n=3, cutoff=0.6) if len(self.faults) < TOLD else []
        remedy = f"did you mean {' or '.join(near)}?" if near else f"the names are {', '.join(known)}"
        if not inside and not near:
            remedy += "; answers to questions stand under [answers]"
        name = key if key.strip() and key.isprintable() else ascii(key)
        self.faults.append(Fault(f"{inside}{name[:LONGEST_NAME]}", "", "", "there is no such name here", remedy))
        return False

    def _part(self, key: str, made: type, said: Any) -> Any:
        """Goals, earlier treatments and weights: each entry with its own names."""
        if key == "weights":
            return self._entry(key, made, said)
        if not isinstance(said, list):
            self.faults.append(Fault(key, "", str(said)[:40], "it is no list", f"write each one under [[{key}]]"))
            return ()
        return tuple(self._entry(f"{key} {n}", made, one) for n, one in enumerate(said, 1))

    def _entry(self, where: str, made: type, said: Any) -> Any:
        if not isinstance(said, dict):
            return said  # the Profile refuses it, with its field
        known = {f.name: f for f in fields(made)}
        right = {key: value for key, value in said.items() if self._known(f"{where}.", key, list(known))}
        for name in ("words", "treatment"):
            if name in known and name not in right:
                right[name] = ""
        if made is Earlier:
            right["treatment"] = self._treatment(f"{where}.treatment", right["treatment"])
        return made(**right)

    def _treatment(self, where: str, name: Any) -> Any:
        """The code of a treatment by any of its names; what the topic does not know stays as it was written."""
        if not isinstance(name, str) or not name.strip():
            return name
        try:
            return self.topic.treatments.resolve(name)
        except EvidenceError as error:
            if "did you mean" in str(error):
                self.faults.append(Fault(where, "", name, str(error), "correct it"))
            return name

    def _scale(self, values: dict[str, Any]) -> None:
        """The scale must be one of the topic; the score is not looked at without it."""
        scale, usable = values.get("disability_scale", ""), scales_for_a_total(self.topic)
        if scale in usable or (scale == "" and values.get("disability") is None):
            return
        problem = "the topic has no such scale" if scale else "a score without its scale says nothing"
        remedy = f"use one of {', '.join(usable)}" if usable else "leave out disability and disability_scale"
        self.faults.append(Fault("disability_scale", "", str(scale)[:40], problem, remedy))
        values.pop("disability_scale", None)
        values.pop("disability", None)


def scales_for_a_total(topic: Topic) -> tuple[str, ...]:
    """Scales on which a person's disability may be given: with a range, worse when higher, made for the outcome."""
    return tuple(
        scale.code
        for scale in topic.scales.values()
        if scale.outcome == "disability" and scale.to_0_100 and scale.better == "lower" and scale.low is not None
    )


def _spoken(answer: Any) -> Any:
    """True and false as yes and no; words in any case."""
    if isinstance(answer, bool):
        return SPOKEN[answer]
    return answer.strip().casefold() if isinstance(answer, str) else answer
