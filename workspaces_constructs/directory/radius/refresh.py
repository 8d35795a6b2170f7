"""Bring the shared secret and the users' seeds up to their secrets in AWS Secrets Manager.

Runs as root on the RADIUS servers, from a timer. A secret that cannot be read, or is no JSON object, changes nothing.
Python 3.9, standard library and the AWS command line.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TIMEOUT_SECONDS = 60
CLIENT = """client directory_{number} {{
    ipaddr = {cidr}
    secret = "{secret}"
}}
"""


class BadSecretError(Exception):
    """The secret is not to be used."""


def read(arn: str, region: str) -> dict[str, str]:
    """Return a secret's fields."""
    command = ["aws", "secretsmanager", "get-secret-value", "--secret-id", arn, "--region", region]
    command += ["--query", "SecretString", "--output", "text"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)  # noqa: S603
    if done.returncode:
        raise BadSecretError(f"{arn} cannot be read: {done.stderr.strip()}")
    try:
        fields = json.loads(done.stdout)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise BadSecretError(f"{arn} is no JSON object")
    return {str(name): str(value) for name, value in fields.items()}


def clients(secret: str, cidrs: list[str]) -> str:
    """Return FreeRADIUS's list of clients: the directories' subnets."""
    if not re.fullmatch("[A-Za-z0-9]{16,512}", secret):  # everything else means something in its configuration
        raise BadSecretError("it must be 16 to 512 letters and digits")
    return "".join(CLIENT.format(number=number, cidr=cidr, secret=secret) for number, cidr in enumerate(cidrs, 1))


def put(path: Path, text: str, group: str) -> bool:
    """Write a file that only root writes and only the server's group reads; return whether it has changed."""
    if path.exists() and path.read_text() == text:
        return False
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(mode=0o640)
    if group:
        shutil.chown(fresh, "root", group)
    fresh.write_text(text)
    fresh.replace(path)
    return True


def main(environment: dict[str, str]) -> int:
    """Refresh both; restart the server where its clients are others."""
    region, group = environment["AWS_REGION"], environment.get("RADIUS_GROUP", "radiusd")
    failed = 0
    try:
        shared = read(environment["SHARED_SECRET_ARN"], region)[environment["SHARED_SECRET_FIELD"]]
        text = clients(shared, environment["CLIENT_CIDRS"].split())
        if put(Path(environment["CLIENTS_FILE"]), text, group) and environment.get("RESTART"):
            subprocess.run(environment["RESTART"].split(), check=True, timeout=TIMEOUT_SECONDS)  # noqa: S603
    except (BadSecretError, KeyError) as error:
        print(f"The shared secret stays as it is: {error}", file=sys.stderr)  # noqa: T201 - to the journal
        failed = 1
    try:
        seeds = read(environment["SEEDS_ARN"], region)
        put(Path(environment["SEEDS_FILE"]), json.dumps(seeds), group)
    except BadSecretError as error:
        print(f"The users' seeds stay as they are: {error}", file=sys.stderr)  # noqa: T201 - to the journal
        failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(dict(os.environ)))
