"""What RADIUS servers run, rendered from the files in ``directory/radius/``. Imports no CDK."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from workspaces_constructs.network.instances import RESOLVED_CONF

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["user_data"]

_FOLDER: Final = Path(__file__).parent / "radius"
_PLACE: Final = "/etc/workspaces-radius"
_RESOLVED: Final = "/etc/systemd/resolved.conf.d"
_UNITS: Final = "/etc/systemd/system/workspaces-radius-"
_FILES: Final = {
    f"{_PLACE}/verify.py": "verify.py",
    f"{_PLACE}/refresh.py": "refresh.py",
    f"{_PLACE}/site.conf": "site.conf",
    f"{_PLACE}/module.conf": "module.conf",
    f"{_UNITS}refresh.service": "refresh.service",
    f"{_UNITS}refresh.timer": "refresh.timer",
}
_END: Final = "END-OF-FILE"
_BOUNDARY: Final = "==workspaces-radius=="

_MIME: Final = f"""\
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="{_BOUNDARY}"

--{_BOUNDARY}
Content-Type: text/cloud-config; charset="us-ascii"

#cloud-config
cloud_final_modules:
- [scripts-user, always]

--{_BOUNDARY}
Content-Type: text/x-shellscript; charset="us-ascii"

#!/bin/bash
set -euo pipefail
mkdir -p {_PLACE} {_RESOLVED}
"""
"""User data runs at the first start only; this way at every one, so that changed user data takes effect (AWS re:Post,
"How do I run user data after the initial launch")."""


def user_data(*, region: str, shared_secret: str, field: str, seeds: str, cidrs: Sequence[str]) -> str:
    """Return the user data of a RADIUS server, at most 16 KB; no secret is in it.

    Args:
        region: Where it runs.
        shared_secret: The ARN of the secret that it shares with the directories.
        field: The JSON field of that secret.
        seeds: The ARN of the secret with the users' seeds.
        cidrs: The directories' subnets: who may ask.
    """
    environment = Template(_text("environment")).substitute(
        region=region, shared_secret=shared_secret, field=field, seeds=seeds, cidrs=" ".join(cidrs)
    )
    contents = {
        f"{_PLACE}/environment": environment,
        f"{_RESOLVED}/workspaces-radius.conf": RESOLVED_CONF,
        **{path: _text(name) for path, name in _FILES.items()},
    }
    files = "".join(f"cat > {path} <<'{_END}'\n{text}{_END}\n" for path, text in contents.items())
    return f"{_MIME}{files}{_text('set-up.sh')}--{_BOUNDARY}--\n"


def _text(name: str) -> str:
    return (_FOLDER / name).read_text()
