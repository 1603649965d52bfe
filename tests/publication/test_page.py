"""The page in a browser: it checks itself, says when it does not hold, asks nobody, and can be read by everyone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from habeas.verifier.check import check_release
from tests.publication.making import copy, resigned
from tests.verifier.hostile_pages import EDITS
from tests.verifier.test_standalone import FORGERIES
from tests.verifier.test_vault_chain import FORGERIES as CHAIN_FORGERIES

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: the page was not tried in a browser"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        found = running.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


def opened(browser: Browser, folder: Path, **context: Any) -> Page:
    page = browser.new_context(**context).new_page()
    page.goto((folder / "dossier.html").as_uri())
    return page


def checked(browser: Browser, folder: Path, **context: Any) -> Page:
    page = opened(browser, folder, **context)
    page.locator("html[data-checked]").wait_for(state="attached", timeout=20_000)
    return page


def state(page: Page) -> str | None:
    return page.locator("html").get_attribute("data-checked")


def test_page_as_released_says_that_everything_holds_for_each_passage(browser: Browser, redacted: Path) -> None:
    page = checked(browser, redacted)
    assert state(page) == "intact"
    assert set(page.locator(".state").all_inner_texts()) == {"holds"}
    said = page.locator("#verdict").inner_text()
    assert "Intact, signer not compared" in said and check_release(redacted).sentence.split(": ", 1)[1][1:] in said


def test_page_asks_nobody_for_anything_and_breaks_no_rule_of_its_own(browser: Browser, redacted: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.goto((redacted / "dossier.html").as_uri())
    page.locator("html[data-checked]").wait_for(state="attached", timeout=20_000)
    assert asked == [(redacted / "dossier.html").as_uri()] and not said


def test_word_changed_on_the_page_is_told_at_its_passage(browser: Browser, redacted: Path, tmp_path: Path) -> None:
    folder = copy(redacted, tmp_path / "r")
    page_file = folder / "dossier.html"
    text = page_file.read_text()
    head, main = text.split("<main", 1)
    page_file.write_text(head + "<main" + main.replace("from his house", "from his home", 1))
    page = checked(browser, folder)
    assert state(page) == "fails"
    assert "not the one that was signed" in page.locator("#verdict").inner_text()
    assert "from his home" not in page.locator("main").inner_text(), "what is read is drawn from the bundle"


def test_fact_changed_on_the_page_is_told(browser: Browser, redacted: Path, tmp_path: Path) -> None:
    folder = copy(redacted, tmp_path / "r")
    text = (folder / "dossier.html").read_text()
    assert "<bdi>denied</bdi>" in text
    (folder / "dossier.html").write_text(text.replace("<bdi>denied</bdi>", "<bdi>asserted</bdi>", 1))
    page = checked(browser, folder)
    assert state(page) == "fails" and page.locator("bdi", has_text="denied").count() == text.count("<bdi>denied</bdi>")


def test_page_agrees_with_the_verifiers_on_every_forgery(browser: Browser, redacted: Path, tmp_path: Path) -> None:
    """Signed again by the signer itself: only the proof can tell, in the page as in verify.py."""
    for forge in [*FORGERIES, *CHAIN_FORGERIES]:
        folder = resigned(copy(redacted, tmp_path / forge.__name__), forge)
        page = checked(browser, folder)
        assert state(page) == "fails" and not check_release(folder).ok, forge.__name__
        page.context.close()


def test_page_agrees_on_a_release_signed_again_unchanged(browser: Browser, open_release: Path, tmp_path: Path) -> None:
    assert state(checked(browser, open_release)) == "intact"
    assert state(checked(browser, resigned(copy(open_release, tmp_path / "r"), lambda bundle: None))) == "intact"


def test_every_hostile_edit_of_the_page_is_told_and_not_shown(
    browser: Browser, redacted: Path, open_release: Path, tmp_path: Path
) -> None:
    """Nothing is signed again: who opens the page alone has no manifest."""
    green = []
    for number, (name, edit) in enumerate(EDITS.items()):
        folder = copy(redacted if "bar" in name else open_release, tmp_path / str(number))
        text = (folder / "dossier.html").read_text()
        (folder / "dossier.html").write_text(edit(text))
        page = checked(browser, folder)
        if state(page) != "fails" or "mayor" in page.locator("body").inner_text():
            green.append(name)
        page.context.close()
    assert not green and len(EDITS) > 40


def test_signature_that_does_not_hold_is_told(browser: Browser, redacted: Path, tmp_path: Path) -> None:
    folder = copy(redacted, tmp_path / "r")
    seal = json.loads((folder / "manifest.json").read_text())["bundle_signature"]
    text = (folder / "dossier.html").read_text()
    (folder / "dossier.html").write_text(text.replace(seal, ("B" if seal[0] == "A" else "A") + seal[1:]))
    page = checked(browser, folder)
    assert state(page) == "fails" and set(page.locator(".state").all_inner_texts()) == {"does not hold"}


@pytest.mark.parametrize("garbage", ["", "{}", "null", '{"release": {}}', "[[[["])
def test_page_with_a_broken_bundle_says_that_it_does_not_hold(
    browser: Browser, redacted: Path, tmp_path: Path, garbage: str
) -> None:
    folder = copy(redacted, tmp_path / "r")
    text, bundle = (folder / "dossier.html").read_text(), (folder / "bundle.json").read_text()
    (folder / "dossier.html").write_text(text.replace(bundle, garbage))
    assert state(checked(browser, folder)) == "fails"


def test_without_scripts_the_page_reads_and_says_that_it_was_not_checked(browser: Browser, redacted: Path) -> None:
    page = opened(browser, redacted, java_script_enabled=False)
    assert page.locator("#verdict h2").inner_text() == "Not checked"
    assert "verify.py" in page.locator("#verdict").inner_text()
    assert set(page.locator(".state").all_inner_texts()) == {"not checked"}


@pytest.mark.parametrize("missing", ["Ed25519", "subtle"])
def test_browser_without_ed25519_is_told_that_signatures_were_not_checked(
    browser: Browser, redacted: Path, missing: str
) -> None:
    scripts = {
        "Ed25519": "SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))",
        "subtle": "Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })",
    }
    context = browser.new_context()
    context.add_init_script(scripts[missing])
    page = context.new_page()
    page.goto((redacted / "dossier.html").as_uri())
    page.locator("html[data-checked]").wait_for(state="attached", timeout=20_000)
    assert state(page) == "unchecked" and set(page.locator(".state").all_inner_texts()) == {"not checked"}
    assert "signatures not checked" in page.locator("#verdict").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1100])
def test_page_is_accessible_and_fits_the_screen(browser: Browser, open_release: Path, scheme: Any, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "bypass_csp": True}
    page = checked(browser, open_release, **context)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_date_in_arabic_text_keeps_its_order(browser: Browser, open_release: Path) -> None:
    """Without isolation a browser shows 2024-05-03 after Arabic letters as 03-05-2024."""
    page = checked(browser, open_release)
    quote = page.locator("blockquote[lang=ar]").first
    assert quote.get_attribute("dir") == "rtl"
    isolated = quote.locator("bdi[dir=ltr]").first
    assert isolated.inner_text() == "2024-05-03"
    order = isolated.evaluate(
        """node => { const range = document.createRange(), text = node.firstChild;
          const left = i => {
            range.setStart(text, i);
            range.setEnd(text, i + 1);
            return range.getBoundingClientRect().left;
          };
          return [left(0), left(5), left(8)]; }"""
    )
    assert order == sorted(order)


def test_keyboard_reaches_the_claims_first(browser: Browser, redacted: Path) -> None:
    page = checked(browser, redacted)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "claims"


def test_printed_page_keeps_its_bars_and_its_state(browser: Browser, redacted: Path) -> None:
    page = checked(browser, redacted)
    page.emulate_media(media="print")
    assert page.locator(".bar").first.is_visible() and not page.locator(".skip").is_visible()
