import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Each test begins in English, whatever language the last page was asked for in."""
    with translation.override("en"):
        yield
