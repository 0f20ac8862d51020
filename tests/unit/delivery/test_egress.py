"""Which addresses outgoing calls may reach (design §9)."""

from __future__ import annotations

import ipaddress

import pytest

from kit.egress import Egress, EgressPolicy, EgressRefused, public
from kit.errors import Invalid

BAD = """10.0.0.1 172.16.0.1 192.168.1.1 127.0.0.1 127.9.9.9 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 239.1.1.1 240.0.0.1
255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fc00::1 fd12::1 ff02::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1
64:ff9b::808:808 64:ff9b:1::1 2002:7f00:1::1 2001:0:1::1 ::127.0.0.1 fec0::1 2001:db8::1""".split()


@pytest.mark.parametrize("address", BAD)
def test_an_inner_address_is_not_public(address: str) -> None:
    assert not public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111"])
def test_an_outer_address_is_public(address: str) -> None:
    assert public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", BAD)
def test_a_url_with_an_inner_address_is_refused_at_once(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(EgressRefused):
        Egress(EgressPolicy()).check(f"https://{host}/x")


@pytest.mark.parametrize("url", ["http://shop.example/", "http://8.8.8.8/"])
def test_plain_http_needs_permission(url: str) -> None:
    with pytest.raises(EgressRefused):
        Egress(EgressPolicy()).check(url)


@pytest.mark.parametrize(
    "url", ["ftp://x.example", "https://", "x", "https://u:p@x.example/", "file:///etc/passwd", "https://x.example:0/", "https://[::1", ""]
)
def test_what_is_no_web_url_is_invalid(url: str) -> None:
    with pytest.raises(Invalid):
        Egress(EgressPolicy()).check(url)


def test_the_list_allows_a_host_with_its_port_and_a_network() -> None:
    policy = EgressPolicy.parse("hook.internal:8080, 10.1.0.0/16,[::1]:99")
    assert policy.permits("hook.internal", 8080, "10.9.9.9", plain=True)
    assert not policy.permits("hook.internal", 8081, "10.9.9.9", plain=False)
    assert policy.permits("x.example", 80, "10.1.2.3", plain=True)
    assert not policy.permits("x.example", 443, "10.2.2.3", plain=False)
    assert not policy.permits("x.example", 443, "::ffff:10.1.2.3", plain=False)
    assert policy.permits("::1", 99, "::1", plain=True)
    assert policy.permits("x.example", 443, "8.8.8.8", plain=False)
    assert not policy.permits("x.example", 80, "8.8.8.8", plain=True)


@pytest.mark.parametrize("text", ["host", "10.0.0.1/8", "host:0", "host:x", ":1"])
def test_a_wrong_entry_is_named(text: str) -> None:
    with pytest.raises(Invalid, match="EGRESS_ALLOW"):
        EgressPolicy.parse(text)
