"""SAML providers of IAM."""

from __future__ import annotations

from local_aws.cloudformation.types.wire import Attributes, Made, Properties, ResourceType, client, gone, text
from local_aws.services import state


def _create_saml_provider(logical_id: str, properties: Properties) -> Made:
    answer = client("iam").create_saml_provider(
        Name=text(properties, "Name", state.hex_id(f"{logical_id}-", 12)),
        SAMLMetadataDocument=text(properties, "SamlMetadataDocument"),
    )
    return answer["SAMLProviderArn"], {"Arn": answer["SAMLProviderArn"]}


def _update_saml_provider(arn: str, _old: Properties, new: Properties) -> Attributes:
    client("iam").update_saml_provider(SAMLProviderArn=arn, SAMLMetadataDocument=text(new, "SamlMetadataDocument"))
    return {"Arn": arn}


def _delete_saml_provider(arn: str, _properties: Properties) -> None:
    gone(client("iam").delete_saml_provider, "NoSuchEntity", SAMLProviderArn=arn)


TYPES = (
    ResourceType(
        "AWS::IAM::SAMLProvider",
        _create_saml_provider,
        _delete_saml_provider,
        _update_saml_provider,
        create_only=frozenset({"Name"}),
        tags=False,
    ),
)
