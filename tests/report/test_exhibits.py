import re

import pandas as pd
import pytest
from offences.report import exhibits


@pytest.mark.parametrize("text", ["=1+1", "+44 1332", "@SUM(A1)", "-cmd", "\tx"])
def test_no_text_becomes_a_formula(text):
    assert exhibits.safe(text) == "'" + text


@pytest.mark.parametrize("text", ["-1%", "+670%", "-12", "plain", ""])
def test_numbers_and_plain_text_stay_as_they_are(text):
    assert exhibits.safe(text) == text


def test_no_text_becomes_html_or_markdown():
    table = exhibits.as_html(pd.DataFrame({"a": ["<script>x</script>"], "b": ["a & b"]}), "<i>c</i>")
    assert "<script>" not in table
    assert "<i>" not in table
    assert exhibits.markdown("<b>[x](y)</b>").count("\\") >= 5


def test_a_table_has_caption_and_scopes_and_no_empty_corner():
    table = exhibits.as_html(pd.DataFrame({"year": ["2017/18"], "offences": [1316.0]}), "Offences")
    assert '<caption><div align="left">Offences</div></caption>' in table
    assert '<th scope="col" class="short"><div align="left">year</div></th>' in table
    assert '<th scope="row"><div align="left">2017/18</div></th>' in table
    assert '<td class="number" align="right">1,316</td>' in table


def test_text_stands_left_and_numbers_right_where_styles_and_classes_are_dropped():
    frame = pd.DataFrame({"force": ["Kent", "Essex"], "offences": [1.0, None], "why": ["few", "[x]"]})
    table = re.sub(r' class="[^"]*"', "", exhibits.tabled(frame, "Offences")["text/html"])
    cells = re.findall(r"<(?:td|th|caption)[^>]*>.*?</(?:td|th|caption)>", table)
    right = [re.sub("<.*?>", "", cell) for cell in cells if 'align="right"' in cell]
    assert right == ["offences", "1", "[x]"]
    assert all('<div align="left">' in cell for cell in cells if 'align="right"' not in cell)
    assert "style=" not in table


def test_symbols_are_explained_with_the_table_that_uses_them_and_only_there():
    shown = exhibits.tabled(pd.DataFrame({"a": ["k"], "b": ["[c]"]}), "Offences")
    for text in shown.values():
        assert "[c] confidential" in text
        assert "not available" not in text
    assert "symbols" not in exhibits.tabled(pd.DataFrame({"a": [12]}), "Offences")["text/html"]


def test_what_is_missing_is_x_and_never_nan():
    frame = pd.DataFrame({"a": ["k"], "b": [None], "c": [float("nan")], "d": [pd.NA]})
    assert exhibits.as_html(frame, "c").count("[x]") == 3
    assert "nan" not in exhibits.as_plain(frame, "c").lower()


def test_nothing_is_written_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exhibits.table(pd.DataFrame({"a": [1]}), "t", "c")
    assert not list(tmp_path.iterdir())


def test_a_table_is_written_as_csv(tmp_path):
    exhibits.store(pd.DataFrame({"a": ["=x"], "n": [3.0], "b": [None]}), "t", tmp_path)
    assert (tmp_path / "tables" / "t.csv").read_text(encoding="utf-8") == "a,n,b\n'=x,3,\n"
