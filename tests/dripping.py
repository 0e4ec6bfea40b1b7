"""A server on this machine that answers a few bytes at a time."""

import socket
import threading
import time
from contextlib import contextmanager

# What is dripped takes two seconds: without a limit the answer comes, and is another one.
PIECES, PAUSE = 100, 0.02


class Dripping:
    """What was asked (None before), and `gone`, which is set when the client left too early."""

    def __init__(self, port):
        self.port = port
        self.asked = None
        self.answers = threading.Event()
        self.gone = threading.Event()


@contextmanager
def dripping(first=b"", piece=b"", last=b"", *, greets=False):
    """Run a server that sends `first`, a hundred times `piece`, and `last`, to whoever asks.

    One that greets doesn't wait for the question.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Dripping(listening.getsockname()[1])

        def serve():
            try:
                client, _address = listening.accept()
            except OSError:
                return  # nobody came
            with client:
                if not greets:
                    server.asked = client.recv(65536)
                server.answers.set()
                try:
                    client.sendall(first)
                    for _ in range(PIECES):
                        client.sendall(piece)
                        time.sleep(PAUSE)
                    client.sendall(last)
                except OSError:
                    server.gone.set()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
