"""A bundle -> dossier.html: one file that reads without a network and checks itself.

1. the dossier is set from the bundle alone  2. what its main part reads as is hashed into the bundle, as `page`
3. the bundle's bytes are signed  4. bundle, signature and the checking script go into the same file

A strict Content-Security-Policy in the page allows this one script and this one style sheet, by their hashes, and
nothing else: no request leaves the page, whatever is in it.
"""

import base64
import hashlib
import html
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from habeas.custody.canonical import canonical
from habeas.publication.bundle import bundle_bytes
from habeas.publication.dossier import dossier
from habeas.publication.model import Signer
from habeas.publication.sign import sign_bundle
from habeas.verifier.standalone import words

if TYPE_CHECKING:
    from jinja2 import Template

Json = dict[str, Any]


def shipped(name: str) -> str:
    """A text file of this package."""
    return (files("habeas.publication") / name).read_text(encoding="utf-8")


def make_page(bundle: Json, signer: Signer) -> tuple[bytes, bytes, str]:
    """(dossier.html, bundle.json, signature of the bundle). Adds `page` to the bundle."""
    page = _rendered(bundle)  # 1
    bundle["page"] = hashlib.sha256(_main_words(page).encode()).hexdigest()  # 2
    data = bundle_bytes(bundle)
    signature = sign_bundle(data, signer)  # 3
    seal = canonical({"signature": signature}).decode()
    return page.replace("{bundle}", data.decode(), 1).replace("{seal}", seal, 1).encode(), data, signature  # 4


def _rendered(bundle: Json) -> str:
    style, script = shipped("dossier.css"), shipped("verify.js")
    content = dossier(bundle)
    for number, passage in enumerate(_passages(content)):
        passage["at"] = number  # a passage under two claims stands twice: ids in a page are unique
    return _template().render(
        d=content,
        language=bundle["release"]["summary"].get("language", "en"),
        style=_safe(style),
        script=_safe(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        bundle=_safe("{bundle}"),
        seal=_safe("{seal}"),
    )


def _passages(content: Json) -> list[Json]:
    claims = [claim for act in content["acts"] for side in ("for", "against") for claim in act[side]]
    return [passage for one in (*claims, *content["calls"], *content["statements"]) for passage in one["passages"]]


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False, lstrip_blocks=False)
    return environment.from_string(shipped("dossier.html.j2"))


def _safe(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # our own files, and a placeholder


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _main_words(page: str) -> str:
    """What the main part of the page reads as: the same rule as in the verifier and in verify.js."""
    main = page[page.index(">", page.index("<main")) + 1 : page.index("</main>")]
    return words(html.unescape(re.sub("<[^<>]*>", "", main)))
