"""Breaking the rules about secrets and about who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.rules.support.desktop_changes import PROJECT, a_registration, add, give
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import directories
from workspaces_constructs.rules.views.secrets import secrets_in_use

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

ROLE = "AWS::IAM::Role"
SERVICE_ACCESS = "arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess"
SELF_SERVICE = "arn:aws:iam::aws:policy/AmazonWorkSpacesSelfServiceAccess"
WORKSPACES = {"Service": "workspaces.amazonaws.com"}
PASSWORD = "Correct-Horse-1"


def document(**statement: object) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}


def add_role(templates: Templates, random: Random, principal: dict[str, Any], **properties: object) -> bool:
    trust = document(Principal=principal, Action="sts:AssumeRole")
    given = {"AssumeRolePolicyDocument": trust, **properties}
    return add(templates, a_registration(templates, random), "AddedRole", ROLE, given)


def policy(**statement: object) -> list[dict[str, Any]]:
    return [{"PolicyName": "added", "PolicyDocument": document(**statement)}]


def used_by(templates: Templates, type_: str) -> list[Resource]:
    found = secrets_in_use(templates).values()
    return [secret for secret, users in found if any(each.type == type_ for each in users)]


@mutation("WorkSpaces-SEC1")
def password_of_a_user(templates: Templates, random: Random) -> bool:
    users = templates.of_type("Custom::WorkspacesDirectoryUser", "Custom::WorkspacesAdConnector")
    return bool(users) and give(random.choice(users), PASSWORD, "Password")


@mutation("WorkSpaces-SEC1")
def resolved_secret(templates: Templates, random: Random) -> bool:
    users = templates.of_type("Custom::WorkspacesDirectoryUser")
    return bool(users) and give(random.choice(users), "{{resolve:secretsmanager:alice}}", "SecretArn")


@mutation("WorkSpaces-SEC2")
def value_in_the_template(templates: Templates, random: Random) -> bool:
    secrets = [secret for secret, _ in secrets_in_use(templates).values()]
    if not secrets:
        return False
    random.choice(secrets).raw["Properties"]["SecretString"] = f'{{"password": "{PASSWORD}"}}'
    return True


@mutation("WorkSpaces-SEC3")
def password_in_a_parameter(templates: Templates, random: Random) -> bool:
    given = {"Name": "/desktops/join/password", "Type": "String", "Value": PASSWORD}
    return add(templates, a_registration(templates, random), "AddedParameter", "AWS::SSM::Parameter", given)


@mutation("WorkSpaces-SEC4")
def printed_password(templates: Templates, random: Random) -> bool:
    template = templates.templates[a_registration(templates, random).template]
    template.setdefault("Parameters", {})["JoinPassword"] = {"Type": "String", "NoEcho": True}
    template.setdefault("Outputs", {})["Printed"] = {"Value": {"Fn::Sub": "join/${JoinPassword}"}}
    return True


@mutation("WorkSpaces-SEC5")
def short_password(templates: Templates, _: Random) -> bool:
    secrets = used_by(templates, "Custom::WorkspacesAdConnector")
    return bool(secrets) and give(secrets[0], 6, "GenerateSecretString", "PasswordLength")


@mutation("WorkSpaces-SEC6")
def open_secret(templates: Templates, random: Random) -> bool:
    secrets = [secret for secret, _ in secrets_in_use(templates).values()]
    if not secrets:
        return False
    secret = random.choice(secrets)
    opened = document(Principal="*", Action="secretsmanager:GetSecretValue", Resource="*")
    given = {"SecretId": {"Ref": secret.logical_id}, "ResourcePolicy": opened}
    return add(templates, secret, "AddedPolicy", "AWS::SecretsManager::ResourcePolicy", given)


@mutation("WorkSpaces-SEC7", related=("WorkSpaces-DIR14",))
def directory_without_its_password(templates: Templates, _: Random) -> bool:
    for directory in directories(templates).values():
        if directory.kind != "connector" and used_by(templates, directory.resource.type):
            directory.resource.raw["DeletionPolicy"] = "Retain"  # type: ignore[index]
            return True
    return False


@mutation("WorkSpaces-SEC8")
def trusted_by_others(templates: Templates, random: Random) -> bool:
    policies = [SERVICE_ACCESS, SELF_SERVICE]
    principal = {"Service": "ec2.amazonaws.com"}
    return add_role(templates, random, principal, RoleName="workspaces_DefaultRole", ManagedPolicyArns=policies)


@mutation("WorkSpaces-SEC9")
def role_without_policies(templates: Templates, random: Random) -> bool:
    return add_role(templates, random, WORKSPACES, RoleName="workspaces_DefaultRole", ManagedPolicyArns=[SELF_SERVICE])


@mutation("WorkSpaces-SEC10")
def bounded_role(templates: Templates, random: Random) -> bool:
    policies = [SERVICE_ACCESS, SELF_SERVICE]
    boundary = {"PermissionsBoundary": "arn:aws:iam::000000000000:policy/boundary", "ManagedPolicyArns": policies}
    return add_role(templates, random, WORKSPACES, RoleName="workspaces_DefaultRole", **boundary)


@mutation("WorkSpaces-SEC11")
def function_that_may_do_everything(templates: Templates, random: Random) -> bool:
    allowed = policy(Action=["workspaces:*"], Resource="*")
    return add_role(templates, random, {"Service": "lambda.amazonaws.com"}, Policies=allowed)


@mutation("WorkSpaces-SEC12")
def streaming_for_anybody(templates: Templates, random: Random) -> bool:
    allowed = policy(Action="workspaces:Stream", Resource="arn:aws:workspaces:us-east-1:000000000000:directory/*")
    return add_role(templates, random, {"Federated": "arn:aws:iam::000000000000:saml-provider/idp"}, Policies=allowed)


@mutation("WorkSpaces-SEC13")
def role_on_desktops(templates: Templates, random: Random) -> bool:
    role = "arn:aws:iam::000000000000:role/desktop"
    return give(a_registration(templates, random), role, "WorkspaceCreationProperties", "InstanceIamRoleArn")


@mutation("WorkSpaces-SEC14")
def password_in_user_data(templates: Templates, random: Random) -> bool:
    hosts = templates.of_type("AWS::EC2::Instance")
    script = {"Fn::Base64": f"<powershell>\nnet user admin {PASSWORD} /add\n</powershell>"}
    return bool(hosts) and give(random.choice(hosts), script, "UserData")


@mutation("WorkSpaces-SEC14")
def password_in_a_document(templates: Templates, _: Random) -> bool:
    for run in templates.of_type("Custom::WorkspacesAutomation"):
        found = run.properties.resource("DocumentName")
        if found is not None:
            return give(found, f"$adminPassword = '{PASSWORD}'", "Content", "description")
    return False


@mutation("WorkSpaces-SEC15", related=("WorkSpaces-ACC1", "WorkSpaces-DR1", "WorkSpaces-OPS1", "WorkSpaces-REG11"))
def entra_secret_of_aws(templates: Templates, random: Random) -> bool:
    beside = a_registration(templates, random)
    add(templates, beside, "AddedSecret", "AWS::SecretsManager::Secret", {"Description": "Entra application"})
    entra = {"TenantId": "tenant", "ApplicationConfigSecretArn": {"Ref": "AddedSecret"}}
    own = beside.raw["Properties"]
    kept = {key: own[key] for key in ("WorkspaceAccessProperties", "WorkspaceCreationProperties") if key in own}
    given = {**kept, "MicrosoftEntraConfig": entra, "Tags": [PROJECT]}
    return add(templates, beside, "AddedDirectory", "AWS::WorkSpaces::Directory", given)
