"""DNS between networks, and AWS services inside the VPC: who may ask, who may come in, and what for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from cdk_nag import AwsSolutionsChecks

from tests.support.synth import new_app, stack_template
from tests.support.templates import by_type, dependencies, only, properties
from workspaces_constructs import (
    ConfigurationError,
    DirectoryRegistration,
    ManagedMicrosoftAd,
    ResolverInbound,
    ResolverOutbound,
    StreamingEndpoint,
    SystemsManagerEndpoints,
    WorkspacesApiEndpoint,
    WorkspacesVpc,
)
from workspaces_constructs.facts.ports import DNS, HTTPS, STREAMING_ENDPOINT, PortRule

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.constructs.conftest import Surroundings
    from workspaces_constructs.network.subnets import SubnetPair

Template = dict[str, Any]
OFFICE = "10.1.0.0/16"


def place(scope: cdk.Stack) -> tuple[WorkspacesVpc, SubnetPair]:
    network = WorkspacesVpc(scope, "Network", server_subnets=True)
    assert network.server_subnets is not None
    return network, network.server_subnets


def resolvers(stack: cdk.Stack) -> None:
    network, servers = place(stack)
    assert network.directory_subnets is not None
    directory = ManagedMicrosoftAd(
        stack, "Directory", vpc=network.vpc, subnets=network.directory_subnets.subnets, domain_name="corp.example.com"
    )
    ResolverOutbound(
        stack,
        "Outbound",
        vpc=network.vpc,
        subnets=servers,
        domains={"corp.example.com": directory.dns_addresses, "example.com": ["10.1.0.10", "10.1.0.11"]},
    )
    ResolverInbound(
        stack,
        "Inbound",
        vpc=network.vpc,
        subnets=servers,
        askers=["10.1.0.10/32"],
        addresses=(servers.cidrs[0].replace(".64/28", ".70"), servers.cidrs[1].replace(".80/28", ".90")),
    )


def endpoints(stack: cdk.Stack) -> None:
    network, servers = place(stack)
    WorkspacesApiEndpoint(
        stack,
        "Api",
        vpc=network.vpc,
        subnets=servers,
        client_cidrs=[OFFICE],
        principals=["arn:aws:iam::111122223333:role/operators"],
        actions=["workspaces:Describe*", "workspaces:RebootWorkspaces"],
        resources=["arn:aws:workspaces:us-east-1:111122223333:workspace/*"],
        notify=True,
    )
    StreamingEndpoint(stack, "Streaming", vpc=network.vpc, subnets=servers, client_cidrs=[OFFICE])
    SystemsManagerEndpoints(stack, "Managed", vpc=network.vpc, subnets=servers, client_cidrs=servers.cidrs)


@cache
def template(make: Callable[[cdk.Stack], None]) -> Template:
    return stack_template(make)


def group_of(made: Template, part: str) -> Any:  # noqa: ANN401 - a group's properties
    (group,) = [each["Properties"] for name, each in by_type(made, "AWS::EC2::SecurityGroup").items() if part in name]
    return group


def rules(group: Any, direction: str) -> set[tuple[str, str, int, int]]:  # noqa: ANN401 - a group's properties
    return {
        (str(rule["CidrIp"]), rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) for rule in group.get(direction, [])
    }


def expected(cidr: str, table: tuple[PortRule, ...]) -> set[tuple[str, str, int, int]]:
    return {(cidr, rule.protocol, rule.from_port, rule.to_port) for rule in table}


NOWHERE = {("255.255.255.255/32", "icmp", 252, 86)}


def test_queries_go_out_to_the_named_servers_only() -> None:
    made = template(resolvers)
    group = group_of(made, "Outbound")

    assert expected("10.1.0.10/31", DNS) <= rules(group, "SecurityGroupEgress")
    assert len(rules(group, "SecurityGroupEgress")) == 3 * len(DNS)
    assert rules(group, "SecurityGroupIngress") == set()


def test_each_domain_goes_to_its_own_servers_and_holds_in_the_vpc() -> None:
    made = template(resolvers)
    vpc, _ = only(made, "AWS::EC2::VPC")
    (outbound,) = [name for name in by_type(made, "AWS::Route53Resolver::ResolverEndpoint") if "Outbound" in name]
    by_domain = {rule["DomainName"]: rule for rule in properties(made, "AWS::Route53Resolver::ResolverRule")}

    assert by_domain.keys() == {"corp.example.com", "example.com"}
    assert by_domain["example.com"]["TargetIps"] == [
        {"Ip": "10.1.0.10", "Port": "53"},
        {"Ip": "10.1.0.11", "Port": "53"},
    ]
    assert [list(each["Ip"]) for each in by_domain["corp.example.com"]["TargetIps"]] == [["Fn::Select"]] * 2
    assert {str(rule["ResolverEndpointId"]["Fn::GetAtt"][0]) for rule in by_domain.values()} == {outbound}
    assert {rule["RuleType"] for rule in by_domain.values()} == {"FORWARD"}
    associated = properties(made, "AWS::Route53Resolver::ResolverRuleAssociation")
    assert [each["VPCId"] for each in associated] == [{"Ref": vpc}] * 2


def test_the_servers_of_a_domain_from_settings_are_a_tuple() -> None:
    def make(stack: cdk.Stack) -> None:
        network, servers = place(stack)
        domains = {"corp.example.com": ("10.1.0.10", "10.1.0.11")}
        ResolverOutbound(stack, "Outbound", vpc=network.vpc, subnets=servers, domains=domains)

    (rule,) = properties(stack_template(make), "AWS::Route53Resolver::ResolverRule")
    assert [target["Ip"] for target in rule["TargetIps"]] == ["10.1.0.10", "10.1.0.11"]


def test_only_the_askers_come_in_and_addresses_stay() -> None:
    made = template(resolvers)
    group = group_of(made, "Inbound")
    endpoints_by_name = by_type(made, "AWS::Route53Resolver::ResolverEndpoint")
    (inbound,) = [each["Properties"] for name, each in endpoints_by_name.items() if "Inbound" in name]

    assert rules(group, "SecurityGroupIngress") == expected("10.1.0.10/32", DNS)
    assert rules(group, "SecurityGroupEgress") == NOWHERE
    assert [each["Ip"] for each in inbound["IpAddresses"]] == ["172.20.0.70", "172.20.0.90"]


@pytest.mark.parametrize(
    ("part", "cidr", "table"),
    [("Api", OFFICE, HTTPS), ("Streaming", OFFICE, STREAMING_ENDPOINT), ("Managed", "172.20.0.64/27", HTTPS)],
)
def test_endpoints_admit_their_clients_only_and_ask_nobody(part: str, cidr: str, table: tuple[PortRule, ...]) -> None:
    group = group_of(template(endpoints), part)

    assert rules(group, "SecurityGroupIngress") == expected(cidr, table)
    assert rules(group, "SecurityGroupEgress") == NOWHERE


def test_endpoints_are_in_the_servers_subnets_with_private_names() -> None:
    made = template(endpoints)
    found = properties(made, "AWS::EC2::VPCEndpoint")
    services = {each["ServiceName"]["Fn::Join"][1][-1].removeprefix(".") for each in found}

    assert services == {"workspaces", "highlander", "ssm", "ssmmessages", "secretsmanager"}
    assert {each["VpcEndpointType"] for each in found} == {"Interface"}
    assert all(each["PrivateDnsEnabled"] for each in found)
    assert all("ServersSubnet" in subnet["Ref"] for each in found for subnet in each["SubnetIds"])
    assert len(by_type(made, "AWS::EC2::SecurityGroup")) == 3


def test_the_policy_says_who_what_and_with_which_resources() -> None:
    (api,) = [
        each["Properties"]
        for name, each in by_type(template(endpoints), "AWS::EC2::VPCEndpoint").items()
        if "Api" in name
    ]

    assert api["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": ["workspaces:Describe*", "workspaces:RebootWorkspaces"],
            "Resource": ["arn:aws:workspaces:us-east-1:111122223333:workspace/*"],
            "Condition": {"ArnEquals": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/operators"]}},
        }
    ]


def test_without_principals_only_this_account_gets_through() -> None:
    policies = [
        each["Properties"]["PolicyDocument"]["Statement"][0]
        for name, each in by_type(template(endpoints), "AWS::EC2::VPCEndpoint").items()
        if "Managed" in name
    ]

    assert [each["Condition"] for each in policies] == [
        {"StringEquals": {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}}}
    ] * 3


def test_the_topic_is_encrypted_and_hears_endpoints_of_this_account_only() -> None:
    made = template(endpoints)
    topic, described = only(made, "AWS::SNS::Topic")
    key, its_key = only(made, "AWS::KMS::Key")
    policy, said = only(made, "AWS::SNS::TopicPolicy")
    notification, notified = only(made, "AWS::EC2::VPCEndpointConnectionNotification")
    allowed, refused = said["Properties"]["PolicyDocument"]["Statement"]

    assert described["Properties"]["KmsMasterKeyId"] == {"Fn::GetAtt": [key, "Arn"]}
    assert allowed["Principal"] == {"Service": "vpce.amazonaws.com"}
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert refused["Effect"] == "Deny"
    assert any(
        statement["Principal"] == {"Service": "vpce.amazonaws.com"}
        and set(statement["Action"]) == {"kms:GenerateDataKey*", "kms:Decrypt"}
        for statement in its_key["Properties"]["KeyPolicy"]["Statement"]
    )
    assert notified["Properties"]["ConnectionNotificationArn"] == {"Ref": topic}
    assert {policy, topic, key} <= dependencies(made, notification)


def streamed(**given: Any) -> Callable[[cdk.Stack], None]:  # noqa: ANN401 - what a registration takes
    def make(stack: cdk.Stack) -> None:
        network, servers = place(stack)
        assert network.directory_subnets is not None
        directory = ManagedMicrosoftAd(
            stack,
            "Directory",
            vpc=network.vpc,
            subnets=network.directory_subnets.subnets,
            domain_name="corp.example.com",
        )
        streaming = StreamingEndpoint(stack, "Streaming", vpc=network.vpc, subnets=servers, client_cidrs=[OFFICE])
        DirectoryRegistration(
            stack,
            "Registration",
            directory=directory,
            vpc=network.vpc,
            subnets=network.desktop_subnets["Desktops"].subnets,
            streaming_endpoint=streaming,
            **given,
        )

    return make


@pytest.mark.parametrize("pcoip", [False, True])
def test_desktops_stream_through_the_endpoint_that_outlives_the_registration(*, pcoip: bool) -> None:
    made = stack_template(streamed(pcoip_over_internet=pcoip))
    endpoint, _ = only(made, "AWS::EC2::VPCEndpoint")
    registration, described = only(made, "Custom::WorkspacesDirectoryRegistration")
    config = described["Properties"]["WorkspaceAccessProperties"]["AccessEndpointConfig"]

    assert config["AccessEndpoints"] == [
        {"AccessEndpointType": "STREAMING_WSP", "VpcEndpointId": {"Fn::GetAtt": [endpoint, "Id"]}}
    ]
    assert config.get("InternetFallbackProtocols") == (["PCOIP"] if pcoip else None)
    assert endpoint in dependencies(made, registration)


@pytest.mark.parametrize("make", [resolvers, endpoints])
def test_no_rule_of_awssolutions_is_broken_in_silence(make: Callable[[cdk.Stack], None]) -> None:
    app = new_app()
    make(cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1"), analytics_reporting=False))

    assert AwsSolutionsChecks().validate_scope(app).success


def test_an_existing_key_is_used_for_the_topic() -> None:
    def make(stack: cdk.Stack) -> None:
        network, servers = place(stack)
        key = kms.Key(stack, "Mine")
        WorkspacesApiEndpoint(
            stack, "Api", vpc=network.vpc, subnets=servers, client_cidrs=[OFFICE], notify=True, notification_key=key
        )

    key, _ = only(stack_template(make), "AWS::KMS::Key")
    assert key.startswith("Mine")


@pytest.mark.parametrize(
    ("construct", "given", "said"),
    [
        (ResolverOutbound, {"domains": {}}, "domains"),
        (ResolverOutbound, {"domains": {"corp": ["10.1.0.10"]}}, "domain name"),
        (ResolverOutbound, {"domains": {"example.com": []}}, "DNS servers of example.com"),
        (ResolverOutbound, {"domains": {"example.com": ["10.1.0.10"] * 7}}, "DNS servers of example.com"),
        (ResolverOutbound, {"domains": {"example.com": ["dns1"]}}, "IPv4 address"),
        (ResolverInbound, {"askers": []}, "askers"),
        (ResolverInbound, {"askers": ["0.0.0.0/0"]}, "networks of your own"),
        (ResolverInbound, {"askers": [OFFICE], "addresses": ("172.20.0.1", "172.20.0.50")}, "addresses"),
        (WorkspacesApiEndpoint, {"client_cidrs": []}, "client_cidrs"),
        (WorkspacesApiEndpoint, {"client_cidrs": ["0.0.0.0/0"]}, "networks of your own"),
        (WorkspacesApiEndpoint, {"client_cidrs": [OFFICE], "actions": ["ec2:*"]}, "actions of WorkSpaces"),
        (WorkspacesApiEndpoint, {"client_cidrs": [OFFICE], "resources": []}, "at least one"),
        (WorkspacesApiEndpoint, {"client_cidrs": [OFFICE], "resources": ["ws-1"]}, "WorkSpaces resource ARN"),
        (WorkspacesApiEndpoint, {"client_cidrs": [OFFICE], "principals": ["me"]}, "IAM principal ARN"),
        (StreamingEndpoint, {"client_cidrs": ["0.0.0.0/0"]}, "networks of your own"),
        (SystemsManagerEndpoints, {"client_cidrs": [OFFICE], "services": ["ssm", "ssm"]}, "each service once"),
        (SystemsManagerEndpoints, {"client_cidrs": [OFFICE], "services": []}, "each service once"),
    ],
)
def test_what_could_not_work_is_refused(
    around: Surroundings, construct: Callable[..., object], given: dict[str, object], said: str
) -> None:
    pair = around.network.public_subnets
    with pytest.raises(ConfigurationError, match=said):
        construct(around.scope, "Tested", vpc=around.vpc, subnets=pair, **given)


def test_ip_groups_beside_a_streaming_endpoint_are_refused_because_they_would_be_ignored() -> None:
    with pytest.raises(ConfigurationError, match="ignore"):
        stack_template(streamed(ip_group_ids=["wsipg-0123456789"]))


def test_pcoip_over_the_internet_means_nothing_without_a_streaming_endpoint(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match="streaming_endpoint"):
        DirectoryRegistration(
            around.scope,
            "Tested",
            directory=around.directory,
            vpc=around.vpc,
            subnets=around.subnets,
            pcoip_over_internet=True,
        )
