"""What is known of templates, as texts: one layer over the rules' ``Templates``; what is unknown raises."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import TYPE_CHECKING, Any, Final

from workspaces_constructs.rules.resources import Reference, Unknown, Value
from workspaces_constructs.rules.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Template

__all__ = [
    "DIRECTORIES",
    "Given",
    "UnknownError",
    "Values",
    "cidr",
    "flag",
    "mapping",
    "mappings",
    "number",
    "text",
    "texts",
]

DIRECTORIES: Final = ("AWS::DirectoryService::MicrosoftAD", "AWS::DirectoryService::SimpleAD")
"""The types of directories that have addresses of their own in a VPC."""

_DETAILS: Final = "Custom::WorkspacesDirectoryDetails"
_ASSUMED: Final = 5
"""Directory Service takes an address in each of its subnets and tells it afterwards: one is assumed, far from the first
four and the last, which AWS keeps."""


class UnknownError(Exception):
    """Something that decides about reachability cannot be told from the templates."""


class Given(dict[str, Any]):
    """Properties, at some depth: to ask for one that is not there, or not known, raises.

    Args:
        name: What they belong to.
        found: The properties.
    """

    def __init__(self, name: str, found: Mapping[str, Value]) -> None:
        self.name = name
        super().__init__({key: _plain(name, value) for key, value in found.items() if value is not None})

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """What is given, as text where it is a resource: ``<stack>/<logical id>``, with ``.<attribute>``."""
        return self._known(key, super().__getitem__(key))

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - it only raises
        """Raise: nothing is given."""
        raise UnknownError(f"{self.name} has no {key}")

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The same, or the default where nothing is given."""
        return self._known(key, super().get(key, default))

    def _known(self, key: str, value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        if isinstance(value, Unknown):
            raise UnknownError(f"the templates do not tell {key} of {self.name}")
        return value


def _plain(name: str, value: Value) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, Reference):
        return f"{value.resource.name}.{value.attribute}" if value.attribute else value.resource.name
    if isinstance(value, list):
        plain = [_plain(name, each) for each in value]
        return Unknown() if any(isinstance(each, Unknown) for each in plain) else plain
    return Given(name, value) if isinstance(value, dict) else value


def text(value: object) -> str:
    """A value that must be one text."""
    if not isinstance(value, str | int):
        raise UnknownError(f"not one text but {value!r}")
    return str(value)


def texts(value: object) -> list[str]:
    """A value that must be a list of texts; none where there is no value."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnknownError(f"no list but {value!r}")
    return [text(each) for each in value]


def number(value: object) -> int:
    """A value that must be a whole number, also as text."""
    try:
        return int(text(value))
    except ValueError as error:
        raise UnknownError(f"no number but {value!r}") from error


def mapping(value: object) -> Given:
    """A value that must be properties, at some depth."""
    if not isinstance(value, Given):
        raise UnknownError(f"no properties but {value!r}")
    return value


def mappings(value: object) -> list[Given]:
    """A value that must be a list of properties; none where there is no value."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnknownError(f"no list but {value!r}")
    return [mapping(each) for each in value]


def flag(value: object) -> bool:
    """Whether a value says yes; nothing says no."""
    return str(value).lower() == "true"


def cidr(value: object) -> IPv4Network:
    """A value that must be an address or a range."""
    try:
        return IPv4Network(text(value))
    except (AddressValueError, NetmaskValueError, ValueError) as error:
        raise UnknownError(f"no range of addresses but {value!r}") from error


class Values:
    """What several templates say, with all functions worked out. A resource is ``<stack>/<logical id>``.

    Args:
        templates: The templates by the names of their stacks.
        parameters: Values of parameters, by name.
        region: The region of all of them.
    """

    def __init__(
        self,
        templates: Mapping[str, Template],
        *,
        parameters: Mapping[str, object] | None = None,
        region: str = "us-east-1",
    ) -> None:
        given = {name: _with_parameters(template, parameters or {}) for name, template in templates.items()}
        regions = dict.fromkeys(given, region)
        self._templates = Templates(given, regions=regions)
        self._templates = Templates(given, regions=regions, attributes=self._assumed())

    def resources(self, *types: str) -> Iterator[tuple[str, Given]]:
        """Every resource of some types, by name, with its properties."""
        for resource in self._templates.of_type(*types):
            yield resource.name, _properties(resource)

    def type_of(self, name: str) -> str:
        """The type of a resource; raises for what is none of the templates'."""
        return self._resource(name).type

    def properties(self, name: str) -> Given:
        """The properties of a resource; raises for what is none of the templates'."""
        return _properties(self._resource(name))

    def directory_addresses(self, name: str) -> list[str]:
        """The addresses that a directory is assumed to have, one in each subnet; none in subnets made elsewhere."""
        addresses = []
        for subnet in texts(mapping(self.properties(name)["VpcSettings"])["SubnetIds"]):
            if "/" not in subnet:
                return []
            addresses.append(str(cidr(self.properties(subnet)["CidrBlock"])[_ASSUMED]))
        return addresses

    def _resource(self, name: str) -> Resource:
        stack, _, logical_id = name.rpartition("/")
        found = self._templates.find(stack, logical_id)
        if found is None:
            raise UnknownError(f"{name} is no resource of these templates")
        return found

    def _assumed(self) -> dict[tuple[str, str], Value]:
        """The addresses of directories, as these and what describes them tell them."""
        found: dict[tuple[str, str], Value] = {}
        for resource in self._templates.of_type(*DIRECTORIES, _DETAILS):
            directory = resource.properties.resource("DirectoryId") if resource.type == _DETAILS else resource
            if directory is not None and directory.type in DIRECTORIES:
                addresses = self.directory_addresses(directory.name)
                if addresses:
                    found[resource.name, "DnsIpAddresses"] = [*addresses]
                    found[resource.name, "DnsIpAddrs"] = ",".join(addresses)
        return found


def _properties(resource: Resource) -> Given:
    raw = resource.raw.get("Properties")
    return Given(resource.name, {key: resource.properties.value(key) for key in raw} if isinstance(raw, dict) else {})


def _with_parameters(template: Template, given: Mapping[str, object]) -> Template:
    """A template whose parameters have values."""
    parameters = template.get("Parameters")
    if not isinstance(parameters, dict) or not parameters.keys() & given.keys():
        return template
    told = {
        name: {
            "Type": "CommaDelimitedList" if isinstance(given[name], list) else "String",
            "Default": _one(given[name]),
        }
        for name in parameters.keys() & given.keys()
    }
    return {**template, "Parameters": {**parameters, **told}}


def _one(value: object) -> object:
    return ",".join(map(str, value)) if isinstance(value, list) else value
