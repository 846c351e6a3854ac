"""The article: each claim leads to its entry, each row to its page, and it stands in the site's own look."""

from __future__ import annotations

import re

from django.test import Client


def test_the_article_is_the_topics_own_and_every_row_has_a_page(client: Client) -> None:
    page = client.get("/article/").content.decode()
    assert "what we know, and what we do not" in page
    rows = set(re.findall(r'href="(/evidence/row/[^"]+)"', page))
    assert len(rows) > 20
    assert {url: client.get(url).status_code for url in rows} == dict.fromkeys(rows, 200)
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_spanish_readers_are_told_that_it_is_english(client: Client) -> None:
    page = client.get("/es/article/").content.decode()
    assert "Esta parte está en inglés." in page
    assert '<article class="essay" lang="en">' in page
