"""Long messages go packed (gzip) to whoever says that it takes them so (RFC 7694).

A round's document of a thousand goods is a quarter of a million bytes; packed it is a
fifth of that. What is small on the way may be huge here, so that unpacking is bounded.
"""

import gzip
import zlib

CODING = "gzip"
# Shorter ones are not worth it.
LONG = 2**14
WINDOW = 31  # Of zlib: with the header of gzip, and nothing else.
# The servers that said they take packed messages, since this process began.
_takes: set[str] = set()


class NotPacked(ValueError):
    """The bytes are no gzip, or are more than may be unpacked."""


def pack(body: bytes) -> bytes:
    """The same bytes packed, always alike."""
    return gzip.compress(body, compresslevel=6, mtime=0)


def unpack(body: bytes, most: int) -> bytes:
    """Back again, if these are at most ``most`` bytes. Raises NotPacked.

    >>> unpack(pack(b"bread " * 100), 600) == b"bread " * 100
    True
    >>> unpack(pack(b"bread " * 100), 599)
    Traceback (most recent call last):
    federation.wire.packing.NotPacked: more than 599 bytes
    """
    unpacking = zlib.decompressobj(WINDOW)
    try:
        found = unpacking.decompress(body, most + 1)
    except zlib.error as error:
        raise NotPacked(str(error)) from error
    if len(found) > most:
        raise NotPacked(f"more than {most} bytes")
    if not unpacking.eof or unpacking.unused_data:
        raise NotPacked("it does not end where it should")
    return found


def takes_packed(origin: str) -> bool:
    """Whether a server has said that it takes packed messages."""
    return origin in _takes


def note_takes(origin: str, accepts: str) -> None:
    """Note what a server's answer says of it: its field `Accept-Encoding`."""
    if CODING in [each.strip().lower() for each in accepts.split(",")]:
        _takes.add(origin)
    else:
        _takes.discard(origin)
