"""Scripts that run on the hosts beside desktops: domain controllers, RADIUS servers, administrators' hosts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import desktop_vpcs, directories
from workspaces_constructs.rules.views.networks import subnets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates

_QUOTED: Final = r"""(?:'[^'$\{\}\n]{4,200}'|"[^"$\{\}\n]{4,200}")"""
_PASSWORD: Final = re.compile(
    rf"""ConvertTo-SecureString\s+(?:-String\s+)?{_QUOTED}\s+-AsPlainText
    |\$\w{{0,40}}(?:password|passwd)\w{{0,40}}\s*=\s*{_QUOTED}
    |-\w{{0,40}}password\s+{_QUOTED}
    |\bnet\s+user\s+\S+\s+[^\s/$*%\{{]{{4,200}}\s+/add""",
    re.IGNORECASE | re.VERBOSE,
)
_LAUNCH: Final = "AWS::EC2::LaunchTemplate"


@rule(
    "WorkSpaces-SEC14",
    "error",
    title="Scripts for hosts hold no passwords",
    reason="User data can be read by everything that runs on the host, and a document of Systems Manager by everybody "
    "who may read it.",
    fix="Let the script read the password from Secrets Manager with the host's own role.",
    source="https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
)
def no_passwords_in_scripts(templates: Templates) -> Iterator[Violation]:
    """User data and documents of the hosts beside desktops that hold a password."""
    for resource, where, value in _scripts(templates):
        if any(_PASSWORD.search(text) for text in _texts(value)):
            yield Violation(resource, "its script holds a password", where)


@view
def _scripts(templates: Templates) -> list[tuple[Resource, str, Value]]:
    """What runs on hosts in the VPCs of desktops and directories, with where it stands."""
    found: list[tuple[Resource, str, Value]] = []
    for host in _hosts(templates):
        found.append((host, "UserData", _decoded(templates, host, host.raw)))
        launch = host.properties.value("LaunchTemplate", "LaunchTemplateId")
        template = getattr(launch, "resource", None)
        if template is not None and template.type == _LAUNCH:
            data = _part(template.raw, "LaunchTemplateData")
            where = "LaunchTemplateData.UserData"
            found.append((template, where, _decoded(templates, template, {"Properties": data})))
    for run in templates.of_type("Custom::WorkspacesAutomation"):
        for key in ("DocumentName", "RemovalDocumentName"):
            document = run.properties.resource(key)
            if document is not None and document.type == "AWS::SSM::Document":
                found.append((document, "Content", document.properties.value("Content")))
    return list({(resource.name, where): (resource, where, value) for resource, where, value in found}.values())


def _hosts(templates: Templates) -> Iterator[Resource]:
    known = subnets(templates)
    vpcs = {*desktop_vpcs(templates), *(each.vpc.name for each in directories(templates).values() if each.vpc)}
    for host in templates.of_type("AWS::EC2::Instance") if vpcs else ():
        subnet = host.properties.resource("SubnetId")
        vpc = known[subnet.name].vpc if subnet is not None and subnet.name in known else None
        if vpc is not None and vpc.name in vpcs:
            yield host


def _part(raw: object, key: str) -> object:
    properties = raw.get("Properties") if isinstance(raw, dict) else None
    return properties.get(key) if isinstance(properties, dict) else None


def _decoded(templates: Templates, resource: Resource, raw: object) -> Value:
    """User data before Fn::Base64; text that is encoded in the template is not looked into."""
    data = _part(raw, "UserData")
    inner = data.get("Fn::Base64") if isinstance(data, dict) else None
    return templates.values.of(resource.template, inner) if inner is not None else None


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Unknown):
        yield value.text
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
