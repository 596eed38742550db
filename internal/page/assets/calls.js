// The list of calls, which the sandbox keeps up to date by events.
import { announce, attempt, byID, count, element, options, time } from "./element.js";
import { get, post } from "./api.js";

const marks = { valid: "✓", invalid: "✗", refused: "!" };
const kept = 200; // as many as the sandbox keeps
const calls = new Map(); // by their ids
const items = new Map();
let changed = () => {};

export const nameOf = (call) => call.operation ? `${call.contract}.${call.operation}` : `${call.method} ${call.path}`;
export const statusOf = (call) => call.status || (call.done ? "no response" : "…");
export const durationOf = (call) => call.done ? `${call.milliseconds < 10 ? call.milliseconds.toFixed(1) : Math.round(call.milliseconds)} ms` : "…";
export const verdictOf = (call) => call.verdict === "invalid" ? count(call.violationCount, "violation") : call.verdict;

// start shows the list. onChange is called with each call that is new or has changed.
export async function start(onChange) {
  changed = onChange;
  listen();
  byID("filter").addEventListener("input", show);
  byID("only-invalid").addEventListener("change", show);
  byID("list").addEventListener("keydown", move);
  byID("example").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const { id } = await post("calls", { operation: byID("example-operation").value });
      location.hash = `#call-${id}`;
    });
  });
  const contracts = await get("contracts");
  options(byID("example-operation"), contracts.flatMap((c) => c.operations.map((name) => `${c.name}.${name}`)));
}

// listen takes the events. After a new connection the sandbox sends all calls, since it may be another one.
function listen() {
  const events = new EventSource("/_sandbox/events");
  const live = byID("live");
  let isFirst = true;
  events.onopen = () => {
    isFirst = true;
    live.textContent = "live";
    live.classList.add("on");
  };
  events.onerror = () => {
    live.textContent = "not connected";
    live.classList.remove("on");
  };
  events.onmessage = (event) => {
    const list = JSON.parse(event.data);
    if (isFirst) {
      for (const item of items.values()) item.remove();
      calls.clear();
      items.clear();
    }
    for (const call of list) calls.set(call.id, call);
    for (const id of [...calls.keys()].slice(0, -kept)) {
      calls.delete(id);
      items.get(id)?.remove();
      items.delete(id);
    }
    list.forEach(update);
    show();
    const last = list.at(-1);
    if (last && !isFirst) announce(`${nameOf(last)}: ${verdictOf(last)}, status ${statusOf(last)}`);
    isFirst = false;
  };
}

// update shows call in its item, which it makes if there is none.
function update(call) {
  let item = items.get(call.id);
  if (!item) {
    item = element("li");
    items.set(call.id, item);
    byID("list").prepend(item);
  }
  const old = item.firstElementChild;
  const link = old ?? element("a", { href: `#call-${call.id}` });
  link.replaceChildren(
    element("span", { class: `mark ${call.verdict}`, "aria-hidden": "true" }, marks[call.verdict]),
    element("span", { class: "name" }, nameOf(call)),
    element("span", { class: call.status >= 400 || call.done && !call.status ? "invalid" : "" }, String(statusOf(call))),
    element("span", { class: "more" },
      element("span", { class: call.verdict }, verdictOf(call)),
      element("span", {}, durationOf(call)),
      element("span", {}, time(call.at)),
      call.part ? element("span", {}, "part of a MultiCall") : "",
      call.repeats ? element("span", {}, `repeats ${call.repeats}`) : ""),
  );
  if (!old) item.append(link);
  changed(call);
}

// show shows the calls that the filter has.
function show() {
  const words = byID("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [id, item] of items) {
    const call = calls.get(id);
    const text = `${nameOf(call)} ${call.method} ${call.path} ${statusOf(call)} ${call.verdict}`.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word)) || byID("only-invalid").checked && call.verdict !== "invalid";
    if (!item.hidden) shown++;
  }
  byID("count").textContent = shown === items.size ? count(shown, "call") : `${shown} of ${count(items.size, "call")}`;
}

// move leads the focus through the list by the arrow keys.
function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...byID("list").querySelectorAll("li:not([hidden]) > a")];
  const next = links[links.indexOf(document.activeElement) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

// select marks the call that is shown; undefined for none.
export function select(id) {
  byID("list").querySelector("[aria-current]")?.removeAttribute("aria-current");
  items.get(id)?.firstElementChild.setAttribute("aria-current", "true");
}

// focus leads the focus to a call in the list.
export const focus = (id) => items.get(id)?.firstElementChild.focus();
