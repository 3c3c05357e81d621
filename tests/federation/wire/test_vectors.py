"""The library we sign with, held against RFC 9421, Appendix B.2."""

import copy
import json
from base64 import b64decode, urlsafe_b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
    algorithms,
)

from federation.wire.messages import Request, Response

CREATED = datetime.fromtimestamp(1618884473, UTC)
BODY = b'{"hello": "world"}'
SHA_512 = (
    "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVL"
    "vRwEmTHWXvJwew==:"
)
OF_RESPONSE = (
    "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rj"
    "Juahq4l5aGgfLQ==:"
)
RSA = b"""-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2
+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+
oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq
gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W
Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4
aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI
2wIDAQAB
-----END PUBLIC KEY-----
"""
SHARED = b64decode(
    "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasj"
    "lTMtDQ=="
)
# Published in the RFC, and good for nothing else.
ED_SECRET = b64decode(
    "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"
)[-32:]
ED_PUBLIC = "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs="
POINT = (
    "qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA=",
    "Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0=",
)


def number(text):
    return int.from_bytes(urlsafe_b64decode(text))


KEYS = {
    "test-key-rsa-pss": RSA,
    "test-shared-secret": SHARED,
    "test-key-ed25519": ed25519.Ed25519PublicKey.from_public_bytes(
        urlsafe_b64decode(ED_PUBLIC)
    ),
    "test-key-ecc-p256": ec.EllipticCurvePublicNumbers(
        number(POINT[0]), number(POINT[1]), ec.SECP256R1()
    ).public_key(),
}
SECRETS = {
    "test-shared-secret": SHARED,
    "test-key-ed25519": ed25519.Ed25519PrivateKey.from_private_bytes(ED_SECRET),
}
RESOLVER = MappingKeyResolver(public_keys=KEYS, private_keys=SECRETS)
VECTORS = {
    case: (getattr(algorithms, each["algorithm"]), each["input"], each["signature"])
    for case, each in json.loads(
        Path(__file__).with_name("rfc9421.json").read_text()
    ).items()
}
SIGNED = {
    "b25": ("test-shared-secret", ("date", "@authority", "content-type")),
    "b26": (
        "test-key-ed25519",
        ("date", "@method", "@path", "@authority", "content-type", "content-length"),
    ),
}


def request():
    return Request(
        "POST",
        "https://example.com/foo?param=Value&Pet=dog",
        {
            "Host": "example.com",
            "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
            "Content-Type": "application/json",
            "Content-Digest": SHA_512,
            "Content-Length": "18",
        },
        BODY,
    )


def message(case):
    """The signed message of a case of the appendix."""
    said = request()
    if case == "b24":
        headers = {
            "Date": "Tue, 20 Apr 2021 02:07:56 GMT",
            "Content-Type": "application/json",
            "Content-Digest": OF_RESPONSE,
            "Content-Length": "23",
        }
        said = Response(200, said, headers, b'{"message": "good dog"}')
    _algorithm, input_, signature = VECTORS[case]
    said.headers["Signature-Input"] = f"sig-{case}={input_}"
    said.headers["Signature"] = f"sig-{case}=:{signature}:"
    return said


def verifier(case):
    return HTTPMessageVerifier(
        signature_algorithm=VECTORS[case][0], key_resolver=RESOLVER
    )


@pytest.mark.parametrize("case", VECTORS)
def test_every_vector_verifies_and_no_other_signature_does(case):
    signed = message(case)
    assert verifier(case).verify(signed, max_age=None)
    changed = copy.deepcopy(signed)
    first = changed.headers["Signature"].index(":") + 1
    other = "A" if changed.headers["Signature"][first] != "A" else "B"
    text = changed.headers["Signature"]
    changed.headers["Signature"] = text[:first] + other + text[first + 1 :]
    with pytest.raises(InvalidSignature):
        verifier(case).verify(changed, max_age=None)


@pytest.mark.parametrize("case", SIGNED)
def test_the_deterministic_ones_are_signed_byte_for_byte(case):
    algorithm, input_, signature = VECTORS[case]
    key_id, components = SIGNED[case]
    said = request()
    HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=RESOLVER).sign(
        said,
        key_id=key_id,
        created=CREATED,
        label=f"sig-{case}",
        include_alg=False,
        covered_component_ids=components,
        use_existing_digest=True,
    )
    assert said.headers["Signature-Input"] == f"sig-{case}={input_}"
    assert said.headers["Signature"] == f"sig-{case}=:{signature}:"
