"""What a reader said of a file, put into words: the codes of `reading.model.Said`, each with its number and its
pages."""

from collections.abc import Iterator, Mapping

from habeas.reading.model import LEFT_OUT

WORDS = {
    "tracked_insertions": "{n} tracked insertions: they are in the text, as accepted",
    "tracked_deletions": "{n} tracked deletions: shown at the end, marked ⟦deleted⟧",
    "footnotes": "{n} footnotes: after the text",
    "endnotes": "{n} endnotes: after the text",
    "comments": "{n} comments of editors: shown at the end, marked ⟦comment⟧",
    "text_boxes": "{n} text boxes: in the text",
    "headers": "{n} headers and footers: after the text",
    "form_fields": "{n} filled form fields: in the text",
    "struck_text": "{n} struck passages: shown at the end, marked ⟦struck⟧",
    "hidden_text": "{n} hidden passages or letters: not in the text",
    "covered_text": "{n} letters stand under something drawn over them: not in the text, not shown",
    "pictures": "{n} pictures: what stands in them is not in the text",
    "embedded_objects": "{n} embedded objects: not in the text",
    "pages_without_text": "{n} pages are pictures: not in the text",
    "not_language": "{n} pages have a text layer that is no language: not in the text",
    "pages_by_ocr": "{n} pages read by OCR: an aid, not evidence",
    "text_behind_picture": "{n} pages: the text layer of a scan, made by somebody's OCR",
    "order_uncertain": "the order of reading, or of day and month, is uncertain",
    "encoding_guessed": "the encoding is a guess: {encoding}; correct it with --encoding",
    "encoding_given": "read in the encoding given: {encoding}",
    "encoding_wrong": "the file names an encoding in which it is not written",
    "undecoded": "{n} characters could not be decoded",
    "messages": "{n} messages, with their times and writers",
    "messages_without_words": "{n} messages are files or pictures: not in the text",
    "lines_unread": "{n} lines were not understood",
    "archive_members": "an archive of {n} files: their names are its text, each is a source of its own",
    "members_encrypted": "{n} files of the archive are encrypted: not read",
    "attachments_left_out": "{n} attached files are over the limits: they stay inside the original",
    "text_outside_main": "{n} passages outside the page's main text",
    "claimed_time": "",
    "claimed_place": "",
}
CLAIMED = {
    "time": "says of itself: made {value}",
    "place": "says of itself: taken at {value} (degrees north, east)",
    "device": "says of itself: taken with {value}",
    "language": "says of itself: language {value}",
}


def about_reading(
    remarks: Mapping[str, int],
    pages: Mapping[str, tuple[int, ...]],
    encoding: str,
    claimed: Mapping[str, str],
    *,
    left_out_only: bool = False,
) -> Iterator[str]:
    """Lines for a person. `left_out_only`: without what is in the text all the same."""
    for code, count in remarks.items():
        if left_out_only and code not in LEFT_OUT:
            continue
        words = WORDS.get(code, code).format(n=count, encoding=encoding or "one for each part")
        where = ", ".join(str(page) for page in pages.get(code, ())[:12])
        if words:
            yield f"{words} (page {where})" if where else words
    for name, value in claimed.items():
        if name in CLAIMED:
            yield f"{CLAIMED[name].format(value=value)} (claimed, not checked)"
