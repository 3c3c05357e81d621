import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Each test begins in English, whatever language the last page was asked for in."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_kept():
    """Each test begins without the pieces that pages of the last one have kept."""
    cache.clear()
