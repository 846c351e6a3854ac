"""Plans told in a language, and what stands on the pages that are made of them."""

from __future__ import annotations

import datetime
import html
import re
from functools import cache
from typing import Any

from dorsal.faces.handout.telling import Telling
from dorsal.faces.language import language
from tests.care.agreed import plan, topic

DAY = datetime.date(2026, 11, 27)


usual_plan = cache(plan)


def telling(option: str = "exercise", code: str = "en", **more: Any) -> Telling:
    """`more` goes to `tests.care.agreed.plan`."""
    spoken = language(code).extended(topic().tables["translations"])
    made = plan(option, **more) if more else usual_plan(option)
    return Telling(plan=made, topic=topic(), language=spoken, day=DAY, version="0.1.0")


def prose(page: str) -> str:
    """The sentences that a patient reads: paragraphs and points, without pictures, headings and sources."""
    page = re.sub(r"<(svg|style|head|table|figure)\b.*?</\1>", " ", page, flags=re.DOTALL)
    page = re.sub(r'<p class="(?:sources|small)">.*?</p>', " ", page, flags=re.DOTALL)
    parts = re.findall(r"<(p|li)\b[^>]*>(.*?)</\1>", page, flags=re.DOTALL)
    return " ".join(plain(text).rstrip(".:") + "." for _, text in parts)


def plain(markup: str) -> str:
    """Text without tags, with single ordinary blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).replace("\N{NO-BREAK SPACE}", " ").split())


def hardest(text: str) -> list[str]:
    """The sentences of a text, the longest first."""
    return sorted(re.split(r"(?<=[.!?])\s+", text), key=lambda sentence: -len(sentence.split()))
