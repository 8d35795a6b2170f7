"""A roster in the repository: read, checked, and written again in one form."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from workspaces_constructs.desktops.bundle import Bundle
from workspaces_constructs.desktops.fleet.runtime.model import Mistake, Stopped
from workspaces_constructs.desktops.fleet.runtime.roster import COLUMNS, decoded, parse_csv
from workspaces_constructs.facts.desktops import require_user_name
from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from workspaces_constructs.desktops.fleet.persona import FleetPersona
    from workspaces_constructs.desktops.fleet.runtime.model import Roster, Row
    from workspaces_constructs.strict_yaml import Section

__all__ = ["RosterError", "normalized"]


class RosterError(ConfigurationError):
    """A roster with mistakes.

    Args:
        path: The file.
        mistakes: One message for each, with its line.
    """

    def __init__(self, path: Path, mistakes: Sequence[str]) -> None:
        super().__init__(f"roster file {path}")
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        count = f"{len(self.mistakes)} mistake" + ("s" if len(self.mistakes) > 1 else "")
        return "\n".join([f"{self.what}: {count}", *(f"  {mistake}" for mistake in self.mistakes)])


def normalized(path: Path, personas: Mapping[str, FleetPersona]) -> str:
    """Return a roster as comma-separated values in the order of users, so that only what it says makes a difference.

    Args:
        path: A file of comma-separated values, or of YAML.
        personas: By their names.

    Raises:
        RosterError: All of its mistakes.
        ConfigurationError: It cannot be read.
    """
    try:
        roster, mistakes = _read(path, personas)
    except Stopped as reason:
        raise RosterError(path, [str(reason)]) from reason
    for row in roster.rows:
        try:
            _check(row, personas[row.persona])
        except ConfigurationError as error:
            mistakes.append(Mistake(row.line, row.user, str(error)))
    if mistakes:
        raise RosterError(path, [_shown(mistake) for mistake in sorted(mistakes)])
    return _csv(_record(row) for row in sorted(roster.rows, key=lambda row: row.user.casefold()))


def _shown(mistake: Mistake) -> str:
    return f"line {mistake.line}{f', {mistake.user}' if mistake.user else ''}: {mistake.problem}"


def _check(row: Row, persona: FleetPersona) -> None:
    """Refuse a row that is right by itself but makes no desktop with its persona."""
    bundle = Bundle.from_id(row.bundle_id) if row.bundle_id else persona.bundle
    require_user_name(row.user, linux=bool(bundle.operating_system and bundle.operating_system.linux))
    if row.bundle_id or row.root_volume_gib or row.tags:
        replace(
            persona,
            bundle=bundle,
            root_volume_gib=row.root_volume_gib or persona.root_volume_gib,
            user_volume_gib=row.user_volume_gib or persona.user_volume_gib,
            tags={**persona.tags, **dict(row.tags)},
        )


def _read(path: Path, personas: Collection[str]) -> tuple[Roster, list[Mistake]]:
    if path.suffix.lower() in {".yaml", ".yml"}:
        return _read_yaml(path, personas)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"roster file {path}", allowed="a file that can be read", fix=f"check the path: {error.strerror}"
        ) from error
    roster = parse_csv(decoded(content), personas)
    return roster, roster.mistakes


def _read_yaml(path: Path, personas: Collection[str]) -> tuple[Roster, list[Mistake]]:
    """Read people as the lines of a table, and give their mistakes the lines of the file."""
    try:
        from workspaces_constructs.strict_yaml import Section, read_sections
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"roster file {path}", allowed="YAML where PyYAML is installed, CSV anywhere", fix="pip install pyyaml"
        ) from error
    found = read_sections(path, "roster file")
    people = found if isinstance(found, list) else []
    if not people or not all(isinstance(person, Section) for person in people):
        raise Stopped(f"It must be a list of people, each with some of {', '.join(COLUMNS)}, such as: - user: alice")
    mistakes: list[Mistake] = []
    lines, records = [], []
    for person in people:
        problems = list(_problems(person))
        user = person.get("user")
        mistakes += [Mistake(person.line, user if isinstance(user, str) else "", problem) for problem in problems]
        if not problems:
            lines.append(person.line)
            records.append([_text(person.get(column)) for column in COLUMNS])
    try:
        roster = parse_csv(_csv(records), personas)
    except Stopped:
        if not mistakes:
            raise
        raise RosterError(path, [_shown(mistake) for mistake in mistakes]) from None
    rows = [row._replace(line=lines[row.line - 2]) for row in roster.rows]
    mistakes += [mistake._replace(line=lines[mistake.line - 2]) for mistake in roster.mistakes]
    return roster._replace(rows=rows), mistakes


def _problems(person: Section) -> Iterator[str]:
    """What a person's section has that no line of a table could say."""
    if person.get("user") in {None, ""}:
        yield "user is missing; name one"
    for key, value in person.items():
        if key not in COLUMNS:
            yield f"{key} is no key; allowed: {', '.join(COLUMNS)}"
        elif key == "tags" and isinstance(value, dict):
            for tag, text in value.items():
                if {*"=;|\n"} & {*tag} or not _plain(text):
                    yield f"tags has {tag!r}; allowed is a text, without = in its key, and ; or | in neither"
        elif not _plain(value):
            yield f"{key} is {value!r}; allowed: a text on one line or a whole number; put a text into quotes"


def _plain(value: object) -> bool:
    if isinstance(value, str):
        return not {*";|\n\r"} & {*value}
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ";".join(f"{key}={_text(text)}" for key, text in value.items())
    return "" if value is None else str(value)


def _record(row: Row) -> list[str]:
    numbers = (row.auto_stop_minutes, row.root_volume_gib, row.user_volume_gib)
    return [
        row.user,
        row.persona,
        row.bundle_id,
        row.running_mode,
        *(str(number or "") for number in numbers),
        _text(dict(row.tags)),
    ]


def _csv(records: Iterable[Sequence[str]]) -> str:
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(records)
    return table.getvalue()
