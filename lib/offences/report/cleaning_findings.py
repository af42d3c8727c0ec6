"""Say what the cleaning read, settled and found."""

from offences.names import areas, wording
from offences.names.wording import number
from offences.reading import readings
from offences.report.finding import finding
from offences.tables import series


def findings(tables):
    """Say what the cleaning read, settled and found, and what was published at all."""
    said = [*_read(tables.figures), *_covered(tables.offences)]
    said.append(f"{len(tables.problems)} problems were found by rule and logged; none was mended in silence.")
    return [finding(sentence, about="cleaning") for sentence in said]


def _read(figures):
    """Say how many rows were read, and about what."""
    settled = figures["figure_id"].isin(readings.corrections().index).sum()
    about = figures["offence"].isin(series.COUNTED).sum()
    yield (
        f"{number(len(figures))} published rows from {figures['source_id'].nunique()} sources were read: "
        f"{number(len(figures) - settled)} by rule, {settled} settled by a dated correction. They make "
        f"{number(figures['statement'].nunique())} distinct statements; the rest are reprints."
    )
    yield (
        f"{number(about)} rows are about the offence itself (or its Scottish and Northern Irish counterparts), "
        f"in {len(series.releases(figures))} rounds; {number(len(figures) - about)} are about other offences and enter no count."
    )


def _covered(offences):
    """Say how many forces have how many years, and which years are covered best and last."""
    forces, chosen = areas.forces(), offences[offences["chosen"]]
    whole = chosen[chosen["whole"] & chosen["precision"].eq("exact") & chosen["area"].isin(forces)]
    per_force = whole.groupby("area")["year"].nunique().reindex(forces, fill_value=0)
    bands = {"none": (0, 0), "one": (1, 1), "two or three": (2, 3), "more": (4, 99)}
    have = [f"{per_force.between(*band).sum()} have {name}" for name, band in bands.items()]
    best = whole.groupby("year")["area"].nunique()
    yield (
        f"Of {len(per_force)} forces in England and Wales, {wording.listed(have)} single whole years with "
        "an exact published count."
    )
    yield (
        f"The year best covered is {best.idxmax()}, with {best.max()} forces; the latest, {best.index.max()}, "
        f"has {best.iloc[-1]}."
    )
