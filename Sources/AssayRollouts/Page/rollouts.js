"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const form = document.getElementById("filters");
const list = document.getElementById("list");
const more = document.getElementById("more");
const fromFirst = document.getElementById("from-first");
const perPage = 50;

// ---- Elements. Texts of models become text nodes and nothing else.

// What changes the order of letters, or is not seen, is shown by its number; joiners are part of scripts and emoji.
const unseen = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const codePoint = (scalar) => "U+" + scalar.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  for (const child of children.flat()) {
    if (child instanceof Node) made.append(child);
    else if (child != null) made.append(...written(String(child)));
  }
  return made;
}

function written(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(unseen)) {
    parts.push(text.slice(end, match.index), element("span", { class: "code-point" }, codePoint(match[0])));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

const decimal = (value, digits = 3) => value.toFixed(digits).replace("-", "−");
const count = (value) => value.toLocaleString("en-US");
const counted = (value, name) => `${count(value)} ${name}${value === 1 ? "" : "s"}`;
const seconds = (value) => decimal(value) + " s";

// ---- Choosing.

const verdict = (rollout) =>
  rollout.masked ? "masked" : rollout.score == null ? "not scored" : rollout.correct ? "right" : "wrong";
const calls = (rollout) => rollout.turns.flatMap((turn) => turn.calls);
const tokens = (rollout) => rollout.turns.reduce((sum, turn) => sum + turn.tokens, 0);
const facets = {
  verdict: (rollout) => [verdict(rollout)],
  class: (rollout) => rollout.classes,
  outcome: (rollout) => [...new Set(calls(rollout).map((call) => call.outcome))],
  stop: (rollout) => [rollout.stop],
  found: (rollout) => Object.keys(rollout.found),
  turns: (rollout) => [String(rollout.turns.length)],
};

function fillFacets() {
  for (const [name, values] of Object.entries(facets)) {
    const counts = new Map();
    for (const rollout of data.rollouts) {
      for (const value of values(rollout)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const names = [...counts.keys()].sort((left, right) => left.localeCompare(right, "en", { numeric: true }));
    const options = names.map((value) => element("option", { value }, `${value} (${count(counts.get(value))})`));
    form.elements[name].replaceChildren(element("option", { value: "" }, "any"), ...options);
  }
  const hasPieces = data.rollouts.some((rollout) => rollout.turns.some((turn) => turn.pieces));
  form.elements.plain.parentElement.hidden = !hasPieces;
}

function searchable(rollout) {
  if (rollout.text === undefined) {
    const texts = [rollout.id, rollout.extracted, rollout.truth, rollout.failure];
    for (const message of data.prompts[rollout.from]) texts.push(message.text);
    for (const turn of rollout.turns) {
      texts.push(turn.text, turn.reply?.text);
      for (const call of turn.calls) texts.push(call.name, call.passed, call.observation, call.output, call.stderr);
    }
    rollout.text = texts.filter((text) => text != null).join("\n").toLowerCase();
  }
  return rollout.text;
}

function isChosen(rollout, state) {
  for (const [name, values] of Object.entries(facets)) {
    if (state.has(name) && !values(rollout).includes(state.get(name))) return false;
  }
  if (state.has("from") && !(rollout.score != null && rollout.score >= Number(state.get("from")))) return false;
  if (state.has("below") && !(rollout.score != null && rollout.score < Number(state.get("below")))) return false;
  return !state.has("q") || searchable(rollout).includes(state.get("q").toLowerCase());
}

// Those without a reward come last, whichever way rewards are sorted.
const byScore = (sign) => (left, right) =>
  (left.score == null) - (right.score == null) || sign * ((left.score ?? 0) - (right.score ?? 0));
const orders = {
  best: byScore(-1),
  worst: byScore(1),
  longest: (left, right) => tokens(right) - tokens(left),
  slowest: (left, right) => right.seconds - left.seconds,
};

function mean(rollouts) {
  const scores = rollouts.map((rollout) => rollout.score).filter((score) => score != null);
  return scores.length ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null;
}

function groups(rollouts, order) {
  const byPrompt = Map.groupBy(rollouts, (rollout) => rollout.from);
  const groups = [...byPrompt.values()].map((members) => ({ members, score: mean(members) }));
  return order === "best" || order === "worst" ? groups.sort(orders[order]) : groups;
}

// ---- The address keeps what is chosen, so that it can be shared.

const readState = () => new URLSearchParams(location.hash.slice(1));

function writeState(state) {
  const hash = state.toString();
  history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
}

function fromForm() {
  const state = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") state.set(name, value);
  return state;
}

function toForm(state) {
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = state.has(field.name);
    else field.value = state.get(field.name) ?? "";
  }
}

// ---- Showing.

let chosen = [];
let shown = 0;
let isGrouped = false;

function show(state) {
  const order = state.get("sort");
  const rollouts = data.rollouts.filter((rollout) => isChosen(rollout, state));
  if (orders[order]) rollouts.sort(orders[order]);
  isGrouped = state.has("group");
  chosen = isGrouped ? groups(rollouts, order) : rollouts;
  tell(rollouts);
  const id = state.get("show");
  const place = chosen.findIndex((item) => (item.members ?? [item]).some((rollout) => rollout.id === id));
  // Of many, those before the wanted one are not made only to be scrolled past.
  shown = place < 0 ? 0 : place - (place % perPage);
  fromFirst.hidden = shown === 0;
  list.replaceChildren();
  showMore();
  if (place >= 0) open(id);
}

function tell(rollouts) {
  const average = mean(rollouts);
  const right = rollouts.filter((rollout) => verdict(rollout) === "right").length;
  document.getElementById("count").textContent =
    `${count(rollouts.length)} of ${counted(data.rollouts.length, "rollout")}` +
    (average == null ? "" : `; ${count(right)} right; reward ${decimal(average)} on average`);
}

function showMore() {
  const next = chosen.slice(shown, shown + perPage);
  list.append(...next.flatMap((item) => (isGrouped ? [heading(item), ...item.members.map(card)] : [card(item)])));
  shown += next.length;
  more.hidden = shown >= chosen.length;
}

function open(id) {
  const wanted = [...list.children].find((child) => child.dataset.id === id);
  wanted.open = true;
  wanted.scrollIntoView();
}

function heading({ members, score }) {
  const right = members.filter((rollout) => rollout.correct).length;
  const figures = `${counted(members.length, "rollout")}, ${right} right` +
    (score == null ? "" : `, reward ${decimal(score)} on average`);
  const question = data.prompts[members[0].from].findLast((message) => message.role === "user")?.text ?? "";
  const start = question.length > 200 ? question.slice(0, 200) + "…" : question;
  return element("h3", { class: "group" }, element("bdi", {}, start),
    element("small", {}, `prompt ${members[0].prompt}: ${figures}`));
}

function card(rollout) {
  const failed = calls(rollout).filter((call) => call.outcome !== "ok").length;
  const chips = [...rollout.classes, ...Object.keys(rollout.found)];
  const figures = [
    rollout.score == null ? null : `reward ${decimal(rollout.score)}`, counted(rollout.turns.length, "turn"),
    counted(calls(rollout).length, "call") + (failed ? `, ${failed} failed` : ""),
  ];
  const details = element("details", { class: "card", "data-id": rollout.id },
    element("summary", {},
      element("span", {}, `prompt ${rollout.prompt}, sample ${rollout.sample}`),
      element("span", {}, "answer ", element("bdi", {}, element("b", {}, rollout.extracted ?? "none"))),
      element("span", {}, "truth ", element("bdi", {}, element("b", {}, rollout.truth))),
      element("span", { class: verdict(rollout) }, verdict(rollout)),
      chips.map((name) => element("span", { class: "chip" }, name)),
      element("span", { class: "end" }, figures.filter((text) => text != null).join(" · "))));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(body(rollout));
    const state = readState();
    if (details.open) state.set("show", rollout.id);
    else if (state.get("show") === rollout.id) state.delete("show");
    writeState(state);
  });
  return details;
}

// ---- A rollout as a conversation.

function said(kind, title, notes, ...content) {
  const told = notes.filter((note) => note != null).join(", ");
  return element("section", { class: "said " + kind },
    element("h3", {}, title, told ? element("small", {}, ` ${told}`) : null), ...content);
}

const text = (value) => element("p", { class: "text" }, value);

function body(rollout) {
  const parts = data.prompts[rollout.from].map((message) => said(message.role, message.role, [], text(message.text)));
  for (const turn of rollout.turns) parts.push(...turnParts(turn));
  const end = [
    ["stopped", rollout.stop + (rollout.failure ? `: ${rollout.failure}` : "")],
    ["time", seconds(rollout.seconds)],
    ["answer", rollout.extracted ?? "none found"],
    ["truth", rollout.truth],
  ];
  for (const [name, value] of Object.entries(rollout.parts ?? {})) end.push([name, decimal(value)]);
  for (const [name, times] of Object.entries(rollout.found)) end.push([name, counted(times, "time")]);
  const facts = end.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  return element("div", { class: "body" }, parts, said("end", "end", [], element("dl", { class: "facts" }, facts)));
}

function turnParts(turn) {
  const notes = [seconds(turn.seconds), counted(turn.tokens, "token")];
  if (turn.reward != null) notes.push(`reward ${decimal(turn.reward)}`);
  if (turn.finish !== "stop" && turn.finish !== "tool_calls") notes.push(turn.finish);
  const isColoured = turn.pieces && !form.elements.plain.checked;
  const content = isColoured ? element("p", { class: "text" }, turn.pieces.map(token)) : text(turn.content ?? turn.text);
  const parts = [said("assistant", "assistant", notes, content)];
  for (const call of turn.calls) parts.push(...callParts(call));
  if (turn.dropped) parts.push(text(`(${counted(turn.dropped, "more call")}, not run)`));
  if (turn.reply) parts.push(said("user", "user", [`score ${decimal(turn.reply.score)}`], text(turn.reply.text)));
  return parts;
}

function token([piece, logProbability]) {
  const probability = Math.exp(logProbability);
  const made = element("span", { class: "token", title: `${decimal(logProbability)}: ${decimal(probability * 100, 1)} %` }, piece);
  made.style.setProperty("--doubt", `${Math.round((1 - probability) * 100)}%`);
  return made;
}

function callParts(call) {
  const state = call.outcome === "ok" ? "tool" : "tool failed";
  const notes = [call.outcome, seconds(call.seconds), `CPU ${seconds(call.cpu)}`];
  if (call.reward != null) notes.push(`reward ${decimal(call.reward)}`);
  const parts = [
    said("assistant", `call ${call.name || "(no name)"}`, [], element("pre", {}, call.passed)),
    said(state, "tool", notes, element("pre", {}, call.observation)),
  ];
  if (call.output != null) parts.push(said(state, "printed", ["all of it"], element("pre", {}, call.output)));
  if (call.stderr != null) parts.push(said(state, "stderr", [], element("pre", {}, call.stderr)));
  return parts;
}

// ---- Beginning.

fillFacets();
form.addEventListener("input", () => {
  const state = fromForm();
  writeState(state);
  show(state);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => { location.hash = ""; });
addEventListener("hashchange", () => {
  const state = readState();
  toForm(state);
  show(state);
  if (!state.has("show")) document.getElementById("rollouts").scrollIntoView();
});
more.addEventListener("click", showMore);
fromFirst.addEventListener("click", () => {
  const state = readState();
  state.delete("show");
  writeState(state);
  show(state);
});
toForm(readState());
show(readState());
