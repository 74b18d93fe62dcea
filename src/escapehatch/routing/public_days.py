"""The public holidays of a country, or of a part of it: ``ES``, ``ES-MD``, ``US-NY``. Tables, no look-up on any network."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

#: Years of one place's holidays that are kept at hand.
YEARS_KEPT: Final = 256


@lru_cache(YEARS_KEPT)
def public_days(place: str, year: int) -> frozenset[date]:
    """The days off in ``place`` that fall in ``year``, observed ones included. Raises ValueError for an unknown place."""
    # Loading the tables takes a quarter of a second: only who names a place pays for it.
    from holidays import country_holidays

    country, _, part = known_place(place).partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=year))


def known_place(place: str) -> str:
    """The place itself. Raises ValueError when its holidays are not known."""
    from holidays import list_supported_countries

    places = list_supported_countries(include_aliases=False)
    country, _, part = place.partition("-")
    if country not in places:
        raise ValueError(f"{place!r} is no country with known holidays; write it like ES, or ES-MD for a part of it")
    if part and part not in places[country]:
        raise ValueError(
            f"{country} has no part {part!r} with known holidays, only {', '.join(places[country]) or 'none'}"
        )
    return place
