"""Whether a request comes from the network of the hall. Addresses are compared and forgotten."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from xuanxian.kernel.errors import Problem, Refusal


def read_networks(lines: Iterable[str]) -> list[str]:
    """Networks as `10.2.0.0/16` or single addresses, read and written alike.

    Raises:
        Refusal: what cannot be read, by line.
    """
    networks, problems = [], []
    for place, line in enumerate(lines, 1):
        try:
            networks.append(str(ip_network(line.strip(), strict=False)))
        except ValueError:
            problems.append(
                Problem("会场网络", f"第 {place} 行", line[:60], "不是网段。", "如 10.2.0.0/16。")
            )
    if problems:
        raise Refusal(problems)
    return networks


def within(networks: Sequence[str], address: str | None) -> bool:
    """Whether votes are taken from `address`; with no network named, from everywhere.

    An address that is not known lies in no network.
    """
    if not networks:
        return True
    found = _address(address or "")
    return found is not None and any(found in ip_network(each) for each in networks)


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from; behind a trusted proxy, what the proxy says; None if unknown.

    XUANXIAN_PROXIES names the proxies. A header that anybody else sends is not believed.
    """
    address = request.META.get("REMOTE_ADDR") or None
    proxies: Sequence[str] = settings.XUANXIAN_PROXIES
    if not proxies:
        return address
    # Each proxy adds the address it was called from; the last that is no proxy is the caller's.
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    chain = [part.strip() for part in forwarded if part.strip()]
    while chain and within(proxies, address):
        address = chain.pop()
    return address


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    # A phone that calls over IPv6 sockets may show as ::ffff:10.2.0.7.
    return getattr(found, "ipv4_mapped", None) or found
