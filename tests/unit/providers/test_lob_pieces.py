"""What was printed is listed, found by its touch, cancelled and read, whatever its fields hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from inline_snapshot import snapshot

from errors import OutcomeUnknown, ProviderRefused
from tests.unit.providers.test_lob import PIECE, Taken, lob_over
from tools.providers.lob_pieces import Kind

odd = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.text()
    | some.lists(some.text())
    | some.dictionaries(some.text(), some.text() | some.integers())
)


async def test_pieces_are_listed_page_by_page_and_found_by_their_touch() -> None:
    """The cursor is taken out of Lob's address; the address itself is not followed."""
    taken = Taken(
        {
            "data": [PIECE, {"id": None}, "x"],
            "next_url": "https://elsewhere.example/v1/letters?limit=1&after=eyJkYXRl%3D",
            "previous_url": None,
            "count": 1,
            "object": "list",
        }
    )
    lob = lob_over(taken)
    page = await lob.recent(Kind.LETTER, metadata={"touch_id": "t_1"})
    assert ([piece.id for piece in page.pieces], page.after) == (["ltr_4868c3b754655f90"], "eyJkYXRl=")
    taken.answer = {"data": [], "next_url": None}
    page = await lob.recent(Kind.LETTER, after=page.after)
    await lob.close()
    assert (page.pieces, page.after) == ((), None)
    assert [str(request.url) for request in taken.requests] == snapshot(
        [
            "https://lob.example/v1/letters?limit=100&metadata%5Btouch_id%5D=t_1",
            "https://lob.example/v1/letters?limit=100&after=eyJkYXRl%3D",
        ]
    )


async def test_a_piece_is_cancelled_or_refused_or_in_doubt() -> None:
    """Only `deleted: true` is a yes."""
    taken = Taken({"id": "ltr_1", "deleted": True})
    lob = lob_over(taken)
    await lob.cancel(Kind.LETTER, "ltr_1")
    assert f"{taken.requests[0].method} {taken.requests[0].url}" == snapshot(
        "DELETE https://lob.example/v1/letters/ltr_1"
    )
    taken.answer = {"id": "ltr_1"}
    with pytest.raises(OutcomeUnknown):
        await lob.cancel(Kind.LETTER, "ltr_1")
    taken.answer, taken.status = {"error": {"code": "not_deletable", "message": "Too late."}}, 422
    with pytest.raises(ProviderRefused):
        await lob.cancel(Kind.LETTER, "ltr_1")
    await lob.close()


@pytest.mark.parametrize("piece_id", ["", "../addresses", "ltr_1/x", "ltr_1?x=y", "ltr", "ltr_" + "x" * 101])
async def test_an_id_that_leads_elsewhere_is_never_asked_for(piece_id: str) -> None:
    """The id may come from a stranger's webhook."""
    taken = Taken({})
    lob = lob_over(taken)
    with pytest.raises(ProviderRefused):
        await lob.fetch(Kind.LETTER, piece_id)
    with pytest.raises(ProviderRefused):
        await lob.cancel(Kind.LETTER, piece_id)
    await lob.close()
    assert not taken.requests


@given(field=some.sampled_from(sorted(set(PIECE) - {"id"})), value=odd)
async def test_an_odd_field_of_a_piece_leaves_the_rest_readable(field: str, value: object) -> None:
    """A piece that was printed is never lost for a date."""
    lob = lob_over(Taken({**PIECE, field: value}))
    printed = await lob.fetch(Kind.LETTER, "ltr_1")
    await lob.close()
    assert printed.id == PIECE["id"]
    assert "\x00" not in f"{printed.metadata}{printed.preview_url}{printed.scans}"
