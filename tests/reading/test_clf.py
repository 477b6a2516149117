"""The moment of an access log's line is read as `strptime` would, only faster."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from dsar.reading.dates import when

numbers = st.builds("{:02}".format, st.integers(0, 99))
months = st.sampled_from([*"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Foo Mai".split()])


@given(
    numbers, months, st.integers(0, 9999), numbers, numbers, numbers, st.sampled_from("+-"), numbers, numbers
)
def test_as_strptime_reads_it(
    day: str, month: str, year: int, hour: str, minute: str, second: str, sign: str, ahead: str, more: str
) -> None:
    text = f"{day}/{month}/{year:04}:{hour}:{minute}:{second} {sign}{ahead}{more}"
    try:
        expected = datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        expected = None
    found = when(text)
    assert found is not None
    assert found.utc == expected
