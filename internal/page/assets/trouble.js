// Trouble: a switch for each kind, and the rules that are active.
import { announce, attempt, byID, count, element, options } from "./element.js";
import { get, post, remove } from "./api.js";

const kinds = [
  ["The response is 2 seconds late", { delay: "2s" }],
  ["No response, and no effect", { drop: true }],
  ["No response, after the effect", { lose: true }],
  ["Half of the response", { cut: true }],
  ["Status 503, retry after 1 second", { status: 503, header: { "Retry-After": "1" }, body: "The service is closed.\n" }],
  ["A SOAP fault", { fault: { code: "Server", message: "The service is closed." } }],
  ["The token is invalid", { expire: true }],
  ["Status 429 beyond 5 requests a minute", { limit: "5/1m" }],
  ["No response to each third request", { every: 3, drop: true }],
  ["No response to a fifth of the requests", { chance: 0.2, drop: true }],
];
let soap = new Set(); // the contracts with faults
let rules = [];

export async function start() {
  const contracts = await get("contracts");
  soap = new Set(contracts.filter((c) => c.protocol === "SOAP").map((c) => c.name));
  options(byID("trouble-operation"), [["*", "all operations"], ["/token", "requests for tokens"],
    ...contracts.flatMap((c) => c.operations.map((name) => `${c.name}.${name}`))]);
  byID("trouble-operation").addEventListener("change", draw);
  byID("trouble").addEventListener("submit", (event) => event.preventDefault());
  byID("rule").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => add(JSON.parse(byID("rule-text").value)));
  });
}

// show shows the rules as they are now.
export async function show() {
  ({ rules } = await get("rules"));
  draw();
}

async function add(rule) {
  const times = byID("trouble-times").value;
  await post("rules", { operation: byID("trouble-operation").value, ...(times && { times: Number(times) }), ...rule });
  await show();
}

// draw shows the switches of the operation that is selected, and all rules.
function draw() {
  const operation = byID("trouble-operation").value;
  const focused = [...byID("switches").querySelectorAll("button")].indexOf(document.activeElement);
  byID("switches").replaceChildren(...kinds.filter(([, rule]) => fits(operation, rule)).map(([label, rule]) => {
    const active = rules.find((r) => r.operation === operation && r.hits !== r.times && isRule(r, rule));
    const toggle = () => attempt(async () => {
      if (active) await remove(`rules/${active.id}`);
      else await add(rule);
      await show();
      announce(`${label}: ${active ? "off" : "on"}`);
    });
    return element("li", {}, element("button", { type: "button", role: "switch", "aria-checked": String(Boolean(active)), onclick: toggle }, label));
  }));
  byID("switches").querySelectorAll("button")[focused]?.focus();
  byID("rules").replaceChildren(...rules.map(({ id, hits, ...rule }) => element("li", {},
    element("code", {}, JSON.stringify(rule)), element("span", { class: "quiet" }, count(hits, "request")),
    element("button", { type: "button", "aria-label": `Remove rule ${id}`, onclick: () => attempt(async () => {
      await remove(`rules/${id}`);
      await show();
    }) }, "Remove"))));
  if (rules.length === 0) byID("rules").append(element("li", { class: "quiet" }, "There are none."));
}

// fits reports whether rule can be one for operation: only SOAP services have faults.
const fits = (operation, rule) => !rule.fault || operation === "*" || soap.has(operation.split(".")[0]);

// isRule reports whether r is rule, for an operation and any number of requests.
const isRule = ({ id, hits, operation, times, ...r }, rule) => same(r, rule);

const same = (a, b) => a === b || a instanceof Object && b instanceof Object &&
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => same(a[key], b[key]));
