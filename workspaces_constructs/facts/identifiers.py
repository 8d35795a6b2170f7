"""What AWS's identifiers and CloudFormation's names look like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["IDENTIFIERS", "Identifier", "require_identifier"]


@dataclass(frozen=True)
class Identifier:
    """One form of identifier.

    Attributes:
        pattern: What the whole text must match.
        allowed: The same in words.
        fix: Where to find a right one.
        private: Whether a wrong one may be something secret, which no message must repeat.
    """

    pattern: re.Pattern[str]
    allowed: str
    fix: str
    private: bool = False


def _row(pattern: str, allowed: str, fix: str, *, private: bool = False) -> Identifier:
    return Identifier(re.compile(pattern), allowed, fix, private)


def _arn(service: str, resource: str, words: str, *, private: bool = False) -> Identifier:
    return _row(
        rf"arn:aws[a-z-]*:{service}:[a-z0-9-]+:\d{{12}}:{resource}",
        words,
        "copy the ARN from the console; the thing itself stays where it is",
        private=private,
    )


IDENTIFIERS: Final[Mapping[str, Identifier]] = MappingProxyType(
    {
        "account": _row(r"\d{12}", "12 digits", "copy it from the console's top right corner, and put it in quotes"),
        "WorkSpace id": _row(
            r"ws-[0-9a-z]{8,63}", "ws- and 8 to 63 lower-case letters and digits", "copy it from the WorkSpaces console"
        ),
        "image id": _row(
            r"wsi-[0-9a-z]{9,63}",
            "wsi- and 9 to 63 lower-case letters and digits",
            "copy it from the WorkSpaces console; an EC2 image is imported first",
        ),
        "EC2 image id": _row(
            r"ami-(?:[a-f0-9]{8}|[a-f0-9]{17})", "ami- and 8 or 17 hexadecimal digits", "copy it from the EC2 console"
        ),
        "bundle id": _row(
            r"wsb-[0-9a-z]{8,63}",
            "wsb- and 8 to 63 lower-case letters and digits",
            "copy it from the WorkSpaces console, or name one of Amazon's by compute type and operating system",
        ),
        "directory id": _row(
            r"d-[0-9a-f]{10}", "d- and ten hexadecimal digits", "copy it from the Directory Service console"
        ),
        "IP access control group id": _row(
            r"wsipg-[0-9a-z]{8,63}",
            "wsipg- and 8 to 63 lower-case letters and digits",
            "copy it from the WorkSpaces console",
        ),
        "IP access control group name": _row(
            r"(?=.{1,32}$)[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*",
            "up to 32 lower-case letters and digits, in words joined by hyphens that each begin with a letter",
            "use a name such as offices",
        ),
        "SAML provider ARN": _row(
            r"arn:aws[a-z-]*:iam::\d{12}:saml-provider/[\w._-]{1,128}",
            "arn:aws:iam::<account>:saml-provider/<name>",
            "copy it from the IAM console",
        ),
        "key ARN": _arn("kms", r"key/[0-9A-Za-z-]+", "arn:aws:kms:<region>:<account>:key/<id>, not an alias"),
        "route table id": _row(
            r"rtb-[0-9a-f]{8,17}", "rtb- and 8 to 17 hexadecimal digits", "copy it from the VPC console"
        ),
        "secret ARN": _arn(
            "secretsmanager",
            r"secret:[\w/+=.@-]+-[0-9A-Za-z]{6}",
            "arn:aws:secretsmanager:<region>:<account>:secret:<name>-<six characters>",
            private=True,
        ),
        "subnet id": _row(
            r"subnet-[0-9a-f]{8,17}", "subnet- and 8 to 17 hexadecimal digits", "copy it from the VPC console"
        ),
        "VPC id": _row(r"vpc-[0-9a-f]{8,17}", "vpc- and 8 to 17 hexadecimal digits", "copy it from the VPC console"),
        "customer gateway id": _row(
            r"cgw-[0-9a-f]{8,17}", "cgw- and 8 to 17 hexadecimal digits", "copy it from the VPC console"
        ),
        "Direct Connect gateway id": _row(
            r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            "32 hexadecimal digits in five groups",
            "copy it from the Direct Connect console",
        ),
        "transit gateway id": _row(
            r"tgw-[0-9a-f]{8,17}", "tgw- and 8 to 17 hexadecimal digits", "copy it from the VPC console"
        ),
        "virtual private gateway id": _row(
            r"vgw-[0-9a-f]{8,17}", "vgw- and 8 to 17 hexadecimal digits", "copy it from the VPC console"
        ),
        "IAM role ARN": _row(
            r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+",
            "arn:aws:iam::<account>:role/<name>",
            "copy it from the IAM console",
        ),
        "IAM principal ARN": _row(
            r"arn:aws[a-z-]*:iam::\d{12}:(?:(?:role|user)/[\w+=,.@/*?-]+|root)",
            "arn:aws:iam::<account>:role/<name> or user/<name>; a name may have * in it",
            "copy it from the IAM console; of an assumed role name the role",
        ),
        "WorkSpaces action": _row(
            r"workspaces:[A-Za-z*?]+",
            "actions of WorkSpaces, such as workspaces:Describe*",
            "leave it out: nothing else passes this endpoint",
        ),
        "WorkSpaces resource ARN": _row(
            r"\*|arn:aws[a-z-]*:workspaces:[a-z0-9*-]+:[\w*]+:[a-z*]+/[\w*?-]+",
            "arn:aws:workspaces:<region>:<account>:<type>/<id>; each part may be *",
            "write it as arn:aws:workspaces:us-east-1:111122223333:workspace/*",
        ),
        "instance type": _row(
            r"[a-z][a-z0-9-]*\.[a-z0-9-]+", "a family and a size, such as m6i.large", "use m6i.large"
        ),
        "organizational unit": _row(
            r"[A-Za-z0-9](?:[A-Za-z0-9 _-]{0,62}[A-Za-z0-9])?",
            "a name of up to 64 letters, digits, spaces, hyphens and underscores, not a distinguished name",
            "use a name such as WorkSpaces",
        ),
        "e-mail address": _row(
            r"[^@\s]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}",
            "an e-mail address",
            "write it as name@example.com",
        ),
        "field of the secret": _row(
            r"[A-Za-z0-9_.-]{1,128}",
            "the name of a field of the secret's JSON, not its value",
            "use password",
            private=True,
        ),
        "stack name": _row(
            r"[A-Za-z][A-Za-z0-9-]{0,127}",
            "up to 128 letters, digits and hyphens, beginning with a letter",
            "use a name such as WorkSpaces-Test",
        ),
        "language of a bundle": _row(
            r"(?:[A-Z][a-z]+(?: (?:[A-Z][a-z]+|\([A-Z][a-z]+\)))*)?",
            "the English name of a language, as bundles' names have it",
            "use a name such as Japanese, or leave it out for English",
        ),
        "security identifier": _row(
            r"S-1-5-21(-\d{1,10}){4}",
            "S-1-5-21- and four numbers joined by hyphens",
            "copy it from: Get-ADUser <name> | Select-Object SID",
        ),
        "fleet name": _row(
            r"(?=.{1,60}$)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*",
            "up to 60 letters and digits, in words joined by hyphens",
            "use a name such as desktops-emea",
        ),
        "persona name": _row(
            r"(?=.{1,32}$)[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*",
            "up to 32 lower-case letters and digits, in words joined by hyphens that each begin with a letter",
            "use a name such as employees or call-center",
        ),
    }
)
"""Forms by what they identify.

The patterns are those of the services' API models in botocore (workspaces BundleId, Ec2ImageId, IpGroupId, WorkspaceId
and WorkspaceImageId; ds DirectoryId; facts Appendix C) and of CloudFormation's CreateStack; the ids of EC2 have 8 or 17
digits. A persona's name becomes part of logical ids, which leave the hyphens out; its form keeps two names from
becoming one, and from those that scenarios use themselves, which begin with a capital.
"""


def require_identifier(kind: str, text: str) -> str:
    """Return the text if it has the form of that kind of identifier.

    Args:
        kind: A key of :data:`IDENTIFIERS`.
        text: The identifier.
    """
    form = IDENTIFIERS[kind]
    if form.pattern.fullmatch(text):
        return text
    raise ConfigurationError(kind, value=None if form.private else text, allowed=form.allowed, fix=form.fix)
