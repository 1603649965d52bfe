"""What a time-stamp response (RFC 3161, 2.4.2) says, read before anybody's signature is asked: DER, strictly.

Why a reader of our own: rfc3161-client refuses every response whose certificates stand in another order than DER asks
of a SET, and OpenSSL, like many authorities, writes them in the order of its file. The certificates are no part of
what is signed, so `in_order` sorts them and the library then reads the response.

    TimeStampResp   SEQUENCE { PKIStatusInfo { INTEGER, ... }, ContentInfo { id-signedData, [0] SignedData } }
    SignedData      SEQUENCE { version, SET, { id-ct-TSTInfo, [0] OCTET STRING TSTInfo }, [0] certificates, ..., SET }
    TSTInfo         SEQUENCE { 1, policy, { { hash algorithm }, imprint }, serial, genTime, ..., nonce, ... }
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from habeas.errors import BadInput

MOST_BYTES: Final = 1 << 18
GRANTED: Final = (0, 1)
"""PKIStatus granted, and granted with modifications."""
SHA256: Final = bytes.fromhex("608648016503040201")
_DIGESTS: Final = {
    SHA256: "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
_SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
_TST_INFO: Final = bytes.fromhex("2a864886f70d0109100104")
_MESSAGE_DIGEST: Final = bytes.fromhex("2a864886f70d010904")
_TIME: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(\.[0-9]*[1-9])?Z")
_INTEGER, _OCTETS, _OID, _SEQUENCE, _SET, _GENERALIZED_TIME = 0x02, 0x04, 0x06, 0x30, 0x31, 0x18
_FIRST: Final = 0xA0
"""Context tag [0], constructed."""
Value = tuple[int, bytes]
"""(tag, content)"""


@dataclass(frozen=True)
class Token:
    """What a granted response says. Nothing here is verified but that the signed part is the one it is a digest of."""

    algorithm: str
    """Of the imprint: its object identifier, hexadecimal (DER content)."""
    imprint: bytes
    time: str
    """UTC, RFC 3339, with a fraction where the token has one."""
    nonce: int | None
    certificates: int
    """How many certificates it carries. None: the signature can be checked only with the signer's own at hand."""


def read_token(response: bytes) -> Token:
    """Raises BadInput: refused by the authority, or not such a response."""
    try:
        outer = _sequence(_only(response))
        status = _integer(_sequence(outer[0])[0])
        if status not in GRANTED:
            raise BadInput(f"the time-stamp authority refused (status {status})")
        return _token(_signed_data(outer))
    except (IndexError, ValueError, UnicodeDecodeError):
        raise BadInput(f"the answer of {len(response)} bytes cannot be read as a time stamp") from None


def in_order(response: bytes) -> bytes:
    """The same response with its certificates in the order that DER asks for; as it came where that is not possible."""
    try:
        outer = _sequence(_only(response))
        info = _sequence(outer[1])
        fields = _sequence(_only(info[1][1]))
        fields = [(tag, b"".join(sorted(_each(value))) if tag == _FIRST else value) for tag, value in fields]
        signed = _written(_FIRST, _written(_SEQUENCE, b"".join(_written(*field) for field in fields)))
        token = _written(_SEQUENCE, _written(*info[0]) + signed)
        return _written(_SEQUENCE, _written(*outer[0]) + token)
    except (IndexError, ValueError):
        return response


def _signed_data(outer: list[Value]) -> list[Value]:
    info = _sequence(outer[1])
    _require(len(outer) == 2 and info[0] == (_OID, _SIGNED_DATA) and info[1][0] == _FIRST)
    return _sequence(_only(info[1][1]))


def _token(signed: list[Value]) -> Token:
    content = _sequence(signed[2])
    _require(content[0] == (_OID, _TST_INFO) and content[1][0] == _FIRST)
    tag, data = _only(content[1][1])
    _require(tag == _OCTETS)
    _require_digest(signed, data)
    info = _sequence(_only(data))
    imprint = _sequence(info[2])
    algorithm = _sequence(imprint[0])[0]
    _require(_integer(info[0]) == 1 and algorithm[0] == _OID and imprint[1][0] == _OCTETS)
    _require(info[4][0] == _GENERALIZED_TIME)
    nonces = [value for value in info[5:] if value[0] == _INTEGER]
    certificates = [len(_values(value)) for tag, value in signed[3:] if tag == _FIRST]
    return Token(
        algorithm=algorithm[1].hex(),
        imprint=imprint[1][1],
        time=_moment(info[4][1]),
        nonce=_integer(nonces[0]) if nonces else None,
        certificates=sum(certificates),
    )


def _require_digest(signed: list[Value], data: bytes) -> None:
    """The signer's attributes hold the digest of this very content (RFC 5652, 11.2), by SHA-2 and nothing older."""
    signers = _values(signed[-1][1]) if signed[-1][0] == _SET else []
    _require(len(signers) == 1)
    signer = _sequence(signers[0])
    algorithm = _DIGESTS.get(_sequence(signer[2])[0][1])
    if algorithm is None:
        raise BadInput("the time stamp is signed with a hash that is too weak, or unknown: SHA-256, 384, 512 are read")
    _require(signer[3][0] == _FIRST)
    attributes = [_sequence(value) for value in _values(signer[3][1])]
    digests = [_only(each[1][1]) for each in attributes if each[0] == (_OID, _MESSAGE_DIGEST)]
    _require(digests == [(_OCTETS, hashlib.new(algorithm, data).digest())])


def _moment(content: bytes) -> str:
    found = _TIME.fullmatch(content.decode("ascii"))
    _require(found is not None)
    assert found is not None
    year, month, day, hour, minute, second, fraction = found.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{fraction or ''}Z"


# --- DER (X.690) -----------------------------------------------------------------------------------------------------


def _require(condition: bool) -> None:
    if not condition:
        raise ValueError


def _one(data: bytes, place: int) -> tuple[int, int, int]:
    """(tag, where the content starts, where it ends) of the value at `place`: definite lengths, in their shortest form,
    tags of one byte."""
    tag, length, start = data[place], data[place + 1], place + 2
    _require(tag & 0x1F != 0x1F)
    if length & 0x80:
        count = length & 0x7F
        _require(1 <= count <= 4)
        length = int.from_bytes(data[start : start + count])
        _require(length >= 0x80 and length >> 8 * (count - 1) > 0)
        start += count
    _require(start + length <= len(data))
    return tag, start, start + length


def _values(data: bytes) -> list[Value]:
    found, place = [], 0
    while place < len(data):
        tag, start, end = _one(data, place)
        found.append((tag, data[start:end]))
        place = end
    return found


def _each(data: bytes) -> list[bytes]:
    """The same, each with its tag and length."""
    return [_written(*value) for value in _values(data)]


def _only(data: bytes) -> Value:
    values = _values(data)
    _require(len(values) == 1)
    return values[0]


def _sequence(value: Value) -> list[Value]:
    _require(value[0] == _SEQUENCE)
    return _values(value[1])


def _integer(value: Value) -> int:
    _require(value[0] == _INTEGER and len(value[1]) > 0)
    return int.from_bytes(value[1], signed=True)


def _written(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    spelled = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(spelled)]) + spelled + content
