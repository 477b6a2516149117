"""Frozen values that travel between processes, and are kept, in half the time."""

from __future__ import annotations

from typing import Any


class Packed:
    """A base of frozen dataclasses with slots: pickled as the class and its values in order.

    What `dataclasses` does for them itself looks up the fields of every single value. All fields have to
    be positional.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Any], tuple[object, ...]]:
        made: type[Any] = type(self)
        return made, tuple([getattr(self, name) for name in made.__match_args__])
