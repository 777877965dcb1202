"""Figures of the past beside an agreement file: rows that cannot be read stop the check."""

from pathlib import Path

import pytest

from channel_files import DOCUMENT
from smarketing import ActualsError
from smarketing.agreement_file import check_file


def test_rows_that_cannot_be_read(tmp_path: Path) -> None:
    """All of them are told, each with its place in the figures."""
    agreement, past = tmp_path / "a.yaml", tmp_path / "past.csv"
    agreement.write_text(DOCUMENT, "utf-8")
    past.write_text(
        "metric,month,value,base\ntwitter,2025-01,96,100\ntwiter,2025-01,9,10\ntwitter,2025-13,9,10\n", "utf-8"
    )
    with pytest.raises(ActualsError) as caught:
        check_file(agreement, history=past)
    promises = "'leads', 'give.informed', 'give.followed-up', 'give.attempted', 'twitter'"
    metrics = f"metrics are 'give.handed-over', 'twitter.asked', {promises}"
    assert str(caught.value).replace(f"{tmp_path}/", "").splitlines() == [
        f"past.csv:3:1: metric: no metric named 'twiter'; {metrics} (did you mean 'twitter'?)",
        "past.csv:4:2: month: '2025-13' is not a month; write it as 2026-03",
    ]
