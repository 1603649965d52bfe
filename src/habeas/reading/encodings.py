"""Names of encodings, as a person may give them."""

import codecs


def is_encoding(name: str) -> bool:
    """Whether a text can be in the encoding of this name."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False
