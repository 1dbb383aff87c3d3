// A script with its blanks: fields inside the sentence, filled once for the whole call.

import { call } from "./call.js";
import { el } from "./nodes.js";

const BLANK = /\{([a-z][a-z ]{0,40})\}/g;

/** The script's nodes; `done` is called when Enter is pressed in its last empty blank. */
export function scriptNodes(script, done) {
  const nodes = [];
  let end = 0;
  for (const match of script.matchAll(BLANK)) {
    nodes.push(script.slice(end, match.index), blankField(match[1], done));
    end = match.index + match[0].length;
  }
  nodes.push(script.slice(end));
  return nodes.filter((node) => node !== "");
}

/** The script with its blanks filled, and the names of those that are not. */
export function filled(script) {
  const missing = [];
  const text = script.replaceAll(BLANK, (whole, name) => {
    const value = (call.state.blanks[name] ?? "").trim();
    if (!value && !missing.includes(name)) missing.push(name);
    return value || whole;
  });
  return { text, missing };
}

/** The field of a blank inside `place`. */
export function blankIn(place, name) {
  return [...place.querySelectorAll("input.blank")].find((field) => field.dataset.blank === name);
}

function blankField(name, done) {
  const field = el("input", {
    class: "blank", type: "text", "data-blank": name, "aria-label": name, placeholder: name,
    autocomplete: "off", spellcheck: "false", maxlength: "80",
  });
  field.value = call.state.blanks[name] ?? "";
  size(field);
  field.addEventListener("input", () => {
    size(field);
    call.fillBlank(name, field.value, field);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    done();
  });
  return field;
}

function size(field) {
  field.size = Math.max(field.value.length, field.placeholder.length, 6);
  field.classList.toggle("empty", !field.value.trim());
}

// The same blank elsewhere on the page follows.
call.addEventListener("change", ({ detail }) => {
  if (detail.part !== "blanks" && detail.part !== "all") return;
  for (const field of document.querySelectorAll("input[data-blank]")) {
    if (field === detail.source) continue;
    field.value = call.state.blanks[field.dataset.blank] ?? "";
    if (field.classList.contains("blank")) size(field);
  }
});
