"""A small client of GitHub's REST API: patient where that helps, clear where it does not."""

from __future__ import annotations

import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import msgspec

from grader.errors import GitHubError, UsageError
from grader.escape import plain

if TYPE_CHECKING:
    import httpx

API_VERSION = "2022-11-28"
ATTEMPTS = 4
LOOKS = 3
MAX_WAIT = 300.0
MADE, MOVED = 201, 301
# GitHub asks for a second between writes, and for a minute where it does not say how long.
BETWEEN_WRITES = 1.0
UNSAID_WAIT = 60.0
# What GitHub says of a token, not of one repository.
_EVERYWHERE = ("Resource not accessible by", "forbids access via")
_BUSY = frozenset({500, 502, 503, 504})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_TOKEN = re.compile(r"[\x21-\x7e]+")

T = TypeVar("T")


class BadTokenError(GitHubError):
    """The token is not accepted at all."""


class RateLimitedError(GitHubError):
    """GitHub asks for a longer pause than we take."""


class UnreachableError(GitHubError):
    """GitHub did not answer, or only with errors of its own, however often it was asked.

    `needs` are the permissions that the request needs, where that may be why.
    """

    def __init__(self, text: str, needs: str = "") -> None:
        super().__init__(text)
        self.needs = needs


class UnsureError(UnreachableError):
    """A write was sent and its answer was lost: it may or may not have been done."""


class RefusedError(GitHubError):
    """GitHub understood and said no; `status` and `reason` are its own."""

    def __init__(self, text: str, status: int, reason: str) -> None:
        super().__init__(text)
        self.status = status
        self.reason = reason


class NotFoundError(RefusedError):
    """404: it is not there, or the token may not see it."""


class ForbiddenError(RefusedError):
    """403: the token may not do that."""


class MissingPermissionError(ForbiddenError):
    """403 for every repository alike: the token lacks a permission, or its owner is not let in."""


class _Problem(msgspec.Struct):
    message: str = ""


class _Answer(msgspec.Struct):
    """What GitHub says beside a status of 400 or more."""

    message: str = ""
    errors: list[_Problem | str] = []


class GitHub:
    """The API at `url` for the owner of `token`.

    `pause` and `now` are the clock. Reads and edits are repeated where GitHub is busy; a creation
    is not, unless it certainly was not done: `create` then raises UnsureError, and whoever called
    it looks before trying again.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        pause: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
        timeout: float = 20.0,
    ) -> None:
        try:
            import httpx
        except ImportError:
            raise UsageError(
                'httpx is missing; install it with: pip install -e ".[instructor]"'
            ) from None

        self.url = url.rstrip("/")
        require_safe(self.url, "GITHUB_API_URL")
        if not _TOKEN.fullmatch(token):
            raise UsageError("GITHUB_TOKEN is not set; put a token for the repositories into it.")
        self.pause = pause
        self._now = now
        self._token = token
        self._last_write = float("-inf")
        self._timeout = timeout
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": API_VERSION,
            "User-Agent": "grokking-the-basics",
        }
        # No certificates are read for a server on this machine, which has none.
        tls = self.url.startswith("https:")
        self._http = httpx.Client(headers=headers, timeout=timeout, verify=tls)

    @classmethod
    def from_environment(cls) -> GitHub:
        """The API and token of GITHUB_API_URL and GITHUB_TOKEN."""
        url = os.environ.get("GITHUB_API_URL") or "https://api.github.com"
        return cls(url, os.environ.get("GITHUB_TOKEN", "").strip())

    def get(self, path: str, type: type[T], **params: str | int) -> T:
        """What stands at `path`."""
        return self._read(self._send("GET", self.url + path, params=params), type)

    def pages(
        self, path: str, type: type[T], *, limit: int = 20, **params: str | int
    ) -> Iterator[T]:
        """The items of the list at `path`, 100 a page.

        Raises GitHubError after `limit` pages: what was not seen must not be taken for absent.
        """
        response = self._send("GET", self.url + path, params={"per_page": 100, **params})
        for _ in range(limit):
            yield from self._read(response, list[type])  # type: ignore[valid-type]
            link = self._link(response, "next")
            if not link:
                return
            response = self._send("GET", link)
        raise GitHubError(f"{self._place(self.url + path)}: a list of more than {100 * limit:,}.")

    def last(self, path: str, type: type[T], **params: str | int) -> T | None:
        """The last item of the list at `path`, None if it is empty."""
        response = self._send("GET", self.url + path, params={"per_page": 1, **params})
        if link := self._link(response, "last"):
            response = self._send("GET", link)
        elif self._link(response, "next"):
            # Some lists do not say where they end.
            return deque(self.pages(path, type, limit=100, **params), maxlen=1)[0]
        items = self._read(response, list[type])  # type: ignore[valid-type]
        return items[-1] if items else None

    def create(self, path: str, body: Mapping[str, Any], type: type[T]) -> T:
        """POST, at most once. Raises UnsureError where it may have been done all the same."""
        return self._read(self._send("POST", self.url + path, body=body), type)

    def edit(self, path: str, body: Mapping[str, Any], type: type[T]) -> T:
        """PATCH; as often as needed, since doing it twice is doing it once."""
        return self._read(self._send("PATCH", self.url + path, body=body), type)

    def put(self, path: str, body: Mapping[str, Any]) -> bool:
        """PUT; as often as needed. Whether GitHub made something (201)."""
        return self._send("PUT", self.url + path, body=body).status_code == MADE

    def has(self, path: str) -> bool:
        """Whether GitHub has what stands at `path`; it answers without a word."""
        try:
            self._send("GET", self.url + path)
        except NotFoundError:
            return False
        return True

    def scopes(self) -> frozenset[str] | None:
        """What a classic token may do; None for every other kind, of which GitHub does not tell."""
        said = self._send("GET", f"{self.url}/user").headers.get("x-oauth-scopes")
        return None if said is None else frozenset(filter(None, said.replace(",", " ").split()))

    def _send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """The answer of status below 300 to a request, repeated where that may help."""
        import httpx

        problem, told, needs, moved = "", "", "", False
        for attempt in range(ATTEMPTS):
            if problem:
                self.pause(2.0**attempt)
            if method != "GET":
                self._space_writes()
            done, needs = True, ""
            try:
                response = self._http.request(method, url, params=params, json=body)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                problem, done = "it cannot be reached", False
            except httpx.TimeoutException:
                problem = f"no answer within {self._timeout:g} s"
            except httpx.RequestError:
                problem = "the connection broke off"
            else:
                answer = _answer(response)
                wait = self._asked_to_wait(response, answer)
                if wait is not None:
                    self._wait(wait)
                    problem = ""
                    continue
                if method == "GET" and response.status_code == MOVED and not moved:
                    # A renamed repository; whoever asks for its name learns the new one.
                    url, params, moved = self._moved(response, answer), None, True
                    continue
                if response.status_code not in _BUSY:
                    if response.status_code >= 300:
                        self._refuse(method, response, answer)
                    return response
                problem = f"it answered {response.status_code}"
                # Without a word: so GitHub also refuses a branch that holds workflows.
                needs = "" if response.content else self._needs(response)
            told = f"; {_lacking(needs)}" if needs else ""
            if method == "POST" and done:
                text = f"{self._place(url)}: {problem}, so what was sent may be lost{told}."
                raise UnsureError(text, needs)
        if not problem:
            raise RateLimitedError(
                f"{self._place(url)}: GitHub asked for {ATTEMPTS} pauses; run it again later."
            )
        asked = f"{self._place(url)}: asked GitHub {ATTEMPTS} times"
        raise UnreachableError(f"{asked}, {problem}{told}; run it again later.", needs)

    def _moved(self, response: httpx.Response, answer: _Answer) -> str:
        """Where GitHub says that something is now, as long as that is on GitHub."""
        url = response.headers.get("location", "")
        if not url.startswith(self.url + "/"):
            self._refuse("GET", response, answer)
        return str(url)

    def _space_writes(self) -> None:
        early = BETWEEN_WRITES - (self._now() - self._last_write)
        if early > 0:
            self.pause(min(early, BETWEEN_WRITES))
        self._last_write = self._now()

    def _asked_to_wait(self, response: httpx.Response, answer: _Answer) -> float | None:
        """For how many seconds GitHub asks us to stay away, None if it does not."""
        headers = response.headers
        used_up = headers.get("x-ratelimit-remaining") == "0"
        if response.status_code not in (403, 429):
            return None
        if response.status_code == 403 and not (
            used_up or "retry-after" in headers or "rate limit" in answer.message.lower()
        ):
            return None
        if (after := headers.get("retry-after", "")).isdecimal():
            return max(1.0, float(after[:9]))
        if used_up and (reset := headers.get("x-ratelimit-reset", "")).isdecimal():
            return max(1.0, float(reset[:12]) - self._now() + 1)
        return UNSAID_WAIT

    def _wait(self, seconds: float) -> None:
        if seconds > MAX_WAIT:
            raise RateLimitedError(
                f"GitHub asks for a pause of {seconds:,.0f} s (rate limit); run it again then."
            )
        self.pause(seconds)

    def _refuse(self, method: str, response: httpx.Response, answer: _Answer) -> NoReturn:
        status, place = response.status_code, self._place(str(response.url))
        said = [e if isinstance(e, str) else e.message for e in answer.errors]
        reason = self._clean("; ".join([answer.message, *filter(None, said)]))
        if status == 401:
            raise BadTokenError("GitHub does not accept the token (401); is it expired?")
        if status == 404:
            text = (
                f"{place}: there is no such thing on GitHub, or the token may not see it (404); "
                "check the repository's name and the token's access."
            )
            raise NotFoundError(text, status, reason)
        if status == 403:
            needs = self._needs(response)
            text = (
                f"{place}: the token may not {'read' if method == 'GET' else 'write'} there "
                f"(403: {reason})" + (f"; it needs {needs}." if needs else ".")
            )
            everywhere = any(words in reason for words in _EVERYWHERE)
            raise (MissingPermissionError if everywhere else ForbiddenError)(text, status, reason)
        if status < 400:
            text = f"{place}: the repository has moved ({status}); use its new name."
            raise RefusedError(text, status, reason)
        raise RefusedError(f"{place}: GitHub refused ({status}: {reason}).", status, reason)

    def _needs(self, response: httpx.Response) -> str:
        """The permissions that a request needs, as GitHub says beside its answer."""
        return self._clean(response.headers.get("x-accepted-github-permissions", ""))

    def _read(self, response: httpx.Response, type: type[T]) -> T:
        try:
            return msgspec.json.decode(response.content, type=type)
        except (msgspec.DecodeError, UnicodeDecodeError) as e:
            place = self._place(str(response.url))
            text = f"{place}: GitHub's answer cannot be read ({self._clean(str(e))})."
            raise GitHubError(text) from None

    def _link(self, response: httpx.Response, name: str) -> str:
        link = str(response.links.get(name, {}).get("url", ""))
        if link and not link.startswith(self.url + "/"):
            raise GitHubError(f"{self._place(link)}: GitHub's next page is not on GitHub.")
        return link

    def _place(self, url: str) -> str:
        """The repository that `url` is about, for people."""
        parts = urlsplit(url.removeprefix(self.url)).path.split("/")
        found = "/".join(parts[2:4]) if parts[1:2] == ["repos"] else "GitHub"
        return self._clean(found)

    def _clean(self, text: str) -> str:
        return plain(text.replace(self._token, "***").strip(), 300)


def once(github: GitHub, look: Callable[[], T | None], create: Callable[[], T]) -> tuple[T, bool]:
    """What `look` finds, else what `create` makes, and whether it was made here.

    After a lost answer it looks again, a moment later, since GitHub's lists lag behind.
    """
    lost: UnsureError | None = None
    for attempt in range(LOOKS):
        found = look()
        if found is not None:
            return found, lost is not None
        # To send it again would end alike.
        if attempt == LOOKS - 1 or (lost and lost.needs):
            break
        try:
            return create(), True
        except UnsureError as e:
            lost = e
            github.pause(4.0 * (attempt + 1))
    if lost and lost.needs:
        raise UnreachableError(str(lost), lost.needs)
    raise UnreachableError(f"{lost} It was sent {LOOKS - 1} times; look there, then run it again.")


def has_token() -> bool:
    """Whether the environment has a token at all."""
    return bool(os.environ.get("GITHUB_TOKEN", "").strip())


def require_safe(url: str, name: str) -> None:
    """Raise UsageError unless a token may be sent to `url`: over TLS, or to this machine."""
    parts = urlsplit(url)
    safe = parts.scheme == "https" and parts.hostname
    if not safe and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise UsageError(f"{name} is not an https address; a token is sent nowhere else.")
    if parts.username or parts.password:
        raise UsageError(f"{name} holds a name or password; put the token into GITHUB_TOKEN.")


def _lacking(needs: str) -> str:
    return f"it answers so where the token lacks a permission, and this needs {needs}"


def _answer(response: httpx.Response) -> _Answer:
    if response.status_code < 300:
        return _Answer()
    try:
        return msgspec.json.decode(response.content, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Answer()
