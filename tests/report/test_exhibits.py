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
    assert "<caption>Offences</caption>" in table
    assert '<th scope="col">year</th>' in table
    assert '<th scope="row">2017/18</th>' in table
    assert '<td class="number">1,316</td>' in table


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
