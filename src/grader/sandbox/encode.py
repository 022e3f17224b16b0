"""Values into payloads: what a check sends, and what student code has returned."""

from __future__ import annotations

import random
import types
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from grader.sandbox.kinds import (
    Lazy,
    is_array,
    is_generator,
    is_numpy_scalar,
    is_shape,
    is_tensor,
)
from grader.sandbox.payload import (
    DTYPES,
    MAX_DEPTH,
    MAX_DIGITS,
    NUMPY_KINDS,
    SENT,
    Room,
    TooLarge,
    Unencodable,
    extent,
)

if TYPE_CHECKING:
    import numpy as np
    import torch
else:
    np, torch = Lazy("numpy"), Lazy("torch")

# Most tensors are of these, and are read through numpy, in a third of the time.
_BY_NUMPY = {"<f4": "float32", "<f8": "float64", "<i8": "int64", "|b1": "bool"}


class Encoded:
    """`value` as it is now, encoded; `pack` copies it into a payload.

    Raises Unencodable, or TooLarge for more than there is `room` for.
    """

    def __init__(self, value: Any, depth: int = 1, room: Room = SENT) -> None:
        blobs: list[bytes] = []
        encoder = _Encoder(blobs, room)
        try:
            self.structure = msgspec.msgpack.encode(encoder.plain(value, depth))
        except RecursionError:
            raise Unencodable("a value that contains itself") from None
        if len(self.structure) > room.structure:
            raise TooLarge(f"{len(self.structure) / 2**20:.0f} MB of numbers, lists and text")
        self.raw = b"".join(blobs)
        self.containers = encoder.containers


class _Encoder:
    """Turns values into msgpack's own kinds; tensor bytes go to `blobs`."""

    def __init__(self, blobs: list[bytes], room: Room) -> None:
        self.blobs = blobs
        self.room = room
        self.raw = 0
        self.spanned = 0
        self.containers = 0

    def plain(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise Unencodable(f"a value nested more than {MAX_DEPTH} deep")
        kind = type(value)
        if value is None or kind in (bool, float, bytes):
            return value
        if kind is str:
            if value.isascii():
                return value
            return value.encode("utf-8", "replace").decode()
        if kind is int:
            return value if -(2**63) <= value < 2**63 else {"int": _digits(value)}
        self.containers += value.containers if kind is Encoded else 1
        if self.containers > self.room.containers:
            raise TooLarge(f"more than {self.room.containers:,} lists, tensors and the like")
        if kind is Encoded:
            self.blob(value.raw)
            return msgspec.Raw(value.structure)
        if kind is list:
            return [self.plain(item, depth + 1) for item in value]
        if kind is tuple or is_shape(value):
            return {"tuple": [self.plain(item, depth + 1) for item in value]}
        if kind is dict:
            pairs = [[self.plain(k, depth + 1), self.plain(v, depth + 1)] for k, v in value.items()]
            return {"dict": pairs}
        if is_tensor(value):
            return {"tensor": self.tensor(value)}
        if is_numpy_scalar(value):
            return self.plain(value.item(), depth + 1)
        if is_array(value):
            return {"ndarray": self.array(value)}
        if isinstance(value, types.SimpleNamespace):
            return {"values": [self.named(k, v, depth + 1) for k, v in vars(value).items()]}
        if is_generator(value):
            return {"generator": self.blob(value.get_state().numpy().tobytes())}
        if kind is random.Random:
            version, state, gauss = value.getstate()
            return {"random": [version, list(state), gauss]}
        source = getattr(value, "__grader_source__", None)
        if isinstance(source, str):
            return {"driver": [value.__name__, source]}
        raise Unencodable(f"a value of type {kind.__module__}.{kind.__qualname__}"[:200])

    def named(self, name: str, value: Any, depth: int) -> list[Any]:
        before = self.raw
        plain = self.plain(value, depth)
        return [str(name), plain, self.raw - before]

    def blob(self, data: bytes) -> int:
        self.raw += len(data)
        if self.raw > self.room.raw:
            raise TooLarge(f"more than {self.room.raw >> 20} MB of numbers")
        self.blobs.append(data)
        return len(data)

    def tensor(self, tensor: torch.Tensor) -> list[Any]:
        try:
            array = tensor.detach().numpy()
        except (TypeError, RuntimeError):
            return self.other_tensor(tensor)
        name = _BY_NUMPY.get(array.dtype.str)
        if name is None:
            return self.other_tensor(tensor)
        if array.nbytes > self.room.raw - self.raw:
            raise TooLarge(f"a tensor of shape {array.shape}")
        strides = None
        if not array.flags.c_contiguous and self.spans(array.shape, array.strides, 1):
            strides = tensor.stride()
        self.blob(array.tobytes())
        return [name, array.shape, strides, tensor.requires_grad]

    def other_tensor(self, tensor: torch.Tensor) -> list[Any]:
        """Of a kind that is not in _BY_NUMPY."""
        name = str(tensor.dtype).removeprefix("torch.")
        if name not in DTYPES or tensor.layout is not torch.strided or tensor.device.type != "cpu":
            what = f"{tensor.dtype}, {tensor.layout}, on {tensor.device.type}"
            raise Unencodable(f"a tensor of another kind than dense on the CPU ({what})")
        if tensor.numel() * tensor.itemsize > self.room.raw - self.raw:
            raise TooLarge(f"a tensor of shape {tuple(tensor.shape)}")
        requires_grad = tensor.requires_grad
        tensor = tensor.detach().resolve_conj().resolve_neg()
        shape = list(tensor.shape)
        strides: list[int] | None = list(tensor.stride())
        if tensor.is_contiguous() or not self.spans(shape, tensor.stride(), tensor.itemsize):
            strides = None
        flat = tensor.contiguous().reshape(-1)
        self.blob(flat.view(torch.uint8).numpy().tobytes() if tensor.numel() else b"")
        return [name, shape, strides, requires_grad]

    def spans(self, shape: Sequence[int], strides: Sequence[int], itemsize: int) -> bool:
        """Whether the receiver can give a tensor this layout, beside those of all others."""
        found = extent(shape, strides, itemsize, self.room.raw - self.spanned)
        self.spanned += (found or 0) * itemsize
        return found is not None

    def array(self, array: np.ndarray[Any, Any]) -> list[Any]:
        if array.dtype.kind not in NUMPY_KINDS or array.dtype.itemsize > 16:
            raise Unencodable(f"a numpy array of {array.dtype}")
        native = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
        self.blob(native.tobytes())
        return [array.dtype.newbyteorder("=").str[1:], list(array.shape)]


def _digits(value: int) -> str:
    text = hex(value)
    if len(text) > MAX_DIGITS:
        raise TooLarge("a whole number of more than 1,000 digits")
    return text
