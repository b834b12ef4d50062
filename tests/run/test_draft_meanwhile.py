"""A draft that another run makes anew while it is released: what is released is one draft, whole."""

import shutil
from pathlib import Path

import pytest

from naerblik.run import listing, publish, release
from naerblik.run.publish import ReleaseError
from naerblik.workplace import alone


@pytest.fixture
def drafted(tmp_path) -> Path:
    """A recipient's folder of a draft, as far as copying it goes."""
    folder = tmp_path / "2024-kladde" / "1082-region-midtjylland"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "fsiii.csv").write_text("omraade;antal\n")
    release.write_manifest(folder, {"state": "draft"})
    return folder


def test_nothing_is_put_in_place_in_a_draft_while_it_is_copied(drafted, tmp_path, monkeypatch):
    """The copy would be half of one draft and half of another, and its manifest would say that it is whole."""
    copied = shutil.copytree

    def copying(*places: Path) -> None:
        with pytest.raises(BlockingIOError), alone(drafted.parent, wait=False):
            pass
        monkeypatch.undo()
        copied(*places)

    monkeypatch.setattr(shutil, "copytree", copying)
    made = publish._finished(drafted, tmp_path / "made" / drafted.name)
    assert shutil.copytree is copied
    assert release.digests([made]) == release.digests([drafted])
    assert release.read_manifest(made) == release.read_manifest(drafted)


@pytest.mark.parametrize("change", ["removed", "changed", "more"])
def test_what_is_no_longer_the_draft_that_a_run_made_is_not_copied(drafted, tmp_path, change):
    if change == "removed":
        shutil.rmtree(drafted)
    else:
        (drafted / "data" / f"{'fsiii' if change == 'changed' else change}.csv").write_text("omraade;andel\n")
    with pytest.raises(ReleaseError, match="meanwhile" if change == "removed" else "was changed"):
        publish._finished(drafted, tmp_path / "made")


def test_drafts_that_another_run_made_of_other_numbers_are_not_released_together(drafted, tmp_path):
    other = Path(shutil.copytree(drafted, drafted.with_name("1081-region-nordjylland")))
    release.write_manifest(other, {"state": "draft", "cube": "of another run"})
    with pytest.raises(ReleaseError, match="different protected cubes"):
        publish.release_synthetic([drafted, other], tmp_path / "2024")
    assert not (tmp_path / "2024").exists()


def test_a_list_beside_recipients_of_other_numbers_is_not_put_in_place(drafted, tmp_path):
    release.write_manifest(drafted, {"state": "released", "cube": "of another run"})
    (tmp_path / "made").mkdir()
    release.write_manifest(tmp_path / "made", {"cube": "of this one"})
    with pytest.raises(listing.ListError, match="other numbers here meanwhile"):
        listing.put_in_place(tmp_path / "made", drafted.parent)
