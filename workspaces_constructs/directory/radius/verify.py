"""Check a user's one-time code (RFC 6238: SHA-1, six digits, thirty seconds). FreeRADIUS runs this for each request.

Called with the file of seeds and a folder for what must be remembered; FreeRADIUS puts the request's attributes into
the environment. Exit code 0 accepts, 1 rejects. A code is good for one step before and after its own, and only once;
after ten wrong ones in five minutes a user has to wait. Python 3.9, standard library.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import hmac
import json
import os
import sys
import time
from pathlib import Path

STEP_SECONDS = 30
DIGITS = 6
WINDOW = (0, -1, 1)
MOST_WRONG = 10
WRONG_SECONDS = 300


def code(seed: str, step: int) -> str:
    """Return the code of a step."""
    text = seed.replace(" ", "").replace("-", "").upper()
    key = base64.b32decode(text + "=" * (-len(text) % 8))
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def plain(name: str) -> str:
    r"""Return the bare user name: the directory may send DOMAIN\name or name@domain."""
    return name.strip('"').replace("\\\\", "\\").rpartition("\\")[2].partition("@")[0].lower()


def accepts(seeds: dict[str, str], folder: Path, name: str, given: str, now: float) -> bool:
    """Whether the code is this user's, now, and for the first time."""
    user = plain(name)
    seed = {plain(each): text for each, text in seeds.items()}.get(user)
    if not seed:
        return False
    remembered = folder / hashlib.sha256(user.encode()).hexdigest()
    with remembered.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        state = json.loads(file.read() or "{}")
        last, wrong = state.get("last", 0), [each for each in state.get("wrong", []) if each > now - WRONG_SECONDS]
        step = _step(seed, given, now) if len(wrong) < MOST_WRONG else None
        accepted = step is not None and step > last
        state = {"last": step if accepted else last, "wrong": [] if accepted else [*wrong, now][-MOST_WRONG:]}
        file.seek(0)
        file.truncate()
        file.write(json.dumps(state))
    return accepted


def _step(seed: str, given: str, now: float) -> int | None:
    current = int(now // STEP_SECONDS)
    steps = [current + offset for offset in WINDOW]
    try:
        right = [step for step in steps if hmac.compare_digest(code(seed, step).encode(), given.encode())]
    except binascii.Error:
        return None
    return max(right, default=None)


def main() -> int:
    """Read the request and answer."""
    seeds, folder = Path(sys.argv[1]), Path(sys.argv[2])
    name, given = os.environ.get("USER_NAME", ""), os.environ.get("USER_PASSWORD", "").strip('"')
    try:
        known = json.loads(seeds.read_text())
    except (OSError, ValueError):
        return 1
    return 0 if accepts(known, folder, name, given, time.time()) else 1


if __name__ == "__main__":
    sys.exit(main())
