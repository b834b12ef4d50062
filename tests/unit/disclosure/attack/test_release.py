"""Releases with something left in: each omission is caught, and named without its number."""

import json
import re

import pytest

from disclosure.attack.small_release import HIDDEN, write
from naerblik import codelists, geography
from naerblik import parameters as params
from naerblik.disclosure import attack
from naerblik.disclosure.attack.tables import LayoutError, printed
from naerblik.run import gate
from naerblik.run.gate import GateError

RULES = params.disclosure_rules()
ITEM_ALONE = "I2"


def release_of(tmp_path, **files):
    return attack.release([write(tmp_path / "dk-hele-landet", **files)], RULES)


def found(result, rule):
    return [finding.cell for finding in result.findings if finding.rule == rule]


BANDS = ("0-17", "18-64", "65-74", "75-84", "85+")


def ages(everyone, *counts):
    """All ages and the five bands of one municipality, 1,000 citizens in each band."""
    bands = [{"alder": band, "antal": count} for band, count in zip(BANDS, counts, strict=True)]
    return [{"antal": everyone, "borgere": 5000}, *bands]


def test_a_total_left_in_gives_the_only_gap_away(tmp_path):
    result = release_of(tmp_path, fsiii=ages(60, 10, 20, 17, HIDDEN, 10))
    assert found(result, "recomputable") == ["year 2024, area 101, age 75-84"]


def test_two_gaps_that_sum_to_four_are_below_the_threshold(tmp_path):
    result = release_of(tmp_path, fsiii=ages(60, 10, 20, 26, HIDDEN, HIDDEN))
    assert len(found(result, "below threshold")) == 2


def test_two_gaps_with_room_between_them_pass(tmp_path):
    result = release_of(tmp_path, fsiii=ages(60, 10, 20, 10, HIDDEN, HIDDEN))
    assert result.passed
    assert (result.cells, result.hidden) == (12, 2)


def test_bornholm_is_its_cluster(tmp_path):
    cells = [{"omraade": "400", "antal": HIDDEN}, {"omraade": "H-BORNHOLM", "niveau": "cluster", "antal": 12}]
    assert found(release_of(tmp_path, fsiii=cells), "recomputable") == ["year 2024, area 400"]


def test_oestdanmark_is_the_two_regions_that_it_is_made_of(tmp_path):
    regions = [("1084", 40, 1000), ("1085", HIDDEN, 1000), ("oestdanmark", 90, 2000)]
    cells = [{"niveau": "region", "omraade": code, "antal": count, "borgere": size} for code, count, size in regions]
    assert found(release_of(tmp_path, fsiii=cells), "recomputable") == ["year 2024, area 1085"]


def test_a_sum_whose_parts_are_not_all_published_still_bounds_them(tmp_path):
    cells = [{"niveau": "region", "omraade": "1084", "antal": 4}, {"omraade": "101", "antal": HIDDEN}]
    assert found(release_of(tmp_path, fsiii=cells), "below threshold") == ["year 2024, area 101"]


def test_a_hidden_number_among_few_others_is_bounded_by_its_group(tmp_path):
    result = release_of(tmp_path, fsiii=[{"antal": HIDDEN, "borgere": 4}])
    assert found(result, "below threshold") == ["year 2024, area 101"]


def test_a_complement_that_cannot_reach_the_threshold_is_found(tmp_path):
    """Of 100 + 100 citizens 197 have it: in neither part can five be without."""
    cells = [
        {"antal": 197, "borgere": 200},
        *({"koen": sex, "antal": HIDDEN, "borgere": 100} for sex in ("K", "M")),
    ]
    assert len(found(release_of(tmp_path, fsiii=cells), "complement below threshold")) == 2


def test_an_area_with_one_code_is_that_code(tmp_path):
    codes = [c.code for c in codelists.conditions() if c.law == codelists.HOME_NURSING and c.area_code == ITEM_ALONE]
    assert len(codes) == 1
    cells = [{"maal": "conditions", "kode": codes[0], "antal": HIDDEN}, {"maal": "areas", "kode": "I2", "antal": 33}]
    assert len(found(release_of(tmp_path, fsiii=cells), "recomputable")) == 1


def test_an_item_is_at_most_its_area(tmp_path):
    cells = [{"maal": "conditions", "kode": "I1.1", "antal": HIDDEN}, {"maal": "areas", "kode": "I1", "antal": 2}]
    assert found(release_of(tmp_path, fsiii=cells), "below threshold") == ["item I1.1, year 2024, area 101"]


def test_a_municipality_that_delivers_every_year_has_one_number(tmp_path):
    cells = [{"antal": HIDDEN}, {"kommuner": "every_year", "antal": 17}]
    result = release_of(tmp_path, fsiii=cells, daekning=[{"borgere": 1000}])
    assert found(result, "recomputable") == ["year 2024, area 101"]


def test_municipalities_that_the_files_of_one_recipient_do_not_name_may_have_delivered(tmp_path):
    country = {"niveau": "country", "omraade": "dk", "borgere": 9000}
    cells = [{"antal": 17}, country | {"antal": 100}, country | {"kommuner": "every_year", "antal": 80}]
    result = release_of(tmp_path, fsiii=cells, daekning=[{"borgere": 1000}])
    assert (result.findings, result.faults) == ((), ())


def test_where_every_municipality_delivered_the_citizens_counted_are_the_residents(tmp_path):
    covered = [{"borgere": 5000, "indberettede_borgere": HIDDEN}]
    assert found(release_of(tmp_path, daekning=covered), "recomputable") == ["year 2024, area 101"]


def test_a_rounded_share_times_a_published_group_gives_the_number(tmp_path):
    result = release_of(tmp_path, fsiii=[{"antal": HIDDEN, "borgere": 80, "pr_1000": "37,5"}])
    assert found(result, "recomputable") == ["year 2024, area 101"]


def test_a_share_is_read_as_widely_as_it_is_rounded(tmp_path):
    result = release_of(tmp_path, fsiii=[{"antal": HIDDEN, "borgere": 60_000, "pr_1000": "0,4"}])
    assert result.passed


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ({"antal": 3}, "shown below threshold"),
        ({"antal": 998}, "complement shown below threshold"),
        ({"antal": 12, "borgere": 12}, "everyone of a small group"),
    ],
)
def test_what_must_not_be_printed_is_found_where_it_is_printed(tmp_path, cell, rule):
    assert found(release_of(tmp_path, fsiii=[cell]), rule) == ["year 2024, area 101"]


def test_a_cell_hidden_for_one_recipient_and_shown_to_another_is_found(tmp_path):
    folders = [
        write(tmp_path / "1081-region-nordjylland", fsiii=[{"antal": HIDDEN}]),
        write(tmp_path / "dk-hele-landet", fsiii=[{"antal": 40}]),
    ]
    assert found(attack.release(folders, RULES), "hidden elsewhere, shown here") == ["year 2024, area 101"]


def test_recipients_are_attacked_together(tmp_path):
    """The gap of one table is filled by what another recipient got."""
    own = [{"antal": 60, "borgere": 2000}, {"koen": "K", "antal": HIDDEN}, {"koen": "M", "antal": HIDDEN}]
    one, other = write(tmp_path / "1084-a", fsiii=own), write(tmp_path / "1085-b", fsiii=[{"koen": "K", "antal": 33}])
    assert attack.release([one], RULES).passed
    assert found(attack.release([one, other], RULES), "recomputable") == ["year 2024, area 101, sex M"]


def test_two_numbers_for_one_cell_contradict_each_other(tmp_path):
    one, other = (write(tmp_path / n, fsiii=[{"antal": a}]) for n, a in (("1084-a", 40), ("1085-b", 41)))
    faults = [str(fault) for fault in attack.release([one, other], RULES).faults]
    assert any("contradiction" in fault and "area 101" in fault for fault in faults)


def test_numbers_that_do_not_add_up_are_a_contradiction(tmp_path):
    result = release_of(tmp_path, fsiii=ages(60, 10, 20, 17, 10, 10))
    assert ["contradiction" in str(fault) for fault in result.faults] == [True]


def test_a_finding_never_tells_the_number(tmp_path):
    result = release_of(tmp_path, fsiii=ages(60, 10, 20, 18, HIDDEN, 9))
    texts = [re.sub(r"2024|101|75-84", "", str(finding)) for finding in result.findings]
    assert texts
    assert not any(re.search(r"\d", text) for text in texts)


def test_a_data_file_that_is_not_known_stops_the_attack(tmp_path):
    folder = write(tmp_path / "dk-hele-landet")
    (folder / "data" / "fsiii-nyt.csv").write_text("a;b\n")
    with pytest.raises(attack.ReadingError, match=r"fsiii-nyt\.csv"):
        attack.release([folder], RULES)


def test_a_folder_without_data_stops_the_attack(tmp_path):
    with pytest.raises(attack.ReadingError, match="data"):
        attack.release([tmp_path], RULES)


def with_table(folder, name, *lines, code="1084", year=2024):
    (folder / "tables").mkdir()
    manifest = {"recipient": {"code": code}, "parameters": {"year": year}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    text = "\r\n".join(["Datagrundlag;" + lines[0], *(f"SYNTETISKE DATA;{line}" for line in lines[1:])])
    (folder / "tables" / name).write_bytes(text.encode("utf-8-sig"))
    return folder


def test_a_table_without_a_layout_stops_the_attack(tmp_path):
    folder = with_table(write(tmp_path / "1084-x"), "nyt.csv", "Kommune;Borgere", "Albertslund;20")
    with pytest.raises(LayoutError, match=r"nyt\.csv"):
        attack.release([folder], RULES)


def test_a_workbook_is_left_to_the_gate(tmp_path):
    folder = with_table(write(tmp_path / "1084-x"), "kort.xlsx", "no table", "no table")
    assert attack.release([folder], RULES).passed
    with pytest.raises(GateError, match=r"1084-x/tables/kort\.xlsx: the workbook cannot be read"):
        gate.attacked([folder])


def test_a_column_that_the_layout_does_not_name_stops_the_attack(tmp_path):
    folder = with_table(write(tmp_path / "1084-x"), "kort.csv", "Kommune;Mænd", "Albertslund;20")
    with pytest.raises(LayoutError, match="Mænd"):
        attack.release([folder], RULES)


def test_a_table_that_shows_what_the_data_hide_is_found(tmp_path):
    albertslund = next(a for a in geography.areas() if a.name == "Albertslund").code
    folder = write(tmp_path / "1084-x", fsiii=[{"omraade": albertslund, "antal": HIDDEN}])
    with_table(folder, "kort.csv", "Kommune;Borgere;Med indsatser;Pr. 1.000", "Albertslund;1000;23;23,0")
    assert found(attack.release([folder], RULES), "hidden elsewhere, shown here") == [f"year 2024, area {albertslund}"]


def test_a_rate_in_a_table_beside_a_hidden_number_narrows_it(tmp_path):
    albertslund = next(a for a in geography.areas() if a.name == "Albertslund").code
    folder = write(tmp_path / "1084-x", fsiii=[{"omraade": albertslund, "antal": HIDDEN}])
    with_table(folder, "kort.csv", "Kommune;Borgere;Med indsatser;Pr. 1.000", "Albertslund;1000;·;23,0")
    assert found(attack.release([folder], RULES), "recomputable") == [f"year 2024, area {albertslund}"]


def test_a_limit_in_a_table_beside_a_hidden_number_is_found(tmp_path):
    columns = "Gruppe;Borgere i gruppen;Med indsats;Pr. 1.000;95 pct. sikkerhedsgrænser, nedre"
    folder = write(tmp_path / "1084-x", fsiii=[{"omraade": "1084", "niveau": "region", "antal": HIDDEN}])
    with_table(folder, "grupper.csv", columns, "Alle borgere;1000;·;·;12,1")
    assert found(attack.release([folder], RULES), "a printed limit beside a hidden number") == ["year 2024, area 1084"]


GROUPS = "Gruppe;Borgere i gruppen;Med indsats;Pr. 1.000"


def test_tables_of_one_form_keep_the_labels_of_their_own_recipient(tmp_path):
    empty = with_table(write(tmp_path / "1081-x"), "grupper.csv", GROUPS, code="1081")
    one = with_table(write(tmp_path / "1084-x"), "grupper.csv", GROUPS, "Alle borgere;1000;40;40,0")
    other = with_table(
        write(tmp_path / "1085-y"), "grupper.csv", GROUPS, "Alle borgere;90;50;·", code="1085", year=2023
    )
    (read,) = printed([empty, one, other])
    counts = read.observations[read.observations["items"] == "any_intervention"]
    shown = counts[counts["value"].notna()]
    assert [*shown[["area", "year", "value", "file"]].itertuples(index=False, name=None)] == [
        ("1084", "2024", 40, "1084-x/tables/grupper.csv"),
        ("1085", "2023", 50, "1085-y/tables/grupper.csv"),
    ]
    assert [*counts.loc[counts["rate"].notna(), "area"]] == ["1084"]


@pytest.mark.parametrize(
    ("line", "said"),
    [("Nogen;1000;40;40,0", "'Nogen' is no known group"), ("Alle borgere;mange;4;·", "something else")],
)
def test_what_a_table_of_another_recipient_holds_is_told_by_its_own_file(tmp_path, line, said):
    one = with_table(write(tmp_path / "1084-x"), "grupper.csv", GROUPS, "Alle borgere;1000;40;40,0")
    other = with_table(write(tmp_path / "1085-y"), "grupper.csv", GROUPS, line, code="1085")
    with pytest.raises(LayoutError, match=rf"1085-y/tables/grupper\.csv: .*{said}"):
        attack.release([one, other], RULES)


def test_a_sharper_rate_counts_although_a_coarser_one_has_the_same_number(tmp_path):
    albertslund = next(a for a in geography.areas() if a.name == "Albertslund").code
    folders = [
        with_table(
            write(tmp_path / name, fsiii=[{"omraade": albertslund, "antal": HIDDEN, "borgere": 9000}]),
            "kort.csv",
            "Kommune;Borgere;Med indsatser;Pr. 1.000",
            f"Albertslund;9000;·;{rate}",
        )
        for name, rate in (("1081-a", "12"), ("1084-b", "12,0"))
    ]
    assert attack.release(folders[:1], RULES).passed
    assert found(attack.release(folders, RULES), "recomputable") == [f"year 2024, area {albertslund}"]


def test_what_is_left_of_an_area_beside_a_code_is_a_complement(tmp_path):
    cells = [{"maal": "conditions", "kode": "I1.1", "antal": 30}, {"maal": "areas", "kode": "I1", "antal": 33}]
    assert len(found(release_of(tmp_path, fsiii=cells), "complement shown below threshold")) == 1


def test_all_clients_of_an_area_may_have_the_same_code(tmp_path):
    """They are no group of citizens that the reports speak of: only n = N of a group is attribute disclosure."""
    cells = [{"maal": "conditions", "kode": "I1.1", "antal": 12}, {"maal": "areas", "kode": "I1", "antal": 12}]
    assert release_of(tmp_path, fsiii=cells).passed
