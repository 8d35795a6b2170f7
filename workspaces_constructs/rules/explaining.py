"""What rules there are, and what one of them is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import PREFIX
from workspaces_constructs.rules.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.rules.rule import Rule

__all__ = ["EXAMPLES", "explained", "found", "listed"]

EXAMPLES: Final = Path(__file__).with_name("examples")
"""A folder for each rule, with templates that break it and templates that keep it."""


def found(id_: str, rules: Sequence[Rule]) -> Rule:
    """The rule of an id, with or without what all begin with, in whatever case.

    Raises:
        Unreadable: There is none.
    """
    by_id = {short_id(each.id).lower(): each for each in rules}
    wanted = short_id(id_).lower()
    if wanted in by_id:
        return by_id[wanted]
    from difflib import get_close_matches

    near = get_close_matches(wanted, by_id, n=1, cutoff=0.4)
    meant = f"; did you mean {by_id[near[0]].id}?" if near else ""
    raise Unreadable(
        f"there is no rule {id_}{meant} --list shows all" if near else f"there is no rule {id_}; --list shows all"
    )


def short_id(id_: str) -> str:
    """An id without what all of this library begin with."""
    bare = id_.strip().rpartition("::")[2]
    return bare[len(PREFIX) :] if bare.lower().startswith(PREFIX.lower()) else bare


def listed(rules: Sequence[Rule]) -> str:
    """All rules, a line for each."""
    width = max((len(each.id) for each in rules), default=0)
    return "".join(f"{each.id:<{width}}  {each.level:<7}  {each.title}\n" for each in rules)


def as_json(rules: Sequence[Rule]) -> list[dict[str, str]]:
    """All rules, for ``json.dumps``."""
    return [{key: getattr(each, key) for key in ("id", "level", "title", "reason", "fix", "source")} for each in rules]


def explained(rule: Rule) -> str:
    """A rule with the templates that break and keep it."""
    parts = [
        f"{rule.id} ({rule.level})\n{rule.title}\n",
        f"Why: {rule.reason}\nFix: {rule.fix}\nSource: {rule.source}\n",
    ]
    for path in sorted((EXAMPLES / short_id(rule.id)).glob("*.yaml")):
        kind = "breaks the rule" if path.stem.startswith("fails") else "keeps the rule"
        parts.append(f"{path.name}: {kind}\n\n{_indented(path.read_text(encoding='utf-8'))}")
    return "\n".join(parts)


def _indented(text: str) -> str:
    return "".join(f"    {line}" if line.strip() else line for line in text.splitlines(keepends=True))
