"""The text of a criterion into conditions, by a whitelist of Python's expression syntax.

Words are cut out first (`tokens`), so that values mean exactly what is written; what is left, with a placeholder for
each word, is parsed with `ast` for its structure. Nothing of it is ever run by Python.
"""

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Literal, get_args

import attrs

from smarketing.criteria.language import terms
from smarketing.criteria.language.field_types import TEXT, TRUTH, Slot, Sorting
from smarketing.criteria.language.tokens import CriterionError, Token, tokens
from smarketing.units import is_built_in

DEEPEST = 50
MOST_WORDS = 10_000

_COMPARISONS: dict[type[ast.cmpop], terms.Operator] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.GtE: ">=",
    ast.Gt: ">",
}
_ARITHMETIC: dict[type[ast.operator], Literal["+", "-", "*", "/"]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_MATCHES: tuple[terms.Piece, ...] = get_args(terms.Piece)
_FUNCTIONS = {"has": "has(email)", "lower": "lower(country) == 'de'"}
_FUNCTIONS |= {name: f"{name}(title, 'sales')" for name in _MATCHES}


_NO_FIELDS = {"true": "True", "false": "False", "null": "not has(field)"}
_NO_VALUE = "None is no value; write has(field), or not has(field)"


@attrs.frozen
class Parsed:
    """A condition, what each of its fields holds, and how large it is with all definitions in it.

    The words and the definitions that they speak of are kept, to be read again where another criterion names this one:
    what a field holds may follow from both together.
    """

    condition: terms.Predicate
    fields: Mapping[str, terms.FieldType | None] = attrs.field(eq=False)
    size: int = attrs.field(eq=False)
    depth: int = attrs.field(eq=False)
    words: tuple[Token, ...] = attrs.field(eq=False, repr=False)
    definitions: Mapping[str, "Parsed"] = attrs.field(eq=False, repr=False)


def parse(text: str, nouns: tuple[str, ...], definitions: Mapping[str, Parsed]) -> Parsed:
    """Read a criterion; `definitions` are what bare names may stand for. CriterionError with a column if it is none."""
    words = tuple(tokens(text, nouns))
    if not words:
        raise CriterionError("an empty text is no criterion; write True for what always holds")
    return _Parser(words, definitions).parsed()


def joint_fields(*criteria: Parsed) -> dict[str, terms.FieldType | None]:
    """Give what the fields of several criteria hold together; CriterionError where they do not agree."""
    sorting = Sorting()
    for each in criteria:
        _Parser(each.words, each.definitions, sorting).condition()
    return sorting.solved()


class _Parser:
    def __init__(
        self,
        words: tuple[Token, ...],
        definitions: Mapping[str, Parsed],
        sorting: Sorting | None = None,
        column: int | None = None,
    ) -> None:
        """Read words; of a definition, with the `sorting` of what names it, and its `column` for all errors."""
        self._words = words
        self._definitions = definitions
        self._sorting = sorting or Sorting()
        self._named_at = column
        self._size = len(words)
        self._depth = 0

    def parsed(self) -> Parsed:
        tree = self._tree()
        self._measure(tree)
        condition = self._condition(tree)
        used = {word.text for word in self._words}
        definitions = {name: each for name, each in self._definitions.items() if name in used}
        return Parsed(condition, self._sorting.solved(), self._size, self._depth, self._words, definitions)

    def condition(self) -> terms.Predicate:
        """Give the condition of a definition that was read before."""
        return self._condition(self._tree())

    # The structure, and where in the text its parts stand

    def _tree(self) -> ast.expr:
        pieces, self._places = [], []
        length = 0
        for number, word in enumerate(self._words):
            plain = word.kind in ("operator", "keyword")
            pieces.append(word.text if plain else f"w{number}")
            self._places.append(length)
            length += len(pieces[-1]) + 1
        try:
            return ast.parse(" ".join(pieces), mode="eval").body
        except SyntaxError as error:
            if "too many nested" in error.msg:
                raise CriterionError("nested too deep to be read") from None
            raise self._unreadable(error.offset or 0, length) from None
        except (RecursionError, MemoryError):  # how long rows of `+` may be is Python's own affair
            raise CriterionError("nested too deep to be read") from None

    def _unreadable(self, offset: int, length: int) -> CriterionError:
        """What is wrong where Python's parser gave up; an offset of 0, or at the end, is the end of the text."""
        if not 0 < offset < length:
            word = self._words[-1]
            return CriterionError(f"the criterion ends too early, after {word.text!r}", column=word.column)
        word = self._word_at(offset - 1)
        return CriterionError(f"this cannot be read from {word.text!r} on", column=word.column)

    def _measure(self, tree: ast.expr) -> None:
        """Refuse what is larger or nests deeper than anybody reads, definitions included, before any recursion."""
        level: list[ast.expr] = [tree]
        reached = 0
        while level:
            reached += 1
            for node in level:
                definition = self._definition(node)
                self._depth = max(self._depth, reached + (definition.depth if definition else 0))
                self._size += definition.size if definition else 0
                if self._depth > DEEPEST:
                    raise self._refused(node, f"a criterion is at most {DEEPEST} levels deep, with its definitions")
                if self._size > MOST_WORDS:
                    raise self._refused(node, f"a criterion has at most {MOST_WORDS} words, with its definitions")
            level = [part for node in level for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]

    def _definition(self, node: ast.expr) -> Parsed | None:
        word = self._word(node) if isinstance(node, ast.Name) else None
        return self._definitions.get(word.text) if word is not None and word.kind == "name" else None

    def _word_at(self, offset: int) -> Token:
        return self._words[bisect_right(self._places, offset) - 1]

    def _column(self, node: ast.expr) -> int:
        return self._named_at or self._word_at(node.col_offset).column

    def _refused(self, node: ast.expr, message: str) -> CriterionError:
        return CriterionError(message, column=self._column(node))

    def _said(self, node: ast.expr) -> str:
        """A part as it was written, with single spaces."""
        first, last = node.col_offset, (node.end_col_offset or 0) - 1
        start, end = bisect_left(self._places, first), bisect_right(self._places, last)
        return " ".join(word.text for word in self._words[start:end])

    # Conditions

    def _condition(self, node: ast.expr) -> terms.Predicate:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return terms.And(tuple(map(self._condition, values)))
            case ast.BoolOp(values=values):
                return terms.Or(tuple(map(self._condition, values)))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return terms.Not(self._condition(operand))
            case ast.Compare():
                return self._comparisons(node)
            case ast.Call():
                return self._called(node)
            case ast.Name():
                return self._named(node)
            case ast.Constant(value=bool() as holds):
                return terms.Constant(holds)
            case ast.Constant():
                raise self._refused(node, _NO_VALUE)
        raise self._refused(node, f"{self._said(node)} is no condition; compare it with something")

    def _named(self, node: ast.Name) -> terms.Predicate:
        word = self._word(node)
        if word.value is not None:
            raise self._refused(node, f"{word.text} is no condition; compare a field with it")
        if (definition := self._definition(node)) is not None:
            inside = _Parser(definition.words, definition.definitions, self._sorting, self._column(node))
            return terms.Named(word.text, inside.condition())
        field, slot = self._field(node)
        self._sorting.be(slot, TRUTH, self._column(node))
        return terms.Truth(field)

    def _called(self, node: ast.Call) -> terms.Predicate:
        word = self._word(node.func) if isinstance(node.func, ast.Name) else None
        name = word.text if word is not None and word.kind == "name" else ""
        if name not in _FUNCTIONS:
            called = name or self._said(node.func)
            raise self._refused(node, f"no function named {called!r}; there are {', '.join(_FUNCTIONS)}")
        count = 2 if name in _MATCHES else 1
        if name == "lower" or len(node.args) != count:
            raise self._refused(node, f"write it as {_FUNCTIONS[name]}")
        if name == "has":
            return terms.Has(self._field(node.args[0])[0])
        return self._match(name, node.args[0], node.args[1])

    def _match(self, name: str, subject: ast.expr, part: ast.expr) -> terms.Match:
        how = next(each for each in _MATCHES if each == name)
        term, slot = self._term(subject)
        if not isinstance(term, terms.Field | terms.Lower):
            raise self._refused(subject, f"{name} looks for a text in a field: {_FUNCTIONS[name]}")
        self._sorting.be(slot, TEXT, self._column(subject))
        literal, _slot = self._term(part)
        if not isinstance(literal, terms.Literal) or not isinstance(literal.value, str):
            raise self._refused(part, f"{name} looks for a text in a field: {_FUNCTIONS[name]}")
        self._check_lower(term, literal, part)
        return terms.Match(how, term, literal.value)

    def _comparisons(self, node: ast.Compare) -> terms.Predicate:
        """One comparison, or all of a chain: `50 <= score < 80`."""
        sides = [node.left, *node.comparators]
        links = zip(sides, node.ops, node.comparators, strict=False)
        parts = tuple(self._comparison(left, operator, right) for left, operator, right in links)
        return parts[0] if len(parts) == 1 else terms.And(parts)

    def _comparison(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> terms.Predicate:
        if isinstance(operator, ast.In | ast.NotIn):
            return self._one_of(left, right, isinstance(operator, ast.NotIn))
        if type(operator) not in _COMPARISONS:
            raise self._refused(right, "'is' is no comparison; write == or has(field)")
        sign = _COMPARISONS[type(operator)]
        for field, truth in ((left, right), (right, left)):
            if isinstance(truth, ast.Constant) and isinstance(truth.value, bool):
                return self._truth(field, sign, truth.value)
        one, one_slot = self._term(left)
        other, other_slot = self._term(right)
        self._sorting.same(one_slot, other_slot, self._column(right))
        if sign not in ("==", "!="):
            self._sorting.ordered(one_slot, self._column(left))
        for term, text in ((one, other), (other, one)):
            self._check_lower(term, text, right)
        if not any(True for term in (one, other) for _name in terms.fields_of(term)):
            raise self._refused(
                left, f"{self._said(left)} and {self._said(right)} are both fixed; compare a field with one"
            )
        return terms.Comparison(one, sign, other)

    def _truth(self, node: ast.expr, sign: terms.Operator, wanted: bool) -> terms.Predicate:
        """`competitor == False`: it is known, and false."""
        if sign not in ("==", "!="):
            raise self._refused(node, "true and false have no order")
        field, slot = self._field(node)
        self._sorting.be(slot, TRUTH, self._column(node))
        is_true = wanted == (sign == "==")
        return terms.Truth(field) if is_true else terms.And((terms.Has(field), terms.Not(terms.Truth(field))))

    def _one_of(self, left: ast.expr, right: ast.expr, excluded: bool) -> terms.OneOf:
        if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
            example = "grade in ['A', 'B']"
            raise self._refused(right, f"in takes a list of values: {example}; for a part of a text write contains()")
        term, slot = self._term(left)
        if isinstance(term, terms.Literal):
            raise self._refused(left, f"{self._said(left)} is fixed; look for a field in the list")
        choices = tuple(self._choice(each, term, slot) for each in right.elts)
        return terms.OneOf(term, tuple(dict.fromkeys(choices)), excluded)

    def _choice(self, node: ast.expr, term: terms.Expression, slot: Slot) -> terms.Literal:
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            raise self._refused(node, "true and false stand in no list; write competitor == True")
        choice, choice_slot = self._term(node)
        if not isinstance(choice, terms.Literal):
            raise self._refused(node, f"a list holds values, not fields: {self._said(node)}")
        self._sorting.same(slot, choice_slot, self._column(node))
        self._check_lower(term, choice, node)
        return choice

    def _check_lower(self, term: terms.Expression, text: terms.Expression, node: ast.expr) -> None:
        if isinstance(term, terms.Lower) and isinstance(text, terms.Literal) and isinstance(text.value, str):
            lower = text.value.lower()
            if text.value != lower:
                raise self._refused(node, f"a lower-case text is never {text.value!r}; write {lower!r}")

    # Terms

    def _term(self, node: ast.expr) -> tuple[terms.Expression, Slot]:
        match node:
            case ast.Name() if (word := self._word(node)).value is not None:
                return word.value, Slot(word.text, self._column(node), word.value.sort)
            case ast.Name():
                return self._field(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._negative(operand)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
                return self._calculated(_ARITHMETIC[type(operator)], left, right)
            case ast.Call(func=ast.Name() as function, args=[inside], keywords=[]) if (
                self._word(function).text == "lower"
            ):
                field, slot = self._field(inside)
                self._sorting.be(slot, TEXT, self._column(inside))
                return terms.Lower(field), Slot(self._said(node), self._column(node), TEXT)
            case ast.Constant(value=None):
                raise self._refused(node, _NO_VALUE)
            case ast.BoolOp() | ast.Compare() | ast.UnaryOp(op=ast.Not()):
                raise self._refused(node, f"{self._said(node)} is a condition, where a value belongs")
        raise self._refused(node, f"{self._said(node)} is not of the criteria language")

    def _word(self, node: ast.Name) -> Token:
        return self._words[int(node.id[1:])]

    def _field(self, node: ast.expr) -> tuple[terms.Field, Slot]:
        word = self._word(node) if isinstance(node, ast.Name) else None
        if word is None or word.value is not None:
            raise self._refused(node, f"{self._said(node)} is not a field")
        if word.kind == "name" and word.text in _FUNCTIONS:
            written = f"write {_FUNCTIONS[word.text]}, or `{word.text}` for a field of that name"
            raise self._refused(node, f"{word.text} is a function: {written}")
        if word.kind == "name" and word.text in _NO_FIELDS:
            written = f"write {_NO_FIELDS[word.text]}, or `{word.text}` for a field of that name"
            raise self._refused(node, f"{word.text} is no word of the language; {written}")
        if self._definition(node) is not None:
            written = f"write `{word.text}` for a field of that name"
            raise self._refused(node, f"{word.text} is a definition and has no value; {written}")
        return terms.Field(word.text), self._sorting.field(word.text, self._column(node))

    def _is_unit(self, node: ast.expr) -> bool:
        word = self._word(node) if isinstance(node, ast.Name) else None
        return word is not None and word.kind == "name" and is_built_in(word.text)

    def _negative(self, operand: ast.expr) -> tuple[terms.Expression, Slot]:
        term, slot = self._term(operand)
        if isinstance(term, terms.Literal) and term.sort.kind in ("number", "amount", "duration"):
            written = term.written[1:] if term.written.startswith("-") else f"-{term.written}"
            return terms.Literal(-term.number, term.sort, written), slot
        raise self._refused(operand, "a minus stands before a number; for a field, subtract it from 0")

    def _calculated(
        self, operator: Literal["+", "-", "*", "/"], left: ast.expr, right: ast.expr
    ) -> tuple[terms.Expression, Slot]:
        one, one_slot = self._term(left)
        other, other_slot = self._term(right)
        if operator == "/" and isinstance(other, terms.Literal) and other.value == 0:
            raise self._refused(right, "nothing can be divided by zero")
        if operator == "/" and isinstance(one, terms.Literal) and one.sort.unit and self._is_unit(right):
            unit = f"{one.sort.unit}/{self._said(right)}"
            raise self._refused(right, f"{unit} is no unit here; write `{self._said(right)}` for a field of that name")
        slot = self._sorting.arithmetic(operator, one_slot, other_slot, self._column(right))
        return terms.Arithmetic(operator, one, other), slot
