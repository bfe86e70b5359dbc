"""Where the app may answer: on this computer alone, elsewhere only behind a login."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from streamlit import config
from streamlit.auth_util import get_secrets_auth_section, is_authlib_installed
from streamlit.runtime.secrets import secrets_singleton

from siting.errors import UsageError

_LOCAL_NAMES = ("localhost", "ip6-localhost")
_SHARED_KEYS = ("redirect_uri", "cookie_secret")
_PROVIDER_KEYS = ("client_id", "client_secret", "server_metadata_url")
# What signs the cookie of a login must not be guessed: 256 bits as text.
_SECRET_LETTERS = 32
_REMEDY = (
    "Leave the address out to answer on this computer alone, or configure a login: install siting[login], "
    "and name in .streamlit/secrets.toml under [auth] redirect_uri, cookie_secret (32 signs or more), "
    "client_id, client_secret and server_metadata_url, and under [siting.roles] who may what."
)


def is_loopback(address: str) -> bool:
    """Return whether an address is one of this computer that no other reaches.

    Parameters
    ----------
    address : str
        As in `server.address`; an empty one is all of them.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("")
    (True, True, False, False)
    """
    plain = address.strip().strip("[]").lower()
    if plain in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(plain).is_loopback
    except ValueError:
        return False


def login_wants() -> tuple[str, ...]:
    """Return what a login still lacks; empty when one is configured."""
    section: Mapping[str, Any] = get_secrets_auth_section() or {}
    wants = [name for name in _SHARED_KEYS if not section.get(name)]
    if section.get("cookie_secret") and len(str(section["cookie_secret"])) < _SECRET_LETTERS:
        wants.append(f"cookie_secret of {_SECRET_LETTERS} signs or more")
    back = urlsplit(str(section.get("redirect_uri") or ""))
    if back.hostname and back.scheme != "https" and not is_loopback(back.hostname):
        # Whoever listens on the way would have the cookie of the login, and all plans with it.
        wants.append("redirect_uri that begins with https://")
    if not providers():
        wants += _PROVIDER_KEYS
    if not is_authlib_installed():
        wants.append("the package Authlib")
    return tuple(wants)


def providers() -> tuple[str, ...]:
    """Return the names of the providers that a login may go to; an empty name is the one without a name."""
    section: Mapping[str, Any] = get_secrets_auth_section() or {}
    named = [name for name, value in section.items() if isinstance(value, Mapping) and _is_whole(value)]
    return (*(("",) if _is_whole(section) else ()), *named)


def is_login_asked() -> bool:
    """Return whether secrets speak of a login: from then on nobody is let in without one, whole or not."""
    return bool(get_secrets_auth_section())


def own_secrets() -> Mapping[str, Any]:
    """Return the section ``siting`` of the secrets; empty when there is none."""
    if not secrets_singleton.load_if_toml_exists():
        return {}
    section: Mapping[str, Any] = secrets_singleton.get("siting", {})
    return section


def refuse_open(address: str | None = None) -> None:
    """Raise UsageError when the app would answer others without a login.

    Parameters
    ----------
    address : str or None
        None takes that of Streamlit's configuration, wherever it was set.
    """
    told = config.get_option("server.address") if address is None else address
    shown = str(told or "")
    wants = login_wants()
    if is_login_asked() and wants:
        raise UsageError(f"login: found a configuration without {', '.join(wants)}. {_REMEDY}")
    if wants and not is_loopback(shown):
        found = f"{shown!r}, which other computers reach" if shown else "none, which is all of them"
        allowed = "127.0.0.1 or another of loopback"
        raise UsageError(f"server.address: found {found}; allowed {allowed}. {_REMEDY}")


def _is_whole(section: Mapping[str, Any]) -> bool:
    return all(section.get(name) for name in _PROVIDER_KEYS)
