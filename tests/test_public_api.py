"""What `import dsar` offers: every name is there, documented, and loaded only when it is used."""

from __future__ import annotations

import inspect
import pkgutil

import pytest

import dsar


@pytest.mark.parametrize("name", dsar.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(dsar, name)
    assert inspect.getdoc(value)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = dsar.no_such_name


def test_public_names_are_sorted_and_few() -> None:
    assert list(dsar.__all__) == sorted(dsar.__all__, key=lambda name: (name[0].islower(), name))
    assert len(dsar.__all__) <= 60


def test_no_public_name_is_a_package_that_would_take_its_place_once_imported() -> None:
    packages = {one.name for one in pkgutil.iter_modules(dsar.__path__)}
    assert not packages & set(dsar.__all__)
