"""Forms of identifiers."""

from __future__ import annotations

import pytest

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import IDENTIFIERS, require_identifier

GOOD = {
    "account": "111122223333",
    "WorkSpace id": "ws-0123456789",
    "image id": "wsi-0123456789",
    "EC2 image id": "ami-0123456789abcdef0",
    "bundle id": "wsb-0123456789",
    "directory id": "d-90670abcde",
    "IP access control group id": "wsipg-0123456789",
    "IP access control group name": "head-office",
    "SAML provider ARN": "arn:aws-us-gov:iam::111122223333:saml-provider/idp_1",
    "key ARN": "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/12345678-90ab-cdef-1234-567890abcdef",
    "route table id": "rtb-0123456789abcdef0",
    "secret ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:team/admin-AbCdEf",
    "subnet id": "subnet-12345678",
    "VPC id": "vpc-0123456789abcdef0",
    "customer gateway id": "cgw-0123456789abcdef0",
    "Direct Connect gateway id": "12345678-90ab-cdef-1234-567890abcdef",
    "IAM role ARN": "arn:aws:iam::111122223333:role/peering/accepter",
    "IAM principal ARN": "arn:aws:iam::111122223333:role/desk/*",
    "WorkSpaces action": "workspaces:Describe*",
    "WorkSpaces resource ARN": "arn:aws:workspaces:us-east-1:111122223333:workspace/*",
    "transit gateway id": "tgw-0123456789abcdef0",
    "virtual private gateway id": "vgw-0123456789abcdef0",
    "instance type": "m7i-flex.2xlarge",
    "organizational unit": "Work Spaces",
    "e-mail address": "it.alerts@example.com",
    "field of the secret": "password",
    "language of a bundle": "Portuguese (Brazil)",
    "stack name": "WorkSpaces-Test",
    "fleet name": "desktops-emea",
    "persona name": "call-center",
    "security identifier": "S-1-5-21-1004336348-1177238915-682003330-1105",
}

BAD = [
    ("account", "1111-2222-3333"),
    ("WorkSpace id", "wsb-0123456789"),
    ("image id", "ami-0123456789abcdef0"),
    ("EC2 image id", "ami-0123456789"),
    ("bundle id", "wsb-ABC"),
    ("directory id", "d-123"),
    ("IP access control group id", "sg-12345678"),
    ("IP access control group name", "Head office"),
    ("SAML provider ARN", "arn:aws:iam::111122223333:oidc-provider/idp"),
    ("key ARN", "arn:aws:kms:us-east-1:111122223333:alias/mine"),
    ("route table id", "rtb"),
    ("secret ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:admin"),
    ("subnet id", "subnet-xyz"),
    ("VPC id", "vpc-123"),
    ("customer gateway id", "vgw-0123456789abcdef0"),
    ("Direct Connect gateway id", "dxcon-0123456789"),
    ("IAM role ARN", "arn:aws:iam::111122223333:user/me"),
    ("IAM principal ARN", "arn:aws:sts::111122223333:assumed-role/desk/me"),
    ("IAM principal ARN", "*"),
    ("WorkSpaces action", "ec2:*"),
    ("WorkSpaces action", "*"),
    ("WorkSpaces resource ARN", "ws-0123456789"),
    ("WorkSpaces resource ARN", "arn:aws:ds:us-east-1:111122223333:directory/*"),
    ("transit gateway id", "tgw-attach-0123456789abcdef0"),
    ("virtual private gateway id", "igw-0123456789abcdef0"),
    ("stack name", "-x"),
    ("stack name", "x" * 129),
    ("persona name", "Employees"),
    ("persona name", "a-1"),
    ("persona name", "a" * 33),
    ("instance type", "m6i"),
    ("organizational unit", "OU=WorkSpaces,DC=corp"),
    ("organizational unit", "WorkSpaces "),
    ("e-mail address", "it.alerts@example"),
    ("e-mail address", "it alerts@example.com"),
    ("field of the secret", "Hunter2! the secret"),
    ("language of a bundle", "ja_JP"),
    ("security identifier", "S-1-5-32-544"),
    ("security identifier", "svc-workspaces"),
]


@pytest.mark.parametrize("kind", IDENTIFIERS)
def test_a_right_one_passes(kind: str) -> None:
    assert require_identifier(kind, GOOD[kind]) == GOOD[kind]


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_a_wrong_one_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"allowed: .*; fix: ") as refused:
        require_identifier(kind, text)

    assert refused.value.what == kind
    assert (text in str(refused.value)) is (kind not in {"secret ARN", "field of the secret"})
