"""The page in a real browser: readable, usable by keyboard, narrow, without JavaScript."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

CHROMIUM = shutil.which("chromium")
PROGRAM = str(Path(sys.executable).parent / "kreislotse")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("browser")
    process = subprocess.Popen([PROGRAM, "run", "--port", "0"], cwd=folder, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    yield next(line for line in process.stderr if "Bereit" in line).split("Bereit: ")[1].strip()
    process.terminate()
    process.communicate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    yield opened
    opened.close()


def test_a_citizen_asks_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Ihre Frage").focus()
    page.keyboard.type("Seit wann seid ihr auf Instagram?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".reply").wait_for()
    assert "Januar 2022" in page.inner_text("main")
    page.get_by_role("button", name="Adresse des Instagram-Profils").click()
    page.get_by_text("Sie fragten: Adresse des Instagram-Profils").wait_for()
    assert "www.instagram.com/landkreis.goeppingen" in page.inner_text(".conversation")
    page.get_by_role("button", name="Ja").click()
    page.get_by_role("status").wait_for()
    assert "Danke" in page.inner_text("[role=status]")


def test_nothing_is_loaded_from_elsewhere_and_no_cookie_set(page: Page, address: str) -> None:
    asked: list[str] = []

    def remember(request: Request) -> None:
        asked.append(request.url)

    page.on("request", remember)
    for path in ("/", "/themen", "/thema/goals", "/netiquette", "/datenschutz", "/gibt-es-nicht"):
        page.goto(address + path)
    assert asked
    assert all(url.startswith(address) for url in asked)
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", ["/", "/themen", "/thema/risk-table", "/netiquette", "/?q=Was+kostet+Instagram%3F"])
def test_nothing_runs_over_at_320_pixels(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_every_page_has_one_heading_a_language_and_labelled_fields(page: Page, address: str) -> None:
    for path in ("/", "/themen", "/thema/goals", "/netiquette", "/datenschutz", "/gibt-es-nicht"):
        page.goto(address + path)
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.title()
        for field in page.locator("textarea, input:not([type=hidden])").all():
            assert page.locator(f"label[for={field.get_attribute('id')}]").count() == 1
