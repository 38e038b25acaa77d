"""Ready for work, part by part."""

from __future__ import annotations

from datetime import timedelta

from bot.health import Health
from tests.conftest import Clock


async def reachable() -> bool:
    return True


async def test_a_channel_that_is_not_configured_is_no_part(clock: Clock) -> None:
    state = await Health(reachable, clock, expects_telegram=False).readiness()
    assert state.is_ready
    assert set(state.parts) == {"knowledge", "netiquette", "database"}


async def test_telegram_decides_on_readiness_and_instagram_is_shown(clock: Clock) -> None:
    health = Health(reachable, clock, expects_telegram=True, instagram_silence=timedelta(minutes=7))
    assert not (await health.readiness()).is_ready
    health.telegram_answered()
    state = await health.readiness()
    assert (state.is_ready, state.parts["telegram"], state.parts["instagram"]) == (True, "ok", "unreachable")
    health.instagram_answered()
    assert (await health.readiness()).parts["instagram"] == "ok"
    clock.forward(minutes=7)
    assert (await health.readiness()).parts["instagram"] == "unreachable"
