"""A small chat completions server that a test scripts, and prompts for it."""

import http.server
import json
import re
import threading
import time

PROMPTS = 30


class Model:
    """Calls the tool in its first turn and answers with what the tool said in its second; counts first turns."""

    def __init__(self):
        self.first_turns = []
        self.requests = []
        self.pause = 0
        # Whether connections are ended without an answer.
        self.refuse = False
        model = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.answer({"object": "list", "data": [{"id": "scripted"}]})

            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                model.requests.append(request)
                if model.refuse:
                    self.close_connection = True
                    return
                self.answer(model.complete(request))

            def answer(self, value):
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def complete(self, request):
        messages = request["messages"]
        question = next(message["content"] for message in messages if message["role"] == "user")
        if messages[-1]["role"] == "user":
            self.first_turns.append(question)
            time.sleep(self.pause)
            left = question.split()[2]
            # Every tenth program fails.
            code = "1/0" if left.endswith("0") else f"{left} + 1"
            call = json.dumps({"name": "code_interpreter", "arguments": {"code": code}})
            text = f"I add.\n<tool_call>\n{call}\n</tool_call>"
        else:
            text = f"The tool says it.\n#### {messages[-1]['content']}"
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        if request.get("logprobs"):
            words = re.findall(r"\s*\S+", text)
            choice["logprobs"] = {"content": [{"token": word, "logprob": -0.1 * len(word)} for word in words]}
        return {
            "choices": [choice],
            "usage": {"completion_tokens": 9, "prompt_tokens": 9},
        }


def write_prompts(path, count=PROMPTS):
    """Questions of the form that the model answers, in verl's rows, and a torn line."""
    rows = [
        {
            "data_source": "openai/gsm8k",
            "prompt": [{"role": "user", "content": f"What is {number} + 1?"}],
            "reward_model": {"style": "rule", "ground_truth": str(number + 1)},
        }
        for number in range(1, count + 1)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"prompt": "torn\n')
    return path
