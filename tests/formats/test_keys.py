"""docs/formats/keys.md, read a second time; and the frozen bytes, opened by our code."""

import base64
import hashlib
import hmac

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt
from nacl.public import PrivateKey, SealedBox

from habeas.crypto import sealing
from habeas.crypto.identity import Identity, PublicIdentity
from habeas.crypto.passphrase import unwrap_seed
from habeas.crypto.shares import combine, share_digest
from tests.formats.reading import VECTORS, derive, padme, raw, unpadded

KEYS = VECTORS["keys"]


def opened(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """keys.md, "Sealed bytes"."""
    assert sealed[0] == 1
    both = hmac.new(key, b"habeas/sealed/1" + sealed[1:25], hashlib.sha512).digest()
    assert both[32:] == sealed[25:57]
    return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[57:], sealed[:57] + place, sealed[1:25], both[:32])


def test_derived_keys() -> None:
    for case in KEYS["derive"]:
        arguments = raw(case["key"]), case["label"], raw(case["context"])
        assert derive(*arguments) == sealing.derive(*arguments) == raw(case["derived"])


def test_sealed_bytes() -> None:
    case = KEYS["sealed"]
    arguments = raw(case["key"]), raw(case["sealed"]), case["place"].encode()
    assert opened(*arguments) == sealing.unseal(*arguments) == case["plaintext"].encode()


def test_padding() -> None:
    for case in KEYS["padded"]:
        content, padded = raw(case["content"]), raw(case["padded"])
        assert len(padded) == padme(4 + len(content))
        assert unpadded(padded) == content
        assert sealing.pad(content) == padded
    assert all(padme(size) == sealing.padded_size(size) for size in range(2, 5000))


def test_identity_keys_and_signature() -> None:
    case = KEYS["identity"]
    seed, message = raw(case["seed"]), case["message"].encode()
    signing = Ed25519PrivateKey.from_private_bytes(derive(seed, "identity-sign"))
    box = X25519PrivateKey.from_private_bytes(derive(seed, "identity-box"))
    assert signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) == raw(case["verify_key"])
    assert box.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) == raw(case["box_key"])
    assert signing.sign(message) == Identity(seed).sign(message) == raw(case["signature"])
    Ed25519PublicKey.from_public_bytes(raw(case["verify_key"])).verify(raw(case["signature"]), message)


def test_identity_text_and_fingerprint() -> None:
    case = KEYS["identity"]
    keys = raw(case["verify_key"]) + raw(case["box_key"])
    check = hashlib.sha256(b"habeas/id-text/1" + keys).digest()[:4]
    assert case["text"] == "habeas-id-1:" + base64.urlsafe_b64encode(keys + check).decode()
    digest = hashlib.sha512(b"habeas/fingerprint/1" + keys).digest()
    groups = [int.from_bytes(digest[5 * i : 5 * i + 5], "big") % 100_000 for i in range(6)]
    assert case["fingerprint"] == " ".join(f"{group:05d}" for group in groups)
    public = PublicIdentity.from_text(case["text"])
    assert public.fingerprint() == case["fingerprint"] and public == Identity(raw(case["seed"])).public


def test_sealed_for_an_identity() -> None:
    case = KEYS["identity"]
    seed, box, place = raw(case["seed"]), raw(case["box"]), case["box_place"].encode()
    inside = SealedBox(PrivateKey(derive(seed, "identity-box"))).decrypt(box)
    assert inside == hashlib.sha256(place).digest() + case["box_plaintext"].encode()
    assert Identity(seed).unseal(box, place) == case["box_plaintext"].encode()


def test_seed_wrapped_by_a_passphrase() -> None:
    case = KEYS["wrap"]
    wrapped, secret = raw(case["wrapped"]), raw(case["device_secret"])
    assert (wrapped[:4], wrapped[4], wrapped[5], wrapped[6:8]) == (b"HBW1", 1, 0x13, b"\x00\x00")
    passes, memory, lanes = (int.from_bytes(wrapped[at : at + 4], "big") for at in (8, 12, 16))
    stretched = hash_secret_raw(case["passphrase"].encode(), wrapped[20:52], passes, memory, lanes, 32, Type.ID)
    assert opened(derive(stretched + secret, "passphrase-wrap"), wrapped[52:], wrapped[:52]) == raw(case["seed"])
    assert unwrap_seed(wrapped, case["passphrase"], secret) == raw(case["seed"])


def test_recovery_shares() -> None:
    case = KEYS["shares"]
    assert combine(case["shares"][: case["threshold"]]) == combine(case["shares"][1:]) == raw(case["secret"])
    digests = [hashlib.sha256(b"habeas/share/1" + share.encode()).hexdigest() for share in case["shares"]]
    assert digests == case["digests"] == [share_digest(share) for share in case["shares"]]
