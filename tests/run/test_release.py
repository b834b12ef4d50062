"""A release folder: named for its recipient, put in place whole, current only while its files stand."""

import json
from pathlib import Path

import pytest

from naerblik import geography
from naerblik.run import release


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("1082", "1082-region-midtjylland"),
        ("1085", "1085-region-sjaelland"),
        ("825", "825-laesoe"),
        ("dk", "dk-hele-landet"),
        ("oestdanmark", "region-oestdanmark"),
        ("N-NORD", "N-NORD-sundhedsklynge-nord-nordjylland"),
        ("vendsyssel", "sundhedsraad-vendsyssel"),
    ],
)
def test_a_recipient_folder_is_named_by_code_and_name(code, name):
    assert release.recipient_folder(geography.area(code)) == name


def test_folder_names_are_unique_and_plain():
    names = [release.recipient_folder(a) for a in geography.areas()]
    assert len(names) == len(set(names))
    assert all(name.isascii() and " " not in name for name in names)


INPUTS = {"numbers": "abc", "program": "0.1", "renderer": "pandoc"}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    (folder / "tables").mkdir(parents=True)
    (folder / "index.html").write_text("<p>1</p>")
    (folder / "tables" / "a.csv").write_text("a;b\n")
    release.write_manifest(folder, {"inputs": INPUTS})
    return folder


def test_the_manifest_lists_every_other_file_with_hash_and_size(made: Path):
    files = json.loads((made / "manifest.json").read_text())["files"]
    assert set(files) == {"index.html", "tables/a.csv"}
    assert files["index.html"] == {"sha256": release.digest(b"<p>1</p>"), "bytes": 8}


def test_a_folder_stands_for_its_own_inputs_and_says_what_changed_of_others(made: Path):
    assert release.outdated(made, INPUTS) == ()
    assert release.outdated(made, INPUTS | {"program": "0.2", "renderer": "quarto"}) == ("program", "renderer")


def test_a_folder_that_lost_or_shortened_a_file_is_outdated(made: Path):
    (made / "tables" / "a.csv").write_text("a")
    assert release.outdated(made, INPUTS) == ("tables/a.csv is missing or another",)
    (made / "tables" / "a.csv").unlink()
    assert release.outdated(made, INPUTS) == ("tables/a.csv is missing or another",)


def test_a_folder_of_an_older_program_is_outdated(made: Path):
    release.write_manifest(made, {"inputs": "abc"})
    assert release.outdated(made, INPUTS) == ("made by an older program",)


def test_a_folder_without_manifest_or_with_a_cut_one_is_outdated(made: Path):
    (made / "manifest.json").write_text("{")
    assert release.outdated(made, INPUTS) == ("its manifest cannot be read",)
    assert release.outdated(made.parent / "absent", INPUTS) == ("not made yet",)


def test_cubes_that_differ_only_in_how_long_they_took_are_the_same():
    cube = {"topics": ["fsiii"], "plan": {"sets": []}, "protection_seconds": 1.2}
    assert release.cube_digest(cube) == release.cube_digest(cube | {"protection_seconds": 3.4})
    assert release.cube_digest(cube) != release.cube_digest(cube | {"plan": {"sets": ["totals"]}})


def test_only_a_release_of_data_that_are_not_synthetic_may_be_sent_out():
    for origin, may in (("synthetic", False), ("sds-2025-03", True)):
        manifest = release.released({"state": "draft", "snapshot": {"origin": origin}}, {"passed": True})
        assert (manifest["state"], manifest["deliverable"]) == ("released", may)
