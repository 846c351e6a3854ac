"""What the page about Dorsal says is kept is what the walk keeps."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from tests.clinic.walker import ABOUT, Walker

KEPT = {"": ("Decide together", "two hours", "signed cookie"), "/es": ("Decidir juntos", "dos horas", "cookie firmada")}


@pytest.mark.parametrize("prefix", KEPT)
def test_the_page_tells_what_the_walk_keeps_and_how_to_remove_it(client: Client, prefix: str) -> None:
    page = unescape(client.get(f"{prefix}/about/").content.decode())
    assert all(part in page for part in KEPT[prefix])
    assert "session" not in client.cookies
    walker = Walker(client, prefix=f"{prefix}/decide/")
    assert walker.send("about", ABOUT).status_code == 302
    assert "session" in client.cookies
    button = re.search(r'class="plain" type="submit">([^<]*)<', walker.page("about"))
    assert button is not None
    assert unescape(button[1]) in page
