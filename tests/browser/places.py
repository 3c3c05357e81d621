"""Where the browser goes: every page of the desk, kept in one place.

The addresses are those of the fixtures `year` and `together`; a word in braces is
filled in when it is known.
"""

EATERS, BAKERS = "/years/2027/councils/eaters/", "/years/2027/councils/bakers/"
PUBLIC = [
    "/",
    "/login/",
    "/words/",
    "/practice/",
    "/years/2027/",
    "/years/2027/rounds/1/",
    "/years/2027/rounds/2/",
    "/years/2027/plain/",
    "/years/2027/rounds/1/plain/",
    "/years/2027/rounds/2/plain/",
    "/years/2027/goods/bread/",
    "/years/2027/check/",
    "/years/2026/check/",
    "/years/2026/plan/",
    "/years/2026/plan/?show=councils",
    "/years/2026/plan/?show=councils&good=bread",
]
MEMBERS = [
    "/",
    EATERS,
    EATERS + "draft/",
    EATERS + "draft/check/",
    EATERS + "draft/discard/",
    EATERS + "withdraw/",
    EATERS + "standing/",
    EATERS + "beliefs/",
    "/years/2027/check/eaters/1/",
    "/years/2025/councils/eaters/offer/",
    EATERS + "revisions/1/",
    "/years/2026/councils/eaters/assignment/",
    BAKERS,
    BAKERS + "standing/",
]
# A council that decides together, and a person among people.
TOGETHER = [
    "/",
    EATERS,
    EATERS + "revisions/",
    BAKERS + "draft/recipe/",
    "/councils/",
    "/councils/town/join/",
    "/councils/eaters/people/",
    "/councils/eaters/people/leave/",
    "/councils/eaters/people/{person}/",
    "/councils/eaters/invite/",
    "/councils/eaters/requests/{wish}/",
    "/invitations/{token}/",
    "/councils/eaters/decisions/",
    "/councils/eaters/decisions/rule/",
    "/councils/eaters/ballots/{ballot}/",
    "/councils/eaters/ballots/{change}/",
    "/councils/eaters/ballots/{ballot}/amend/",
    "/account/",
    "/account/profile/",
]
CLERKS = ["/councils/eaters/ballots/{ballot}/enter/"]
# Pages with a browser test of their own: its file, and how it gets there.
ELSEWHERE = {
    "my-data": ("test_accounts", '"/account/data/"'),
    "delete-account": ("test_accounts", '"/account/delete/"'),
    "second-step": ("test_accounts", "/account/second-step/"),
    "letters": ("test_letters", '"/letters/"'),
    "next-letter": ("test_letters", '"/letters/next/"'),
    "stop-letters": ("test_letters", "/letters/{stop}"),
    "move": ("test_deciding", "/draft/vote/"),
    "sheet": ("test_spreadsheets", 'EATERS + "draft/sheet/"'),
    "sheet-done": ("test_spreadsheets", "/draft/sheet/done/"),
    "print": ("test_spreadsheets", 'EATERS + "print/"'),
    "paper": ("test_spreadsheets", 'EATERS + "paper/"'),
    "paper-enter": ("test_spreadsheets", 'EATERS + "paper/enter/"'),
    "data": ("test_spreadsheets", "/years/2027/data/"),
    "entitlements": ("test_rights", "/years/2027/entitlements/"),
    "entitlement": ("test_rights", "/years/2027/councils/eaters/entitlement/"),
    "entitlement-heads": ("test_rights", 'NEXT + "heads/"'),
    "credit": ("test_rights", 'NEXT + "credit/"'),
    "credit-decide": (
        "test_rights",
        '"/years/2028/councils/town/entitlement/credit/{credit}/"',
    ),
    "need": ("test_rights", 'NEXT + "need/"'),
    "questions": ("test_rights", "/years/2027/councils/eaters/questions/"),
    "looks": ("test_rights", 'EATERS + "looks/"'),
    "reviews": ("test_rights", '"/reviews/"'),
    "review": ("test_rights", '"/reviews/{review}/"'),
    "wanted": ("test_rights", '"/wanted/"'),
    "wanted-new": ("test_rights", '"/wanted/new/"'),
    "wanted-good": ("test_rights", '"/wanted/{wanted}/"'),
}
# Nothing to look at: files, pieces of pages, and what only takes a form.
NO_PAGES = {
    *("document", "program", "check-documents", "check-file", "my-data-file"),
    *("sheet-download", "data-json", "data-xlsx", "data-dictionary", "data-csv"),
    *("autosave", "draft-goods", "draft-others"),
    *("logout", "sheet-undo", "withdraw-invitation"),
}
