"""What a service may not fetch for itself: the time, chance, and the site."""

from dataclasses import dataclass
from datetime import datetime
from random import Random


@dataclass(frozen=True)
class Moment:
    """The circumstances of one act. `rng` must be a SystemRandom outside tests."""

    now: datetime
    rng: Random
    site_url: str = "http://127.0.0.1:8000"
    address: str = ""
