from __future__ import annotations

import re
from importlib import resources

from siting.ui.words import LANGUAGES, plain, read_words


def test_both_languages_have_the_same_words() -> None:
    tables = [read_words(lang).texts for lang in LANGUAGES]
    assert tables[0].keys() == tables[1].keys()


def test_every_word_that_the_app_says_exists() -> None:
    words = read_words("en")
    folder = resources.files("siting").joinpath("ui")
    code = "".join(item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".py"))
    said = set(re.findall(r'say\("([a-z_.0-9]+)"\)', code))
    assert said
    assert [key for key in said if key not in words.texts] == []


def test_a_value_without_a_word_stands_as_it_is() -> None:
    assert read_words("zh").value("use", "windmill") == "windmill"


def test_plain_text_keeps_every_sign_from_markdown() -> None:
    assert plain("![x](http://a/b.png)") == r"\!\[x\]\(http\:\/\/a\/b\.png\)"
    assert plain("摄像机 1") == "摄像机 1"


def test_no_word_is_idle() -> None:
    package = resources.files("siting")
    code = "".join(
        item.read_text("utf-8")
        for folder in ("ui", "map_page")
        for item in package.joinpath(folder).iterdir()
        if item.name.endswith((".py", ".js", ".html"))
    )
    keys = [key for key in read_words("en").texts if "." not in key]
    assert [key for key in keys if not re.search(rf"""['"]{key}['"]""", code)] == []
