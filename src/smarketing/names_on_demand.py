"""Names of a package that are imported when they are first asked for, so that importing the package is quick."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

_Get = Callable[[str], object]
_List = Callable[[], list[str]]


def names_on_demand(package: str, modules: Mapping[str, str]) -> tuple[_Get, _List]:
    """Give a package its `__getattr__` and `__dir__` (PEP 562).

    `modules` says in which modules of the package names are found: `{"planning.pace": "Pace pace"}`. A name that was
    asked for once is then a name of the package like any other.
    """
    found_in = {name: f"{package}.{module}" for module, names in modules.items() for name in names.split()}

    def get(name: str) -> object:
        if name not in found_in:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(found_in[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    def listed() -> list[str]:
        return sorted({*vars(sys.modules[package]), *found_in})

    return get, listed
