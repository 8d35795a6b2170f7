"""What people read: the plan as a sheet, and the report of a run."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from .model import FLEET_TAG, ORDER, Note, NoteKind, Operation, Plan, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_LONGEST_LIST = 50
_MARKDOWN = re.compile(r"([\\`*\[\]<>|])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_DONE: Mapping[Operation, str] = {
    "create": "created", "migrate": "migrated", "modify": "changed", "tag": "tagged", "stop": "stopped",
    "terminate": "terminated",
}  # fmt: skip
_ASK_FOR_QUOTA = (
    "Ask for a higher quota of WorkSpaces in Service Quotas; the run goes on by itself at the next schedule."
)
_LOOK = (
    "Restart them in the WorkSpaces console, or restore them there from a snapshot, up to 12 hours old. One that never "
    "started is best terminated: the next run makes another. One that is SUSPENDED is being made into an image."
)
_NEEDS_YOU: Mapping[NoteKind, tuple[str, str]] = {
    "mistake": (
        "Rows of the roster that cannot be followed",
        "Correct the rows. Until then these people keep what they have.",
    ),
    "refused": ("Refused by AWS", "Put right what the reason names. The next run asks again."),
    "faulty": (
        "Desktops that are not well",
        _LOOK,
    ),
}
_HAND_OVER = (
    "These people keep their desktop and get no second one. To hand such a desktop over, give it the tag "
    f"`{FLEET_TAG}` with the fleet's name as its value; or take the user off the roster."
)
_STAYS: Mapping[NoteKind, tuple[str, str]] = {
    "by hand": ("Served outside the fleet", _HAND_OVER),
    "left alone": (
        "Differences that the fleet never changes",
        "Change the roster to what is there, or change the desktop yourself as its line says.",
    ),
}
_WAITS: Mapping[NoteKind, tuple[str, str]] = {
    "postponed": ("Postponed", "Later runs do this by themselves."),
    "under way": ("Under way at AWS", "There is nothing to do but wait."),
    "leaver": ("Leavers", "Desktops of the fleet whose users are on the roster no more."),
}


State = Literal["done", "stopped", "failed", "dry run"]
"""``stopped`` is the run's own decision, ``failed`` is not."""


class Counts(NamedTuple):
    """How often an operation was done, refused and tried again, in desktops."""

    done: int = 0
    refused: int = 0
    retried: int = 0


@dataclass(frozen=True)
class Outcome:
    """The facts of a run.

    Attributes:
        fleet: The fleet's name.
        run: The run's name.
        started: In seconds since the epoch.
        ended: In seconds since the epoch.
        state: How it ended.
        reason: Why it stopped or failed; otherwise empty.
        counts: By operation.
        quota: What AWS said when a quota ended the run; otherwise empty.
        first: The plan it began with, or None if it never had one.
        last: The plan it ended with, from what existed then, or None if it did not plan again.
        refused: AWS's reasons, by user or by the desktop's id.
        api_calls: Calls of Amazon WorkSpaces.
    """

    fleet: str
    run: str
    started: float
    ended: float
    state: State
    reason: str = ""
    counts: Mapping[Operation, Counts] = field(default_factory=dict)
    quota: str = ""
    first: Plan | None = None
    last: Plan | None = None
    refused: Mapping[str, str] = field(default_factory=dict)
    api_calls: int = 0

    @property
    def plan(self) -> Plan | None:
        """The last plan that there is."""
        return self.last or self.first

    def notes(self, kind: NoteKind) -> list[Note]:
        """The notes of a kind, with refusals that came after the last plan."""
        notes = [note for note in self.plan.notes if note.kind == kind] if self.plan else []
        if kind == "refused":
            known = {name for note in notes for name in (note.user, note.desktop_id)}
            notes += [Note("refused", who, why) for who, why in sorted(self.refused.items()) if who not in known]
        return notes

    def count(self, operation: Operation) -> Counts:
        """How often an operation was done, refused and tried again."""
        return self.counts.get(operation, Counts())


def plan_csv(plan: Plan) -> str:
    """Return every step and every note as a sheet.

    It begins with the mark by which spreadsheets know UTF-8. No cell is taken for a formula, whatever a user is called.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(("user", "action", "why", "desktop", "directory", "details"))
    for step in plan.steps:
        row = (step.user, step.operation, step.why, step.desktop_id, step.directory_id, _details(step.request))
        writer.writerow(map(_cell, row))
    for note in plan.notes:
        writer.writerow(map(_cell, (note.user, note.kind, note.text, note.desktop_id, "", "")))
    return f"\ufeff{sheet.getvalue()}"


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _details(request: Mapping[str, object]) -> str:
    return "; ".join(f"{name}={value}" for name, value in _pairs(request))


def _pairs(request: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """What a request says beside the columns of the sheet, without its nesting."""
    for name, value in request.items():
        if name == "Tags" and isinstance(value, list):
            yield from ((f"tag {tag['Key']}", tag["Value"]) for tag in value)
        elif isinstance(value, dict):
            yield from _pairs(value)
        elif name not in {"UserName", "DirectoryId"}:
            yield name, value


def report_markdown(outcome: Outcome) -> str:
    """Return the report of a run, which needs no other page to be understood."""
    blocks = [
        f"# Fleet {_text(outcome.fleet)}, run {_text(outcome.run)}",
        f"**{_verdict(outcome)}**",
        f"From {_time(outcome.started)} to {_time(outcome.ended)}, {_duration(outcome.ended - outcome.started)}.",
        _figures(outcome),
        *_needs_you(outcome),
        *_work(outcome),
        *_sections(outcome, _WAITS, "##"),
    ]
    if stays := _sections(outcome, _STAYS, "###"):
        blocks += ["## What stays as it is", *stays]
    return "\n\n".join(blocks) + "\n"


def _verdict(outcome: Outcome) -> str:
    if outcome.plan is None:
        return f"The run {outcome.state} before it had a plan: nothing was changed."
    plan, dry = outcome.plan, outcome.state == "dry run"
    numbers = (
        {operation: sum(step.operation == operation for step in plan.steps) for operation in ORDER}
        if dry
        else {operation: outcome.count(operation).done for operation in ORDER}
    )
    changes = [f"{numbers[operation]} {word}" for operation, word in _DONE.items() if numbers[operation]]
    changed = f"{', '.join(changes)}" if changes else "nothing changed"
    needing = sum(len(outcome.notes(kind)) for kind in _NEEDS_YOU) + bool(outcome.quota)
    beginning = {"stopped": "The run stopped early: ", "failed": "The run failed: ", "dry run": "Dry run: "}
    return (
        f"{beginning.get(outcome.state, '')}{_number(plan.owned, 'desktop')} for {_number(plan.wanted, 'person')}, "
        f"{plan.right} as they should be; {'would be ' if dry and changes else ''}{changed}; "
        f"{needing or 'nothing'} need{'s' if needing < 2 else ''} you."  # noqa: PLR2004 - the singular
    )


def _figures(outcome: Outcome) -> str:
    rows = []
    if outcome.plan is not None:
        rows += [
            ("People on the roster", outcome.plan.wanted),
            ("Desktops of the fleet", outcome.plan.owned),
            ("As they should be", outcome.plan.right),
        ]
    rows += [(title, len(outcome.notes(kind))) for kind, (title, _) in {**_NEEDS_YOU, **_WAITS, **_STAYS}.items()]
    rows += [("Calls of Amazon WorkSpaces", outcome.api_calls)]
    table = ["| In figures | |", "|---|---:|", *(f"| {title} | {number} |" for title, number in rows)]
    remaining = outcome.plan.steps if outcome.plan else []
    lines = [
        f"| {word.capitalize()} | {count.done} | {count.refused} | {count.retried} | {left} |"
        for operation, word in _DONE.items()
        for count in [outcome.count(operation)]
        for left in [sum(step.operation == operation for step in remaining)]
        if any(count) or left
    ]
    if lines:
        table += ["", "| Desktops | Done | Refused | Tried again | Still to do |", "|---|---:|---:|---:|---:|", *lines]
    return "\n".join(table)


def _needs_you(outcome: Outcome) -> list[str]:
    blocks = []
    if outcome.reason:
        blocks.append(
            f"**Why the run {outcome.state}.** {_text(outcome.reason)} The next run begins with what exists then."
        )
    if outcome.quota:
        blocks.append(f"**A quota is reached.** {_text(outcome.quota)} {_ASK_FOR_QUOTA}")
    blocks += _sections(outcome, _NEEDS_YOU, "###")
    return ["## What needs you", *(blocks or ["Nothing."])]


def _work(outcome: Outcome) -> list[str]:
    """What was done, by operation; in a dry run, what would be."""
    if outcome.state == "dry run":
        title, steps = "What would be done", outcome.plan.steps if outcome.plan else []
    else:
        title, steps = "What was done", _done(outcome)
    blocks = []
    for operation, word in _DONE.items():
        listed = [step for step in steps if step.operation == operation]
        total = len(listed) if outcome.state == "dry run" else outcome.count(operation).done
        if total:
            items = [(step.user, step.desktop_id, step.why) for step in listed[:total]]
            blocks += [f"### {word.capitalize()} ({total})", _list(items, total)]
    return [f"## {title}", *(blocks or ["Nothing."])]


def _done(outcome: Outcome) -> list[Step]:
    """The steps of the first plan that were neither refused nor are still to do."""
    if outcome.first is None or outcome.last is None:
        return []
    left = {_key(step) for step in outcome.last.steps}
    return [
        step
        for step in outcome.first.steps
        if not {step.user, step.desktop_id} & outcome.refused.keys() and _key(step) not in left
    ]


def _key(step: Step) -> tuple[str, ...]:
    return step.operation, step.user, step.desktop_id, json.dumps(step.request, sort_keys=True)


def _sections(outcome: Outcome, kinds: Mapping[NoteKind, tuple[str, str]], level: str) -> list[str]:
    blocks = []
    for kind, (title, advice) in kinds.items():
        if notes := outcome.notes(kind):
            items = [(note.user or "(no user)", note.desktop_id, note.text) for note in notes]
            blocks += [f"{level} {title} ({len(notes)})", advice, _list(items, len(notes))]
    return blocks


def _list(items: Sequence[tuple[str, str, str]], total: int) -> str:
    lines = [
        f"- **{_text(who)}**{f' ({desktop})' if desktop else ''}: {_text(what)}"
        for who, desktop, what in items[:_LONGEST_LIST]
    ]
    if more := total - len(lines):
        lines.append(f"- and {more} more: see plan.csv" if lines else "- See plan.csv")
    return "\n".join(lines)


def _text(text: str) -> str:
    """One line that is shown as it stands."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _number(number: int, what: str) -> str:
    many = "people" if what == "person" else f"{what}s"
    return f"{number} {what if number == 1 else many}"


def _time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts: Iterable[tuple[int, str]] = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
