"""What is wrong with the words of a command line, told as the faults of any other input are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import typer

from siting.errors import Fault
from siting.rules.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

# The parser's own error, by the public one that is made from it: where it stands differs between versions.
UsageFault: Any = typer.BadParameter.__bases__[0]
"""Class of what the parser raises."""

_OPTIONS, _ARGUMENTS, _COMMANDS = "options", "arguments", "commands"
_QUOTED = re.compile(r"'([^']*)'")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")
_NOTHING = "nothing"


def fault_of_usage(error: Any, arguments: Sequence[str], root: Any) -> Fault:
    """Return what the parser of a command line objects to: what was found, what is allowed, the remedy.

    Parameters
    ----------
    error : UsageFault
        With `ctx`, and of one parameter with `param` or `option_name`.
    arguments : sequence of str
        As they were typed, without the program's name.
    root : object
        The command that holds all commands.
    """
    command, path = _command(error, arguments, root)
    remedy = f"{path} --help tells of all"
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", None)
    if parameter is not None:
        is_missing = type(error).__name__ == "MissingParameter"
        found = _NOTHING if is_missing else _typed(parameter, arguments)
        return _of_parameter(parameter, found, error.message, remedy)
    if name is not None and hasattr(error, "possibilities"):
        known = [option for each in command.params for option in each.opts if option.startswith("-")]
        near = did_you_mean(name, known)
        allowed = f"the options of {path}"
        return Fault(_OPTIONS, "", name, allowed, f"{near.capitalize()} {remedy}" if near else remedy)
    if name is not None:
        parameter = next((each for each in command.params if name in each.opts), None)
        if parameter is not None and not parameter.is_flag:
            return _of_parameter(parameter, _NOTHING, "", remedy)
        return Fault(_OPTIONS, name, "a value", "none: it is given or left out", remedy)
    return _of_words(error, command, remedy)


def _command(error: Any, arguments: Sequence[str], root: Any) -> tuple[Any, str]:
    """Return the command that was meant, and how it is called."""
    context = getattr(error, "ctx", None)
    if context is not None:
        return context.command, context.command_path
    first = arguments[0] if arguments else ""
    meant = root.commands.get(first)
    return (root, "siting") if meant is None else (meant, f"siting {first}")


def _of_parameter(parameter: Any, found: str, message: str, remedy: str) -> Fault:
    is_option = parameter.param_type_name == "option"
    name = parameter.opts[-1] if is_option else parameter.metavar or parameter.name
    return Fault(_OPTIONS if is_option else _ARGUMENTS, name, found, _allowed(parameter, message), remedy)


def _allowed(parameter: Any, message: str) -> str:
    choices = _QUOTED.findall(message.partition(" one of ")[2]) or _choices(parameter)
    if choices:
        return ", ".join(choices)
    # The kind of the value is that of the default; an option without one is known by what is said of it.
    default = None if isinstance(parameter.default, bool) else parameter.default
    is_whole = isinstance(default, int) or "valid integer" in message
    if not (is_whole or isinstance(default, float) or "valid number" in message):
        told = (parameter.help or "").strip().rstrip(".")
        return f"a value ({told})" if told else "a value"
    limits = parameter if hasattr(parameter, "min") else parameter.type
    lowest, highest = (getattr(limits, name, None) for name in ("min", "max"))
    within = f" from {lowest} to {highest}" if lowest is not None and highest is not None else ""
    return ("a whole number" if is_whole else "a number") + within


def _choices(parameter: Any) -> list[str]:
    """Return the words that a parameter takes, where it takes few: by its type, or its annotation."""
    named = getattr(getattr(parameter, "type", None), "choices", ())
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    return [each for each in named or get_args(annotation) if isinstance(each, str)]


def _typed(parameter: Any, arguments: Sequence[str]) -> str:
    """Return what was typed for an option, the last time, as a text in quotes."""
    found = "another value"
    for place, each in enumerate(arguments):
        option, sign, value = each.partition("=")
        if option in parameter.opts:
            found = repr(value if sign else "".join(arguments[place + 1 : place + 2]))
    return found


def _of_words(error: Any, command: Any, remedy: str) -> Fault:
    """Return the fault of a word that is no command, or of a word too many."""
    known = getattr(command, "commands", None)
    quoted = _QUOTED.search(error.message)
    if known and quoted:
        near = did_you_mean(quoted[1], known)
        return Fault(
            _COMMANDS,
            "",
            repr(quoted[1]),
            ", ".join(known),
            f"{near.capitalize()} {remedy}" if near else remedy,
        )
    extra = _IN_BRACKETS.search(error.message)
    if extra:
        usage = error.ctx.get_usage().partition(": ")[2]
        return Fault(_ARGUMENTS, "", extra[1], usage, "Put a name with spaces into quotes")
    return Fault(_ARGUMENTS, "", error.message, "what the command takes", remedy)
