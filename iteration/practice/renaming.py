"""The village's data under names nobody takes for their own."""

from dataclasses import replace

from django.utils.translation import gettext, override

from planning.package import Package

PREFIX = "practice-"


def for_practice(package: Package) -> Package:
    """The same economy, its councils and goods marked as being for practice."""
    return replace(
        package,
        goods=[
            replace(
                row,
                code=PREFIX + row.code,
                name_en=_marked(row.name_en, "en"),
                name_de=_marked(row.name_de, "de"),
            )
            for row in package.goods
        ],
        councils=[
            replace(
                row,
                slug=PREFIX + row.slug,
                name=_marked(row.name, "en"),
                name_de=_marked(row.name_de, "de") if row.name_de else "",
                parent=PREFIX + row.parent if row.parent else "",
            )
            for row in package.councils
        ],
        proposals=[_renamed(row, "council", "good") for row in package.proposals],
        prices=[_renamed(row, "good") for row in package.prices],
        standing=[_renamed(row, "council") for row in package.standing],
        entitlements=[_renamed(row, "council") for row in package.entitlements],
        changes=[_renamed(row, "council", "good") for row in package.changes],
    )


def in_both(text: str, name_en: str = "", name_de: str = "") -> dict[str, str]:
    """The names of a year in both languages, each spoken in its own."""
    names = {}
    for language, name in (("en", name_en), ("de", name_de or name_en)):
        with override(language):
            names[f"name_{language}"] = (gettext(text) % {"name": name})[:200]
    return names


def _marked(name: str, language: str) -> str:
    with override(language):
        return gettext("%(name)s (practice)") % {"name": name}


def _renamed(row, *columns):
    return replace(row, **{name: PREFIX + getattr(row, name) for name in columns})
