"""All public tables of a year, and the fields in none of them, each with a reason."""

from desk.spreadsheets.public.plan import ASSIGNMENTS, PLAN, TOTALS_TABLE
from desk.spreadsheets.public.rounds import PRICES, PULLS, RESULTS, ROUNDS
from desk.spreadsheets.public.year import GOODS, YEAR

TABLES = {
    table.name: table
    for table in (
        YEAR,
        GOODS,
        ROUNDS,
        PRICES,
        RESULTS,
        PULLS,
        PLAN,
        TOTALS_TABLE,
        ASSIGNMENTS,
    )
}
KEY = "a key of this database, which the codes and numbers stand for"
WITHHELD = {
    "Period.together": "the servers that plan together stand in the documents",
    "Period.follows": "who leads stands first in the documents",
    "Plan.elsewhere": "stands in the published document",
    "Plan.accord": "stands in the published document",
    "Period.package": "what an imported package said beside the tables",
    "Period.resumed_after": "how the service judges progress",
    "Round.paused_at": "stands in the record",
    "Round.time_left": "stands in the record",
    "Round.reopened": "stands in the record",
    "Round.seal": "stands in the published document",
    "Round.state": "what the rule remembers of single councils",
    "Round.outliers": "tells of single councils",
    "Round.seconds": "how long the machine took",
    "Publication.body": "the published document itself, to be had by its digest",
    "Publication.path": "follows from the parts of other servers",
    "Publication.number": "stands in the published document",
    "Publication.seal": "stands in the published document",
    "Publication.at": "stands in the round and the plan",
} | dict.fromkeys(
    (
        "CatalogueEntry.good",
        "CatalogueEntry.period",
        "Price.good",
        "Price.round",
        "Result.good",
        "Result.round",
        "Round.period",
        "Plan.period",
        "Assignment.plan",
        "Publication.period",
        "Publication.round",
        "Publication.plan",
    ),
    KEY,
)
