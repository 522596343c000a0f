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


def numbers(name, value, allowed, words):
    """`value` as a float64 array whose every number is finite and `allowed`; `words` say what that is."""
    array = real_array(name, value)
    if array.size == 0:
        raise ValueError(f"{name} must hold at least one number; got an empty array of shape {array.shape}")
    wrong = ~(np.isfinite(array) & allowed(array))
    if wrong.any():
        raise ValueError(f"{name} must be {words}; got {array[wrong].flat[0]:g}")
    return array


def at_least(name, value, low):
    """`value` as a float64 array whose every number is finite and at least `low`."""
    return numbers(name, value, lambda array: array >= low, f"finite and at least {low:g}")


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


def fraction(name, value):
    """`value` as a float64 array whose every number is at least 0 and below 1."""
    return numbers(name, value, lambda array: (array >= 0) & (array < 1), "at least 0 and below 1")


def share(name, value):
    """`value` as a float64 array whose every number is at least 0 and at most 1."""
    return numbers(name, value, lambda array: (array >= 0) & (array <= 1), "at least 0 and at most 1")


def whole_numbers(name, value, low):
    """`value`, a whole number or an array of them, as an integer array whose every number is at least `low`."""
    array = real_array(name, value)
    if array.size and np.asarray(value).dtype.kind == "f":
        raise TypeError(f"{name} must be a whole number, or an array of them; got {value!r}")
    return at_least(name, array, low).astype(np.int64)
