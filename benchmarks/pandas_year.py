"""What each citizen counts for in one year, in pandas: a frame of facts for each kind of item.

A fact has what the citizen is (PERSON), item, amount and the day on which diseases are read.
"""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from pandas_country import FSIII, PERSON, Registers, completed_years, yes_or_no

NEW_CASES = ("tumours", "cancer_patients")


class Year:
    """One year of the registers. `members`: municipality_code, level, area of the areas that are computed."""

    def __init__(self, registers: Registers, year: int, members: pd.DataFrame) -> None:
        self.registers = registers
        self.members = members
        self.number = year
        self.day = pd.Timestamp(registers.period.reference_dates[year])
        self.first_day = pd.Timestamp(registers.period.twelve_months(year)[0])

    def facts(self, kind: str) -> pd.DataFrame:
        """All facts of a kind."""
        if kind in FSIII:
            found = self._care[self._care["items"] == kind].drop(columns="items")
        else:
            found = getattr(self, f"_{kind}")()
        found = found.astype({"item": "category"})
        return found if "day" in found else found.assign(day=self.day)

    @cached_property
    def residents(self) -> pd.DataFrame:
        people, stays = self.registers.people, self.registers.stays
        here = people[people["municipality_code"].isin(self.members["municipality_code"])]
        here = here[(here["first_day"] <= self.day) & (here["last_day"] >= self.day)]
        in_home = stays[(stays["start_date"] <= self.day) & (stays["end_date"] >= self.day)]["person_key"]
        age = self.registers.ages(completed_years(here["birth_date"], self.day))
        return here.assign(age=age, nursing_home=yes_or_no(here["person_key"].isin(in_home)))[PERSON]

    @cached_property
    def reporting(self) -> pd.Series:
        delivered = self.registers.reporting
        return delivered.loc[delivered["year"] == self.number, "municipality_code"]

    @cached_property
    def _care(self) -> pd.DataFrame:
        """What municipalities report of residents: the home, or another one that was not left before the day."""
        people, codes = self.registers.people, self.registers.codes
        records = self.registers.records
        ends = records["end_date"]
        held = records[(records["start_date"] <= self.day) & (ends.isna() | (ends >= self.day))]
        held = held[held["reporter"].isin(self.reporting)].merge(self.residents, on="person_key")
        held = held[held["municipality_code"].isin(self.reporting)]
        lived = people[people["person_key"].isin(held["person_key"]) & (people["first_day"] <= people["last_day"])]
        left = lived.groupby(["person_key", "municipality_code"], as_index=False)["last_day"].min()
        left = left.rename(columns={"municipality_code": "reporter"})
        held = held.merge(left, on=["person_key", "reporter"], how="left")
        at_home = held["reporter"] == held["municipality_code"]
        counted = held[at_home | held["last_day"].isna() | (held["last_day"] >= self.day)]
        single = counted[[*PERSON, "item_no"]].drop_duplicates()
        wider = single.merge(
            codes["wider_item"].rename(columns={"item_no": "wider"}), left_on="item_no", right_on="code_no"
        )
        wider = wider.assign(item_no=wider["wider"])[[*PERSON, "item_no"]].drop_duplicates()
        return pd.concat([single, wider]).merge(codes["item"], on="item_no").drop(columns="item_no").assign(amount=1)

    @cached_property
    def _patients(self) -> pd.DataFrame:
        found = self.registers.diagnoses
        return found[found["diagnosis_date"] <= self.day].merge(self.residents, on="person_key").assign(amount=1)

    @property
    def _services_had(self) -> pd.DataFrame:
        return self.registers.services[self.number]

    def _diagnoses(self) -> pd.DataFrame:
        return self._patients.drop(columns="diagnosis_date")

    def _new_diagnoses(self) -> pd.DataFrame:
        return self._patients[self._patients["diagnosis_date"] >= self.first_day]

    def _acute_admissions(self) -> pd.DataFrame:
        stays = self.registers.hospital_stays
        day = stays["start"].dt.normalize()
        acute = stays[(stays["priority"] == "ATA1") & (day >= self.first_day) & (day <= self.day)]
        return self._patients[self._patients["person_key"].isin(acute["person_key"])]

    def _examinations(self) -> pd.DataFrame:
        return self._of_patients("gp_expected", "examination").assign(amount=1)

    def _services(self) -> pd.DataFrame:
        found = self._services_had.merge(self.residents, on="person_key")
        return found.rename(columns={"service": "item", "services": "amount"})

    def _users(self) -> pd.DataFrame:
        return self._services().assign(amount=1)

    def _diagnosis_services(self) -> pd.DataFrame:
        return self._of_patients("gp_contact", "service").rename(columns={"services": "amount"})

    def _diagnosis_users(self) -> pd.DataFrame:
        return self._diagnosis_services().assign(amount=1)

    def _of_patients(self, pairs: str, service: str) -> pd.DataFrame:
        """Citizens with a diagnosis and a service that go together."""
        pair = self.registers.codes[pairs].rename(columns={"diagnosis": "of", service: "service"})
        patients = self._patients.rename(columns={"item": "of"}).drop(columns=["amount", "diagnosis_date"])
        return patients.merge(pair, on="of").merge(self._services_had, on=["person_key", "service"])

    def _tumours(self) -> pd.DataFrame:
        return self._here(self._new_cases)

    def _cancer_patients(self) -> pd.DataFrame:
        """Once a year, where the citizen lived at the first: looked for before the area is chosen."""
        first = self._new_cases.sort_values(["day", "tumour_no"]).drop_duplicates(["person_key", "item"])
        return self._here(first)

    @property
    def _new_cases(self) -> pd.DataFrame:
        found = self.registers.tumours
        found = found[found["diagnosis_date"].dt.year == self.number]
        return found.rename(columns={"diagnosis_date": "day"}).assign(amount=1)

    def _here(self, cases: pd.DataFrame) -> pd.DataFrame:
        return cases[cases["municipality_code"].isin(self.members["municipality_code"])]

    def _survivors(self) -> pd.DataFrame:
        first = self.registers.tumours.groupby(["person_key", "item"], as_index=False)["diagnosis_date"].min()
        found = first[first["diagnosis_date"] <= self.day].merge(self.residents, on="person_key")
        since = completed_years(found["diagnosis_date"], self.day)
        found = found.assign(since=since).merge(self.registers.codes["survivor_item"], on="item")
        found = found[found["since"].between(found["first_year"], found["last_year"])]
        return found.assign(item=found["survivor_item"], amount=1)
