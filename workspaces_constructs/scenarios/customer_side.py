"""What the customer does on their own side: ready texts, with the real addresses filled in."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from constructs import Construct

from workspaces_constructs.custom_resources.places import stack_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workspaces_constructs.directory.firewall import FirewallRow

__all__ = ["CustomerSide", "firewall_text"]

_PREFIX: Final = "/workspaces-constructs"


class CustomerSide(Construct):
    """Texts for those who administer the other side, kept as parameters of Systems Manager.

    Scripts hold addresses that only the deployment knows, and are longer than an output may be. None holds a password:
    they ask for it.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.

    Attributes:
        commands: For each text, by its title, the command that prints it.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.commands: dict[str, str] = {}
        self._stack_name = stack_of(self).stack_name

    def add(self, title: str, text: str) -> None:
        """Keep a text.

        Args:
            title: Words in CamelCase; the name of the text.
            text: The whole of it, at most 8 KB.
        """
        from aws_cdk import aws_ssm as ssm

        name = f"{_PREFIX}/{self._stack_name}/customer/{title}"
        ssm.CfnParameter(
            self,
            title,
            name=name,
            type="String",
            tier="Intelligent-Tiering",
            value=text,
            description="For the administrators of the other side; see the documentation of the scenario",
        )
        self.commands[title] = f"aws ssm get-parameter --name {name} --query Parameter.Value --output text"


def firewall_text(rows: Iterable[FirewallRow]) -> str:
    """The rules of a firewall, a line for each protocol from one network to another."""
    ports: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows:
        ports[row.source, row.destination, row.protocol].append(row.ports)
    lines = [
        f"allow {protocol} from {source} to {destination} ports {', '.join(dict.fromkeys(numbers))}"
        for (source, destination, protocol), numbers in ports.items()
    ]
    return "\n".join([*lines, "and the answers to all of these"])
