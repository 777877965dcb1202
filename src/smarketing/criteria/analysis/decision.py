"""The answer to a question about criteria: yes, no, or could not decide; and a record that shows it."""

from collections.abc import Mapping
from typing import Literal, get_args

import attrs

from smarketing.errors import InvalidValueError, SmarketingError

Answer = Literal["yes", "no", "could not decide"]


@attrs.define(slots=False)
class UndecidedError(SmarketingError, ValueError):
    """A question about criteria that was not decided was used as if it had an answer."""

    message: str

    def __str__(self) -> str:
        return self.message


@attrs.frozen
class Decision:
    """An answer, which is never a guess.

    `witness` is a record that shows it, where one can: for `satisfiable` and `overlaps` one for which the criteria
    hold, for `implies` and `equivalent` one that refutes it; what its fields hold is what both criteria together say.
    Fields that it lacks are missing. `because` says why
    nothing was decided. As a truth value it is true for yes and false for no; could not decide raises UndecidedError.
    """

    answer: Answer = attrs.field()
    witness: Mapping[str, object] | None = None
    because: str = ""

    @answer.validator
    def _check_answer(self, _: object, answer: str) -> None:
        if answer not in get_args(Answer):
            raise InvalidValueError(f"an answer is one of {', '.join(map(repr, get_args(Answer)))}; not {answer!r}")

    def __bool__(self) -> bool:
        if self.answer == "could not decide":
            raise UndecidedError(f"could not decide: {self.because}")
        return self.answer == "yes"
