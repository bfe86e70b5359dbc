from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from siting.ui import launch
from tests.browser import browser_page
from tests.ui.serving import free_port, provider, served, surroundings

WAIT_MS = 40_000
LAYERS = """() => performance.getEntriesByType('resource').map(entry => entry.name)
    .filter(name => name.includes('/siting/layer/'))"""


def write_secrets(folder: Path, text: str) -> None:
    path = folder / ".streamlit" / "secrets.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def status_of(address: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def ran(command: list[str], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.slow
def test_nobody_sees_a_plan_before_the_login_and_each_sees_what_his_role_allows(tmp_path: Path) -> None:
    port = free_port()
    with provider() as idp:
        more = '[siting]\nrole_claim = "groups"\n[siting.roles]\nplanner = ["pia@city.example"]\n'
        write_secrets(tmp_path, idp.secrets(port, more))
        with served(tmp_path, port=port, host="0.0.0.0") as address:
            with browser_page(allowed="http://127.0.0.1:") as (page, log):
                page.goto(address)
                page.get_by_role("button", name="Log in").wait_for(timeout=WAIT_MS)
                assert page.locator(".siting-map").count() == 0
                assert page.evaluate(LAYERS) == []
                idp.claims = {"sub": "1", "name": "Vera <b>", "groups": ["viewer"]}
                page.get_by_role("button", name="Log in").click()
                page.get_by_text("Vera <b> · viewer").wait_for(timeout=WAIT_MS)
                page.wait_for_function(f"({LAYERS})().length > 3", timeout=WAIT_MS)
                assert page.get_by_text("Upload", exact=True).count() == 0
                layer = page.evaluate(LAYERS)[0]
                ours = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
                assert log.requests == []
                assert [error for error in log.errors if "403" in error] == []
            assert status_of(layer) == 403
            assert status_of(layer, Cookie="_streamlit_user=forged") == 403
            assert status_of(layer, Cookie=ours) in (200, 404)
            with browser_page(allowed="http://127.0.0.1:") as (page, _):
                idp.claims = {"sub": "2", "email": "pia@city.example", "email_verified": True}
                page.goto(address)
                page.get_by_role("button", name="Log in").click(timeout=WAIT_MS)
                page.get_by_text("planner").wait_for(timeout=WAIT_MS)
                page.get_by_text("Upload", exact=True).wait_for(timeout=WAIT_MS)
                page.wait_for_function(f"({LAYERS})().length > 3", timeout=WAIT_MS)
                page.get_by_role("button", name="Log out").click()
                page.get_by_role("button", name="Log in").wait_for(timeout=WAIT_MS)
                idp.claims = {"sub": "3", "name": "Nobody"}
                page.get_by_role("button", name="Log in").click()
                page.get_by_text("have no role here").wait_for(timeout=WAIT_MS)
                assert page.locator(".siting-map").count() == 0
    lines = (tmp_path / "projects" / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert "external IP" not in (tmp_path / "app.log").read_text()
    rows = [json.loads(line) for line in lines]
    assert [(row["act"], row["role"]) for row in rows] == [("opened", "viewer"), ("opened", "planner")]
    assert rows[0]["name"] == "Vera <b>"


@pytest.mark.parametrize("told", ["", '[auth]\nredirect_uri = "http://x/oauth2callback"\n'])
def test_another_address_is_refused_at_start_with_the_remedy(tmp_path: Path, told: str) -> None:
    if told:
        write_secrets(tmp_path, told)
    command = launch.command(None, port=free_port(), host="0.0.0.0")
    ended = subprocess.run(
        command,
        cwd=tmp_path,
        env=surroundings(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert "siting[login]" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_environment_and_the_script_of_a_checkout_are_refused_alike(tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / "app.py"
    command = [
        *launch.command(None)[:4],
        str(script),
        "--server.headless",
        "true",
        "--server.port",
        str(free_port()),
    ]
    env = {**surroundings(tmp_path), "STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}
    ended = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 2
    assert "0.0.0.0" in ended.stderr
