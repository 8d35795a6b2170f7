"""How users sign in and stream: what the template says of a registration, and what is refused."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from tests.support.saml import AUTHORITY, METADATA, PROVIDER, SIGN_IN
from tests.support.synth import new_app, stack_template
from tests.support.templates import only, properties
from workspaces_constructs import (
    CertificateRole,
    ClientSettings,
    ConfigurationError,
    DirectoryRegistration,
    ExistingDirectory,
    Persona,
    PersonaAccess,
    SamlFederation,
    SamlSignIn,
    StreamingEndpoint,
    StreamingSettings,
    WorkspacesVpc,
)
from workspaces_constructs.facts.access import (
    relay_state_host,
    require_authority_of,
    saml_audiences,
    trusted_devices_step,
)
from workspaces_constructs.rules import RULES
from workspaces_constructs.testing import assert_clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.synth import Template

    from .conftest import Surroundings

SAML = SamlSignIn(SIGN_IN, "TargetResource")
PREPARED = SamlSignIn(SIGN_IN, status="DISABLED")
FAST = StreamingSettings(global_accelerator=True)


def _everything(stack: cdk.Stack) -> None:
    network = WorkspacesVpc(stack, "Network", directory_subnets=False)
    registration = DirectoryRegistration(
        stack,
        "Registration",
        directory=ExistingDirectory("d-0123456789", "corp.example.com"),
        vpc=network.vpc,
        subnets=network.desktop_subnets["Desktops"].subnets,
        saml=SAML,
        certificate_authority_arn=AUTHORITY,
        fips=True,
        streaming=StreamingSettings(
            preferred_protocol="TCP",
            clipboard_to_desktop=True,
            clipboard_from_desktop=True,
            clipboard_from_desktop_characters=500,
            printing=False,
            home_folder=True,
            global_accelerator=True,
        ),
        client=ClientSettings(reconnect=False, log_upload=True, experience="FORCE_UI_2026"),
    )
    saml = SamlFederation(stack, "Saml", registration=registration, metadata=METADATA, session=cdk.Duration.hours(8))
    registration.node.add_dependency(CertificateRole.of(stack), CertificateRole.of(registration))
    cdk.CfnOutput(stack, "RelayState", value=saml.relay_state)
    for name, value in saml.attributes.items():
        cdk.CfnOutput(stack, f"Attribute{name.rpartition('/')[2].replace(':', '')}", value=value)


@cache
def everything() -> Template:
    return stack_template(_everything)


def test_a_registration_says_how_users_sign_in_and_stream() -> None:
    (registration,) = properties(everything(), "Custom::WorkspacesDirectoryRegistration")

    assert registration["SamlProperties"] == {
        "Status": "ENABLED",
        "UserAccessUrl": SIGN_IN,
        "RelayStateParameterName": "TargetResource",
    }
    assert registration["CertificateBasedAuthProperties"] == {
        "Status": "ENABLED",
        "CertificateAuthorityArn": AUTHORITY,
    }
    assert registration["EndpointEncryptionMode"] == "FIPS_VALIDATED"
    assert registration["StreamingProperties"] == {
        "StreamingExperiencePreferredProtocol": "TCP",
        "UserSettings": [
            {"Action": "CLIPBOARD_COPY_FROM_LOCAL_DEVICE", "Permission": "ENABLED"},
            {"Action": "CLIPBOARD_COPY_TO_LOCAL_DEVICE", "Permission": "ENABLED", "MaximumLength": 500},
            {"Action": "PRINTING_TO_LOCAL_DEVICE", "Permission": "DISABLED"},
        ],
        "StorageConnectors": [{"ConnectorType": "HOME_FOLDER", "Status": "ENABLED"}],
        "GlobalAccelerator": {"Mode": "ENABLED_AUTO", "PreferredProtocol": "NONE"},
    }
    assert registration["ClientProperties"] == {
        "ReconnectEnabled": "DISABLED",
        "LogUploadEnabled": "ENABLED",
        "ClientExperiencePolicy": "FORCE_UI_2026",
    }


def test_users_from_the_identity_provider_stream_their_own_desktop_and_nothing_else() -> None:
    made = everything()
    provider, given = only(made, "AWS::IAM::SAMLProvider")
    assert given["Properties"] == {"SamlMetadataDocument": METADATA}
    roles = {each["Description"]: each for each in properties(made, "AWS::IAM::Role") if "Description" in each}

    role = roles["Users of Stack/Registration who sign in by SAML stream their desktops"]
    assert role["MaxSessionDuration"] == 8 * 3600
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Federated": {"Fn::GetAtt": [provider, "Arn"]}}
    assert sorted(trust["Action"]) == ["sts:AssumeRoleWithSAML", "sts:TagSession"]
    assert trust["Condition"] == {
        "StringEquals": {
            "SAML:aud": ["https://signin.aws.amazon.com/saml", "https://us-east-1.signin.aws.amazon.com/saml"],
            "SAML:sub_type": "persistent",
        }
    }
    ((statement,),) = [policy["PolicyDocument"]["Statement"] for policy in role["Policies"]]
    assert statement["Action"] == "workspaces:Stream"
    assert "directory/d-0123456789" in json.dumps(statement["Resource"])
    assert statement["Condition"] == {"StringEquals": {"workspaces:userId": "${saml:sub}"}}
    role = roles["Amazon WorkSpaces issues certificates that log users on"]
    assert (role["Path"], role["RoleName"]) == ("/service-role/", "AmazonWorkSpacesPCAAccess")
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "prod.euc.ecm.amazonaws.com"}


def test_the_identity_provider_is_told_where_to_send_users_and_what_to_say() -> None:
    told = {name: output["Value"] for name, output in everything()["Outputs"].items()}

    assert told["RelayState"]["Fn::Join"][1][0] == (
        "https://workspaces.euc-sso-fips.us-east-1.aws.amazon.com/sso-idp?registrationCode="
    )
    assert told["AttributeSessionDuration"] == "28800"
    assert [part["Fn::GetAtt"][1] for part in told["AttributeRole"]["Fn::Join"][1] if isinstance(part, dict)] == [
        "Arn",
        "Arn",
    ]


def test_what_it_makes_breaks_no_rule_and_is_valid() -> None:
    stack = cdk.Stack(new_app(), "Stack", env=cdk.Environment(region="us-east-1"))
    _everything(stack)
    elsewhere = [rule for rule in RULES if not rule.id.startswith("WorkSpaces-NET")]

    assert_clean(stack, ignoring=["AwsSolutions-VPC7"], rules=elsewhere)
    errors = lint(json.dumps(everything()), config=ManualArgs(regions=["us-east-1"]))
    assert [str(each) for each in errors if each.rule.id.startswith("E")] == []


def test_govcloud_has_addresses_of_its_own() -> None:
    assert saml_audiences("us-gov-west-1") == (
        "https://signin.amazonaws-us-gov.com/saml",
        "https://us-gov-west-1.signin.amazonaws-us-gov.com/saml",
    )
    assert relay_state_host("us-gov-east-1") == "workspaces.euc-sso.us-gov-east-1.amazonaws-us-gov.com"


def test_nothing_is_said_of_what_is_left_out() -> None:
    assert StreamingSettings().properties() is None
    assert ClientSettings().properties() is None
    assert StreamingSettings(global_accelerator=False).properties() == {"GlobalAccelerator": {"Mode": "DISABLED"}}


def test_trusted_devices_are_a_step_for_somebody() -> None:
    told = trusted_devices_step("d-0123456789")

    assert "d-0123456789" in told
    assert "up to 2 root certificates" in told


Refused = tuple["Callable[[Surroundings], object]", list[str]]


def _register(**given: Any) -> Callable[[Surroundings], object]:  # noqa: ANN401 - whatever the construct takes
    def make(around: Surroundings) -> object:
        arguments = {"directory": around.connector, "vpc": around.vpc, "subnets": around.subnets, **given}
        return DirectoryRegistration(around.scope, "Tested", **arguments)

    return make


def _stream(**given: Any) -> Callable[[Surroundings], object]:  # noqa: ANN401 - whatever the construct takes
    def make(around: Surroundings) -> object:
        pair = around.network.desktop_subnets["Desktops"]
        endpoint = StreamingEndpoint(
            around.scope, "Endpoint", vpc=around.vpc, subnets=pair, client_cidrs=["10.1.0.0/16"]
        )
        return _register(streaming_endpoint=endpoint, **given)(around)

    return make


def _federate(**given: Any) -> Callable[[Surroundings], object]:  # noqa: ANN401 - whatever the construct takes
    def make(around: Surroundings) -> object:
        registration = DirectoryRegistration(
            around.scope, "Registration", directory=around.connector, vpc=around.vpc, subnets=around.subnets, saml=SAML
        )
        return SamlFederation(around.scope, "Tested", **{"registration": registration, **given})

    return make


GROUPS = ["wsipg-0123456789"]
REFUSED: list[Refused] = [
    (lambda _: SamlSignIn("http://idp.example.com"), ["user access URL", "'http://idp.example.com'", "https://"]),
    (lambda _: SamlSignIn("https://"), ["user access URL"]),
    (lambda _: SamlSignIn("https://idp.example.com/" + "x" * 180), ["user access URL", "200 characters"]),
    (lambda _: SamlSignIn(SIGN_IN, ""), ["relay_state_parameter", "use RelayState"]),
    (lambda _: SamlSignIn(SIGN_IN, status="ON"), ["'ON'", "ENABLED, ENABLED_WITH_DIRECTORY_LOGIN_FALLBACK, DISABLED"]),  # type: ignore[arg-type]  # what is refused
    (lambda _: StreamingSettings(preferred_protocol="QUIC"), ["'QUIC'", "TCP, UDP"]),  # type: ignore[arg-type]  # what is refused
    (lambda _: StreamingSettings(accelerated_protocol="TCP"), ["accelerated_protocol", "only with global_accelerator"]),
    (
        lambda _: StreamingSettings(clipboard_to_desktop=False, clipboard_to_desktop_characters=5),
        ["got 5", "only with clipboard_to_desktop"],
    ),
    (
        lambda _: StreamingSettings(clipboard_from_desktop=True, clipboard_from_desktop_characters=0),
        ["got 0", "1 to 20971520"],
    ),
    (lambda _: ClientSettings(experience="CLASSIC"), ["'CLASSIC'", "FORCE_CLASSIC"]),  # type: ignore[arg-type]  # what is refused
    (_register(certificate_authority_arn=AUTHORITY), ["certificate_authority_arn", "only with saml", "add saml"]),
    (
        _register(saml=PREPARED, certificate_authority_arn=AUTHORITY),
        ["certificate_authority_arn", "saml is DISABLED", "until it is on"],
    ),
    (
        _register(saml=SAML, certificate_authority_arn=AUTHORITY.replace("us-east-1", "eu-west-1")),
        ["certificate authority", "arn:aws:acm-pca:us-east-1:", "euc-private-ca"],
    ),
    (_register(saml=SAML, certificate_authority_arn="my-ca"), ["certificate authority", "'my-ca'"]),
    (_register(fips=True, streaming=FAST, ip_group_ids=GROUPS), ["streaming: got True", "not with both"]),
    (_stream(fips=True), ["fips: got True", "only without a streaming endpoint"]),
    (_stream(streaming=FAST), ["streaming: got True", "only without a streaming endpoint"]),
    (_stream(ip_group_ids=GROUPS), ["ip_group_ids", "makes WorkSpaces ignore them"]),
    (_register(pcoip_over_internet=True), ["pcoip_over_internet", "only with a streaming_endpoint"]),
    (_federate(), ["metadata", "'neither'"]),
    (_federate(metadata=METADATA, provider_arn=PROVIDER), ["metadata and provider_arn", "pass one of the two"]),
    (_federate(metadata="<html>"), ["SAML metadata", "6 characters", "IDPSSODescriptor"]),
    (_federate(provider_arn=PROVIDER, audiences=[]), ["audiences: got 'none'", "leave it out"]),
    (_federate(provider_arn="idp"), ["SAML provider ARN", "'idp'"]),
    (_federate(provider_arn=PROVIDER, session=cdk.Duration.hours(13)), ["46800 seconds", "1 to 12 hours"]),
    (
        lambda around: _federate(registration=around.registration, metadata=METADATA)(around),
        ["no saml", "one with saml"],
    ),
]


@pytest.mark.parametrize(("make", "words"), REFUSED, ids=[f"{n}-{words[0]}" for n, (_, words) in enumerate(REFUSED)])
def test_what_aws_would_refuse_is_refused(
    make: Callable[[Surroundings], object], words: list[str], around: Surroundings
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        make(around)

    assert not [word for word in words if word not in str(refused.value)], str(refused.value)
    assert refused.value.fix


def test_what_only_the_deployment_knows_passes(around: Surroundings) -> None:
    url, arn = cdk.Fn.import_value("SignIn"), cdk.Fn.import_value("Authority")
    made = _register(saml=SamlSignIn(url), certificate_authority_arn=arn)(around)

    assert isinstance(made, DirectoryRegistration)
    assert SamlFederation(around.scope, "Saml", registration=made, provider_arn=PROVIDER).provider_arn == PROVIDER


def test_sign_in_is_prepared_before_it_is_on_and_audiences_are_chosen(around: Surroundings) -> None:
    made = _register(saml=PREPARED)(around)
    assert isinstance(made, DirectoryRegistration)
    federation = SamlFederation(
        around.scope, "Saml", registration=made, provider_arn=PROVIDER, audiences=["https://sp.example.com"]
    )

    stack = cdk.Stack.of(made)
    (trust,) = stack.resolve(federation.role.assume_role_policy)["Statement"]
    assert trust["Condition"]["StringEquals"]["SAML:aud"] == ["https://sp.example.com"]
    assert PREPARED.properties()["Status"] == "DISABLED"


def test_a_certificate_authority_may_be_another_accounts() -> None:
    shared = AUTHORITY.replace("111122223333", "444455556666")

    assert require_authority_of(shared, "us-east-1") == shared


def test_the_role_that_stacks_share_is_kept_if_any_use_says_so() -> None:
    def make(stack: cdk.Stack) -> None:
        for policy in (None, cdk.RemovalPolicy.RETAIN, cdk.RemovalPolicy.DESTROY):
            CertificateRole.of(stack, policy)

    _, role = only(stack_template(make), "AWS::IAM::Role")

    assert (role["DeletionPolicy"], role["UpdateReplacePolicy"]) == ("Retain", "Retain")


@pytest.mark.parametrize(("region", "words"), [("us-east-2", "got 'us-east-2'"), ("eu-west-3", "got 'eu-west-3'")])
def test_saml_and_fips_are_used_where_they_are(region: str, words: str) -> None:
    for given in ({"saml": SAML}, {"fips": True}):

        def make(stack: cdk.Stack, given: dict[str, Any] = given) -> None:
            network = WorkspacesVpc(stack, "Network", directory_subnets=False)
            DirectoryRegistration(
                stack,
                "Registration",
                directory=ExistingDirectory("d-0123456789", "corp.example.com"),
                vpc=network.vpc,
                subnets=network.desktop_subnets["Desktops"].subnets,
                **given,
            )

        with pytest.raises(ConfigurationError, match=words):
            stack_template(make, region)


def test_a_persona_says_what_its_desktops_cannot_do() -> None:
    accelerated, certificates = (
        PersonaAccess(streaming=FAST),
        PersonaAccess(saml=SAML, certificate_authority_arn=AUTHORITY),
    )
    with pytest.raises(ConfigurationError, match="streaming: got True; allowed: only with desktops that stream by DCV"):
        Persona(protocol="PCOIP", access=accelerated)
    impossible: list[dict[str, Any]] = [{"protocol": "PCOIP"}, {"operating_system": "UBUNTU_24_04"}]
    for given in impossible:
        with pytest.raises(ConfigurationError, match="only with Windows desktops that stream by DCV"):
            Persona(access=certificates, **given)
    assert Persona(access=certificates, bundle_id="wsb-0123456789", protocol="PCOIP").access is certificates
