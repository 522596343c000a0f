"""Clear errors for bad input: each names the parameter, the value it got, and what is allowed."""

import numpy as np


def real_array(name, value):
    """`value` as a float64 array; a TypeError that names it where it is not made of real numbers."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):  # a ragged list, for example
        array = np.asarray(None)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be a number or an array of numbers; got {value!r}")
    return array.astype(np.float64, copy=False)


def at_least(name, value, low):
    """`value` as a float64 array whose every number is finite and at least `low`."""
    array = real_array(name, value)
    if array.size == 0:
        raise ValueError(f"{name} must hold at least one number; got an empty array of shape {array.shape}")
    wrong = ~(np.isfinite(array) & (array >= low))
    if wrong.any():
        raise ValueError(f"{name} must be finite and at least {low:g}; got {array[wrong].flat[0]:g}")
    return array


def above(name, value, low):
    """`value` as a float64 array whose every number is finite and greater than `low`."""
    array = at_least(name, value, low)
    if (array == low).any():
        raise ValueError(f"{name} must be greater than {low:g}; got {low:g}")
    return array


def whole_number(name, value, low):
    """`value` as an int of at least `low`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be a whole number; got {value!r}")
    if value < low:
        raise ValueError(f"{name} must be at least {low}; got {value}")
    return int(value)
