"""What of a bundle is no words: ids, keys, hashes, signatures, and the codes of the record's vocabulary.

They are random, or the program's own. Searched like words, one release in five was refused: `src-ek7wgayc3e5d` spells a
pet name, the 64 letters of a signature spell anything. So they are known by where the format has them and by their
exact form, and taken out wherever else they stand. What only looks like an id, in a title say, is searched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from habeas.ids import kind_of

_ID = re.compile(r"[a-z]{3}-\s?[0-9a-hjkmnp-tv-z]{12}(?![0-9A-Za-z])")
_CODED = re.compile(r"[A-Za-z0-9+/]{22,}={0,2}")
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{64,}(?![0-9A-Za-z])")
_LAST, _FIRST = re.compile(r"[A-Za-z0-9+/=-]+\s*$"), re.compile(r"^\s*[A-Za-z0-9+/=-]+")
_TEXT = ("title", "texts", "passages", "view", "names")
"""Fields of a bundle that hold words: nothing in them is taken for an id because it looks like one."""


@dataclass(frozen=True)
class MachineWords:
    """The ids, keys and codes of one bundle."""

    signs: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    def taken_out(self, text: str) -> str:
        """The text with blanks for ids, keys and hashes of this bundle, and its codes as words.

        >>> MachineWords(frozenset({"src-ek7wgayc3e5d"}), frozenset({"on_day"})).taken_out('src-ek7wgayc3e5d on_day')
        '  on day'
        """
        text = self._without_broken(text)
        text = _ID.sub(lambda hit: " " if re.sub(r"\s", "", hit.group()) in self.signs else hit.group(), text)
        text = _CODED.sub(lambda hit: " " if hit.group() in self.signs else hit.group(), text)
        return _CODE.sub(lambda hit: hit.group().replace("_", " ") if hit.group() in self.codes else hit.group(), text)

    def _without_broken(self, text: str) -> str:
        """Paper breaks an id or a key over lines: what is one where the lines are joined is taken out of them."""
        lines = text.split("\n")
        for number in range(len(lines) - 1):
            left, right = _LAST.search(lines[number]), _FIRST.search(lines[number + 1])
            if left and right and _joined(left.group().strip(), right.group().strip()) & self.signs:
                lines[number], lines[number + 1] = lines[number][: left.start()], lines[number + 1][right.end() :]
        return "\n".join(lines)


def _joined(left: str, right: str) -> frozenset[str]:
    """What two pieces are together: as they stand, and without the point or number that an id may be followed by."""
    whole = left + right
    return frozenset((whole, whole.partition(":")[0], whole.rstrip(".,;:)")))


def machine_words(bundle: dict[str, Any]) -> MachineWords:
    """Of a bundle that this program just made."""
    signs: set[str] = set()
    codes: set[str] = set()
    for text in _outside_texts(bundle):
        signs.update(one for one in _ID.findall(text) if kind_of(one))
        codes.update(_CODE.findall(text))
        signs.update(_HEX.findall(text))
    for text in _keys(bundle):
        signs.update(_CODED.findall(text))
    return MachineWords(frozenset(signs), frozenset(codes))


def _outside_texts(value: object, name: str = "") -> Iterator[str]:
    """Strings that are no title, passage, view or name."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner_name, inner in value.items():
            if inner_name not in _TEXT:
                yield from _outside_texts(inner, inner_name)
    elif isinstance(value, list):
        for inner in value:
            yield from _outside_texts(inner, name)


def _keys(bundle: dict[str, Any]) -> Iterator[str]:
    """Where the format has Base64: signer, log, checkpoint, hashes and seeds of hidden parts."""
    yield from bundle["release"]["signer"].values()
    yield from bundle["members"]
    for log in bundle["logs"]:
        yield from (log["key"], log["checkpoint"], *log["path"])
        for stamp in log["stamps"]:
            yield from (stamp["token"], stamp["checkpoint"], *stamp["consistency"])
    for entry in bundle["entries"]:
        for part in (entry["record"], entry["names"]):
            yield from _proofs(part)
    for text in bundle["texts"]:
        yield from _proofs(text["text"])


def _proofs(value: object) -> Iterator[str]:
    """The salt of each shown part and the hash of each hidden one: third in ["show"|"hide", depth, ...]."""
    if isinstance(value, dict):
        yield from _proofs(value.get("parts"))
    elif isinstance(value, list) and len(value) > 2 and value[0] in ("show", "hide"):
        yield value[2]
    elif isinstance(value, list):
        for inner in value:
            yield from _proofs(inner)
