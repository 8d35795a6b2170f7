"""Who should have a desktop: a file, an object in S3, or groups of a directory."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3_assets as s3_assets

from workspaces_constructs.custom_resources.places import stack_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.desktops.fleet.roster_file import normalized
from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_s3 as s3
    from constructs import Construct

    from workspaces_constructs.desktops.fleet.persona import FleetPersona
    from workspaces_constructs.desktops.fleet.runtime.model import RosterSource
    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase

__all__ = ["Roster", "RosterBinding"]

_GROUP_NAME: Final = re.compile(r'[^:;|=+"*?<>/\\,\[\]@]{1,64}')
"""The pattern of GroupName in the API model of Directory Service Data."""


@dataclass(frozen=True)
class RosterBinding:
    """A roster as a fleet's function finds it.

    Attributes:
        source: Where it is, for the function's settings.
        version: What changes when a deployment brings another roster, and not otherwise; it may contain tokens.
        statements: What the function may do to read it.
        key: The key that it is encrypted with, as far as known.
    """

    source: RosterSource
    version: str
    statements: tuple[iam.PolicyStatement, ...]
    key: kms.IKey | None = None

    def grant(self, grantee: iam.IGrantable) -> None:
        """Let somebody read it.

        Args:
            grantee: The function's role.
        """
        for statement in self.statements:
            grantee.grant_principal.add_to_principal_policy(statement)
        if self.key is not None:
            self.key.grant_decrypt(grantee)


class Roster(ABC):
    """Who should have a desktop of a fleet.

    A table has a header and these columns, in any order; only ``user`` is needed, and ``persona`` where a fleet has
    several. What is empty comes from the persona. The separator is ``,`` or ``;``, the text UTF-8.

    ======================  ==============================================================================
    ``user``                The user's name in the directory, without its domain. One row for each.
    ``persona``             A name of the fleet's personas.
    ``bundle``              ``wsb-...``, in place of the persona's.
    ``running_mode``        ``AUTO_STOP`` or ``ALWAYS_ON``.
    ``auto_stop_minutes``   A multiple of 60.
    ``root_volume_gib``     With ``user_volume_gib``: a pair that WorkSpaces has.
    ``user_volume_gib``     As above.
    ``tags``                ``key=value``, several with ``;`` or ``|`` between them.
    ======================  ==============================================================================

    Example:
        .. code-block:: python

            Roster.from_file("people.csv")
            Roster.from_object(bucket, "hr/people.csv")
            Roster.from_groups(directory, {"Desktop Users": "employees", "CAD Users": "engineers"})
    """

    @staticmethod
    def from_file(path: str | Path) -> Roster:
        """A file in the repository: whoever changes it deploys, and the deployment starts a run.

        The file is checked when the app is synthesised and travels as one asset, so a template is as large for 10,000
        people as for ten. The order of its rows makes no difference.

        Args:
            path: A table with the extension ``.csv``, or a list of mappings with the table's columns as keys in YAML
                (``.yaml``, ``.yml``), where ``tags`` is a mapping. YAML needs PyYAML and seconds for 10,000 people.

        Raises:
            ConfigurationError: Another extension. Mistakes are found when a fleet is made of it: a
                :class:`RosterError` with all of them and their lines.
        """
        return _RosterFile(Path(path))

    @staticmethod
    def from_object(bucket: s3.IBucket, key: str) -> Roster:
        """An object in S3, which some other system writes: each run reads what is there by then.

        Args:
            bucket: A bucket, best with versions. For one that is not of this app, give its key as well
                (``Bucket.from_bucket_attributes(encryption_key=...)``) where it is encrypted with one.
            key: The object's, a table.

        Raises:
            ConfigurationError: A key that cannot be a table's.
        """
        return _RosterObject(bucket, key)

    @staticmethod
    def from_groups(directory: ManagedAdBase, groups: Mapping[str, str]) -> Roster:
        """The members of groups of an AWS Managed Microsoft AD, and of the groups in them: each run asks the directory.

        It works by Directory Service Data, which is switched on in the directory. Somebody in the groups of two
        personas is reported and left as they are.

        Args:
            directory: A Managed AD; Directory Service Data works on no other directory.
            groups: Personas by the names (sAMAccountName) of groups.

        Raises:
            ConfigurationError: No group, or one whose name Active Directory would not take.
        """
        return _RosterGroups(directory, groups)

    @abstractmethod
    def bind(self, scope: Construct, personas: Mapping[str, FleetPersona]) -> RosterBinding:
        """Check the roster against a fleet's personas, and make what it needs.

        Args:
            scope: The fleet.
            personas: The fleet's, by their names.

        Raises:
            ConfigurationError: It does not go with these personas.
        """


class _RosterFile(Roster):
    def __init__(self, path: Path) -> None:
        if path.suffix.lower() not in {".csv", ".yaml", ".yml"}:
            raise ConfigurationError(
                "roster file",
                value=str(path),
                allowed=[".csv", ".yaml", ".yml"],
                fix="save the table as CSV UTF-8",
            )
        self._path = path

    def bind(self, scope: Construct, personas: Mapping[str, FleetPersona]) -> RosterBinding:
        text = normalized(self._path, personas)
        with TemporaryDirectory() as folder:
            path = Path(folder, "roster.csv")
            path.write_text(text, encoding="utf-8", newline="\n")
            asset = s3_assets.Asset(scope, "Roster", path=str(path))
        return _in_s3(asset.bucket, asset.s3_object_key, asset.asset_hash)


class _RosterObject(Roster):
    def __init__(self, bucket: s3.IBucket, key: str) -> None:
        if not is_unresolved(key) and (key.startswith("/") or not key.lower().endswith(".csv")):
            raise ConfigurationError(
                "key of a roster in S3",
                value=key,
                allowed="the key of a table, which ends in .csv and begins with no slash",
                fix=f"use {Path(key.lstrip('/') or 'people').with_suffix('.csv')}",
            )
        self._bucket = bucket
        self._key = key

    def bind(self, scope: Construct, personas: Mapping[str, FleetPersona]) -> RosterBinding:  # noqa: ARG002 - a run checks it
        return _in_s3(self._bucket, self._key, f"{self._bucket.bucket_name}/{self._key}")


class _RosterGroups(Roster):
    def __init__(self, directory: ManagedAdBase, groups: Mapping[str, str]) -> None:
        if not groups:
            raise ConfigurationError("groups of a roster", allowed="one at least", fix="name a group and its persona")
        for group in groups:
            if not _GROUP_NAME.fullmatch(group):
                raise ConfigurationError(
                    "group of a roster",
                    value=group,
                    allowed='1 to 64 characters, none of : ; | = + " * ? < > / \\ , [ ] @',
                    fix="use the group's sAMAccountName, without its domain",
                )
        self._directory = directory
        self._groups = dict(groups)

    def bind(self, scope: Construct, personas: Mapping[str, FleetPersona]) -> RosterBinding:
        for group, persona in self._groups.items():
            if persona not in personas:
                raise ConfigurationError(
                    f"persona of the group {group}", value=persona, allowed=personas, fix="use one of the fleet's"
                )
        directory_id = self._directory.data_access.text("DirectoryId")
        statement = iam.PolicyStatement(
            actions=["ds:AccessDSData", "ds-data:ListGroupMembers"],
            resources=[
                stack_of(scope).format_arn(
                    service="ds", resource="directory", resource_name=self._directory.directory_id
                )
            ],
        )
        return RosterBinding(
            {"directory_id": directory_id, "groups": self._groups},
            f"{self._directory.directory_id}: {json.dumps(self._groups, sort_keys=True)}",
            (statement,),
        )


def _in_s3(bucket: s3.IBucket, key: str, version: str) -> RosterBinding:
    """An object that a function may read. Without ListBucket, S3 would call a missing one forbidden."""
    return RosterBinding(
        {"bucket": bucket.bucket_name, "key": key},
        version,
        (
            iam.PolicyStatement(actions=["s3:GetObject"], resources=[bucket.arn_for_objects(key)]),
            iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket.bucket_arn]),
        ),
        bucket.encryption_key,
    )
