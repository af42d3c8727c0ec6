"""Say how much growth the comparable forces show."""

from offences.analysis import same_forces
from offences.names import areas, wording
from offences.report import change_findings, grammar
from offences.report.finding import CLEAR, UNCLEAR, beside, finding
from offences.statistics import domains

#: A sentence is made where the comparable forces have this share of the printed total, or more.
LEAST_COVERED = 0.5
#: So many forces left out are counted and not named.
MOST_NAMED = 10


def shown(table):
    """Lay growth out for reading: names for codes, the numbers as they are."""
    table = domains.frame(table, same_forces.COLUMNS, "the table of growth")
    against = [str(reason) if reason else "" for reason in table["against"]]
    return table.assign(left_out=[_left_out(codes) for codes in table["left_out"]], against=against)


def _left_out(codes):
    """Name the forces left out; many are counted."""
    many = len(codes) >= MOST_NAMED
    return f"{len(codes)} forces without figures" if many else wording.listed(map(areas.name, codes))


def sentences(table, area):
    """Say how much growth the comparable forces show, beside what was printed.

    table is that of :mod:`offences.analysis.same_forces`. At most one Finding, of the latest round that allows it; a
    line across rounds makes none.
    """
    area, table = areas.find(area), domains.frame(table, same_forces.COLUMNS, "the table")
    for round_, rows in sorted(table.groupby("round"), reverse=True):
        printed = rows[rows["basis"].eq(same_forces.PRINTED)]
        other = rows[rows["basis"].eq(same_forces.EVERY)]
        other = other[other["left_out"].map(len).gt(0) & other["change"].notna() & other["low"].notna()]
        if printed.empty or other.empty:
            continue
        row, whole = other.iloc[-1], printed.iloc[0]
        if row["last"] < LEAST_COVERED * whole["last"]:
            continue
        what = change_findings.said(*row[["change", "low", "high", "power", "against"]])
        kept = f"{row['basis']}, {row['kept']} of {row['members']}; left out: {_left_out(row['left_out'])}"
        sentence = (
            f"Over comparable forces only ({kept}) offences in {grammar.place(area)} went from "
            f"{wording.number(row['first'])} to {wording.number(row['last'])} over "
            f"{wording.span(row['first_year'], row['last_year'])} ({wording.round_name(round_)}): {what}, "
            f"against {wording.change(whole['change'])} as printed."
        )
        why = {" ".join(row["figure_ids"]): row["doubt"]} if row["doubt"] else {}
        strength = UNCLEAR if row["against"] else CLEAR
        return [finding(beside(sentence, why), row["figure_ids"], "comparable forces", strength)]
    return []
