"""What is said about a file when it is admitted, as fields of its entries."""

from habeas.custody.model import Fields, JsonValue
from habeas.reading.model import Reading
from habeas.vault.model import About, SourceKind
from habeas.vault.published import published_from

_KINDS = {
    "text/html": SourceKind.WEB,
    "message/rfc822": SourceKind.EMAIL,
    "text/csv": SourceKind.TABLE,
    "text/tab-separated-values": SourceKind.TABLE,
    "application/pdf": SourceKind.DOCUMENT,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": SourceKind.TABLE,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": SourceKind.DOCUMENT,
}
_FAMILIES = {
    "image": SourceKind.PHOTO,
    "video": SourceKind.VIDEO,
    "audio": SourceKind.AUDIO,
    "text": SourceKind.DOCUMENT,
}


def remark_pages(reading: Reading) -> dict[str, JsonValue]:
    """Code -> pages."""
    return {remark.said.value: list(remark.pages) for remark in reading.remarks if remark.pages}


def kind_of(media_type: str) -> SourceKind:
    """The kind of source that a media type suggests."""
    family = media_type.partition("/")[0]
    return _KINDS.get(media_type) or _FAMILIES.get(family) or SourceKind.UNKNOWN


def about_fields(about: About, name: str) -> tuple[dict[str, JsonValue], Fields]:
    """Record and names fields of what was said about a file."""
    published = published_from(about.published)
    dated = published is not None and published.earliest is not None
    record: dict[str, JsonValue] = {
        "consent": int(about.consent),
        "reliability": about.reliability.value,
        "language": about.language,
    }
    if published is not None and dated:
        record |= {
            "published": published.as_given,
            "published_earliest": published.earliest,
            "published_latest": published.latest,
        }
    words = published.as_given if published is not None and not dated else None
    names = {"name": name} | present(origin=about.origin, publisher=about.publisher, published_words=words)
    return record, names


def present(**fields: JsonValue) -> dict[str, JsonValue]:
    """The fields that have a value: an absent field is an empty slot, not an empty string."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], ())}
