"""The two maps: counts, unions and the areas outside them."""

import pytest

from naerblik import geography
from naerblik.geography import areas_of, municipalities, parts_of


def test_the_map_of_2026_has_98_municipalities_22_clusters_and_5_regions():
    counts = [len(areas_of(level, 2026)) for level in ("municipality", "cluster", "council", "region", "country")]
    assert counts == [98, 22, 0, 5, 1]


def test_the_map_of_2027_has_98_municipalities_17_councils_and_4_regions():
    counts = [len(areas_of(level, 2027)) for level in ("municipality", "cluster", "council", "region", "country")]
    assert counts == [98, 0, 17, 4, 1]


@pytest.mark.parametrize(("region", "n"), [("1081", 11), ("1082", 19), ("1083", 22), ("1084", 29), ("1085", 17)])
def test_each_region_has_its_number_of_municipalities(region, n):
    assert len(geography.area(region).municipalities) == n


@pytest.mark.parametrize(("level", "year"), [("cluster", 2026), ("council", 2027), ("region", 2026), ("region", 2027)])
def test_the_areas_of_a_level_cover_every_municipality_once(level, year):
    covered = [code for area in areas_of(level, year) for code in area.municipalities]
    assert sorted(covered) == [m.code for m in municipalities()]


def test_every_council_is_a_union_of_clusters():
    clusters = [set(c.municipalities) for c in areas_of("cluster", 2026)]
    for council in areas_of("council", 2027):
        inside = [c for c in clusters if c <= set(council.municipalities)]
        assert set().union(*inside) == set(council.municipalities), council.name


def test_oestdanmark_is_hovedstaden_and_sjaelland():
    parts = set(geography.area("1084").municipalities) | set(geography.area("1085").municipalities)
    assert set(geography.area(geography.OESTDANMARK).municipalities) == parts


def test_the_municipality_names_in_clusters_and_councils_agree_with_the_municipality_file():
    for file, key in (("health_clusters.csv", "cluster"), ("health_councils.csv", "council")):
        for row in geography._rows(file):
            members = {m.name for m in municipalities() if getattr(m, key) == row[f"{key}_id_local"]}
            assert members == set(row["municipalities"].split(";")), row["name"]


def test_the_country_holds_the_municipalities_and_the_unknown_stand_beside_it():
    assert geography.area("dk").municipalities == tuple(m.code for m in municipalities())
    assert geography.area("uoplyst").municipalities == (geography.UNKNOWN_MUNICIPALITY,)


def test_christiansoe_is_no_municipality():
    assert 411 not in [m.code for m in municipalities()]


def test_the_parts_of_a_region_lie_inside_it():
    names = [a.name for a in parts_of(geography.area("1081"), "cluster", 2026)]
    assert len(names) == 4
    assert parts_of(geography.area("1081"), "council", 2026) == ()


def test_codes_are_unique_over_both_maps():
    codes = [a.code for a in geography.areas()]
    assert len(codes) == len(set(codes)) == 98 + 22 + 17 + 6 + 2


def test_an_unknown_code_is_named():
    with pytest.raises(KeyError, match="'1086'"):
        geography.area("1086")
