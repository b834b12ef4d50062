"""The synthetic figures lie near the published ones, and a figure that does not is seen."""

from dataclasses import replace

import pytest

from naerblik.synthetic import nearness
from naerblik.synthetic.nearness_figures import Figure, Tolerance


@pytest.fixture(scope="module")
def compared(country):
    return nearness.compare(country)


def test_every_figure_of_a_small_country_lies_within_its_tolerance(compared):
    assert compared["within"].all(), compared[~compared["within"]].to_string()


def test_every_published_figure_is_compared(compared):
    groups = compared["group"].value_counts()
    assert groups["Folketal i kommunen"] == 98
    assert groups["Folketal efter køn og alder"] == 36
    assert groups["Folketal i hele landet"] == 4
    assert groups["Personer med sygdommen 1. juli"] == 27
    assert groups["Nye tilfælde i året"] == 24
    assert groups["Beboere på plejehjem"] == 3
    assert groups["Nye kræfttilfælde i perioden"] == 49
    assert groups["Nye kræfttilfælde efter køn og alder"] == 36
    assert groups["Nye tilfælde af lungekræft"] == 6
    assert groups["Personer, der lever med kræft"] == 1
    assert groups["Sygehusophold"] == 2
    assert groups["Almen praksis (antagelse)"] == 1
    assert groups["Registreret i praksis (antagelse)"] == 9
    assert len(compared) == sum(groups) == 206 + 92


def test_no_tolerance_swallows_the_figure(compared):
    large = compared[compared["group"].isin(["Folketal efter køn og alder", "Folketal i hele landet"])]
    assert (large["tolerance_percent"] < 5).all()
    assert (compared["tolerance_percent"].median()) < 15
    assert compared["reason"].str.len().min() > 10


def test_a_figure_off_by_more_than_its_size_implies_is_seen():
    figure = Figure("Emne", "Tal", 1000.0, 940.0, Tolerance("hele personer", whole=1, model_percent=5))
    assert nearness._compared(figure, 1.0)[-1] is False
    assert nearness._compared(replace(figure, found=955.0), 1.0)[-1] is True


def test_a_tolerance_narrows_as_the_country_grows():
    drawn = Tolerance("trukket tilfældigt", whole=1, drawn=1, model_percent=2)
    assert drawn.percent(100) == pytest.approx(1 + 40 + 2)
    assert drawn.percent(1_000_000) == pytest.approx(0.0001 + 0.4 + 2)
    assert drawn.percent(0) == drawn.percent(1)


def test_the_report_stands_beside_the_snapshot_in_danish_and_says_that_the_data_are_synthetic(country, compared):
    file = nearness.write(country)
    text = file.read_text(encoding="utf-8")
    assert file.parent == country.folder.parent
    assert "SYNTETISKE DATA" in text
    assert "| Folketal i hele landet | 1. januar 2025 | 5.992.734 | 5.992.734 | 0,00 |" in text
    assert text.count("\n| ") == len(compared) + 1
    assert file.with_suffix(".csv").read_text(encoding="utf-8").count("\n") == len(compared) + 1
