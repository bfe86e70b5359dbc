"""Compiled kernels of another source are thrown away, those of this one are kept."""

from __future__ import annotations

from siting.coverage.kernel_cache import drop_stale_kernels


def test_kernels_of_an_unknown_source_are_removed(tmp_path):
    old = tmp_path / "_facade_kernels.facade_view-1.py311.nbi"
    code = tmp_path / "_facade_kernels.facade_view-1.py311.1.nbc"
    foreign = tmp_path / "other.function-1.py311.nbi"
    for path in (old, code, foreign):
        path.write_bytes(b"x")
    drop_stale_kernels(tmp_path)
    assert not old.exists()
    assert not code.exists()
    assert foreign.exists()


def test_kernels_of_this_source_are_kept(tmp_path):
    drop_stale_kernels(tmp_path)
    new = tmp_path / "_kernels.sweep-1.py311.nbi"
    new.write_bytes(b"x")
    drop_stale_kernels(tmp_path)
    assert new.exists()


def test_a_change_of_the_stamp_removes_them_again(tmp_path):
    drop_stale_kernels(tmp_path)
    new = tmp_path / "_kernels.sweep-1.py311.nbi"
    new.write_bytes(b"x")
    (tmp_path / "siting_kernels.sha256").write_text("another source")
    drop_stale_kernels(tmp_path)
    assert not new.exists()


def test_a_folder_that_is_not_there_is_no_error(tmp_path):
    drop_stale_kernels(tmp_path / "nowhere")
