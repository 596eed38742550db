// The views of the page, by the fragment of its address.
import { attempt, byID } from "./element.js";
import * as calls from "./calls.js";
import * as call from "./call.js";
import * as trouble from "./trouble.js";
import * as state from "./state.js";
import * as clock from "./clock.js";

const views = { calls: call.empty, trouble: trouble.show, state: state.show, clock: clock.show };
let shown; // the id of the call that is shown

// follow shows the view that the address names.
function follow(event) {
  const [, id] = location.hash.match(/^#call-(\d+)$/) ?? [];
  if (event && location.hash === "#main") return;
  const name = id || !(location.hash.slice(1) in views) ? "calls" : location.hash.slice(1);
  for (const view of document.querySelectorAll(".view")) view.hidden = view.id !== "view-" + name;
  for (const link of document.querySelectorAll(".top nav a")) {
    if (link.hash === "#" + name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  shown = id && Number(id);
  calls.select(shown);
  attempt(() => shown ? call.show(shown, event !== undefined) : views[name]());
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && shown && !isTyping) calls.focus(shown);
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    location.hash = "#calls";
    byID("filter").focus();
  }
});

attempt(() => Promise.all([
  // A call that is shown can have got its response since.
  calls.start((changed) => {
    if (changed.id !== shown) return;
    calls.select(shown);
    if (call.isPending()) call.show(shown, false);
  }),
  trouble.start(), state.start(), clock.start(),
]));
addEventListener("hashchange", follow);
follow();
