"""Where the browser goes in the console; a word in braces stands in `console_cast`.

The years: 2028 is in preparation, 2027 open, 2026 published, 2025 has an offer, 2024
stalls, 2023 agrees, 2022 waits for approval.
"""

C, Y27, Y28 = "/console/", "/console/years/2027/", "/console/years/2028/"
GUIDE = "/console/guide/2028/"
TOWARDS_A_YEAR = [
    *(C + "guide/", C + "packages/", C + "tables/", C + "next-year/", GUIDE),
    *(GUIDE + name for name in ("region/", "councils/", "councils/file/")),
    *(GUIDE + name for name in ("delegates/", "catalogue/", "catalogue/file/")),
    *(GUIDE + name for name in ("entitlements/", "calendar/", "practice/", "check/")),
    *(C + "practice/{copy}/", C + "practice/{copy}/delete/"),
    *(Y28, Y28 + "steps/", Y28 + "steps/open/"),
    *(Y28 + "entitlements/" + name for name in ("", "table/", "decide/", "heads/")),
    *(Y28 + "entitlements/" + name for name in ("needs/", "credits/")),
    Y28 + "entitlements/try/?per=member&rate=9000&hours=1500&rating=equal&cap=1"
    "&repay_years=5&borrowing_limit=&reviewers=3&row-TOTAL_FORMS=1&row-INITIAL_FORMS=1"
    "&row-0-code=adults&row-0-name_en=adults&row-0-source=allowance&row-0-works=on"
    "&try=1",
]
DURING_A_YEAR = [
    *(C, Y27, Y27 + "answers/", Y27 + "answers/remind/", Y27 + "checks/"),
    *(Y27 + "checks/ask/?council=eaters&good=bread&about=leap", Y27 + "questions/"),
    *(Y27 + "steps/", Y27 + "steps/pause/", Y27 + "steps/resume/"),
    *(Y27 + "steps/extend/", Y27 + "steps/close/", Y27 + "steps/reopen/"),
    *(Y27 + "what-if/", Y27 + "what-if/{run}/", Y27 + "finish/", Y27 + "stalled/"),
    *(Y27 + "what-if/compare/?one={run}&other={other}", Y27 + "entitlements/"),
]
AT_THE_END_OF_A_YEAR = [
    *(f"{C}years/2024/" + name for name in ("", "stalled/", "stalled/councils/")),
    *(f"{C}years/2024/" + name for name in ("steps/", "steps/go-on/", "finish/")),
    *(f"{C}years/2023/" + name for name in ("", "finish/", "steps/settle/")),
    *(f"{C}years/2023/steps/" + name for name in ("offer/", "reopen/")),
    *(f"{C}years/2025/" + name for name in ("finish/", "steps/withdraw-offer/")),
    *(f"{C}years/2022/" + name for name in ("finish/", "steps/publish/")),
    *(f"{C}years/2026/" + name for name in ("", "finish/", "steps/withdraw/")),
    *(f"{C}years/2022/steps/withdraw-approval/", f"{C}years/2026/archive/"),
]
AT_ANY_TIME = [
    *(C + "goods/", C + "goods/?q=bread", C + "wanted/", C + "wanted/{wanted}/"),
    *(f"{C}goods/bread/" + name for name in ("", "merge/", "split/", "convert/")),
    *(C + "goods/bread/retire/", C + "goods/buns/", C + "goods/buns/undo/"),
    *(C + "councils/", C + "new-council/"),
    *(f"{C}councils/station/" + name for name in ("", "merge/", "split/", "retire/")),
    *(C + "councils/station/leave/", C + "councils/last-street/"),
    *(C + "councils/last-street/undo/", C + "offices/", C + "offices/appoint/"),
    *(C + "offices/auditors/{auditor}/dismiss/", "/record/", "/record/{record}/"),
]
FACILITATOR = TOWARDS_A_YEAR + DURING_A_YEAR + AT_THE_END_OF_A_YEAR + AT_ANY_TIME
AUDITOR = [
    *(C, Y27, Y27 + "checks/", Y27 + "questions/", Y28 + "entitlements/"),
    *(Y28 + "entitlements/needs/", C + "goods/bread/", C + "councils/station/"),
    *(C + "wanted/", C + "offices/", Y27 + "what-if/", C + "years/2023/finish/"),
]
OPERATOR = [
    *(C + "operating/", C + "operating/letters/", C + "operating/maintenance/"),
    C + "operating/letters/{letter}/drop/",
]
ENTITLED = "/years/2028/councils/eaters/entitlement/"
MEMBER = [
    *("/wanted/", "/wanted/new/", "/wanted/{wanted}/", "/councils/eaters/looks/"),
    *("/years/2027/councils/eaters/questions/", "/years/2027/entitlements/"),
    *(ENTITLED, ENTITLED + "heads/"),
    *(ENTITLED + "credit/", ENTITLED + "need/", "/reviews/", "/record/"),
]
FEDERATION = ["/years/2028/councils/town/entitlement/credit/{credit}/"]
REVIEWER = ["/reviews/", "/reviews/{review}/"]
EVERYBODY = ["/record/", "/record/{record}/", "/wanted/", "/years/2027/entitlements/"]
WALKS = {
    "everybody": EVERYBODY,
    "facilitator": FACILITATOR,
    "auditor": AUDITOR,
    "operator": OPERATOR,
    "member": MEMBER,
    "federation": FEDERATION,
    "reviewer": REVIEWER,
}
