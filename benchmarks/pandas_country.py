"""The registers in pandas as a careful user would read and join them: only columns and rows that are needed, dates as
dates, labels as categories, everything joined for whole columns at a time.

The rules are those at the top of the views and of tests/spec, written again here; of the project only contracts, the
small tables of codes and areas, and the publication plan are used, which a user would have as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow.compute import Expression, field

from naerblik.registers import contracts
from naerblik.registers.snapshot import Snapshot
from naerblik.views.period import Period

NEVER = pd.Timestamp("9999-12-31")
PERSON = ["person_key", "municipality_code", "sex", "age", "nursing_home"]
FSIII = ("conditions", "areas", "any_condition", "interventions", "any_intervention")


def completed_years(born: pd.Series, day: Any) -> pd.Series:
    """Birthdays had; `day` is one day, or a column of them."""
    on = pd.Series(pd.to_datetime(day), index=born.index)
    before = (on.dt.month * 100 + on.dt.day) < (born.dt.month * 100 + born.dt.day)
    return on.dt.year - born.dt.year - before


def yes_or_no(answers: pd.Series) -> pd.Series:
    return answers.map({True: "yes", False: "no"}).astype("category")


@dataclass(frozen=True)
class Registers:
    """What is read once. `codes`: the small relations of naerblik.views.inputs and of `named`."""

    snapshot: Snapshot
    codes: Mapping[str, pd.DataFrame]
    period: Period

    def read(self, register: str, columns: list[str], only: Expression | None = None) -> pd.DataFrame:
        """The rows that take part, unknown codes as the contract says. (Keys of rows that do not take part can be
        missing: read with them, keys would become floating numbers and lose digits.)
        """
        unknown = {rule.name: rule for rule in contracts.load()[register].rules if rule.treatment == "unknown"}
        usable = field("broken_rule").is_null() | field("broken_rule").isin(pa.array(unknown, pa.string()))
        found = pd.read_parquet(
            self.snapshot.file(register),
            columns=[*columns, "broken_rule"],
            filters=usable if only is None else usable & only,
            to_pandas_kwargs={"date_as_object": False},
        )
        for name, rule in unknown.items():
            if rule.column in columns:
                found.loc[found["broken_rule"] == name, rule.column] = rule.becomes
        return found.drop(columns="broken_rule")

    @cached_property
    def people(self) -> pd.DataFrame:
        """Residences, with the first and last day on which the citizen lived there alive."""
        columns = [name for name in contracts.load()["population"].column_names]
        found = self.read("population", columns)
        alive = found.pop("death_date") - pd.Timedelta(days=1)
        ends = found.pop("residence_end").fillna(NEVER)
        found["first_day"] = found.pop("residence_start").clip(lower=found["birth_date"])
        found["last_day"] = ends.where(alive.isna() | (ends < alive), alive)
        return found.astype({"municipality_code": "int16", "sex": "category"})

    @cached_property
    def stays(self) -> pd.DataFrame:
        return self.read("nursing_home", ["person_key", "start_date", "end_date"]).fillna({"end_date": NEVER})

    @cached_property
    def onsets(self) -> pd.DataFrame:
        """The first date of each disease of a citizen."""
        found = self.read("chronic_disease", ["person_key", "disease", "first_date"])
        return (
            found.groupby(["person_key", "disease"], as_index=False)["first_date"].min().astype({"disease": "category"})
        )

    @cached_property
    def diagnoses(self) -> pd.DataFrame:
        """The first registration of each diagnosis of general practice."""
        found = self.read("practice_diagnosis", ["person_key", "code", "diagnosis_date"])
        found = found.merge(self.codes["gp_code"], on="code")
        return found.groupby(["person_key", "item"], as_index=False)["diagnosis_date"].min()

    @cached_property
    def reporting(self) -> pd.DataFrame:
        """year, municipality_code: who delivered in the month of the reference date, and nobody's citizens (0)."""
        months = self.codes["reference_date"].astype({"month": "datetime64[s]"})
        found = self.read("fsiii_reporting", ["municipality_code", "month", "delivered"])
        found = found[found["delivered"]].merge(months, on="month")[["year", "municipality_code"]]
        nobodys = months[["year"]].assign(municipality_code=0)
        return pd.concat([found, nobodys]).drop_duplicates().astype({"municipality_code": "int16"})

    @cached_property
    def reports_every_year(self) -> pd.Index:
        years = self.reporting.groupby("municipality_code")["year"].nunique()
        return years[years == len(self.period.reference_dates)].index

    @cached_property
    def records(self) -> pd.DataFrame:
        """Conditions and interventions under SUL §138 as the items of single codes."""
        columns = ["person_key", "law", "code", "municipality_code", "start_date", "end_date"]
        codes = self.codes["fsiii_code"].merge(self.codes["item"], left_on="code_no", right_on="item_no")
        parts = []
        for kind in ("condition", "intervention"):
            found = self.read(f"fsiii_{kind}", columns)
            found = found[found["law"] == "SUL §138"].drop(columns="law")
            known = codes[codes["kind"] == kind].set_index("delivered_code")["item_no"]
            other = self.codes["unknown_code"][f"{kind}_no"].iloc[0]
            parts.append(found.assign(item_no=found.pop("code").map(known).fillna(other).astype("int16")))
        return pd.concat(parts, ignore_index=True).rename(columns={"municipality_code": "reporter"})

    @cached_property
    def services(self) -> dict[int, pd.DataFrame]:
        """Year -> person_key, service, services of twelve months, of the years that publish any."""
        codes = self.codes["gp_service"]
        return {int(y): self._services(codes, first, last) for y, first, last in self.codes["care_year"].to_numpy()}

    def _services(self, codes: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
        found = self.read(
            "health_service",
            ["person_key", "specialty", "service_code", "services"],
            (field("treatment_date") >= first.date())
            & (field("treatment_date") <= last.date())
            & field("specialty").isin(codes["specialty"].unique()),
        )
        found = found.merge(codes, on=["specialty", "service_code"])[["person_key", "item", "services"]]
        found = found.astype({"item": "category"}).groupby(["person_key", "item"], observed=True, as_index=False)
        return found["services"].sum().rename(columns={"item": "service"})

    @cached_property
    def hospital_stays(self) -> pd.DataFrame:
        """Contacts with attendance of those with a diagnosis, chained when at most four hours lie between them."""
        columns = ["person_key", "start_time", "end_time", "priority"]
        found = self.read("hospital_contact", columns, field("contact_type") == "ALCA00")
        found = found[found["person_key"].isin(self.diagnoses["person_key"])].fillna({"end_time": NEVER})
        found = found.sort_values(["person_key", "start_time", "end_time", "priority"], ignore_index=True)
        latest = found.groupby("person_key")["end_time"].cummax().groupby(found["person_key"]).shift()
        begins = latest.isna() | (found["start_time"] > latest + pd.Timedelta(hours=4))
        stays = found.groupby(begins.cumsum()).agg(
            person_key=("person_key", "first"),
            start=("start_time", "first"),
            end=("end_time", "max"),
            priority=("priority", "first"),
        )
        return stays[stays["end"] >= stays["start"] + pd.Timedelta(hours=12)]

    @cached_property
    def tumours(self) -> pd.DataFrame:
        """Tumours that count with site and items of their site, and what the citizen was on the day of diagnosis."""
        columns = ["person_key", "tumour_no", "diagnosis_date", "icd10", "morphology", "municipality_code"]
        found = self.read("cancer_tumour", columns).merge(self.codes["cancer_code"], on="icd10")
        histology = found.pop("morphology").fillna("").str[:4]
        basal = (found["site"] == "other_skin") & histology.between("8090", "8098")
        benign = (found["site"] == "bladder") & (found["is_benign"] == 1) & ~histology.isin(["8010", "8120", "8130"])
        found = found[~basal & ~benign].drop(columns=["icd10", "is_benign"])
        persons = self.people[["person_key", "sex", "birth_date"]].drop_duplicates()
        found = found.merge(persons, on="person_key").astype({"municipality_code": "int16"})
        found["age"] = self.ages(completed_years(found["birth_date"], found["diagnosis_date"]))
        lived = found[["person_key", "tumour_no", "diagnosis_date"]].merge(self.stays, on="person_key")
        lived = lived[lived["diagnosis_date"].between(lived["start_date"], lived["end_date"])]
        keys = pd.MultiIndex.from_frame(found[["person_key", "tumour_no"]])
        at_home = keys.isin(pd.MultiIndex.from_frame(lived[["person_key", "tumour_no"]]))
        found["nursing_home"] = yes_or_no(pd.Series(at_home, index=found.index))
        return found.merge(self.codes["cancer_item"], on="site")

    def ages(self, years: pd.Series) -> pd.Series:
        bands = self.codes["age_band"]
        first = bands.groupby("age", sort=False)["completed_years"].min()
        return pd.cut(years, [*first, bands["completed_years"].max() + 1], right=False, labels=list(first.index))
