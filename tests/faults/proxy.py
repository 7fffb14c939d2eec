"""A TCP proxy that can fall silent without closing, or cut every connection."""

import selectors
import socket
import threading
import time

CHUNK = 1 << 16


class Proxy:
    """Forwards connections to `address` from a port of its own (`port`); use it in a `with`."""

    def __init__(self, address):
        self._address = address
        self._listener = socket.create_server((address[0], 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://{address[0]}:{self.port}"
        self.is_silent = False
        self.is_refusing = False
        # when a WebSocket was last asked for, monotonic
        self.websocket_at = 0.0
        self._pairs = {}
        self._is_running = True
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._is_running = False
        self._thread.join()
        self.cut()
        self._listener.close()

    def cut(self):
        """End every connection."""
        for one in list(self._pairs):
            one.close()
        self._pairs.clear()

    def _run(self):
        self._listener.settimeout(0)
        while self._is_running:
            if self.is_silent:
                time.sleep(0.05)
                continue
            self._turn()

    def _turn(self):
        if self.is_refusing and self._pairs:
            self.cut()
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            for one in list(self._pairs):
                selector.register(one, selectors.EVENT_READ)
            for key, _mask in selector.select(0.05):
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj in self._pairs:
                    self._pass_on(key.fileobj)

    def _accept(self):
        client, _address = self._listener.accept()
        if self.is_refusing:
            client.close()
            return
        client.setblocking(True)
        try:
            server = socket.create_connection(self._address, 5)
        except OSError:
            client.close()
            return
        self._pairs[client], self._pairs[server] = server, client

    def _pass_on(self, one):
        other = self._pairs[one]
        try:
            data = one.recv(CHUNK)
            if data:
                if data.startswith(b"GET /websocket"):
                    self.websocket_at = time.monotonic()
                other.sendall(data)
                return
        except OSError:
            pass  # reset by one side: the other is told by the end
        for each in (one, other):
            self._pairs.pop(each, None)
            each.close()
