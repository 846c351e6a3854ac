"""A generated person as a TOML file to start from, with every question of the topic in it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from dorsal.faces.person_file import scales_for_a_total
from dorsal.faces.screening_words import SECTION
from dorsal.patient.question import SECTIONS, Question
from dorsal.patient.screen_rules import ScreenRules
from dorsal.topics.loader import Topic

HEAD = """\
# A person for `dorsal screen` and its neighbours. This one is generated: nobody real.
#
# Change what you know, and delete what you do not: what is not here is unknown, and unknown is never taken for "no".
# Keep files of real people where only those may read them who treat them.

age = 46
site = "low back"
weeks = 20                        # how long it has lasted
radiating = ""                    # "yes" or "no": does the pain run into a leg?
pain = 6                          # 0 (none) to 10 (the worst)
"""
REST = """\
needle_fear = 2                   # 0 (none) to 10
lasting_risk = "unknown"          # low, medium or high, where somebody has measured it

# What matters how much, 0 (not at all) to 10. Leave out what was not asked.
[weights]
pain = 8
moving = 9
fewer_visits = 3
few_side_effects = 6
no_medicines = 5
cost = 4
time = 4

# What the person wants, in their own words; measure is pain, disability or activity.
[[goals]]
words = "sleep through the night"
measure = "pain"
target = 3
by_weeks = 8
"""
WIDTH = 118
MOST_SCALES = 2
"""Other scales that are named."""


def example(topic: Topic, rules: ScreenRules) -> str:
    """The text of the file. No question is answered: a "no" that somebody forgets to check would clear a person."""
    return "\n".join([HEAD.rstrip("\n"), *_disability(topic), REST, *_earlier(topic), *_answers(rules)]) + "\n"


def _disability(topic: Topic) -> Iterator[str]:
    scales = scales_for_a_total(topic)
    free = [code for code in scales if topic.scales[code].may_ship_items] or list(scales)
    if free:
        yield "disability = 11                   # the total on the scale below"
        others = [code for code in scales if code != free[0]]
        also = f"    # or {', '.join(others[:MOST_SCALES])}" if others else ""
        yield f"disability_scale = {json.dumps(free[0])}{also}"


def _earlier(topic: Topic) -> Iterator[str]:
    """One treatment that was tried, by the topic's own names."""
    tried = next((code for code in topic.settings.comparators if code != topic.reference), topic.settings.focus)
    yield "# What was tried before, and how it went: helped, no_change, worse or unknown."
    yield f'[[earlier]]\ntreatment = {json.dumps(tried)}\nwent = "no_change"\n'


def _answers(rules: ScreenRules) -> Iterator[str]:
    yield '# Questions: "yes", "no", or "unknown" where the person does not know. Left empty, it was not asked.'
    yield "# Indented ones are part of the one above: they are asked where that one is answered with yes."
    yield "[answers]"
    asked = [question for question in rules.questions.values() if question.kind != "number"]
    for section in SECTIONS:
        inside = [q for q in asked if q.section == section and q.code not in FIELDS_ABOVE]
        if inside:
            yield f"\n# {SECTION[section]}"
        for question in inside:
            yield from _question(question, len(rules.questions.wider(question.code)))


FIELDS_ABOVE = ("radiating",)
"""Questions that the file answers above the answers."""


def _question(question: Question, depth: int) -> Iterator[str]:
    pad = "  " * depth
    of_clinician = "for the clinician: " if question.asked_of == "clinician" else ""
    yield from textwrap.wrap(
        f"{of_clinician}{question.words}", WIDTH, initial_indent=f"{pad}# ", subsequent_indent=f"{pad}#   "
    )
    yield f'{pad}{question.code} = ""'
