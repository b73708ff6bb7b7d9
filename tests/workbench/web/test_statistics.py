"""Statistics: what is counted is shown, and nothing that could point at one person."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from playwright.sync_api import Browser

from tests.workbench.web.bench import Bench
from workbench.pages.charts import nice
from workbench.people.roles import Role

INTENT = "consulter_paiements"
TITLE = "Voir mes paiements"
LABELS = "document.querySelectorAll('.chart text').length"
# Labels that are cut at a side of their picture, or lie one over the other.
UNREADABLE = """[...document.querySelectorAll('.chart')].flatMap(chart => {
  const boxes = [...chart.querySelectorAll('text')].map(text => [text, text.getBBox()]);
  const [, , width, height] = chart.getAttribute('viewBox').split(' ').map(Number);
  const over = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
    && a.y < b.y + b.height && b.y < a.y + a.height;
  return boxes.filter(([text, box]) => box.x < 0 || box.y < 0 || box.x + box.width > width
    || box.y + box.height > height
    || boxes.some(([other, its]) => other !== text && over(box, its)))
    .map(([text]) => text.textContent);
})"""


@pytest.fixture(scope="module", autouse=True)
def counts(bench: Bench) -> None:
    bench.count(0, "opened", 41)
    bench.count(0, "understood", 37, INTENT)
    bench.count(0, "missed", 4, INTENT)
    bench.count(1, "opened", 3)
    bench.count(0, "understood", 12, "declarer_ressources", page="mes paiements")
    bench.count(0, "destination", 19, "mes_paiements")
    bench.count(0, "destination", 3, "mon_profil")
    bench.count(0, "down", 9, INTENT)
    bench.count(0, "up", 2, INTENT)
    bench.count(0, "down", 4, "declarer_ressources", page="mes paiements")
    bench.reason(0, "down", "<b>pas clair</b>", INTENT)
    bench.reason(40, "down", "trop ancien", INTENT)
    bench.reason(0, "up", "un seul merci", INTENT)
    bench.reason(0, "down", "presque seul", "declarer_ressources")


def rows(bench: Bench, table: str, query: str = "") -> list[list[str]]:
    answer = bench.visitor(Role.reader).get(f"/statistiques/tableau/{table}{query}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_page_shows_sums_and_draws_them(bench: Bench) -> None:
    page = bench.visitor(Role.reader).get("/statistiques").text
    assert "<strong>44</strong> conversations" in page
    assert page.count('<svg class="chart"') == 3 and page.count("<rect class=") >= 2


def test_few_are_not_counted_out_nor_drawn(bench: Bench) -> None:
    page = bench.visitor(Role.reader).get("/statistiques").text
    assert "moins de 5" in page
    assert '<rect class="bad"' not in page
    # A place that three persons were led to is not told of at all.
    assert ">19<" in page and ">3<" not in page


def test_the_table_opens_in_a_french_spreadsheet(bench: Bench) -> None:
    table = rows(bench, "intentions")
    assert [TITLE, "0", "37", "0", "moins de 5", "moins de 5", "9"] in table
    today = datetime.date.today().isoformat()
    assert [row[1] for row in rows(bench, "jours") if row[0] == today] == ["41"]


def test_opinions_and_their_reasons_are_told_intent_by_intent(bench: Bench) -> None:
    page = bench.visitor(Role.reader).get("/statistiques").text
    section = page.partition("<h2>Avis</h2>")[2].partition("</section>")[0]
    assert f">{TITLE}</th>" in section and ">9</td>" in section
    assert "inutile : &lt;b&gt;pas clair&lt;/b&gt;" in section
    # Where a count is not told, or the days are over, its reasons are not told either.
    for held_back in ("un seul merci", "presque seul", "trop ancien", ">4<", ">2<"):
        assert held_back not in page
    page = bench.visitor(Role.reader).get("/statistiques?periode=90").text
    assert "trop ancien" in page


def test_opinions_come_as_a_table_too(bench: Bench) -> None:
    table = rows(bench, "avis")
    assert table[0] == ["", "Avis utiles", "Avis inutiles", "Raisons"]
    assert table[1] == [TITLE, "moins de 5", "9", "inutile : <b>pas clair</b>"]
    assert [row[1:] for row in table[2:]] == [["0", "moins de 5", ""]]
    assert rows(bench, "avis", "?support=app") == table[:1]


def test_narrowed_to_a_page_no_reason_is_shown(bench: Bench) -> None:
    page = bench.visitor(Role.reader).get("/statistiques?page=mes+paiements").text
    assert "pas clair" not in page and "choisissez toutes les pages" in page
    assert [row[1:] for row in rows(bench, "avis", "?page=mes+paiements")[1:]] == [
        ["0", "moins de 5", ""]
    ]


def test_a_page_and_a_channel_narrow_it(bench: Bench) -> None:
    assert [row[0] for row in rows(bench, "jours", "?page=mes+paiements")][1:] == [
        datetime.date.today().isoformat()
    ]
    assert len(rows(bench, "jours", "?support=app")) == 1


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_label_of_a_picture_can_be_read(bench: Bench, browser: Browser, width: int) -> None:
    bench.count(2, "opened", 43210)
    context = browser.new_context(viewport={"width": width, "height": 800})
    email = bench.account(Role.reader)
    cookies = bench.cookie(email).items()
    context.add_cookies([{"name": name, "value": one, "url": bench.url} for name, one in cookies])
    page = context.new_page()
    page.goto(f"{bench.url}/statistiques")
    assert page.evaluate(LABELS) > 30 and page.evaluate(UNREADABLE) == []
    context.close()


def test_an_unknown_table_or_month_is_not_there(bench: Bench) -> None:
    reader = bench.visitor(Role.reader)
    assert reader.get("/statistiques/tableau/people").status_code == 404
    assert reader.get("/statistiques/mois/2026-13").status_code == 404


def test_a_month_can_be_printed(bench: Bench) -> None:
    page = bench.visitor(Role.reader).get(f"/statistiques/mois/{datetime.date.today():%Y-%m}").text
    assert "L&#39;assistant en" in page or "L'assistant en" in page
    assert TITLE in page


@pytest.mark.parametrize(("most", "top"), [(0, 10), (10, 10), (11, 20), (21, 50), (900, 1000)])
def test_the_axis_ends_on_a_round_number(most: int, top: int) -> None:
    assert nice(most) == top and top % 2 == 0
