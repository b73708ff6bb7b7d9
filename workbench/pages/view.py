"""Templates and what every page needs: the words, the dates, the headers."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytz
from jinja2 import Environment, PackageLoader, StrictUndefined
from sanic.response import HTTPResponse

from workbench.people.roles import Role

if TYPE_CHECKING:
    from workbench.pages.doors import Visit

PLACE = pytz.timezone("Europe/Paris")
# Fewer could point at one person: they are told of, not counted out.
FEWEST = 5
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
    *("septembre", "octobre", "novembre", "décembre"),
)
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Without any referrer, browsers do not say either where a form comes from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# The pages of the menu: address, name, and who sees it.
MENU = (
    ("/boite", "Boîte de réception", Role.reader),
    ("/contenu", "Contenu", Role.reader),
    ("/modeles", "Modèles", Role.reader),
    ("/essai", "Essai", Role.reader),
    ("/recherche", "Recherche", Role.reader),
    ("/tableur", "Tableur", Role.reader),
    ("/historique", "Historique", Role.reader),
    ("/statistiques", "Statistiques", Role.reader),
    ("/personnes", "Personnes", Role.administrator),
    ("/journal", "Journal", Role.administrator),
)


class View:
    """Makes pages from the templates."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("workbench", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            day=day_in_french,
            moment=moment_in_french,
            amount=amount,
            share=share,
            precise=precise,
            signed=signed,
            points=points,
        )

    def page(
        self, template: str, visit: Visit | None, status: int = 200, **words: Any
    ) -> HTTPResponse:
        """A whole page.

        Args:
            visit: who looks, if known: the menu and the forms depend on it.
        """
        role = visit.role if visit else None
        made = self._templates.get_template(template).render(
            me=visit.session if visit else None,
            role=role,
            may_edit=role is not None and role >= Role.editor,
            menu=[(path, name) for path, name, needed in MENU if role and role >= needed],
            here=visit.request.path if visit else "",
            **words,
        )
        return HTTPResponse(made, status=status, content_type="text/html; charset=utf-8")

    def refusal(self, status: int, told: str, visit: Visit | None = None) -> HTTPResponse:
        """A page that says why there is no other one."""
        return self.page("refusal.html", visit, status, told=told)


def today() -> datetime.date:
    """The day, where the assistant is used."""
    return datetime.datetime.now(PLACE).date()


def day_in_french(day: str | datetime.date) -> str:
    """« 26 novembre 2026 »."""
    date = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    number = "1er" if date.day == 1 else str(date.day)
    return f"{number} {_MONTHS[date.month - 1]} {date.year}"


def month_in_french(month: datetime.date) -> str:
    """« novembre 2026 »."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def moment_in_french(seconds: float) -> str:
    """« 26 novembre 2026, 14 h 05 »."""
    at = datetime.datetime.fromtimestamp(seconds, PLACE)
    return f"{day_in_french(at.date())}, {at.hour} h {at.minute:02}"


def amount(number: int) -> str:
    """A number as it is written in French; small ones are not told."""
    return f"moins de {FEWEST}" if 0 < number < FEWEST else f"{number:,}".replace(",", "\u202f")


def share(part: float) -> str:
    """A part of one, in percent."""
    return f"{round(100 * part)}\u00a0%"


def precise(part: float) -> str:
    """A part of one, in percent with a decimal."""
    return f"{100 * part:.1f}\u00a0%".replace(".", ",")


def points(part: float) -> str:
    """A difference of two shares, « +1,2 » or « −0,3 »."""
    return f"{100 * part:+.1f}".replace("-", "\N{MINUS SIGN}").replace(".", ",")


def signed(weight: float) -> str:
    """« +1,25 » or « −0,30 »."""
    return f"{weight:+.2f}".replace("-", "\N{MINUS SIGN}").replace(".", ",")
