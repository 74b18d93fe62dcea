"""Dead letters, on every journal: set aside, seen, replayed in their old place, dropped."""

from __future__ import annotations

from datetime import timedelta

from escapehatch.ports import Journal

from .test_journal import LEASE, NOW, change, effect


async def told(journal: Journal) -> list[str]:
    """What may be told now, in order, and told."""
    found = []
    while claimed := await journal.effects(NOW + timedelta(hours=1), NOW + timedelta(hours=2)):
        for x in claimed:
            found.append(x.effect_id)
            await journal.effect_done(x.effect_id)
    return found


async def test_g16_g23_a_dead_letter_lets_the_next_ones_through_and_comes_back_in_its_place(journal: Journal) -> None:
    """G16, G23: the others of its conversation go on; replayed, it goes before what has not been told yet."""
    await journal.append(change("c1", effects=(effect("a"), effect("b"))))
    await journal.append(change("c2", effects=(effect("z", "c2"),)))
    (first, other) = await journal.effects(NOW, LEASE)
    assert (first.effect_id, other.effect_id) == ("a", "z")
    await journal.effect_dead("a", "It is away. Tried 8 times.", NOW)
    (letter,) = await journal.letters()
    assert (letter.effect.effect_id, letter.effect.conversation_id, letter.reason, letter.dead_at) == (
        "a",
        "c1",
        "It is away. Tried 8 times.",
        NOW,
    )
    assert letter.effect.payload == effect("a").payload
    assert (await journal.tally()).letters == 1 and (await journal.tally()).backlog == 2
    assert await journal.replay_letter("a")
    assert await journal.letters() == ()
    (again,) = await journal.effects(NOW, LEASE)
    assert (again.effect_id, again.tries) == ("a", 0), "before b, under its id, as if it had never been tried"
    await journal.effect_done("a")
    assert await told(journal) == ["b", "z"]


async def test_g16_while_it_is_dead_the_rest_of_the_conversation_is_told(journal: Journal) -> None:
    await journal.append(change("c1", effects=(effect("a"), effect("b"), effect("c"))))
    await journal.effects(NOW, LEASE)
    await journal.effect_dead("a", "Poison.", NOW)
    assert await told(journal) == ["b", "c"]
    assert [x.effect.effect_id for x in await journal.letters()] == ["a"]


async def test_a_dropped_letter_never_comes_back(journal: Journal) -> None:
    await journal.append(change("c1", effects=(effect("a"),)))
    await journal.effects(NOW, LEASE)
    await journal.effect_dead("a", "Poison.", NOW)
    assert await journal.drop_letter("a")
    assert not await journal.drop_letter("a") and not await journal.replay_letter("a")
    assert await told(journal) == [] and (await journal.tally()).letters == 0


async def test_only_what_waits_can_die_and_only_the_dead_can_be_replayed(journal: Journal) -> None:
    await journal.append(change("c1", effects=(effect("a"), effect("b"))))
    await journal.effect_done("a")
    await journal.effect_dead("a", "Too late.", NOW)
    assert await journal.letters() == ()
    assert not await journal.replay_letter("a") and not await journal.replay_letter("b")
    assert not await journal.replay_letter("nobody")


async def test_letters_are_listed_in_the_order_in_which_they_were_to_be_told(journal: Journal) -> None:
    await journal.append(change("c1", effects=tuple(effect(x) for x in "abc")))
    await journal.effects(NOW, LEASE)
    for x in "cab":
        await journal.effect_dead(x, "Poison.", NOW)
    assert [x.effect.effect_id for x in await journal.letters()] == ["a", "b", "c"]
    assert len(await journal.letters(limit=2)) == 2
