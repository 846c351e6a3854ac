"""Reads a page as a browser's parser would and tells what is wrong with it."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "hr", "input", "wbr", "col"}
FORBIDDEN = {"script", "iframe", "object", "embed", "link", "img", "image", "form", "input", "audio", "video", "base"}
LOADING = {"src", "srcset", "poster", "background", "action", "formaction", "xlink:href", "data"}
Attributes = dict[str, str | None]


class PageReader(HTMLParser):
    """Walks a page; `faults` says what is wrong, the rest what stands there."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[tuple[str, Attributes]] = []
        self.headings: list[int] = []
        self.tags: list[tuple[str, Attributes]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        self._finish()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).replace("\N{NO-BREAK SPACE}", " ").split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.tags.append((tag, given))
        if tag in FORBIDDEN:
            self.faults.append(f"<{tag}> has no place here")
        self.faults += [f"<{tag}> handles an event: {name}" for name in given if name.startswith("on")]
        self.faults += [f"<{tag}> loads {name}" for name in given if name in LOADING]
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append((given.get("href") or "", given))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1] if self.open else 'nothing'}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    def _finish(self) -> None:
        self.faults += [f"<{tag}> is never closed" for tag in self.open]
        self.faults += [f"id {name} stands twice" for name in sorted({i for i in self.ids if self.ids.count(i) > 1})]
        known = set(self.ids)
        for href, given in self.links:
            if href.startswith("#") and href[1:] not in known:
                self.faults.append(f"{href} leads nowhere")
            elif not href.startswith(("#", "https://")):
                self.faults.append(f"{href!r} is neither of this page nor https")
            elif href.startswith("https") and given.get("rel") != "noopener noreferrer":
                self.faults.append(f"{href} tells where the reader comes from")
        for before, after in zip(self.headings, self.headings[1:], strict=False):
            if after > before + 1:
                self.faults.append(f"h{after} follows h{before}")
        for _, given in self.tags:
            for name in ("aria-labelledby", "aria-describedby"):
                self.faults += [f"{name} {i} is no id" for i in (given.get(name) or "").split() if i not in known]
