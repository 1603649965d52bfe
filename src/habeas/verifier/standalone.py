#!/usr/bin/env python3
"""Check a Habeas release offline: python3 verify.py [FOLDER] [--key FINGERPRINT] [--ca CERTIFICATES] [--json]

Needs Python 3.9 or later and nothing else: no network, no vault, no key, no package. Exits 0 where everything that was
checked holds, 1 where something does not, 2 for a wrong call. The formats are in docs/formats/release.md and vr-1.md.

    1. files      the folder holds exactly the files of manifest.json, each with its size and SHA-256
    2. signature  one Ed25519 key signed the manifest and the bundle
    3. entries    each journal entry shown (VR-1: some slots in clear, hashes for the rest) leads to a commitment
    4. logs       all commitments are leaves of the log whose signed checkpoint is here (RFC 6962, C2SP signed note)
    5. texts      each text shown in part (VR-1) leads to the root that its entry committed to on admission
    6. passages   each passage is what the text shows at its place, its bars where the text is hidden
    7. items      each claim, source, person says what its entries say, and is about the source of its passages
    8. page       dossier.html carries this bundle, and reads as the bundle says
    9. stamps     each RFC 3161 token is over this checkpoint; its signature, where openssl and --ca are there

It never says "true": it says "unchanged since". What nobody can check from here is listed as unchecked.
"""

# ruff: noqa: B905, UP006, UP035  # zip(strict=) and X | Y at run time came after Python 3.9

from __future__ import annotations

import argparse
import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from typing import Any, Callable, Dict, Iterator, Tuple

FORMAT = "habeas-release/1"
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

    def result(self) -> dict[str, Json]:
        ok = bool(self.checks) and all(check["ok"] for check in self.checks)
        return {"ok": ok, "checks": self.checks, "unchecked": self.unchecked}


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
    shown = {place: json.loads(leaf) for place, leaf in leaves.items() if leaf is not None}
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
    digest = hashlib.sha512(b"habeas/fingerprint/1" + verify_key + box_key).digest()
    return " ".join(f"{int.from_bytes(digest[5 * i : 5 * i + 5], 'big') % 100_000:05d}" for i in range(6))


def open_note(note: str, key: bytes, verify: Verify) -> tuple[str, int, bytes]:
    """(origin, size, root) of a C2SP checkpoint that `key` signed."""
    body, _, signatures = note.partition("\n\n")
    body += "\n"
    origin, size, root = body.split("\n")[:3]
    for line in signatures.splitlines():
        dash, name, encoded = line.split(" ")
        value = base64.b64decode(encoded, validate=True)
        key_id = sha256(name.encode() + b"\n\x01" + key).digest()[:4]
        if dash == "\u2014" and value[:4] == key_id and name == origin:
            expect(verify(key, body.encode(), value[4:]), "the checkpoint's signature does not hold")
            return origin, int(size), from_base64(root, 32)
    raise Differs("no signature of the device's key under the checkpoint")


# --- the steps -------------------------------------------------------------------------------------------------------


def canonical(value: Json) -> bytes:
    """RFC 8785 for what a manifest holds: strings and integers, keys in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def no_constant(name: str) -> Json:
    raise ValueError(name)


def parse(data: bytes) -> Json:
    """JSON without repeated keys, NaN or Infinity."""

    def once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        expect(len({key for key, _ in pairs}) == len(pairs), "a repeated key")
        return dict(pairs)

    return json.loads(data.decode(), object_pairs_hook=once, parse_constant=no_constant)


def verify_release(folder: str, key: str = "", ca: str = "", ed25519: Verify = verify_ed25519) -> dict[str, Json]:
    """Every step on one release folder. `key`: fingerprint of who must have signed. Never raises for a bad release."""
    report = Report()
    try:
        Release(folder, report, ed25519).check(key, ca)
    except Differs as problem:
        report.add("release", "", False, str(problem))
    except OSError as problem:
        report.add("release", "", False, "cannot be read: %s" % (problem.strerror or type(problem).__name__))
    except MALFORMED as problem:
        report.add("release", "", False, f"malformed ({type(problem).__name__})")
    return report.result()


class Release:
    """One release folder being checked."""

    def __init__(self, folder: str, report: Report, ed25519: Verify) -> None:
        self.folder, self.report, self.ed25519 = folder, report, ed25519
        self.fields: dict[str, dict[str, dict[str, Json]]] = {}  # entry -> "record" | "names" -> fields shown
        self.heads: dict[str, dict[str, Json]] = {}
        self.commitments: dict[str, bytes] = {}
        self.texts: dict[str, dict[int, Paragraph]] = {}
        self.entry_of: dict[str, str] = {}

    def read(self, name: str) -> bytes:
        expect(name in self.present, "missing")
        with open(os.path.join(self.folder, *name.split("/")), "rb") as stream:
            return stream.read()

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
        for shown in bundle["texts"]:  # 5
            self.report.run("text", shown["source"], partial(self.text, shown))
        self.source_of = {passage["id"]: passage["source"] for passage in bundle["passages"]}
        expect(len(self.source_of) == len(bundle["passages"]), "a passage listed twice")
        for passage in bundle["passages"]:  # 6
            self.report.run("passage", passage["id"], partial(self.passage, passage))
        for item in bundle["items"]:  # 7
            self.report.run("item", item["id"], partial(self.item, item))
        self.report.run("page", "dossier.html", self.page)  # 8
        for log in bundle["logs"]:  # 9
            for number, stamp in enumerate(log["stamps"]):
                name = f"{log['device']}-{number}"
                self.report.run("stamp", name, partial(self.stamp, log, stamp, name, ca))
            if not log["stamps"]:
                self.report.unchecked.append("when log {} existed: no outside time stamp is here".format(log["device"]))
        self.report.unchecked += [
            "that the key {} belongs to the group you think: compare it by another way{}".format(
                self.signer, "" if key else ", then run again with --key"
            ),
            "that what the sources say is true: this shows only that it is unchanged since it was logged",
            "what is blacked out, and entries that are left out (a later correction or withdrawal among them)",
            "that a passage bears out the claim it stands under: that is the publisher's judgement, and signed as such",
            "that dossier.pdf reads as the bundle does: its bytes are signed, its text was not compared",
            "device clocks: times of admission and decision are as the device said",
        ]

    def files(self) -> None:
        self.present = set(folder_files(self.folder))
        self.manifest_bytes = self.read("manifest.json")
        self.manifest = parse(self.manifest_bytes)
        expect(self.manifest["format"] == FORMAT, "manifest of an unknown format")
        listed = {entry["name"]: entry for entry in self.manifest["files"]}
        for name in sorted(self.present - set(listed) - {"manifest.json"}):
            self.report.add("file", name, False, "not in the manifest")
        for name, entry in sorted(listed.items()):
            self.report.run("file", name, partial(self.file, name, entry))

    def file(self, name: str, entry: Json) -> str:
        data = self.read(name)
        expect(len(data) == entry["size"], f"{len(data)} bytes, the manifest says {entry['size']}")
        expect(sha256(data).hexdigest() == entry["sha256"], "SHA-256 differs from the manifest")
        return f"{len(data)} bytes"

    def signature(self, key: str) -> None:
        bundle = self.read("bundle.json")
        self.bundle = parse(bundle)
        signer = self.manifest["signer"]
        verify_key, box_key = from_base64(signer["verify_key"], 32), from_base64(signer["box_key"], 32)
        self.signer = fingerprint(verify_key, box_key)

        def manifest() -> str:
            rest = {name: value for name, value in self.manifest.items() if name != "signature"}
            expect(canonical(self.manifest) == self.manifest_bytes, "manifest not in canonical form")
            signature = from_base64(self.manifest["signature"], 64)
            holds = self.ed25519(verify_key, b"habeas/release-manifest/1\n" + canonical(rest), signature)
            expect(holds, "the manifest's signature does not hold")
            return "signed by " + self.signer

        def bundle_signature() -> str:
            signature = from_base64(self.manifest["bundle_signature"], 64)
            message = b"habeas/release-bundle/1\n" + sha256(bundle).digest()
            expect(self.ed25519(verify_key, message, signature), "the bundle's signature does not hold")
            expect(self.bundle["format"] == FORMAT and self.bundle["release"]["signer"] == signer, "another signer")
            expect(
                self.bundle["release"]["id"] == self.manifest["release"], "bundle and manifest of different releases"
            )
            return "signed by " + self.signer

        def pinned() -> None:
            expect("".join(key.split()) == self.signer.replace(" ", ""), "signed by another key than the one asked for")

        self.report.run("signature", "manifest.json", manifest)
        self.report.run("signature", "bundle.json", bundle_signature)
        if key:
            self.report.run("signer", self.signer, pinned)

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

    def log(self, log: Json) -> str:
        of_device = {e: c for e, c in self.commitments.items() if e.rpartition(":")[0] == log["device"]}
        leaves = {int(entry.rpartition(":")[2]): commitment for entry, commitment in of_device.items()}
        origin, size, root = open_note(log["checkpoint"], from_base64(log["key"], 32), self.ed25519)
        expect(log["device"] in origin.split("/"), "the checkpoint of another log")
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
        page, bundle = self.read("dossier.html").decode(), self.read("bundle.json").decode()
        opening, signed = '<script type="application/json" id="bundle">', self.bundle["page"]
        expect(page.count(opening) == 1 and opening + bundle + "</script>" in page, "carries another bundle")
        expect(page.count("<main") == 1 and page.count("</main>") == 1, "has no single main part")
        main = page[page.index(">", page.index("<main")) + 1 : page.index("</main>")]
        expect(
            sha256(words(html.unescape(re.sub("<[^<>]*>", "", main))).encode()).hexdigest() == signed, "reads otherwise"
        )
        return "carries the bundle, reads as signed"

    def stamp(self, log: Json, stamp: Json, name: str, ca: str) -> str:
        token, note = base64.b64decode(stamp["token"], validate=True), stamp["checkpoint"]
        imprint, time = stamp_content(token)
        expect(imprint == sha256(note.encode()).digest(), "the token is over something else")
        expect(time == stamp["time"], "the token names another time")
        expect(self.read(f"proof/{name}.tsr") == token, "two tokens differ")
        expect(self.read(f"proof/{name}.checkpoint").decode() == note, "two checkpoints differ")
        key = from_base64(log["key"], 32)
        old, new = open_note(note, key, self.ed25519), open_note(log["checkpoint"], key, self.ed25519)
        expect(old[0] == new[0], "the checkpoint of another log")
        check_growth(old[1:], new[1:], [from_base64(node, 32) for node in stamp["consistency"]])
        accepted = openssl_accepts(token, note.encode(), ca) if ca else None
        if accepted is None:
            self.report.unchecked.append(f"who made time stamp {name}: needs openssl and --ca CERTIFICATES")
        expect(accepted is not False, "openssl does not accept the token under these certificates")
        return f"{old[1]} entries existed before {time}"


def words(content: str) -> str:
    """Text with every run of ASCII white space as one space: what a page reads as, whatever its line breaks."""
    return re.sub("[ \\t\\n\\r\\f]+", " ", content).strip(" ")


def same(left: Json, right: Json) -> bool:
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


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
    time = info[4][1].decode("ascii")
    return der(info[2][1])[1][1], re.sub("^(....)(..)(..)(..)(..)(..)(.*)Z$", r"\1-\2-\3T\4:\5:\6\7Z", time)


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
    yield "This release verifies." if result["ok"] else "This release DOES NOT VERIFY."


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
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
