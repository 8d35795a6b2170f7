"""Trusts and conditional forwarders in the template."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_secretsmanager as secretsmanager

from tests.support.synth import stack_template
from tests.support.templates import by_type, only, properties
from workspaces_constructs import (
    ConditionalForwarder,
    ConfigurationError,
    ExistingManagedMicrosoftAd,
    OnPremisesDomain,
    Trust,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from constructs import Construct

    from tests.support.synth import Template

CORPORATE = OnPremisesDomain("corp.example.com", ["10.20.0.10", "10.20.1.10"], ["10.20.0.0/16"])
TRUST = "Custom::WorkspacesTrust"


def directory_in(stack: cdk.Stack, **arguments: str) -> ExistingManagedMicrosoftAd:
    return ExistingManagedMicrosoftAd(
        stack, "Directory", **{"directory_id": "d-0123456789", "domain_name": "aws.example.com", **arguments}
    )


def made(change: Callable[[cdk.Stack, ExistingManagedMicrosoftAd], dict[str, Any]] = lambda _stack, _: {}) -> Template:
    """The template of a stack with a trust; ``change`` returns further arguments."""

    def make(stack: cdk.Stack) -> None:
        directory = directory_in(stack)
        Trust(stack, "Trust", directory=directory, remote=CORPORATE, **change(stack, directory))

    return stack_template(make)


def test_a_trust_is_two_way_between_forests_with_a_forwarder_and_waits_for_the_other_half() -> None:
    (trust,) = properties(made(), TRUST)

    del trust["ServiceToken"], trust["SecretArn"]
    assert trust == {
        "DirectoryId": "d-0123456789",
        "RemoteDomainName": "corp.example.com",
        "TrustDirection": "Two-Way",
        "TrustType": "Forest",
        "SelectiveAuth": "Disabled",
        "PasswordField": "password",
        "ConditionalForwarderIpAddrs": ["10.20.0.10", "10.20.1.10"],
        "AcceptUnverified": False,
    }


def test_the_trust_password_is_generated_and_only_its_arn_is_in_the_template() -> None:
    template = made()
    logical_id, secret = only(template, "AWS::SecretsManager::Secret")
    (trust,) = properties(template, TRUST)

    assert trust["SecretArn"] == {"Ref": logical_id}
    generated = secret["Properties"]["GenerateSecretString"]
    assert (generated["PasswordLength"], generated["RequireEachIncludedType"]) == (32, True)
    assert "resolve:secretsmanager" not in json.dumps(template)


def test_options_become_what_the_api_calls_them() -> None:
    def change(stack: cdk.Stack, _directory: object) -> dict[str, Any]:
        return {
            "direction": "one-way-outgoing",
            "trust_type": "external",
            "selective_authentication": True,
            "secret": secretsmanager.Secret(stack, "Own"),
            "password_field": "trust",
            "accept_unverified": True,
        }

    template = made(change)
    (trust,) = properties(template, TRUST)

    assert (trust["TrustDirection"], trust["TrustType"]) == ("One-Way: Outgoing", "External")
    assert (trust["SelectiveAuth"], trust["AcceptUnverified"]) == ("Enabled", True)
    assert trust["PasswordField"] == "trust"
    assert len(by_type(template, "AWS::SecretsManager::Secret")) == 1


def test_a_trust_waits_for_every_range_that_is_let_in_also_later() -> None:
    def make(stack: cdk.Stack) -> None:
        directory = directory_in(stack)
        directory.allow_from("10.20.0.0/16")
        Trust(stack, "Trust", directory=directory, remote=CORPORATE)
        directory.allow_from("10.30.0.0/16")

    template = stack_template(make)
    _, trust = only(template, TRUST)
    openings = set(by_type(template, "AWS::EC2::SecurityGroupIngress"))

    assert len(openings) == 30
    assert openings <= set(trust["DependsOn"])


def test_controllers_may_ask_the_other_domain_before_the_trust_is_made() -> None:
    template = made()
    ((name, rule),) = by_type(template, "AWS::EC2::SecurityGroupEgress").items()
    _, trust = only(template, TRUST)

    assert rule["Properties"]["IpProtocol"] == "-1"
    assert rule["Properties"]["CidrIp"] == CORPORATE.cidrs[0]
    assert name in trust["DependsOn"]


def test_a_range_is_let_in_once_and_too_many_are_told() -> None:
    stack = cdk.Stack(cdk.App(), "Stack")
    directory = directory_in(stack)
    for cidr in ("10.20.0.0/16", "10.20.0.0/16", "10.30.0.0/16"):
        directory.allow_from(cidr)
    assert [each.node.id for each in directory.node.children if each.node.id.startswith("From")] == [
        "From10.20.0.0--16",
        "From10.30.0.0--16",
    ]
    assert not warnings(directory)

    directory.allow_from("10.40.0.0/16")

    (warning,) = warnings(directory)
    assert "More than 2 ranges" in warning


def warnings(construct: Construct) -> list[str]:
    return [str(entry.data) for entry in construct.node.metadata if entry.type == "aws:cdk:warning"]


def test_a_forwarder_of_its_own_takes_the_place_of_the_trusts() -> None:
    def change(stack: cdk.Stack, directory: ExistingManagedMicrosoftAd) -> dict[str, Any]:
        forwarder = ConditionalForwarder(
            stack, "Own", directory=directory, domain_name="corp.example.com", dns_addresses=["10.20.0.10"]
        )
        return {"conditional_forwarder": forwarder}

    template = made(change)
    _, trust = only(template, TRUST)
    logical_id, forwarder = only(template, "Custom::WorkspacesConditionalForwarder")

    assert "ConditionalForwarderIpAddrs" not in trust["Properties"]
    assert logical_id in trust["DependsOn"]
    assert forwarder["Properties"]["DnsIpAddrs"] == ["10.20.0.10"]


def test_retained_means_trust_and_password() -> None:
    template = made(lambda _stack, _directory: {"removal_policy": cdk.RemovalPolicy.RETAIN})

    assert only(template, TRUST)[1]["DeletionPolicy"] == "Retain"
    assert only(template, "AWS::SecretsManager::Secret")[1]["DeletionPolicy"] == "Retain"


@pytest.mark.parametrize(
    ("directory", "trust", "words"),
    [
        ({"domain_name": "CORP.example.com"}, {}, ["domain name", "CORP.example.com", "another than corp.example.com"]),
        ({"netbios_name": "CORP"}, {}, ["NetBIOS name", "CORP", "another than corp"]),
        ({}, {"direction": "Two-Way"}, ["Two-Way", "two-way, one-way-outgoing, one-way-incoming"]),
        ({}, {"trust_type": "realm"}, ["realm", "forest, external"]),
    ],
)
def test_a_trust_that_cannot_be_is_refused(directory: dict[str, str], trust: dict[str, Any], words: list[str]) -> None:
    stack = cdk.Stack(cdk.App(), "Stack")

    with pytest.raises(ConfigurationError) as refused:
        Trust(stack, "Trust", directory=directory_in(stack, **directory), remote=CORPORATE, **trust)

    assert [word for word in words if word not in str(refused.value)] == [], str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"domain_name": "corp"}, "two or more labels"),
        ({"dns_addresses": []}, "1 to 4 different IPv4 addresses"),
        ({"dns_addresses": ["10.0.0.1"] * 2}, "1 to 4 different IPv4 addresses"),
        ({"dns_addresses": ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"]}, "1 to 4 different"),
        ({"dns_addresses": ["dns.example.com"]}, "dns.example.com"),
    ],
)
def test_a_forwarder_that_cannot_be_is_refused(arguments: dict[str, Any], word: str) -> None:
    stack = cdk.Stack(cdk.App(), "Stack")
    given = {"domain_name": "corp.example.com", "dns_addresses": ["10.0.0.1"], **arguments}

    with pytest.raises(ConfigurationError, match=word):
        ConditionalForwarder(stack, "Forwarder", directory=directory_in(stack), **given)


def test_tokens_pass() -> None:
    stack = cdk.Stack(cdk.App(), "Stack")
    directory = directory_in(stack, domain_name=cdk.Fn.import_value("Domain"), netbios_name="AWS")

    Trust(stack, "Trust", directory=directory, remote=CORPORATE)
    ConditionalForwarder(
        stack,
        "Forwarder",
        directory=directory,
        domain_name=cdk.Fn.import_value("Remote"),
        dns_addresses=cdk.Fn.split(",", cdk.Fn.import_value("Addresses")),
    )
