"""``make pictures``: the pictures of the README, taken of the real program with Chromium."""

from __future__ import annotations

import html
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "bilder"
PROGRAM = str(Path(sys.executable).parent / "kreislotse")
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
COMMANDS = (
    ["ask", "Muss ich bei Instagram sein, um informiert zu werden?"],
    ["ask", "Wann hat die Zulassungsstelle offen?"],
    ["moderate", "So a Halbdaggl hockt beim Bauamt, der g'hört 1 n s Gesicht g'sagt: V0llidi0t!"],
    ["moderate", "Eine Zumutung, dieses Amt! Unfähig, planlos, überbezahlt!"],
)


def terminal() -> str:
    """What the commands really print, as a page."""
    lines = []
    for command in COMMANDS:
        shown = " ".join(f'"{word}"' if " " in word else word for word in command)
        output = subprocess.run([PROGRAM, *command], capture_output=True, text=True, check=True).stdout.rstrip()
        lines.append(f"<b>$ kreislotse {html.escape(shown)}</b>\n{html.escape(output)}\n")
    style = "margin:0;padding:24px;background:#14191d;color:#dfe7ea;font:15px/1.5 monospace;white-space:pre-wrap;width:860px"
    return f'<body style="margin:0"><pre style="{style}">{"<br>".join(lines)}</pre>'


def take(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / name, full_page=True)


def web(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 860, "height": 620})
    page.goto(address)
    page.get_by_label("Ihre Frage").fill("Derf i au ohne mein richtiga Nama kommentiera?")
    page.get_by_role("button", name="Fragen", exact=True).click()
    page.wait_for_load_state("networkidle")
    take(page, "webseite.png")
    page.close()


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        process = subprocess.Popen([PROGRAM, "run", "--port", "0"], cwd=folder, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        address = next(line for line in process.stderr if "Bereit" in line).split("Bereit: ")[1].strip()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            web(browser, address)
            page = browser.new_page(viewport={"width": 908, "height": 200})
            page.set_content(terminal())
            take(page, "terminal.png")
        finally:
            browser.close()
            process.terminate()
            process.communicate()


if __name__ == "__main__":
    main()
