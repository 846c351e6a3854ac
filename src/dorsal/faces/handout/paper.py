"""A page on paper: PDF/UA-1 (tagged, with its language and title) by WeasyPrint, which may fetch nothing.

WeasyPrint would open any address that a page names, of this machine and of its network too. Here every fetch is
refused, and a page that asks for one is not printed: what is printed is made here and needs nothing from outside.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from typing import Any, NoReturn

from dorsal.errors import FetchRefused, OptionError

VARIANT = "pdf/ua-1"
HANDOUT_SHEETS, HANDOUT_SIZES = 2, (10.5, 9.75, 9.0)
RECORD_SHEETS, RECORD_SIZES = 1, (8.0, 7.25, 6.5)
"""How many sheets of A4 each may take, and the sizes of its letters (points): as large as fits."""
LIBRARY = "weasyprint"
MARK = b"dorsal-"
"""How the identifier of a PDF of Dorsal's own begins: so it is known again, and may be replaced."""
DIGITS = 32


class NoFetch:
    """The fetcher given to WeasyPrint: it refuses all, and remembers what was asked for."""

    _fail_on_errors = False
    """WeasyPrint reads it when a fetch is refused."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, url: str, *_: object, **__: object) -> NoReturn:
        """Refuse. What WeasyPrint calls a fetcher with differs between its versions; the address comes first."""
        self.asked.append(url)
        raise PermissionError(f"nothing is fetched for a page on paper: {url}")


def pdf(html: str, sheets: int = 1000, sizes: Sequence[float] = ()) -> bytes:
    """A page as PDF; in the largest of `sizes` (points) in which it takes at most so many sheets, or in the smallest.

    Raises OptionError without `dorsal[print]`, FetchRefused where the page names what must be fetched.
    """
    weasyprint = _weasyprint()
    fetcher, options = NoFetch(), {"pdf_variant": VARIANT, "pdf_tags": True, "pdf_identifier": identifier(html)}
    for size in sizes or (0.0,):
        css = [weasyprint.CSS(string=f"html {{ font-size: {size:g}pt !important }}")] if size else []
        page = weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher)
        made = page.render(stylesheets=css, **options)
        if fetcher.asked:
            break
        if len(made.pages) <= sheets:
            break
    written = bytes(made.write_pdf(**options))
    if fetcher.asked:
        raise FetchRefused(f"the page asks for {', '.join(sorted(set(fetcher.asked)))}; nothing is fetched to print it")
    return written


def identifier(html: str) -> bytes:
    """The file's identifier: of Dorsal, and another one for every page."""
    return MARK + hashlib.sha256(html.encode()).hexdigest()[:DIGITS].encode()


def _weasyprint() -> Any:
    """The library, loaded late: the base install has none, and it takes half a second."""
    logging.getLogger(LIBRARY).setLevel(logging.CRITICAL)  # its warnings are for people who write style sheets
    try:
        import weasyprint
    except ImportError:
        raise OptionError(
            "PDF needs WeasyPrint: pip install 'dorsal[print]'; --html needs nothing, and any browser prints it"
        ) from None
    except OSError as error:
        raise OptionError(
            f"WeasyPrint does not find Pango ({error}); on Debian: apt install libpango-1.0-0 libpangoft2-1.0-0. "
            "--html needs nothing, and any browser prints it"
        ) from None
    return weasyprint


def handout_pdf(html: str) -> bytes:
    """The hand-out on paper."""
    return pdf(html, HANDOUT_SHEETS, HANDOUT_SIZES)


def record_pdf(html: str) -> bytes:
    """The page for the record on paper."""
    return pdf(html, RECORD_SHEETS, RECORD_SIZES)
