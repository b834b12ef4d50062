"""A sample cube, made once, and reports of it for any recipient."""

from __future__ import annotations

import pytest

from naerblik import parameters as params
from naerblik import project
from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import MapYear
from naerblik.report.fsiii import FsiiiReport
from naerblik.report.general_practice import GeneralPracticeReport
from naerblik.report.provenance import Provenance
from naerblik.report.scope import Scope
from report.practice_cube import PracticeOf, practice_cube
from report.sample_cube import ReportOf, ScopeOf, sample_cube


@pytest.fixture(scope="session")
def cube() -> ProtectedCube:
    """The whole country."""
    return sample_cube()


@pytest.fixture(scope="session")
def small_cube() -> ProtectedCube:
    """A hundredth of the country: most small numbers are hidden."""
    return sample_cube(scale=0.01)


@pytest.fixture(scope="session")
def scope_of(cube: ProtectedCube) -> ScopeOf:
    """The scope of a recipient by code, on a map, of a cube."""
    known: dict[tuple[str, MapYear, int], Scope] = {}

    def scope(code: str, geography: MapYear = 2026, of: ProtectedCube | None = None) -> Scope:
        key = (code, geography, id(of or cube))
        if key not in known:
            parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=[code], geography=geography)
            (area,) = params.recipients(parameters)
            known[key] = Scope(of or cube, area, parameters)
        return known[key]

    return scope


@pytest.fixture(scope="session")
def report_of(scope_of: ScopeOf) -> ReportOf:
    """The report of a recipient by code, on a map, of a cube."""

    def report(code: str, geography: MapYear = 2026, of: ProtectedCube | None = None) -> FsiiiReport:
        scope = scope_of(code, geography, of)
        return FsiiiReport(scope.cube, scope.recipient, scope.parameters)

    return report


@pytest.fixture(scope="session")
def practice() -> ProtectedCube:
    """General practice in the whole country."""
    return practice_cube()


@pytest.fixture(scope="session")
def small_practice() -> ProtectedCube:
    """General practice in a hundredth of the country: most small numbers are hidden."""
    return practice_cube(scale=0.01)


@pytest.fixture(scope="session")
def practice_of(practice: ProtectedCube, scope_of: ScopeOf) -> PracticeOf:
    """The report of general practice of a recipient by code, on a map, of a cube."""

    def report(code: str, geography: MapYear = 2026, of: ProtectedCube | None = None) -> GeneralPracticeReport:
        scope = scope_of(code, geography, of or practice)
        return GeneralPracticeReport(scope.cube, scope.recipient, scope.parameters)

    return report


@pytest.fixture
def provenance() -> Provenance:
    """Where a made-up table comes from."""
    return Provenance("syntetisk-60000-1", True, "·", "1.234 borgere", "Region Fyn, indberettet i 9 af 10 kommuner")
