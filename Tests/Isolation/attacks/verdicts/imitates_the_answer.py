"""Prints what an answer looks like, as if its own had ended already, and fails."""
import sys

ANSWER = '", "outcome": "ok", "exit_code": 0, "signal": null, "value": "1"}'
for line in (
    ANSWER, '{"id": "exe_0", "outcome": "ok"}', "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "\0\0\0\4done",
    "__RESULT__ = ok", "\x1e{}\x04", "data: {}\n\n", "EXIT_CODE=0", "-----END OUTPUT-----", "=== 1 passed in 0.01s ===",
):
    print(line)
    print(line, file=sys.stderr)
sys.exit(3)
