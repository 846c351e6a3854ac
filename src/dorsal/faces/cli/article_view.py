"""The check of an article in a terminal: sentence by sentence, then what lacks a mark."""

from __future__ import annotations

from dorsal.faces.article.article_view import ArticleView, Sentence
from dorsal.faces.cli.screen import Screen
from dorsal.faces.numbers import count
from dorsal.synthesis.claim import WORDS

MOST_UNUSED = 12
"""Claims named that the text does not touch; the others are counted."""


def show_article(screen: Screen, view: ArticleView) -> None:
    """Every sentence with a claim behind it, what is wrong with it and what it might say."""
    screen.say(view.title, style="bold")
    screen.say(_summary(view))
    for sentence in view.sentences:
        if sentence.marks or sentence.problems:
            _tell(screen, sentence)
    if view.unmarked:
        screen.heading("No mark, though they say that it does good or harm")
        screen.items(f"line {sentence.line}: {sentence.text}" for sentence in view.unmarked)
        screen.say("Mark the claim, as in [[C14]], or write [[no claim]] behind a sentence that makes none.")
    if view.unused:
        screen.blank()
        more = len(view.unused) - MOST_UNUSED
        rest = f" and {more} more" if more > 0 else ""
        screen.say(f"Claims of the topic that the text does not touch: {', '.join(view.unused[:MOST_UNUSED])}{rest}.")
    screen.blank()
    read = f", evidence read in {view.date}" if view.date else ""
    screen.say(f"Dorsal {view.version}{read}; release {view.release}", style="dim")


def _summary(view: ArticleView) -> str:
    counts = ", ".join(f"{n} {WORDS[verdict]}" for verdict, n in view.counts.items())
    wrong = len(view.problems)
    said = "no sentence says" if not wrong else "1 sentence says" if wrong == 1 else f"{wrong} sentences say"
    claims = f"{count(len(view.claims), 'claim')} ({counts})" if view.claims else "No claim is marked"
    return f"{claims}; {said} more than the evidence allows."


def _tell(screen: Screen, sentence: Sentence) -> None:
    screen.blank()
    screen.say(sentence.text, first=f"{sentence.line:>4}  ", indent=6)
    verdicts = "; ".join(f"{mark.key}: {mark.words}" for mark in sentence.marks)
    if not sentence.problems:
        screen.say(f"{verdicts}. It may stand.", first="      ", indent=6, style="green")
        return
    if verdicts:
        screen.say(verdicts, first="      ", indent=6, style="yellow")
    for problem in sentence.problems:
        named = f"{problem.key}: " if problem.key else ""
        screen.say(f"{named}{problem.words}.", first="      ", indent=6, style="red")
    if sentence.suggestion:
        screen.say(f"Write: {sentence.suggestion}", first="      ", indent=6, style="dim")
