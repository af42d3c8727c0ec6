"""Thousands of files of figures, right and damaged: what is taken is what was written, or it is refused in words."""

import collections
import random
import re

import mutations
import pandas as pd
import pytest
from offences.names.errors import InputError
from offences.reading import intake, published, readings

#: Files of each kind in an ordinary run, and in `make fuzz`.
FEW, MANY = 3, 313
SEED = 20_261_125


def read(path, said):
    """Read a file through the whole of reading: area, months, bounds and status of each figure."""
    own, sources = intake.read(path, intake.Said(**said))
    every = pd.concat([published.sources(), sources])
    with pytest.MonkeyPatch.context() as patch:
        nothing = published.figures().iloc[:0], published.returns().iloc[:0]
        patch.setattr(published, "figures", lambda: nothing[0])
        patch.setattr(published, "returns", lambda: nothing[1])
        clean, _ = readings.read(readings.raw(own, every), every)
    columns = ["area", "start", "end", "low", "high", "status", "whole", "precision"]
    return clean[columns].astype(object).where(clean[columns].notna(), None).to_dict("records")


def fault(file, folder, kind, number):
    """Read a file and say what is wrong with what came of it; empty where nothing is."""
    path = folder / f"{kind}{number}.{file.ending}"
    path.write_bytes(file.content)
    try:
        found = read(path, file.said)
    except InputError as error:
        if file.certain and not ("of which it is not the sum" in str(error) and _nested(file.truth)):
            return f"refused: {str(error)[:300]}"
        wordy = [line for line in str(error).splitlines() if len(line) > 1200 or "Traceback" in line]
        return "refused, but not in a sentence" if wordy or "corrections.yml" in str(error) else ""
    except Exception as error:  # any other exception would reach the user as a traceback
        return f"traceback: {type(error).__name__}: {str(error)[:200]}"
    return _differing(file, found)


def _nested(truth):
    """Tell whether a period of an area holds another: numbers at random are seldom its sum, and are rightly refused."""
    spans = [row[:3] for row in truth]
    return any(
        one[0] == other[0] and one != other and one[1] <= other[1] and other[2] <= one[2]
        for one in spans
        for other in spans
    )


def _differing(file, found):
    """Compare with what was written, number by number."""
    got = {(row["area"], row["start"], row["end"]): row for row in found}
    wanted = {row[:3]: row[3:] for row in file.truth}
    missing, more = sorted(set(wanted) - set(got)), sorted(set(got) - set(wanted))
    if missing and not more:
        return f"lost: {missing[:2]}"
    if missing or len(found) != len(got):
        return f"wrong period or area: {more[:2]} for {missing[:2]}"
    for key in more:
        if file.certain or (got[key]["whole"] and got[key]["low"] is not None):
            return f"taken for certain: {got[key]}"
    for key, (low, high, status) in wanted.items():
        row = got[key]
        same = row["status"] == status
        for mine, its in ((low, row["low"]), (high, row["high"])):
            same = same and (mine is None) == (its is None) and (mine is None or abs(mine - its) < 1e-6)
        if not same:
            return f"wrong number: {row['low']} to {row['high']} {row['status']} for {low} to {high} {status} ({key})"
    return ""


def report(each, folder):
    """Run so many files of each kind; give the faults by kind."""
    found = collections.defaultdict(list)
    for make in mutations.KINDS:
        for number in range(each):
            seed = f"{SEED} {make.__name__} {number}"
            wrong = fault(make(random.Random(seed)), folder, make.__name__, number)
            if wrong:
                found[make.__name__].append(f"{number}: {wrong}")
    return dict(found)


@pytest.mark.parametrize("kind", mutations.KINDS, ids=lambda kind: kind.__name__)
def test_no_file_gives_a_wrong_number_period_or_traceback(tmp_path, kind):
    for number in range(FEW):
        file = kind(random.Random(f"{SEED} {kind.__name__} {number}"))
        assert fault(file, tmp_path, kind.__name__, number) == "", re.sub(
            r"\s+", " ", str(file.content[:400])
        )


@pytest.mark.fuzz
def test_five_thousand_files(tmp_path):
    faults = report(MANY, tmp_path)
    assert not faults, "\n".join(f"{kind}, {len(all_)}: {all_[0]}" for kind, all_ in faults.items())
