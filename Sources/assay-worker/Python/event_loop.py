"""The event loop that a session's cells await on.

Between those that do it stands still, with the tasks that it has; the others run without, so that asyncio.run works in them.
"""

_loop = None


def run(coroutine):
    """Awaits the coroutine, and what else is on the loop meanwhile; returns its value."""
    global _loop
    import asyncio
    import selectors

    if _loop is None or _loop.is_closed():
        # Polling, since nothing of it is the kernel's: a branch's loop is then its own.
        _loop = asyncio.SelectorEventLoop(selectors.PollSelector())
    asyncio.set_event_loop(_loop)
    task = _loop.create_task(coroutine)
    try:
        return _loop.run_until_complete(task)
    finally:
        # An interrupt stops the loop and not the task, which must not run on in a later cell.
        if not task.done():
            task.cancel()
            try:
                _loop.run_until_complete(task)
            except BaseException:
                pass
        elif not task.cancelled():
            # Seen, or asyncio would tell of it as one that nobody has asked for.
            task.exception()


def leave():
    """In a branch: wakes its loop through a socket of its own, no longer the session's."""
    global _loop
    try:
        if _loop is not None and not _loop.is_closed():
            _loop._close_self_pipe()
            _loop._make_self_pipe()
    except Exception:
        _loop = None
