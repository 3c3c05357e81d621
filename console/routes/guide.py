"""From an empty installation to a year that is open: the guide, and practice years."""

from console.views import (
    first,
    guide,
    guide_check,
    guide_lists,
    guide_parts,
    packages,
    practice,
)
from pages.routes import page

YEAR = "console/guide/<slug:period>/"

urlpatterns = [
    page("console/first/<str:token>/", first.first, "first"),
    page("console/guide/", guide.guide, "guide"),
    page("console/packages/", packages.package, "guide-package"),
    page("console/tables/", packages.table, "guide-table"),
    page("console/next-year/", packages.following, "guide-next"),
    page(YEAR, guide.year, "guide-year"),
    page(YEAR + "region/", guide.region, "guide-region"),
    page(YEAR + "councils/", guide_parts.councils, "guide-councils"),
    page(YEAR + "councils/file/", guide_lists.councils_file, "guide-councils-file"),
    page(YEAR + "delegates/", guide_parts.delegates, "guide-invite"),
    page(YEAR + "catalogue/", guide_parts.catalogue, "guide-catalogue"),
    page(YEAR + "catalogue/file/", guide_lists.goods_file, "guide-goods-file"),
    page(YEAR + "catalogue/starter/", guide_parts.starter, "guide-starter"),
    page(YEAR + "entitlements/", guide.entitlements, "guide-entitlements"),
    page(YEAR + "calendar/", guide.calendar, "guide-calendar"),
    page(YEAR + "practice/", practice.rehearsal, "guide-rehearse"),
    page(YEAR + "check/", guide_check.check, "guide-check"),
    page("console/practice/village/", practice.village, "practice-begin"),
    page("console/practice/<slug:period>/", practice.year, "practice-year"),
    page("console/practice/<slug:period>/reset/", practice.reset, "practice-reset"),
    page("console/practice/<slug:period>/delete/", practice.delete, "practice-delete"),
]
