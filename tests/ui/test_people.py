from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import siting
from siting import project
from siting.errors import OutputError, UsageError
from siting.project import edits
from siting.ui import access, audit, people, rights
from siting.ui.people import Person

if TYPE_CHECKING:
    from pathlib import Path

NOW_S = 1_000_000.0
WHOLE = {
    "redirect_uri": "http://127.0.0.1/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "a",
    "client_secret": "b",
    "server_metadata_url": "http://127.0.0.1/m",
}


def claims(**more: Any) -> dict[str, Any]:
    return {"is_logged_in": True, "sub": "7", "iss": "http://idp", "iat": NOW_S - 60, **more}


def told(monkeypatch: pytest.MonkeyPatch, section: dict[str, Any]) -> None:
    monkeypatch.setattr(access, "own_secrets", lambda: section)


@pytest.mark.parametrize(
    ("claim", "role"),
    [
        ("viewer", "viewer"),
        (["x", "planner"], "planner"),
        (["viewer", "reviewer"], "reviewer"),
        ("admin", ""),
        (None, ""),
    ],
)
def test_the_role_comes_from_a_claim(monkeypatch: pytest.MonkeyPatch, claim: object, role: str) -> None:
    told(monkeypatch, {})
    person = people.of_claims(claims(roles=claim), now_s=NOW_S)
    assert person is not None
    assert person.role == role


@pytest.mark.parametrize(("verified", "role"), [(True, "planner"), (False, ""), (None, "")])
def test_an_address_counts_only_when_it_is_proved(
    monkeypatch: pytest.MonkeyPatch, verified: object, role: str
) -> None:
    told(monkeypatch, {"roles": {"planner": ["Pia@City.example"], "viewer": ["other"]}})
    person = people.of_claims(claims(email="pia@city.example", email_verified=verified), now_s=NOW_S)
    assert person is not None
    assert person.role == role


def test_a_login_that_is_old_or_none_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, {})
    assert people.of_claims({}, now_s=NOW_S) is None
    assert people.of_claims(claims(sub=""), now_s=NOW_S) is None
    assert people.of_claims(claims(iat=NOW_S - 13 * 3600), now_s=NOW_S) is None
    assert people.of_claims(claims(iat=NOW_S + 3600), now_s=NOW_S) is None
    assert people.of_claims(claims(iat="now"), now_s=NOW_S) is None


def test_the_roles_may_ever_more() -> None:
    viewer, planner, reviewer = people.ROLES.values()
    assert viewer < planner < reviewer
    assert people.here().may(people.REVIEW)
    assert not Person("x", "x", "").may(people.LOOK)


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "", "::", "192.0.2.7", "my-computer.example", "127.0.0.1.example"]
)
def test_other_addresses_are_refused_without_a_login(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(access, "get_secrets_auth_section", dict)
    with pytest.raises(UsageError, match=r"siting\[login\]"):
        access.refuse_open(address)
    access.refuse_open("127.0.0.1")
    access.refuse_open("localhost")
    access.refuse_open("::1")


def test_a_whole_login_opens_other_addresses_and_half_a_one_opens_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(access, "get_secrets_auth_section", lambda: WHOLE)
    access.refuse_open("0.0.0.0")
    for name in WHOLE:
        half = {**WHOLE, name: ""}
        monkeypatch.setattr(access, "get_secrets_auth_section", lambda half=half: half)
        with pytest.raises(UsageError, match="login"):
            access.refuse_open("127.0.0.1")
    weak = {**WHOLE, "cookie_secret": "short"}
    monkeypatch.setattr(access, "get_secrets_auth_section", lambda: weak)
    with pytest.raises(UsageError, match="cookie_secret of 32"):
        access.refuse_open("0.0.0.0")


def test_a_login_over_a_road_that_others_hear_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    open_road = {**WHOLE, "redirect_uri": "http://plans.example/oauth2callback"}
    monkeypatch.setattr(access, "get_secrets_auth_section", lambda: open_road)
    with pytest.raises(UsageError, match="https"):
        access.refuse_open("0.0.0.0")
    closed = {**WHOLE, "redirect_uri": "https://plans.example/oauth2callback"}
    monkeypatch.setattr(access, "get_secrets_auth_section", lambda: closed)
    access.refuse_open("0.0.0.0")


def test_a_project_does_what_the_role_allows_and_the_log_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITING_PROJECTS", str(tmp_path))
    plan = project.create(tmp_path / "plan.siting.gpkg", siting.demo_scene())
    camera_id = plan.scene.cameras[0].id
    viewer = rights.held_by(Person("i|1", "Vera", "viewer"), plan)
    planner = rights.held_by(Person("i|2", "Pia", "planner"), plan)
    edit = edits.remove_camera(plan.scene, camera_id)
    for act in (
        lambda: viewer.do(edit),
        lambda: viewer.set_setting("ladder", "oodpcvs_2025"),
        lambda: viewer.save_variant("B"),
        lambda: planner.review("x", status="open"),
    ):
        with pytest.raises(rights.NotAllowedError):
            act()
    assert plan.scene.cameras[0].id == camera_id
    planner.do(edit)
    planner.undo()
    rows = audit.entries(tmp_path)
    assert [(row["name"], row["act"], row["about"]) for row in rows] == [
        ("Pia", "changed", camera_id),
        ("Pia", "changed", ""),
    ]
    plan.close()


def test_every_method_that_writes_needs_a_right() -> None:
    reads = {"close", "refresh", "windows", "scene_of"}
    public = {
        name
        for name in dir(project.Project)
        if not name.startswith("_") and callable(getattr(project.Project, name))
    }
    assert public - reads == set(rights._ACTS)


def test_an_export_is_noted_by_its_digest_and_refused_to_a_viewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITING_PROJECTS", str(tmp_path))
    with pytest.raises(OutputError, match="not take it away"):
        audit.exported("plan", "kml", file="plan.kml", content=b"x", person=Person("i|1", "Vera", "viewer"))
    audit.exported("plan", "kml", file="a\n{}.kml", content=b"abc", person=Person("i|2", "Pia", "planner"))
    lines = (tmp_path / audit.FILE).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1
    row = json.loads(lines[0])
    assert row["sha256"].startswith("ba7816bf8f01cfea")
    assert (row["who"], row["file"], row["bytes"]) == ("i|2", "a\n{}.kml", 3)
    assert (tmp_path / audit.FILE).stat().st_mode & 0o077 == 0
