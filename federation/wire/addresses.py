"""Which addresses another server may have. All others are never connected to.

What the standard library calls global is no guard: it lets through addresses that lead
back inside by another way (NAT64, 6to4, Teredo). Here a list says what is public, and
an operator may name networks of their own beside it, for servers that meet in one.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]

# Of IPv4 everything but these is public.
INSIDE = [
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
        *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
    )
]
# Of IPv6 only this is, without what is kept for protocols, examples and tunnels.
OUTSIDE = ipaddress.ip_network("2000::/3")
KEPT = [
    ipaddress.ip_network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48")
] + [ipaddress.ip_network("3fff::/20")]

# A name as it stands in the DNS, its last label no number: 127.1 and 0x7f.1 are none.
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{LABEL}\.)*(?![0-9]+\Z|0x[0-9a-f]*\Z){LABEL}")
HTTPS, FREE = 443, 1024  # Ports below are of other services.


@dataclass(frozen=True)
class Place:
    """Where a server is: a scheme, a host in lower case, a port."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self):
        """The place as it stands before every path: ``https://a.example``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        port = "" if self.port == usual else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet.

    >>> is_public(ipaddress.ip_address("9.9.9.9"))
    True
    >>> is_public(ipaddress.ip_address("64:ff9b::7f00:1"))
    False
    """
    if address.version == 4:
        return not any(address in network for network in INSIDE)
    return address in OUTSIDE and not any(address in network for network in KEPT)


def may_connect(address: Address, own: Iterable[Network] = ()) -> bool:
    """Whether an address may be connected to: public, or in a network of one's own."""
    if any(address.version == each.version and address in each for each in own):
        return True
    return is_public(address)


def place_of(url: str, own: Iterable[Network] = ()) -> Place:
    """Where an address leads, before any name is looked up.

    ``http`` is taken only for an IP address in a network of one's own. Raises
    ValidationError ``address``, saying what is wrong with it.
    """
    parts = _split(url)
    host = (parts.hostname or "").lower()
    literal = _literal(host)
    if parts.username is not None or parts.password is not None:
        raise _wrong(_("An address of a server holds no user name or password."))
    if literal is None and not NAME.fullmatch(host):
        raise _wrong(_("This is no name of a server."))
    if literal is not None and not may_connect(literal, own):
        raise _wrong(_("This address leads into a network that is not public."))
    within = literal is not None and not is_public(literal)
    if parts.scheme != "https" and not (parts.scheme == "http" and within):
        raise _wrong(_("An address of a server begins with https://"))
    port = parts.port or {"https": HTTPS, "http": 80}[parts.scheme]
    if port != HTTPS and port < FREE and not within:
        raise _wrong(_("This port is kept for other services."))
    return Place(parts.scheme, host, port)


def find(
    place: Place, own: Iterable[Network] = (), resolve: Resolver | None = None
) -> str:
    """The IP address to connect to, the first a name has; each of them is checked.

    One name with an address inside and one outside is a trick, so it is refused whole.
    Raises ValidationError ``address``.
    """
    literal = _literal(place.host)
    texts = [place.host] if literal else (resolve or _resolve)(place.host, place.port)
    if not texts:
        raise _wrong(_("There is no server of this name."))
    for text in texts:
        if not may_connect(ipaddress.ip_address(text.partition("%")[0]), own):
            raise _wrong(_("This name leads into a network that is not public."))
    return texts[0]


def _split(url):
    try:
        if not url.isascii() or any(each <= " " or each in "\\\x7f" for each in url):
            raise ValueError(url)
        parts = urlsplit(url)
        _port = parts.port  # Raises ValueError where it is no number.
    except ValueError:
        raise _wrong(_("This is no address of a server.")) from None
    if parts.fragment:
        raise _wrong(_("This is no address of a server."))
    return parts


def _literal(host):
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _resolve(host, port):
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [each[4][0] for each in found]


def _wrong(text):
    return ValidationError(text, code="address")
