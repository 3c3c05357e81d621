"""A closed income: all that is spent is a share of what the others earn."""

import numpy as np

from benchmarks.economies import COMMONS, CONSUMER


def close(economy, u):
    """All that is spent is a share of what the others earn."""
    others = economy.kind != CONSUMER
    economy.pool = np.where(others, 0, -1)
    labour = np.isin(economy.council, np.flatnonzero(economy.kind == CONSUMER))
    _move_offers_to_commons(economy, labour & ~economy.wanted)
    economy.pool = np.where(economy.kind != CONSUMER, 0, -1)
    value = np.where(economy.wanted, -1, 1) * economy.units * np.exp(u[economy.good])
    total = value[(economy.kind != CONSUMER)[economy.council]].sum()
    economy.share = (economy.base / total)[:, None]
    economy.base = np.zeros_like(economy.base)


def _move_offers_to_commons(economy, lines):
    """Let the public own what consumers offered, so that income closes by one sum."""
    goods = np.unique(economy.good[lines])
    place = len(economy.kind) + np.searchsorted(goods, economy.good[lines])
    economy.council[lines] = place
    more = len(goods)
    economy.kind = np.append(economy.kind, np.full(more, COMMONS))
    for name, value in (
        ("sigma", 1.0),
        ("eta", 0.0),
        ("phi", 0.0),
        ("used", 1.0),
        ("kappa", 0.0),
        ("effort", 0.0),
        ("base", 0.0),
        ("spent", 0.0),
        ("pool", 0),
    ):
        old = getattr(economy, name)
        setattr(economy, name, np.append(old, np.full(more, value)).astype(old.dtype))
    _merge_lines(economy)


def _merge_lines(economy):
    """One line a council and good."""
    code = economy.council * economy.n + economy.good
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    economy.units = np.bincount(place, economy.units)
    for name in ("council", "good", "wanted", "then"):
        setattr(economy, name, getattr(economy, name)[first])
