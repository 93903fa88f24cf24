"""Which addresses a feed may lie at: public ones, looked at again as each connection is made."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

_NAT64 = IPv6Network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}

AddressInfo = tuple[Any, Any, int, str, Any]


class NotPublic(OSError):
    """No connection was made: the address is not one of the public internet."""


def is_public(address: str) -> bool:
    """Whether anybody on the internet means the same machine by it. Addresses within addresses count too."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        within = _within(found)
        if within is not None:
            return is_public(str(within))
        if found.sixtofour is not None or found.teredo is not None or found.is_site_local:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _within(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def is_usual_port(scheme: str, port: int | None) -> bool:
    return port is None or port == _PORTS.get(scheme)


def guarded(*, loopback: bool) -> Callable[[AddressInfo], socket.socket]:
    """Makes sockets for aiohttp, once a name is resolved and for each address of it: what a name meant a
    moment ago counts for nothing. `loopback`: this machine may be reached, as in the sandbox."""

    def make(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, where = info
        address = str(where[0])
        if not (is_public(address) or (loopback and _is_loopback(address))):
            raise NotPublic
        return socket.socket(family, kind, protocol)

    return make


def _is_loopback(address: str) -> bool:
    return ip_address(address.partition("%")[0]).is_loopback
