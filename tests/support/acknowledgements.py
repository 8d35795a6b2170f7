"""Findings of rule packs that the library accepts, and why: the page ``docs/acknowledgements.md``.

Run ``.venv/bin/python -m tests.support.acknowledgements`` to write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aws_cdk as cdk

from tests.support.synth import ALL_VARIANTS, ROOT, variant_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import IConstruct

_HASH = re.compile(r"(?<=\w)[0-9A-F]{8}(?=\.Arn>)")
_HERE = re.compile(r"(?<=Resource::)arn:aws:(\w+):[a-z]+-[a-z]+-\d:")


@dataclass(frozen=True)
class Acknowledged:
    """One finding that is accepted on one construct."""

    construct: IConstruct
    rule: str
    reason: str


def acknowledgements(app: cdk.App) -> Iterator[Acknowledged]:
    """Everything that is acknowledged in an app."""
    for construct in app.node.find_all():
        for entry in construct.node.metadata:
            if entry.type == cdk.Validations.ACKNOWLEDGED_RULES_METADATA_KEY:
                for rule, reason in entry.data.items():
                    yield Acknowledged(construct, rule.removeprefix("Annotation::"), reason)


def _anywhere(rule: str) -> str:
    """A finding as it is in any stack: without the hash of a logical id, and without a region."""
    return _HERE.sub(r"arn:<AWS::Partition>:\1:<AWS::Region>:", _HASH.sub("", rule))


def page() -> str:
    """The page as it stands in the documentation."""
    rows = {
        (acknowledged.construct.node.path.partition("/")[2], _anywhere(acknowledged.rule), acknowledged.reason)
        for variant in ALL_VARIANTS
        for acknowledged in acknowledgements(variant_app(variant))
    }
    lines = [f"| `{path}` | `{rule}` | {reason} |" for path, rule, reason in sorted(rows)]
    return "\n".join(
        [
            "# Acknowledged findings",
            "",
            "Findings of `AwsSolutionsChecks` that the library accepts on its own resources, each with the reason.",
            "None is accepted for a whole app, stage or stack. The list is made from variants of every scenario",
            "by `.venv/bin/python -m tests.support.acknowledgements`; paths begin below the stack.",
            "",
            "| Construct | Finding | Reason |",
            "|---|---|---|",
            *lines,
            "",
        ]
    )


if __name__ == "__main__":
    (ROOT / "docs/acknowledgements.md").write_text(page(), encoding="utf-8")
