"""AWS Direct Connect: gateways and their associations. Connections and virtual interfaces are not modelled."""

from local_aws.services.directconnect.associations import OPERATIONS

__all__ = ["OPERATIONS"]
