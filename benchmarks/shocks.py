"""A year on: technology, tastes, allowances and supplies have changed."""

from dataclasses import replace

import numpy as np

from benchmarks.economies import CONSUMER, WORKER


def shocked(last, family, random):
    """Technology, tastes, allowances and supplies differ from last year by 10 %."""

    def shock(count):
        return np.exp(0.1 * random.standard_normal(count))

    count = len(last.kind)
    grown = shock(count)
    row, wanted = last.council, last.wanted
    worker = last.kind == WORKER
    value = last.units * np.exp(last.then)
    mixed = np.where(wanted, value * shock(len(row)), 0.0)
    kept = last.sums(value, wanted) / np.maximum(last.sums(mixed, wanted), 1e-300)
    size = grown * (shock(count) if family == "c" else 1.0)
    earned = shock(count)
    of_requests = np.where(worker, size, earned)
    supply = shock(last.n)[last.good]
    offers = np.where(worker[row], grown[row], supply)
    factor = np.where(wanted, mixed / value * (kept * of_requests)[row], offers)
    share = last.share
    if family == "g":
        share = share * (earned * (last.kind == CONSUMER))[:, None]
        weight = last.share.sum() / share.sum()
        share = share * weight
        return replace(
            last, units=last.units * factor, share=share, spent=last.spent * earned
        )
    eats = last.kind == CONSUMER
    more = np.where(eats, earned, 1.0)
    return replace(
        last, units=last.units * factor, base=last.base * more, spent=last.spent * more
    )
