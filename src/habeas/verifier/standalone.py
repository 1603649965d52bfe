#!/usr/bin/env python3
"""Check a Habeas release offline: python3 verify.py [FOLDER] [--key FINGERPRINT] [--ca CERTIFICATES] [--json]

Needs Python 3.9 or later and nothing else: no network, no vault, no key, no package. Exits 0 where everything that was
checked holds and the signer is who --key says, 22 where it holds but nobody compared the signer, 1 where something does
not hold, 2 for a wrong call. The formats are in docs/formats/release.md and vr-1.md.

    1. files      the folder holds exactly the files of manifest.json, each with its size and SHA-256; regular files
                  only, no more read than the manifest says; what a system leaves lying about is named, and is no part
    2. signature  one Ed25519 key signed the manifest and the bundle; the bundle is of the one spelling and form
    3. entries    each journal entry shown (VR-1: some slots in clear, hashes for the rest) leads to a commitment
    4. logs       all commitments are leaves of the log whose signed checkpoint is here (RFC 6962, C2SP signed note)
    5. vault      the member statements lead from the vault's first to the signer's key and to the key of each log
    6. texts      each text shown in part (VR-1) leads to the root that its entry committed to on admission
    7. passages   each passage is what the text shows at its place, its bars where the text is hidden
    8. items      each claim, source, person says what its entries say, and is about the source of its passages
    9. page       dossier.html is, to the byte, what this program makes of the bundle
    10. stamps    each RFC 3161 token is over this checkpoint; its signature, where openssl and --ca are there

It never says "true": it says "unchanged since". What nobody can check from here is listed as unchecked. A release of
the first format has no member statements and a page compared by its words alone: the verdict says so.
"""

# ruff: noqa: B905, UP006, UP035  # zip(strict=) and X | Y at run time came after Python 3.9

from __future__ import annotations

import argparse
import base64
import decimal
import hashlib
import html
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from functools import partial
from typing import Any, Callable, Dict, Iterable, Iterator, Tuple

FORMAT, FORMER = "habeas-release/2", "habeas-release/1"
NOT_COMPARED = 22  # exit code
LARGEST = (1 << 53) - 1  # the integers that every reader of JSON agrees on
DEEPEST = 64
MOST_MANIFEST, MOST_READ = 1 << 24, 1 << 28  # bytes taken into memory: of the manifest, of any other file
MOST_FILES = 10_000
LITTER = frozenset((".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", ".localized", "icon\r"))
LITTER_FOLDERS = frozenset(("__macosx", ".spotlight-v100", ".trashes", ".fseventsd", "system volume information"))
PROGRAMS = "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin:/opt/local/bin:/run/current-system/sw/bin"
HEAD = ("kind", "item", "vault", "compartment", "device", "index", "member", "at")
MOST_SLOTS, MOST_DECOYS = 1024, 3
MALFORMED = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, OverflowError)
Json = Any
Verify = Callable[[bytes, bytes, bytes], bool]


class Differs(Exception):
    """Something is not what it was signed or logged as. The text names ids and sizes only."""


class Report:
    """What was checked, one line each, and what was not."""

    def __init__(self) -> None:
        self.checks: list[dict[str, Json]] = []
        self.unchecked: list[str] = []

    def add(self, what: str, identifier: str, ok: bool, detail: str = "") -> None:
        self.checks.append({"what": what, "id": clean(identifier), "ok": ok, "detail": clean(detail)})

    def run(self, what: str, identifier: str, step: Callable[[], str | None]) -> None:
        """One check: holds where `step` returns, does not where it raises."""
        try:
            self.add(what, identifier, True, step() or "")
        except Differs as problem:
            self.add(what, identifier, False, str(problem))
        except MALFORMED as problem:
            self.add(what, identifier, False, f"malformed ({type(problem).__name__})")

    def result(self, verdict: dict[str, Json]) -> dict[str, Json]:
        ok = bool(self.checks) and all(check["ok"] for check in self.checks)
        return {"ok": ok, "verdict": verdict, "checks": self.checks, "unchecked": self.unchecked}


def clean(text: Json) -> str:
    """Without control characters: what a hostile release calls itself must not steer a terminal."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def expect(condition: bool, problem: str) -> None:
    if not condition:
        raise Differs(problem)


# --- hashes, trees ---------------------------------------------------------------------------------------------------

sha256 = hashlib.sha256
INNER = bytes(byte ^ 0x36 for byte in range(256))
OUTER = bytes(byte ^ 0x5C for byte in range(256))
INNER_REST, OUTER_REST = b"\x36" * 48 + b"\x00", b"\x5c" * 48


def from_base64(text: str, length: int) -> bytes:
    value = base64.b64decode(text, validate=True)
    expect(len(value) == length and base64.b64encode(value).decode() == text, f"not strict Base64 of {length} bytes")
    return value


def subtree(seed: bytes, leaves: list[bytes | None], level: int) -> bytes:
    """VR-1: the hash of a subtree of 2**level leaves, from its seed and content. Level by level, leaves last."""
    filled = [[leaf is not None for leaf in leaves] + [False] * ((1 << level) - len(leaves))]
    for _ in range(level):
        filled.append([left or right for left, right in zip(filled[-1][::2], filled[-1][1::2])])
    seeds: list[list[bytes | None]] = [[seed]]
    for full in reversed(filled[1:]):
        row: list[bytes | None] = []
        for own, any_leaf in zip(seeds[-1], full):
            if any_leaf and own:  # HMAC-SHA-256(own, 0x00), halved
                inner = sha256(own.translate(INNER) + INNER_REST).digest()
                both = sha256(own.translate(OUTER) + OUTER_REST + inner).digest()
                row += (both[:16], both[16:])
            else:
                row += (None, None)
        seeds.append(row)
    seeds.reverse()
    padded = leaves + [None] * ((1 << level) - len(leaves))
    hashes: list[Any] = [
        own and sha256(b"\x02" + own if leaf is None else b"\x00" + own + leaf).digest()
        for own, leaf in zip(seeds[0], padded)
    ]
    for full, row in zip(filled[1:], seeds[1:]):
        hashes = [
            sha256(b"\x01" + left + right).digest() if any_leaf else own and sha256(b"\x02" + own).digest()
            for any_leaf, own, left, right in zip(full, row, hashes[::2], hashes[1::2])
        ]
    return hashes[0] or b""


def expand(row: list[Json], most_empty: int) -> list[bytes | None]:
    """A token or slot is a string; a number stands for that many empty leaves, and no two numbers follow each other."""
    leaves: list[bytes | None] = []
    number = False
    for item in row:
        if isinstance(item, str):
            leaves.append(item.encode())
        else:
            expect(type(item) is int and 0 < item <= most_empty and not number, "a part with a wrong number")
            leaves += [None] * item
        number = not isinstance(item, str)
    return leaves


class Joiner:
    """Puts subtrees together from left to right; refuses gaps, overlaps and subtrees out of place."""

    def __init__(self, depth: Json, least: int = 0) -> None:
        expect(type(depth) is int and least <= depth <= 32, "a tree of impossible depth")
        self.depth, self.place, self.nodes = depth, 0, []  # type: int, int, list[tuple[int, bytes]]

    def push(self, level: Json, node: bytes) -> None:
        expect(type(level) is int and 0 <= level <= self.depth, "a subtree of impossible level")
        expect(self.place % (1 << level) == 0 and self.place < 1 << self.depth, "a subtree out of place")
        self.place += 1 << level
        while self.nodes and self.nodes[-1][0] == level:
            node, level = sha256(b"\x01" + self.nodes.pop()[1] + node).digest(), level + 1
        self.nodes.append((level, node))

    def root(self, what: bytes) -> bytes:
        expect(self.place == 1 << self.depth, "a tree with a gap")
        node = self.nodes[0][1]
        return sha256(b"\x04habeas/vr-1/" + what + bytes([0, self.depth]) + node).digest() if what else node


def depth_of(leaves: int) -> int:
    return max(leaves - 1, 0).bit_length()


def slots(joiner: Joiner, parts: list[Json], most_empty: int) -> dict[int, bytes | None]:
    """What the parts of one tree show, by place; `joiner` then knows the root."""
    shown: dict[int, bytes | None] = {}
    for part in parts:
        kind, level = part[0], part[1]
        if kind == "show":
            leaves = expand(part[3], most_empty)
            expect(type(level) is int and 0 <= level <= joiner.depth, "a subtree of impossible level")
            expect(len(leaves) == 1 << level, "a subtree that does not list its leaves")
            shown.update(enumerate(leaves, joiner.place))
            joiner.push(level, subtree(from_base64(part[2], 16), leaves, level))
        else:
            expect(kind == "hide", "a part of unknown kind")
            joiner.push(level, from_base64(part[2], 32))
    return shown


def record(disclosure: Json, head: tuple[str, ...]) -> tuple[bytes, dict[str, Json], dict[str, Json]]:
    """(VR-1 root of one part of an entry, its head, the other fields that it shows). The head fills the first slots."""
    if "root" in disclosure:
        return from_base64(disclosure["root"], 32), {}, {}
    joiner = Joiner(disclosure["depth"], 4)
    leaves = slots(joiner, disclosure["parts"], MOST_SLOTS)
    shown = {place: parse(leaf) for place, leaf in leaves.items() if leaf is not None}
    expect(all(canonical(shown[place]) == leaves[place] for place in shown), "a slot in another spelling")
    expect(all(type(slot) is list and len(slot) == 2 for slot in shown.values()), "a slot that is no field")
    expect([shown[place][0] for place in range(len(head))] == list(head), "its head is not shown")
    fields = [slot for place, slot in shown.items() if place >= len(head)]
    expect(len({name for name, _ in fields}) == len(fields), "an entry that shows one field twice")
    return joiner.root(b"record"), dict(shown[place] for place in range(len(head))), dict(fields)


Paragraph = Tuple[int, Dict[int, str]]  # (number of leaves, those shown by place; "" for an empty one)


def text(disclosure: Json) -> tuple[bytes, dict[int, Paragraph]]:
    """(VR-1 root of a text, the paragraphs that it shows, whole or in part)."""
    joiner = Joiner(disclosure["depth"])
    paragraphs: dict[int, Paragraph] = {}
    for part in disclosure["parts"]:
        if part[0] == "show":
            level, seed, rows = part[1], from_base64(part[2], 16), [expand(row, MOST_DECOYS) for row in part[3]]
            expect(type(level) is int and 0 <= level <= joiner.depth and len(rows) == 1 << level, "not all paragraphs")
            for number, row in enumerate(rows, joiner.place):
                paragraphs[number] = len(row), {place: (leaf or b"").decode() for place, leaf in enumerate(row)}
            joiner.push(level, paragraphs_hash(seed, rows, level))
        elif part[0] == "open":
            inner = Joiner(part[1])
            shown = slots(inner, part[2], MOST_DECOYS)
            paragraphs[joiner.place] = 1 << inner.depth, {p: (leaf or b"").decode() for p, leaf in shown.items()}
            joiner.push(0, sha256(b"\x03" + bytes([inner.depth]) + inner.root(b"")).digest())
        else:
            expect(part[0] == "hide", "a part of unknown kind")
            joiner.push(part[1], from_base64(part[2], 32))
    return joiner.root(b"text"), paragraphs


def paragraphs_hash(seed: bytes, rows: list[list[bytes | None]], level: int) -> bytes:
    """The hash of a subtree of paragraphs that are all shown."""
    if level == 0:
        depth = depth_of(len(rows[0]))
        return sha256(b"\x03" + bytes([depth]) + subtree(seed, rows[0], depth)).digest()
    inner = sha256(seed.translate(INNER) + INNER_REST).digest()
    both = sha256(seed.translate(OUTER) + OUTER_REST + inner).digest()
    half = 1 << level - 1
    left, right = paragraphs_hash(both[:16], rows[:half], level - 1), paragraphs_hash(both[16:], rows[half:], level - 1)
    return sha256(b"\x01" + left + right).digest()


def runs_of(at: list[Json], paragraphs: dict[int, Paragraph]) -> list[str | None]:
    """What can be read at the places of a passage: strings, and one None for each hidden run."""
    runs: list[str | None] = []

    def hidden() -> None:
        if not runs or runs[-1] is not None:
            runs.append(None)

    for paragraph, low, high in at:
        if paragraph not in paragraphs:
            hidden()
            continue
        size, shown = paragraphs[paragraph]
        expect(0 <= low < high <= size, "a place that is not in the text")
        expected = low
        for place in sorted(place for place in shown if low <= place < high):
            if place > expected:
                hidden()
            if shown[place]:
                runs[-1:] = [*runs[-1:], shown[place]] if not runs or runs[-1] is None else [runs[-1] + shown[place]]
            expected = place + 1
        if expected < high:
            hidden()
    return runs


def log_root(leaves: dict[int, bytes], low: int, high: int, path: Iterator[bytes]) -> bytes:
    """RFC 6962 root of leaves [low, high): those known, and from `path` the hash of each subtree with none."""
    if not any(low <= index < high for index in leaves):
        return next(path)
    if high - low == 1:
        return sha256(b"\x00" + leaves[low]).digest()
    middle = low + (1 << (high - low - 1).bit_length() - 1)
    left = {index: leaf for index, leaf in leaves.items() if index < middle}
    right = {index: leaf for index, leaf in leaves.items() if index >= middle}
    return sha256(b"\x01" + log_root(left, low, middle, path) + log_root(right, middle, high, path)).digest()


def check_growth(old: tuple[int, bytes], new: tuple[int, bytes], path: list[bytes]) -> None:
    """RFC 9162, 2.1.4.2: the log of (size, root) `new` begins with the log `old`."""
    (first, old_root), (second, new_root) = old, new
    expect(
        0 < first <= second and (first < second or (not path and old_root == new_root)),
        "no growth from the stamped log",
    )
    if first == second:
        return
    hashes = ([old_root] if first & (first - 1) == 0 else []) + path
    place, last, from_old, from_new = first - 1, second - 1, hashes[0], hashes[0]
    while place & 1:
        place, last = place >> 1, last >> 1
    for node in hashes[1:]:
        expect(last > 0, "a proof of growth that is too long")
        if place & 1 or place == last:
            from_old, from_new = sha256(b"\x01" + node + from_old).digest(), sha256(b"\x01" + node + from_new).digest()
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            from_new = sha256(b"\x01" + from_new + node).digest()
        place, last = place >> 1, last >> 1
    expect(last == 0 and from_old == old_root and from_new == new_root, "the log did not grow from the stamped one")


# --- signatures ------------------------------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = Tuple[int, int, int, int]  # (X, Y, Z, T), x = X/Z, y = Y/Z, T = XY/Z


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, p: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, p)
        p, scalar = add(p, p), scalar >> 1
    return total


def point(encoded: bytes) -> Point | None:
    y, sign = int.from_bytes(encoded, "little") & (1 << 255) - 1, encoded[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def small(p: Point) -> bool:
    eighth = times(8, p)
    return bool(eighth[0] % P == 0 and (eighth[1] - eighth[2]) % P == 0)


def verify_ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """RFC 8032 with libsodium's rules: canonical S and key, no small order, no cofactor."""
    s = int.from_bytes(signature[32:], "little")
    a, r = point(key) if len(key) == 32 else None, point(signature[:32]) if len(signature) == 64 else None
    if a is None or r is None or s >= ORDER or small(a) or small(r):
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(s, BASE or a), add(r, times(h, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def fingerprint(verify_key: bytes, box_key: bytes) -> str:
    """Thirty digits of two public keys: what people read to one another."""
    return digits(hashlib.sha512(b"habeas/fingerprint/1" + verify_key + box_key).digest())


def digits(digest: bytes) -> str:
    return " ".join(f"{int.from_bytes(digest[5 * i : 5 * i + 5], 'big') % 100_000:05d}" for i in range(6))


CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
LINE = re.compile(f"\u2014 ([^{SPACE}+]+) ([A-Za-z0-9+/]+={{0,2}})")
SIZE = re.compile("0|[1-9][0-9]{0,15}")


def note_parts(note: str) -> tuple[str, str, int, bytes, list[tuple[str, bytes]]]:
    """(text, origin, size, root, [(name, key id and signature)]) of a C2SP checkpoint. Nothing is verified."""
    text, separator, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    expect(
        bool(separator) and tail.endswith("\n") and not CONTROL.search(note) and len(note) <= 1 << 20, "no signed note"
    )
    expect(1 <= len(lines) - 1 <= 64, "a signed note without signatures, or with too many")
    signatures = []
    for line in lines[:-1]:
        found = LINE.fullmatch(line)
        value = base64.b64decode(found[2], validate=True) if found else b""
        expect(bool(found) and len(value) >= 5, "a malformed signature line")
        if found:
            expect(base64.b64encode(value).decode() == found[2], "not strict Base64")
            signatures.append((found[1], value))
    body = text.split("\n")
    expect(len(body) == 3 and bool(body[0]), "a checkpoint that is not a name, a size and a root")
    expect(bool(SIZE.fullmatch(body[1])) and int(body[1]) <= LARGEST, "a checkpoint of no size")
    note.encode()  # half a character is nobody's
    return text + "\n", body[0], int(body[1]), from_base64(body[2], 32), signatures


def open_note(note: str, key: bytes, origin: str, verify: Verify) -> tuple[int, bytes]:
    """(size, root) of the C2SP checkpoint of the log `origin`, signed by `key`. Other keys' signatures are ignored."""
    text, name, size, root, signatures = note_parts(note)
    key_id = sha256(origin.encode() + b"\n\x01" + key).digest()[:4]
    expect(name == origin, "the checkpoint of another log")
    mine = [value[4:] for signer, value in signatures if signer == origin and value[:4] == key_id]
    expect(bool(mine), "no signature of the device's key under the checkpoint")
    expect(all(verify(key, text.encode(), one) for one in mine), "the checkpoint's signature does not hold")
    return size, root


# --- the vault: who may sign, from its first statement on ------------------------------------------------------------


def vault_fingerprint(first: bytes) -> str:
    """The digits by which a vault is compared. `first`: SHA-256 of its first statement."""
    return digits(hashlib.sha512(b"habeas/vault-fingerprint/1" + first).digest())


def first_statement(content: str) -> bytes:
    return sha256(canonical(parse(content.encode())["statement"])).digest()


class Chain:
    """The member statements replayed (docs/formats/keys.md): who is a member, and whose each device is."""

    def __init__(self, vault: str, verify: Verify) -> None:
        self.vault, self.verify = vault, verify
        self.number, self.head, self.first, self.epochs = 0, "0" * 64, "", 0
        self.members: dict[str, dict[str, Json]] = {}
        self.devices: dict[str, dict[str, Json]] = {}
        self.recovery: dict[str, Json] | None = None

    def advance(self, content: str) -> None:
        outer = parse(content.encode())
        expect(type(outer) is dict and set(outer) == {"signature", "statement"}, "a statement that is none")
        statement, signature = outer["statement"], outer["signature"]
        expect(
            canonical(outer) == content.encode() and bool(re.fullmatch("[0-9a-f]{128}", signature)),
            "a statement in another form",
        )
        self.number += 1
        place = {"format": "habeas-members/1", "number": self.number, "previous": self.head, "vault": self.vault}
        expect(all(same(statement[name], value) for name, value in place.items()), "a statement out of place")
        expect(all(type(statement[name]) is str for name in ("kind", "by")), "a statement in another form")
        key = self.signer(statement)
        message = b"habeas/members/1\n" + canonical(statement)
        expect(
            self.verify(hexadecimal(key, 32), message, bytes.fromhex(signature)),
            "a statement whose signature does not hold",
        )
        self.apply(statement)
        self.head = sha256(canonical(statement)).hexdigest()
        self.first = self.first or self.head
        expect(
            any(one["active"] and one["role"] == "full" for one in self.members.values()),
            "a vault without a full member",
        )

    def signer(self, statement: Json) -> str:
        """The key of whoever may make this statement."""
        kind, by = statement["kind"], statement["by"]
        expect((kind == "found") == (self.number == 1), "a statement of a kind that is not allowed there")
        if kind == "found":
            expect(by == statement["member"] and statement["role"] == "full", "a vault that its founder did not found")
            return str(statement["verify_key"])
        if kind == "recovered":
            expect(by == "recovery" and self.recovery is not None, "a recovery without a recovery key")
            return str((self.recovery or {})["verify_key"])
        member = self.members.get(by)
        own = kind == "device" and statement["member"] == by
        expect(kind in ("add", "remove", "role", "device", "recovery"), "a statement of unknown kind")
        expect(member is not None and member["active"], "a statement by nobody in the vault")
        expect(
            own or (kind != "device" and member is not None and member["role"] == "full"),
            "a statement by who may not make it",
        )
        return str((member or {})["verify_key"])

    def apply(self, statement: Json) -> None:
        kind = statement["kind"]
        if kind in ("found", "add", "recovered"):
            expect(type(statement["member"]) is str and statement["member"] not in self.members, "a member added twice")
            expect(statement["role"] in ("full", "analyst"), "a member of unknown role")
            keys = {name: hexadecimal(statement[name], 32).hex() for name in ("verify_key", "box_key")}
            self.members[statement["member"]] = {"role": statement["role"], "active": True, **keys}
        elif kind == "device":
            expect(type(statement["device"]) is str and statement["device"] not in self.devices, "a device added twice")
            key = hexadecimal(statement["device_key"], 32)
            self.devices[statement["device"]] = {"member": statement["member"], "key": key, "closed": LARGEST}
        elif kind == "remove":
            self.remove(statement)
        elif kind == "role":
            expect(statement["role"] in ("full", "analyst"), "a member of unknown role")
            self.members[statement["member"]]["role"] = statement["role"]
        else:
            self.recovery = {name: hexadecimal(statement[name], 32).hex() for name in ("verify_key", "box_key")}
        if kind in ("found", "remove") or (kind == "role" and statement["role"] == "analyst"):
            self.epochs += 1
            expect(
                same(statement["epoch"], self.epochs)
                and type(statement["rooms"]) is dict
                and sorted(statement["rooms"]) == ["names", "record"],
                "a wrong key epoch",
            )

    def remove(self, statement: Json) -> None:
        sizes, member = statement["devices"], self.members[statement["member"]]
        mine = [name for name, device in self.devices.items() if device["member"] == statement["member"]]
        expect(
            type(sizes) is dict and sorted(sizes) == sorted(mine) and member["active"],
            "a removal that leaves something open",
        )
        for name, size in sizes.items():
            expect(type(size) is int and 0 <= size <= LARGEST, "a removal that leaves something open")
            self.devices[name]["closed"] = size
        member["active"] = False


def hexadecimal(text: Json, length: int) -> bytes:
    expect(
        isinstance(text, str) and len(text) == 2 * length and bool(re.fullmatch("[0-9a-f]+", text)),
        f"not {length} bytes in hexadecimal",
    )
    return bytes.fromhex(text)


# --- the dossier: what page and paper say, from the bundle alone -----------------------------------------------------

RIGHT_TO_LEFT = ("ar", "fa", "ur", "he", "ps", "ckb")
REDACTION = {
    "none": "Nothing is blacked out.",
    "names": "Every name of a person or group that the record knows is blacked out.",
    "chosen": "Some names and words are blacked out.",
}
UNREAD = (
    "Whether the key belongs to the group you think it does. Compare the fingerprint by another way.",
    "Whether what a source says is true. The proof says: unchanged since it was logged.",
    "What is blacked out or left out, a later correction or withdrawal among it.",
    "Whether a passage bears out the claim it stands under: that is the publisher\u2019s judgement, signed as such.",
)
LETTERS = (("C", ("claim",)), ("D", ("call",)), ("T", ("statement",)), ("S", ("source",)))
ENTITIES = ("person", "group", "place")
BASES = (
    ("claims for", "claimed: one source each says so, a person read and accepted it"),
    ("claims against", "claimed: a source says that it did not happen"),
    ("calls", "someone asks someone to act"),
    ("statements", "said or denied by someone, as a source reports"),
    ("sources", "preserved files; those that repeat one another are not told apart here"),
    ("bars", "stretches blacked out in the passages shown, each of any length"),
)
DATE = re.compile(
    "[0-9\u0660-\u0669\u06f0-\u06f9][0-9\u0660-\u0669\u06f0-\u06f9\u2010-\u2015./:-]*[0-9\u0660-\u0669\u06f0-\u06f9]"
)
Pieces = Any  # a list of {"text": ...}, {"date": ...} or {"bar": True}: so that dates and names can be kept apart


def of_text(words: Json) -> Json:
    return {"text": words}


def of_date(words: Json) -> Json:
    return {"date": words}


def quoted(words: Json) -> Pieces:
    return [of_text(f"\u201c{words}\u201d")] if words else []


def string(value: Json) -> str:
    """A field of an entry may be anything; only a string is printed."""
    return value if isinstance(value, str) else ""


def or_bar(words: str) -> Pieces:
    return [of_text(words)] if words else [{"bar": True}]


def fact(label: str, pieces: Pieces) -> list[Json]:
    return [{"label": label, "pieces": pieces}] if pieces else []


def pieces_of(words: str) -> Pieces:
    """Text and the dates and numbers in it, apart: after Arabic letters `2016-03-14` would be shown as `14-03-2016`."""
    found, place = [], 0
    for hit in DATE.finditer(words):
        if place < hit.start():
            found.append(of_text(words[place : hit.start()]))
        found.append(of_date(hit.group()))
        place = hit.end()
    return found + ([of_text(words[place:])] if place < len(words) else [])


def people(views: Json) -> Pieces:
    """Each person or group on its own, with the number, sex and ground that the source gives."""
    pieces = []
    for view in views:
        who = view.get("who", "")
        about = [view[name] for name in ("number", "sex", "ground") if view.get(name)]
        about = [words for words in about if words not in who]  # "about twenty men (about twenty men)"
        about += ["taken from the context"] if view.get("inferred") else []
        pieces.append(of_text(who + (f" ({'; '.join(about)})" if who and about else "; ".join(about))))
    return pieces


def when(time: Json) -> Pieces:
    """As given, then as understood: never one for the other."""
    pieces = quoted(time.get("given"))
    if time.get("edtf") or time.get("interval"):
        pieces.append(of_date(time.get("edtf") or time.get("interval")))
    pieces += [of_text("the year is not said")] if time.get("year_unknown") else []
    return pieces + ([of_text("taken from the context")] if time.get("inferred") else [])


def where(place: Json) -> Pieces:
    found = dict.fromkeys(place[name] for name in ("given", "label") if place.get(name))
    return [of_text(word) for word in found] + ([of_text("taken from the context")] if place.get("inferred") else [])


def facts_of(kind: str, view: Json) -> list[Json]:
    """What is printed of a claim, a call or a statement, before its status."""

    def one(label: str, name: str) -> list[Json]:
        return fact(label, [of_text(view[name])] if view.get(name) else [])

    def several(label: str, *names: str) -> list[Json]:
        return fact(label, [of_text(view[name]) for name in names if view.get(name)])

    if kind == "claim":
        return [
            *one("Method", "method"),
            *fact("Done to", people(view.get("victims", []))),
            *fact("By", people(view.get("perpetrators", []))),
            *fact("When", when(view.get("time", {}))),
            *fact("Where", where(view.get("place", {}))),
            *several("According to", "according_to", "mode"),
            *several("How surely", "modality", "modality_cue"),
        ]
    if kind == "call":
        return [
            *fact("Asked for", [of_text(view.get("act", "")), *quoted(view.get("action"))]),
            *fact("Caller", or_bar(view.get("caller", ""))),
            *fact("Asked of", people(view.get("addressees", []))),
            *fact("For", quoted(view.get("beneficiary"))),
            *fact("Until", [of_date(view["deadline"])] if view.get("deadline") else []),
        ]
    return [
        *fact("Kind", [of_text(view.get("act", ""))]),
        *one("Speaker", "speaker"),
        *fact("Words", quoted(view.get("content"))),
    ]


class Dossier:
    """A bundle as headings, facts and passages: what the page and the paper both set in type."""

    def __init__(self, bundle: Json) -> None:
        self.bundle, self.release = bundle, bundle["release"]
        self.items = {item["id"]: item for item in bundle["items"]}
        self.passages = {passage["id"]: passage for passage in bundle["passages"]}
        self.numbers = {
            item["id"]: f"{letter}{number}"
            for letter, kinds in LETTERS
            for number, item in enumerate(self.of(*kinds), 1)
        }
        self.logs = {log["device"]: log for log in bundle["logs"]}
        self.read_entries = {text["source"]: text["entry"] for text in bundle["texts"]}

    def of(self, *kinds: str) -> list[Json]:
        return [item for item in self.bundle["items"] if item["kind"] in kinds]

    def whole(self) -> dict[str, Json]:
        signer = self.release["signer"]
        first = self.bundle["members"][0] if self.bundle.get("members") else ""
        return {
            "title": self.release["title"],
            "id": self.release["id"],
            "made": self.release["made"],
            "member": self.release["member"],
            "fingerprint": fingerprint(from_base64(signer["verify_key"], 32), from_base64(signer["box_key"], 32)),
            "vault": vault_fingerprint(first_statement(first)) if first else "",
            "redaction": REDACTION[self.release["redaction"]],
            "counts": self.counts(),
            "acts": self.acts(),
            "calls": [self.saying(item) for item in self.of("call")],
            "statements": [self.saying(item) for item in self.of("statement")],
            "sources": [self.source(item) for item in self.of("source")],
            "entities": [self.entity(item) for item in self.of(*ENTITIES)],
            "logs": [self.log(log) for log in self.bundle["logs"]],
            "unchecked": list(UNREAD),
        }

    def counts(self) -> list[Json]:
        """Every number with what it counts, and on which basis."""
        claims = self.of("claim")
        against = sum(item["view"].get("stance") == "against" for item in claims)
        bars = sum(passage["runs"].count(None) for passage in self.bundle["passages"])
        others = [len(self.of(kind)) for kind in ("call", "statement", "source")]
        numbers = [len(claims) - against, against, *others, bars]
        return [{"number": n, "label": label, "basis": basis} for n, (label, basis) in zip(numbers, BASES)]

    def acts(self) -> list[Json]:
        """Claims by type of act; those against stand beside those for."""
        found: dict[str, dict[str, Json]] = {}
        for item in self.of("claim"):
            act = item["view"].get("act") or "act"
            heading = act[:1].upper() + act[1:]
            sides = found.setdefault(act, {"heading": heading, "for": [], "against": []})
            sides["against" if item["view"].get("stance") == "against" else "for"].append(self.saying(item))
        return list(found.values())

    def saying(self, item: Json) -> dict[str, Json]:
        view, decision, claim = item["view"], item["view"]["decision"], item["kind"] == "claim"
        edited = " as edited" if view.get("edited") else ""
        by = [of_text(decision["status"] + edited), of_date(decision["at"]), of_text(decision["member"])]
        return {
            "id": item["id"],
            "number": self.numbers[item["id"]],
            "stance": view.get("stance", "for") if claim else "",
            "beside": [self.numbers[other] for other in view.get("against", ()) if claim and other in self.numbers],
            "facts": [*facts_of(item["kind"], view), *fact("Status", [*by, of_text("entry " + decision["entry"])])],
            "passages": [self.passage(identifier) for identifier in item["passages"]],
        }

    def passage(self, identifier: str) -> dict[str, Json]:
        passage = self.passages[identifier]
        source = self.items[passage["source"]]
        language, entry = source["view"]["language"], self.read_entries[passage["source"]]
        names = source["shown"]["names"]
        said = [of_text(names[name]) for name in ("publisher", "origin") if string(names.get(name))]
        return {
            "id": identifier,
            "runs": [None if run is None else pieces_of(run) for run in passage["runs"]],
            "source": self.numbers[source["id"]],
            "origin": said or [{"bar": True}],
            "language": language,
            "rtl": language.split("-")[0] in RIGHT_TO_LEFT,
            "admitted": source["view"]["admitted"],
            "existed": self.existed(entry),
            "entry": entry,
        }

    def existed(self, entry: str) -> str:
        """The earliest outside time stamp that covers this entry; empty: none."""
        device, _, index = entry.rpartition(":")
        stamps = self.logs[device]["stamps"]
        return min((stamp["time"] for stamp in stamps if note_parts(stamp["checkpoint"])[2] > int(index)), default="")

    def source(self, item: Json) -> dict[str, Json]:
        record, names = item["shown"]["record"], item["shown"]["names"]
        entry = self.read_entries[item["id"]]
        time, reliability = self.existed(entry), string(record.get("reliability"))

        def dated(label: str, words: str, more: Pieces) -> list[Json]:
            return fact(label, [of_date(words), *more] if words else [])

        return {
            "id": item["id"],
            "number": self.numbers[item["id"]],
            "facts": [
                *fact("Publisher", or_bar(string(names.get("publisher")))),
                *fact("Origin", or_bar(string(names.get("origin")))),
                *dated("Published", string(record.get("published")), []),
                *fact("Kind", [of_text(f"{string(record.get('kind'))}, {string(record.get('media_type'))}")]),
                *fact("Language", [of_text(record["language"])] if string(record.get("language")) else []),
                *fact(
                    "Reliability",
                    [of_text(reliability + " (A reliable \u2026 F cannot be judged)")] if reliability else [],
                ),
                *fact("SHA-256", [of_text(record["sha256"])] if string(record.get("sha256")) else []),
                *dated("Admitted", item["view"]["admitted"], [of_text("as the device\u2019s clock said")]),
                *fact("Existed before", [of_date(time)] if time else [of_text("no outside time stamp")]),
                *fact("Entry", [of_text(entry)]),
            ],
        }

    def entity(self, item: Json) -> dict[str, Json]:
        view = item["view"]
        return {
            "id": item["id"],
            "kind": item["kind"],
            "label": view["label"],
            "named": not re.search("(^| )[0-9]+$", view["label"]),
            "more": ", ".join(view[name] for name in ("relation", "normalised") if view.get(name)),
        }

    def log(self, log: Json) -> dict[str, Json]:
        _, _, size, root, _ = note_parts(log["checkpoint"])
        times = [stamp["time"] for stamp in log["stamps"]]
        return {"device": log["device"], "size": size, "root": root.hex(), "stamps": times}


# --- the page: every byte of it from the bundle ----------------------------------------------------------------------

PAGES = {  # SHA-256 of the script -> of the style sheet, of each version of the page that this program knows
    "f387c65381bc576f1e804aed51cb10d87c0e88468f681ec41e6178ad9eb3c877": (
        "f7a48a975472a91ef7bdc0be4e93d477e9ba61fe5da0a55fdd8f9f6e9a28bb5a"
    ),
}
DOT = ' <span class="dot">\u00b7</span> '
BAR = '<span class="bar" role="img" aria-label="blacked out">\u2588\u2588\u2588\u2588\u2588</span>'
SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "\r": "&#13;", "\x00": "\ufffd"}
CLAIMS = (
    "What follows are claims, not findings: each says what a source says, in its own words, and who stands behind it."
)


def esc(text: Json) -> str:
    return re.sub('[&<>"\r\x00]', lambda hit: SPECIAL[hit.group()], text)


def ltr(words: str) -> str:
    return f'<time dir="ltr">{esc(words)}</time>'


def code(words: str) -> str:
    return f"<code>{esc(words)}</code>"


def set_pieces(pieces: Pieces) -> str:
    return DOT.join(
        BAR if "bar" in one else ltr(one["date"]) if "date" in one else f"<bdi>{esc(one['text'])}</bdi>"
        for one in pieces
    )


def set_facts(facts: list[Json]) -> str:
    rows = (f"\n<div><dt>{one['label']}</dt> <dd>{set_pieces(one['pieces'])}</dd></div>" for one in facts)
    return f"<dl>{''.join(rows)}\n</dl>"


def set_head(*rows: tuple[str, str]) -> str:
    return '\n<dl class="head">' + "".join(f"\n<div><dt>{a}</dt> <dd>{b}</dd></div>" for a, b in rows) + "\n</dl>"


def set_run(run: Pieces) -> str:
    if run is None:
        return f" {BAR} "
    return "".join(f'<bdi dir="ltr">{esc(one["date"])}</bdi>' if "date" in one else esc(one["text"]) for one in run)


def set_passage(one: Json, at: int) -> str:
    language = f' lang="{esc(one["language"])}"' if one["language"] else ""
    stamp = f"existed before {ltr(one['existed'])} (time stamp)" if one["existed"] else "no outside time stamp"
    return (
        f'\n<figure class="passage" id="{esc(one["id"])}-{at}" data-passage="{esc(one["id"])}">'
        f'\n<blockquote{language} dir="{"rtl" if one["rtl"] else "auto"}"><p>{"".join(map(set_run, one["runs"]))}</p>'
        f'</blockquote>\n<figcaption><a href="#{one["source"]}">{one["source"]}</a>{DOT}{set_pieces(one["origin"])}<br>'
        f"\nadmitted {ltr(one['admitted'])} by the device\u2019s clock{DOT}{stamp}{DOT}"
        '<span class="state" data-state="unchecked">not checked</span></figcaption>\n</figure>'
    )


class Page:
    """dossier.html, made from a bundle. Passages are numbered through: one under two claims stands twice."""

    def __init__(self, bundle: Json) -> None:
        self.d, self.at = Dossier(bundle).whole(), 0
        self.language = bundle["release"]["summary"]["language"]

    def saying(self, one: Json, level: int) -> str:
        beside = ", ".join(f'<a href="#{other}">{other}</a>' for other in one["beside"])
        passages = []
        for passage in one["passages"]:
            passages.append(set_passage(passage, self.at))
            self.at += 1
        return (
            f'\n<article class="saying{" against" if one["stance"] == "against" else ""}" id="{one["number"]}">'
            f'\n<h{level}><span class="number">{one["number"]}</span>'
            + (f" Claim {esc(one['stance'])}" if one["stance"] else "")
            + (f' <span class="beside">contradicted by {beside}</span>' if beside else "")
            + f"</h{level}>\n{set_facts(one['facts'])}{''.join(passages)}\n</article>"
        )

    def section(self, name: str, title: str, inner: str, more: str = "") -> str:
        return f'\n<section aria-labelledby="{name}"><h2 id="{name}"{more}>{title}</h2>{inner}\n</section>'

    def header(self) -> str:
        d = self.d
        return (
            f'\n<header>\n<p class="over">Dossier</p>\n<h1><bdi>{esc(d["title"])}</bdi></h1>'
            + set_head(
                ("Made", ltr(d["made"])),
                ("Release", code(d["id"])),
                ("Signed by", code(d["fingerprint"])),
                ("From vault", code(d["vault"])),
            )
            + f"\n<p>Published by whoever holds the key {code(d['fingerprint'])}, as member {code(d['member'])} of"
            f" the vault whose first statement is {code(d['vault'])}. Nothing in this page can say whose key that is:"
            " compare its digits with the publisher, by telephone or on paper.</p>"
            f"\n<p>{CLAIMS} {d['redaction']} A bar {BAR} has one width whatever it covers.</p>\n</header>"
        )

    def counts(self) -> str:
        rows = "".join(
            f'\n<tr><td>{one["number"]}</td> <th scope="row">{one["label"]}</th> <td>{one["basis"]}</td></tr>'
            for one in self.d["counts"]
        )
        head = "".join(f'<th scope="col">{word}</th> ' for word in ("Number", "Of", "Basis"))
        table = f"\n<table><thead><tr>{head}</tr></thead><tbody>{rows}\n</tbody></table>"
        return self.section("counts", "What is here", table)

    def acts(self) -> str:
        found = []
        for number, act in enumerate(self.d["acts"], 1):
            sides = [side for side in (act["for"], act["against"]) if side]
            inner = "".join("\n<div>" + "".join(self.saying(one, 4) for one in side) + "\n</div>" for side in sides)
            found.append(
                f'\n<section class="act" aria-labelledby="act-{number}"><h3 id="act-{number}">'
                f'<bdi>{esc(act["heading"])}</bdi></h3>\n<div class="sides{" both" if len(sides) == 2 else ""}">{inner}'
                "\n</div></section>"
            )
        return self.section("claims", "Claims", "".join(found), ' tabindex="-1"')

    def sayings(self, name: str, title: str) -> str:
        inner = "".join(self.saying(one, 3) for one in self.d[name])
        return self.section(name, title, inner) if inner else ""

    def sources(self) -> str:
        inner = "".join(
            f'\n<article class="source" id="{one["number"]}"><h3><span class="number">{one["number"]}</span> '
            f"{code(one['id'])}</h3>\n{set_facts(one['facts'])}</article>"
            for one in self.d["sources"]
        )
        return self.section("sources", "Sources", inner)

    def entities(self) -> str:
        rows = "".join(
            f'\n<li><bdi>{esc(one["label"])}</bdi> <span class="quiet">{one["kind"]}'
            + (f", <bdi>{esc(one['more'])}</bdi>" if one["more"] else "")
            + f"{'' if one['named'] else ', not named here'}</span></li>"
            for one in self.d["entities"]
        )
        inner = f'\n<ul class="entities">{rows}\n</ul>'
        return self.section("entities", "People, groups and places", inner) if rows else ""

    def proof(self) -> str:
        logs = "".join(
            set_head(
                ("Log", f"{code(log['device'])}, {log['size']} entries"),
                ("Root", code(log["root"])),
                ("Stamped", " ".join(map(ltr, log["stamps"])) or "no outside time stamp"),
            )
            for log in self.d["logs"]
        )
        unread = "".join(f"\n<li>{line}</li>" for line in self.d["unchecked"])
        inner = (
            "\n<p>Each passage was committed to in a signed log when it was admitted. This page carries the proof: it"
            " recomputes every hash from what you can read here, up to the log\u2019s checkpoint, and draws what"
            f" you read from what was signed.</p>{logs}\n<p>Nobody can check from here:</p>\n<ul>{unread}\n</ul>\n<p>"
            "A page that was altered can lie about itself. Where it matters, check the whole folder with a"
            " <code>verify.py</code> that you did not get from the same hand.</p>"
        )
        return self.section("proof", "What is proved, and what is not", inner)

    def main(self) -> str:
        parts = (self.header(), self.counts(), self.acts(), self.sayings("calls", "Calls"))
        more = (self.sayings("statements", "Statements"), self.sources(), self.entities(), self.proof())
        return "".join((*parts, *more))

    def html(self, raw: str, seal: str, style: str, script: str) -> str:
        """The whole file. `raw`: the bundle's bytes as text; `seal`: their signature in Base64."""

        def hash_of(text: str) -> str:
            return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()

        return (
            f'<!doctype html>\n<html lang="{esc(self.language)}">\n<head>\n<meta charset="utf-8">\n'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src'
            f" '{hash_of(script)}'; style-src '{hash_of(style)}'; base-uri 'none'; form-action 'none'\">\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
            f"<title>{esc(self.d['title'])}</title>\n<style>{style}</style>\n</head>\n<body>\n"
            '<a class="skip" href="#claims">Skip to the claims</a>\n'
            '<section id="verdict" aria-labelledby="verdict-head" data-state="unchecked">\n'
            '<h2 id="verdict-head">Not checked</h2>\n<div role="status" id="verdict-words"><p>This page can check'
            " itself in a browser with JavaScript. Without it, run <code>python3 verify.py</code> in this folder.</p>"
            "</div>\n"
            f"</section>\n<main>{self.main()}\n</main>\n"
            f'<script type="application/json" id="bundle">{raw}</script>\n'
            f'<script type="application/json" id="seal">{{"signature":"{seal}"}}</script>\n'
            f"<script>{script}</script>\n</body>\n</html>\n"
        )


# --- the steps -------------------------------------------------------------------------------------------------------


def canonical(value: Json) -> bytes:
    """RFC 8785, for keys in ASCII: the one spelling of a value."""
    return spelled(value, 0).encode()


def spelled(value: Json, depth: int) -> str:
    if depth > DEEPEST:
        raise ValueError("too deep")
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        expect(abs(value) <= LARGEST, "an integer that not every reader can hold")
        return str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join([spelled(one, depth + 1) for one in value]) + "]"
    expect(all(name.isascii() for name in value), "a key that is not in ASCII")
    return "{" + ",".join([f"{json.dumps(name)}:{spelled(value[name], depth + 1)}" for name in sorted(value)]) + "}"


def number(value: float) -> str:
    """As ECMAScript writes it (RFC 8785, 3.2.2.3)."""
    expect(not (value.is_integer() and abs(value) > LARGEST), "a number that not every reader can hold")
    if value == 0:
        return "0"
    sign, figures, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, figures)), len(figures) + int(exponent)
    if len(text) <= point <= 21:
        text += "0" * (point - len(text))
    elif 0 < point <= 21:
        text = text[:point] + "." + text[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = text[0] + ("." + text[1:] if len(text) > 1 else "") + f"e{point - 1:+d}"
    return "-" * sign + text


def no_constant(name: str) -> Json:
    raise ValueError(name)


def parse(data: bytes) -> Json:
    """JSON without repeated keys, NaN or Infinity."""

    def once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        expect(len({key for key, _ in pairs}) == len(pairs), "a repeated key")
        return dict(pairs)

    return json.loads(data.decode(), object_pairs_hook=once, parse_constant=no_constant)


# What a bundle may be, in the words of both verifiers (verify.js has the same text): "s" a string, "t" a time in UTC,
# "i" an integer from 0, "n" one from 1, "b32" 32 bytes in Base64, "=a|b" one of these words, "@x" the form x, ["*", x]
# a list of x, ["()", ...] exactly these, ["|", ...] one of these, "?k" a key that may be missing, {"...": x} any keys.
SCHEMA = json.loads("""
{
"part": ["|", ["()", "=show", "i", "b16", ["*", ["|", "s", "n"]]], ["()", "=hide", "i", "b32"]],
"record": {"depth": "i", "parts": ["*", "@part"]},
"hashed": {"root": "b32"},
"text": {"depth": "i", "parts": ["*", ["|", ["()", "=show", "i", "b16", ["*", ["*", ["|", "s", "n"]]]], ["()",
"=open", "i", ["*", "@part"]], ["()", "=hide", "i", "b32"]]]},
"stamp": {"token": "b", "time": "s", "checkpoint": "s", "consistency": ["*", "b32"]},
"log": {"device": "s", "key": "b32", "checkpoint": "s", "path": ["*", "b32"], "stamps": ["*", "@stamp"]},
"release": {"id": "s", "title": "s", "made": "t", "vault": "s", "compartment": "s", "member": "s", "redaction":
"=none|names|chosen", "signer": {"verify_key": "b32", "box_key": "b32"}, "summary": {"claims": "i", "calls": "i",
"statements": "i", "sources": "i", "language": "s"}},
"decision": {"status": "s", "at": "s", "member": "s", "entry": "s"},
"who": {"?who": "s", "?ground": "s", "?sex": "s", "?number": "s", "?inferred": "true"},
"claim": {"?act": "s", "?method": "s", "?perpetrators": ["*", "@who"], "?victims": ["*", "@who"], "?time":
{"?given": "s", "?edtf": "s", "?interval": "s", "?year_unknown": "true", "?inferred": "true"}, "?place": {"?given":
"s", "?label": "s", "?inferred": "true"}, "?according_to": "s", "?mode": "s", "?modality": "s", "?modality_cue":
"s", "?stance": "s", "?against": ["*", "s"], "decision": "@decision", "edited": "bool"},
"call": {"?act": "s", "?caller": "s", "?addressees": ["*", "@who"], "?action": "s", "?beneficiary": "s",
"?deadline": "s", "?according_to": "s", "decision": "@decision", "edited": "bool"},
"statement": {"?act": "s", "?speaker": "s", "?content": "s", "?according_to": "s", "decision": "@decision",
"edited": "bool"},
"source": {"number": "i", "language": "s", "admitted": "s"},
"person": {"label": "s"},
"group": {"label": "s"},
"place": {"label": "s", "?relation": "s", "?normalised": "s"},
"item": {"id": "s", "kind": "=source|claim|call|statement|person|group|place", "entries": ["*", "s"], "status": "s",
"passages": ["*", "s"], "shown": {"record": {"...": "any"}, "names": {"...": "any"}}, "view": {"...": "any"}},
"bundle": {"format": "=habeas-release/2", "release": "@release", "members": ["*", "s"], "founding": "s", "entries":
["*", {"id": "s", "record": "@record", "names": ["|", "@hashed", "@record"]}], "logs": ["*", "@log"], "texts": ["*",
{"source": "s", "entry": "s", "text": "@text"}], "passages": ["*", {"id": "s", "source": "s", "at": ["*", ["()",
"i", "i", "i"]], "runs": ["*", ["|", "s", "null"]]}], "items": ["*", "@item"]}
}
""")


def fits(value: Json, form: Json) -> bool:
    if isinstance(form, dict):
        if type(value) is not dict:
            return False
        if "..." in form:
            return all(fits(one, form["..."]) for one in value.values())
        known = {name.lstrip("?"): inner for name, inner in form.items()}
        needed = [name for name in form if name[0] != "?"]
        return all(n in value for n in needed) and all(n in known and fits(v, known[n]) for n, v in value.items())
    if isinstance(form, list):
        if form[0] == "|":
            return any(fits(value, one) for one in form[1:])
        if type(value) is not list:
            return False
        if form[0] == "*":
            return all(fits(one, form[1]) for one in value)
        return len(value) == len(form) - 1 and all(fits(one, inner) for one, inner in zip(value, form[1:]))
    return fits(value, SCHEMA[form[1:]]) if form[0] == "@" else fits_word(value, form)


def fits_word(value: Json, form: str) -> bool:
    if form in ("i", "n"):
        return type(value) is int and int(form == "n") <= value <= LARGEST
    if form in ("null", "true", "bool", "any"):
        return form == "any" or (
            value is None if form == "null" else type(value) is bool and value in (True, form == "true")
        )
    if type(value) is not str:
        return False
    if form[0] == "=":
        return value in form[1:].split("|")
    if form[0] == "b":
        try:
            found = base64.b64decode(value, validate=True)
        except ValueError:
            return False
        return base64.b64encode(found).decode() == value and form in ("b", f"b{len(found)}")
    return form == "s" or bool(
        re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z", value)
    )


def require_form(raw: bytes, bundle: Json) -> None:
    """The bundle is of the one spelling and of the form that its format says, to the last type."""
    spelling = canonical(bundle)
    for plain, escaped in ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026")):
        spelling = spelling.replace(plain, escaped)
    expect(spelling == raw, "the bundle is not in canonical form")
    if bundle["format"] == FORMAT:
        expect(fits(bundle, SCHEMA["bundle"]), "the bundle is not of the form that its format says")
        expect(
            all(fits(item["view"], SCHEMA[item["kind"]]) for item in bundle["items"]),
            "an item in words of another form",
        )
        once = (
            [one[k] for one in bundle[n]]
            for n, k in (("items", "id"), ("passages", "id"), ("logs", "device"), ("entries", "id"))
        )
        expect(all(len(set(ids)) == len(ids) for ids in once), "something listed twice")


def verify_release(
    folder: str, key: str = "", ca: str = "", ed25519: Verify = verify_ed25519, remembered: Iterable[str] = ()
) -> dict[str, Json]:
    """Every step on one release folder. Never raises for a bad release. `key`: fingerprint of who must have signed;
    `remembered`: fingerprints that this reader compared before."""
    report = Report()
    release = Release(folder, report, ed25519)
    try:
        release.check(key, ca)
    except Differs as problem:
        report.add("release", "", False, str(problem))
    except OSError as problem:
        report.add("release", "", False, "cannot be read: %s" % (problem.strerror or type(problem).__name__))
    except MALFORMED as problem:
        report.add("release", "", False, f"malformed ({type(problem).__name__})")
    return report.result(release.verdict(key, remembered))


def litter(name: str) -> bool:
    """Whether a system leaves files of this name wherever it has been: no part of a release, and no change to it."""
    parts = name.lower().split("/")
    return parts[-1] in LITTER or parts[-1].startswith("._") or parts[0] in LITTER_FOLDERS


class Release:
    """One release folder being checked."""

    def __init__(self, folder: str, report: Report, ed25519: Verify) -> None:
        self.folder, self.report, self.ed25519 = folder, report, ed25519
        self.fields: dict[str, dict[str, dict[str, Json]]] = {}  # entry -> "record" | "names" -> fields shown
        self.heads: dict[str, dict[str, Json]] = {}
        self.commitments: dict[str, bytes] = {}
        self.texts: dict[str, dict[int, Paragraph]] = {}
        self.entry_of: dict[str, str] = {}
        self.signer = self.vault = ""
        self.sizes: dict[str, int] = {}
        self.present: set[str] = set()

    def verdict(self, key: str, remembered: Iterable[str]) -> dict[str, Json]:
        """What was found, as one sentence of three parts: unchanged, signed by whom, from which vault."""
        ok = bool(self.report.checks) and all(check["ok"] for check in self.report.checks)
        known = {"".join(one.split()) for one in remembered}
        compared = "key" if key else "remembered" if self.signer.replace(" ", "") in known else ""
        how = {"key": "compared by you", "remembered": "compared by you before"}.get(compared, "not compared by you")
        word = ("holds" if compared else "intact, signer not compared") if ok else "does not hold"
        vault = f"from the vault whose first statement is {self.vault}"
        if not self.vault:
            vault = "from a vault that this older format does not show, with a page compared by its words alone"
        signed = f"signed by {self.signer}, {how}" if ok else "what it says of its signer counts for nothing"
        parts = (word[:1].upper() + word[1:] + ": unchanged since it was logged", signed, vault)
        sentence = (
            "; ".join(parts if ok else ("Does not hold: something is not what was signed or logged", signed)) + "."
        )
        found = {"word": word, "sentence": sentence, "compared": compared if ok else ""}
        return {**found, "signer": self.signer if ok else "", "vault": self.vault if ok else ""}

    def opened(self, name: str, most: int) -> Any:
        """A regular file, open, of at most `most` bytes. Neither a link nor a pipe is ever waited for."""
        expect(name in self.present, "missing")
        path = os.path.join(self.folder, *name.split("/"))
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        expect(stat.S_ISREG(os.lstat(path).st_mode), "not a regular file")
        stream = open(os.open(path, flags), "rb")  # noqa: SIM115  # the caller closes it
        size = os.fstat(stream.fileno()).st_size
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode) or size > most:
            stream.close()
            raise Differs(f"{size} bytes, expected a regular file of at most {most}")
        return stream

    def read(self, name: str) -> bytes:
        """A file of the manifest, whole, in memory."""
        expect(name in self.sizes, "not in the manifest")
        with self.opened(name, min(self.sizes[name], MOST_READ)) as stream:
            data: bytes = stream.read(self.sizes[name] + 1)
        expect(len(data) == self.sizes[name], f"{len(data)} bytes, the manifest says {self.sizes[name]}")
        return data

    def check(self, key: str, ca: str) -> None:
        self.files()  # 1
        self.signature(key)  # 2
        bundle = self.bundle
        for entry in bundle["entries"]:  # 3
            self.report.run("entry", entry["id"], partial(self.entry, entry))
        for log in bundle["logs"]:  # 4
            self.report.run("log", log["device"], partial(self.log, log))
        logged = {log["device"] for log in bundle["logs"]}
        for entry in bundle["entries"]:
            if entry["id"].rpartition(":")[0] not in logged:
                self.report.add("entry", entry["id"], False, "no log of its device is here")
        if self.format == FORMAT:
            self.report.run("vault", bundle["release"]["vault"], self.chain)  # 5
        for shown in bundle["texts"]:  # 6
            self.report.run("text", shown["source"], partial(self.text, shown))
        self.source_of = {passage["id"]: passage["source"] for passage in bundle["passages"]}
        expect(len(self.source_of) == len(bundle["passages"]), "a passage listed twice")
        for passage in bundle["passages"]:  # 7
            self.report.run("passage", passage["id"], partial(self.passage, passage))
        for item in bundle["items"]:  # 8
            self.report.run("item", item["id"], partial(self.item, item))
        self.report.run("page", "dossier.html", self.page)  # 9
        for log in bundle["logs"]:  # 10
            for number, stamp in enumerate(log["stamps"]):
                name = f"{log['device']}-{number}"
                self.report.run("stamp", name, partial(self.stamp, log, stamp, name, ca))
            if not log["stamps"]:
                self.report.unchecked.append("when log {} existed: no outside time stamp is here".format(log["device"]))
        self.unread(key)

    def unread(self, key: str) -> None:
        self.report.unchecked += [
            "that the key {} belongs to the group you think: compare it by another way{}".format(
                self.signer, "" if key else ", then run again with --key"
            ),
            "that what the sources say is true: this shows only that it is unchanged since it was logged",
            "what is blacked out, and entries that are left out (a later correction or withdrawal among them)",
            "that a passage bears out the claim it stands under: that is the publisher's judgement, and signed as such",
            "what a claim is said to be in words (who, when, where): signed by the publisher, drawn from the bundle",
            "that dossier.pdf reads as the bundle does: its bytes are signed; `habeas verify` makes it again",
            "device clocks: times of admission and decision are as the device said",
        ]
        if self.format == FORMER:
            self.report.unchecked.append(
                "which vault it is from, and the page but for its words: habeas-release/1 does not carry that"
            )
        else:
            self.report.unchecked.append("members and devices of the vault after the last statement shown here")

    def files(self) -> None:
        for number, name in enumerate(folder_files(self.folder)):
            expect(number < MOST_FILES, "more files than any release has")
            self.present.add(name)
        with self.opened("manifest.json", MOST_MANIFEST) as stream:
            self.manifest_bytes = stream.read(MOST_MANIFEST)
        self.manifest = parse(self.manifest_bytes)
        self.format = self.manifest["format"]
        expect(self.format in (FORMAT, FORMER), "manifest of an unknown format")
        listed = {entry["name"]: entry for entry in self.manifest["files"]}
        expect(len(listed) == len(self.manifest["files"]), "a file listed twice")
        expect(
            all(type(one["size"]) is int and 0 <= one["size"] <= LARGEST for one in listed.values()),
            "a size that is none",
        )
        self.sizes = {name: entry["size"] for name, entry in listed.items()}
        for name in sorted(self.present - set(listed) - {"manifest.json"}):
            if litter(name) and not name.endswith(" (link or empty folder)"):
                self.report.unchecked.append(f"{name}: left by a system, not part of the release")
            else:
                self.report.add("file", name, False, "not in the manifest")
        for name, entry in sorted(listed.items()):
            self.report.run("file", name, partial(self.file, name, entry))

    def file(self, name: str, entry: Json) -> str:
        found, size = sha256(), 0
        with self.opened(name, entry["size"]) as stream:
            while size <= entry["size"]:
                part = stream.read(1 << 20)
                if not part:
                    break
                found.update(part)
                size += len(part)
        expect(size == entry["size"], f"{size} bytes, the manifest says {entry['size']}")
        expect(found.hexdigest() == entry["sha256"], "SHA-256 differs from the manifest")
        return f"{size} bytes"

    def signature(self, key: str) -> None:
        raw = self.read("bundle.json")
        self.bundle = parse(raw)
        signer = self.manifest["signer"]
        verify_key, box_key = from_base64(signer["verify_key"], 32), from_base64(signer["box_key"], 32)
        self.signer = fingerprint(verify_key, box_key)

        def manifest() -> str:
            rest = {name: value for name, value in self.manifest.items() if name != "signature"}
            fields = {"format", "release", "signer", "bundle_signature", "files", "signature"}
            expect(canonical(self.manifest) == self.manifest_bytes, "manifest not in canonical form")
            expect(
                set(self.manifest) == fields and set(signer) == {"verify_key", "box_key"}, "manifest of another form"
            )
            expect(
                all(set(one) == {"name", "sha256", "size"} for one in self.manifest["files"]),
                "manifest of another form",
            )
            signature = from_base64(self.manifest["signature"], 64)
            holds = self.ed25519(verify_key, b"habeas/release-manifest/1\n" + canonical(rest), signature)
            expect(holds, "the manifest's signature does not hold")
            return "signed by " + self.signer

        def bundle_signature() -> str:
            signature = from_base64(self.manifest["bundle_signature"], 64)
            message = b"habeas/release-bundle/1\n" + sha256(raw).digest()
            expect(self.ed25519(verify_key, message, signature), "the bundle's signature does not hold")
            expect(
                self.bundle["format"] == self.format and self.bundle["release"]["signer"] == signer, "another signer"
            )
            expect(
                self.bundle["release"]["id"] == self.manifest["release"], "bundle and manifest of different releases"
            )
            require_form(raw, self.bundle)
            return "signed by " + self.signer

        def pinned() -> None:
            expect("".join(key.split()) == self.signer.replace(" ", ""), "signed by another key than the one asked for")

        self.report.run("signature", "manifest.json", manifest)
        self.report.run("signature", "bundle.json", bundle_signature)
        if key:
            self.report.run("signer", self.signer, pinned)

    def chain(self) -> str:
        """From the vault's first statement to the signer's key, and to the key of each log."""
        release, chain = self.bundle["release"], Chain(self.bundle["release"]["vault"], self.ed25519)
        for content in self.bundle["members"]:
            chain.advance(content)
        expect(bool(chain.first), "no statement of a member is here")
        self.vault = vault_fingerprint(bytes.fromhex(chain.first))
        keys = {name: from_base64(value, 32).hex() for name, value in release["signer"].items()}
        signer = chain.members.get(release["member"])
        expect(signer is not None and signer["active"], "its signer is no member of the vault")
        expect(
            all(signer is not None and signer[name] == key for name, key in keys.items()), "its signer has another key"
        )
        for log in self.bundle["logs"]:
            expect(log["device"] in chain.devices, "the log of a device that the vault does not know")
            expect(from_base64(log["key"], 32) == chain.devices[log["device"]]["key"], "a device with another key")
        for entry, head in self.heads.items():
            device = chain.devices[entry.rpartition(":")[0]]
            expect(
                head["member"] == device["member"] and head["index"] < device["closed"],
                "an entry by who may not write it",
            )
        founding = self.bundle["founding"]
        expect(self.heads[founding]["kind"] == "vault.founded", "the entry that founds the vault is another")
        expect(
            same(self.fields[founding]["record"]["founding"], chain.first),
            "its log was begun for another first statement",
        )
        return f"{chain.number} statements; first statement {self.vault}"

    def entry(self, entry: Json) -> str:
        record_root, head, fields = record(entry["record"], HEAD)
        names_root, _, names = record(entry["names"], ())
        release, (device, _, index) = self.bundle["release"], entry["id"].rpartition(":")
        expect((head["device"], str(head["index"])) == (device, index), "another entry's content")
        expect((head["vault"], head["compartment"]) == (release["vault"], release["compartment"]), "of another vault")
        expect(entry["id"] not in self.commitments, "listed twice")
        self.commitments[entry["id"]] = sha256(b"\x02habeas/entry/1" + record_root + names_root).digest()
        self.heads[entry["id"]], self.fields[entry["id"]] = head, {"record": fields, "names": names}
        return f"{len(fields) + len(names)} fields shown"

    def origin(self, log: Json) -> str:
        return "habeas/{}/{}".format(self.bundle["release"]["vault"], log["device"])

    def log(self, log: Json) -> str:
        of_device = {e: c for e, c in self.commitments.items() if e.rpartition(":")[0] == log["device"]}
        leaves = {int(entry.rpartition(":")[2]): commitment for entry, commitment in of_device.items()}
        size, root = open_note(log["checkpoint"], from_base64(log["key"], 32), self.origin(log), self.ed25519)
        expect(
            self.read("proof/{}.checkpoint".format(log["device"])).decode() == log["checkpoint"],
            "two checkpoints differ",
        )
        expect(bool(leaves) and max(leaves) < size, f"entries beyond the checkpoint's {size}")
        path = iter([from_base64(node, 32) for node in log["path"]])
        try:
            found = log_root(leaves, 0, size, path)
        except StopIteration:
            raise Differs("the proof is too short") from None
        expect(found == root and next(path, None) is None, "its entries do not lead to the checkpoint's root")
        return f"{len(leaves)} entries in a log of {size}"

    def text(self, shown: Json) -> str:
        root, paragraphs = text(shown["text"])
        expect(shown["source"] not in self.texts, "listed twice")
        head, fields = self.heads[shown["entry"]], self.fields[shown["entry"]]["record"]
        expect(head["item"] == shown["source"] and head["kind"] == "source.read", "the entry of another source")
        expect(fields["text_root"] == root.hex(), "does not lead to the root logged when it was admitted")
        self.texts[shown["source"]], self.entry_of[shown["source"]] = paragraphs, shown["entry"]
        return "unchanged since entry {}".format(shown["entry"])

    def passage(self, passage: Json) -> str:
        expect(bool(passage["at"]), "it stands nowhere")
        runs = runs_of(passage["at"], self.texts[passage["source"]])
        expect(runs == passage["runs"], "does not read as its source reads there")
        return f"{runs.count(None)} parts blacked out; entry {self.entry_of[passage['source']]}"

    def item(self, item: Json) -> str:
        values: dict[str, dict[str, Json]] = {"record": {}, "names": {}}
        for entry in item["entries"]:
            expect(self.heads[entry]["item"] == item["id"], "an entry about something else")
            for part, fields in values.items():
                fields.update(self.fields[entry][part])
        for part, fields in values.items():
            for name, value in item["shown"][part].items():
                expect(name in fields and same(fields[name], value), "a value that its entries do not show")
        sources = {self.source_of[passage] for passage in item["passages"]}
        expect(
            not sources or sources == {item["shown"]["record"].get("source", item["id"])}, "passages of another source"
        )
        expect(
            item["status"] == status(self.heads[entry]["kind"] for entry in item["entries"]),
            "another status",
        )
        return f"{len(item['entries'])} entries"

    def page(self) -> str:
        page, raw = self.read("dossier.html").decode(), self.read("bundle.json").decode()
        if self.format == FORMER:
            return self.former_page(page, raw)
        style = page[page.index("\n<style>") + 8 : page.index("</style>")]
        script = page[page.rindex("\n<script>") + 9 : page.rindex("</script>")]
        known = PAGES.get(sha256(script.encode()).hexdigest())
        expect(known == sha256(style.encode()).hexdigest(), "its script or its style sheet is not one that is known")
        derived = Page(self.bundle).html(raw, self.manifest["bundle_signature"], style, script)
        expect(derived == page, "is not what its bundle makes")
        return "to the byte what its bundle makes"

    def former_page(self, page: str, bundle: str) -> str:
        opening, signed = '<script type="application/json" id="bundle">', self.bundle["page"]
        expect(page.count(opening) == 1 and opening + bundle + "</script>" in page, "carries another bundle")
        expect(page.count("<main") == 1 and page.count("</main>") == 1, "has no single main part")
        main = page[page.index(">", page.index("<main")) + 1 : page.index("</main>")]
        expect(
            sha256(words(html.unescape(re.sub("<[^<>]*>", "", main))).encode()).hexdigest() == signed, "reads otherwise"
        )
        return "carries the bundle, reads as signed; only its words were compared"

    def stamp(self, log: Json, stamp: Json, name: str, ca: str) -> str:
        token, note = base64.b64decode(stamp["token"], validate=True), stamp["checkpoint"]
        imprint, time = stamp_content(token)
        expect(imprint == sha256(note.encode()).digest(), "the token is over something else")
        expect(time == stamp["time"], "the token names another time")
        expect(self.read(f"proof/{name}.tsr") == token, "two tokens differ")
        expect(self.read(f"proof/{name}.checkpoint").decode() == note, "two checkpoints differ")
        key = from_base64(log["key"], 32)
        old, new = (open_note(one, key, self.origin(log), self.ed25519) for one in (note, log["checkpoint"]))
        check_growth(old, new, [from_base64(node, 32) for node in stamp["consistency"]])
        accepted = openssl_accepts(token, note.encode(), ca) if ca else None
        if accepted is None:
            self.report.unchecked.append(f"who made time stamp {name}: needs openssl and --ca CERTIFICATES")
        expect(accepted is not False, "openssl does not accept the token under these certificates")
        return f"{old[0]} entries existed before {time}"


def words(content: str) -> str:
    """Text with every run of ASCII white space as one space: what a page reads as, whatever its line breaks."""
    return re.sub("[ \\t\\n\\r\\f]+", " ", content).strip(" ")


def same(left: Json, right: Json) -> bool:
    return canonical(left) == canonical(right)


def status(kinds: Iterator[str]) -> str:
    """Where an item stands after these entries: the last decision, else proposed; sources and the like: logged."""
    found = "logged"
    for kind in kinds:
        noun, _, verb = kind.partition(".")
        if noun == "item" and verb in ("accepted", "rejected", "merged"):
            found = verb
        elif verb == "proposed":
            found = "proposed"
    return found


def folder_files(folder: str) -> Iterator[str]:
    """Relative names of everything in the folder; a link or a special file counts under its own name."""
    for base, folders, files in os.walk(folder):
        inside = os.path.relpath(base, folder).replace(os.sep, "/")
        links = [name for name in folders if os.path.islink(os.path.join(base, name))]
        for name in files + links + ([""] if not files and not folders and base != folder else []):
            odd = "" if name and not os.path.islink(os.path.join(base, name)) else " (link or empty folder)"
            yield (name if inside == "." else inside + "/" + name) + odd


def der(data: bytes) -> list[tuple[int, bytes]]:
    """The DER values that follow one another in `data`: (tag, content)."""
    found, place = [], 0
    while place < len(data):
        tag, length, start = data[place], data[place + 1], place + 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[place + 2 : start], "big")
        expect(start + length <= len(data), "a token that is cut short")
        found.append((tag, data[start : start + length]))
        place = start + length
    return found


def stamp_content(token: bytes) -> tuple[bytes, str]:
    """(what was stamped, when) of an RFC 3161 response. Its signature is not looked at here."""
    status_info, content = der(der(token)[0][1])[:2]
    expect(int.from_bytes(der(status_info[1])[0][1], "big") in (0, 1), "the time stamp was refused")
    signed_data = der(der(content[1])[1][1])[0][1]
    info = der(der(der(der(der(signed_data)[2][1])[1][1])[0][1])[0][1])
    time, (algorithm, imprint) = info[4][1].decode("ascii"), der(info[2][1])
    expect(der(algorithm[1])[0] == (6, bytes.fromhex("608648016503040201")), "the imprint is not a SHA-256")
    return imprint[1], re.sub("^(....)(..)(..)(..)(..)(..)(.*)Z$", r"\1-\2-\3T\4:\5:\6\7Z", time)


def openssl_accepts(token: bytes, note: bytes, ca: str) -> bool | None:
    """None where openssl is not there."""
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("token", "note")]
        for name, data in zip(names, (token, note)):
            with open(name, "wb") as stream:
                stream.write(data)
        program = shutil.which("openssl", path=PROGRAMS)
        if program is None:
            return None
        command = [program, "ts", "-verify", "-in", names[0], "-data", names[1], "-CAfile", os.path.abspath(ca)]
        try:
            return (
                subprocess.run(command, capture_output=True, timeout=60, cwd=folder, env={"PATH": PROGRAMS}).returncode
                == 0
            )
        except (OSError, subprocess.TimeoutExpired):
            return None


ENDS = {
    "holds": "This release verifies.",
    "intact, signer not compared": "Intact, signer not compared: ask the publisher for the digits, then use --key.",
    "does not hold": "This release DOES NOT VERIFY.",
}


def printed(result: dict[str, Json]) -> Iterator[str]:
    """The result for people: what fails first, then a count of each kind of check, then what was not checked."""
    failed = [check for check in result["checks"] if not check["ok"]]
    for check in failed:
        yield f"DOES NOT HOLD  {check['what']} {check['id']}: {check['detail']}"
    for what in dict.fromkeys(check["what"] for check in result["checks"]):
        of_kind = [check["ok"] for check in result["checks"] if check["what"] == what]
        yield f"{sum(of_kind):6d} of {len(of_kind)} hold  {what}"
    for line in result["unchecked"]:
        yield "not checked    " + line
    yield result["verdict"]["sentence"]
    yield ENDS[result["verdict"]["word"]]


def main() -> int:
    parser = argparse.ArgumentParser(description="Check a Habeas release, offline.")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("folder", nargs="?", default=here, help="the release; default: where this file lies")
    parser.add_argument("--key", default="", metavar="FINGERPRINT", help="the fingerprint of who must have signed")
    parser.add_argument("--ca", default="", metavar="FILE", help="certificates to check time stamps against (PEM)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    result = verify_release(options.folder, options.key, options.ca)
    lines = [json.dumps(result)] if options.json else printed(result)
    print("\n".join(line.encode("ascii", "backslashreplace").decode() for line in lines))
    return {"holds": 0, "does not hold": 1}.get(result["verdict"]["word"], NOT_COMPARED)


if __name__ == "__main__":
    sys.exit(main())
