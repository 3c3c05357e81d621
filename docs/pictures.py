"""Take the pictures in docs/pictures from a running demonstration.

./demo.sh --port 8000                                      in one terminal
.venv/bin/python docs/pictures.py consumer PASSWORD        in another, with the login
                                                           the first one printed, after
                                                           ./test.sh has once installed
                                                           what drives the browser

Ten pages of the desk, on a phone and at a desk, light and dark, and two for the README.
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "pictures"
FRONT = {"round": "/years/2027/rounds/1/", "year": "/years/2027/"}
COUNCIL = "/years/{year}/councils/auenried/"
PAGES = {
    "to-do": "/",
    "draft": COUNCIL + "draft/",
    "check": COUNCIL + "draft/check/",
    "receipt": COUNCIL + "revisions/1/",
    "prices": "/years/{year}/rounds/1/",
    "good": "/years/2027/goods/bread/",
    "beliefs": COUNCIL + "beliefs/",
    "decisions": "/councils/auenried/decisions/",
    "assignment": COUNCIL.format(year=2027) + "assignment/",
    "verify": "/years/2027/check/",
}
WIDTHS = {"phone": (320, 1400), "desk": (1280, 900)}
# Small files: the pictures are looked at, not measured.
QUALITY = 60


def main():
    asked = _parser().parse_args()
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
        for name, path in FRONT.items():
            page.goto(asked.address + path)
            page.screenshot(path=FOLDER / f"{name}.png")
        for width, (wide, high) in WIDTHS.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": wide, "height": high},
                    base_url=asked.address,
                    locale="en",
                    color_scheme=scheme,
                    reduced_motion="reduce",
                )
                _log_in(page, asked)
                _take(page, asked.year, FOLDER / "desk", f"{width}-{scheme}")
        browser.close()


def _log_in(page, asked):
    page.goto("/login/")
    page.fill("input[name=username]", asked.name)
    page.fill("input[name=password]", asked.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")


def _take(page, year, folder, how):
    folder.mkdir(exist_ok=True)
    for name, path in PAGES.items():
        page.goto(path.format(year=year))
        if name == "check" and "check" not in page.url:
            # Nothing to check yet: a draft begins with the first change that is saved.
            page.click("button[name=do][value=check]")
            page.wait_for_url("**/check/")
        where = folder / f"{name}-{how}.jpg"
        page.screenshot(path=where, type="jpeg", quality=QUALITY)


def _parser():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", help="a login of the demonstration")
    parser.add_argument("password")
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--year", default="2028", help="the year that is open")
    return parser


if __name__ == "__main__":
    main()
