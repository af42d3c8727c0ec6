"""Show a table, a chart or sentences in a notebook, and write them to a folder.

What is shown never depends on the folder: with ``output`` empty nothing is written.
"""

import contextlib
import html
import numbers
import re
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from IPython import get_ipython
from IPython.display import display

from offences.names import wording
from offences.report import charts, pictures, terms
from offences.report.finding import CLASS, credit
from offences.tables import loading

#: With more sources than this a sentence names them without the ids of its figures.
MOST_SOURCES = 4
#: The doubt that the official class casts on a figure.
MISFIT = "does not fit the official class"
#: So many rows of a table are read out in a chart's text alternative.
MOST_DESCRIBED = 14
NUMERIC = r"[+\-−]?[\d,]+(\.\d+)?%?|\[[a-z]\]|at least [\d,]+|below [\d,]+"
SHORT = r"(\d{4}[-/]\d\d|[a-z]\d{3,4}|[\d.%]+ to [\d.%]+|\[x\])?"


def cell(value, missing="[x]"):
    """Write one value of a table: blanks as [x], or a word given, whole numbers with separators."""
    if value is None or value is pd.NA or value != value:
        return missing
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, numbers.Real):
        return wording.number(value) if value == int(value) else f"{value:z,.1f}"
    return _plain(value)


def safe(text):
    """Keep a cell of a CSV from being taken for a formula by a spreadsheet."""
    if re.match(r"[=+\-@\t\r]", text) and not re.fullmatch(NUMERIC, text):
        return "'" + text
    return text


#: JupyterLab and GitHub set every cell to the right, and GitHub drops styles and classes: this much survives there.
LEFT = '<div align="left">', "</div>"


def as_html(frame, caption, missing="[x]"):
    """Write a table as HTML: caption, scopes, every text escaped; text to the left, numbers to the right."""
    texts = [[cell(value, missing) for value in row] for row in frame.itertuples(index=False)]
    styles = [_style(column) for column in zip(*texts, strict=True)] or [""] * len(frame.columns)
    names = [str(name).replace("_", " ") for name in frame.columns]
    heads = [_aligned(text, style, "th", "col") for text, style in zip(names, styles, strict=True)]
    lines = []
    for first, *rest in texts:
        cells = [_aligned(text, style) for text, style in zip(rest, styles[1:], strict=True)]
        lines.append(f"<tr>{_aligned(first, '', 'th', 'row')}{''.join(cells)}</tr>")
    body = "\n".join(lines)
    return (
        f"<table>\n<caption>{html.escape(caption).join(LEFT)}</caption>\n<thead><tr>{''.join(heads)}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>"
    )


def _aligned(text, style, tag="td", scope=""):
    """Write one cell of a table; a number stands to the right."""
    scope = scope and f' scope="{scope}"'
    if style == "number":
        return f'<{tag}{scope} class="number" align="right">{html.escape(text)}</{tag}>'
    style = style and f' class="{style}"'
    return f"<{tag}{scope}{style}>{html.escape(text).join(LEFT)}</{tag}>"


def _style(column):
    """Align a column of numbers right; keep ids, rounds and years on one line."""
    if all(re.fullmatch(NUMERIC, text) for text in column):
        return "number"
    return "short" if all(re.fullmatch(SHORT, text) for text in column) else ""


def as_plain(frame, caption, missing="[x]"):
    """Write a table as fixed text: what nbval compares and a terminal shows."""
    shown = frame.map(lambda value: cell(value, missing))
    return f"{caption}\n{shown.to_string(index=False, max_colwidth=60)}"


def tabled(frame, caption, missing="[x]"):
    """Give a table with its caption and the symbols that it uses, for ``display(..., raw=True)``.

    The first column heads the rows, the index is left out; missing stands where a value is.
    """
    page, plain = as_html(frame, caption, missing), as_plain(frame, caption, missing)
    used = wording.legend(plain)
    notes = f'\n<p class="symbols">{html.escape("; ".join(used))}.</p>' if used else ""
    return {"text/html": page + notes, "text/plain": "\n".join([plain, *used])}


def pictured(figure, alt):
    """Give a chart as SVG with its text alternative, for ``display(..., raw=True)``."""
    return {"image/svg+xml": pictures.as_svg(figure), "text/plain": f"Chart: {alt}"}


def listed(findings):
    """Give findings as a list of sentences, for ``display(..., raw=True)``."""
    said = [found.sentence for found in findings]
    return {
        "text/markdown": "\n".join(f"- {markdown(sentence)}" for sentence in said),
        "text/plain": "\n".join(said),
    }


def put(bundle, **metadata):
    """Display a bundle in a notebook; elsewhere print its text."""
    if get_ipython() is None:
        print(bundle["text/plain"])
    else:
        display(bundle, metadata=metadata, raw=True)


def table(frame, name, caption, output="", missing="[x]", formats=None, numbers=None):
    """Show a table and write it as ``tables/<name>.csv``.

    Parameters
    ----------
    frame : pandas.DataFrame
        Shown without its index; the first column heads the rows.
    name : str
        File name without ending.
    caption : str
        What the table shows: measure, area, period.
    output : str, optional
        Folder of the edition; empty to write nothing.
    missing : str, optional
        What stands for no value: `[x]` where nothing was published, another word where nothing was computed.
    formats : dict of str to callable, optional
        How the numbers of a column are shown; the file keeps the numbers.
    numbers : pandas.DataFrame, optional
        What is written instead of what is shown: the numbers that its words were made from.
    """
    shown = frame.astype(object)
    for column, write in (formats or {}).items():
        if column in shown:
            shown[column] = [None if pd.isna(value) else write(value) for value in frame[column]]
    put(tabled(shown, caption, missing), **{"text/html": {"name": name}})
    store(frame if numbers is None else numbers, name, output)


def store(frame, name, output=""):
    """Write a table as ``tables/<name>.csv`` without showing it; parameters as for :func:`table`."""
    if output:
        path = Path(output) / "tables" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = [column for column in frame.columns if not pd.api.types.is_numeric_dtype(frame[column])]
        written = frame.assign(**{column: frame[column].map(lambda v: safe(_plain(v))) for column in texts})
        path.write_text(loading.as_text(written), encoding="utf-8", newline="")


def _plain(value):
    if type(value) is tuple:
        return " ".join(map(str, value))
    return "" if value is None or value is pd.NA or value != value else str(value)


def chart(figure, frame, name, alt, caption, output="", missing="[x]"):
    """Show a chart with its text alternative and the table that it plots; parameters as for :func:`table`.

    It is written as ``figures/<name>.svg``, ``.png`` and, for a phone, ``<name>-narrow.svg``. alt says in a sentence
    or two what it shows.
    """
    picture = pictures.as_png(figure)
    told = {"alt": alt, "name": name, "headline": figure.get_suptitle(), "source": figure.get_supxlabel()}
    # The picture has the pixels for print; a notebook shows it as wide as it was laid out.
    told["width"] = round(figure.bbox.width)
    put({"image/png": picture, "text/plain": f"Chart: {alt}"}, **{"image/png": told})
    if output:
        pictures.write(figure, picture, Path(output) / "figures", name)
    table(frame, name, caption, output, missing)


@contextlib.contextmanager
def drawn(frame, name, headline, subtitle, output="", shown=None, focus="", missing="[x]", **canvas):
    """Give axes on the library's theme; what was drawn is then shown with the table that it plots, and written.

    Parameters
    ----------
    frame : pandas.DataFrame
        What is plotted, and what the text alternative is made from; the first column names the rows.
    name, headline, subtitle, output, missing : str
        As for :func:`table`; what the chart says, and what it shows: measure, area, period.
    shown : pandas.DataFrame, optional
        The rows as a table shows them, in words; the first two columns are read out.
    focus : str, optional
        The row that is read out where there are too many to read them all.
    **canvas
        As for :func:`offences.report.charts.canvas`.
    """
    figure, axes = charts.canvas(headline, subtitle, **canvas)
    with charts.theme():
        yield axes
    charts.settle(axes)
    told = frame if shown is None else shown.iloc[:, :2]
    alt = described(told, headline, focus, missing)
    chart(figure, frame if shown is None else shown, name, alt, subtitle, output, missing)


def described(frame, headline, focus="", missing="[x]"):
    """Say what a table that is plotted holds, for who does not see the chart.

    Up to ``MOST_DESCRIBED`` rows are read out; of more, their number, the ends of the first column of numbers and the
    row in focus, or, in a grid of words, how often each stands in each column.
    """
    label, *others = frame.columns
    numbers = [column for column in others if pd.api.types.is_numeric_dtype(frame[column])]
    if len(frame) <= MOST_DESCRIBED:
        shown = others if len(others) < 3 else numbers or others
        named = {column: f"{column.replace('_', ' ')} " if len(shown) > 1 else "" for column in shown}
        rows = [
            f"{row[label]} {', '.join(named[column] + cell(row[column], missing) for column in shown)}"
            for row in frame.to_dict("records")
        ]
        return f"{headline}: {'; '.join(rows)}."
    if not numbers:
        return f"{headline}: {len(frame)} rows. {_counted(frame[others])}."
    values = frame[numbers[0]].dropna()
    ends = f"{cell(values.min())} to {cell(values.max())}" if len(values) else "no number"
    own = [
        f"; {focus}: {', '.join(f'{column} {cell(row[column])}'.replace('_', ' ') for column in others if row[column] != '')}"
        for row in frame[frame[label].eq(focus)].to_dict("records")
    ]
    return f"{headline}: {len(frame)} rows, {numbers[0].replace('_', ' ')} from {ends}{''.join(own)}."


def _counted(grid):
    """Say how often each word of a grid stands in each column where it stands; what is missing is not told."""
    counts = grid.apply(pd.Series.value_counts).drop(index=["[x]", ""], errors="ignore")
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return "; ".join(
        f"{word}: "
        + wording.listed(f"{int(count)} in {name}" for name, count in counts.loc[word].dropna().items())
        for word in order
    )


def sentences(findings, name, clean="", output=""):
    """Show findings as a list, each with its source, and write them; parameters as for :func:`sources`.

    The records travel in the output's metadata, so that a page knows each by its figures.
    """
    if not findings:
        return
    frame = pd.DataFrame(findings)
    printed_by = frame["figure_ids"].map(partial(_printed_by, clean=clean))
    log = loading.load("problems", clean)
    unfit = set(" ".join(log.loc[log["kind"].eq(MISFIT), "figure_ids"]).split())
    by_class = frame["figure_ids"].map(lambda ids: (CLASS,) * (not unfit.isdisjoint(ids)))
    frame["source"] = list(map(credit, frame.pop("rests_on") + by_class, printed_by))
    frame["figure_ids"] = frame["figure_ids"].map(" ".join)
    bundle = {"text/markdown": "\n".join(map(_item, frame.itertuples()))}
    said = zip(frame["sentence"], frame["source"], frame["detail"], strict=True)
    bundle["text/plain"] = "\n".join(" ".join(filter(None, each)) for each in said)
    put(bundle, **{"text/markdown": {"findings": frame.to_dict("records")}})
    store(frame[["sentence", "source", "figure_ids"]], name, output)


def _item(row):
    """Write a finding as an item of a list: its detail folded, the terms in it linked."""
    source = f" *{markdown(row.source)}*" if row.source else ""
    detail = terms.linked(markdown(row.detail), "[{0}](#{1})")
    folded = f" <details><summary>How this is known</summary>{detail}</details>" if detail else ""
    return f"- {markdown(row.sentence)}{source}{folded}"


def words(page, plain, name):
    """Show words that are no finding: HTML for a page, and the same as plain text."""
    put({"text/html": page, "text/plain": plain}, **{"text/html": {"name": name, "kind": "words"}})


def paragraph(text, name):
    """Show a paragraph that a page keeps beside what else its section shows."""
    words(f"<p>{html.escape(text)}</p>", text, name)


def _printed_by(figure_ids, clean=""):
    """Say who printed figures and when, a source each; of many only that, without the ids."""
    source_of = loading.load("figures", clean).set_index("figure_id")["source_id"]
    known = loading.load("sources", clean)
    by_source = {}
    for figure in figure_ids:
        by_source.setdefault(source_of[figure], []).append(figure)
    said = {}
    for source, ids in by_source.items():
        when = wording.date(known.loc[source, "published"])
        said.setdefault(f"{known.loc[source, 'publisher']}{when and ', ' + when}", []).extend(ids)
    return (
        list(said) if len(said) > MOST_SOURCES else [f"{who} ({', '.join(ids)})" for who, ids in said.items()]
    )


def markdown(text):
    r"""Keep text of the data from being read as Markdown or HTML."""
    return re.sub(r"([\\`*_<>#|~\[\]])", r"\\\1", text)


def sources(figure_ids, name, clean="", output="", folded=""):
    """Show the sources of figures, each with its address.

    Parameters
    ----------
    figure_ids : iterable of str
        Figure ids, or several in one string.
    name, clean, output : str
        As for :func:`table`; ``clean`` is the folder of the clean tables.
    folded : str, optional
        What stands in their place until they are unfolded.
    """
    texts = [figure_ids] if isinstance(figure_ids, str) else figure_ids
    wanted = set(" ".join(texts).split())
    figures = loading.load("figures", clean)
    used = figures[figures["figure_id"].isin(wanted)]
    known = loading.load("sources", clean)
    ids = used.groupby("source_id")["figure_id"].agg(" ".join)
    frame = known.loc[sorted(ids.index), ["source_id", "publisher", "published", "url"]]
    frame = frame.assign(figures=ids.loc[frame.index].to_numpy())
    frame.columns = ["source", "publisher", "published", "address", "figures used"]
    caption = "Sources of the figures on this page"
    if folded:
        page = f"<details><summary>{html.escape(folded)}</summary>\n{as_html(frame, caption)}\n</details>"
        words(page, as_plain(frame, caption), name)
        store(frame, name, output)
    else:
        table(frame, name, caption, output)
