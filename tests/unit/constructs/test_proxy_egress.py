"""What the proxies are made of, and what they are told."""

from __future__ import annotations

import ast
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from cdk_nag import AwsSolutionsChecks

from tests.support.synth import new_app, stack_template
from tests.support.templates import by_type, dependencies, only, properties, references
from workspaces_constructs import ConfigurationError, DesktopNetworkAcl, NatEgress, ProxyEgress, WorkspacesVpc
from workspaces_constructs.network.subnets import SubnetPair

PROGRAMS = Path(__file__).parents[3] / "workspaces_constructs/network/proxy"


def make(stack: cdk.Stack, changes: dict[str, Any] | None = None) -> ProxyEgress:
    network = WorkspacesVpc(stack, "Network", public_subnets=True, proxy_subnets=True)
    assert network.proxy_subnets is not None
    assert network.public_subnets is not None
    desktops = network.desktop_subnets["Desktops"]
    proxy = ProxyEgress(
        stack,
        "Proxy",
        **{
            "vpc": network.vpc,
            "subnets": network.proxy_subnets,
            "desktop_cidrs": desktops.cidrs,
            "allowed_domains": ["www.example.com", ".example.org"],
            "inside_domains": ["corp.example.com"],
            "inside_cidrs": ["10.1.0.0/16"],
            **(changes or {}),
        },
    )
    nat = NatEgress(stack, "Nat", public_subnets=network.public_subnets, subnets=[network.proxy_subnets])
    proxy.group.node.add_dependency(nat)
    DesktopNetworkAcl(
        stack,
        "Acl",
        vpc=network.vpc,
        subnets=desktops,
        egress="proxy",
        directory_cidrs=["172.20.0.0/27"],
        proxy_cidrs=[f"{address}/32" for address in proxy.addresses],
    )
    return proxy


@cache
def template() -> dict[str, Any]:
    return stack_template(lambda stack: make(stack) and None)


def user_data() -> str:
    (data,) = properties(template(), "AWS::EC2::LaunchTemplate")
    _, parts = data["LaunchTemplateData"]["UserData"]["Fn::Base64"]["Fn::Join"]
    return "".join(part if isinstance(part, str) else next(references(part), "region") for part in parts)


def files() -> dict[str, str]:
    head, text = user_data().split("\n", 1)
    assert head == "#cloud-config"
    return {each["path"]: each["content"] for each in json.loads(text)["write_files"]}


def test_the_load_balancer_has_a_fixed_address_in_both_zones() -> None:
    (balancer,) = properties(template(), "AWS::ElasticLoadBalancingV2::LoadBalancer")

    assert (balancer["Type"], balancer["Scheme"]) == ("network", "internal")
    addresses = [each["PrivateIPv4Address"] for each in balancer["SubnetMappings"]]
    assert addresses == ["172.20.0.142", "172.20.0.158"]
    assert {"Key": "load_balancing.cross_zone.enabled", "Value": "true"} in balancer["LoadBalancerAttributes"]


def test_no_instance_takes_an_address_before_the_load_balancer_has_it() -> None:
    group, _ = only(template(), "AWS::AutoScaling::AutoScalingGroup")
    balancer, _ = only(template(), "AWS::ElasticLoadBalancingV2::LoadBalancer")

    assert balancer in dependencies(template(), group)


def test_instances_are_made_when_there_is_a_way_out() -> None:
    group, _ = only(template(), "AWS::AutoScaling::AutoScalingGroup")
    routes = {
        name for name, route in by_type(template(), "AWS::EC2::Route").items() if "NatGatewayId" in route["Properties"]
    }

    assert len(routes) == 2
    assert routes <= dependencies(template(), group)


def test_only_desktops_get_in_and_only_the_web_is_reached() -> None:
    groups = {each["GroupDescription"]: each for each in properties(template(), "AWS::EC2::SecurityGroup")}
    front, behind = groups["Load balancer of the proxies"], groups["Proxies"]

    assert {(each["CidrIp"], each["FromPort"]) for each in front["SecurityGroupIngress"]} == {
        ("172.20.1.0/24", 80),
        ("172.20.1.0/24", 3128),
    }
    assert {each["CidrIp"] for each in front["SecurityGroupEgress"]} == {"172.20.0.128/27"}
    assert all("SourceSecurityGroupId" in each for each in behind["SecurityGroupIngress"])
    assert {(each["CidrIp"], each["FromPort"], each["ToPort"]) for each in behind["SecurityGroupEgress"]} == {
        ("0.0.0.0/0", 80, 80),
        ("0.0.0.0/0", 443, 443),
    }


def test_instances_are_arm_encrypted_and_keep_their_credentials() -> None:
    (data,) = properties(template(), "AWS::EC2::LaunchTemplate")
    data = data["LaunchTemplateData"]

    assert data["ImageId"].startswith("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-")
    assert data["MetadataOptions"] == {
        "HttpEndpoint": "enabled",
        "HttpPutResponseHopLimit": 1,
        "HttpTokens": "required",
    }
    assert data["BlockDeviceMappings"][0]["Ebs"]["Encrypted"] is True
    assert data["BlockDeviceMappings"][0]["Ebs"]["VolumeType"] == "gp3"


def test_instances_may_read_their_list_and_write_their_log_and_nothing_else() -> None:
    roles = by_type(template(), "AWS::IAM::Role")
    (role,) = (each["Properties"] for name, each in roles.items() if name.startswith("ProxyRole"))
    (policy,) = role["Policies"]
    statements = policy["PolicyDocument"]["Statement"]

    assert "ManagedPolicyArns" not in role
    assert [each["Action"] for each in statements] == [
        "ssm:GetParameter",
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    ]
    parameter, _ = only(template(), "AWS::SSM::Parameter")
    assert parameter in set(references(statements[0]["Resource"]))
    assert "*" not in json.dumps([each["Resource"] for each in statements])


def test_a_new_version_replaces_instances_one_by_one_and_waits_for_each() -> None:
    _, group = only(template(), "AWS::AutoScaling::AutoScalingGroup")
    rolling = group["UpdatePolicy"]["AutoScalingRollingUpdate"]

    assert group["Properties"]["MinSize"] == "2"
    assert (rolling["MinInstancesInService"], rolling["MaxBatchSize"]) == (2, 1)
    assert rolling["WaitOnResourceSignals"] is True
    assert group["CreationPolicy"]["ResourceSignal"]["Count"] == 2
    assert group["Properties"]["MaxInstanceLifetime"] == 30 * 24 * 3600


def test_a_changed_list_replaces_no_instance() -> None:
    changed = stack_template(lambda stack: make(stack, {"allowed_domains": ["bad.net"]}) and None)

    different = [name for name, each in changed["Resources"].items() if each != template()["Resources"][name]]
    assert different == [only(changed, "AWS::SSM::Parameter")[0]]


def test_the_parameter_has_the_list() -> None:
    _, parameter = only(template(), "AWS::SSM::Parameter")

    assert parameter["Properties"]["Value"] == "www.example.com\n.example.org"


def test_instances_are_told_everything_and_it_fits() -> None:
    told = files()
    environment = dict(line.split("=", 1) for line in told["/etc/workspaces-proxy/environment"].splitlines())
    group, _ = only(template(), "AWS::AutoScaling::AutoScalingGroup")
    parameter, _ = only(template(), "AWS::SSM::Parameter")

    assert len(user_data()) < 14_000
    assert (environment["RESOURCE"], environment["ALLOW_LIST_PARAMETER"]) == (group, parameter)
    assert "acl desktops src 172.20.1.0/25 172.20.1.128/25" in told["/etc/workspaces-proxy/squid.conf"]
    assert "PROXY 172.20.0.142:3128; PROXY 172.20.0.158:3128" in told["/etc/workspaces-proxy/proxy.pac"]
    assert json.loads(told["/etc/workspaces-proxy/cloudwatch-agent.json"])["logs"]


def test_programs_find_every_setting_that_they_read() -> None:
    environment = {line.split("=")[0] for line in files()["/etc/workspaces-proxy/environment"].splitlines()}
    for name in ("refresh.py", "publish.py"):
        tree = ast.parse((PROGRAMS / name).read_text(), feature_version=(3, 9))
        read = {
            node.slice.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Subscript)
            and ast.unparse(node.value) == "os.environ"
            and isinstance(node.slice, ast.Constant)
        }
        assert read, name
        assert read <= environment


def test_the_set_up_is_shell(tmp_path: Path) -> None:
    script = tmp_path / "set-up.sh"
    script.write_text(files()["/etc/workspaces-proxy/set-up.sh"])

    subprocess.run(["bash", "-n", script], check=True)  # noqa: S603, S607 - a program of every machine that has make


def test_other_peoples_rules_are_kept() -> None:
    app = new_app()
    make(cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1")))

    assert AwsSolutionsChecks().validate_scope(app).success


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"allowed_domains": ["10.0.0.1"]}, ["allowed_domains", "'10.0.0.1'", "addresses are always refused"]),
        ({"desktop_cidrs": []}, ["desktop_cidrs", "none"]),
        ({"desktop_cidrs": ["0.0.0.0/0"]}, ["desktop_cidrs", "networks of your own"]),
        ({"inside_cidrs": ["0.0.0.0/0"]}, ["inside_cidrs"]),
        ({"inside_domains": ["corp"]}, ["'corp'", "corp.example.com"]),
        ({"addresses": ("172.20.0.141", "172.20.0.143")}, ["addresses", "'172.20.0.143'", "use 172.20.0.158"]),
        ({"addresses": ("172.20.0.130", "172.20.0.150")}, ["addresses", "'172.20.0.130'", "use 172.20.0.142"]),
        ({"addresses": ("proxy", "172.20.0.150")}, ["addresses", "'proxy'"]),
        ({"minimum_instances": 1}, ["minimum_instances", "1 and 4", "at least 2"]),
        ({"maximum_instances": 2}, ["2 and 2", "more than that"]),
        ({"inside_domains": [f"host-{n}.example.com" for n in range(300)]}, ["user data", "at most 16384"]),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ConfigurationError) as error:
        make(cdk.Stack(new_app(), "Stack"), changes)

    assert not [word for word in words if word not in str(error.value)], str(error.value)


def test_addresses_are_those_given_and_ranges_are_known() -> None:
    stack = cdk.Stack(new_app(), "Stack")
    proxy = make(stack, {"addresses": ("172.20.0.141", "172.20.0.150")})
    assert proxy.addresses == ("172.20.0.141", "172.20.0.150")

    other = WorkspacesVpc(cdk.Stack(new_app(), "Other"), "Network", proxy_subnets=True)
    assert other.proxy_subnets is not None
    unknown = SubnetPair("Proxy", other.proxy_subnets.subnets, (cdk.Aws.NO_VALUE, cdk.Aws.NO_VALUE))
    with pytest.raises(ConfigurationError, match="whose ranges are known"):
        make(cdk.Stack(new_app(), "Third"), {"subnets": unknown})
