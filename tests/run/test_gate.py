"""What the gate misses in a folder that is called a release."""

import pytest

from naerblik.run import gate, release


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"attack": {"passed": False}}, "attack"),
        ({"attack": {}}, "attack"),
        ({"ledger": None}, "ledger"),
        ({"approved_by": ""}, "approver"),
        ({"state": "final"}, "state"),
        ({"state": "draft"}, "draft"),
        ({"snapshot": {"origin": "synthetic"}}, "synthetic"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_the_check_misses_what_a_release_must_say(tmp_path, change, said):
    folder = tmp_path / "1082-region-midtjylland"
    folder.mkdir()
    sound = {
        "state": "released",
        "deliverable": True,
        "attack": {"passed": True},
        "ledger": "0001",
        "approved_by": "A. Analytiker",
        "snapshot": {"origin": "sds-2025-03"},
    }
    release.write_manifest(folder, sound)
    assert gate.faults(tmp_path) == []
    release.write_manifest(folder, sound | change)
    (fault,) = gate.faults(tmp_path)
    assert said in fault.text


def test_folders_of_two_cubes_are_no_release(tmp_path):
    for name, cube in (("1081-x", "a"), ("1082-y", "b")):
        (tmp_path / name).mkdir()
        release.write_manifest(tmp_path / name, {"state": "draft", "snapshot": {"origin": "synthetic"}, "cube": cube})
    assert [fault.file for fault in gate.faults(tmp_path)] == [tmp_path.name]
