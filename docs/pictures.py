"""Take the pictures in docs/pictures from a running demonstration.

./demo.sh --port 8000                      in one terminal
.venv/bin/python docs/pictures.py          in another, after ./test.sh has once
                                           installed what drives the browser
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "pictures"
ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
PAGES = {"round": "/years/2027/rounds/1/", "year": "/years/2027/"}


def main():
    FOLDER.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        page = browser.new_page(
            viewport={"width": 1100, "height": 1180}, locale="en", color_scheme="light"
        )
        for name, path in PAGES.items():
            page.goto(ADDRESS + path)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
