"""A picture of a template as a Mermaid flowchart: where things are, and what refers to what.

Every box and every arrow comes from the template's resources and references; nothing is drawn by hand. Route tables,
policies and the machinery of custom resources are followed, not shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docs.template import Resource, Template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["flowchart"]

VPC: Final = "AWS::EC2::VPC"
SUBNET: Final = "AWS::EC2::Subnet"
ROUTE_TABLE: Final = "AWS::EC2::RouteTable"
NAT: Final = "AWS::EC2::NatGateway"
INTERNET_GATEWAY: Final = "AWS::EC2::InternetGateway"
DHCP_OPTIONS: Final = "AWS::EC2::DHCPOptions"
FLOW_LOG: Final = "AWS::EC2::FlowLog"
MANAGED_AD: Final = "AWS::DirectoryService::MicrosoftAD"
CONNECTOR: Final = "Custom::WorkspacesAdConnector"
REGISTRATION: Final = "Custom::WorkspacesDirectoryRegistration"
WORKSPACE: Final = "AWS::WorkSpaces::Workspace"
USER: Final = "Custom::WorkspacesDirectoryUser"
KEY: Final = "AWS::KMS::Key"
SECRET: Final = "AWS::SecretsManager::Secret"  # noqa: S105 - a type
ROUTE: Final = "AWS::EC2::Route"
ASSOCIATION: Final = "AWS::EC2::SubnetRouteTableAssociation"

_INSIDE: Final = (
    (MANAGED_AD, "VpcSettings", "domain controller", "directory"),
    (NAT, "SubnetId", "NAT gateway", "public"),
    (CONNECTOR, "SubnetIds", "AD Connector", "desktops"),
    (REGISTRATION, "SubnetIds", "desktops", "desktops"),
)
"""What stands in a subnet: the type, the property that names the subnet, the words, and the colour."""

_LINKS: Final = (
    (WORKSPACE, "UserName", (USER,), "for"),
    (WORKSPACE, "DirectoryId", (REGISTRATION,), "started by"),
    (WORKSPACE, "VolumeEncryptionKey", (KEY,), "volumes encrypted by"),
    (REGISTRATION, "DirectoryId", (CONNECTOR, MANAGED_AD), "registers"),
    (CONNECTOR, "CustomerDnsIps", (MANAGED_AD,), "DNS and log-on"),
    (CONNECTOR, "CustomerUserName", (USER,), "signs in as"),
    (USER, "DirectoryId", (MANAGED_AD,), "account in"),
    (DHCP_OPTIONS, "DomainNameServers", (MANAGED_AD,), "DNS servers"),
    (MANAGED_AD, "VpcSettings", (SUBNET,), "in"),
    (REGISTRATION, "SubnetIds", (SUBNET,), "in"),
    (SECRET, "KmsKeyId", (KEY,), "encrypted by"),
    (FLOW_LOG, "LogGroupName", (KEY,), "encrypted by"),
)
"""The references that become arrows: a type's property, the types it is followed to, and the words on the arrow."""

_STYLES: Final = {
    "vpc": "fill:#ffffff,stroke:#57606a,color:#1f2328",
    "zone": "fill:#f6f8fa,stroke:#8c959f,stroke-dasharray:4,color:#1f2328",
    "public": "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    "directory": "fill:#fff1e5,stroke:#bc4c00,color:#1f2328",
    "desktops": "fill:#fbefff,stroke:#8250df,color:#1f2328",
    "kept": "fill:#f6f8fa,stroke:#57606a,color:#1f2328",
}
_MOST_NAMES: Final = 4


def flowchart(data: Mapping[str, Mapping[str, Mapping[str, object]]]) -> str:
    """Draw a template.

    Args:
        data: The parsed template.
    """
    template = Template(data)
    boxes = _boxes(template)
    styles = [f"classDef {name} {style}" for name, style in _STYLES.items()]
    drawn = [f'{name}["{_text(members)}"]:::{_style(members[0])}' for name, members in boxes.items()]
    lines = [*_network(template), *drawn, *_arrows(template, boxes), *styles]
    return "\n".join(["flowchart TB", *(f"  {line}" for line in lines)])


def _network(template: Template) -> Iterator[str]:
    for vpc in template.of(VPC):
        yield f'subgraph {vpc.logical_id}["VPC {vpc.text("CidrBlock")}"]'
        yield from (f'  {each.logical_id}(["Internet gateway"]):::public' for each in template.of(INTERNET_GATEWAY))
        for number, (zone, subnets) in enumerate(_zones(template, vpc).items(), 1):
            yield f'  subgraph zone{number}["Availability Zone {zone}"]'
            yield from (f"    {_subnet(template, subnet)}" for subnet in subnets)
            yield "  end"
            yield f"  class zone{number} zone"
        yield "end"
        yield f"class {vpc.logical_id} vpc"


def _zones(template: Template, vpc: Resource) -> dict[str, list[Resource]]:
    zones: dict[str, list[Resource]] = {}
    for subnet in template.of(SUBNET):
        if vpc in template.reached(subnet.properties.get("VpcId"), VPC):
            found = subnet.part("AvailabilityZoneId").get("Fn::FindInMap")
            zone = f"{found[2]}, by region" if isinstance(found, list) else subnet.text("AvailabilityZoneId")
            zones.setdefault(zone, []).append(subnet)
    return zones


def _subnet(template: Template, subnet: Resource) -> str:
    inside = {
        words: style
        for kind, name, words, style in _INSIDE
        if any(subnet in template.reached(each.properties.get(name), SUBNET) for each in template.of(kind))
    }
    name = subnet.last_name.rstrip("0123456789").removesuffix("Subnet")
    style = next(iter(inside.values()), "kept")
    return f'{subnet.logical_id}["{_lines(f"{name} subnet", subnet.text("CidrBlock"), ", ".join(inside))}"]:::{style}'


def _boxes(template: Template) -> dict[str, list[Resource]]:
    """The boxes outside the network: desktops of a registration, their users and all secrets are one box each."""
    boxes: dict[str, list[Resource]] = {}
    for desktop in template.of(WORKSPACE):
        registrations = template.reached(desktop.properties.get("DirectoryId"), REGISTRATION)
        name = f"desktops_{registrations[0].logical_id}" if registrations else "desktops"
        boxes.setdefault(name, []).append(desktop)
        for user in template.reached(desktop.properties.get("UserName"), USER):
            boxes.setdefault(f"users_{name}", []).append(user)
    grouped = {member.logical_id for members in boxes.values() for member in members}
    for single in template.of(REGISTRATION, CONNECTOR, MANAGED_AD, DHCP_OPTIONS, USER, FLOW_LOG, KEY):
        if single.logical_id not in grouped:
            boxes[single.logical_id] = [single]
    if secrets := template.of(SECRET):
        boxes["secrets"] = secrets
    return boxes


def _text(members: list[Resource]) -> str:
    return _lines(*_TEXTS[members[0].type](members))


def _desktops_text(members: list[Resource]) -> tuple[str, ...]:
    modes = {str(each.part("WorkspaceProperties").get("RunningMode", "")) for each in members}
    return (f"{len(members)} WorkSpaces" if len(members) > 1 else "WorkSpace", ", ".join(sorted(modes)))


def _users_text(members: list[Resource]) -> tuple[str, ...]:
    names = [each.text("SAMAccountName") for each in members]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ("Users" if len(names) > 1 else "User", ", ".join(names[:_MOST_NAMES]) + more, *members[0].texts("Groups"))


def _secrets_text(members: list[Resource]) -> tuple[str, ...]:
    return ("Secrets Manager", f"{len(members)} generated passwords" if len(members) > 1 else "a generated password")


_TEXTS: Final[Mapping[str, Callable[[list[Resource]], tuple[str, ...]]]] = {
    WORKSPACE: _desktops_text,
    USER: _users_text,
    SECRET: _secrets_text,
    MANAGED_AD: lambda all_: ("AWS Managed Microsoft AD", all_[0].text("Name"), f"{all_[0].text('Edition')} edition"),
    CONNECTOR: lambda all_: ("AD Connector", all_[0].text("Size"), all_[0].text("Name")),
    REGISTRATION: lambda _: ("Registration", "with Amazon WorkSpaces"),
    DHCP_OPTIONS: lambda all_: ("DHCP options of the VPC", all_[0].text("DomainName")),
    KEY: lambda all_: ("KMS key", all_[0].text("Description")),
    FLOW_LOG: lambda _: ("Traffic log of the VPC", "CloudWatch Logs"),
}
"""What stands in a box: a title and lines below it."""


def _style(resource: Resource) -> str:
    if resource.type in {MANAGED_AD, DHCP_OPTIONS}:
        return "directory"
    return "desktops" if resource.type in {WORKSPACE, REGISTRATION, CONNECTOR} else "kept"


def _arrows(template: Template, boxes: Mapping[str, list[Resource]]) -> Iterator[str]:
    box_of = {member.logical_id: name for name, members in boxes.items() for member in members}
    found = [
        (resource.logical_id, target.logical_id, words)
        for kind, name, targets, words in _LINKS
        for resource in template.of(kind)
        for target in template.reached(resource.properties.get(name), *targets)
    ]
    arrows = [
        (box_of.get(start, start), box_of.get(end, end), words) for start, end, words in [*_routes(template), *found]
    ]
    for start, end, words in dict.fromkeys(arrows):
        yield f'{start} -->|"{words}"| {end}'


def _routes(template: Template) -> Iterator[tuple[str, str, str]]:
    """From each subnet to the gateway of its table's routes; a NAT gateway stands for the subnet that it is in."""
    for route in template.of(ROUTE):
        tables = template.reached(route.properties.get("RouteTableId"), ROUTE_TABLE)
        targets = template.reached(
            [route.properties.get(name) for name in ("GatewayId", "NatGatewayId")], INTERNET_GATEWAY, SUBNET
        )
        for association in template.of(ASSOCIATION):
            if tables == template.reached(association.properties.get("RouteTableId"), ROUTE_TABLE):
                for subnet in template.reached(association.properties.get("SubnetId"), SUBNET):
                    yield from (
                        (subnet.logical_id, target.logical_id, route.text("DestinationCidrBlock")) for target in targets
                    )


def _lines(title: str, *others: str) -> str:
    return "<br/>".join([f"<b>{title}</b>", *(line for line in others if line)])
