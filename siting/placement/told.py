"""What proposals come to, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.placement.signs import failing_rows
from siting.placement.sites import NEW_POST
from siting.rules.law import Text
from siting.words import counted

if TYPE_CHECKING:
    from siting.assess import Assessment


def proposed_in_words(assessment: Assessment) -> Text | None:
    """Return how many further signs would serve the ways into view without one, None when none is proposed.

    Parameters
    ----------
    assessment : Assessment
    """
    proposed = assessment.sign_proposals
    if proposed.empty:
        return None
    once = failing_rows(assessment).drop_duplicates("subject_id")
    unsigned = int(once["observed"].astype(int).sum())
    served = len({way for ways in proposed["serves"] for way in ways.split("; ")})
    posts = int((proposed["host_kind"] == NEW_POST).sum())
    is_proved = bool((proposed["optimum_proved"] == "yes").all())
    fewest = Text("；在所考虑的位置中已证明为最少", "; proved fewest among the places considered")
    if not is_proved:
        fewest = Text("", "")
    return Text(
        f"{unsigned} 个步行入口在进入拍摄范围前读不到标识；增设 {len(proposed)} 块标识可覆盖其中 {served} 个"
        f"（{posts} 块需新立杆{fewest.zh}；见图层 sign_proposals，仅供参考）",
        f"{counted(unsigned, 'way into view passes', 'ways into view pass')} no sign first; "
        f"{counted(len(proposed), 'further sign')} would serve {served} "
        f"of them ({posts} on new posts{fewest.en}; layer sign_proposals, advisory)",
    )
