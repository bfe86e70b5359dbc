"""Whether a camera's device code is written as the standard writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule

# GB/T 28181, coding rule A: digits 1 to 8 centre (1 to 6 its area of GB/T 2260), 9 and 10 trade, 11 to 13
# type, then the network in digit 14 (from the edition of 2016 on) and the serial number.
_AREA = slice(0, 6)
_TYPE = slice(10, 13)
_NETWORK = 13
# An edition may be written out, as in GB/T 28181-2016.
_YEAR = re.compile(r"20\d\d")
# Spreadsheets keep 15 digits of a number.
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d+|\d{20}\.0")


def device_code(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether the camera's code has the length, the digits, the type and the area of a camera's code.

    The industry's digits, and what else the editions give different meanings, are not judged.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `digit_count`; `camera_types`, digits 11 to 13 of a camera; `extended_types`, which some networks
        give to cameras; `editions` known; `reserved_networks`, ``edition:digit`` that a plan cannot use yet.
    camera : CameraFacts
    """
    code, edition = camera.field("gb28181_id"), camera.field("gb28181_edition")
    if year := _YEAR.search(edition):
        edition = year[0]
    digit_count = int(rule.number("digit_count"))
    if not code:
        message = Text(
            "未给出国标编码；条文本身并不要求编码，接入共享平台时才需要",
            "no device code is given; the article asks for none, sharing on a platform needs it",
        )
        yield _verdict("undecided", camera, message, flags=("code_missing",))
    elif _ROUNDED.fullmatch(code):
        message = Text(
            f"编码“{code}”是被表格软件当作数字改写的：请以文本重新提供",
            f"the code {code!r} was rewritten as a number by a spreadsheet: give it as text",
        )
        yield _verdict("undecided", camera, message, flags=("code_rounded",))
    elif not (code.isascii() and code.isdigit() and len(code) == digit_count):
        message = Text(
            f"编码“{code}”不是 {digit_count} 位数字（共 {len(code)} 个字符）",
            f"the code {code!r} is not {digit_count} digits ({len(code)} characters)",
        )
        yield _verdict("fail", camera, message)
    elif twins := [each for each in facts.cameras_of_code[code] if each != camera.id]:
        message = Text(
            f"编码 {code} 与 {'、'.join(twins)} 相同，而一个编码只指一台设备",
            f"the code {code} is that of {', '.join(twins)}, too; a code names one device",
        )
        yield _verdict("fail", camera, message)
    else:
        yield _parts(facts, rule, camera, code=code, edition=edition)


def _parts(facts: Facts, rule: Rule, camera: CameraFacts, *, code: str, edition: str) -> Verdict:
    area, kind = code[_AREA], code[_TYPE]
    types = rule.texts("camera_types")
    codes = sorted({county.code for county in facts.counties if county.code})
    # A centre above a county leaves the digits below it 0.
    stem = re.sub("(00)+$", "", area)
    if codes and not any(each.startswith(stem) for each in codes):
        message = Text(
            f"编码第 1 至 6 位 {area} 不在区县图层之中（{_some(codes)}）",
            f"digits 1 to 6, {area}, are no area of the layer of counties ({_some(codes)})",
        )
        return _verdict("fail", camera, message)
    if kind not in (*types, *rule.texts("extended_types")):
        message = Text(
            f"编码第 11 至 13 位 {kind} 不是摄像机的类型码（{'、'.join(types)}）",
            f"digits 11 to 13, {kind}, are not the type of a camera ({', '.join(types)})",
        )
        return _verdict("fail", camera, message)
    if edition and edition not in rule.texts("editions"):
        editions = ", ".join(rule.texts("editions"))
        message = Text(
            f"标准版本“{edition}”不认识（{editions}）",
            f"the edition {edition!r} of the standard is not known ({editions})",
        )
        return _verdict("undecided", camera, message, flags=("edition_unknown",))
    return _open_parts(rule, camera, code=code, edition=edition, has_counties=bool(codes))


def _open_parts(rule: Rule, camera: CameraFacts, *, code: str, edition: str, has_counties: bool) -> Verdict:
    kind, network = code[_TYPE], code[_NETWORK]
    reserved = {each.partition(":")[0] for each in rule.texts("reserved_networks") if each[-1:] == network}
    if kind not in rule.texts("camera_types"):
        message = Text(
            f"编码第 11 至 13 位 {kind} 是扩展类型，部分平台用于摄像机：平台是否认可？",
            f"digits 11 to 13, {kind}, are an extended type that some networks give to cameras: "
            "does the platform take it?",
        )
        return _verdict("undecided", camera, message, flags=("type_extended",))
    if edition in reserved or (reserved and not edition):
        message = Text(
            f"编码第 14 位 {network} 在 {'、'.join(sorted(reserved))} 版中为预留：按哪一版编码？",
            f"digit 14, {network}, is kept free by the edition of {', '.join(sorted(reserved))}: "
            "by which edition is the code?",
        )
        return _verdict("undecided", camera, message, flags=("network_reserved",))
    flags = (*(() if edition else ("edition_missing",)), *(() if has_counties else ("area_not_checked",)))
    area = Text("和行政区划码", " and the area") if has_counties else Text("", "")
    message = Text(
        f"编码 {code} 的位数、类型码{area.zh}与编码规则相符（依据：{rule.basis_zh}）；行业码和序号未核对",
        f"the code {code} has the digits, the type{area.en} of the coding rule (basis: {rule.basis}); "
        "trade and serial number are not checked",
    )
    return _verdict("pass", camera, message, flags=flags)


def _some(codes: list[str], count: int = 3) -> str:
    return ", ".join(codes[:count]) + (", ..." if len(codes) > count else "")


def _verdict(outcome: str, camera: CameraFacts, message: Text, *, flags: tuple[str, ...] = ()) -> Verdict:
    return Verdict(
        outcome=outcome,
        object_kind="device_code",
        object_id=camera.field("gb28181_id"),
        flags=flags,
        geometry=camera.declared,
        message=message,
    )
