"""Pages for what went wrong stand even where nothing else does."""

from __future__ import annotations

from django.test import RequestFactory, override_settings

from dorsal.clinic.error_pages import server_error


def test_a_fault_in_the_page_for_faults_leaves_a_few_plain_words() -> None:
    with override_settings(DEPLOYMENT=None):  # which every page asks
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert answer.content == b"Something went wrong here. Please try again in a while."
    assert answer["Content-Type"] == "text/plain"
