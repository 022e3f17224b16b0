"""The codec carries values exactly, and refuses bytes that do not add up."""

from __future__ import annotations

import contextlib
import math
import random
import struct
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import observe
from grader.sandbox import codec
from grader.sandbox import payload as payloads
from grader.sandbox.named import Values
from grader.sandbox.payload import DTYPES, MAX_DEPTH, Malformed, TooLarge, Unencodable

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=20,
)


@given(PLAIN)
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    """Numbers, text, lists, tuples and dicts survive with their types."""
    assert repr(codec.copy(value)) == repr(value)


def test_the_shape_of_a_tensor_comes_back_as_a_tuple() -> None:
    """A learner who returns x.shape has returned a tuple of numbers."""
    back = codec.copy({"shape": torch.zeros(2, 3).shape})
    assert type(back["shape"]) is tuple
    assert back == {"shape": (2, 3)}


@pytest.mark.parametrize("dtype", [getattr(torch, name) for name in sorted(DTYPES)], ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 0, 3), (2, 1, 3, 2)], ids=str)
def test_tensors_come_back_in_every_dtype_and_shape(dtype: torch.dtype, shape: Any) -> None:
    """Values, shape and dtype are the same, the memory is another."""
    tensor = torch.randint(0, 2, shape).to(dtype)
    back = codec.copy(tensor)
    assert back.dtype == dtype
    assert torch.equal(back, tensor)
    assert tensor.numel() == 0 or back.data_ptr() != tensor.data_ptr()


@pytest.mark.parametrize(
    "tensor",
    [
        torch.randn(4, 5).T,
        torch.randn(1, 5).expand(4, 5),
        torch.randn(6, 8)[::2, 1::3],
        torch.randn(3, 4, 5).permute(2, 0, 1),
        torch.randn(7)[3],
    ],
    ids=["transposed", "expanded", "sliced", "permuted", "entry"],
)
def test_strides_come_back(tensor: torch.Tensor) -> None:
    """A layout that is not contiguous stays as it is."""
    back = codec.copy(tensor)
    assert back.stride() == tensor.stride()
    assert torch.equal(back, tensor)


def test_overlapping_windows_come_back_contiguous() -> None:
    """A layout whose entries share memory keeps its values."""
    windows = torch.arange(5.0).unfold(0, 3, 1)
    assert torch.equal(codec.copy(windows), windows)


def test_requires_grad_comes_back() -> None:
    """Whether a gradient is wanted is carried; the graph is not."""
    x = torch.ones(2, requires_grad=True)
    back = codec.copy([x, x * 2, x.detach()])
    assert [t.requires_grad for t in back] == [True, True, False]
    assert all(t.is_leaf for t in back)


def test_special_numbers_come_back() -> None:
    """nan, infinities, -0.0 and whole numbers beyond 64 bits survive."""
    values = [math.inf, -math.inf, -0.0, 10**300, -(2**63) - 1, torch.tensor([math.nan, -0.0])]
    back = codec.copy([*values, math.nan])
    assert math.isnan(back[-1])
    assert [repr(v) for v in back[:-1]] == [repr(v) for v in values]


def test_generators_go_on_where_they_were() -> None:
    """A torch.Generator and a random.Random keep their state; only a check may send them."""
    generator, rng = torch.Generator().manual_seed(3), random.Random(3)
    torch.rand(5, generator=generator)
    rng.gauss(0, 1)
    other, other_rng = codec.copy([generator, rng])
    assert torch.equal(torch.rand(5, generator=other), torch.rand(5, generator=generator))
    assert [other_rng.random(), other_rng.gauss(0, 1)] == [rng.random(), rng.gauss(0, 1)]
    for value in (generator, rng):
        with pytest.raises(Malformed):
            codec.unpack(codec.pack(value))


@observe
def cube(x):  # type: ignore[no-untyped-def]
    return x**3 + math.sqrt(0) if False else x**3


def test_functions_travel_as_text() -> None:
    """An @observe function arrives as a function; nobody but a check may send one."""
    assert codec.copy(cube)(2.0) == 8.0
    with pytest.raises(Malformed):
        codec.unpack(codec.pack(cube))


def test_values_name_what_they_hold() -> None:
    """Named values are read as attributes; an unknown name says which are known."""
    back = codec.copy(Values(probs=torch.ones(2), Y=[1]))
    assert back.Y == [1]
    with pytest.raises(AttributeError, match="there is no 'logits' here; there is: probs, Y"):
        _ = back.logits


def test_numpy_arrays_stay_numpy_arrays() -> None:
    """An array is no tensor, so that a check can tell them apart; a numpy number is a number."""
    array = np.arange(6.0).reshape(2, 3).T
    back = codec.copy(array)
    assert type(back) is np.ndarray
    assert np.array_equal(back, array)
    assert type(codec.copy(np.float64(2.5))) is float
    assert codec.copy(np.array([True, False])).dtype == np.bool_


class Odd:
    """Says yes to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __reduce__(self) -> Any:
        raise AssertionError("reduce must not run")


def self_reference() -> list[Any]:
    """A list that holds itself."""
    loop: list[Any] = []
    loop.append(loop)
    return loop


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (Odd(), Unencodable),
        (type("L", (list,), {})(), Unencodable),
        (type("F", (float,), {})(1.0), Unencodable),
        (torch.ones(3, device="meta"), Unencodable),
        (torch.eye(3).to_sparse(), Unencodable),
        (np.array([Odd()]), Unencodable),
        (self_reference(), Unencodable),
        ((x for x in []), Unencodable),
        (torch.ones(1).expand(10**12), TooLarge),
        ([0] * 2_000_000, TooLarge),
        ("x" * 2_000_000, TooLarge),
        (10**5000, TooLarge),
        ([torch.zeros(9 << 20)] * 2, TooLarge),
    ],
    ids=lambda v: type(v).__name__,
)
def test_other_values_are_refused(value: Any, error: type[Exception]) -> None:
    """What is not plain data, or too much of it, does not cross."""
    with pytest.raises(error):
        codec.pack(value)


def payload(tree: Any, raw: bytes = b"") -> bytes:
    """A payload with a structure of our choice."""
    structure = msgspec.msgpack.encode(tree)
    return struct.pack("<I", len(structure)) + structure + raw


def nested(depth: int) -> Any:
    """Lists in lists."""
    tree: Any = 0
    for _ in range(depth):
        tree = [tree]
    return tree


@pytest.mark.parametrize("kind", ["list", "tuple", "dict", "values"])
def test_what_is_nested_too_deep_is_not_sent(kind: str) -> None:
    """Of every kind as many levels may cross as may be read, and no more."""
    wrap = {
        "list": lambda value: [value],
        "tuple": lambda value: (value,),
        "dict": lambda value: {"k": value},
        "values": lambda value: Values(k=value),
    }[kind]
    value: Any = 0
    for _ in range(MAX_DEPTH):
        value = wrap(value)
    codec.copy(value)
    with pytest.raises(Unencodable, match="nested more than"):
        codec.pack(wrap(value))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff\xff\xff",
        payload(1)[:-1],
        payload(1) + b"x",
        payload(nested(40)),
        struct.pack("<I", 500_000) + b"\x91" * 500_000,
        payload({"a": 1, "b": 2}),
        payload({"other": 1}),
        payload({1: 2}),
        payload({"tuple": 3}),
        payload({"dict": [[1]]}),
        payload({"dict": [[[1], 1]]}),
        payload({"int": "zz"}),
        payload({"int": "1" * 5000}),
        payload({"int": 5}),
        payload({"tensor": ["float32", [2], None, False]}, b"1234"),
        payload({"tensor": ["float32", [1], None, False]}, b"12345678"),
        payload({"tensor": ["float32", [-1], None, False]}, b""),
        payload({"tensor": ["float32", [1] * 64, None, False]}, b"1234"),
        payload({"tensor": ["float32", [2**31, 2**31, 2**31, 2**31], None, False]}, b""),
        payload({"tensor": ["qint8", [1], None, False]}, b"1"),
        payload({"tensor": ["float32", [1], None, 1]}, b"1234"),
        payload({"tensor": ["int64", [1], None, True]}, b"12345678"),
        payload({"tensor": ["float32", [2, 2], [1], False]}, b"x" * 16),
        payload({"tensor": ["float32", [2, 2], [1, 1], False]}, b"x" * 16),
        payload({"tensor": ["float32", [2, 2], [1, 1 << 31], False]}, b"x" * 16),
        payload({"tensor": ["float32", [True], None, False]}, b"1234"),
        payload({"ndarray": ["O8", [1]]}, b"12345678"),
        payload({"ndarray": ["f3", [1]]}, b"123"),
        payload({"values": [[1, 2]]}),
        payload(msgspec.msgpack.Ext(1, b"")),
    ],
    ids=range(31),
)
def test_malformed_bytes_are_refused(data: bytes) -> None:
    """Lengths, depth, names, dtypes and sizes must all fit."""
    with pytest.raises(Malformed):
        codec.unpack(data)


@pytest.mark.parametrize("kind", ["list", "tuple", "names", "keys", "values"])
def test_what_is_nested_too_deep_is_not_read(kind: str) -> None:
    """Whatever holds the next level, the depth is counted."""
    wrap = {
        "list": lambda tree: [tree],
        "tuple": lambda tree: {"tuple": [tree]},
        "names": lambda tree: {"dict": [["k", tree]]},
        "keys": lambda tree: {"dict": [[1, tree]]},
        "values": lambda tree: {"values": [["k", tree, 0]]},
    }[kind]
    tree: Any = 0
    for _ in range(MAX_DEPTH):
        tree = wrap(tree)
    codec.unpack(payload(tree))
    # One more for a list, whose numbers are read together with it.
    with pytest.raises(Malformed, match="too deep"):
        codec.unpack(payload(wrap(wrap(tree))))


def test_layouts_take_up_no_more_than_may_cross() -> None:
    """Few bytes that are laid out far apart need much memory; all of a payload's count together."""
    half = payloads.ANSWERED.raw // 2
    far = {"tensor": ["float32", [2], [half // 4 - 1], False]}
    assert codec.unpack(payload([far, far], b"x" * 16))[0].stride() == (half // 4 - 1,)
    with pytest.raises(Malformed, match="strides"):
        codec.unpack(payload([far, far, far], b"x" * 24))


@pytest.mark.parametrize("item", [[], {"tuple": []}, {"dict": []}], ids=str)
def test_a_payload_holds_a_bounded_number_of_containers(item: Any) -> None:
    """As many as may cross are read, one more is refused, though its bytes are few."""
    most = [item] * (payloads.ANSWERED.containers - 1)
    assert len(codec.unpack(payload(most))) == len(most)
    with pytest.raises(Malformed, match="too many lists"):
        codec.unpack(payload([*most, item]))


def test_a_dict_of_many_names_comes_back() -> None:
    """However many there are, in their order, beside other keys as well."""
    for count in (3, 17, 500):
        names = {f"name {n}": n for n in range(count)}
        assert list(codec.copy(names).items()) == list(names.items())
        mixed = names | {1: "one", (2, "a"): "two"}
        assert list(codec.copy(mixed).items()) == list(mixed.items())


def test_what_is_too_large_is_told_in_megabytes() -> None:
    """Text and structure: how much it is."""
    with pytest.raises(TooLarge, match=r"^3 MB of numbers, lists and text"):
        codec.pack("x" * (3 << 20), payloads.ANSWERED)


@pytest.mark.parametrize("value", [[[]] * 2, [()] * 2, [{}] * 2], ids=str)
def test_as_many_may_be_sent(value: list[Any]) -> None:
    """The sender counts like the receiver."""
    room = payloads.ANSWERED
    most = value[:1] * (room.containers - 1)
    assert len(codec.unpack(codec.pack(most, room))) == len(most)
    with pytest.raises(TooLarge, match="lists, tensors"):
        codec.pack([*most, value[0]], room)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=100))
def test_random_bytes_give_a_value_or_malformed(structure: bytes, raw: bytes) -> None:
    """No bytes crash the decoder or make it raise anything else."""
    for data in (structure, struct.pack("<I", len(structure)) + structure + raw):
        with contextlib.suppress(Malformed):
            codec.unpack(data)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_flipped_bytes_give_a_value_or_malformed(data: st.DataObject) -> None:
    """A payload with a few bytes changed is read as something, or refused."""
    value = [torch.ones(2, 3).T, {"a": (1, 2.0)}, np.arange(3), Values(x=10**30)]
    packed = bytearray(codec.pack(value))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Malformed):
        codec.unpack(bytes(packed))


def test_a_bool_tensor_holds_only_0_and_1() -> None:
    """Other bytes in a bool tensor would be undefined behaviour in torch."""
    tensor = codec.unpack(payload({"tensor": ["bool", [3], None, False]}, b"\x00\x07\xff"))
    assert tensor.view(torch.uint8).tolist() == [0, 1, 1]
