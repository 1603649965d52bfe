"""A bundle -> dossier.html: one file that reads without a network and checks itself.

Every byte of it is made by the verifier's own `Page`, from the bundle, its signature, the style sheet and the script:
so whoever checks a release makes the page again and compares. No text of the user's is ever searched for, or put in
place of anything.

A strict Content-Security-Policy in the page allows this one script and this one style sheet, by their hashes, and
nothing else: no request leaves the page, whatever is in it.
"""

from importlib.resources import files
from typing import Any

from habeas.publication.bundle import bundle_bytes
from habeas.publication.model import Signer
from habeas.publication.sign import sign_bundle
from habeas.verifier.standalone import Page

Json = dict[str, Any]


def shipped(name: str) -> str:
    """A text file of this package."""
    return (files("habeas.publication") / name).read_text(encoding="utf-8")


def make_page(bundle: Json, signer: Signer) -> tuple[bytes, bytes, str]:
    """(dossier.html, bundle.json, signature of the bundle)."""
    data = bundle_bytes(bundle)
    signature = sign_bundle(data, signer)
    page = Page(bundle).html(data.decode(), signature, shipped("dossier.css"), shipped("verify.js"))
    return page.encode(), data, signature
