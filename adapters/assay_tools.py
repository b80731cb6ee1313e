"""verl's code interpreter on an Assay server. Copy this file and assay_reward.py beside it.

verl 0.8 and later:    actor_rollout_ref.rollout.multi_turn.function_tool_path: assay_tools.py
verl up to 0.7.1:      actor_rollout_ref.rollout.multi_turn.tool_config_path: assay_tools.yaml

The environment variable ASSAY_URL names the server, ASSAY_KEY its key.
"""

import asyncio
import pathlib
import sys
import uuid

# verl runs this file by its path, so that its folder need not be one that Python searches.
sys.path.append(str(pathlib.Path(__file__).resolve().parent))

from assay_reward import AssayUnavailable, pool, post  # noqa: E402

try:
    from verl.tools.function_tool import function_tool
except ImportError:  # before 0.8
    function_tool = None
    from verl.tools.base_tool import BaseTool
    from verl.tools.schemas import ToolResponse

NOTES = {
    "timeout": "TimeoutError: the program was stopped, its time was up",
    "memory_limit": "MemoryError: the program was stopped, it used too much memory",
    "output_limit": "OutputError: the program was stopped, it printed too much",
    "signal": "the program was ended by signal {signal}",
}
UNSCORED = {"infra_error", "overloaded", "session_lost"}


def run(code, url=None, **fields):
    """What the model sees of a program: what it printed, the value of its last line, and how it failed if it did.

    Raises AssayUnavailable for a fault of the server, of which the model must learn nothing.
    """
    # The key lets a request be repeated whose answer was lost, without a second run.
    request = {"code": str(code), "prelude": True, "idempotency_key": uuid.uuid4().hex, **fields}
    result = post("/v1/execute", request, url)
    if result["outcome"] in UNSCORED:
        raise AssayUnavailable(result["failure"] or result["outcome"])
    note = NOTES.get(result["outcome"], "").format(signal=result["signal"])
    parts = [result["stdout"], result["value"], result["stderr"], note]
    return "\n".join(part.rstrip("\n") for part in parts if part) or "(no output)"


async def run_async(code, **fields):
    return await asyncio.get_running_loop().run_in_executor(pool, lambda: run(code, **fields))


if function_tool:

    @function_tool
    async def code_interpreter(code: str) -> str:
        """Runs Python code and returns what it prints, and the value of its last line.

        The names of math and SymPy are imported, and NumPy as np.

        Args:
            code: The Python code to run.
        """
        return await run_async(code)

else:

    class CodeInterpreter(BaseTool):
        """The same as a class; its config may hold url, timeout_s and memory_mb."""

        async def execute(self, instance_id, parameters, **kwargs):
            settings = {name: self.config[name] for name in ("url", "timeout_s", "memory_mb") if name in self.config}
            return ToolResponse(text=await run_async(parameters.get("code", ""), **settings)), None, {}
