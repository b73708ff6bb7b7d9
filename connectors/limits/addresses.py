"""Whose address a request comes from, and with whom it is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from connectors.settings import Network

Address = IPv4Address | IPv6Address

# A provider gives a household a /64 at least, and often as many as a /48 holds.
HOUSEHOLD_BITS = 64
SITE_BITS = 48

# As a proxy may write it: 192.0.2.1:5678, [2001:db8::1]:5678, fe80::1%eth0, in quotes or not.
_WRITTEN = re.compile(
    r'"?(?:(?P<four>[0-9.]+)(?::\d*)?|\[(?P<bracketed>[^\]%]+)(?:%[^\]]*)?\](?::\d*)?'
    r'|(?P<six>[0-9A-Fa-f:.]+)(?:%.*)?)"?'
)


def client_address(peer: str, forwarded: Sequence[str], trusted: Iterable[Network]) -> str:
    """The address a request comes from.

    `X-Forwarded-For` is read from its end, and only as far as proxies we trust wrote it:
    anybody can send the header.

    Args:
        peer: the other end of the connection.
        forwarded: the header's values.
        trusted: the networks of our proxies.
    """
    networks = tuple(trusted)
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    nearest = peer
    while hops and is_trusted(nearest, networks):
        before = _parsed(hops.pop())
        if before is None:
            break
        nearest = str(before)
    return str(_parsed(nearest) or nearest)


def is_trusted(address: str, networks: Iterable[Network]) -> bool:
    """If an address is one of our proxies'."""
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def household(address: str) -> str:
    """What is counted together: an IPv4 address, or the IPv6 network of one household."""
    return _network(address, HOUSEHOLD_BITS)


def site(address: str) -> str:
    """The same, but of IPv6 all that one subscriber may be given."""
    return _network(address, SITE_BITS)


def _network(address: str, bits: int) -> str:
    parsed = _parsed(address)
    if not isinstance(parsed, IPv6Address):
        return str(parsed or address)
    hidden = parsed.max_prefixlen - bits
    return f"{IPv6Address(int(parsed) >> hidden << hidden)}/{bits}"


def _parsed(written: str) -> Address | None:
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        return None
    try:
        parsed = ip_address(found["four"] or found["bracketed"] or found["six"])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
