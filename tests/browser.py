"""A headless Chromium over its debugging pipe: no driver, no port, nothing to install but it."""

from __future__ import annotations

import base64
import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
# Written by .ci/axe.
AXE = Path(__file__).with_name("axe.min.js.gz")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-extensions",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)


class Browser:
    """One tab; `problems` are what the console has said: errors, and what the policy refused."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = to, back
        self._number, self._rest, self._session = 0, b"", ""
        self.problems: list[str] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._ask(f"{domain}.enable")

    def look(self, width: int = 1400, scheme: str = "light", media: str = "") -> None:
        """How wide the window is, and which scheme and medium pages are shown in."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._ask("Emulation.setEmulatedMedia", media=media, features=features)

    def script(self, *, runs: bool) -> None:
        """Whether scripts of pages run."""
        self._ask("Emulation.setScriptExecutionDisabled", value=not runs)

    def open(self, path: Path, fragment: str = "") -> None:
        """Show a file, all of it."""
        self._ask("Page.navigate", url="about:blank")
        self._wait("Page.loadEventFired")
        self._ask("Page.navigate", url=path.resolve().as_uri() + fragment)
        self._wait("Page.loadEventFired")

    def follow(self) -> None:
        """Press Enter on what has the focus, and wait for the page that it leads to."""
        self.press("Enter")
        self._wait("Page.loadEventFired")

    def axe(self) -> list[str]:
        """What axe-core finds wrong with the page as it is shown: a line a rule."""
        self.run(gzip.decompress(AXE.read_bytes()).decode() + "\n;0")
        found: list[str] = self.run(
            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.length + ' times, '"
            " + v.nodes[0].html.slice(0, 200) + ' ' + (v.nodes[0].failureSummary || '')))"
        )
        return found

    def run(self, expression: str) -> Any:
        """What an expression of JavaScript gives on the page; promises are waited for."""
        found = self._ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key, Tab or Enter say."""
        text = {"text": "\r"} if key == "Enter" else {}
        codes = {"Tab": 9, "Enter": 13}
        for kind in ("keyDown", "keyUp"):
            self._ask(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=codes[key],
                **text,
            )

    def bars(self, *, shown: bool) -> None:
        """Whether the window has scroll bars, which take 15 pixels of its width."""
        self._ask("Emulation.setScrollbarsHidden", hidden=not shown)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """A screenshot as PNG, of the whole page if asked."""
        shot = self._ask("Page.captureScreenshot", captureBeyondViewport=whole, **self._clip(whole))
        path.write_bytes(base64.b64decode(shot["data"]))

    def _clip(self, whole: bool) -> dict[str, Any]:
        if not whole:
            return {}
        size = self._ask("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": size | {"height": min(size["height"], 6000), "scale": 1}}

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            said = self._next()
            if said.get("id") == self._number:
                assert "error" not in said, said["error"]
                found: dict[str, Any] = said["result"]
                return found

    def _wait(self, event: str) -> None:
        while self._next().get("method") != event:
            pass

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._back, 1 << 16)
            assert more, "the browser ended"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\0")
        said: dict[str, Any] = json.loads(line)
        if said.get("method") == "Log.entryAdded":
            self.problems.append(said["params"]["entry"]["text"])
        if said.get("method") == "Runtime.exceptionThrown":
            self.problems.append(str(said["params"]["exceptionDetails"]))
        return said


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser that keeps what it must in the folder `profile`."""
    theirs_in, to = os.pipe()
    back, theirs_out = os.pipe()

    def hand_over() -> None:
        # The debugging pipe is file descriptors 3 and 4, by Chromium's convention.
        os.dup2(theirs_in, 13)
        os.dup2(theirs_out, 14)
        os.dup2(13, 3)
        os.dup2(14, 4)

    process = subprocess.Popen(
        [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}"],
        preexec_fn=hand_over,
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Browser(to, back)
    finally:
        os.close(to)
        os.close(back)
        process.terminate()
        process.wait()
