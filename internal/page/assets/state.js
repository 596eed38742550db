// The state of REST services.
import { announce, attempt, byID, element, time } from "./element.js";
import { get, remove } from "./api.js";
import { body } from "./body.js";

export function start() {
  byID("state-reset").addEventListener("click", () => attempt(async () => {
    await remove("state");
    announce("The state is empty");
    await show();
  }));
}

// show shows the resources as they are now.
export async function show() {
  const services = await get("state");
  byID("resources").replaceChildren(...services.flatMap((service) => [
    element("h3", {}, service.contract),
    ...service.resources.map(resource),
    service.resources.length === 0 ? element("p", { class: "quiet" }, "Nothing was changed.") : "",
  ]));
  if (services.length === 0) byID("resources").replaceChildren(element("p", { class: "quiet" }, "Only REST services have state."));
}

function resource(r) {
  const file = r.fileType ? `${r.fileSize} bytes of ${r.fileType}` : "";
  return element("details", { class: "resource" },
    element("summary", {}, element("code", {}, r.path), " ",
      element("span", { class: "quiet" }, [r.deleted ? "deleted" : "", file, time(r.changedAt)].filter(Boolean).join(" · "))),
    r.value ? body(r.value, r.path) : element("p", { class: "quiet" }, r.deleted ? "It was deleted." : "It has no JSON."));
}
