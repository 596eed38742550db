// The clock, the tokens, and the addresses of the services.
import { attempt, byID, element } from "./element.js";
import { get, post, remove } from "./api.js";

export function start() {
  byID("advance").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      await post("clock", { advance: byID("advance-by").value.trim() });
      await show();
    });
  });
  byID("revoke").addEventListener("click", () => attempt(async () => {
    await remove("tokens");
    await show();
  }));
}

// show shows all as it is now.
export async function show() {
  const [clock, tokens, contracts] = await Promise.all([get("clock"), get("tokens"), get("contracts")]);
  byID("clock-now").textContent = new Date(clock.now).toLocaleString();
  byID("clock-ahead").textContent = clock.ahead;
  byID("tokens").textContent = tokens.valid;
  byID("services").replaceChildren(...contracts.flatMap((c) => [
    element("dt", {}, c.name),
    element("dd", {}, element("code", {}, c.address), ` ${c.protocol}; tokens from `, element("code", {}, c.tokenURL)),
  ]));
}
