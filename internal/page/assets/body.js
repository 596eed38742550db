// Bodies of messages: their lines, with violations at their places.
import { element } from "./element.js";

// body shows text as the sandbox lays it out. Below the line of a violation is its message.
export function body(text, label, violations = []) {
  const lines = text.lines.flatMap((line) => [
    hanging(element("span", { class: "line" }, ...pieces(line)), line),
    ...(line.violations ?? []).map((i) =>
      element("span", { class: "violation", id: `violation-${i}`, tabindex: "-1" }, violations[i].message)),
  ]);
  return element("pre", { class: "body", tabindex: "0", role: "region", "aria-label": label }, element("code", {}, ...lines));
}

// hanging indents what follows the first of the lines that shown, a line that is too long, is broken into.
function hanging(shown, line) {
  const [first] = line.pieces;
  const indent = (first?.kind === "indent" ? first.text.length : 0) + 2;
  shown.style.paddingLeft = `${indent}ch`;
  shown.style.textIndent = `-${indent}ch`;
  return shown;
}

// pieces returns the elements of a line. Marked pieces stand together at its end.
function pieces(line) {
  const show = (piece) => piece.kind ? element("span", { class: "p-" + piece.kind }, piece.text) : piece.text;
  const plain = line.pieces.filter((piece) => !piece.marked).map(show);
  const marked = line.pieces.filter((piece) => piece.marked).map(show);
  return marked.length > 0 ? [...plain, element("mark", {}, ...marked)] : plain;
}

// textOf returns text without colours and marks, to be edited.
export const textOf = (text) => text.lines.map((line) => line.pieces.map((piece) => piece.text).join("")).join("\n");
