"""Breaking the rules about alarms, sign-ins and records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.rules.support.desktop_changes import a_registration, add, give, take
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.alarms import KEY_METRICS
from workspaces_constructs.rules.views.keys import key_of
from workspaces_constructs.rules.views.records import record_groups

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates

ALARM = "AWS::CloudWatch::Alarm"
RULE = "AWS::Events::Rule"
DESKTOP = "AWS::WorkSpaces::Workspace"
TOPIC = "arn:aws:sns:us-east-1:000000000000:help-desk"
TARGETS = [{"Id": "queue", "Arn": "arn:aws:sqs:us-east-1:000000000000:sign-ins"}]


def add_alarm(templates: Templates, random: Random, name: str = "AddedAlarm", **properties: object) -> bool:
    given: dict[str, Any] = {
        "Namespace": "AWS/WorkSpaces",
        "MetricName": "Unhealthy",
        "Dimensions": [{"Name": "DirectoryId", "Value": "d-0123456789"}],
        "Statistic": "Average",
        "Period": 300,
        "EvaluationPeriods": 3,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "AlarmActions": [TOPIC],
        **properties,
    }
    return add(templates, a_registration(templates, random), name, ALARM, given)


def add_rule(templates: Templates, random: Random, detail: object = None, **properties: object) -> bool:
    pattern = {"source": ["aws.workspaces"], "detail-type": ["WorkSpaces Access"]}
    given = {"EventPattern": pattern | ({"detail": detail} if detail else {}), "Targets": TARGETS, **properties}
    return add(templates, a_registration(templates, random), "AddedRule", RULE, given)


@mutation("WorkSpaces-OPS1")
def three_alarms_of_four(templates: Templates, random: Random) -> bool:
    for metric in KEY_METRICS[1:]:
        add_alarm(templates, random, f"Added{metric}", MetricName=metric)
    return True


@mutation("WorkSpaces-OPS2")
def disabled_rule(templates: Templates, random: Random) -> bool:
    return add_rule(templates, random, State="DISABLED")


@mutation("WorkSpaces-OPS3")
def no_security_logs(templates: Templates, _: Random) -> bool:
    for logs in templates.of_type("Custom::WorkspacesDirectoryLogs"):
        del templates.templates[logs.template]["Resources"][logs.logical_id]
        return True
    return False


@mutation("WorkSpaces-OPS4", related=("WorkSpaces-OPS1",))
def misspelt_namespace(templates: Templates, random: Random) -> bool:
    return add_alarm(templates, random, Namespace="AWS/Workspaces")


@mutation("WorkSpaces-OPS5", related=("WorkSpaces-OPS1",))
def misspelt_metric(templates: Templates, random: Random) -> bool:
    return add_alarm(templates, random, MetricName="ConnectionFailures")


@mutation("WorkSpaces-OPS6", related=("WorkSpaces-OPS1",))
def no_dimension(templates: Templates, random: Random) -> bool:
    return add_alarm(templates, random, Dimensions=[])


@mutation("WorkSpaces-OPS6", related=("WorkSpaces-OPS1",))
def dimension_of_something_else(templates: Templates, random: Random) -> bool:
    registration = a_registration(templates, random)
    fitting = [each for each in templates.of_type(DESKTOP) if each.template == registration.template]
    if not fitting:
        return False
    dimension = {"Name": "DirectoryId", "Value": {"Ref": random.choice(fitting).logical_id}}
    return add_alarm(templates, random, Dimensions=[dimension])


@mutation("WorkSpaces-OPS7", related=("WorkSpaces-OPS1",))
def alarm_at_night(templates: Templates, random: Random) -> bool:
    return add_alarm(templates, random, TreatMissingData="breaching")


@mutation("WorkSpaces-OPS8", related=("WorkSpaces-OPS1",))
def wrong_direction(templates: Templates, random: Random) -> bool:
    return add_alarm(templates, random, ComparisonOperator="LessThanThreshold")


@mutation("WorkSpaces-OPS9", related=("WorkSpaces-OPS1",))
def silent_alarm(templates: Templates, random: Random) -> bool:
    return add_alarm(templates, random, ActionsEnabled=False)


@mutation("WorkSpaces-OPS10", related=("WorkSpaces-OPS2",))
def misspelt_type(templates: Templates, random: Random) -> bool:
    pattern = {"source": ["aws.workspaces"], "detail-type": ["Workspaces Access"]}
    return add_rule(templates, random, EventPattern=pattern)


@mutation("WorkSpaces-OPS10")
def directory_without_prefix(templates: Templates, random: Random) -> bool:
    return add_rule(templates, random, {"directoryId": ["d-0123456789"]})


@mutation("WorkSpaces-OPS11")
def no_target(templates: Templates, random: Random) -> bool:
    return add_rule(templates, random, Targets=[])


@mutation("WorkSpaces-OPS12")
def no_permission(templates: Templates, _: Random) -> bool:
    for policy in templates.of_type("AWS::Logs::ResourcePolicy"):
        del templates.templates[policy.template]["Resources"][policy.logical_id]
        return True
    return False


@mutation("WorkSpaces-OPS13")
def kept_for_ever(templates: Templates, random: Random) -> bool:
    found = list(record_groups(templates).values())
    return bool(found) and take(random.choice(found), "RetentionInDays")


@mutation("WorkSpaces-OPS14")
def records_without_a_key(templates: Templates, random: Random) -> bool:
    found = list(record_groups(templates).values())
    return bool(found) and take(random.choice(found), "KmsKeyId")


@mutation("WorkSpaces-OPS15")
def key_without_logs(templates: Templates, random: Random) -> bool:
    found = list(record_groups(templates).values())
    key = key_of(random.choice(found).properties.value("KmsKeyId")) if found else None
    if key is None:
        return False
    statements = key.raw["Properties"]["KeyPolicy"]["Statement"]
    return give(key, [each for each in statements if "Service" not in each["Principal"]], "KeyPolicy", "Statement")
