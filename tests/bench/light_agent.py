"""Agents without a screen: a session with Odoo, its bus, and a phone that neither hears nor speaks.

Fifty browsers do not fit on a small machine. What the PBX, the bridge and Odoo have to do for an
agent is the same here: the login, the websocket, the registration, the answered call, the wrap-up.
"""

import asyncio
import hashlib
import itertools
import json
import re
import secrets
import time

import aiohttp

RING_SECONDS = 0.3
# As the page's `phone_service.js` has them.
HINT, HINT_PAUSE = "tvshop_cti.hint", 0.15
HEADER = re.compile(r"^([\w-]+): *(.*)$", re.MULTILINE)
QUOTED = re.compile(r'(\w+)="([^"]*)"')
# What a browser would answer; nothing is ever sent there.
SOUND = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
m=audio 9 UDP/TLS/RTP/SAVPF {payload}
c=IN IP4 127.0.0.1
a=mid:{mid}
a=ice-ufrag:{ufrag}
a=ice-pwd:{password}
a=fingerprint:sha-256 {fingerprint}
a=setup:active
a=rtcp-mux
a=rtpmap:8 PCMA/8000
a=rtpmap:0 PCMU/8000
a=sendrecv
"""


def md5(*parts):
    return hashlib.md5(":".join(parts).encode()).hexdigest()


def given(seconds):
    return seconds() if callable(seconds) else seconds


class Phone:
    """A SIP phone over the PBX's websocket: registers, lets it ring, answers, hangs up."""

    def __init__(self, settings, secret, talk_seconds, on_end):
        """:param talk_seconds: a function, asked when a talk begins"""
        self.extension = settings["extension"]
        self._settings = settings
        self._secret = secret
        self._talk_seconds = talk_seconds
        self._on_end = on_end
        self._here = f"{secrets.token_hex(6)}.invalid"
        self._sequence = itertools.count(1)
        self._registered = asyncio.Event()
        self._is_left = asyncio.Event()
        self.ring_seconds = RING_SECONDS
        self._socket = None
        self._tasks = set()

    async def register(self, session):
        self._socket = await session.ws_connect(self._settings["ws_url"], protocols=("sip",))
        self._spawn(self._read())
        self._call_id, self._tag = secrets.token_hex(8), secrets.token_hex(4)
        await self._register()
        await asyncio.wait_for(self._registered.wait(), 20)

    async def _register(self, authorization=""):
        domain, ext = self._settings["sip_domain"], self.extension
        await self._send(
            f"REGISTER sip:{domain} SIP/2.0",
            f"Via: SIP/2.0/WS {self._here};branch=z9hG4bK{secrets.token_hex(6)}",
            "Max-Forwards: 70",
            f"From: <sip:{ext}@{domain}>;tag={self._tag}",
            f"To: <sip:{ext}@{domain}>",
            f"Call-ID: {self._call_id}",
            f"CSeq: {next(self._sequence)} REGISTER",
            f"Contact: <sip:{ext}@{self._here};transport=ws>;expires=3600",
            authorization,
        )

    async def _answer_challenge(self, text):
        realm, nonce = (dict(QUOTED.findall(text))[name] for name in ("realm", "nonce"))
        uri, count, own = f"sip:{self._settings['sip_domain']}", "00000001", secrets.token_hex(4)
        known = md5(self.extension, realm, self._secret)
        response = md5(known, nonce, count, own, "auth", md5("REGISTER", uri))
        await self._register(
            f'Authorization: Digest username="{self.extension}", realm="{realm}", nonce="{nonce}",'
            f' uri="{uri}", response="{response}", algorithm=MD5, qop=auth, nc={count},'
            f' cnonce="{own}"'
        )

    async def _send(self, *lines, body=""):
        head = [line for line in lines if line]
        if body:
            head.append("Content-Type: application/sdp")
        text = "\r\n".join([*head, f"Content-Length: {len(body)}", "", body])
        await self._socket.send_str(text)

    async def _read(self):
        async for message in self._socket:
            text = message.data if isinstance(message.data, str) else message.data.decode()
            first = text.partition("\r\n")[0]
            if first.startswith("SIP/2.0 401") and "REGISTER" in text:
                await self._answer_challenge(text)
            elif first.startswith("SIP/2.0 200") and "REGISTER" in text:
                self._registered.set()
            elif first.startswith("INVITE"):
                self._spawn(self._take(text))
            elif first.startswith(("BYE", "OPTIONS", "CANCEL", "NOTIFY")):
                await self._reply(text, "200 OK")
                if first.startswith("BYE"):
                    self._is_left.set()

    async def _reply(self, request, status, body="", tag=""):
        """Answer a request; `tag` is ours in the dialogue that it begins."""
        copied = [
            f"{name}: {value};tag={tag}" if name == "To" and tag else f"{name}: {value}"
            for name, value in HEADER.findall(request.replace("\r\n", "\n"))
            if name in ("Via", "From", "To", "Call-ID", "CSeq", "Record-Route")
        ]
        contact = f"Contact: <sip:{self.extension}@{self._here};transport=ws>"
        await self._send(f"SIP/2.0 {status}", *copied, contact, body=body)

    async def _take(self, invite):
        tag = secrets.token_hex(4)
        await self._reply(invite, "180 Ringing", tag=tag)
        await asyncio.sleep(self.ring_seconds)
        self._is_left.clear()
        await self._reply(invite, "200 OK", body=self._sound(invite), tag=tag)
        try:
            await asyncio.wait_for(self._is_left.wait(), self._talk_seconds())
        except TimeoutError:
            await self._hang_up(invite, tag)
        await self._on_end()

    def _sound(self, invite):
        mid = re.search(r"a=mid:(\S+)", invite)
        return SOUND.format(
            payload="8 0",
            mid=mid[1] if mid else "0",
            ufrag=secrets.token_hex(4),
            password=secrets.token_hex(16),
            fingerprint=":".join(f"{byte:02X}" for byte in secrets.token_bytes(32)),
        ).replace("\n", "\r\n")

    async def _hang_up(self, invite, tag):
        headers = dict(HEADER.findall(invite.replace("\r\n", "\n")))
        target = re.search(r"<([^>]+)>", headers["Contact"])[1]
        await self._send(
            f"BYE {target} SIP/2.0",
            f"Via: SIP/2.0/WS {self._here};branch=z9hG4bK{secrets.token_hex(6)}",
            "Max-Forwards: 70",
            f"From: {headers['To']};tag={tag}",
            f"To: {headers['From']}",
            f"Call-ID: {headers['Call-ID']}",
            "CSeq: 1 BYE",
        )

    def _spawn(self, coroutine):
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self):
        for task in self._tasks:
            task.cancel()
        if self._socket:
            await self._socket.close()


class LightAgent:
    """Ready from `begin` to `end`. `heard` is [(epoch seconds, type, payload)] of the bus."""

    def __init__(self, url, database, login):
        self.login = login
        self.talk_seconds = self.wrap_seconds = 1.0  # or a function that gives them
        self.ring_seconds = RING_SECONDS
        self.extension = ""
        self.heard = []
        self._url = url
        self._database = database
        self._session = self._phone = self._listener = self._asking = None

    async def begin(self):
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        await self._post(
            "/web/session/authenticate",
            {"db": self._database, "login": self.login, "password": self.login},
        )
        await self._listen()
        secret = secrets.token_urlsafe(24)
        settings = await self.call("desk_open_phone", secret)
        self.extension = settings["extension"]
        self._phone = Phone(settings, secret, lambda: given(self.talk_seconds), self._finish)
        self._phone.ring_seconds = self.ring_seconds
        # the bridge hands the secret to the PBX
        await asyncio.sleep(1.5)
        await self._phone.register(self._session)
        await self.call("desk_set_state", "ready")

    async def _listen(self):
        socket = await self._session.ws_connect(
            f"{self._url}/websocket", origin=self._url, headers={"User-Agent": ""}
        )
        await socket.send_json({"event_name": "subscribe", "data": {"channels": [], "last": 0}})
        self._listener = asyncio.ensure_future(self._read(socket))

    async def _read(self, socket):
        async for message in socket:
            now = time.time()
            for one in json.loads(message.data):
                kind, payload = one["message"]["type"], one["message"]["payload"]
                self.heard.append((now, kind, payload))
                if kind == HINT and not payload.get("agent") and not self._asking:
                    self._asking = asyncio.ensure_future(self._ask())

    async def _ask(self):
        """After a hint that says only that there are news, or several, the page asks."""
        await asyncio.sleep(HINT_PAUSE)
        self._asking = None
        state = await self.call("desk_state")
        self.heard.append((time.time(), HINT, {"call": state["call"]}))

    async def _finish(self):
        """What F10 does at the end of a wrap-up."""
        await asyncio.sleep(given(self.wrap_seconds))
        for _try in range(20):
            agent = await self.call("desk_finish_wrap")
            if agent["state"] == "ready":
                return
            await asyncio.sleep(1)

    async def call(self, method, *args):
        """An RPC of `tvshop.agent`, as the page makes it."""
        return await self._post(
            f"/web/dataset/call_kw/tvshop.agent/{method}",
            {"model": "tvshop.agent", "method": method, "args": args, "kwargs": {}},
        )

    async def _post(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        async with self._session.post(f"{self._url}{path}", json=body) as response:
            answer = await response.json()
        if "error" in answer:
            raise RuntimeError(f"{self.login}: {answer['error']['data']['message']}")
        return answer["result"]

    async def end(self):
        try:
            await self.call("desk_set_state", "signed_out")
        finally:
            self._listener.cancel()
            await self._phone.close()
            await self._session.close()
