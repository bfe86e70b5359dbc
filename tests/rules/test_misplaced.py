"""Answers and waivers that meet nothing are counted, never dropped in silence."""

from __future__ import annotations

import pandas as pd
import pytest

from siting.errors import InputError
from siting.io.ledger import ledger_counts
from siting.rules.answers import Answer, Answers, Waiver
from siting.rules.misplaced import ledger_of_answers, refuse_misplaced
from siting.rules.pack import load_pack
from tests.scenes import scene

FINDINGS = pd.DataFrame({"finding_id": ["0" * 16]})
PACKS = [load_pack("cn_2025")]


def test_used_and_unused_add_up() -> None:
    answers = Answers(
        (
            Answer(
                duty_id="cn_2025/23/not_moved_without_authority", subject_id="scene", answer="yes", name="Li"
            ),
            Answer(duty_id="cn_2016_draft/7/principles_kept", subject_id="scene", answer="yes", name="Li"),
        ),
        (
            Waiver(finding_id="0" * 16, reason="ordered", name="Li"),
            Waiver(finding_id="f" * 16, reason="moved since", name="Wang"),
            Waiver(finding_id="e" * 16, reason="moved since", name="Wang"),
        ),
    )
    ledger = ledger_of_answers(answers, FINDINGS, PACKS)
    counts = {row.layer: (row.rows, row.used, row.rejected) for row in ledger_counts(ledger).itertuples()}
    assert counts == {"answers": (2, 1, 1), "waivers": (3, 1, 2)}
    lost = ledger[(ledger["layer"] == "waivers") & (ledger["outcome"] == "rejected")]
    assert list(lost["id"]) == ["f" * 16, "e" * 16]
    assert set(lost["found"]) == {"waived by Wang: moved since"}


def test_nothing_said_is_no_row() -> None:
    assert ledger_of_answers(Answers(), FINDINGS, PACKS).empty


def test_a_wrong_answer_is_told_with_file_row_and_what_may_have_been_meant() -> None:
    wrong = Answers(
        (
            Answer(duty_id="cn_2025/17/deleted_afterward", subject_id="scene", answer="yes", name="Li"),
            Answer(duty_id="cn_2025/13/extent_of_view", subject_id="scene", answer="yes", name="Li"),
            Answer(duty_id="cn_2025/17/deleted_afterwards", subject_id="NOBODY", answer="yes", name="Li"),
        ),
        file="answers.yaml",
    )
    with pytest.raises(InputError) as told:
        refuse_misplaced(wrong, PACKS, scene())
    typo, computed, nobody = str(told.value).splitlines()
    assert typo.startswith("answers.yaml, row answer 1, duty_id: found cn_2025/17/deleted_afterward;")
    assert "Did you mean cn_2025/17/deleted_afterwards" in typo
    assert "waiver" in computed
    assert nobody.startswith("answers.yaml, row answer 3, subject_id: found 'NOBODY'")
    assert max(map(len, (typo, computed, nobody))) < 300
