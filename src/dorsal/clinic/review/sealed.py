"""The tables within the page: packed and signed, so that the server opens only what it packed, and keeps nothing."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace

from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext

from dorsal.clinic.review.given import Given, Refused

SALT = "dorsal.review.table"
LASTS = 2 * 60 * 60
"""Seconds for which a page can be sent."""
LARGEST = 2 * 1024 * 1024
"""Bytes of a packed table."""


def sealed(given: Given) -> str:
    """The tables as a text for a form. Raises Refused where even packed they are too large for a page."""
    all_of_them = {"": given, **given.beside}
    contents = [[option, each.name, len(each.content)] for option, each in all_of_them.items()]
    whole = b"".join(each.content for each in all_of_them.values())
    packed = zlib.compress(json.dumps(contents).encode() + b"\n" + whole, 6)
    if len(packed) > LARGEST:
        said = gettext(
            "This table is too large for a page: packed it has %(size)s MB, and at most %(most)s travel with it. Run "
            "“dorsal fit” on your own machine, which has no such limit."
        )
        raise Refused(said % {"size": f"{len(packed) / 1024**2:.1f}", "most": LARGEST // 1024**2})
    return TimestampSigner(salt=SALT).sign(base64.b64encode(packed).decode())


def opened(text: str) -> Given:
    """The tables again. Raises Refused for what was not sealed here, was changed, or is too old."""
    try:
        packed = TimestampSigner(salt=SALT).unsign(text, max_age=LASTS)
    except BadSignature:
        said = gettext("This page is more than two hours old, or was changed on its way. Give the table once more.")
        raise Refused(said) from None
    contents, _, whole = zlib.decompress(base64.b64decode(packed)).partition(b"\n")
    found, place = {}, 0
    for option, name, size in json.loads(contents):
        found[option] = Given(name=name, content=whole[place : place + size])
        place += size
    return replace(found.pop(""), beside=found)
