"""Say between which bounds a share lies that was counted on a few."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959964
"""The normal distribution's 97.5 % quantile: 95 % lie within it on both sides."""


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927); 0..1 where nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share, z2 = hits / of, Z95 * Z95
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    margin = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, centre - margin), min(1.0, centre + margin)
