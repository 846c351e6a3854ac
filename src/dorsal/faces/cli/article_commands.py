"""The commands on an article: check, publish."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from dorsal.errors import OptionError, Overstated
from dorsal.faces import json_document
from dorsal.faces.cli.delivery import speaks_utf8
from dorsal.faces.cli.screen import Screen
from dorsal.faces.own_file import check_page, replace_text, write_page
from dorsal.topics.loader import load, place_of

if TYPE_CHECKING:
    from dorsal.faces.article.article_view import ArticleView

app = typer.Typer(
    help="A text about the treatments, held against the evidence sentence by sentence: check it, publish it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

File = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="A Markdown text with claims marked: [[C14]] behind a sentence",
        show_default="the topic's own article",
    ),
]
Topic = Annotated[str, typer.Option("--topic", help="Folder of a topic, or the name of a bundled one")]
Strict = Annotated[bool, typer.Option("--strict", help="Fail where a sentence says more than the evidence allows")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that Dorsal did not write")]


@app.command(epilog="Example:  [bold]dorsal article check our_text.md --strict[/bold]")
def check(
    file: File = None,
    topic: Topic = "",
    strict: Strict = False,
    suggest: Annotated[
        Path | None, typer.Option("--suggest", metavar="FILE", help="Write the text with honest wordings as comments")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else (docs/json.md)")] = False,
    force: Force = False,
) -> None:
    """Hold each sentence of a text against the evidence: the verdict, whether it says too much, what it might say."""
    from dorsal.faces.article.article_text import article_json
    from dorsal.faces.article.suggest import suggested
    from dorsal.faces.cli.article_view import show_article

    text, view = _read(file, topic)
    if suggest is not None:
        _new(suggest, file, force=force)
    if json:
        typer.echo(json_document.text(article_json(view), ascii_only=not speaks_utf8()))
    else:
        show_article(Screen(Console()), view)
    if suggest is not None:
        replace_text(suggest, suggested(text, view))
        typer.echo(f"Suggestions: {suggest}", err=True)
    _refuse(view, strict=strict)


@app.command(epilog="Example:  [bold]dorsal article publish our_text.md --out page.html[/bold]")
def publish(
    file: File = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The page, one HTML file")] = Path("article.html"),
    topic: Topic = "",
    strict: Strict = False,
    force: Force = False,
) -> None:
    """Make a page of a text: a label behind each claim, and below it the numbers, how sure they are, the sources."""
    from dorsal.faces.article.page import page

    _, view = _read(file, topic)
    _refuse(view, strict=strict)
    if file is not None and out.resolve() == file.resolve():
        raise OptionError(f"--out would replace {file}, which is read; name another file")
    check_page(out, force=force)
    write_page(out, page(view), force=force)
    typer.echo(f"Page: {out}")
    if view.problems:
        n = len(view.problems)
        what = "sentence says" if n == 1 else "sentences say"
        typer.echo(f"{n} {what} more than the evidence allows; dorsal article check names them.", err=True)


def _read(file: Path | None, topic: str) -> tuple[str, ArticleView]:
    """The text and its view."""
    from dorsal.faces.article.article_view import article_view
    from dorsal.faces.article.reading import decoded
    from dorsal.topics.article import article_of
    from dorsal.topics.judged import judged

    place = place_of(topic)
    text = decoded(article_of(place) if file is None else file.read_bytes())
    return text, article_view(text, judged(load(place)), version=version("dorsal"))


def _new(path: Path, read: Path | None, *, force: bool) -> None:
    """Raise OptionError where the suggestions would replace something."""
    if read is not None and path.resolve() == read.resolve():
        raise OptionError(f"--suggest would replace {read}, which is read; name another file")
    if path.is_dir() or not path.parent.is_dir():
        raise OptionError(f"{path} is no place for a file; name a file in a folder that exists")
    if path.exists() and not force:
        raise OptionError(f"{path} is there already and stays as it is; name another file, or add --force")


def _refuse(view: ArticleView, *, strict: bool) -> None:
    if strict and view.problems:
        lines = ", ".join(str(sentence.line) for sentence in view.problems)
        n = len(view.problems)
        what = "sentence says" if n == 1 else "sentences say"
        raise Overstated(f"{n} {what} more than the evidence allows: line {lines}; `dorsal article check` says why")
