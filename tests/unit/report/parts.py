"""What a notebook shows of a report."""

from naerblik.report.report import Report


def parts_of(report: type[Report]) -> list[str]:
    """The methods that return something to show: all public ones but those that a run calls for its own."""
    public = [name for name in dir(report) if not name.startswith("_") and name not in ("tables", "headline")]
    return [name for name in public if callable(getattr(report, name))]
