"""What a practice is: a line of the whitepaper with the rules that check it, or why none can.

``rules`` holds ids without ``WorkSpaces-``. ``tests/unit/docs/test_rules_page.py`` checks that each is a rule, that
every rule is named, and that a practice without rules says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["CLIENT", "COUNTERS", "DESKTOP", "DOMAIN", "OLD", "OPERATION", "PLAN", "SERVICE", "Practice"]


@dataclass(frozen=True)
class Practice:
    """A practice.

    Attributes:
        section: The section of the whitepaper, or the topic.
        text: What to do.
        rules: The rules that check it, as texts of ids with spaces between.
        why: Why no template shows it, or what of it no template shows.
    """

    section: str
    text: str
    rules: str = ""
    why: str = ""

    @property
    def ids(self) -> list[str]:
        """The ids of the rules."""
        return [f"WorkSpaces-{each}" for each in self.rules.split()]


PLAN: Final = "A decision about people and plans; a template shows what was decided, not whether it was right."
CLIENT: Final = "It concerns users' devices and the networks they are in, which no template describes."
SERVICE: Final = "The service does it in every deployment; nothing can be set."
DOMAIN: Final = "It is a setting inside Active Directory, made with its own tools after the deployment."
DESKTOP: Final = "It is inside the desktop's operating system, which no template describes."
OPERATION: Final = "It is a step of operation, taken after the deployment."
OLD: Final = "Out of date: "
COUNTERS: Final = "Quotas belong to the account and are not in templates."
