from federation.pages import (
    adding,
    comparing,
    histories,
    listing,
    moves,
    other,
    own,
    statements,
    years_joining,
    years_looking,
    years_moves,
    years_sharing,
)
from pages.routes import page

app_name = "servers"
OTHER = "servers/<int:number>"
YEAR = "servers/years/<slug:period>"

urlpatterns = [
    page("servers/", listing.servers, "list"),
    page("servers/add/", adding.add, "add"),
    page("servers/this/", own.this_server, "own"),
    page("servers/this/next-key/", own.prepare, "next-key"),
    page("servers/this/use-key/", own.use, "use-key"),
    page("servers/this/keys/<int:number>/revoke/", own.revoke, "revoke-key"),
    page("servers/years/", years_looking.years, "years"),
    page("servers/share-a-year/", years_sharing.share, "share-year"),
    page("servers/join-a-year/", years_joining.join, "join-year"),
    page(f"{YEAR}/", years_looking.year, "shared-year"),
    page(f"{YEAR}/invite/", years_sharing.invite, "invite"),
    page(f"{YEAR}/open/", years_moves.open_year, "open-year"),
    page(f"{YEAR}/go-on/", years_sharing.go_on, "go-on"),
    page(f"{YEAR}/compare/", years_sharing.compare_heads, "compare-heads"),
    page(f"{YEAR}/servers/<int:number>/remove/", years_moves.remove, "remove"),
    page(f"{YEAR}/rounds/<int:number>/", years_looking.round_together, "round"),
    page(
        f"{YEAR}/rounds/<int:number>/parts/<int:part>/",
        years_looking.both_parts,
        "both-parts",
    ),
    page(f"{OTHER}/", other.server, "server"),
    page(
        f"{OTHER}/statements/<int:statement>/",
        statements.evidence,
        "statement",
    ),
    page(f"{OTHER}/histories/<int:head>/", histories.signed, "history"),
    page(f"{OTHER}/refresh/", other.refresh, "refresh"),
    page(f"{OTHER}/pause/", moves.pause, "pause"),
    page(f"{OTHER}/resume/", moves.resume, "resume"),
    page(f"{OTHER}/end/", moves.end, "end"),
    page(f"{OTHER}/keys/<int:key>/compare/", comparing.compare, "compare"),
    page(f"{OTHER}/keys/<int:key>/end/", comparing.end, "end-key"),
]
