"""``Custom::WorkspacesConditionalForwarder``: where a Managed AD's DNS servers send questions about another domain.

A directory has one for each domain, so its addresses change in place. One that somebody else made is not touched.
"""

from __future__ import annotations

from . import forwarders
from .kind import Done, Kind, Outcome, Request


def ensure(request: Request) -> Outcome:
    """Make the forwarder, or bring it to the wanted addresses."""
    given = request.properties
    directory_id, domain = given.text("DirectoryId"), forwarders.plain(given.text("RemoteDomainName"))
    if waiting := forwarders.unready(directory_id):
        return waiting
    forwarders.ensure(request, directory_id, domain, given.texts("DnsIpAddrs"))
    return Done({"RemoteDomainName": domain})


def remove(request: Request) -> Outcome:
    """Delete the forwarder if this resource made it."""
    given = request.properties
    directory_id = given.text("DirectoryId")
    if not forwarders.gone(directory_id):
        forwarders.remove(request, directory_id, forwarders.plain(given.text("RemoteDomainName")))
    return Done()


KIND = Kind(
    type="Custom::WorkspacesConditionalForwarder",
    required=frozenset({"DirectoryId", "RemoteDomainName", "DnsIpAddrs"}),
    optional=frozenset(),
    replaced_on=frozenset({"DirectoryId", "RemoteDomainName"}),
    attributes=("RemoteDomainName",),
    ensure=ensure,
    remove=remove,
)
