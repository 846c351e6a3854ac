"""A plan in a terminal: what was chosen, what may come of it, what is done, when to stop, when to get help."""

from __future__ import annotations

from dorsal.care.aim import Aim
from dorsal.care.continuation import Continuation
from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.handout.benefits import SURE
from dorsal.faces.handout.choice import CHOSEN, open_signs
from dorsal.faces.handout.doing import cells, dose_words, goal_words, when_words
from dorsal.faces.handout.frequency import of_chance
from dorsal.faces.handout.harms import shown_harms
from dorsal.faces.handout.help import ACTIONS
from dorsal.faces.handout.telling import Telling
from dorsal.faces.harm_words import harm_words

WHEN, CELL = 34, 14


def show_plan(screen: Screen, told: Telling) -> None:
    """The whole plan."""
    plan = told.plan
    screen.say(told.option(plan.option), style="bold")
    screen.say(CHOSEN[plan.chosen_by] + (f" Why: “{plan.why}”" if plan.why else ""))
    if plan.override is not None:
        screen.say(f"Gone on by {plan.override.by}: “{plan.override.reason}”", style="bold red")
    if plan.screened.signs_open:
        screen.say(open_signs(told), style="bold red")
    _show_benefit(screen, told)
    screen.heading("What may go wrong")
    harms = [harm_words(told.language, harm) for harm in shown_harms(told)]
    screen.items(harms or ["No numbers on harm are known here. That does not mean there is none."])
    screen.heading("What is done")
    screen.say(dose_words(told))
    for aim, rules in zip(plan.aims, plan.rules, strict=True):
        screen.say(f"Goal: {goal_words(told, aim)}")
        _show_rules(screen, told, aim, rules)
    _show_help(screen, told)
    _show_sure(screen, told)
    screen.blank()
    screen.say(
        f"It does not replace a therapist's judgement. Dorsal {told.version}; {plan.shown.topic}, release "
        f"{plan.shown.release}",
        style="dim",
    )


def _show_benefit(screen: Screen, told: Telling) -> None:
    screen.heading("What may come of it")
    one = told.first()
    if one is None or one.chance_mic is None:
        screen.say(f"Not known: {one.why_not if one else 'no trial tells'}.")
        return
    if one.certainty:
        screen.say(f"Certainty: {SURE[one.certainty][0].lower()}. {SURE[one.certainty][1]}")
    if one.unfit:
        screen.say(f"{told.option(one.option)}: cannot be carried over to this person. The trials were of others:")
        screen.items(one.unfit)
    for each in told.told_of(one):
        if each.chance_mic is None:
            continue
        count = of_chance(each.chance_mic)
        screen.say(
            f"{told.option(each.option)}: {count.count} of 100 get {told.better(one.outcome)} after "
            f"{told.weeks(one.weeks)}, {100 - (count.count or 0)} do not (it may be {count.low} to {count.high})."
        )


def _show_rules(screen: Screen, told: Telling, aim: Aim, rules: Continuation) -> None:
    if not rules.rules:
        screen.say(f"No fixed limits: {rules.why_not.rstrip('.')}.")
        return
    columns = [Column("When", WHEN), *(Column(head, CELL) for head in ("go on", "change", "stop"))]
    screen.blank()
    screen.table(columns, [(when_words(told, rule), *cells(told, aim, rule)) for rule in rules.rules])
    chance = round(100 * (rules.chance or 0.0))
    screen.say(f"The chance to reach the goal is {chance} of 100 at the start; the limits follow from it.")


def _show_help(screen: Screen, told: Telling) -> None:
    plan = told.plan
    screen.heading("Get help")
    for action, words in ACTIONS.items():
        signs = [sign for sign in plan.watch_for if sign.action == action]
        if signs:
            screen.say(words)
            screen.items(f"{sign.words} [{sign.row}]" for sign in signs)
    screen.say(f"Whom to call: {plan.contact or 'not said (--contact)'}")
    if any(not sign.signed for sign in plan.watch_for):
        screen.say("No clinician has signed off these signs yet.", style="dim")


def _show_sure(screen: Screen, told: Telling) -> None:
    sure = told.plan.sure
    if sure.conflict:
        screen.blank()
        doubts = "; ".join(question.words for question in sure.unsure)
        screen.say(f"Not sure yet (SURE): talk about it again. No was said to: {doubts}", style="bold")
