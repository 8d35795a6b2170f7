"""Who should have a desktop: read from a table of comma-separated values, or from the members of groups."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from . import cells
from .model import Mistake, Roster, Row, Stopped, name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

__all__ = ["COLUMNS", "decoded", "from_members", "parse_csv"]

COLUMNS: Final = (
    "user",
    "persona",
    "bundle",
    "running_mode",
    "auto_stop_minutes",
    "root_volume_gib",
    "user_volume_gib",
    "tags",
)

_BY_BARE_NAME: Final = {name.replace("_", ""): name for name in COLUMNS}


def decoded(content: bytes) -> str:
    """Return a file's text, or stop the run where it is none in UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Stopped(
            f"The roster cannot be read: its byte {error.start + 1} is not UTF-8. Save the file as CSV in UTF-8."
        ) from error


def parse_csv(text: str, personas: Collection[str]) -> Roster:
    """Read a table with a header, separated by commas or semicolons.

    Args:
        text: The file.
        personas: Their names.

    Raises:
        Stopped: The table cannot be read as a whole, or names nobody. A single bad row is a mistake in the roster.
    """
    records = _records(text)
    header = next(records, None)
    if header is None:
        raise Stopped(f"The roster is empty. Its first line must name the columns: {_listed(COLUMNS)}.")
    columns = _columns(header[1], personas)
    return _roster(_read(line, columns, record, personas) for line, record in records)


def from_members(members: Mapping[str, Iterable[str]], personas: Mapping[str, str]) -> Roster:
    """Make a roster of the members of groups.

    Args:
        members: Users by the names of groups.
        personas: Personas by the names of groups.

    Raises:
        Stopped: The groups have no members.
    """
    groups: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    for group in sorted(members):
        for user in members[group]:
            name = name_key(user)
            groups.setdefault(name, []).append(group)
            spelled[name] = min(user, spelled.get(name, user))
    return _roster(_member(spelled[name], groups[name], personas) for name in sorted(groups))


def _member(user: str, groups: list[str], personas: Mapping[str, str]) -> Row | Mistake:
    found = sorted({personas[group] for group in groups})
    if len(found) == 1:
        return Row(0, user, found[0])
    return Mistake(
        0,
        user,
        f"{user} is a member of the groups {', '.join(dict.fromkeys(groups))}, which stand for the personas "
        f"{', '.join(found)}; a person has one persona: take them out of the other groups",
    )


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines with something in them, by their numbers."""
    composed = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    first = re.split(r"[\r\n]", composed.lstrip(), maxsplit=1)[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(composed, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    try:
        for record in reader:
            stripped = [cell.strip() for cell in record]
            if any(stripped):
                yield reader.line_num, stripped
    except csv.Error as error:
        raise Stopped(
            f"The roster cannot be read: line {reader.line_num}: {error}. Check the quotation marks there and above."
        ) from error


def _columns(header: list[str], personas: Collection[str]) -> list[str]:
    """The columns by their real names."""
    while not header[-1]:
        header = header[:-1]
    bare = [re.sub(r"[\s_]", "", name).lower() for name in header]
    if not any(name in _BY_BARE_NAME for name in bare):
        raise Stopped(
            f"The roster cannot be read: it has no header. Its first line is {','.join(header)!r} and must name the "
            f"columns: {_listed(COLUMNS)}."
        )
    unknown = [name for name, known in zip(header, bare, strict=True) if known not in _BY_BARE_NAME]
    if unknown:
        raise Stopped(
            f"The roster cannot be read: there is no column {_listed(map(repr, unknown))}. Allowed: {_listed(COLUMNS)}."
        )
    columns = [_BY_BARE_NAME[name] for name in bare]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise Stopped(f"The roster cannot be read: it has the column {_listed(twice)} twice. Remove one.")
    needed = ["user"] if len(personas) == 1 else ["user", "persona"]
    missing = [name for name in needed if name not in columns]
    if missing:
        raise Stopped(
            f"The roster cannot be read: it has no column {_listed(missing)}, only {_listed(columns)}. Add the column."
        )
    return columns


def _read(line: int, columns: list[str], record: list[str], personas: Collection[str]) -> Row | Mistake:
    values = dict(zip_longest(columns, record[: len(columns)], fillvalue=""))
    try:
        if any(record[len(columns) :]):
            raise cells.UnfitError(  # noqa: TRY301 - a cell too many is one of several mistakes of a row
                f"there are {len(record)} cells, and the header has {len(columns)}; put quotation marks around a cell "
                "that has the separator in it"
            )
        return cells.row(line, values, personas)
    except cells.UnfitError as problem:
        return Mistake(line, values["user"].rpartition("\\")[2], str(problem))


def _roster(entries: Iterable[Row | Mistake]) -> Roster:
    """Put everybody in once: who has two rows has a mistake."""
    found: dict[str, Row | Mistake] = {}
    nameless: list[Mistake] = []
    lines: dict[str, list[int]] = {}
    for entry in entries:
        name = name_key(entry.user)
        if name in found:
            lines.setdefault(name, [found[name].line]).append(entry.line)
        elif name:
            found[name] = entry
        elif isinstance(entry, Mistake):
            nameless.append(entry)
    if not found:
        raise Stopped("The roster names nobody. A fleet whose roster is empty is left as it is.")
    for name, numbers in lines.items():
        user = found[name].user
        where = f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
        found[name] = Mistake(numbers[0], user, f"{user} is on the lines {where}; a person has one row: keep one")
    return Roster(
        [entry for entry in found.values() if isinstance(entry, Row)],
        sorted([*nameless, *(entry for entry in found.values() if isinstance(entry, Mistake))]),
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
