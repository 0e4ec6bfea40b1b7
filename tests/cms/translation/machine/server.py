"""A translation server with LibreTranslate's API, on this machine, which answers as it is told."""

import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


def capitals(question):
    """Answer in capitals, the tags as they are."""
    return 200, {"translatedText": [_outside_tags(text) for text in question["q"]]}


def _outside_tags(text):
    result, inside = [], False
    for letter in text:
        inside = letter == "<" or (inside and letter != ">")
        result.append(letter if inside or letter == ">" else letter.upper())
    return "".join(result).replace("&AMP;", "&amp;").replace("&LT;", "&lt;")


class Server:
    """What the server was asked, and what it answers: (status, JSON), or a text as it is."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        self.questions = []
        self.answer = capitals
        self.seconds = 0


@contextmanager
def running_server():
    """Run a server on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            question = json.loads(body)
            state.questions.append((self.path, question))
            time.sleep(state.seconds)
            status, answer = state.answer(question)
            content = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except BrokenPipeError:
                pass  # nobody waited for it

        def log_message(self, *args):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Server(http.server_port)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
