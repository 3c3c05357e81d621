import pytest

from tests.iteration.village import make_village


@pytest.fixture
def village():
    return make_village()
