"""A web page saved with its parts (.mhtml): the page's text, as of any web page; where and when it was saved as
claimed."""

import email
import email.policy
from dataclasses import replace
from typing import Any

from habeas.reading import html
from habeas.reading.model import Reading, Reason, Status

ADDRESSES = ("Snapshot-Content-Location", "Content-Location")


def prepare() -> None:
    html.prepare()


def parse(data: bytes, job: dict[str, Any]) -> Reading:
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    if not pages:
        return Reading(Status.UNREAD, job["media_type"], reason=Reason.NO_TEXT_FOUND)
    payload = pages[0].get_payload(decode=True)
    reading = html.parse(payload if isinstance(payload, bytes) else b"", job)
    own = [("address", str(message[name])) for name in ADDRESSES if message[name]][:1]
    own += [("saved", str(message["Date"]))] if message["Date"] else []
    return replace(reading, claimed=(*reading.claimed, *own))
