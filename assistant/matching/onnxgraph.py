"""Just enough of the ONNX file format to write a graph down, without the 67 MB that write any.

An ONNX file is a Protocol Buffers message. Field numbers are those of `onnx.proto` (ONNX 1.x).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_FLOAT, _UINT8 = 1, 2
_KINDS = {np.dtype(np.float32): _FLOAT, np.dtype(np.uint8): _UINT8}
_IR_VERSION, _OPSET, _MICROSOFT = 8, 17, "com.microsoft"


class OnnxGraph:
    """A graph being written: constants and nodes in the order in which they run."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        """A weight, float32 or uint8; returns its name."""
        value = np.ascontiguousarray(value)
        dims = b"".join(_number(1, size) for size in value.shape)
        kind = _number(2, _KINDS[value.dtype])
        self._constants.append(dims + kind + _block(8, name.encode()) + _block(9, value.tobytes()))
        return name

    def node(
        self,
        kind: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        *,
        microsoft: bool = False,
        **attributes: int | float | list[int],
    ) -> str:
        """One operation; `microsoft` for those that onnxruntime adds. Returns the first output."""
        body = b"".join(_block(1, name.encode()) for name in inputs)
        body += b"".join(_block(2, name.encode()) for name in outputs)
        body += _block(4, kind.encode())
        body += b"".join(_block(5, _attribute(name, v)) for name, v in attributes.items())
        if microsoft:
            body += _block(7, _MICROSOFT.encode())
        self._nodes.append(body)
        return outputs[0]

    def model(self, given: tuple[str, int], wanted: tuple[str, int]) -> bytes:
        """The finished file: one input (texts, tokens, width), one output of that shape."""
        graph = b"".join(_block(1, node) for node in self._nodes)
        graph += _block(2, b"encoder")
        graph += b"".join(_block(5, constant) for constant in self._constants)
        graph += _block(11, _value(*given)) + _block(12, _value(*wanted))
        opsets = _block(8, _number(2, _OPSET))
        opsets += _block(8, _block(1, _MICROSOFT.encode()) + _number(2, 1))
        return _number(1, _IR_VERSION) + _block(7, graph) + opsets


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _block(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _attribute(name: str, value: int | float | list[int]) -> bytes:
    if isinstance(value, list):
        numbers = b"".join(_number(8, number) for number in value)
        return _block(1, name.encode()) + numbers + _number(20, 7)
    if isinstance(value, int):
        return _block(1, name.encode()) + _number(3, value) + _number(20, 2)
    number = _varint(2 << 3 | 5) + struct.pack("<f", value)
    return _block(1, name.encode()) + number + _number(20, 1)


def _value(name: str, width: int) -> bytes:
    dims = [_block(2, b"texts"), _block(2, b"tokens"), _number(1, width)]
    shape = b"".join(_block(1, dim) for dim in dims)
    tensor = _block(1, _number(1, _FLOAT) + _block(2, shape))
    return _block(1, name.encode()) + _block(2, tensor)
