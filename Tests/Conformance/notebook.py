"""Sessions as tests use them: their routes, and what is left of them afterwards."""

import os
import pathlib
import re
import time


def create(client, **fields):
    reply = client.post("/v1/sessions", json={"tier": "bare", **fields})
    assert reply.status_code == 201, reply.text
    return f"/v1/sessions/{reply.json()['id']}"


def cell(client, session, code, **fields):
    reply = client.post(f"{session}/execute", json={"code": code, **fields})
    assert reply.status_code == 200, reply.text
    return reply.json()


def fork(client, session):
    reply = client.post(f"{session}/fork")
    assert reply.status_code == 201, reply.text
    return f"/v1/sessions/{reply.json()['id']}"


def wait_until_idle(client, seconds=20):
    """Until every pool has its slots again: one is made for each that became a session."""
    slots = max(2, os.cpu_count() * 3 // 2)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        metrics = client.get("/metrics").text
        counts = re.findall(r'^assay_slots\{.*state="idle".*\} ([0-9]+)', metrics, re.MULTILINE)
        if all(int(count) == slots for count in counts):
            return
        time.sleep(0.05)


def holdings(server):
    """How many processes, descriptors and cgroups a server has."""
    groups = [folder for root in server.cgroups() for folder in root.iterdir() if folder.is_dir()]
    descriptors = list(pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir())
    return {"processes": len(server.tree()), "descriptors": len(descriptors), "cgroups": len(groups)}


def wait_until_holdings(server, before, seconds=15):
    """Until there is no more than there was; returns what there is then."""
    end = time.monotonic() + seconds
    while True:
        now = holdings(server)
        if all(now[name] <= before[name] for name in before) or time.monotonic() > end:
            return now
        time.sleep(0.05)
