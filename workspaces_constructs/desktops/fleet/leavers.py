"""What happens to the desktops of people who leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from workspaces_constructs.desktops.fleet.runtime.model import LeaverSettings

__all__ = ["Leavers"]

_Action = Literal["keep", "stop", "terminate"]
_LONGEST_GRACE_DAYS: Final = 365


@dataclass(frozen=True)
class Leavers:
    """What a fleet does with desktops whose users are on the roster no more.

    A leaver is a desktop with the fleet's tag whose user has no row. A row with a mistake counts as a row: nobody loses
    a desktop by a typing error. Desktops without the tag are never leavers, whoever uses them.

    - ``keep``, the default: the report names them, every time, and nothing else happens. They cost what they cost.
    - ``stop``: they are stopped, which loses nothing; an ALWAYS_ON desktop is first changed to AUTO_STOP, since AWS
      stops no other, and stopped later. Whoever comes back to the roster logs on to the same desktop.
    - ``terminate``: **the desktop and all that is on its volumes is deleted, for good.** It happens ``grace_days``
      after the first run that missed the user; until then the report names the day. Who comes back before that day
      keeps the desktop, and a later leave begins a new period.

    What a wrong roster can do is limited three times. A roster that cannot be read, that is empty, or that is suddenly
    much shorter stops the run before anything is changed. One run stops or terminates at most ``share`` of the fleet's
    desktops, rounded down: with 0.05 a fleet of 19 loses none at all and one of 1,000 at most 50, those who have been
    missing longest first; the others wait for the next run. And with ``terminate`` the grace period leaves time to
    read a report.

    Example:
        .. code-block:: python

            Leavers(action="terminate", grace_days=60, share=0.02)

    Attributes:
        action: ``keep``, ``stop`` or ``terminate``.
        grace_days: With ``terminate``, for how many days a user must be missing: 0 to 365. It has no effect otherwise.
        share: Of the fleet's desktops, the most that one run stops or terminates: above 0, at most 1.

    Raises:
        ConfigurationError: Another action, or a number out of its range.
    """

    action: _Action = "keep"
    grace_days: float = 30
    share: float = 0.05

    def __post_init__(self) -> None:
        """Refuse what could not be meant."""
        actions = get_args(_Action)
        if self.action not in actions:
            raise ConfigurationError("action on leavers", value=self.action, allowed=actions, fix="use keep")
        if not 0 <= self.grace_days <= _LONGEST_GRACE_DAYS:
            raise ConfigurationError(
                "grace_days of leavers",
                value=self.grace_days,
                allowed=f"0 to {_LONGEST_GRACE_DAYS} days",
                fix="use 30, or action='keep' to terminate nobody's desktop",
            )
        if not 0 < self.share <= 1:
            raise ConfigurationError(
                "share of leavers in a run",
                value=self.share,
                allowed="above 0 and at most 1, which is the whole fleet",
                fix=f"use {self.share / 100:g}, which is {self.share:g} percent"
                if 1 < self.share <= 100  # noqa: PLR2004 - percent
                else "use 0.05, or action='keep' to remove nothing",
            )

    def settings(self) -> LeaverSettings:
        """Return what the fleet's function is told."""
        return {"action": self.action, "grace_days": self.grace_days, "share": self.share}
