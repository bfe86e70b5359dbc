from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from siting.errors import InputError
from siting.ui import launch

ROOT = Path(__file__).parents[2]


def options_of(command: list[str]) -> dict[str, str]:
    flags = command[5 : command.index("--")]
    return {flags[at].removeprefix("--"): flags[at + 1] for at in range(0, len(flags), 2)}


def test_the_app_answers_on_this_computer_alone_and_tells_nobody() -> None:
    options = options_of(launch.command(None))
    assert options["server.address"] == "127.0.0.1"
    assert options["browser.gatherUsageStats"] == "false"
    assert options["server.enableStaticServing"] == "false"


def test_the_configuration_in_the_tree_says_the_same() -> None:
    table = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    flat = {f"{group}.{name}": value for group, entries in table.items() for name, value in entries.items()}
    said = {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in flat.items()
    }
    assert said == launch.OPTIONS


def test_the_scene_follows_the_options() -> None:
    assert launch.command("my plan.gpkg", port=8777)[-2:] == ["--", "my plan.gpkg"]
    assert launch.command(None)[-1] == "--"
    assert options_of(launch.command("x", port=8777))["server.port"] == "8777"


def test_the_script_that_is_run_is_in_the_package() -> None:
    script = Path(launch.command(None)[4])
    assert script.parent.name == "ui"
    # Streamlit looks for this call in the text of the file it is given.
    assert "st.App(" in script.read_text(encoding="utf-8")
    assert "show()" in script.with_name("script.py").read_text(encoding="utf-8")


def test_without_a_display_no_browser_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert options_of(launch.command(None))["server.headless"] == "true"
    monkeypatch.setenv("DISPLAY", ":0")
    assert options_of(launch.command(None))["server.headless"] == "false"


def test_the_exit_code_is_that_of_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        launch, "command", lambda _scene, *, port, **_: [sys.executable, "-c", f"raise SystemExit({port})"]
    )
    assert launch.launch(None, port=7) == 7


def test_a_scene_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match=r"nowhere\.gpkg: found nothing there"):
        launch.launch("nowhere.gpkg", port=8777)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")
def test_ended_from_outside_it_takes_the_server_with_it(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    server = f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    starter = (
        "import sys; from siting.ui import launch; "
        f"launch.command = lambda scene, port, host: [sys.executable, '-c', {server!r}]; launch.launch(None)"
    )
    with subprocess.Popen([sys.executable, "-c", starter], cwd=ROOT) as app:
        for _ in range(200):
            if told.exists() and told.read_text():
                break
            time.sleep(0.05)
        app.send_signal(signal.SIGTERM)
        app.wait(timeout=10)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)
