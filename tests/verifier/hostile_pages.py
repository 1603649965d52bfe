"""Hostile edits of a page, by name: each says something that was never signed, or hides what was."""

# ruff: noqa: E501  # a table

from collections.abc import Callable

Edit = Callable[[str], str]


def put(before: str, words: str) -> Edit:
    return lambda page: page.replace(before, words + before, 1)


def put_last(before: str, words: str) -> Edit:
    def edit(page: str) -> str:
        head, found, tail = page.rpartition(before)
        return head + words + found + tail

    return edit


def swap(old: str, new: str) -> Edit:
    return lambda page: page.replace(old, new, 1)


def in_main(old: str, new: str) -> Edit:
    def edit(page: str) -> str:
        head, found, main = page.partition("<main>")
        return head + found + main.replace(old, new, 1)

    return edit


EDITS: dict[str, Edit] = {
    "a claim before main": put("<main>", "<p>The guards were paid by the mayor.</p>"),
    "a claim after main": put("\n<script type=", "<p>The guards were paid by the mayor.</p>"),
    "a claim after the script": put_last("</body>", "<p>The guards were paid by the mayor.</p>"),
    "a claim after the page": lambda page: page + "<p>The guards were paid by the mayor.</p>",
    "a hidden claim": in_main("</header>", '</header><p hidden>The mayor paid.</p>'),
    "a claim of no size": in_main("</header>", '</header><p style="font-size:0">The mayor paid.</p>'),
    "an iframe": in_main("</header>", '</header><iframe srcdoc="The mayor paid."></iframe>'),
    "an input": in_main("</header>", '</header><input value="The mayor paid." readonly>'),
    "a textarea": in_main("</header>", "</header><textarea>The mayor paid.</textarea>"),
    "a picture's words": in_main("</header>", '</header><img src="data:," alt="The mayor paid.">'),
    "a button": in_main("</header>", "</header><button>The mayor paid.</button>"),
    "an empty element with a title": in_main("</header>", '</header><span title="The mayor paid."></span>'),
    "an object": in_main("</header>", '</header><object data="data:text/plain,The mayor paid."></object>'),
    "a canvas": in_main("</header>", "</header><canvas></canvas>"),
    "a dialog": in_main("</header>", "</header><dialog open>The mayor paid.</dialog>"),
    "a comment": in_main("</header>", "</header><!-- the mayor paid -->"),
    "a template": in_main("</header>", "</header><template>The mayor paid.</template>"),
    "a claim struck out": in_main("<bdi>denied</bdi>", "<del><bdi>denied</bdi></del>"),
    "a claim hidden": in_main('<article class="saying"', '<article hidden class="saying"'),
    "a claim hidden from screen readers": in_main('<article class="saying"', '<article aria-hidden="true" class="saying"'),
    "a claim with another name for screen readers": in_main("<h4>", '<h4 aria-label="Claim against">'),
    "a passage run the other way": in_main('dir="auto"', 'dir="rtl"'),
    "a quotation as plain text": lambda page: page.replace("<blockquote", "<div", 1).replace("</blockquote>", "</div>", 1),
    "another word": in_main("from his house", "from his home"),
    "another fact": in_main("<bdi>denied</bdi>", "<bdi>asserted</bdi>"),
    "a bar taken away": in_main('<span class="bar" role="img" aria-label="blacked out">', '<span role="img">'),
    "a bar that says a name": in_main('aria-label="blacked out"', 'aria-label="the mayor"'),
    "a link elsewhere": in_main('<a href="#S1"', '<a href="https://example.org/"'),
    "a link on every word": swap("<main>", '<main><base href="https://example.org/">'),
    "another title of the window": lambda page: page.replace("<title>", "<title>Proof that the mayor paid: ", 1),
    "another title": in_main("<h1><bdi>", "<h1><bdi>The mayor paid. "),
    "a style that hides": swap("</style>", ".against{display:none}</style>"),
    "a second style": swap("</head>", "<style>main::before{content:'The mayor paid.'}</style></head>"),
    "a style from elsewhere": swap("</head>", '<link rel="stylesheet" href="data:text/css,main{display:none}"></head>'),
    "a style on the body": swap("<body>", '<body style="direction:rtl">'),
    "a hidden body": swap("<body>", "<body hidden>"),
    "another language": swap('<html lang="en">', '<html lang="ru">'),
    "an attribute on main": swap("<main>", '<main aria-label="Proof that the mayor paid">'),
    "main named twice": put("<main>", "<main>The mayor paid.</main>"),
    "no policy": lambda page: page.replace('<meta http-equiv="Content-Security-Policy"', '<meta name="policy"', 1),
    "a refresh": swap("</head>", '<meta http-equiv="refresh" content="9;https://example.org/"></head>'),
    "a verdict of its own": swap('<h2 id="verdict-head">Not checked</h2>', '<h2 id="verdict-head">Everything holds</h2>'),
    "a second verdict": put("<main>", '<section id="verdict"><h2>Everything checked here holds</h2></section>'),
    "two passages swapped": lambda page: _swapped(page),
    "a section left out": lambda page: page[: page.index('<section aria-labelledby="proof">')] + page[page.index("</main>") :],
    "white space in a word": in_main("from his house", "from  his house"),
    "no doctype": lambda page: page.replace("<!doctype html>\n", "", 1),
    "letters that look the same": in_main("from his house", "from his hous\u0435"),
}  # fmt: skip


def _swapped(page: str) -> str:
    start = page.index("<blockquote", page.index("<main>"))
    one = page[start : page.index("</blockquote>", start)]
    second = page.index("<blockquote", start + 10)
    other = page[second : page.index("</blockquote>", second)]
    return page[:start] + other + page[start + len(one) : second] + one + page[second + len(other) :]
