"""A reader with a browser, who notes what no page may do: errors, breaches of the policy, foreign requests, dialogs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def follow(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait until that one is there with its styles."""
    with page.expect_navigation():
        page.click(selector)


@dataclass
class Reader:
    """One context of the browser with its page; `faults` is what went wrong while it read."""

    browser: Browser
    base: str
    options: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(viewport=DESK, **self.options)
        self.context.set_default_timeout(8000)
        self.context.route("**/*", self._own_only)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self._note("console", said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._note("script", str(error)))
        self.page.on("dialog", lambda dialog: (self._note("dialog", dialog.message), dialog.dismiss()))

    def _note(self, kind: str, text: str) -> None:
        self.faults.append(f"{kind}: {text}")

    def _own_only(self, route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(self.base).netloc:
            route.continue_()
        else:
            self._note("foreign request", route.request.url)
            route.abort()

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        answer = self.page.goto(f"{self.base}{path}")
        self.statuses[path] = answer.status if answer else 0
        return self.page

    def storage(self) -> dict[str, Any]:
        """Everything that the browser keeps of the site."""
        kept: dict[str, Any] = self.page.evaluate(
            """async () => ({
                local: Object.entries(localStorage), session: Object.entries(sessionStorage),
                databases: (await indexedDB.databases()).map(d => d.name),
                caches: window.caches ? await caches.keys() : [], cookies: document.cookie })"""
        )
        return kept

    def close(self) -> None:
        """End the context."""
        self.context.close()
