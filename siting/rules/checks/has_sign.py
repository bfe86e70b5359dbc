"""Whether a sign tells people of a camera at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from siting.rules.doubts import doubts
from siting.rules.finding import Verdict, number_text
from siting.rules.law import BASES_ZH, Text
from siting.rules.signing import NO_CAMERA, OF_OTHERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts, Sign
    from siting.rules.law import Rule

_REACH = "unassigned_reach_m"
_LOST_CAMERA, _FAR, _LEFT_OUT = "sign_camera_lost", "sign_far", "signs_left_out"
_NOT_READ = "sign_cameras_not_read"


def has_sign(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether a sign names the camera; it fails only where no sign of the plan can be its own.

    The texts ask for a sign and give no distance, so that of the duty only says which signs to ask about:
    undecided are a sign within it of the camera whomever it names, and one that names no camera of the plan
    within it of what the camera covers, or anywhere where that is not known or nothing. A plan without a
    layer of signs, or with one of which rows could not be read, does not say which signs there are:
    undecided; a layer that holds no sign says that there are none.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `unassigned_reach_m` [m]: within which a sign that does not name the camera may be its own.
    camera : CameraFacts
    """
    signs = facts.signs_by_camera.get(camera.id, ())
    if signs:
        said = Text(f"提示标识 {signs[0].id} 指明本摄像机", f"sign {signs[0].id} names the camera")
        yield _counted("pass", camera, said, count=len(signs), sign=signs[0])
    else:
        yield _asked(facts, rule, camera) or _missing(facts, rule, camera)


def _asked(facts: Facts, rule: Rule, camera: CameraFacts) -> Verdict | None:
    """The question that leaves it open whether the camera has a sign, None where nothing does."""
    if not facts.has_signs_layer:
        said = Text(
            "方案未提供标识图层：是否设置了提示标识？", "the plan has no layer of signs: is there a sign?"
        )
        return _question(camera, said, flag="signs_not_given")
    asked = _near(facts, rule, camera) or _far(facts, rule, camera)
    if asked is None and facts.has_signs_left_out:
        said = Text(
            "没有标识指明本摄像机，但标识图层有未能读入的行（见台账）：其中有无本摄像机的标识？",
            "no sign names the camera, but rows of the layer of signs could not be read (see the ledger): is "
            "one of them its sign?",
        )
        return _question(camera, said, flag=_LEFT_OUT)
    if asked is None and facts.signs and facts.sign_columns_unread:
        return _question(camera, _not_read(facts.sign_columns_unread), flag=_NOT_READ)
    return asked


def _not_read(columns: str) -> Text:
    return Text(
        f"未能读到标识的摄像机编号列（未使用的列：{columns}），不知各标识属于哪台摄像机："
        "请将该列命名为“摄像机编号”（camera_ids）",
        f"no column of camera ids was read from the layer of signs (columns not used: {columns}), so whose "
        "signs they are is not known: call the column that holds the ids camera_ids (摄像机编号)",
    )


def _near(facts: Facts, rule: Rule, camera: CameraFacts) -> Verdict | None:
    """The question about a sign close to the camera, whomever it names."""
    reach_m, around = rule.number(_REACH), facts.signs_around
    unnamed, named = around.nearest_unnamed(camera.position), around.nearest_named(camera.position)
    if unnamed and unnamed[1] <= reach_m:
        return _unnamed(facts, rule, camera, facts.signs[unnamed[0]], _at(unnamed[1], "摄像机", "the camera"))
    if named and named[1] <= reach_m:
        return _named(rule, camera, facts.signs[named[0]], named[1])
    return None


def _far(facts: Facts, rule: Rule, camera: CameraFacts) -> Verdict | None:
    """The question about a sign that names nobody, close to what the camera covers or may cover."""
    around = facts.signs_around
    if doubts(camera) or camera.id not in facts.signage.covering:
        found, where = around.nearest_unnamed(camera.position), ("摄像机", "the camera")
    else:
        found, where = around.nearest_unnamed_to_view(camera.id), ("其拍摄范围", "what the camera covers")
        found = found if found and found[1] <= rule.number(_REACH) else None
    if found is None:
        return None
    return _unnamed(facts, rule, camera, facts.signs[found[0]], _at(found[1], *where), is_far=True)


def _missing(facts: Facts, rule: Rule, camera: CameraFacts) -> Verdict:
    """The fail of a camera of which no sign tells; where signs stand too far, it rests on that distance."""
    if not facts.signs:
        said = Text(
            "没有提示标识：方案的标识图层中没有一块标识",
            "there is no sign: the plan's layer of signs is empty",
        )
        return _counted("fail", camera, said)
    reach, basis = number_text(rule.number(_REACH)), rule.basis_of(_REACH)
    said = Text(
        f"没有提示标识指明本摄像机：距其 {reach} m 内没有标识，"
        f"距其拍摄范围 {reach} m 内也没有未指明摄像机的标识（该距离的依据：{BASES_ZH[basis]}）",
        f"no sign names the camera: none stands within {reach} m of it, nor one that names nobody within "
        f"{reach} m of what it covers (basis of that distance: {basis})",
    )
    return replace(_counted("fail", camera, said), basis=basis)


def _at(distance_m: float, zh: str, en: str) -> Text:
    distance = number_text(round(distance_m, 1))
    return Text(f"距{zh} {distance} m", f"{distance} m from {en}")


def _unnamed(
    facts: Facts, rule: Rule, camera: CameraFacts, sign: Sign, where: Text, *, is_far: bool = False
) -> Verdict:
    """The question about a sign that names nobody, or only cameras that the plan does not hold."""
    flag, whom = NO_CAMERA, Text("未指明所属摄像机", "names no camera")
    if sign.camera_ids:
        ids = ", ".join(sign.camera_ids)
        flag = _LOST_CAMERA
        whom = Text(f"指明的摄像机 {ids} 不在方案中", f"names {ids}, which the plan does not hold")
    said = Text(
        f"没有标识指明本摄像机；标识 {sign.id} {where.zh}，{whom.zh}：它是否属于本摄像机？",
        f"no sign names the camera; sign {sign.id}, {where.en}, {whom.en}: does it serve this one?",
    )
    if not sign.camera_ids and facts.sign_columns_unread:
        flag, why = _NOT_READ, _not_read(facts.sign_columns_unread)
        said = Text(f"标识 {sign.id} {where.zh}；{why.zh}", f"sign {sign.id} stands {where.en}; {why.en}")
    verdict = _question(camera, said, flag=flag, sign=sign, basis=rule.basis_of(_REACH))
    return replace(verdict, flags=(flag, _FAR)) if is_far else verdict


def _named(rule: Rule, camera: CameraFacts, sign: Sign, distance_m: float) -> Verdict:
    """The question about a sign close by that names other cameras alone."""
    ids, where = ", ".join(sign.camera_ids), _at(distance_m, "摄像机", "the camera")
    said = Text(
        f"没有标识指明本摄像机；标识 {sign.id} {where.zh}，只指明 {ids}：它是否也提示本摄像机？",
        f"no sign names the camera; sign {sign.id}, {where.en}, names {ids} alone: does it "
        "serve this one, too?",
    )
    return _question(camera, said, flag=OF_OTHERS, sign=sign, basis=rule.basis_of(_REACH))


def _question(
    camera: CameraFacts, message: Text, *, flag: str, sign: Sign | None = None, basis: str | None = None
) -> Verdict:
    return Verdict(
        outcome="undecided",
        object_kind="sign" if sign else "",
        object_id=sign.id if sign else "",
        expected="1",
        unit="sign",
        basis=basis,
        flags=(flag,),
        geometry=camera.position,
        message=message,
    )


def _counted(
    outcome: str, camera: CameraFacts, message: Text, *, count: int = 0, sign: Sign | None = None
) -> Verdict:
    return Verdict(
        outcome=outcome,
        object_kind="sign" if sign else "",
        object_id=sign.id if sign else "",
        expected="1",
        observed=str(count),
        unit="sign",
        margin=float(count - 1),
        geometry=camera.position,
        message=message,
    )
