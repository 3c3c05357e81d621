"""Finding a good by what somebody typed."""

from desk.names import by_name

MOST = 12


def find_goods(catalogue, text):
    """The goods a text can mean, at most a dozen; one if it names one exactly."""
    sought = text.strip().casefold()
    if not sought:
        return []
    named = [(good, _names(good)) for good in catalogue.goods]
    exact = [good for good, names in named if sought in names]
    if len(exact) == 1:
        return exact
    found = [
        (not any(name.startswith(sought) for name in names), by_name(good), good)
        for good, names in named
        if any(sought in name for name in names)
    ]
    return [good for _rank, _name, good in sorted(found, key=lambda hit: hit[:2])][
        :MOST
    ]


def _names(good):
    return [name.casefold() for name in (good.name_de, good.name_en, good.code)]
