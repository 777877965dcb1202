"""Clauses of public agreements, each in a file as its contract says it, with the published answers."""

from fractions import Fraction

import pytest

from smarketing import Actuals, Quantity, Scorecard, judge, loads

_HEAD = """\
smarketing: 1
title: A clause
term: {start: 2026-01-01, end: 2027-12-31}
parties: {Provider: {}, Client: {}}
signatures: {Provider: 2025-12-01, Client: 2025-12-01}
"""


def _judged(clause: str, **figures: list[int | str]) -> Scorecard:
    """Judge months from January on; a text is a share, `45 of 50`."""
    agreement = loads(_HEAD + clause)
    rows: list[dict[str, object]] = []
    for metric, numbers in figures.items():
        for place, number in enumerate(numbers):
            value, _, base = str(number).partition(" of ")
            month = f"{2026 + place // 12}-{place % 12 + 1:02}"
            rows.append({"month": month, "metric": metric, "value": value, "base": base or None})
    return judge(agreement, Actuals.from_rows(rows, known=agreement.metrics))


def _months(scorecard: Scorecard, consequence: str) -> list[str]:
    return [str(due.month) for due in scorecard.dues if due.consequence == consequence]


_PER_POINT = """\
metrics: {fee: {unit: USD, kind: count}}
objectives: {answered: {owed_by: Provider, owed_to: Client, at_least: 95 %}}
consequences:
  deficiency: {when: {missed: answered}, credit: {pay: 1 %, of: fee, per: exact 1 point}}
"""


@pytest.mark.parametrize(("kept", "amount"), [(92, 300), (94, 100), (95, None), (96, None)])
def test_each_point_of_deficiency_takes_one_percent_of_the_fee(kept: int, amount: int | None) -> None:
    """92 % against 95 % of a fee of 10,000: 300."""
    dues = _judged(_PER_POINT, answered=[f"{kept} of 100"], fee=[10_000]).dues
    assert [each.amount for each in dues] == ([] if amount is None else [Quantity(amount, "USD")])


_ONE_OF_THREE = """\
metrics: {fee: {unit: USD, kind: count}}
objectives:
  first: {owed_by: Provider, owed_to: Client, at_most: 0 incident/month}
  second: {owed_by: Provider, owed_to: Client, at_most: 0 incident/month}
  third: {owed_by: Provider, owed_to: Client, at_most: 0 incident/month}
consequences:
  slow: {when: {missed: first}, credit: {pay: 5 %, of: fee}}
  down: {when: {missed: second}, credit: {pay: 8 %, of: fee}}
  late: {when: {missed: third}, credit: {pay: 3 %, of: fee}}
limits:
  one-incident: {of: [slow, down, late], only: the highest}
"""


def test_one_incident_that_fails_several_levels_pays_once() -> None:
    """5, 8 and 3 %: the best of them."""
    scorecard = _judged(_ONE_OF_THREE, first=[1, 1], second=[1, 0], third=[1, 1], fee=[100, 100])
    assert [(each.consequence, each.amount) for each in scorecard.dues] == [
        ("down", Quantity(8, "USD")),
        ("slow", Quantity(5, "USD")),
    ]


_CREDITS_IN_MONTHS = """\
metrics: {fees: {unit: USD, kind: count}, downtime: {unit: minute, kind: count}}
objectives: {downtime: {owed_by: Provider, owed_to: Client, at_most: 0 minute/month}}
consequences:
  credit: {when: {missed: downtime}, credit: {pay: 1 %, of: fees, per: exact 1 minute}}
  way-out: {when: {credits: {at_least: 20 % of fees, months: 2, in: 4 months}}, terminate: {right_of: Client}}
"""


@pytest.mark.parametrize(
    ("series", "months"),
    [
        ([25, 0, 0, 20], ["2026-04"]),
        ([25, 0, 0, 19], []),
        ([25, 0, 0, 0, 20], []),
        ([20, 20], ["2026-02"]),
    ],
)
def test_credits_of_a_fifth_of_the_fees_in_two_months_of_four(series: list[int | str], months: list[str]) -> None:
    """At the edge of the share and of the window."""
    scorecard = _judged(_CREDITS_IN_MONTHS, downtime=series, fees=[100] * len(series))
    assert _months(scorecard, "way-out") == months


_CREDITS_IN_A_YEAR = """\
objectives: {downtime: {owed_by: Provider, owed_to: Client, at_most: 0 incident/month}}
consequences:
  credit: {when: {missed: downtime}, credit: 50000 USD}
  way-out: {when: {credits: {at_least: 500000 USD, in: 12 months}}, terminate: {right_of: Client}}
"""


def test_credits_of_half_a_million_in_any_twelve_months() -> None:
    """50,000 a month reach it in the tenth month; with every third month free of credits, never in twelve months."""
    assert _months(_judged(_CREDITS_IN_A_YEAR, downtime=[1] * 12), "way-out") == ["2026-10"]
    assert _months(_judged(_CREDITS_IN_A_YEAR, downtime=[1, 1, 0] * 8), "way-out") == []


_SAME_DEFAULT = """\
objectives: {service: {owed_by: Provider, owed_to: Client, at_most: 0 incident/month}}
consequences:
  way-out:
    when:
      any_of:
        - {missed: {each: service, times: 3, running: true}}
        - {missed: {each: service, times: 3, in: 6 months}}
    terminate: {right_of: Client}
"""


@pytest.mark.parametrize(
    ("series", "first"),
    [
        ([0, 0, 1, 0, 1, 0, 0, 1], "2026-08"),
        ([1, 1, 0, 1, 1, 0], "2026-04"),
        ([0, 1, 1, 1], "2026-04"),
        ([1, 0, 0, 1, 0, 0, 1], None),
    ],
)
def test_the_same_default_three_months_running_or_three_times_in_six(
    series: list[int | str], first: str | None
) -> None:
    """The month in which the right first arises."""
    assert next(iter(_months(_judged(_SAME_DEFAULT, service=series), "way-out")), None) == first


_TWO_LEVELS = """\
objectives: {answers: {owed_by: Provider, owed_to: Client, levels: {expected: 95 %, minimum: 90 %}}}
consequences:
  default-at-once: {when: {missed: answers.minimum}, terminate: {right_of: Client}}
  default-by-repetition:
    when: {missed: {each: answers.expected, times: 4, in: 12 months}}
    terminate: {right_of: Client}
"""


@pytest.mark.parametrize(
    ("kept", "at_once", "repeated"),
    [([94, 96, 94, 96, 94], [], []), ([94, 94, 96, 94, 94], [], ["2026-05"]), ([96, 89], ["2026-02"], [])],
)
def test_a_default_by_the_minimum_or_by_the_expected_level(
    kept: list[int], at_once: list[str], repeated: list[str]
) -> None:
    """Three misses of the expected level in twelve months are none yet, four are; one of the minimum is at once."""
    scorecard = _judged(_TWO_LEVELS, answers=[f"{each} of 100" for each in kept])
    assert _months(scorecard, "default-at-once") == at_once
    assert _months(scorecard, "default-by-repetition") == repeated


_NETTED = """\
metrics: {fee: {unit: USD, kind: count}}
objectives:
  a: {owed_by: Provider, owed_to: Client, at_most: 0 incident/month}
  b: {owed_by: Provider, owed_to: Client, at_most: 0 incident/month}
  c: {owed_by: Provider, owed_to: Client, at_least: 1 report/month}
consequences:
  penalty-a: {when: {missed: a}, credit: {pay: 6 %, of: fee}}
  penalty-b: {when: {missed: b}, credit: {pay: 6 %, of: fee}}
  bonus-c: {when: {met: c}, bonus: {pay: 5 %, of: fee}}
limits:
  a-tenth: {of: [penalty-a, penalty-b, bonus-c], at_most: 10 % of fee per month, net: true}
"""


@pytest.mark.parametrize(("reports", "net"), [(1, 7), (0, 10)])
def test_penalties_less_bonuses_come_to_a_tenth_at_most(reports: int, net: int) -> None:
    """6 and 6 less 5 are 7, within the limit; 12 without the bonus are cut to 10."""
    dues = _judged(_NETTED, a=[1], b=[1], c=[reports], fee=[100]).dues
    owed = {"Provider": 1, "Client": -1}
    assert sum((owed[each.owed_by] * each.amount.value for each in dues if each.amount), Fraction(0)) == net


_ABOVE_THE_FORECAST = """\
metrics:
  forecast: {unit: request, kind: count}
  volume: {unit: request, kind: count}
objectives:
  answers: {owed_by: Provider, owed_to: Client, at_least: 95 %, relieved_when: {missed: volume}}
  volume: {owed_by: Client, owed_to: Provider, relative: {to: forecast, at_most: 110 %}}
consequences:
  credit: {when: {missed: answers}, credit: 100 USD}
"""


@pytest.mark.parametrize(("volume", "paid"), [(109, True), (110, True), (111, False)])
def test_more_than_was_forecast_excuses_a_miss(volume: int, paid: bool) -> None:
    """Relief by a figure: up to 110 % of the forecast of 100 the provider answers for late replies."""
    scorecard = _judged(_ABOVE_THE_FORECAST, answers=["90 of 100"], forecast=[100], volume=[volume])
    assert [each.amount for each in scorecard.dues] == ([Quantity(100, "USD")] if paid else [])


_PERISHABLE = """\
units: [degree, item]
metrics:
  price: {unit: USD, kind: count}
  shipped: {unit: item, kind: count}
objectives:
  climate: {owed_by: Provider, owed_to: Client, at_most: 0 degree/month}
consequences:
  penalty:
    when: {missed: climate}
    credit: {pay: 0.20 USD, per: exact degree, for_each: shipped}
    limit: 100 % of price per month
"""


@pytest.mark.parametrize(("beyond", "penalty", "left"), [(0, 0, 4500), (7, 4200, 300), (8, 4500, 0), (17, 4500, 0)])
def test_a_price_falls_with_each_degree_and_never_below_nothing(beyond: int, penalty: int, left: int) -> None:
    """3,000 items at 1.50: 12 and 5 beyond the ranges would take 10,200 off 4,500, and take all of it."""
    scorecard = _judged(_PERISHABLE, climate=[beyond], shipped=[3000], price=[4500])
    taken = sum((each.amount.value for each in scorecard.dues if each.amount), Fraction(0))
    assert [taken, 4500 - taken] == [penalty, left]
