// Elements of the page. All texts are set as texts: nothing that a service sends can become markup.

// element returns a new element with attributes, listeners (on…) and children: elements or texts.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== ""));
  return made;
}

export const byID = (id) => document.getElementById(id);

// announce tells text to those who do not see the page.
export const announce = (text) => { byID("announcement").textContent = text; };

// attempt runs an action, and tells why it fails.
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    announce(error.message);
    const note = element("p", { class: "note failure" }, error.message);
    byID("main").prepend(note);
    setTimeout(() => note.remove(), 10000);
  }
}

// options fills a select with texts, or pairs of value and text, and keeps what is selected.
export function options(select, list) {
  const selected = select.value;
  select.replaceChildren(...list.map((item) => {
    const [value, text] = Array.isArray(item) ? item : [item, item];
    return element("option", { value }, text);
  }));
  if (selected) select.value = selected;
}

export const time = (text) => new Date(text).toLocaleTimeString([], { hour12: false });

export const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
