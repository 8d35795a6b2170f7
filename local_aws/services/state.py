"""What the three services share: one lock, one agenda, and state kept apart by account and region.

A transition is an entry on the agenda, due at an emulated time. There are no background threads: whatever is due is
done, in order and as if at its own time, when the next call arrives or when ``settle`` is called.
"""

from __future__ import annotations

import heapq
import itertools
import os
import secrets
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from local_aws.clock import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

S = TypeVar("S")
Scope = tuple[str, str]

lock = threading.RLock()

_STAGES = float(os.environ.get("LOCAL_AWS_STAGES", "1"))
"""How long stages take, against ``durations``. Tests that try many things at once on a busy machine shorten them rather
than speed up the clock, which would leave handlers, real processes, too little of their own time."""


@dataclass(order=True)
class _Entry:
    due: float
    order: int
    scope: Scope = field(compare=False)
    action: Callable[[], None] = field(compare=False)


_agenda: list[_Entry] = []
_order = itertools.count()
_states: dict[tuple[Scope, type], object] = {}
_settling: list[float] = []


def scope() -> Scope:
    """Return the account and region of the call being answered."""
    from ministack.core.responses import get_account_id, get_region

    return get_account_id(), get_region()


def account() -> str:
    """Return the account of the call being answered."""
    return scope()[0]


def region() -> str:
    """Return the region of the call being answered."""
    return scope()[1]


def now() -> float:
    """Return the emulated time; while the agenda is worked off, the time the entry was due."""
    return _settling[-1] if _settling else clock.now()


def of(kind: type[S]) -> S:
    """Return this account's and region's state of one kind, made when first asked for."""
    key = (scope(), kind)
    if key not in _states:
        _states[key] = kind()
    found = _states[key]
    assert isinstance(found, kind)  # noqa: S101 - the key holds the type
    return found


def everywhere(kind: type[S]) -> Iterator[S]:
    """Yield the state of one kind of every account and region."""
    yield from [found for (_, its_kind), found in list(_states.items()) if its_kind is kind and isinstance(found, kind)]


def later(seconds: float, action: Callable[[], None]) -> None:
    """Put an action on the agenda of this account and region."""
    heapq.heappush(_agenda, _Entry(now() + seconds * _STAGES, next(_order), scope(), action))


def settle() -> None:
    """Do everything that is due, so that this and other services' truth is current."""
    from ministack.core.responses import request_scope

    with lock:
        if _settling:
            return
        present = clock.now()
        while _agenda and _agenda[0].due <= present:
            entry = heapq.heappop(_agenda)
            _settling.append(entry.due)
            try:
                with request_scope(*entry.scope):
                    entry.action()
            finally:
                _settling.pop()


def forget() -> None:
    """Drop all state and the whole agenda."""
    with lock:
        _agenda.clear()
        _states.clear()


ALPHABET = "0123456789bcdfghjklmnpqrstvwxyz"


def hex_id(prefix: str, length: int) -> str:
    """Return a new identifier with hexadecimal digits."""
    return prefix + secrets.token_hex((length + 1) // 2)[:length]


def base36_id(prefix: str, length: int = 9) -> str:
    """Return a new identifier in the letters and digits that WorkSpaces uses."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(length))
