"""The page of all rules, ``RULES.md``: what each asks for, why, and templates that break and keep it."""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Final

from docs.practices import BEYOND, PRACTICES
from workspaces_constructs.rules.catalogue import RULES
from workspaces_constructs.rules.rule import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docs.practice import Practice
    from workspaces_constructs.rules import Rule

__all__ = ["FAMILIES", "practices_part", "rules_part", "unseen_part"]

FAMILIES: Final = {
    "NET": "Networks",
    "SG": "Security groups and ACLs",
    "DNS": "Name resolution",
    "END": "Endpoints",
    "DIR": "Directories",
    "CON": "AD Connectors",
    "DC": "Domain controllers",
    "TRUST": "Trusts",
    "MFA": "Multi-factor authentication",
    "REG": "Registration",
    "ACC": "Access",
    "DESK": "Desktops",
    "TAG": "Tags",
    "COST": "Cost",
    "ENC": "Encryption",
    "SEC": "Secrets and permissions",
    "OPS": "Monitoring and records",
    "DR": "Redirection to another region",
    "FILE": "File shares",
}
"""What the letters in ids stand for, in the order of the page."""

_EXAMPLES: Final = "workspaces_constructs/rules/examples"
_ROOT: Final = Path(__file__).resolve().parent.parent
_SHORT: Final = 30
_NEAR: Final = 2
_NEAR_IN_LONG: Final = 6
_ID: Final = re.compile(rf"{PREFIX}([A-Z]+)(\d+)")


def rules_part() -> str:
    """A table of contents by family, and each rule with its examples."""
    families = {name: sorted(_of_family(name), key=_number) for name in FAMILIES}
    contents = [
        f"| [{title}](#{_anchor(title)}) | {', '.join(_link(rule) for rule in families[name])} |"
        for name, title in FAMILIES.items()
    ]
    parts = ["| Family | Rules |\n|---|---|\n" + "\n".join(contents)]
    for name, title in FAMILIES.items():
        parts += [f"## {title}", *(_told(rule) for rule in families[name])]
    return "\n\n".join(parts)


def practices_part() -> str:
    """The whitepaper and AWS's other pages, line by line, with the rules that check each."""
    return "\n".join(
        [
            "| Section or topic | Practice | Rules |",
            "|---|---|---|",
            *(
                f"| {each.section} | {each.text} | {', '.join(map(_link_to, each.ids))} |"
                for each in (*PRACTICES, *BEYOND)
                if each.rules
            ),
        ]
    )


def unseen_part() -> str:
    """What templates cannot show, or cannot show whole, and why."""
    return "\n".join(["| Section | Practice | Why |", "|---|---|---|", *_unseen(PRACTICES)])


def _unseen(practices: Iterable[Practice]) -> Iterator[str]:
    for each in practices:
        if each.why:
            rest = f" The rest: {', '.join(map(_link_to, each.ids))}." if each.rules else ""
            yield f"| {each.section} | {each.text} | {each.why}{rest} |"


def _of_family(name: str) -> Iterator[Rule]:
    for rule in RULES:
        match = _ID.fullmatch(rule.id)
        if match and match[1] == name:
            yield rule


def _number(rule: Rule) -> int:
    match = _ID.fullmatch(rule.id)
    return int(match[2]) if match else 0


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _heading(rule: Rule) -> str:
    return f"{rule.id}: {rule.title}"


def _link(rule: Rule) -> str:
    return f"[{rule.id.removeprefix(PREFIX)}](#{_anchor(_heading(rule))})"


def _link_to(identifier: str) -> str:
    return _link(next(rule for rule in RULES if rule.id == identifier))


def _told(rule: Rule) -> str:
    folder = f"{_EXAMPLES}/{rule.id.removeprefix(PREFIX)}"
    fails, passes = (
        (_ROOT / folder / f"{name}.yaml").read_text(encoding="utf-8").strip() for name in ("fails", "passes")
    )
    return "\n\n".join(
        [
            f"### {_heading(rule)}",
            f"**{rule.level.capitalize()}.** {rule.reason}",
            f"Fix: {rule.fix}",
            f"Source: {_source(rule.source)}",
            f"<details><summary>Examples</summary>\n\n[Whole, and more of them]({folder})",
            *_examples(fails.splitlines(), passes.splitlines()),
            "</details>",
        ]
    )


def _source(source: str) -> str:
    return f"<{source}>" if source.startswith("https://") else source


def _examples(fails: list[str], passes: list[str]) -> list[str]:
    """Both; the passing one as what is changed in the failing one, and of long ones only what differs."""
    short = len(fails) <= _SHORT
    changes = [*unified_diff(fails, passes, lineterm="", n=_NEAR if short else _NEAR_IN_LONG)][2:]
    if short and len(changes) >= len(passes):
        return ["This breaks it:", _block("yml", fails), "This keeps it:", _block("yml", passes)]
    hunks = ["..." if line.startswith("@@") else line for line in changes][1:]
    if short:
        return ["This breaks it:", _block("yml", fails), "With this change it is kept:", _block("diff", hunks)]
    return ["The lines with `-` break it, those with `+` keep it:", _block("diff", hunks)]


def _block(language: str, lines: list[str]) -> str:
    return "\n".join([f"```{language}", *lines, "```"])
