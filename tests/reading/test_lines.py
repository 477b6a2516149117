"""Lines that hold something are counted without being parted: the count is that of parting them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsar.reading.blocks import count_lines
from dsar.reading.cuts import Lines

pieces = st.lists(
    st.sampled_from([b"a", b"\n", b"\n\n", b" ", b"\t", b"\r\n", b"\x0b", b"\x0c", b"b c"]), max_size=30
)


@given(pieces)
def test_the_count_is_that_of_the_lines(parts: list[bytes]) -> None:
    content = b"".join(parts)
    held = sum(one.role == "piece" for one in Lines().stretches(content))
    assert count_lines(content, 0, len(content)) == held


@given(pieces, st.data())
def test_it_may_begin_at_any_line(parts: list[bytes], data: st.DataObject) -> None:
    content = b"".join(parts)
    starts = [0, *(at + 1 for at, byte in enumerate(content) if byte == 10), len(content)]
    start = data.draw(st.sampled_from(starts))
    held = [one for one in Lines().stretches(content) if one.role == "piece" and one.offset >= start]
    assert count_lines(content, start, len(content)) == len(held)
