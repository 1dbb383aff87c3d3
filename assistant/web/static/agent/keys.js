// Every key of the console, in one place: what it does, and what is shown of it.

import { $, el, fill } from "./nodes.js";

/** [keys as shown, what it does, event => whether it is meant, what to do] */
export function startKeys(actions) {
  const keys = [
    ["Esc", "ask, again: empty", null],
    ["↑ ↓", "topic", null],
    ["F2", "copy script", plain("F2"), actions.copyScript],
    ["F4", "copy sentence", plain("F4"), actions.copySentence],
    ["F8", "vehicle", plain("F8"), actions.vehicle],
    ["F9", "notes", plain("F9"), actions.notes],
    ["Shift F9", "copy summary", shifted("F9"), actions.summary],
    ["Shift F4", "form", shifted("F4"), actions.disclosure],
    ["Shift F8", "new call", shifted("F8"), actions.newCall],
    ["F1", "keys", plain("F1"), actions.help],
  ];
  fill($("keys"), keys.map(([shown, does]) => el("li", {}, el("kbd", { text: shown }), ` ${does}`)));
  fill($("all-keys"), [...keys, ["Enter", "in the ask box or a blank: copy the script", null], ["Tab", "from field to field", null]]
    .flatMap(([shown, does]) => [el("dt", {}, el("kbd", { text: shown })), el("dd", { text: does })]));
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector("dialog[open]");
    if (event.key === "Escape" && !open) {
      event.preventDefault();
      actions.escape();
      return;
    }
    const key = keys.find(([, , meant]) => meant?.(event));
    if (key) {
      event.preventDefault();
      if (!event.repeat && (!open || key[3] === actions.help)) key[3]();
      return;
    }
    // Typing anywhere outside a field is meant for the ask box.
    const idle = document.activeElement === document.body || document.activeElement?.matches("main, [role=region]");
    if (!open && idle && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) actions.type();
  });
}

const bare = (event) => !event.ctrlKey && !event.altKey && !event.metaKey;
const plain = (key) => (event) => event.key === key && bare(event) && !event.shiftKey;
const shifted = (key) => (event) => event.key === key && bare(event) && event.shiftKey;
