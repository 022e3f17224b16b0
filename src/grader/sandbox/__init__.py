"""Student code behind a wall: codec, wire, child, zygote, host. Returns values, never verdicts."""
