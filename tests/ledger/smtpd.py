"""A mail server on loopback that takes letters, refuses them, or dies in between."""

import email
import email.policy
import socketserver
import threading

GREETING, FINE, GO_ON, BYE = "220 hello", "250 fine", "354 go on", "221 bye"
REFUSED = "451 try again later"


class Talk(socketserver.StreamRequestHandler):
    """One client's call, line by line."""

    timeout = 10

    def handle(self):
        self.say(GREETING)
        while line := self.rfile.readline().decode().strip().upper():
            if line == "DATA":
                self.say(GO_ON)
                if not self.take():
                    return
            elif line.startswith("RCPT") and self.server.plan[:1] == ["refuse"]:
                self.server.plan.pop(0)
                self.say(REFUSED)
            else:
                self.say(BYE if line == "QUIT" else FINE)

    def take(self):
        """Read a letter; False where the server dies, before or after it keeps it."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        step = self.server.plan.pop(0) if self.server.plan else "take"
        if step != "lose":
            text = b"".join(lines)
            policy = email.policy.default
            self.server.letters.append(email.message_from_bytes(text, policy=policy))
        if step == "take":
            self.say(FINE)
        return step == "take"

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """``plan`` says what becomes of the next letters; then all are taken.

    ``lose``: the server dies before it keeps the letter; ``keep``: it keeps it and dies
    before it says so; ``refuse``: the address is refused for now.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters, self.plan = [], []

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=[0.05], daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self.shutdown()
        self.server_close()
