"""``Custom::WorkspacesRadiusMfa``: multi-factor authentication by RADIUS, which CloudFormation cannot switch on.

Directory Service never tells the shared secret, so a second mark on the directory says with which properties it was
last set: they name the secret, and a change of them sets everything anew.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError

from .aws import code, ds, secret_field
from .directories import active, changeable, describe
from .kind import Done, Failed, Kind, Outcome, Pending, Request
from .marks import Mark
from .owned import Owned

if TYPE_CHECKING:
    from mypy_boto3_ds.literals import RadiusAuthenticationProtocolType
    from mypy_boto3_ds.type_defs import RadiusSettingsTypeDef

_OWNED = Owned("radius", "multi-factor authentication", "disable it in the Directory Service console")
_PATIENCE_SECONDS = 900
"""How long servers that do not answer are asked again: new ones on EC2 install themselves meanwhile."""

_CHECK = (
    "that the servers run and know the directory's addresses as clients, that routes and security groups let the UDP "
    "port through in both directions, that the shared secret and the protocol are the same on both sides."
)


def ensure(request: Request) -> Outcome:
    """Set RADIUS and wait until the servers have answered."""
    directory_id = request.properties.text("DirectoryId")
    directory = active(directory_id)
    if isinstance(directory, Pending):
        return directory
    if directory.get("Type") == "SimpleAD":
        message = f"{directory_id} is a Simple AD, which has no multi-factor authentication. Use another directory."
        raise Failed(message)
    there = "RadiusSettings" in directory
    _OWNED.claim(request, directory_id, there=there)
    status, mark, wanted = directory.get("RadiusStatus", ""), _applied(directory_id), _digest(request)
    if there and status == "Creating":
        return Pending(f"Directory {directory_id} is asking its RADIUS servers.", _CHECK)
    applied = mark.read()
    if not there or applied != wanted:
        if applied:  # what is set next is not what it says, whether or not this process lives to correct it
            mark.erase()
        _set(request, directory_id, there=there)
        mark.write(wanted)
        return Pending(f"RADIUS of directory {directory_id} has been set.", _CHECK)
    if status == "Completed":
        return Done({"DirectoryId": directory_id})
    servers = ", ".join(request.properties.texts("RadiusServers"))
    if request.elapsed > _PATIENCE_SECONDS:
        message = f"Directory {directory_id} gets no right answer from the RADIUS servers {servers}. Check {_CHECK}"
        raise Failed(message)
    _set(request, directory_id, there=True)
    return Pending(f"RADIUS of directory {directory_id} is {status}; its servers {servers} are asked again.", _CHECK)


def remove(request: Request) -> Outcome:
    """Switch RADIUS off, where this resource has switched it on."""
    directory_id = request.properties.text("DirectoryId")
    if not changeable(directory_id) or not _OWNED.is_kept_by(request, directory_id):
        return Done()
    directory = describe(directory_id)
    if directory and "RadiusSettings" in directory:
        if directory.get("RadiusStatus") != "Creating":
            ds().disable_radius(DirectoryId=directory_id)
        return Pending(f"RADIUS of directory {directory_id} is being disabled.")
    _applied(directory_id).erase()
    _OWNED.mark(directory_id).erase()
    return Done()


def _applied(directory_id: str) -> Mark:
    return Mark(directory_id, "radius", "applied")


def _set(request: Request, directory_id: str, *, there: bool) -> None:
    given = request.properties
    settings: RadiusSettingsTypeDef = {
        "RadiusServers": given.texts("RadiusServers"),
        "RadiusPort": given.number("RadiusPort"),
        "RadiusTimeout": given.number("RadiusTimeout"),
        "RadiusRetries": given.number("RadiusRetries"),
        "SharedSecret": secret_field(given.text("SecretArn"), given.text("PasswordField", "password")),
        "AuthenticationProtocol": cast("RadiusAuthenticationProtocolType", given.text("AuthenticationProtocol")),
        "DisplayLabel": given.text("DisplayLabel", "MFA"),
        "UseSameUsername": given.flag("UseSameUsername"),
    }
    if there:
        ds(once=True).update_radius(DirectoryId=directory_id, RadiusSettings=settings)
        return
    try:
        ds(once=True).enable_radius(DirectoryId=directory_id, RadiusSettings=settings)
    except ClientError as error:
        if code(error) != "EntityAlreadyExistsException":
            raise
        ds(once=True).update_radius(DirectoryId=directory_id, RadiusSettings=settings)


def _digest(request: Request) -> str:
    values = {name: value for name, value in request.properties.values.items() if name != "ServiceToken"}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


KIND = Kind(
    type="Custom::WorkspacesRadiusMfa",
    required=frozenset(
        {"DirectoryId", "RadiusServers", "RadiusPort", "RadiusTimeout", "RadiusRetries", "SecretArn",
         "AuthenticationProtocol"},
    ),
    optional=frozenset({"PasswordField", "DisplayLabel", "UseSameUsername"}),
    replaced_on=frozenset({"DirectoryId"}),
    attributes=("DirectoryId",),
    ensure=ensure,
    remove=remove,
)  # fmt: skip
