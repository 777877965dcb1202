"""Laws of every rule, whatever kind it is: it is a value, describes itself, and comes back from a file."""

import pickle
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from smarketing.actuals import Metric
from smarketing.agreement import Agreement, Consequence, Objective, Party, Recurrence, Report, Term
from smarketing.agreement_file import dumps, loads
from smarketing.agreement_file.rule_kinds import RULE_KINDS
from smarketing.consequences import Condition, Effect
from smarketing.errors import AgreementError, InvalidValueError, SmarketingError
from smarketing.evaluators import AtLeast, Evaluator
from smarketing.testing.laws import Law
from smarketing.units import is_built_in, unit_words
from smarketing.verdicts import Reference

AnyRule = Evaluator | Condition | Effect

PARTIES = ("Marketing", "Sales")
"""Who owes whom in examples."""

_KINDS = ("metric", "fee", "count", "promise", "party", "contact", "report or meeting", "consequence")
_NOISE = (" at 0x", "Fraction(", "Quantity(", "Target(", "Reference(")


def _fields(rule: object) -> "Sequence[attrs.Attribute[Any]]":
    found: Sequence[attrs.Attribute[Any]] = getattr(type(rule), "__attrs_attrs__", ())
    return found


def _made_again(rule: object) -> object:
    values = {field.alias or field.name: getattr(rule, field.name) for field in _fields(rule) if field.init}
    return type(rule)(**values)


def _is_frozen(rule: AnyRule) -> Iterator[str]:
    if not attrs.has(type(rule)):
        yield f"{type(rule).__name__} is no attrs class; write @attrs.frozen above it"
    for field in _fields(rule):
        try:
            setattr(rule, field.name, getattr(rule, field.name))
        except AttributeError:
            continue
        yield f"its {field.name} can be set; write @attrs.frozen above the class"


def _is_hashable(rule: AnyRule) -> Iterator[str]:
    try:
        hash(rule)
    except TypeError as error:
        yield f"{error}; hold what is hashable, as a tuple in place of a list"


def _equals_its_copy(rule: AnyRule) -> Iterator[str]:
    same = _made_again(rule)
    if same != rule or hash(same) != hash(rule):
        yield "it does not equal one made of the same fields, or has another hash"


def _is_pickled(rule: AnyRule) -> Iterator[str]:
    """Of a class that is defined inside a function, and which pickle cannot find, nothing is asked."""
    makes = type(rule)
    if getattr(sys.modules.get(makes.__module__), makes.__name__, None) is not makes:
        return
    try:
        back = pickle.loads(pickle.dumps(rule))  # noqa: S301 - what was just pickled here
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        yield f"it cannot be pickled: {error}"
    else:
        if back != rule:
            yield f"it comes back from pickle as {back!r}"


def _has_repr(rule: AnyRule) -> Iterator[str]:
    if repr(rule).startswith("<") or " at 0x" in repr(rule):
        yield "leave repr to attrs, which shows the fields"


def _describes_itself(rule: AnyRule) -> Iterator[str]:
    text: object = rule.describe()
    if not isinstance(text, str) or not text.strip() or "\n" in text:
        yield f"describe() gives {text!r}; it says in one line of words what is agreed"
    elif noise := next((each for each in (*_NOISE, f"{type(rule).__name__}(") if each in text), None):
        yield f"describe() gives {text!r}, which holds {noise!r}; write describe() in words"


def _refers(rule: AnyRule) -> Iterator[str]:
    references: Sequence[object] = rule.references
    for each in references:
        if not isinstance(each, Reference) or each.kind not in _KINDS:
            known = ", ".join(map(repr, _KINDS))
            yield f"its references hold {each!r}; each is a Reference to a {known}"


RULE_LAWS: tuple[Law[AnyRule], ...] = (
    Law("a rule is frozen", _is_frozen),
    Law("a rule can be hashed", _is_hashable),
    Law("a rule equals its copy", _equals_its_copy),
    Law("a rule can be pickled", _is_pickled),
    Law("a rule has a repr that people can read", _has_repr),
    Law("a rule describes itself in words", _describes_itself),
    Law("references are Reference values", _refers),
)
"""What holds of every rule by itself."""

COMES_BACK = "an agreement that holds a rule comes back from its file"
"""The law of files."""


def against_its_file(rule: AnyRule, agreement: "Agreement | SmarketingError") -> Iterator[str]:
    """Say how an agreement that holds a rule does not come back from its file; nothing if it has no key."""
    if isinstance(agreement, SmarketingError):
        yield f"an agreement that holds it has problems:\n{agreement}"
    elif _has_key(rule):
        yield from _against_text_of(agreement)


def _against_text_of(agreement: Agreement) -> Iterator[str]:
    try:
        text = dumps(agreement)
        back = loads(text)
    except (AgreementError, InvalidValueError) as error:
        yield f"the file of an agreement that holds it cannot be written, or not be read again:\n{error}"
    else:
        if back != agreement:
            yield f"it comes back as another one from this file:\n{text}"


def _has_key(rule: object) -> bool:
    """Whether a key stands for a rule, and for each rule that it holds."""
    if isinstance(rule, tuple):
        return all(map(_has_key, rule))
    kind = next((kind for base, kind in RULE_KINDS.items() if isinstance(rule, base)), None)
    if kind is None:
        return True
    try:
        kind.key_of(rule)
    except InvalidValueError:
        return False
    return all(_has_key(getattr(rule, field.name)) for field in _fields(rule))


def agreement_around(
    rule: AnyRule,
    objectives: Sequence[Objective],
    metrics: Sequence[Metric] = (),
    consequences: Sequence[Consequence] = (),
) -> "Agreement | SmarketingError":
    """Give a small agreement that holds a rule, with everything that it refers to; or the error with its problems."""
    try:
        return _agreement_around(rule, objectives, metrics, consequences)
    except (AgreementError, InvalidValueError) as error:
        return error


def _agreement_around(
    rule: AnyRule, objectives: Sequence[Objective], metrics: Sequence[Metric], consequences: Sequence[Consequence]
) -> Agreement:
    named: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for each in rule.references:
        named[each.kind].append(each.name)
    have = {each.name for each in objectives}
    parties = dict.fromkeys((*PARTIES, *named["party"]))
    contacts = [Party(f"of {contact}", contact) for contact in dict.fromkeys(named["contact"])]
    promises = (Objective(name, *PARTIES, AtLeast("1 lead/month")) for name in dict.fromkeys(named["promise"]))
    units = [metric.unit for metric in metrics]
    for objective in objectives:
        units += objective.evaluator.units
    words = dict.fromkeys(word for unit in units if unit for word in unit_words(unit) if not is_built_in(word))
    return Agreement(
        "An example",
        Term("2026-01-01"),
        [*map(Party, parties), *contacts],
        [*objectives, *(each for each in promises if each.name not in have)],
        metrics=metrics,
        units=list(words),
        consequences=consequences,
        cadence=[Report(name, *PARTIES, Recurrence(every=1)) for name in dict.fromkeys(named["report or meeting"])],
    )
