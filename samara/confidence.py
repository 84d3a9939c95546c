"""Means, and how far the truth may be from them."""

import statistics
from collections.abc import Sequence
from math import sqrt

# Student's t, two-sided 95 %, by degrees of freedom from 1 (Abramowitz and Stegun, table 26.10).
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
_Z = 1.959964


def mean_and_half_width(values: Sequence[float]) -> tuple[float, float | None]:
    """The mean of independent values, and half its 95 % confidence interval: None of one value."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return mean, None
    return mean, student_t(len(values) - 1) * statistics.stdev(values) / sqrt(len(values))


def student_t(degrees: int) -> float:
    """The t that 95 % of the distribution lie within, on both sides."""
    if degrees <= len(_T):
        return _T[degrees - 1]
    # Cornish and Fisher: Abramowitz and Stegun, 26.7.5.
    return _Z + (_Z**3 + _Z) / (4 * degrees) + (5 * _Z**5 + 16 * _Z**3 + 3 * _Z) / (96 * degrees**2)
