"""What a report is about: the protected cube seen from one recipient in one year on one map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from naerblik import geography
from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import COUNTRY, Area
from naerblik.items import reporters_of
from naerblik.parameters import ItemKind, PublicationPlan, RunParameters
from naerblik.report import numbers
from naerblik.report.cells import Cells, Key, Share, whole_or_none
from naerblik.report.places import called
from naerblik.report.provenance import Provenance


@dataclass(frozen=True)
class Coverage:
    """How many municipalities of an area reported in the month of the reference date, and what they hold."""

    municipalities: int
    reporting: int
    population: int | None
    reported_population: int | None

    @property
    def share(self) -> float | None:
        """The part of the population that stands behind the numbers; None when a number is hidden."""
        if self.population is None or self.reported_population is None:
            return None
        return self.reported_population / self.population if self.population else 0.0

    def title(self) -> str:
        """'indberettet i 17 af 19 kommuner'."""
        return f"indberettet i {self.reporting} af {self.municipalities} kommuner"

    def text(self, who: str) -> str:
        """'Region Midtjylland, indberettet i 17 af 19 kommuner (91,2 pct. af borgerne)', 'Aarhus Kommune har ...'."""
        if self.municipalities == 1:
            return f"{who} har {'' if self.reporting else 'ikke '}indberettet"
        percent = "" if self.share is None else f" ({numbers.percent(self.share)} af borgerne)"
        return f"{who}, {self.title()}{percent}"


@dataclass(frozen=True)
class Reporting:
    """Which municipality delivered in which month: one mark per month, by municipality code."""

    months: tuple[date, ...]
    delivered: Mapping[int, tuple[bool, ...]]


@dataclass(frozen=True)
class Scope:
    """A protected cube, a recipient, the parameters of the run, and what follows from the three."""

    cube: ProtectedCube
    recipient: Area
    parameters: RunParameters

    @cached_property
    def cells(self) -> Cells:
        """The cells by key."""
        return Cells.of(self.cube)

    @cached_property
    def country(self) -> Area:
        """The whole country."""
        return geography.area(COUNTRY)

    @property
    def is_country(self) -> bool:
        """Whether there is no rest of the country to compare with."""
        return self.recipient.level == "country"

    @property
    def year(self) -> int:
        """The report year."""
        return self.parameters.year

    @property
    def day(self) -> date:
        """The reference date of the report year."""
        return self.parameters.reference_date(self.year)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of the trend, oldest first."""
        return self.cells.years

    @cached_property
    def ages(self) -> tuple[str, ...]:
        """The age groups of the publication plans, youngest first; topics share them."""
        plan = next(iter(self.manifest["plan"].values()))
        return PublicationPlan.model_validate(plan).age_labels()

    @cached_property
    def municipalities(self) -> tuple[Area, ...]:
        """All 98 municipalities."""
        return geography.areas_of("municipality", self.parameters.geography)

    @cached_property
    def own(self) -> tuple[Area, ...]:
        """The municipalities of the recipient."""
        return geography.parts_of(self.recipient, "municipality", self.parameters.geography)

    @cached_property
    def around(self) -> Area:
        """The area whose municipalities are listed: the recipient, or its region when it is a municipality itself."""
        if self.recipient.level != "municipality":
            return self.recipient
        code = self.recipient.municipalities[0]
        regions = geography.areas_of("region", self.parameters.geography)
        return next(region for region in regions if code in region.municipalities)

    @cached_property
    def shown(self) -> tuple[Area, ...]:
        """The municipalities that are listed."""
        return geography.parts_of(self.around, "municipality", self.parameters.geography)

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The manifest of the cube."""
        return self.cube.manifest

    @property
    def is_synthetic(self) -> bool:
        """Whether the registers behind the cube were generated."""
        return bool(self.manifest["snapshot"]["origin"] == "synthetic")

    @property
    def observed(self) -> tuple[date, date]:
        """First and last day that the registers observe."""
        snapshot = self.manifest["snapshot"]
        return date.fromisoformat(snapshot["observation_start"]), date.fromisoformat(snapshot["observation_end"])

    def begins(self, register: str) -> date:
        """First day of the events of a register that reaches back before what the registers observe."""
        return date.fromisoformat(self.manifest["begins"][register])

    def share(self, items: ItemKind, item: str = "*", *, area: Area | None = None, **rest: Any) -> Share:
        """The published share of an item in the report year; of the recipient unless an area is given.

        Whose citizens are counted follows from the kind of item, unless `reporters` is given.
        """
        year, reporters = rest.pop("year", self.year), rest.pop("reporters", None) or reporters_of(items)
        return self.cells.share(Key(items, item, year, (area or self.recipient).code, reporters, **rest))

    @cached_property
    def _coverage(self) -> Mapping[tuple[int, str], Coverage]:
        table = self.cube.tables["coverage"]
        columns = ["municipalities", "reporting", "population", "reported_population"]
        values = zip(*(map(whole_or_none, table[name].astype("object")) for name in columns), strict=True)
        keys = zip(table["year"].astype(int), table["area"], strict=True)
        return {key: Coverage(a or 0, b or 0, c, d) for key, (a, b, c, d) in zip(keys, values, strict=True)}

    def coverage(self, area: Area | None = None, year: int | None = None) -> Coverage:
        """The coverage of an area in a year; of the recipient in the report year by default."""
        return self._coverage.get((year or self.year, (area or self.recipient).code), Coverage(0, 0, 0, 0))

    def reports(self, area: Area, year: int | None = None) -> bool:
        """Whether a municipality reported in the month of the reference date."""
        return self.coverage(area, year).reporting > 0

    @cached_property
    def reporting(self) -> Reporting:
        """Every month that the registers observe, for every municipality."""
        table = self.cube.tables["reporting"]
        months = tuple(sorted({pd.Timestamp(month).date() for month in table["month"]}))
        got = table[table["delivered"].astype(bool)]
        delivered = {
            (int(c), pd.Timestamp(m).date()) for c, m in zip(got["municipality_code"], got["month"], strict=True)
        }
        codes = (area.municipalities[0] for area in self.municipalities)
        return Reporting(months, {code: tuple((code, month) in delivered for month in months) for code in codes})

    def delivered(self, area: Area) -> tuple[bool, ...]:
        """The months of one municipality."""
        return self.reporting.delivered[area.municipalities[0]]

    def provenance(self, area: Area | None = None) -> Provenance:
        """The line under a table or figure of an area in the report year; of the recipient by default."""
        covered = self.coverage(area)
        where = covered.text(called(area or self.recipient))
        return replace(self.source(), population=behind(covered.reported_population), coverage=where)

    def source(self) -> Provenance:
        """The line under a table without numbers of citizens: the data snapshot alone."""
        return source_of(self.cube)


def source_of(cube: ProtectedCube) -> Provenance:
    """The data snapshot behind a cube."""
    snapshot = cube.manifest["snapshot"]
    return Provenance(snapshot["name"], snapshot["origin"] == "synthetic", cube.manifest["rules"]["sign"])


def behind(population: int | None) -> str:
    """A population as a line under a table says it; None is one that is hidden."""
    return "vises ikke" if population is None else numbers.counted(population, "borger", "borgere")
