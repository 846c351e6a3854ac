"""The command line: every command, and the one place where an error becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from importlib.metadata import version
from typing import Annotated, Any

import typer

from dorsal.errors import DorsalError
from dorsal.faces.cli.late import LateCommands

UNEXPECTED, UNREADABLE, INTERRUPTED = 70, 74, 130
"""Exit codes beside those of `dorsal.errors`: a fault of Dorsal itself, a file that cannot be used, Ctrl-C."""

EPILOG = "Start with [bold]dorsal answer[/bold]. Every command explains itself: [bold]dorsal fit --help[/bold]."

app = typer.Typer(
    name="dorsal",
    cls=LateCommands,
    help="Dry needling or another treatment for this back: which is better? Network meta-analysis from the trials "
    "to the answer, for the bundled evidence and for your own spreadsheet.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"dorsal {version('dorsal')}")
        raise typer.Exit


@app.callback()
def _options(
    version_: Annotated[
        bool, typer.Option("--version", help="Print the version and leave", callback=_show_version, is_eager=True)
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where an error arose; works after a command too")
    ] = False,
) -> None:
    del version_, debug  # the one has left by now, the other is taken out by main


def main() -> None:
    """Run the command line and leave with its exit code."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    _prepare(debug=debug)
    try:
        try:
            app(args=arguments, prog_name="dorsal")
        finally:
            sys.stdout.flush()  # here, where what fails can still be told
    except Exception as error:
        if debug:
            traceback.print_exc()
        message, code = told(error)
        if isinstance(error, OSError) and error.filename is None:
            _drop_output()
        typer.echo(message, err=True)
        sys.exit(code)
    except KeyboardInterrupt:
        typer.echo("dorsal: stopped with Ctrl-C; what is not named above was not written", err=True)
        sys.exit(INTERRUPTED)


def told(error: Exception) -> tuple[str, int]:
    """What a person is told of an error, and the exit code."""
    match error:
        case DorsalError():
            return f"dorsal: {error}", error.exit_code
        case OSError(filename=str() | bytes() as name, strerror=str() as reason):
            return f"dorsal: {name!s}: {reason}", UNREADABLE
        case OSError(strerror=str() as reason):
            return f"dorsal: the output cannot be written: {reason}", UNREADABLE
        case _:
            what = f"{type(error).__name__}: {error}".splitlines()[0]
            return (
                f"dorsal: this should not have happened ({what}). It is a fault of Dorsal; please report it with the "
                "command you typed and what it prints with --debug.",
                UNEXPECTED,
            )


def _drop_output() -> None:
    """Send what is left of the standard output nowhere, so that the interpreter does not fail on it when it leaves."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _prepare(*, debug: bool) -> None:
    """Let text reach any terminal, and keep warnings of libraries away from readers."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    if not debug:
        warnings.simplefilter("ignore")
