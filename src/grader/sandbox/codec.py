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
from functools import lru_cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import msgspec

from grader.sandbox.kinds import Lazy, is_array, is_generator, is_numpy_scalar, is_tensor
from grader.sandbox.named import Values

if TYPE_CHECKING:
    import numpy as np
    import torch
else:
    np, torch = Lazy("numpy"), Lazy("torch")

MAX_STRUCTURE = 1 << 20
MAX_RAW = 64 << 20
MAX_DEPTH = 32
# Lists, dicts, tensors: what the decoder builds one by one.
MAX_CONTAINERS = 100_000
_LENGTH = struct.Struct("<I")
_DTYPES = frozenset(
    (
        *("float16", "bfloat16", "float32", "float64", "complex64", "complex128"),
        *("bool", "uint8", "int8", "int16", "int32", "int64"),
    )
)
# Most tensors are of these, and are read through numpy, in a third of the time.
_BY_NUMPY = {"<f4": "float32", "<f8": "float64", "<i8": "int64", "|b1": "bool"}
_NUMPY_KINDS = "fiubc"


class Unencodable(TypeError):
    """A value of a kind that cannot cross."""


class TooLarge(ValueError):
    """A value with more bytes than may cross."""


class Malformed(ValueError):
    """Bytes that are not a payload."""


class Driver:
    """A function as text, for student code to be run by or to call (see grader.observe)."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source

    def compile(self) -> Callable[..., Any]:
        """The function, with torch, math and the builtins in reach and nothing else."""
        namespace: dict[str, Any] = {"math": math, "__name__": "driver"}
        if "torch" in self.source:
            namespace["torch"] = torch
        exec(compile(self.source, f"<driver {self.name}>", "exec"), namespace)
        function: Callable[..., Any] = namespace[self.name]
        return function


class Encoded:
    """`value` as it is now, for `pack` to put into a payload. Raises Unencodable or TooLarge.

    With a `name` it is an entry of Values.
    """

    def __init__(self, value: Any, depth: int = 1, name: str | None = None) -> None:
        blobs: list[bytes] = []
        encoder = _Encoder(blobs)
        try:
            if name is None:
                plain = encoder.plain(value, depth)
            else:
                plain = encoder.named(name, value, depth)
            self.structure = msgspec.msgpack.encode(plain)
        except RecursionError:
            raise Unencodable("a value that contains itself") from None
        if len(self.structure) > MAX_STRUCTURE:
            raise TooLarge(f"{len(self.structure) / 2**20:.0f} MB of numbers, lists and text")
        self.raw = b"".join(blobs)
        self.containers = encoder.containers


def pack(value: Any) -> bytes:
    """`value` as a payload. Raises Unencodable or TooLarge."""
    encoded = Encoded(value, 0)
    return b"".join((_LENGTH.pack(len(encoded.structure)), encoded.structure, encoded.raw))


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


class _Encoder:
    """Turns values into msgpack's own kinds; tensor bytes go to `blobs`."""

    def __init__(self, blobs: list[bytes]) -> None:
        self.blobs = blobs
        self.raw = 0
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
        if self.containers > MAX_CONTAINERS:
            raise TooLarge(f"more than {MAX_CONTAINERS:,} lists, tensors and the like")
        if kind is Encoded:
            self.blob(value.raw)
            return msgspec.Raw(value.structure)
        if kind is list:
            return [self.plain(item, depth + 1) for item in value]
        if kind is tuple:
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
            return self.values(value, depth)
        if is_generator(value):
            return {"generator": self.blob(value.get_state().numpy().tobytes())}
        if kind is random.Random:
            version, state, gauss = value.getstate()
            return {"random": [version, list(state), gauss]}
        source = getattr(value, "__grader_source__", None)
        if isinstance(source, str):
            return {"driver": [value.__name__, source]}
        raise Unencodable(f"a value of type {kind.__module__}.{kind.__qualname__}"[:200])

    def values(self, value: types.SimpleNamespace, depth: int) -> dict[str, Any]:
        if not isinstance(value, Values) or value.packed is None:
            return {"values": [self.named(k, v, depth + 1) for k, v in vars(value).items()]}
        return {"values": self.plain(_kept(value, value.packed, depth + 1), depth + 1)}

    def named(self, name: str, value: Any, depth: int) -> list[Any]:
        before = self.raw
        plain = self.plain(value, depth)
        return [str(name), plain, self.raw - before]

    def blob(self, data: bytes) -> int:
        self.raw += len(data)
        if self.raw > MAX_RAW:
            raise TooLarge(f"more than {MAX_RAW >> 20} MB of numbers")
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
        if array.nbytes > MAX_RAW - self.raw:
            raise TooLarge(f"a tensor of shape {array.shape}")
        strides = None
        if not array.flags.c_contiguous and _extent(array.shape, array.strides, 1) is not None:
            strides = tensor.stride()
        self.blob(array.tobytes())
        return [name, array.shape, strides, tensor.requires_grad]

    def other_tensor(self, tensor: torch.Tensor) -> list[Any]:
        """Of a kind that is not in _BY_NUMPY."""
        name = str(tensor.dtype).removeprefix("torch.")
        if name not in _DTYPES or tensor.layout is not torch.strided or tensor.device.type != "cpu":
            what = f"{tensor.dtype}, {tensor.layout}, on {tensor.device.type}"
            raise Unencodable(f"a tensor of another kind than dense on the CPU ({what})")
        if tensor.numel() * tensor.itemsize > MAX_RAW - self.raw:
            raise TooLarge(f"a tensor of shape {tuple(tensor.shape)}")
        requires_grad = tensor.requires_grad
        tensor = tensor.detach().resolve_conj().resolve_neg()
        shape = list(tensor.shape)
        strides: list[int] | None = list(tensor.stride())
        if tensor.is_contiguous() or _extent(shape, tensor.stride(), tensor.itemsize) is None:
            strides = None
        flat = tensor.contiguous().reshape(-1)
        self.blob(flat.view(torch.uint8).numpy().tobytes() if tensor.numel() else b"")
        return [name, shape, strides, requires_grad]

    def array(self, array: np.ndarray[Any, Any]) -> list[Any]:
        import numpy as np

        if array.dtype.kind not in _NUMPY_KINDS or array.dtype.itemsize > 16:
            raise Unencodable(f"a numpy array of {array.dtype}")
        native = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
        self.blob(native.tobytes())
        return [array.dtype.newbyteorder("=").str[1:], list(array.shape)]


def _kept(values: Values, entries: dict[str, Encoded], depth: int) -> Encoded:
    """The list of what `named` makes of each value; of what was sent before it is there already."""
    if values.whole is None:
        for name, value in vars(values).items():
            if name not in entries:
                entries[name] = Encoded(value, depth, name)
        values.whole = Encoded([entries[name] for name in vars(values)], depth)
    found: Encoded = values.whole
    return found


class _Decoder:
    """Rebuilds values, a level at a time; every byte of `raw` must be named exactly once.

    msgspec never sees more of a map than its one key: it would put the keys that a payload chooses
    into a dict, and keys made to collide take quadratic time.
    """

    def __init__(self, raw: memoryview, inputs: bool) -> None:
        self.raw = raw
        self.inputs = inputs
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
        if self.containers > MAX_CONTAINERS:
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
        if len(digits) > _MAX_DIGITS + 3:
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
        if name not in _DTYPES:
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
        extent = _extent(sizes, strides, tensor.itemsize)
        self.allocated += (extent or 0) * tensor.itemsize
        if extent is None or self.allocated > MAX_RAW:
            raise Malformed("strides that overlap or reach too far")
        import torch

        base = [1 if stride == 0 else size for size, stride in zip(sizes, strides, strict=True)]
        first = tuple(slice(0, size) for size in base)
        made = torch.empty_strided(base, strides, dtype=tensor.dtype).copy_(tensor[first])
        # A version of its own, which counts changes from 0: see execute.perform.
        return made.data.expand(sizes)

    def array(self, body: msgspec.Raw, depth: int) -> np.ndarray[Any, Any]:
        name, shape = _ARRAY.decode(body)
        if len(name) > 3 or name[:1] not in _NUMPY_KINDS or not name[1:].isdigit():
            raise Malformed("array dtype")
        import numpy as np

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
        import torch

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
    """What `_later` needs to make each of the named values, and how many raw bytes there are."""
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
_MAX_DIGITS = 1000
# Eight 64-bit numbers share a hash; thousands of keys that do were made to.
_MAX_SAME_HASH = 16


def _digits(value: int) -> str:
    text = hex(value)
    if len(text) > _MAX_DIGITS:
        raise TooLarge("a whole number of more than 1,000 digits")
    return text


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
