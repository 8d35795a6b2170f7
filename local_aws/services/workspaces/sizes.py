"""Which volumes, compute types and running modes exist (facts §4.1, §4.3, §4.4)."""

from __future__ import annotations

from typing import Final

SMALL_PAIRS: Final = {(80, 10), (80, 50), (80, 100)}
LARGEST: Final = 2000
ORDER: Final = ("VALUE", "STANDARD", "PERFORMANCE", "POWER", "POWERPRO")
"""The compute types between which a WorkSpace can change, from small to large."""

MINUTES: Final = 60


def volumes_problem(compute: str, root: int, user: int) -> str | None:
    """Return why a compute type cannot have these volumes, or None (facts §4.3)."""
    if compute.startswith("GRAPHICS"):
        fits = 100 <= root <= LARGEST and 100 <= user <= LARGEST  # noqa: PLR2004 - facts §4.3
    else:
        large = 175 <= root <= LARGEST and 100 <= user <= LARGEST  # noqa: PLR2004 - the same
        fits = large or ((root, user) in SMALL_PAIRS and not compute.startswith("GENERALPURPOSE"))
    return None if fits else f"A {compute} WorkSpace cannot have volumes of {root} GiB (root) and {user} GiB (user)."


def mode_problem(mode: str, timeout: int | None) -> str | None:
    """Return why a running mode cannot be, or None (facts §4.4)."""
    if mode == "MANUAL":
        return "The running mode MANUAL is for WorkSpaces Core only."
    if timeout is None:
        return None
    if mode != "AUTO_STOP":
        return "RunningModeAutoStopTimeoutInMinutes is for the running mode AUTO_STOP only."
    if timeout <= 0 or timeout % MINUTES:
        return f"RunningModeAutoStopTimeoutInMinutes is a multiple of {MINUTES}, not {timeout}."
    return None
