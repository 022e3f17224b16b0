"""Repositories that git would never write: objects, packs and references made byte by byte."""

from __future__ import annotations

import hashlib
import struct
import zlib
from bisect import bisect
from collections.abc import Iterable, Sequence
from pathlib import Path

_COMMIT = (
    "tree {tree}\n{parents}author s <s@example.invalid> {date}\n"
    "committer s <s@example.invalid> {date}\n\n"
)
_TYPES = {"commit": 1, "tree": 2, "blob": 3}
_OFS_DELTA, _REF_DELTA = 6, 7
_CHUNK = 1 << 20
Entry = tuple[str, str, str]
"""Mode, name and object of a line of a tree."""


class Forge:
    """The bare skeleton of a repository in `folder`, to be filled with anything."""

    def __init__(self, folder: Path, *, config: str = "") -> None:
        self.folder = folder
        for name in ("objects/pack", "refs/heads"):
            (folder / name).mkdir(parents=True)
        (folder / "HEAD").write_text("ref: refs/heads/main\n")
        (folder / "config").write_text(config or "[core]\nrepositoryformatversion = 0\n")

    def loose(self, kind: str, content: bytes, *, size: int | None = None) -> str:
        """Write an object, which may declare another `size`; its name."""
        whole = f"{kind} {len(content) if size is None else size}\0".encode() + content
        return self.put(hashlib.sha1(whole).hexdigest(), zlib.compress(whole, 1))

    def put(self, digest: str, packed: bytes) -> str:
        """Write the file of the loose object `digest`."""
        path = self.folder / "objects" / digest[:2] / digest[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(packed)
        return digest

    def blob(self, text: str) -> str:
        """A file's content."""
        return self.loose("blob", text.encode())

    def tree(self, *entries: Entry) -> str:
        """A folder, its lines as they are given."""
        return self.loose("tree", tree(entries))

    def wide(self, count: int, digest: str) -> str:
        """A folder of `count` files, all `digest`."""
        end = b"\0" + bytes.fromhex(digest)
        return self.loose("tree", b"".join(b"100644 f%07d" % i + end for i in range(count)))

    def path(self, path: str, digest: str, mode: str = "100644") -> str:
        """The folders that hold one object at `path`."""
        for name in reversed(path.split("/")):
            digest, mode = self.tree((mode, name, digest)), "40000"
        return digest

    def commit(
        self,
        tree: str,
        *,
        message: bytes = b"work\n",
        parents: Iterable[str] = (),
        date: str = "1700000000 +0100",
        branch: str = "main",
    ) -> str:
        """A commit of `tree`, at the tip of `branch`."""
        lines = "".join(f"parent {parent}\n" for parent in parents)
        head = _COMMIT.format(tree=tree, parents=lines, date=date)
        return self.point(branch, self.loose("commit", head.encode() + message))

    def point(self, branch: str, digest: str) -> str:
        """Let `branch` be at `digest`."""
        path = self.folder / "refs/heads" / branch
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{digest}\n")
        return digest

    def pack(self, objects: Sequence[tuple[str, bytes]]) -> None:
        """Write a pack of (name, entry), see `whole` and `delta`, and its index."""
        parts, at, places = [b"PACK" + struct.pack(">II", 2, len(objects))], 12, {}
        for name, entry in objects:
            places[bytes.fromhex(name)] = at, zlib.crc32(entry)
            parts.append(entry)
            at += len(entry)
        body = b"".join(parts)
        body += (packed := hashlib.sha1(body).digest())
        names = sorted(places)
        fan = [bisect(names, bytes([i]) + b"\xff" * 20) for i in range(256)]
        index = b"\xfftOc" + struct.pack(">I256I", 2, *fan) + b"".join(names)
        index += b"".join(struct.pack(">I", places[name][1]) for name in names)
        index += b"".join(struct.pack(">I", places[name][0]) for name in names) + packed
        base = self.folder / "objects/pack" / f"pack-{packed.hex()}"
        base.with_suffix(".pack").write_bytes(body)
        base.with_suffix(".idx").write_bytes(index + hashlib.sha1(index).digest())


def tree(entries: Iterable[Entry]) -> bytes:
    """The content of a tree."""
    return b"".join(f"{m} {n}\0".encode() + bytes.fromhex(digest) for m, n, digest in entries)


def whole(kind: str, content: bytes) -> bytes:
    """An object's entry in a pack."""
    return _head(_TYPES[kind], len(content)) + zlib.compress(content, 1)


def whole_zeros(kind: str, megabytes: int) -> bytes:
    """The same of so many zeros, without ever holding them."""
    return _head(_TYPES[kind], megabytes * _CHUNK) + zeros(b"", megabytes)


def ref_delta(base: str, delta: bytes) -> bytes:
    """An entry that is made of the object called `base`."""
    return _head(_REF_DELTA, len(delta)) + bytes.fromhex(base) + zlib.compress(delta, 1)


def copying(base: int, size: int, added: bytes = b"") -> bytes:
    """A delta against `base` bytes: the first `size` of them, then what is `added`."""
    copy = b"\xf0" + struct.pack("<I", size)[:3] if size else b""
    insert = bytes([len(added)]) + added if added else b""
    return _varint(base) + _varint(size + len(added)) + copy + insert


def zeros(head: bytes, megabytes: int) -> bytes:
    """`head` and so many zeros, as zlib would pack them: one megabyte, repeated."""
    press = zlib.compressobj(9)
    first = press.compress(head) + press.flush(zlib.Z_FULL_FLUSH)
    press = zlib.compressobj(9)
    press.compress(b"")
    press.flush(zlib.Z_FULL_FLUSH)
    chunk = press.compress(bytes(_CHUNK)) + press.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(head)
    for _ in range(megabytes):
        check = zlib.adler32(bytes(_CHUNK), check)
    return first + chunk * megabytes + b"\x03\x00" + struct.pack(">I", check)


def _head(kind: int, size: int) -> bytes:
    first, size = kind << 4 | size & 15, size >> 4
    return bytes([first | 128 if size else first]) + (_varint(size) if size else b"")


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])
