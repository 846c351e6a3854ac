"""Each number leads in two clicks to the row of its table and the source of that; what pages of evidence say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from dorsal.clinic.release import release
from tests.clinic.site_map import FILES

LINK = re.compile(r'<a href="(/[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
FIRST = "/?outcome=pain&outcome=disability&window=immediate&window=short&window=intermediate&window=long&" + "&".join(
    f"treatment={code}" for code in ("dry_needling", "dry_needling%2Bexercise", "exercise", "manipulation", "massage")
)


def links(client: Client, path: str) -> list[tuple[str, str]]:
    """Addresses and words of the links within the content of a page."""
    content = client.get(path).content.decode().partition("<main")[2].partition("</main>")[0]
    return [(html.unescape(url), words) for url, words in LINK.findall(content)]


def numbers(client: Client, path: str) -> Iterator[str]:
    """Where the numbers of a page lead."""
    for url, words in links(client, path):
        if "/evidence/answer/" in url and re.search(r"\d", words):
            yield url


@pytest.mark.parametrize("against", ["usual_care", "exercise", "sham_needling"])
def test_every_number_leads_in_two_clicks_to_a_row_with_its_source(client: Client, against: str) -> None:
    found = set(numbers(client, f"{FIRST}&against={against}"))
    assert len(found) >= 10
    for number in found:
        rows = [url for url, _ in links(client, number) if "/evidence/row/" in url]
        assert rows, number
        for row in dict.fromkeys(rows):
            page = client.get(row).content.decode()
            code = row.rstrip("/").rpartition("/")[2]
            traced = release().rows[code]
            assert html.escape(traced.row["source_url"], quote=True) in page or traced.table == "narrative", row
            assert f"{traced.table}.csv, line {traced.line}" in page
            assert all(html.escape(cell) in page for cell in traced.row.values()), row


def test_the_opening_page_links_every_number_too(client: Client) -> None:
    found = list(numbers(client, "/"))
    assert len(found) >= 10
    assert all(client.get(url).status_code == 200 for url in found)


def test_words_table_picture_and_page_of_a_number_say_the_same(client: Client) -> None:
    page = client.get("/?outcome=pain&window=short&treatment=dry_needling&treatment=nsaid&against=exercise").content
    text = re.sub(r"<[^>]*>", " ", page.decode())
    assert "21 points lower on 0-100 (95\u00a0% interval 31 lower to 11 lower)" in text
    assert text.count("−20.9") >= 3  # the table, the picture, the picture for a phone
    assert text.count("−31.2 to −10.6") >= 3
    own = client.get("/evidence/answer/pain/short/dry_needling/exercise/").content.decode()
    assert "21 points lower on 0-100 (95\u00a0% interval 31 lower to 11 lower)" in own
    finding = release().sections["pain", "short"].finding("dry_needling", "exercise")
    assert finding.estimate is not None
    assert f"{finding.estimate.mean:.1f}" == "-20.9"


def test_every_row_of_every_table_has_a_page(client: Client) -> None:
    for table in release().tables.values():
        listed = [url for url, _ in links(client, f"/evidence/table/{table.name}/") if "/evidence/row/" in url]
        assert len(listed) == len(table.rows), table.name
        for url in (listed[0], listed[-1]):
            assert client.get(url).status_code == 200


def test_the_overview_says_what_is_thin(client: Client) -> None:
    page = client.get("/evidence/").content.decode()
    assert "three usable trials, none against a sham" in page


@pytest.mark.parametrize("name", FILES)
def test_what_can_be_taken_away_is_an_attachment_of_its_kind(client: Client, name: str) -> None:
    answer = client.get(f"/downloads/{name}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="dorsal-low_back_pain-{name}"'
    assert len(answer.content) > 500
    assert answer.content == client.get(f"/downloads/{name}").content


def test_row_44_each_page_names_its_release_and_the_about_page_the_rest(client: Client) -> None:
    for path in ("/", "/evidence/", "/evidence/answer/pain/short/dry_needling/exercise/", "/topics/"):
        page = client.get(path).content.decode()
        assert release().id in page
        assert "does not diagnose and does not prescribe" in page
        assert 'href="/about/"' in page
    about = client.get("/about/").content.decode()
    for part in ("Made by", "Funding", "Date of the evidence", "extracted in 2026", "Updates", "Limits", "No benefit"):
        assert part in about
