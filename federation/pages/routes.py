from federation.pages import adding, comparing, listing, moves, other, own
from pages.routes import page

app_name = "servers"
OTHER = "servers/<int:number>"

urlpatterns = [
    page("servers/", listing.servers, "list"),
    page("servers/add/", adding.add, "add"),
    page("servers/this/", own.this_server, "own"),
    page("servers/this/next-key/", own.prepare, "next-key"),
    page("servers/this/use-key/", own.use, "use-key"),
    page("servers/this/keys/<int:number>/revoke/", own.revoke, "revoke-key"),
    page(f"{OTHER}/", other.server, "server"),
    page(f"{OTHER}/refresh/", other.refresh, "refresh"),
    page(f"{OTHER}/pause/", moves.pause, "pause"),
    page(f"{OTHER}/resume/", moves.resume, "resume"),
    page(f"{OTHER}/end/", moves.end, "end"),
    page(f"{OTHER}/keys/<int:key>/compare/", comparing.compare, "compare"),
    page(f"{OTHER}/keys/<int:key>/end/", comparing.end, "end-key"),
]
