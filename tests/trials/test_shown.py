"""The hook by which results show themselves: nothing below the faces knows how."""

from __future__ import annotations

from dorsal.trials.shown import Shown, to_html


def test_what_no_face_knows_is_left_to_the_notebook() -> None:
    class Unknown(Shown):
        pass

    assert to_html(Unknown()) is None
    assert Unknown()._repr_html_() is None


def test_a_face_says_how_and_for_what_is_derived_too() -> None:
    class Weather(Shown):
        pass

    class Rain(Weather):
        pass

    to_html.register(Weather, lambda result: f"<p>{type(result).__name__}</p>")
    assert Rain()._repr_html_() == "<p>Rain</p>"
