"""Words that bound a time ("since", "until", "the night of", «с», «до», «в ночь на») and that join two into a range."""

import re

FRAMES: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "en": tuple(
        (name, re.compile(rf"\b(?:{words})\s+(?:the\s+)?$", re.IGNORECASE))
        for name, words in (
            (
                "night",
                r"(?:(?:on|during|in)\s+)?(?:the\s+)?nights?\s+(?:of|from|between)|overnight\s+(?:on|from|between|of)",
            ),
            ("between", r"between"),
            (
                "since",
                r"(?:ever\s+)?since(?:\s+(?:about|around|at\s+least))?|as\s+(?:of|from)|(?:starting|beginning)\s+(?:in|from|on)",
            ),
            ("from", r"from"),
            ("until", r"(?:up\s+)?until|till|up\s+to|through"),
            ("before", r"before|prior\s+to"),
            ("by", r"by|no\s+later\s+than|not\s+later\s+than"),
            ("after", r"after"),
            (
                "about",
                r"on\s+or\s+(?:about|around)|around|about|circa|approximately|some\s*time\s+(?:in|around)|roughly",
            ),
        )
    ),
    "ru": tuple(
        (name, re.compile(rf"\b(?:{words})\s+$", re.IGNORECASE))
        for name, words in (
            ("night_to", r"в\s+ночь\s+на|ночью\s+на"),
            ("night", r"в\s+ночь\s+со?|ночью\s+со?"),
            ("between", r"между|в\s+период\s+со?|в\s+период\s+между"),
            ("since", r"начиная\s+со?"),
            ("from", r"со?"),
            ("until", r"вплоть\s+до|по"),
            ("before", r"до|перед"),
            ("by", r"ко?|не\s+поздне[ей]|не\s+позже|в\s+срок\s+до"),
            ("after", r"после"),
            ("about", r"(?:около|примерно|приблизительно|ориентировочно)(?:\s+во?)?"),
        )
    ),
}  # fmt: skip
JOINTS = {
    "en": re.compile(r"\s*(?:,\s*)?(?:and|to|until|till|through)\s+(?:the\s+)?|\s?[-–—]\s?"),
    "ru": re.compile(r"\s*(?:,\s*)?(?:и|по|до|на)\s+|\s?[-–—]\s?"),
}
ONWARDS = re.compile(r"\s+(?:onwards?|on(?=[\s,.]))")
