"""A report over HTTP, for a browser on this machine alone."""

from __future__ import annotations

import functools
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

HOST = "127.0.0.1"
_KINDS = (".html", ".csv", ".txt", ".json", ".md")


class _Handler(SimpleHTTPRequestHandler):
    """Gives the files of a report, and nothing to a page of another address."""

    def do_GET(self) -> None:
        """A page."""
        if self._refused():
            return
        super().do_GET()

    def do_HEAD(self) -> None:
        """Its head."""
        if self._refused():
            return
        super().do_HEAD()

    def list_directory(self, path: object) -> None:
        """Folders are not listed."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """No page is kept by the browser, since the next one may say something else."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not told."""

    def _refused(self) -> bool:
        # A name that somebody else lets point here would make this page theirs.
        host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        path = Path(self.translate_path(self.path))
        root = Path(self.directory).resolve()
        inside = root in (path.resolve(), *path.resolve().parents)
        known = path.is_dir() or path.suffix in _KINDS
        if host not in (HOST, "localhost"):
            self.send_error(HTTPStatus.FORBIDDEN)
        elif not inside or not known:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            return False
        return True


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of the report in `folder`; port 0 takes a free one. Raises OSError."""
    return ThreadingHTTPServer((HOST, port), functools.partial(_Handler, directory=str(folder)))
