"""Torch and numpy on first use, and which values are theirs, without an import to find out.

Where torch was never imported nothing is a tensor, and a topic that does without it (micrograd)
need not wait for its import.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    import numpy as np
    import torch

# Kept once seen: code that puts something else into sys.modules changes no answer.
_seen: dict[str, ModuleType] = {}


class Lazy:
    """The module `name`, imported when its first attribute is read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        module = _imported(self._name)
        if module is None:
            module = _seen[self._name] = importlib.import_module(self._name)
        return getattr(module, attribute)


def is_tensor(value: object) -> TypeGuard[torch.Tensor]:
    """Whether `value` is a tensor."""
    module = _imported("torch")
    return module is not None and isinstance(value, module.Tensor)


def is_generator(value: object) -> TypeGuard[torch.Generator]:
    """Whether `value` is a torch.Generator."""
    module = _imported("torch")
    return module is not None and isinstance(value, module.Generator)


def is_shape(value: object) -> TypeGuard[torch.Size]:
    """Whether `value` is the shape of a tensor, a tuple of its own kind."""
    module = _imported("torch")
    return module is not None and type(value) is module.Size


def is_array(value: object) -> TypeGuard[np.ndarray[Any, Any]]:
    """Whether `value` is a numpy array, not of a derived class."""
    module = _imported("numpy")
    return module is not None and type(value) is module.ndarray


def is_numpy_scalar(value: object) -> TypeGuard[np.generic]:
    """Whether `value` is a single number of numpy."""
    module = _imported("numpy")
    return module is not None and isinstance(value, module.generic)


def _imported(name: str) -> ModuleType | None:
    if name not in _seen and name in sys.modules:
        _seen[name] = sys.modules[name]
    return _seen.get(name)


def changed(was: Any, now: Any) -> bool:
    """Whether a tensor was changed in place, and not put back to what it was."""
    # Every change in place counts a tensor's version up; arguments come with version 0.
    if not now._version or was is None:
        return bool(now._version)
    alike = was.shape == now.shape and was.dtype == now.dtype
    return not alike or bool(((was != now) & ((was == was) | (now == now))).any())
