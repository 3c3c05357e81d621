"""What a council may use, why so much, and what it says and asks for."""

from desk.views import credits, entitlement
from pages.routes import page

YEAR = "years/<slug:period>/"
HERE = YEAR + "councils/<slug:slug>/entitlement/"

urlpatterns = [
    page(YEAR + "entitlements/", entitlement.entitlements, "entitlements"),
    page(HERE, entitlement.entitlement, "entitlement"),
    page(HERE + "heads/", entitlement.heads, "entitlement-heads"),
    page(HERE + "credit/", credits.credit, "credit"),
    page(HERE + "credit/<int:number>/", credits.decide, "credit-decide"),
    page(HERE + "need/", credits.need, "need"),
    page("reviews/", credits.reviews, "reviews"),
    page("reviews/<int:number>/", credits.review, "review"),
]
