"""From a message that was not understood to a better assistant, and back: each step timed.

`python -m benchmarks.whole_way` goes it in a copy of the whole project, with a real training,
and prints how long each step took and what the answers to others took before and during the
training. `tests/workbench/web/test_whole_way.py` goes the same way on few examples.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from benchmarks import chromium
from benchmarks.crowd import Crowd, percentiles
from benchmarks.house import PASSWORD, House, copy_whole, open_house
from benchmarks.load import Right
from benchmarks.serving import Ours, right_answers
from clients.reference import Assistant
from workbench.people.roles import Role

# Ways of saying that one changes banks that nobody taught. A model may well take one of them for
# something else and be sure of it: the way goes on with the first that the inbox shows.
SENTENCES = (
    "j'ai quitté mon écureuil pour une autre crémerie",
    "mon cochon rose habite une autre étable",
    "la rivière de vos versements doit couler ailleurs",
    "mes deniers dorment sous un autre matelas",
    "mon bas de laine passe chez un concurrent",
)
INTENT = "changer_coordonnees_bancaires"
REASON = "une autre façon de dire qu'on change de banque"
PEOPLE = 20
PATIENCE_MS = 60_000
# The process that masks names starts with the first message of the inbox, behind all others.
INBOX_SECONDS = 300.0
TRAINING_MS = 900_000


class Way:
    """The steps, each after the one before; every one raises AssertionError when it fails.

    Args:
        right: tells if a text answers an intent.
        crowd: others who write all the while.
    """

    def __init__(self, house: House, browser: Browser, right: Right, crowd: Crowd) -> None:
        self._house = house
        self._right = right
        self._crowd = crowd
        self._editor = signed_in(house, browser, "Camille Durand", Role.editor)
        self._publisher = signed_in(house, browser, "Sacha Petit", Role.publisher)
        self.seconds: dict[str, float] = {}
        # Those that the model does not happen to understand; the one that goes the whole way.
        self._odd: list[str] = []
        self._sentence = ""
        # If the first model happens to understand it said a little differently.
        self._alike_known = False
        # The answers to others, in milliseconds.
        self.calm: list[float] = []
        self.training: list[float] = []

    def go(self, calm: int) -> None:
        """Go all of it; `calm` is how many messages of others are answered before."""
        self._crowd.wait_for(calm)
        self.calm = self._crowd.latencies[:]
        self._not_understood()
        self._correct_at_once()
        self._train()
        draft = self._read_the_report()
        before = self._publish(draft)
        self._leave_it_to_the_model()
        self._roll_back(before)

    def _not_understood(self) -> None:
        self._odd = [one for one in SENTENCES if not self._understands(one)]
        assert self._odd, "the model understands all of them: find others"
        with self._timed("dans la boîte de réception"):
            self._until(self._found, INBOX_SECONDS)

    def _found(self) -> bool:
        """If the inbox shows one of the sentences, which is then that of the way."""
        self._sentence = next((each for each in self._odd if self._card(each) is not None), "")
        return bool(self._sentence)

    def _correct_at_once(self) -> None:
        card = self._card(self._sentence)
        assert card is not None
        card.locator("> summary").click()
        card.get_by_label("Intention", exact=True).fill(INTENT)
        with self._timed("« Répondre juste tout de suite », puis la bonne réponse"):
            card.get_by_role("button", name="Répondre juste tout de suite").click()
            expect(self._editor.locator("#etat")).to_contain_text("répond juste tout de suite")
            self._until(lambda: self._understands(self._sentence))
        self._alike_known = self._understands(alike(self._sentence))

    def _train(self) -> None:
        page = self._editor
        page.goto(f"{self._house.workbench}/modeles")
        before = len(self._crowd.latencies)
        with self._timed("entraînement, validation croisée, rapport"):
            page.get_by_role("button", name="Entraîner un brouillon").click()
            over = page.get_by_text("Le dernier entraînement est terminé")
            failed = page.get_by_text("L'entraînement n'a pas abouti")
            expect(over.or_(failed)).to_be_visible(timeout=TRAINING_MS)
        assert not failed.is_visible(), failed.inner_text()
        self.training = self._crowd.latencies[before:]

    def _read_the_report(self) -> str:
        """The address of the report of the draft."""
        page = self._editor
        with self._timed("lire le rapport"):
            page.get_by_role("link", name="Lire le rapport").click()
            expect(page.get_by_role("heading", name="Validation croisée")).to_be_visible()
        expect(page.get_by_text("ne trouve rien à redire")).to_be_visible()
        # Whoever edits does not publish.
        expect(page.get_by_role("button", name="Mettre en service")).to_have_count(0)
        return page.url

    def _publish(self, report: str) -> str:
        """The name of the model that was live before."""
        page = self._publisher
        page.goto(f"{self._house.workbench}/modeles")
        before = self._live().inner_text().split()[0]
        page.goto(report)
        page.get_by_label("Pourquoi").fill(REASON)
        draft = report.rpartition("/")[2].removesuffix(".tar.gz")
        assert draft != before
        with self._timed("« Mettre en service », jusqu'à « 1 instance sur 1 »"):
            page.get_by_role("button", name="Mettre en service").click()
            self._served_everywhere(draft)
        noted = page.get_by_role("region", name="Mises en service").get_by_role("row").nth(1)
        for said in (draft, "Sacha Petit", REASON):
            expect(noted).to_contain_text(said)
        return before

    def _leave_it_to_the_model(self) -> None:
        # Nobody corrected this one: it is the model that understands it.
        assert self._understands(alike(self._sentence))
        page = self._editor
        page.goto(f"{self._house.workbench}/corrections")
        page.get_by_role("button", name=f"Retirer la correction : {self._sentence}").click()
        expect(page.get_by_text("Aucune correction immédiate")).to_be_visible()
        assert self._understands(self._sentence)

    def _roll_back(self, name: str) -> None:
        page = self._publisher
        page.goto(f"{self._house.workbench}/modeles")
        row = page.locator("ul.rows > li").filter(has_text=name)
        row.locator("summary").click()
        row.get_by_label("Pourquoi").fill("pour voir")
        with self._timed("« Revenir à celui-ci », jusqu'à « 1 instance sur 1 »"):
            row.get_by_role("button", name="Mettre ce modèle en service").click()
            self._served_everywhere(name)
        # Neither the newer model nor the correction is in service any more.
        self._until(lambda: not self._understands(self._sentence))
        assert self._understands(alike(self._sentence)) == self._alike_known

    def _served_everywhere(self, name: str) -> None:
        expect(self._live()).to_contain_text(name)
        expect(self._publisher.get_by_text("répond sur 1 instance sur 1")).to_be_visible()

    def _live(self) -> Locator:
        return self._publisher.locator("ul.rows > li").filter(
            has=self._publisher.locator("strong", has_text="en service")
        )

    def _card(self, sentence: str) -> Locator | None:
        """The message as the inbox shows it, in one of its two lists."""
        for band in ("a-traiter", "a-verifier"):
            self._editor.goto(f"{self._house.workbench}/boite?bande={band}")
            card = self._editor.locator("details.card").filter(has_text=f"« {sentence} »")
            if card.count():
                return card.first
        return None

    def _understands(self, text: str) -> bool:
        """If somebody who asks on the web gets the right answer."""
        with Assistant(self._house.assistant) as client:
            client.open()
            said = client.say(text)
        return self._right(INTENT, str(said["messages"][0]["text"]))

    @staticmethod
    def _until(condition: Callable[[], bool], seconds: float = PATIENCE_MS / 1000) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it never came true"
            time.sleep(0.05)

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[step] = time.perf_counter() - began


def alike(sentence: str) -> str:
    """The same said a little differently: what a correction of the one does not correct."""
    return f"{sentence} depuis hier"


def signed_in(house: House, browser: Browser, name: str, role: Role) -> Page:
    """A browser in which somebody with an account signed in, as people do."""
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{house.workbench}/connexion")
    page.get_by_label("Adresse électronique").fill(house.account(name, role))
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Boîte de réception")).to_be_visible()
    return page


def gone(project: Path, browser: Browser, calm: int) -> tuple[Way, Crowd]:
    """Go the way in a copy of the project, while others write; every message is answered.

    Args:
        calm: how many messages of others are answered before it begins.
    """
    right = right_answers()
    with open_house(project) as house:
        ours = Ours()
        ours.url = house.assistant
        with Crowd(ours, right, PEOPLE) as crowd:
            way = Way(house, browser, right, crowd)
            way.go(calm)
    return way, crowd


def table(way: Way, crowd: Crowd) -> str:
    """The seconds of each step and the milliseconds of the answers to others, in Markdown."""
    lines = ["| étape | s |", "|---|--:|"]
    lines += [f"| {step} | {seconds:.1f} |" for step, seconds in way.seconds.items()]
    lines += ["", "| réponses aux autres | messages | p50 (ms) | p99 (ms) |", "|---|--:|--:|--:|"]
    for name, latencies in (
        ("avant", way.calm),
        ("pendant l'entraînement", way.training),
        ("en tout", crowd.latencies),
    ):
        p50, p99 = percentiles(latencies)
        lines.append(f"| {name} | {len(latencies)} | {p50:.1f} | {p99:.1f} |")
    lines.append(f"\n{crowd.sent} messages, perdus ou faux : {len(crowd.faults)}")
    return "\n".join(lines)


def main() -> None:
    """Go it on the whole content, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calm", type=int, default=1200, help="messages before it begins")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copy_whole(Path(folder))
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=[*chromium.OPTIONS]
        )
        way, crowd = gone(Path(folder), browser, options.calm)
        browser.close()
    print(table(way, crowd), *crowd.faults, sep="\n")


if __name__ == "__main__":
    main()
