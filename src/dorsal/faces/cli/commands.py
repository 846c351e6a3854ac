"""The commands that answer: answer, compare, fit, league, network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import typer

from dorsal.errors import NetworkError, OptionError
from dorsal.faces import json_document
from dorsal.faces.additive_answer import joined_answer
from dorsal.faces.cinema_file import write_cinema
from dorsal.faces.cli.answer_view import show_answer
from dorsal.faces.cli.asking import ask_sheet, ask_topic, command_line, request, sources, topic_of
from dorsal.faces.cli.belonging import check_belonging
from dorsal.faces.cli.compare_view import show_comparison
from dorsal.faces.cli.delivery import DEFAULT_REPORT, check, deliver
from dorsal.faces.cli.entry import INTERRUPTED
from dorsal.faces.cli.inquiry_options import InquiryOptions, inquiry_of, only_asking
from dorsal.faces.cli.inquiry_view import show_answers
from dorsal.faces.cli.league_view import show_leagues, show_pairs
from dorsal.faces.cli.network_view import show_networks
from dorsal.faces.cli.options import (
    AnswerOptions,
    CompareOptions,
    EitherOptions,
    LeagueOptions,
    SheetOptions,
    takes,
)
from dorsal.faces.cli.patience import patience
from dorsal.faces.cli.screen import Screen
from dorsal.faces.cli.sheet_view import show_fit
from dorsal.faces.document import Document
from dorsal.faces.inquiry import Beside, Inquiry, asked, besides_of
from dorsal.faces.inquiry.unfinished import stopped
from dorsal.faces.league_beside import league_beside, pairs_answer, pairs_markdown
from dorsal.faces.main_window import in_main_window
from dorsal.faces.markdown_tasks import compare_markdown, league_markdown, network_markdown
from dorsal.faces.overview import compared
from dorsal.faces.sheet_answer import pair_in_sheet
from dorsal.faces.topic_answer import pair_in_topic
from dorsal.faces.words import pair_words


def register(app: typer.Typer) -> None:
    """Add the commands to the command line, with an example in the help of each."""
    app.command(epilog=_example("dorsal answer --outcome pain --window short --measure SMD"))(answer)
    app.command(epilog=_example('dorsal compare "dry needling + exercise" exercise'))(compare)
    app.command(epilog=_example("dorsal fit trials.csv --measure OR --reference placebo --report page.html"))(fit)
    app.command(epilog=_example("dorsal league --outcome pain --treatments exercise,massage,yoga,usual_care"))(league)
    app.command(epilog=_example("dorsal network trials.csv"))(network)


def _example(command: str) -> str:
    return f"Example:  [bold]{command}[/bold]"


@takes(AnswerOptions)
def answer(options: AnswerOptions) -> None:
    """Answer a topic's question from its trials, here and in dorsal-report.html."""
    check(options)
    document = ask_topic("answer", options, topic_of(options))
    alone = options.json or options.md or options.no_report
    deliver(
        options,
        document,
        json=lambda: json_document.answer_json(document),
        show=lambda screen: show_answer(screen, document, every_window=bool(options.window)),
        report=options.report or (None if alone else DEFAULT_REPORT),
    )


@takes(CompareOptions)
def compare(options: CompareOptions) -> None:
    """Compare two treatments or combinations: estimate, trials with sources, derivations, certainty."""
    check(options)
    if options.file is not None:
        document = _of_sheet("compare", options, options.file)
        first, second = pair_in_sheet(document, options.first, options.second)
    else:
        _only_for_files(options)
        topic = topic_of(options)
        first, second = pair_in_topic(topic, options.first, options.second)
        document = ask_topic("compare", options, topic)
    asked = replace(document, comparisons=((first, second),))
    deliver(
        options,
        asked,
        json=lambda: json_document.compare_json(asked, first, second),
        show=lambda screen: show_comparison(screen, asked, first, second),
        md=lambda: compare_markdown(asked, first, second),
    )
    if not any(comparison.known for comparison in compared(asked)):
        pair = pair_words(asked, first, second)
        raise NetworkError(f"the trials cannot answer this ({pair}); the reasons stand with the answer above")


@takes(InquiryOptions)
def fit(options: InquiryOptions) -> None:
    """Network meta-analysis of your own table: arms, contrasts or one row per study, in any common format."""
    check(options)
    check_belonging(options)
    inquiry = inquiry_of(options)
    if inquiry.order and not options.outcome:
        first = inquiry.order[0]  # the analysis is of the first outcome that orders treatments
        options = replace(options, outcome=[first.outcome], better=first.better or options.better)
    plain = ask_sheet("fit", options, options.file, adjustment=inquiry.adjustment, survival=inquiry.survival)
    with patience("Answering further questions") as tell:
        document = asked(plain, inquiry, tell, lambda keys: command_line("fit", only_asking(options, keys)))
    if stopped(document):
        typer.echo("Stopped. What is finished is being written; Ctrl-C again leaves without it.", err=True)

    def show(screen: Screen) -> None:
        show_fit(screen, document)
        show_answers(screen, document.answers)

    if options.plots is not None:
        _draw(options.plots, document, options)
    for said in _beside(options, document, inquiry):
        typer.echo(said, err=True)

    deliver(
        options,
        document,
        json=lambda: json_document.fit_json(document),
        show=show,
        report=options.report,
        hint="" if options.report else "As a page with --report FILE.html, as tables with --csv FOLDER.",
    )
    _leave(document)


def _leave(document: Document) -> None:
    """With the code of what is missing, where something is."""
    if stopped(document):
        raise typer.Exit(INTERRUPTED)
    for missing in document.missing:
        if missing.error is not None:
            typer.echo(f"dorsal: {missing.words}: {missing.why}", err=True)
    code = next((missing.error.exit_code for missing in document.missing if missing.error is not None), 0)
    if code:
        raise typer.Exit(code)


def _beside(options: InquiryOptions, document: Document, inquiry: Inquiry) -> Iterator[str]:
    """Files that are neither page nor tables, each written and named."""
    if options.cinema is not None:
        yield write_cinema(options.cinema, document, force=options.force)
    if options.prisma is not None:
        from dorsal.faces.prisma import write_checklist

        yield write_checklist(options.prisma, document, force=options.force)
    if options.script is not None:
        from dorsal.faces.script_file import script_text, write_script

        text = script_text(document, request(options), inquiry, sources(options, inquiry.adjustment), options.script)
        yield write_script(options.script, text, force=options.force)
    if options.zip is not None:
        from dorsal.faces.bundle import bundle_files, write_bundle

        def files() -> dict[str, bytes]:
            asked_for = request(options), inquiry, sources(options, inquiry.adjustment)
            return bundle_files(document, *asked_for, plot_format=options.plot_format.lower())

        yield write_bundle(options.zip, files, force=options.force)


def _draw(folder: Path, document: Document, options: InquiryOptions) -> None:
    """Write the plots, and say so where it does not disturb what is printed."""
    from dorsal.faces.plot_folder import write_plots

    paths = write_plots(folder, document, suffix=options.plot_format.lower(), force=options.force)
    typer.echo(f"Plots: {folder}/ ({', '.join(path.name for path in paths)})", err=True)


@takes(LeagueOptions)
def league(options: LeagueOptions) -> None:
    """League table: every treatment against every other, with --beside of two analyses in one table."""
    main = _either("league", options)
    others = [_changed(options, each) for each in besides_of(options.beside)]
    beside = [league_beside(main, _either("league", other)) for other in others]
    joined = joined_answer(main) if options.file is not None else None
    document = replace(main, answers=(*([pairs_answer(beside)] if beside else []), *([joined] if joined else [])))

    def show(screen: Screen) -> None:
        if beside:
            show_pairs(screen, document, beside)
        else:
            show_leagues(screen, document)
        if joined:
            show_answers(screen, [joined])

    deliver(
        options,
        document,
        json=lambda: json_document.league_json(document),
        show=show,
        md=lambda: pairs_markdown(document, beside) if beside else league_markdown(document),
        only=("league", "league_pair", "joined"),
    )


def _changed(options: LeagueOptions, asked: Beside) -> LeagueOptions:
    """The options of the analysis beside: as those of the main one but for what differs."""
    differs = asked.outcome and [asked.outcome] != options.outcome
    return replace(
        options,
        outcome=[asked.outcome] if asked.outcome else options.outcome,
        measure=asked.measure or ("" if differs else options.measure),
        model=asked.model or options.model,
        tau2=asked.tau2 or ("" if asked.model == "common" else options.tau2),
        tau=None if asked.model == "common" or asked.tau2 else options.tau,
        better=asked.better or options.better,
    )


@takes(EitherOptions)
def network(options: EitherOptions) -> None:
    """What was compared with what: comparisons, designs, islands, and what would join them."""
    document = _either("network", options)
    deliver(
        options,
        document,
        json=lambda: json_document.network_json(document),
        show=lambda screen: show_networks(screen, document),
        md=lambda: network_markdown(document),
        only=("network", "contrasts"),
    )


def _either(command: str, options: EitherOptions) -> Document:
    """The document of a file, or of the topic in its main window unless others are asked for."""
    check(options)
    if options.file is not None:
        return _of_sheet(command, options, options.file)
    _only_for_files(options)
    document = ask_topic(command, options, topic_of(options))
    return document if options.window else in_main_window(document)


def _of_sheet(command: str, options: EitherOptions | CompareOptions, path: Path) -> Document:
    """The document of a file; options of a topic say nothing about it."""
    told = [name for name in ("topic", "window", "population", "strict") if getattr(options, name)]
    if told:
        raise OptionError(f"--{told[0]} belongs to a topic and says nothing about a file; leave one of them out")
    check_belonging(options)
    return ask_sheet(command, options, path)


def _only_for_files(options: SheetOptions) -> None:
    own = ("sheet", "map", "components", "component_matrix", "categories", "down_weight")
    effects = ("zero_cells", "increment", "double_zero", "arm_correlation")
    told = [name.replace("_", "-") for name in (*own, *effects) if getattr(options, name)]
    if told:
        raise OptionError(f"--{told[0]} belongs to a table of your own; name the file, or leave the option out")
