"""Who the user is and what he may: from the login where there is one, else whoever sits at this computer."""

from __future__ import annotations

import getpass
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from siting.ui import access
from siting.ui.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siting.words import Words

LOOK, EDIT, EXPORT, REVIEW = "look", "edit", "export", "review"
ROLES: dict[str, frozenset[str]] = {
    "viewer": frozenset({LOOK}),
    "planner": frozenset({LOOK, EDIT, EXPORT}),
    "reviewer": frozenset({LOOK, EDIT, EXPORT, REVIEW}),
}
"""What each role may: a viewer looks and measures, a planner edits and exports, a reviewer also judges."""

_CLAIM = "roles"
_LONGEST_LOGIN_S = 12 * 3600
# Clocks of two computers differ.
_CLOCK_S = 300


@dataclass(frozen=True, slots=True)
class Person:
    """Who uses the app.

    Parameters
    ----------
    id : str
        Subject of the login, unlike that of anybody else; empty for whoever sits at this computer.
    name : str
        For the log and the greeting.
    role : str
        A key of `ROLES`; empty for one who may nothing.
    """

    id: str
    name: str
    role: str

    def may(self, act: str) -> bool:
        """Return whether the person may do something: LOOK, EDIT, EXPORT or REVIEW."""
        return act in ROLES.get(self.role, frozenset())

    @property
    def is_remote(self) -> bool:
        """Return whether the person came by a login and may sit at another computer."""
        return bool(self.id)


def here() -> Person:
    """Return whoever sits at this computer, who may all."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):
        name = ""
    return Person("", name or "local", "reviewer")


def of_claims(claims: Mapping[str, Any], *, now_s: float | None = None) -> Person | None:
    """Return the person of a login; None when it is none, or was too long ago.

    Parameters
    ----------
    claims : mapping
        What the provider says of the user, as Streamlit keeps it in its signed cookie.
    now_s : float or None
        Seconds since 1970; None asks the clock.
    """
    subject, issuer = str(claims.get("sub") or ""), str(claims.get("iss") or "")
    if not claims.get("is_logged_in") or not subject:
        return None
    issued = claims.get("iat")
    now = time.time() if now_s is None else now_s
    if not isinstance(issued, int | float) or not -_CLOCK_S <= now - issued <= _LONGEST_LOGIN_S:
        return None
    name = str(claims.get("name") or claims.get("email") or subject)
    return Person(f"{issuer}|{subject}", name, _role_of(claims))


def me() -> Person | None:
    """Return who uses this session; None where a login is needed first."""
    if not access.is_login_asked():
        return here()
    return of_claims(st.user.to_dict())


def come_in(words: Words) -> Person | None:
    """Return who uses this session; None after drawing the way in, or why there is none.

    Parameters
    ----------
    words : Words
    """
    person = me()
    if person is None:
        st.header("Siting")
        st.write(words.say("login_help"))
        for provider in access.providers():
            label = words.say("login") + (f": {plain(provider)}" if provider else "")
            key = f"in/{provider}"
            st.button(label, on_click=st.login, args=(provider or None,), type="primary", key=key)
        return None
    if person.is_remote:
        with st.sidebar:
            role = words.say(f"role.{person.role}") if person.role else words.say("role_none")
            st.caption(f"{plain(person.name)} · {role}")
            st.button(words.say("logout"), on_click=st.logout)
    if not person.may(LOOK):
        st.error(words.say("role_none_help"))
        return None
    return person


def _role_of(claims: Mapping[str, Any]) -> str:
    """Return the highest role that a claim or the secrets give; empty when none does."""
    told = access.own_secrets()
    held = set(_texts(claims.get(str(told.get("role_claim") or _CLAIM))))
    listed = told.get("roles", {})
    names = {str(claims["sub"])}
    # An address that nobody has proved to be his own is no one's.
    if claims.get("email") and claims.get("email_verified") in (True, "true"):
        names.add(str(claims["email"]).casefold())
    for role in ROLES:
        if names & {each if each in names else each.casefold() for each in _texts(listed.get(role))}:
            held.add(role)
    return next((role for role in reversed(ROLES) if role in held), "")


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(each) for each in value] if isinstance(value, list | tuple) else []
