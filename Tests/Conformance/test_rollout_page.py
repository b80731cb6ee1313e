"""The page about rollouts in a real browser: what it shows, what is clicked and typed, and what a hostile model tries."""

import json

import pytest

import browser
from conftest import assay

pytestmark = pytest.mark.skipif(
    browser.PATH is None, reason="needs a Chromium: apt-get install chromium, as `make conformance` does")

# A script element, a comment that hides the rest, marks that turn the text around, letters that nobody sees.
HOSTILE = ("</script><script>document.title='owned'</script><!--<script>\u2028\u202e\u2066<img src=x "
           "onerror=\"document.title='owned'\">\u0000\U000e0041{{title}}<tool_response>")
LIMIT, SAMPLES = 60, 2


@pytest.fixture(scope="module")
def written(tmp_path_factory, server):
    """A page about rollouts of which every tenth program fails and every seventh answer is wrong."""
    import scripted_model

    model = scripted_model.Model()
    complete = model.complete

    def hostile(request):
        reply = complete(request)
        choice = reply["choices"][0]
        question = request["messages"][0]["content"]
        if request["messages"][-1]["role"] == "user":
            choice["message"]["content"] = HOSTILE + choice["message"]["content"]
            choice["logprobs"]["content"][0]["token"] = HOSTILE
        elif int(question.split()[2]) % 7 == 0:
            choice["message"]["content"] = "I guess.\n#### 1000"
        return reply

    model.complete = hostile
    folder = tmp_path_factory.mktemp("page")
    data = scripted_model.write_prompts(folder / "prompts.jsonl", LIMIT)
    page = folder / "page.html"
    result = assay("eval", "--model", model.url, "--data", data, "--out", folder / "run", "--tool-server", server.url,
                   "--samples", SAMPLES, "--reward", "step", "--log-probabilities", "--html", page, "--json")
    model.server.shutdown()
    model.server.server_close()
    assert result.returncode == 0, result.stderr
    return page, json.loads(result.stdout)


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with browser.page(tmp_path_factory.mktemp("browser")) as tab:
        yield tab


@pytest.fixture
def page(tab, written):
    tab.open(written[0].as_uri())
    return tab


def count(page):
    """How many rollouts are chosen, as the page says it."""
    return int(page.evaluate("document.getElementById('count').textContent").split()[0].replace(",", ""))


def choose(page, name, value):
    page.evaluate(f"""(() => {{ const field = document.forms[0].elements[{name!r}]; field.value = {value!r};
        field.dispatchEvent(new Event('input', {{bubbles: true}})); }})()""")


def cards(page):
    return page.evaluate("[...document.querySelectorAll('details')].map((card) => card.dataset.id)")


def test_overview(page, written):
    summary = written[1]
    text = page.evaluate("document.body.innerText")
    assert f"{summary['accuracy'] * 100:.1f} %" in text and "best@2" in text and "maj@2" in text
    # Links count what they lead to.
    rows = page.evaluate("""[...document.querySelectorAll('.tables td:first-child a')].map((link) =>
        [link.getAttribute('href'), link.closest('tr').cells[2].textContent])""")
    assert {row[0].split("=")[0] for row in rows} == {"#class", "#outcome", "#stop", "#turns", "#found"}
    for link, told in rows:
        page.evaluate(f"document.querySelector('a[href=\"{link}\"]').click()")
        page.wait(f"location.hash === {link!r} && document.forms[0].elements[{link[1:].split('=')[0]!r}].value !== ''")
        # Calls are counted by outcome, and rollouts chosen: here each has one call.
        assert count(page) == int(told), link


def test_choosing(page, written):
    total = LIMIT * SAMPLES
    assert count(page) == total and len(cards(page)) == 50
    page.click("#more")
    assert len(cards(page)) == 100
    right = written[1]["correct"]
    choose(page, "verdict", "wrong")
    assert count(page) == total - right and "verdict=wrong" in page.evaluate("location.hash")
    choose(page, "outcome", "error")
    both = count(page)
    # Every tenth program fails; those that fail are wrong.
    assert both == LIMIT // 10 * SAMPLES
    # The address is all there is to it.
    address = page.evaluate("location.href")
    page.open(address)
    assert count(page) == both
    page.click("button[type=reset]")
    # The page hears of its new address after the address is there.
    page.wait(f"location.hash === '' && document.getElementById('count').textContent.startsWith('{total} of')")
    choose(page, "from", "0.95")
    page.wait("location.hash === '#from=0.95'")
    high = count(page)
    choose(page, "from", "")
    choose(page, "below", "0.95")
    assert 0 < high < total and high + count(page) == total


def test_search_by_keyboard(page):
    page.evaluate("document.forms[0].elements.q.focus()")
    page.type("What is 17 +")
    page.wait("document.getElementById('count').textContent.startsWith('2 of')")
    assert cards(page) == ["16.0", "16.1"]
    # From the search to the first rollout there is nothing but the form, and a key opens it.
    for _ in range(40):
        page.press("Tab", number=9)
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.press("Enter", number=13, text="\r")
    page.wait("document.querySelector('details').open && location.hash.includes('show=16.0')")
    shown = page.evaluate("document.querySelector('details .body').innerText")
    for text in ["What is 17 + 1?", "17 + 1", "18", "The tool says it.", "code_interpreter", "ok, ", "CPU ", "truth"]:
        assert text in shown


def test_order_and_groups(page):
    choose(page, "sort", "worst")
    rewards = page.evaluate("[...document.querySelectorAll('.end')].map((end) => Number(/[0-9.]+/.exec(end.innerText)[0]))")
    assert rewards == sorted(rewards) and rewards[0] < rewards[-1]
    choose(page, "sort", "best")
    best = page.evaluate("[...document.querySelectorAll('.end')].map((end) => Number(/[0-9.]+/.exec(end.innerText)[0]))")
    assert best == sorted(best, reverse=True)
    page.open(page.evaluate("location.href.split('#')[0]") + "#group=1&sort=worst")
    assert page.evaluate("document.forms[0].elements.group.checked")
    assert page.evaluate("document.querySelectorAll('h3.group').length") == 50
    # Both rollouts of a prompt stand below its question.
    ids = cards(page)
    assert [card.split(".")[0] for card in ids[::2]] == [card.split(".")[0] for card in ids[1::2]]
    assert "2 rollouts, " in page.evaluate("document.querySelector('h3.group').innerText")


def test_one_rollout_by_address(page):
    """A rollout that is not among the first is shown, opened and in view."""
    page.open(page.evaluate("location.href.split('#')[0]") + "#show=57.1")
    page.wait("document.querySelector('details[open] .body')")
    assert page.evaluate("document.querySelector('details[open]').dataset.id") == "57.1"
    assert page.evaluate("""(() => { const box = document.querySelector('details[open]').getBoundingClientRect();
        return box.top >= -1 && box.top < innerHeight; })()""")
    # Those long before it come on request.
    assert cards(page)[0] == "50.0"
    page.click("#from-first")
    assert cards(page)[0] == "0.0" and page.evaluate("location.hash") == ""


def test_token_probabilities(page):
    page.open(page.evaluate("location.href.split('#')[0]") + "#show=0.0")
    page.wait("document.querySelector('details[open] .token')")
    doubts = page.evaluate("""[...document.querySelectorAll('.token')].map((token) =>
        [token.textContent.length, token.style.getPropertyValue('--doubt'), token.title])""")
    assert len({doubt for _, doubt, _ in doubts}) > 2 and all("%" in title for _, _, title in doubts)
    choose(page, "plain", "1")
    page.evaluate("document.forms[0].elements.plain.click()")
    page.evaluate("document.querySelector('summary').click()")
    page.wait("document.querySelector('details .body')")
    assert page.evaluate("document.querySelector('.token')") is None


def test_hostile_texts_are_texts(page):
    assert page.evaluate("document.title").endswith("· Assay")
    page.open(page.evaluate("location.href.split('#')[0]") + "#show=3.1&plain=1")
    page.wait("document.querySelector('details[open] .body')")
    shown = page.evaluate("document.querySelector('details[open] .said.assistant').innerText")
    assert "</script><script>document.title='owned'</script><!--<script>" in shown and "{{title}}<tool_response>" in shown
    for point in ["U+2028", "U+202E", "U+2066", "U+0000", "U+E0041"]:
        assert point in shown
    assert not any(mark in shown for mark in "\u2028\u202e\u2066\U000e0041")
    assert page.evaluate("document.querySelectorAll('script').length") == 2
    assert page.evaluate("document.querySelectorAll('img, iframe, object, link').length") == 0
    # A script that got in all the same does not run.
    page.evaluate("""(() => { const script = document.createElement('script'); script.textContent = "document.title = 'owned'";
        document.body.append(script); })()""")
    assert page.evaluate("document.title").endswith("· Assay")


def test_nothing_is_loaded_and_nothing_fails(tab, written):
    for scheme, width in [("light", 1000), ("dark", 360)]:
        tab.send("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500)
        tab.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        tab.events.clear()
        tab.open(written[0].as_uri() + "#group=1&show=3.1")
        tab.wait("document.querySelector('details[open] .body')")
        # Nothing is wider than the screen.
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        red, green, blue = tab.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)")
        assert (red + green + blue > 384) == (scheme == "light")
        requested = {event["request"]["url"].split("#")[0] for event in tab.named("Network.requestWillBeSent")}
        assert requested <= {written[0].as_uri(), "about:blank"}
        assert tab.named("Runtime.exceptionThrown") == [] and tab.named("Log.entryAdded") == []
