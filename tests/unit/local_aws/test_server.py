"""The server: what it refuses, what it evaluates, and that nothing of it outlives its parent."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local_aws.environment import ROOT, RealAccountError, clean, refuse_real
from local_aws.server import Server, ServerError

if TYPE_CHECKING:
    import boto3


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_PROFILE": "production"},
        {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"},
        {"AWS_SESSION_TOKEN": "token"},
        {"AWS_ENDPOINT_URL": "https://ec2.us-east-1.amazonaws.com"},
        {"AWS_ENDPOINT_URL_S3": "http://10.0.0.1:4566"},
    ],
)
def test_real_credentials_and_endpoints_are_refused_by_name(variables: dict[str, str]) -> None:
    [name] = variables
    with pytest.raises(RealAccountError, match=f"env -u {name} "):
        refuse_real(variables)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "eu-west-1"},
        {"AWS_ENDPOINT_URL": "https://127.0.0.1:4566"},
        {"AWS_ENDPOINT_URL": "http://localhost:4566"},
    ],
)
def test_dummies_are_not(variables: dict[str, str]) -> None:
    refuse_real(variables)


def test_nothing_of_the_callers_environment_is_handed_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "AWS_CONTAINER_TOKEN",
        "HTTPS_PROXY",
        "https_proxy",
        "PYTHONPATH",
        "NODE_OPTIONS",
        "CDK_NEW_BOOTSTRAP",
    ):
        monkeypatch.setenv(name, "mine")
    made = clean(
        home=tmp_path, temporary=tmp_path, region="eu-west-1", endpoint="https://127.0.0.1:1", authority=tmp_path
    )
    assert "mine" not in made.values()
    assert made["AWS_ENDPOINT_URL"] == made["AWS_ENDPOINT_URL_S3"] == "https://127.0.0.1:1"
    assert shutil.which("python", path=made["PATH"]) == str(Path(sys.executable).parent / "python")


def role(session: boto3.Session, server: Server, *actions: str) -> boto3.Session:
    """A session of a role that may do these things only."""
    iam = session.client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    allowed = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    name = f"role-{len(iam.list_roles()['Roles'])}"
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))["Role"]["Arn"]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy)
    keys = session.client("sts").assume_role(RoleArn=arn, RoleSessionName="session")["Credentials"]
    return server.session(
        access_key=keys["AccessKeyId"], secret_key=keys["SecretAccessKey"], token=keys["SessionToken"]
    )


@pytest.mark.deploy
def test_a_server_evaluates_iam_meets_faults_keeps_its_own_time_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with Server(folder=folder, speed=1000) as server:
        session = server.session()
        assert session.client("ds") is session.client("ds")
        assert session.client("ds", region_name="eu-west-1").meta.region_name == "eu-west-1"
        assert server.endpoint.startswith("https://127.0.0.1:")
        process = server.pid
        assert oct((server.state / "server.key").stat().st_mode)[-3:] == "600"

        may = role(session, server, "workspaces:DescribeWorkspaceDirectories", "ds:DescribeDirectories")
        assert may.client("workspaces").describe_workspace_directories()["Directories"] == []
        assert may.client("ds").describe_directories()["DirectoryDescriptions"] == []
        with pytest.raises(ClientError, match="workspaces:RegisterWorkspaceDirectory") as denied:
            may.client("workspaces").register_workspace_directory(DirectoryId="d-1234567890")
        assert denied.value.response["Error"]["Code"] == "AccessDeniedException"
        with pytest.raises(ClientError, match="ds:DeleteDirectory"):
            may.client("ds").delete_directory(DirectoryId="d-1234567890")
        with pytest.raises(ClientError, match="ds-data:ListUsers"):
            may.client("ds-data").list_users(DirectoryId="d-1234567890")

        server.control("POST", "faults", service="ds", operation="DescribeDirectories", error="ServiceException")
        with pytest.raises(ClientError, match="ServiceException"):
            session.client("ds").describe_directories()
        assert session.client("ds").describe_directories()["DirectoryDescriptions"] == []
        now = server.control("POST", "clock", freeze=True)["now"]
        assert server.control("POST", "clock", advance=3600)["now"] == now + 3600  # type: ignore[operator]
        with pytest.raises(ServerError, match="no route"):
            server.control("GET", "nothing")
        with pytest.raises(ServerError, match="unexpected keyword"):
            server.control("POST", "faults", colour="blue")

        half = {"domain": "lab.example.com", "direction": "Two-Way", "password": "x"}
        domain = {"name": "hq.example.net", "dns_addresses": ["10.8.0.10"], "trusts": [half]}
        assert server.control("POST", "on-premises", **domain) == {"name": "hq.example.net"}
        with pytest.raises(ServerError, match="unexpected keyword"):
            server.control("POST", "on-premises", colour="blue", **domain)
        server.control("DELETE", "on-premises", name="hq.example.net")

        shows_how_a_function_dies(session, server)

        session.client("ec2").create_vpc(CidrBlock="172.20.0.0/16")
        server.control("POST", "reset")
        assert len(session.client("ec2").describe_vpcs()["Vpcs"]) == 1
    assert not running(process)
    assert list(folder.iterdir()) == []


FUNCTION = """
import boto3, os
def handler(event, context):
    ec2 = boto3.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.delete_vpc(VpcId=vpc)
    raise RuntimeError(f"pid {os.getpid()}")
"""


def shows_how_a_function_dies(session: boto3.Session, server: Server) -> None:
    iam, functions, ec2 = session.client("iam"), session.client("lambda"), session.client("ec2")
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    arn = iam.create_role(RoleName="victim", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    allowed = {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_role_policy(RoleName="victim", PolicyName="p", PolicyDocument=policy)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.py", FUNCTION)
    functions.create_function(
        FunctionName="victim",
        Runtime="python3.13",
        Handler="index.handler",
        Role=arn,
        Timeout=30,
        Code={"ZipFile": archive.getvalue()},
    )

    def invoke() -> str:
        answer = functions.invoke(FunctionName="victim")
        assert "FunctionError" in answer
        return str(answer["Payload"].read())

    def vpcs() -> int:
        return len(ec2.describe_vpcs()["Vpcs"])

    first, before = invoke(), vpcs()
    assert "pid " in first
    assert invoke() == first  # the process outlived its handler's error
    logs = session.client("logs")
    assert logs.describe_log_groups()["logGroups"] == []  # its role may not make one
    logs.create_log_group(logGroupName="/aws/lambda/victim")
    invoke()
    assert logs.describe_log_streams(logGroupName="/aws/lambda/victim")["logStreams"] == []
    grants = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [grants]})
    iam.put_role_policy(RoleName="victim", PolicyName="logs", PolicyDocument=policy)
    invoke()
    assert len(logs.describe_log_streams(logGroupName="/aws/lambda/victim")["logStreams"]) == 1
    server.control("POST", "kill", function="vict", call=0)
    invoke()
    assert server.control("GET", "kill")["calls"] == ["ec2:CreateVpc", "ec2:DeleteVpc"]
    server.control("POST", "kill", function="vict", call=1)
    assert "Worker process died" in invoke()
    assert server.control("GET", "kill")["ended"] == 1
    assert vpcs() == before + 1  # the call was done; the function never knew
    server.control("POST", "kill", function="vict", call=1, done=False)
    invoke()
    assert vpcs() == before + 1  # the call was not done
    assert server.control("DELETE", "kill")["function"] == ""
    assert invoke() != first


def running(process: int) -> bool:
    """Whether any process of a process group lives."""
    try:
        os.killpg(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.deploy
def test_a_server_ends_with_its_parent_however_that_ends(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from local_aws.server import Server
        with Server(folder=Path(sys.argv[1])) as server:
            print(server.pid, flush=True)
            time.sleep(60)
    """)
    for number, leaves in ((signal.SIGINT, []), (signal.SIGTERM, []), (signal.SIGKILL, ["run"])):
        parent = subprocess.Popen(  # noqa: S603 - this interpreter, with the program above
            [sys.executable, "-c", program, tmp_path / number.name], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        assert running(process)
        parent.send_signal(number)
        parent.wait(20)
        for _ in range(100):
            if not running(process):
                break
            time.sleep(0.05)
        assert not running(process), number
        assert [each.name.partition("-")[0] for each in (tmp_path / number.name).iterdir()] == leaves
    with Server(folder=tmp_path / "SIGKILL") as server:
        assert list((tmp_path / "SIGKILL").iterdir()) == [server.state]
