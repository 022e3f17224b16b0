"""Plain data as bytes and back: what may cross between a check and student code.

Nothing here can run code or build a class that the payload chooses. `unpack` refuses whatever
does not add up exactly: depth, lengths, dtypes, shape x itemsize against the bytes given.
grader.sandbox.payload says what a payload looks like.
"""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import msgspec

from grader.sandbox.encode import Encoded
from grader.sandbox.kinds import Lazy
from grader.sandbox.named import Values
from grader.sandbox.payload import (
    ANSWERED,
    DTYPES,
    MAX_DEPTH,
    MAX_DIGITS,
    NUMPY_KINDS,
    SENT,
    Driver,
    Malformed,
    Room,
    extent,
)

if TYPE_CHECKING:
    import numpy as np
    import torch
else:
    np, torch = Lazy("numpy"), Lazy("torch")

_LENGTH = struct.Struct("<I")


def pack(value: Any, room: Room = SENT) -> bytes:
    """`value` as a payload. Raises Unencodable or TooLarge."""
    encoded = Encoded(value, 0, room=room)
    return b"".join((_LENGTH.pack(len(encoded.structure)), encoded.structure, encoded.raw))


def unpack(payload: bytes | memoryview, *, inputs: bool = False) -> Any:
    """The value in `payload`. Raises Malformed.

    `inputs` admits what only a check may send: more, generators with their state, and functions.
    """
    room = SENT if inputs else ANSWERED
    view = memoryview(payload)
    if len(view) < _LENGTH.size:
        raise Malformed("shorter than its header")
    size = _LENGTH.unpack_from(view)[0]
    if size > room.structure or size > len(view) - _LENGTH.size:
        raise Malformed("structure longer than allowed or than given")
    raw = view[_LENGTH.size + size :]
    if len(raw) > room.raw:
        raise Malformed("more raw bytes than allowed")
    try:
        decoder = _Decoder(raw, inputs)
        value = decoder.value(_RAW.decode(view[_LENGTH.size : _LENGTH.size + size]), 0)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as e:
        raise Malformed(f"{type(e).__name__}: {e}"[:200]) from None
    if decoder.used != len(raw):
        raise Malformed("raw bytes left over")
    return value


def copy(value: Any) -> Any:
    """A deep copy of `value`, made by the codec itself."""
    return unpack(pack(value), inputs=True)


class _Decoder:
    """Rebuilds values, one level at a time. Every byte of `raw` must be named exactly once.

    The kind of a value is the one key of a map. Larger maps are refused before msgspec reads them:
    it would put their keys into a dict, and keys that are made to collide take quadratic time.
    """

    def __init__(self, raw: memoryview, inputs: bool) -> None:
        self.raw = raw
        self.inputs = inputs
        self.room = SENT if inputs else ANSWERED
        self.used = 0
        self.allocated = 0
        self.containers = 0

    def value(self, tree: msgspec.Raw, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise Malformed("nested too deep")
        first = memoryview(tree)[0]
        if 0x90 <= first <= 0x9F or first in (0xDC, 0xDD):
            self.count()
            try:
                return _FLAT.decode(tree)
            except msgspec.ValidationError:
                return [self.value(item, depth + 1) for item in _LIST.decode(tree)]
        if 0x80 <= first <= 0x8F or first in (0xDE, 0xDF):
            if first != 0x81:
                raise Malformed("a map with other than one key")
            [(name, body)] = _MAP.decode(tree).items()
            self.count()
            build = _BUILDERS.get(name)
            if build is None or (name in _INPUTS_ONLY and not self.inputs):
                raise Malformed("unknown kind")
            return build(self, body, depth)
        value = _SCALAR.decode(tree)
        if value is None or type(value) in (bool, int, float, str, bytes):
            return value
        raise Malformed(f"unexpected {type(value).__name__}")

    def count(self) -> None:
        self.containers += 1
        if self.containers > self.room.containers:
            raise Malformed("too many lists, tensors and the like")

    def tuple_(self, body: msgspec.Raw, depth: int) -> tuple[Any, ...]:
        return tuple(self.value(item, depth + 1) for item in _LIST.decode(body))

    def dict_(self, body: msgspec.Raw, depth: int) -> dict[Any, Any]:
        try:
            named = _NAMED_PAIRS.decode(body)
        except msgspec.ValidationError:
            return self.any_dict(body, depth)
        if len(named) > _MAX_SAME_HASH:
            return self.any_dict(body, depth)
        return {name: self.value(item, depth + 1) for name, item in named}

    def any_dict(self, body: msgspec.Raw, depth: int) -> dict[Any, Any]:
        result = {}
        hashes: dict[int, int] = {}
        for key, item in _PAIRS.decode(body):
            name = self.value(key, depth + 1)
            if not _plain_key(name):
                raise Malformed("a key of another kind than text, number or tuple of them")
            hashes[hash(name)] = same = hashes.get(hash(name), 0) + 1
            if same > _MAX_SAME_HASH:
                raise Malformed("keys made to collide")
            result[name] = self.value(item, depth + 1)
        return result

    def values(self, body: msgspec.Raw, depth: int) -> Values:
        named = Values()
        if self.inputs:
            waiting, size = _waiting(bytes(body))
            named.wait(dict(waiting), partial(_later, self.part(size), depth + 1))
            return named
        for name, item, size in _NAMED.decode(body):
            before = self.used
            setattr(named, name, self.value(item, depth + 1))
            if self.used - before != size:
                raise Malformed("more or fewer raw bytes than named")
        return named

    def int_(self, body: msgspec.Raw, depth: int) -> int:
        digits = _TEXT.decode(body)
        if len(digits) > MAX_DIGITS + 3:
            raise Malformed("integer")
        try:
            return int(digits, 16)
        except ValueError:
            raise Malformed("integer") from None

    def part(self, size: int) -> memoryview:
        if not 0 <= size <= len(self.raw) - self.used:
            raise Malformed("fewer raw bytes than named")
        self.used += size
        return self.raw[self.used - size : self.used]

    def read(self, size: int) -> bytearray:
        return bytearray(self.part(size))

    def tensor(self, body: msgspec.Raw, depth: int) -> torch.Tensor:
        name, shape, strides, requires_grad = _TENSOR.decode(body)
        if name not in DTYPES:
            raise Malformed("tensor dtype")
        dtype: torch.dtype = getattr(torch, name)
        sizes = _sizes(shape)
        data = self.read(math.prod(sizes) * dtype.itemsize)
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

    def strided(self, tensor: torch.Tensor, sizes: list[int], strides: list[int]) -> torch.Tensor:
        if len(strides) != len(sizes) or not all(0 <= s <= 1 << 31 for s in strides) or 0 in sizes:
            raise Malformed("strides")
        reach = extent(sizes, strides, tensor.itemsize, self.room.raw - self.allocated)
        self.allocated += (reach or 0) * tensor.itemsize
        if reach is None:
            raise Malformed("strides that overlap or reach too far")
        base = [1 if stride == 0 else size for size, stride in zip(sizes, strides, strict=True)]
        first = tuple(slice(0, size) for size in base)
        made = torch.empty_strided(base, strides, dtype=tensor.dtype).copy_(tensor[first])
        # A version of its own, which counts changes from 0: see execute.perform.
        return made.data.expand(sizes)

    def array(self, body: msgspec.Raw, depth: int) -> np.ndarray[Any, Any]:
        name, shape = _ARRAY.decode(body)
        if len(name) > 3 or name[:1] not in NUMPY_KINDS or not name[1:].isdigit():
            raise Malformed("array dtype")
        try:
            dtype = np.dtype(name)
        except TypeError:
            raise Malformed("array dtype") from None
        sizes = _sizes(shape)
        data = self.read(math.prod(sizes) * dtype.itemsize)
        if dtype.kind == "b":
            return np.frombuffer(data, dtype=np.uint8).astype(np.bool_).reshape(sizes)
        return np.frombuffer(data, dtype=dtype).reshape(sizes)

    def generator(self, body: msgspec.Raw, depth: int) -> torch.Generator:
        state = torch.frombuffer(self.read(_COUNT.decode(body)), dtype=torch.uint8)
        generator = torch.Generator()
        generator.set_state(state)
        return generator

    def random(self, body: msgspec.Raw, depth: int) -> random.Random:
        version, state, gauss = _RANDOM.decode(body)
        generator = random.Random()
        generator.setstate((version, tuple(state), gauss))
        return generator

    def driver(self, body: msgspec.Raw, depth: int) -> Callable[..., Any]:
        name, source = _DRIVER.decode(body)
        return Driver(name, source).compile()


# Networks of the same sizes, whatever their numbers, have the same structure.
@lru_cache(maxsize=64)
def _waiting(structure: bytes) -> tuple[dict[str, tuple[msgspec.Raw, int, int]], int]:
    """Name -> (structure, first raw byte, count of raw bytes), and the count of all raw bytes."""
    entries = _NAMED.decode(structure)
    sizes = [size for _, _, size in entries]
    starts = accumulate(sizes, initial=0)
    waiting = {
        name: (item, start, size)
        for (name, item, size), start in zip(entries, starts, strict=False)
    }
    return waiting, sum(sizes)


def _later(raw: memoryview, depth: int, packed: tuple[msgspec.Raw, int, int]) -> Any:
    item, start, size = packed
    return _Decoder(raw[start : start + size], inputs=True).value(item, depth)


_RAW = msgspec.msgpack.Decoder(msgspec.Raw)
_SCALAR = msgspec.msgpack.Decoder()
_LIST = msgspec.msgpack.Decoder(list[msgspec.Raw])
# Most lists hold no further ones, and are then read at the speed of C.
_FLAT = msgspec.msgpack.Decoder(list[bool | int | float | str | None])
_MAP = msgspec.msgpack.Decoder(dict[str, msgspec.Raw])
# Most dicts are small and have names for keys.
_NAMED_PAIRS = msgspec.msgpack.Decoder(list[tuple[str, msgspec.Raw]])
_PAIRS = msgspec.msgpack.Decoder(list[tuple[msgspec.Raw, msgspec.Raw]])
_NAMED = msgspec.msgpack.Decoder(list[tuple[str, msgspec.Raw, int]])
_TEXT = msgspec.msgpack.Decoder(str)
_COUNT = msgspec.msgpack.Decoder(int)
_TENSOR = msgspec.msgpack.Decoder(tuple[str, list[int], list[int] | None, bool])
_ARRAY = msgspec.msgpack.Decoder(tuple[str, list[int]])
_RANDOM = msgspec.msgpack.Decoder(tuple[int, list[int], float | None])
_DRIVER = msgspec.msgpack.Decoder(tuple[str, str])
_INPUTS_ONLY = ("generator", "random", "driver")
_BUILDERS: dict[str, Callable[[_Decoder, msgspec.Raw, int], Any]] = {
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
# Eight 64-bit numbers share a hash; thousands of keys that do were made to.
_MAX_SAME_HASH = 16


def _sizes(shape: list[int]) -> list[int]:
    """`shape`, checked. A zero does not make up for large sizes: strides would overflow."""
    if len(shape) > 16 or min(shape, default=0) < 0:
        raise Malformed("shape")
    if math.prod(size or 1 for size in shape) > 1 << 40:
        raise Malformed("shape")
    return shape


def _plain_key(key: Any) -> bool:
    if type(key) is tuple:
        return all(_plain_key(item) for item in key)
    return key is None or type(key) in (bool, int, float, str, bytes)
