"""Bring the proxy's allow list up to its parameter; a list that is wrong, or cannot be read, changes nothing.

Runs on the proxies, from a timer: Python 3.9, standard library, the AWS command line and squid.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
DOMAIN = re.compile(rf"(?=.{{1,253}}\Z)\.?(?:{LABEL}\.)+(?!\d+\Z){LABEL}")
TIMEOUT_SECONDS = 60


class BadListError(Exception):
    """The list is not to be used."""


def read(name: str, region: str) -> str:
    """Return the parameter's value."""
    command = ["aws", "ssm", "get-parameter", "--name", name, "--region", region]
    command += ["--query", "Parameter.Value", "--output", "text"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)  # noqa: S603
    if done.returncode:
        raise BadListError(f"{name} cannot be read: {done.stderr.strip()}")
    return done.stdout


def parse(text: str) -> list[str]:
    """Return the names of a list: one a line, without comments, blank lines and names that a suffix covers already."""
    lines = (line.partition("#")[0].strip().lower() for line in text.splitlines())
    names = list(dict.fromkeys(line for line in lines if line))
    wrong = [name for name in names if not DOMAIN.fullmatch(name)]
    if wrong or not names:
        raise BadListError(f"not a host or a .suffix: {', '.join(wrong)}" if wrong else "the list is empty")
    return [name for name in names if not any(covers(other, name) for other in names if other != name)]


def covers(wide: str, narrow: str) -> bool:
    """Whether a suffix allows another name already."""
    return wide.startswith(".") and ("." + narrow.lstrip(".")).endswith(wide)


def install(names: list[str], configuration: Path, allow_list: Path, *, running: bool) -> None:
    """Put a list that squid itself accepts in the place of the old one; the old one comes back if that fails."""
    text, old = "".join(f"{name}\n" for name in names), allow_list.read_text() if allow_list.exists() else ""
    if text == old:
        return
    candidate, trial = allow_list.with_suffix(".candidate"), allow_list.with_suffix(".trial")
    candidate.write_text(text)
    trial.write_text(configuration.read_text().replace(f'"{allow_list}"', f'"{candidate}"'))
    try:
        squid("parse", trial)
        candidate.replace(allow_list)
        if running:
            squid("reconfigure", configuration)
    except BadListError:
        if old:
            allow_list.write_text(old)
        raise
    finally:
        candidate.unlink(missing_ok=True)
        trial.unlink(missing_ok=True)


def squid(action: str, configuration: Path) -> None:
    """Let squid check a configuration, or take it up without dropping a connection."""
    command = ["squid", "-k", action, "-f", str(configuration)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)  # noqa: S603
    if done.returncode:
        raise BadListError(f"squid -k {action}: {done.stderr.strip()[-500:]}")


def main() -> int:
    """Refresh once, from the settings in the environment."""
    configuration, allow_list = Path(os.environ["SQUID_CONFIGURATION"]), Path(os.environ["ALLOW_LIST"])
    try:
        names = parse(read(os.environ["ALLOW_LIST_PARAMETER"], os.environ["AWS_REGION"]))
        install(names, configuration, allow_list, running=Path(os.environ["SQUID_PID_FILE"]).exists())
    except (BadListError, OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"The allow list stays as it is. {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
