"""Typed access to data/codelists and data/published: each function reads one file as it stands."""

from naerblik.codelists.cancer import (
    cancer_codes,
    cancer_incidence,
    cancer_sites,
    cancer_totals,
    icd10_range,
    lung_cancer,
)
from naerblik.codelists.fsiii import HOME_NURSING, Code, conditions, interventions
from naerblik.codelists.hospital import hospital_diagnoses, hospital_stays, hospitals
from naerblik.codelists.origin import sources
from naerblik.codelists.population import (
    NORDIC,
    Standard,
    population_by_age_sex,
    standard_age_groups,
    standard_populations,
)
from naerblik.codelists.practice import (
    PracticeItem,
    expected_examinations,
    practice_diagnoses,
    practice_items,
    practice_services,
    specialties,
)
from naerblik.codelists.ruks import chronic_diseases, ruks_national
from naerblik.codelists.validity import CodeListError, DatedList, not_in_force
from naerblik.codelists.wcag import Criterion, How, criteria

__all__ = [
    "HOME_NURSING",
    "NORDIC",
    "Code",
    "CodeListError",
    "Criterion",
    "DatedList",
    "How",
    "PracticeItem",
    "Standard",
    "cancer_codes",
    "cancer_incidence",
    "cancer_sites",
    "cancer_totals",
    "chronic_diseases",
    "conditions",
    "criteria",
    "expected_examinations",
    "hospital_diagnoses",
    "hospital_stays",
    "hospitals",
    "icd10_range",
    "interventions",
    "lung_cancer",
    "not_in_force",
    "population_by_age_sex",
    "practice_diagnoses",
    "practice_items",
    "practice_services",
    "ruks_national",
    "sources",
    "specialties",
    "standard_age_groups",
    "standard_populations",
]
