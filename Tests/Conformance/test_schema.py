"""Requests made up from /openapi.json, good ones and bad ones: every answer is one that the document describes."""

import os

import hypothesis
import pytest
import schemathesis
from conftest import Server
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance, negative_data_rejection, response_schema_conformance, status_code_conformance)

# Requests of each operation; the seed makes a failure happen again.
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "60"))


@pytest.fixture(scope="module")
def document():
    """The description of a server whose programs may not take long."""
    server = Server(
        settings={"ASSAY_EXECUTION_MAXIMUM_TIMEOUT_S": "2", "ASSAY_EXECUTION_DEFAULT_TIMEOUT_S": "2"})
    yield schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    assert server.stop() == 0


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck))
def test_answers_are_described(case):
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    # The peer's own routes take what its model library takes, such as a number for a text.
    if case.path.startswith("/v1/"):
        checks.append(negative_data_rejection)
    case.call_and_validate(checks=checks)
