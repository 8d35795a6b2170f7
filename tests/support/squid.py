"""Debian's own squid, unpacked into ``.cache/squid`` by apt: no root, nothing installed.

``make setup`` runs this file. What is fetched is pinned as far as Debian allows: the package's name, from the sources
of the machine, checked by apt against the keys of the machine. Which version came is in ``.cache/squid/versions``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

__all__ = ["SQUID_FOLDER", "SquidUnavailableError", "environment", "fetch", "program"]

SQUID_FOLDER: Final = Path(__file__).resolve().parents[2] / ".cache" / "squid"

_SIMULATED: Final = re.compile(r"^Inst (\S+)", re.MULTILINE)
_NEEDED: Final = re.compile(r"squid|lib(?!.*perl)")
"""Squid itself and shared libraries; its log rotation and its perl helpers have no part in a test."""


class SquidUnavailableError(RuntimeError):
    """This machine cannot get squid in the way the tests need it."""


def program(folder: Path = SQUID_FOLDER) -> Path:
    """Return the unpacked program.

    Raises:
        SquidUnavailableError: It was not fetched.
    """
    found = folder / "root" / "usr" / "sbin" / "squid"
    if not found.exists():
        raise SquidUnavailableError(f"There is no {found}. Run make setup.")
    return found


def environment(folder: Path = SQUID_FOLDER) -> dict[str, str]:
    """Return an environment in which the unpacked program finds the libraries that were unpacked beside it."""
    libraries = sorted({str(path.parent) for path in (folder / "root" / "usr" / "lib").rglob("*.so.*")})
    inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**inherited, "LD_LIBRARY_PATH": ":".join(libraries)}


def fetch(folder: Path = SQUID_FOLDER) -> None:
    """Download and unpack squid, unless it is there and runs.

    Raises:
        SquidUnavailableError: No apt, no network, or a program that does not start.
    """
    if _runs(folder):
        return
    missing = [name for name in ("apt-get", "dpkg-deb") if shutil.which(name) is None]
    if missing:
        raise SquidUnavailableError(
            f"The tests of the proxy run Debian's squid, and this machine has no {' and no '.join(missing)}. "
            "Use Debian or Ubuntu, or a container of one (no root is needed)."
        )
    shutil.rmtree(folder, ignore_errors=True)
    archives, lists = folder / "archives", folder / "lists"
    for place in (archives, lists / "partial", folder / "cache" / "archives" / "partial"):
        place.mkdir(parents=True)
    options = [
        f"-oDir::State::Lists={lists}",
        f"-oDir::Cache={folder / 'cache'}",
        "-oDebug::NoLocking=1",
        "-oAPT::Sandbox::User=",
    ]
    _run("apt-get", "-qq", *options, "update")
    plan = _run("apt-get", *options, "--simulate", "--reinstall", "--no-install-recommends", "install", "squid")
    packages = [name for name in _SIMULATED.findall(plan) if _NEEDED.match(name)]
    _run("apt-get", "-qq", *options, "download", *packages, where=archives)
    for archive in sorted(archives.glob("*.deb")):
        _run("dpkg-deb", "--extract", str(archive), str(folder / "root"))
    (folder / "versions").write_text("".join(f"{path.name}\n" for path in sorted(archives.glob("*.deb"))))
    for place in (archives, lists, folder / "cache"):
        shutil.rmtree(place)
    if not _runs(folder):
        raise SquidUnavailableError(
            f"The squid in {folder} does not start; remove the folder and run make setup again."
        )


def _runs(folder: Path) -> bool:
    try:
        command = [str(program(folder)), "-v"]
    except SquidUnavailableError:
        return False
    return subprocess.run(command, env=environment(folder), capture_output=True, check=False).returncode == 0  # noqa: S603 - our own


def _run(*command: str, where: Path | None = None) -> str:
    done = subprocess.run(  # noqa: S603 - apt-get and dpkg-deb with arguments made here
        command, cwd=where, env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SquidUnavailableError(f"{' '.join(command[:1])} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


if __name__ == "__main__":
    try:
        fetch()
    except SquidUnavailableError as error:
        sys.exit(str(error))
