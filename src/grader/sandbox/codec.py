"""Plain data as bytes and back: what may cross between a check and student code.

A payload is `u32 length of structure | structure | raw`. The structure is msgpack; None, bool,
int, float, str, bytes and list stand for themselves, everything else is a map with one key that
names its kind. Tensor bytes follow in `raw`, in the order in which the structure names them.

Nothing here can run code or build a class that the payload chooses. `unpack` refuses whatever
does not add up exactly: depth, lengths, dtypes, shape x itemsize against the bytes given.
"""

from __future__ import annotations

import math
import random
import struct
import types
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
import torch

MAX_STRUCTURE = 1 << 20
MAX_RAW = 64 << 20
MAX_DEPTH = 32
_LENGTH = struct.Struct("<I")
_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64),
        *(torch.complex64, torch.complex128, torch.bool, torch.uint8),
        *(torch.int8, torch.int16, torch.int32, torch.int64),
    )
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_NUMPY_KINDS = "fiubc"


class Unencodable(TypeError):
    """A value of a kind that cannot cross."""


class TooLarge(ValueError):
    """A value with more bytes than may cross."""


class Malformed(ValueError):
    """Bytes that are not a payload."""


class Values(types.SimpleNamespace):
    """Named values, read as attributes: `f.probs`."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"there is no '{name}' here; there is: {', '.join(vars(self))}")

    def __repr__(self) -> str:
        return f"Values({', '.join(f'{k} {_brief(v)}' for k, v in vars(self).items())})"


class Driver:
    """A function as text, for student code to be run by or to call (see grader.observe)."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source

    def compile(self) -> Callable[..., Any]:
        """The function, with torch, math and the builtins in reach and nothing else."""
        namespace: dict[str, Any] = {"torch": torch, "math": math, "__name__": "driver"}
        exec(compile(self.source, f"<driver {self.name}>", "exec"), namespace)
        function: Callable[..., Any] = namespace[self.name]
        return function


def pack(value: Any) -> bytes:
    """`value` as a payload. Raises Unencodable or TooLarge."""
    blobs: list[bytes] = []
    try:
        structure = msgspec.msgpack.encode(_Encoder(blobs).plain(value, 0))
    except RecursionError:
        raise Unencodable("a value that contains itself") from None
    if len(structure) > MAX_STRUCTURE:
        raise TooLarge(f"{len(structure) / 2**20:.0f} MB of numbers, lists and text")
    return b"".join((_LENGTH.pack(len(structure)), structure, *blobs))


def unpack(payload: bytes | memoryview, *, inputs: bool = False) -> Any:
    """The value in `payload`. Raises Malformed.

    `inputs` admits what only a check may send: generators with their state, and functions.
    """
    view = memoryview(payload)
    if len(view) < _LENGTH.size:
        raise Malformed("shorter than its header")
    size = _LENGTH.unpack_from(view)[0]
    if size > MAX_STRUCTURE or size > len(view) - _LENGTH.size:
        raise Malformed("structure longer than allowed or than given")
    raw = view[_LENGTH.size + size :]
    if len(raw) > MAX_RAW:
        raise Malformed("more raw bytes than allowed")
    try:
        tree = msgspec.msgpack.decode(view[_LENGTH.size : _LENGTH.size + size])
        decoder = _Decoder(raw, inputs)
        value = decoder.value(tree, 0)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as e:
        raise Malformed(f"{type(e).__name__}: {e}"[:200]) from None
    if decoder.used != len(raw):
        raise Malformed("raw bytes left over")
    return value


def copy(value: Any) -> Any:
    """A deep copy of `value`, made by the codec itself."""
    return unpack(pack(value), inputs=True)


class _Encoder:
    """Turns values into msgpack's own kinds; tensor bytes go to `blobs`."""

    def __init__(self, blobs: list[bytes]) -> None:
        self.blobs = blobs
        self.raw = 0

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
        if kind is list:
            return [self.plain(item, depth + 1) for item in value]
        if kind is tuple:
            return {"tuple": [self.plain(item, depth + 1) for item in value]}
        if kind is dict:
            pairs = [[self.plain(k, depth + 1), self.plain(v, depth + 1)] for k, v in value.items()]
            return {"dict": pairs}
        if isinstance(value, torch.Tensor):
            return {"tensor": self.tensor(value)}
        if isinstance(value, np.generic):
            return self.plain(value.item(), depth + 1)
        if kind is np.ndarray:
            return {"ndarray": self.array(value)}
        if isinstance(value, types.SimpleNamespace):
            named = vars(value).items()
            return {"values": [[str(k), self.plain(v, depth + 1)] for k, v in named]}
        if isinstance(value, torch.Generator):
            return {"generator": self.blob(value.get_state().numpy().tobytes())}
        if kind is random.Random:
            version, state, gauss = value.getstate()
            return {"random": [version, list(state), gauss]}
        source = getattr(value, "__grader_source__", None)
        if isinstance(source, str):
            return {"driver": [value.__name__, source]}
        raise Unencodable(f"a value of type {kind.__module__}.{kind.__qualname__}"[:200])

    def blob(self, data: bytes) -> int:
        self.raw += len(data)
        if self.raw > MAX_RAW:
            raise TooLarge(f"more than {MAX_RAW >> 20} MB of numbers")
        self.blobs.append(data)
        return len(data)

    def tensor(self, tensor: torch.Tensor) -> list[Any]:
        requires_grad = tensor.requires_grad
        tensor = tensor.detach()
        name = _NAMES.get(tensor.dtype)
        if name is None or tensor.layout is not torch.strided or tensor.device.type != "cpu":
            what = f"{tensor.dtype}, {tensor.layout}, on {tensor.device.type}"
            raise Unencodable(f"a tensor of another kind than dense on the CPU ({what})")
        if tensor.numel() * tensor.itemsize > MAX_RAW - self.raw:
            raise TooLarge(f"a tensor of shape {tuple(tensor.shape)}")
        tensor = tensor.resolve_conj().resolve_neg()
        shape = list(tensor.shape)
        strides: list[int] | None = list(tensor.stride())
        if tensor.is_contiguous() or _extent(shape, tensor.stride(), tensor.itemsize) is None:
            strides = None
        flat = tensor.contiguous().reshape(-1)
        self.blob(flat.view(torch.uint8).numpy().tobytes() if tensor.numel() else b"")
        return [name, shape, strides, requires_grad]

    def array(self, array: np.ndarray[Any, Any]) -> list[Any]:
        if array.dtype.kind not in _NUMPY_KINDS or array.dtype.itemsize > 16:
            raise Unencodable(f"a numpy array of {array.dtype}")
        native = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
        self.blob(native.tobytes())
        return [array.dtype.newbyteorder("=").str[1:], list(array.shape)]


class _Decoder:
    """Rebuilds values; every byte of `raw` must be named exactly once."""

    def __init__(self, raw: memoryview, inputs: bool) -> None:
        self.raw = raw
        self.inputs = inputs
        self.used = 0
        self.allocated = 0

    def value(self, tree: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise Malformed("nested too deep")
        kind = type(tree)
        if kind is list:
            return [self.value(item, depth + 1) for item in tree]
        if kind is not dict:
            if tree is None or kind in (bool, int, float, str, bytes):
                return tree
            raise Malformed(f"unexpected {kind.__name__}")
        if len(tree) != 1:
            raise Malformed("a map with other than one key")
        [(name, body)] = tree.items()
        build = _BUILDERS.get(name) if type(name) is str else None
        if build is None or (name in _INPUTS_ONLY and not self.inputs):
            raise Malformed("unknown kind")
        return build(self, body, depth)

    def tuple_(self, body: Any, depth: int) -> tuple[Any, ...]:
        return tuple(self.value(item, depth + 1) for item in _listed(body))

    def dict_(self, body: Any, depth: int) -> dict[Any, Any]:
        result = {}
        for key, item in self.pairs(body):
            name = self.value(key, depth + 1)
            if not _plain_key(name):
                raise Malformed("a key of another kind than text, number or tuple of them")
            result[name] = self.value(item, depth + 1)
        return result

    def values(self, body: Any, depth: int) -> Values:
        named = Values()
        for name, item in self.pairs(body):
            if type(name) is not str:
                raise Malformed("a name that is not text")
            vars(named)[name] = self.value(item, depth + 1)
        return named

    def pairs(self, body: Any) -> list[list[Any]]:
        if any(type(pair) is not list or len(pair) != 2 for pair in _listed(body)):
            raise Malformed("not a list of pairs")
        return list(body)

    def int_(self, body: Any, depth: int) -> int:
        if type(body) is not str or len(body) > _MAX_DIGITS + 3:
            raise Malformed("integer")
        try:
            return int(body, 16)
        except ValueError:
            raise Malformed("integer") from None

    def take(self, size: int) -> bytearray:
        if size > len(self.raw) - self.used:
            raise Malformed("fewer raw bytes than named")
        data = bytearray(self.raw[self.used : self.used + size])
        self.used += size
        return data

    def tensor(self, body: Any, depth: int) -> torch.Tensor:
        if type(body) is not list or len(body) != 4:
            raise Malformed("tensor")
        name, shape, strides, requires_grad = body
        dtype = _DTYPES.get(name) if type(name) is str else None
        if dtype is None or type(requires_grad) is not bool:
            raise Malformed("tensor header")
        sizes = _sizes(shape)
        data = self.take(math.prod(sizes) * dtype.itemsize)
        if not data:
            tensor = torch.empty(sizes, dtype=dtype)
        elif dtype is torch.bool:
            # Bytes other than 0 and 1 in a bool tensor are undefined behaviour in kernels.
            tensor = torch.frombuffer(data, dtype=torch.uint8).ne(0).reshape(sizes)
        else:
            tensor = torch.frombuffer(data, dtype=dtype).reshape(sizes)
        if strides is not None:
            tensor = self.strided(tensor, sizes, strides)
        if requires_grad:
            if not (dtype.is_floating_point or dtype.is_complex):
                raise Malformed("requires_grad on whole numbers")
            tensor.requires_grad_()
        return tensor

    def strided(self, tensor: torch.Tensor, sizes: list[int], strides: Any) -> torch.Tensor:
        if len(_sizes(strides)) != len(sizes):
            raise Malformed("strides")
        extent = _extent(sizes, strides, tensor.itemsize)
        self.allocated += (extent or 0) * tensor.itemsize
        if extent is None or self.allocated > MAX_RAW:
            raise Malformed("strides that overlap or reach too far")
        base = [1 if stride == 0 else size for size, stride in zip(sizes, strides, strict=True)]
        first = tuple(slice(0, size) for size in base)
        return (
            torch.empty_strided(base, strides, dtype=tensor.dtype)
            .copy_(tensor[first])
            .expand(sizes)
        )

    def array(self, body: Any, depth: int) -> np.ndarray[Any, Any]:
        if type(body) is not list or len(body) != 2 or type(body[0]) is not str:
            raise Malformed("array")
        if len(body[0]) > 3 or body[0][:1] not in _NUMPY_KINDS or not body[0][1:].isdigit():
            raise Malformed("array dtype")
        try:
            dtype = np.dtype(body[0])
        except TypeError:
            raise Malformed("array dtype") from None
        sizes = _sizes(body[1])
        data = self.take(math.prod(sizes) * dtype.itemsize)
        if dtype.kind == "b":
            return np.frombuffer(data, dtype=np.uint8).astype(np.bool_).reshape(sizes)
        return np.frombuffer(data, dtype=dtype).reshape(sizes)

    def generator(self, body: Any, depth: int) -> torch.Generator:
        state = torch.frombuffer(self.take(_sizes([body])[0]), dtype=torch.uint8)
        generator = torch.Generator()
        generator.set_state(state)
        return generator

    def random(self, body: Any, depth: int) -> random.Random:
        version, state, gauss = body
        generator = random.Random()
        generator.setstate((version, tuple(state), gauss))
        return generator

    def driver(self, body: Any, depth: int) -> Callable[..., Any]:
        name, source = body
        return Driver(name, source).compile()


_INPUTS_ONLY = ("generator", "random", "driver")
_BUILDERS: dict[str, Callable[[_Decoder, Any, int], Any]] = {
    "tuple": _Decoder.tuple_,
    "dict": _Decoder.dict_,
    "values": _Decoder.values,
    "int": _Decoder.int_,
    "tensor": _Decoder.tensor,
    "ndarray": _Decoder.array,
    "generator": _Decoder.generator,
    "random": _Decoder.random,
    "driver": _Decoder.driver,
}
_MAX_DIGITS = 1000


def _digits(value: int) -> str:
    text = hex(value)
    if len(text) > _MAX_DIGITS:
        raise TooLarge("a whole number of more than 1,000 digits")
    return text


def _listed(body: Any) -> list[Any]:
    if type(body) is not list:
        raise Malformed("not a list")
    return body


def _sizes(shape: Any) -> list[int]:
    whole = type(shape) is list and all(type(s) is int and 0 <= s <= 1 << 31 for s in shape)
    if not whole or len(shape) > 16:
        raise Malformed("shape")
    return list(shape)


def _plain_key(key: Any) -> bool:
    if type(key) is tuple:
        return all(_plain_key(item) for item in key)
    return key is None or type(key) in (bool, int, float, str, bytes)


def _extent(shape: Sequence[int], strides: Sequence[int], itemsize: int) -> int | None:
    """How many elements the layout spans; None if two places share memory or it is too wide."""
    span = 1
    for stride, size in sorted(zip(strides, shape, strict=True)):
        if size <= 1 or stride == 0:
            continue
        if stride < span:
            return None
        span = stride * (size - 1) + span
    return span if span * itemsize <= MAX_RAW else None


def _brief(value: Any) -> str:
    return str(tuple(value.shape)) if isinstance(value, torch.Tensor) else type(value).__name__
