"""Releases of general practice and cancer with something left in: each omission is caught by what readers know."""

import pytest

from disclosure.attack.small_release import HIDDEN, write
from naerblik import codelists
from naerblik import parameters as params
from naerblik.disclosure import attack

RULES = params.disclosure_rules()
CONTACTS = ("konsultation", "ekonsultation", "telefon", "video", "hjemmebesoeg")
GROUPS = [*(s.key for s in codelists.cancer_sites() if s.activity == s.key), "rest"]
REST = [s.key for s in codelists.cancer_sites() if s.activity == "rest"]


def release_of(tmp_path, **files):
    return attack.release([write(tmp_path / "dk-hele-landet", **files)], RULES)


def found(result, rule):
    return [(finding.table, finding.cell.split(",")[0]) for finding in result.findings if finding.rule == rule]


def numbers(items, **by_item):
    """Cells of one kind in one municipality; '_' in a name stands for '.'."""
    return [{"maal": items, "kode": item.replace("_", "."), "antal": count} for item, count in by_item.items()]


def sites(items, **unusual):
    """A cell for the total, each group and each site of the rest: 20 each, the rest and the total their sums."""
    usual = dict.fromkeys([*GROUPS, *REST], 20) | {"rest": 20 * len(REST)}
    usual["total"] = sum(usual[group] for group in GROUPS)
    return [{"maal": items, "kode": item, "antal": count} for item, count in (usual | unusual).items()]


def test_the_total_of_contacts_gives_the_only_hidden_one_away(tmp_path):
    cells = numbers(
        "services", kontakt=100, konsultation=60, ekonsultation=HIDDEN, telefon=20, video=10, hjemmebesoeg=5
    )
    assert found(release_of(tmp_path, almen_praksis=cells), "recomputable") == [("services", "item ekonsultation")]


def test_hidden_contacts_have_room_when_their_total_is_hidden_too(tmp_path):
    cells = numbers("services", kontakt=HIDDEN, konsultation=60, ekonsultation=HIDDEN, telefon=20, video=10)
    assert release_of(tmp_path, almen_praksis=[*cells, *numbers("services", hjemmebesoeg=5)]).passed


def test_the_total_of_contacts_of_those_with_a_diagnosis_gives_the_only_hidden_one_away(tmp_path):
    parts = {f"T89_{contact}": 20 for contact in CONTACTS} | {"T89_video": HIDDEN, "T89_kontakt": 117}
    result = release_of(tmp_path, almen_praksis=numbers("diagnosis_services", **parts))
    assert found(result, "recomputable") == [("diagnosis_services", "item T89.video")]


@pytest.mark.parametrize(
    ("hidden", "left_in"), [("liver", {}), ("breast", {"rest": HIDDEN, "liver": HIDDEN}), ("breast", {})]
)
def test_tumours_add_up_over_sites_the_rest_and_the_total(tmp_path, hidden, left_in):
    result = release_of(tmp_path, kraeft=sites("tumours", **{hidden: HIDDEN} | left_in))
    passes = bool(left_in)
    assert result.passed is passes
    assert found(result, "recomputable") == ([] if passes else [("tumours", f"item {hidden}")])


def test_the_tumours_of_the_rest_left_in_give_its_hidden_site_away_without_any_total(tmp_path):
    cells = [cell for cell in sites("tumours", liver=HIDDEN) if cell["kode"] in ("rest", *REST)]
    assert found(release_of(tmp_path, kraeft=cells), "recomputable") == [("tumours", "item liver")]


def test_tumours_of_other_skin_are_no_part_of_the_total(tmp_path):
    cells = [*sites("tumours"), *numbers("tumours", other_skin=HIDDEN)]
    cells = [{**cell, "kode": cell["kode"].replace("other.skin", "other_skin")} for cell in cells]
    assert release_of(tmp_path, kraeft=cells).passed


def test_diabetes_gives_the_type_away_beside_one_that_nobody_has(tmp_path):
    result = release_of(tmp_path, almen_praksis=numbers("diagnoses", diabetes=33, T89=HIDDEN, T90=0))
    assert found(result, "recomputable") == [("diagnoses", "item T89")]


def test_diabetes_of_few_leaves_few_to_each_type(tmp_path):
    result = release_of(tmp_path, almen_praksis=numbers("diagnoses", diabetes=4, T89=HIDDEN, T90=HIDDEN))
    assert found(result, "below threshold") == [("diagnoses", "item T89"), ("diagnoses", "item T90")]


def test_what_one_type_leaves_of_diabetes_is_a_group_of_citizens(tmp_path):
    result = release_of(tmp_path, almen_praksis=numbers("diagnoses", diabetes=60, T89=20, T90=57))
    assert found(result, "complement shown below threshold") == [("diagnoses", "item T90")]


def test_new_diabetes_may_be_less_than_new_diabetes_of_a_type(tmp_path):
    """Who had one type before and is new in the other is not new in diabetes."""
    assert release_of(tmp_path, almen_praksis=numbers("new_diagnoses", diabetes=20, T89=12, T90=26)).passed
    few = numbers("diagnoses", diabetes=20, T89=12, T90=26)
    assert not release_of(tmp_path, almen_praksis=few).passed


def test_the_only_hidden_class_of_survivors_is_what_the_others_leave(tmp_path):
    cells = numbers("survivors", breast=100, breast_0=20, breast_1=HIDDEN, breast_5=30, breast_10=40)
    assert found(release_of(tmp_path, kraeft=cells), "recomputable") == [("survivors", "item breast.1")]


def test_two_hidden_classes_of_survivors_with_room_between_them_pass(tmp_path):
    cells = numbers("survivors", breast=100, breast_0=20, breast_1=HIDDEN, breast_5=HIDDEN, breast_10=40)
    assert release_of(tmp_path, kraeft=cells).passed


USERS = {
    "services": ("almen_praksis", "users", "video"),
    "diagnosis_services": ("almen_praksis", "diagnosis_users", "T89.video"),
    "tumours": ("kraeft", "cancer_patients", "liver"),
    "survivor_contacts": ("kraeft", "survivor_users", "breast.almen"),
    "observed_days": ("kraeft", "observed", "breast.3"),
    "course_contacts": ("kraeft", "course_users", "breast.almen.3"),
}


@pytest.mark.parametrize(("volume", "file", "users", "item"), [(v, *u) for v, u in USERS.items()], ids=USERS.keys())
def test_one_or_two_services_have_no_more_users_than_that(tmp_path, volume, file, users, item):
    for shown, passes in ((2, False), (5, True)):
        cells = [{"maal": users, "kode": item, "antal": HIDDEN}, {"maal": volume, "kode": item, "antal": shown}]
        result = release_of(tmp_path, **{file: cells})
        assert result.passed is passes
        assert found(result, "below threshold") == ([] if passes else [(users, f"item {item}")])


def test_hidden_users_are_bounded_by_all_with_the_diagnosis_and_by_all_with_the_service(tmp_path):
    for wide, item in (("diagnoses", "T89"), ("users", "video")):
        cells = [*numbers("diagnosis_users", T89_video=HIDDEN), *numbers(wide, **{item: 3})]
        assert ("diagnosis_users", "item T89.video") in found(
            release_of(tmp_path, almen_praksis=cells), "below threshold"
        )


def test_examined_citizens_leave_a_group_that_was_not_examined(tmp_path):
    cells = [*numbers("examinations", R95_lungefunktion=57), *numbers("diagnoses", R95=60)]
    result = release_of(tmp_path, almen_praksis=cells)
    assert found(result, "complement shown below threshold") == [("examinations", "item R95.lungefunktion")]


def test_citizens_with_contact_in_a_month_are_some_of_the_observed(tmp_path):
    cells = [*numbers("course_users", **{"breast_almen_-3": 38}), *numbers("observed", **{"breast_-3": 40})]
    result = release_of(tmp_path, kraeft=cells)
    assert found(result, "complement shown below threshold") == [("course_users", "item breast.almen.-3")]


def test_new_tumours_may_be_found_in_more_citizens_than_live_there_on_the_date(tmp_path):
    cells = [{"maal": items, "kode": "total", "antal": 20, "borgere": 18} for items in ("tumours", "cancer_patients")]
    assert release_of(tmp_path, kraeft=cells).passed
    survivors = [{"maal": "survivors", "kode": "total", "antal": 20, "borgere": 18}]
    assert not release_of(tmp_path, kraeft=survivors).passed


@pytest.mark.parametrize(("antal", "is_found"), [(18, True), (13, False)])
def test_all_of_a_small_group_of_citizens_are_told_apart(tmp_path, antal, is_found):
    cells = [{"maal": "survivors", "kode": "total", "antal": antal, "borgere": 18}]
    assert bool(found(release_of(tmp_path, kraeft=cells), "everyone of a small group")) is is_found


COUNTED = {"borgere": 5000, "indberettede_borgere": 5000}
WOMEN, MEN = ({"koen": sex, "antal": HIDDEN} for sex in ("K", "M"))


def test_a_group_that_fsiii_hides_and_general_practice_shows_is_the_same_where_every_municipality_delivered(tmp_path):
    fsiii = [{"antal": 60, "borgere": 5000}, *(group | {"borgere": HIDDEN} for group in (WOMEN, MEN))]
    practice = [{"kode": "kontakt", "antal": 400}, *(group | {"kode": "kontakt"} for group in (WOMEN, MEN))]
    shown = [line | {"borgere": size} for line, size in zip(practice, (5000, 2400, 2600), strict=True)]
    result = release_of(tmp_path, fsiii=fsiii, almen_praksis=shown, daekning=[COUNTED])
    assert found(result, "recomputable") == [("population", "year 2024")] * 2
    hidden = [line | {"borgere": size} for line, size in zip(practice, (5000, HIDDEN, HIDDEN), strict=True)]
    assert release_of(tmp_path, fsiii=fsiii, almen_praksis=hidden, daekning=[COUNTED]).passed


def test_it_is_not_known_where_a_municipality_did_not_deliver(tmp_path):
    area = {"niveau": "region", "omraade": "1084"}
    fsiii = [area | {"antal": 60, "borgere": 4000}]
    fsiii += [area | group | {"borgere": HIDDEN} for group in (WOMEN, MEN)]
    practice = [area | {"kode": "kontakt", "antal": 400, "borgere": 5000}]
    practice += [area | group | {"kode": "kontakt", "borgere": size} for group, size in ((WOMEN, 2400), (MEN, 2600))]
    covered = [area | {"indberettede": 28, "borgere": 5000, "indberettede_borgere": 4000}]
    assert release_of(tmp_path, fsiii=fsiii, almen_praksis=practice, daekning=covered).passed


@pytest.mark.parametrize(("everyone", "is_found"), [(4003, True), (4008, False)])
def test_citizens_of_a_municipality_that_did_not_deliver_are_what_fsiii_leaves_of_everyone(
    tmp_path, everyone, is_found
):
    area = {"niveau": "region", "omraade": "1084"}
    fsiii = [area | {"antal": 60, "borgere": 4000}]
    practice = [area | {"kode": "kontakt", "antal": 400, "borgere": everyone}]
    result = release_of(tmp_path, fsiii=fsiii, almen_praksis=practice)
    assert found(result, "complement shown below threshold") == ([("population", "year 2024")] if is_found else [])
    assert result.passed is not is_found


def test_the_residents_of_the_coverage_are_the_citizens_of_the_other_topics(tmp_path):
    practice = [{"kode": "kontakt", "antal": 400, "borgere": HIDDEN}]
    covered = [{"borgere": 5000, "indberettede_borgere": HIDDEN, "indberettede": 0}]
    result = release_of(tmp_path, almen_praksis=practice, daekning=covered)
    assert ("population", "year 2024") in found(result, "recomputable")


def test_topics_are_attacked_together_by_the_citizens_that_they_count(tmp_path):
    """Women are hidden in general practice; the survivors of cancer are counted among the same."""
    practice = [{"kode": "kontakt", "antal": 400}, {"kode": "kontakt", "koen": "K", "antal": HIDDEN, "borgere": HIDDEN}]
    cancer = [{"maal": "survivors", "kode": "total", "koen": "K", "antal": 60, "borgere": 2500}]
    result = release_of(tmp_path, almen_praksis=practice, kraeft=cancer)
    assert found(result, "hidden elsewhere, shown here") == [("population", "year 2024")]


def test_survivors_of_a_site_for_longest_are_some_of_all_who_survived_for_longest(tmp_path):
    cells = numbers("survivors", breast=100, breast_0=50, breast_1=20, breast_5=HIDDEN, breast_10=HIDDEN, total_10=3)
    result = release_of(tmp_path, kraeft=[cell for cell in cells if cell["kode"] != "total.10"])
    assert result.passed
    assert ("survivors", "item breast.10") in found(release_of(tmp_path, kraeft=cells), "below threshold")


def test_what_a_site_leaves_of_all_who_survived_for_longest_is_a_group_of_citizens(tmp_path):
    result = release_of(tmp_path, kraeft=numbers("survivors", breast_0=50, breast_10=48, total_0=48, total_10=50))
    assert found(result, "complement shown below threshold") == [("survivors", "item breast.10")]


def test_survivors_of_all_sites_stand_in_the_class_of_one_of_their_sites(tmp_path):
    without = numbers("survivors", breast=43, breast_0=HIDDEN, breast_1=HIDDEN, breast_5=0, breast_10=0)
    without += numbers("survivors", **{f"{group}_0": 0 for group in GROUPS if group != "breast"})
    assert release_of(tmp_path, kraeft=without).passed
    result = release_of(tmp_path, kraeft=[*without, *numbers("survivors", total_0=40)])
    assert found(result, "below threshold") == [("survivors", "item breast.1")]
