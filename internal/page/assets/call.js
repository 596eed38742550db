// One call: its request and response side by side, and what can be done with it.
import { announce, attempt, byID, count, element, time } from "./element.js";
import { get, getText, post } from "./api.js";
import { body, textOf } from "./body.js";
import { durationOf, nameOf, statusOf, verdictOf } from "./calls.js";

const exports = { curl: "curl", go: "Go test", cassette: "cassette" };
const fates = { cut: "The connection was closed in the middle of the response.", dropped: "The connection was closed without a response." };

let shown; // the call that is shown

// isPending reports whether the response to the call that is shown was not sent yet.
export const isPending = () => shown !== undefined && !shown.done;

// show shows the call with an id. takesFocus leads the focus to it.
export async function show(id, takesFocus) {
  let call;
  try {
    call = shown = await get(`calls/${id}`);
  } catch (error) {
    byID("detail").replaceChildren(element("h2", { id: "detail-title" }, `Call ${id}`), element("p", { class: "note" }, error.message));
    return;
  }
  const title = element("h2", { id: "detail-title", tabindex: "-1" }, nameOf(call));
  const extra = element("div", { id: "extra" });
  byID("detail").replaceChildren(
    element("header", {}, title, element("span", { class: call.verdict }, verdictOf(call)),
      element("span", { class: "quiet" }, `call ${id} · status ${statusOf(call)} · ${durationOf(call)} · ${time(call.at)}`)),
    element("p", { class: "row" },
      element("button", { type: "button", class: "main", onclick: () => send({ repeat: id }) }, "Send again"),
      element("button", { type: "button", onclick: () => edit(call, extra) }, "Edit and send"),
      ...Object.entries(exports).map(([form, label]) =>
        element("button", { type: "button", onclick: () => attempt(() => exportAs(id, form, label, extra)) }, `Export: ${label}`))),
    extra,
    violations(call),
    element("div", { class: "messages" },
      message("Request", call.request, call.violations),
      call.response ? message("Response", call.response, [], fates[call.fate]) : missing(call)),
  );
  if (takesFocus) title.focus({ preventScroll: innerWidth > 896 });
}

// empty says how calls come here.
export async function empty() {
  const contracts = await get("contracts");
  byID("detail").replaceChildren(
    element("h2", { id: "detail-title" }, "No call is selected"),
    element("div", { class: "note" },
      element("p", {}, "Select a call, or send an example. Clients find the services here:"),
      element("pre", { tabindex: "0" }, contracts.map((c) => `${c.name}  ${c.address}`).join("\n"))),
  );
}

// violations lists those of call. Each leads to its place.
function violations(call) {
  if (call.violations.length === 0) return "";
  const list = call.violations.map((v, i) => {
    const place = v.line ? `${v.line}:${v.column} ` : "";
    const text = `${v.path ? v.path + ": " : ""}${v.message}`;
    const target = () => byID(`violation-${i}`);
    const link = element("button", { type: "button", onclick: () => { target()?.scrollIntoView({ block: "center" }); target()?.focus(); } }, place.trim());
    return element("li", {}, ...(v.line ? [link, " "] : []), text);
  });
  return element("div", { class: "violations" }, element("strong", {}, "The request breaks the contract"), element("ul", {}, ...list));
}

function message(title, m, violations, note) {
  return element("section", { class: "message", "aria-label": title },
    element("h3", {}, title),
    element("p", { class: "start" }, m.start),
    element("details", {}, element("summary", {}, count(m.header.length, "header field")),
      element("div", { class: "fields" }, ...m.header.map((f) => element("div", {}, `${f.name}: ${f.value}`)))),
    note ? element("p", { class: "note failure" }, note) : "",
    m.size > 0 ? body(m.body, `Body of the ${title.toLowerCase()}`, violations) : element("p", { class: "quiet" }, "no body"));
}

const missing = (call) => element("section", { class: "message", "aria-label": "Response" },
  element("h3", {}, "Response"), element("p", { class: "note failure" }, fates[call.fate]));

// send sends a call, and shows it.
const send = (call) => attempt(async () => {
  const { id } = await post("calls", call);
  announce(`Sent as call ${id}`);
  location.hash = `#call-${id}`;
});

// edit shows a form with the request of call.
function edit(call, place) {
  const path = element("input", { id: "edit-path", value: call.path, spellcheck: "false" });
  const method = element("input", { id: "edit-method", value: call.method, size: "8", spellcheck: "false" });
  const header = element("textarea", { id: "edit-header", rows: String(Math.min(call.request.header.length + 1, 8)), spellcheck: "false" },
    call.request.header.map((f) => `${f.name}: ${f.value}`).join("\n"));
  const content = element("textarea", { id: "edit-body", rows: "18", spellcheck: "false", disabled: !call.request.body.editable },
    textOf(call.request.body));
  const newToken = element("input", { type: "checkbox", id: "edit-token" });
  const close = () => {
    place.replaceChildren();
    byID("detail-title").focus();
  };
  const submit = (event) => {
    event.preventDefault();
    const fields = header.value.split("\n").filter((line) => line.trim()).map((line) => {
      const [name, ...value] = line.split(":");
      return { name: name.trim(), value: value.join(":").trim() };
    });
    const changed = { repeat: call.id, method: method.value.trim(), path: path.value.trim(), header: fields, newToken: newToken.checked };
    if (!content.disabled) changed.body = content.value;
    send(changed);
  };
  place.replaceChildren(element("form", { class: "edit", "aria-label": "Edit and send", onsubmit: submit,
    onkeydown: (event) => { if (event.key === "Escape") close(); } },
    element("label", { for: "edit-method" }, "Method"), method,
    element("label", { for: "edit-path" }, "Path"), path,
    element("label", { for: "edit-header" }, "Header: secrets stay as they were"), header,
    element("label", { for: "edit-body" }, call.request.body.editable ? "Body" : "Body: it cannot be edited here, and is sent as it was"), content,
    element("div", { class: "row" },
      element("button", { type: "submit", class: "main" }, "Send"),
      element("button", { type: "button", onclick: close }, "Cancel"),
      element("label", { class: "check" }, newToken, "With a new token"))));
  (content.disabled ? path : content).focus();
}

// exportAs shows the call in a form that can be taken along.
async function exportAs(id, form, label, place) {
  const text = await getText(`calls/${id}/${form}`);
  const close = element("button", { type: "button", onclick: () => place.replaceChildren() }, "Close");
  const copy = element("button", { type: "button", onclick: () => attempt(async () => {
    await navigator.clipboard.writeText(text);
    announce("Copied");
    copy.textContent = "Copied";
  }) }, "Copy");
  place.replaceChildren(element("section", { class: "export", "aria-label": label },
    element("p", { class: "row" }, navigator.clipboard ? copy : "", close), // a page of another machine has no clipboard
    element("pre", { tabindex: "0" }, text)));
  (copy.isConnected ? copy : close).focus();
}
