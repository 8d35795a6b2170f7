"""What templates say in words: their outputs, and the rules for the firewall of the customer's side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from docs.template import Stacks

__all__ = ["PartError", "firewall_text", "outputs_table"]

_FIREWALL: Final = "/customer/Firewall"


class PartError(ValueError):
    """A part cannot be made, or a page lacks its marks."""


def outputs_table(stacks: Stacks) -> str:
    """Every output of the stacks, as a table in Markdown.

    Args:
        stacks: The parsed templates, by the names of their stacks.
    """
    several = len(stacks) > 1
    heads = ("Output", "Stack", "What it holds") if several else ("Output", "What it holds")
    rows = [
        (f"`{name}`", *([f"`{stack}`"] if several else []), str(body.get("Description", "")))
        for stack, data in stacks.items()
        for name, body in data.get("Outputs", {}).items()
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows))


def firewall_text(stacks: Stacks) -> str:
    """The rules for the firewall on-premises, as the stacks print them.

    Args:
        stacks: The parsed templates, by the names of their stacks.

    Raises:
        PartError: No stack has such rules, or one has them with values that are only known when it is deployed.
    """
    found = [
        body.get("Properties", {})
        for data in stacks.values()
        for body in data["Resources"].values()
        if body["Type"] == "AWS::SSM::Parameter"
    ]
    texts = [
        properties["Value"]
        for properties in found
        if isinstance(properties, dict) and str(properties.get("Name", "")).endswith(_FIREWALL)
    ]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise PartError("no rules for a firewall that are known before the deployment")
    return "```text\n" + "\n\n".join(texts) + "\n```"
