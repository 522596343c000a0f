"""Clear errors for bad input: each names the parameter, the value it got, and what is allowed."""

from dataclasses import fields

import numpy as np


def real_array(name, value):
    """`value` as a float64 array; a TypeError that names it where it is not made of real numbers."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):  # a ragged list, for example
        array = np.asarray(None)
    except RuntimeError:
        raise TypeError(
            f"{name} must be a number or an array of numbers; got a tensor that remembers how it was computed: use "
            ".item() for one number, .detach() for many"
        ) from None
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


def finite(name, value):
    """`value` as a float64 array whose every number is finite."""
    return numbers(name, value, np.isfinite, "finite")


def at_least(name, value, low):
    """`value` as a float64 array whose every number is finite and at least `low`."""
    return numbers(name, value, lambda array: array >= low, f"finite and at least {low:g}")


def above(name, value, low):
    """`value` as a float64 array whose every number is finite and greater than `low`."""
    return numbers(name, value, lambda array: array > low, f"finite and greater than {low:g}")


def single(name, value):
    """`value`, a finite number or an array that holds one, as a float."""
    array = finite(name, value)
    if array.size != 1:
        raise ValueError(f"{name} must be a single number; its shape is {array.shape}")
    return array.item()


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
    at_least(name, array, low)
    if (array >= 2.0**63).any():
        raise ValueError(f"{name} must be below 2^63; got {array.max():g}")
    return np.asarray(value).astype(np.int64)  # not the floats, which are exact up to 2^53 only


def lists_to_arrays(record):
    """Make an array of each list in a frozen dataclass: twice a list is a longer list, not one of larger numbers."""
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, (list, tuple)):
            object.__setattr__(record, field.name, np.asarray(value))
