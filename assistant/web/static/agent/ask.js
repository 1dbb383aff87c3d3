// The ask box: the guest's words as heard, three topics while typing, one of them in front.

import { post, settled } from "./api.js";
import { call } from "./call.js";
import { $, copy, dayName, el, fill, grown, tell } from "./nodes.js";
import { blankIn, filled, scriptNodes } from "./script.js";

const SEEN = 2500; // Milliseconds after which a topic in front of somebody has been looked at.
let found = [];
let chosen = 0;
let heard = {};
let vinBegun = false;
let seen;

const box = $("ask");

export function focusAsk() {
  box.focus();
}

export function startAsk() {
  box.value = call.state.ask;
  box.addEventListener("input", () => {
    call.set("ask", box.value);
    lookUp(box.value);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      copyScript();
    }
  });
  show({ topics: [], heard: {}, vin_so_far: [], people: [] });
  if (box.value) lookUp(box.value);
}

export function clearAsk() {
  box.value = "";
  call.set("ask", "");
  show({ topics: [], heard: {}, vin_so_far: [], people: [] });
}

const lookUp = settled(70, async (signal, text) => {
  try {
    show(await post("suggest", { text }, signal));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    tell(error.message, "wrong");
  }
});

function show(answer) {
  found = answer.topics;
  heard = answer.heard;
  vinBegun = answer.vin_so_far.length > 0;
  showHeard(answer);
  const list = $("topics");
  fill(list, found.map((topic, place) => el("li", {
    id: `topic-${place}`, role: "option", class: "topic-row", "aria-selected": "false",
    onmousedown: (event) => event.preventDefault(),
    onclick: () => { choose(place); focusAsk(); },
  },
  el("span", { class: "row-title", text: topic.title }),
  el("span", { class: `for ${topic.audience}`, text: topic.audience === "agent" ? "agents" : "guests" }),
  bar(topic.confidence))));
  list.hidden = found.length === 0;
  $("no-topics").hidden = found.length > 0;
  $("no-topics").textContent = box.value.trim()
    ? "No topic fits these words."
    : "Type what the guest says, as you hear it. Three topics appear here.";
  box.setAttribute("aria-expanded", String(found.length > 0));
  choose(0);
}

function bar(confidence) {
  const percent = Math.round(confidence * 100);
  const strength = percent >= 50 ? "sure" : percent >= 25 ? "maybe" : "weak";
  return el("span", { class: `confidence ${strength}` },
    el("span", { class: "track", "aria-hidden": "true" }, sized(el("span", { class: "level" }), percent)),
    el("span", { class: "percent", text: `${percent}%` }));
}

function sized(node, percent) {
  node.style.setProperty("--level", `${percent}%`); // Through the object model: the policy has no inline styles.
  return node;
}

function showHeard({ vin_so_far: vin, people }) {
  const parts = Object.entries(heard).map(([name, value]) => FACT_WORDS[name]?.(value)).filter(Boolean);
  const words = vin.length ? vin.join(" ") : parts.length ? `Heard: ${parts.join(", ")}.` : "";
  const action = words ? [el("kbd", { text: "F8" }), vin.length ? " continue in the vehicle card" : " take over"] : [];
  const numbers = people.map((person) => `${person.name}: ${person.phone}, ${person.now}.`).join(" ");
  fill($("heard"), words ? el("span", { text: words }) : numbers ? el("span", { text: numbers }) : null,
    action.length ? el("span", { class: "do" }, ...action) : null);
}

const PLANTS = { japan: "Japan", north_america: "North America" };
const FACT_WORDS = {
  model: (model) => model,
  model_year: (year) => `model year ${year}`,
  built: (built) => `built ${built}`,
  plant: (plant) => PLANTS[plant],
  vin: (vin) => `VIN ${vin}`,
  built_year: (year) => `built in ${year}, month missing`,
  purchase: () => "a purchase date (it does not tell the phase)",
};

/** What the words say of a vehicle, for the vehicle card; the box is emptied of a VIN. */
export function takeHeard() {
  if (vinBegun) {
    const vin = box.value.trim().toUpperCase();
    clearAsk();
    return { vin };
  }
  const facts = {};
  for (const name of ["vin", "model", "built", "plant", "model_year"]) {
    if (heard[name]) facts[name] = String(heard[name]);
  }
  return facts;
}

function choose(place) {
  if (!found.length) {
    box.removeAttribute("aria-activedescendant");
    fill($("topic"));
    $("topic").hidden = true;
    clearTimeout(seen);
    return;
  }
  chosen = Math.min(Math.max(place, 0), found.length - 1);
  for (const [at, row] of [...$("topics").children].entries()) {
    row.setAttribute("aria-selected", String(at === chosen));
  }
  box.setAttribute("aria-activedescendant", `topic-${chosen}`);
  const topic = found[chosen];
  if ($("topic").dataset.shown !== topicKey(topic) || $("topic").hidden) showTopic(topic);
  clearTimeout(seen);
  if (topic.confidence >= 0.25 || place !== 0) {
    seen = setTimeout(() => call.sawTopic(topic.id, topic.title), SEEN);
  }
}

const topicKey = (topic) => `${topic.id} ${topic.script}`;

function showTopic(topic) {
  const panel = $("topic");
  panel.dataset.shown = topicKey(topic);
  panel.hidden = false;
  fill(panel,
    el("h2", { class: "aside", text: topic.title }),
    el("section", { class: "say", "aria-labelledby": "say-title" },
      el("h3", { id: "say-title" }, "Say ", el("kbd", { text: "F2" }), el("span", { class: "hint", text: " or Enter copies it" })),
      el("p", { id: "script" }, ...scriptNodes(topic.script, copyScript))),
    section(topic.audience === "agent" ? "Do" : "The answer in writing", "do", el("div", {}, ...grown(topic.to_do))),
    topic.never_say.length ? section("Never say", "never", list(topic.never_say)) : null,
    section("Source", "source", el("div", {}, ...topic.sources.map((source) => el("blockquote", {},
      source.quote ? el("p", { text: `“${source.quote}”` }) : null,
      el("cite", { text: source.where }))),
    el("p", { class: "fine", text: `Letter as of ${dayName(topic.as_of)}. Compared with it on ${dayName(topic.reviewed)}.` }))),
    topic.notes.length ? section("For agents only", "notes", list(topic.notes)) : null,
    topic.contradictions.length ? section("The letter says both", "both", contradictions(topic.contradictions)) : null);
  panel.scrollTop = 0;
}

function section(title, kind, ...content) {
  return el("section", { class: kind }, el("h3", { text: title }), ...content);
}

const list = (notes) => el("ul", {}, ...notes.map((note) => el("li", {}, ...inline(grown(note)))));

/** A note is one paragraph; inside a list item it needs none of its own. */
function inline(nodes) {
  return nodes.length === 1 && nodes[0].nodeName === "P" ? [...nodes[0].childNodes] : nodes;
}

export function contradictions(all) {
  return el("div", {}, ...all.map((one) => el("details", {},
    el("summary", { text: one.about }),
    el("ul", {}, ...one.statements.map((statement) => el("li", {}, `${statement.says} `, el("cite", { text: statement.where })))),
    el("p", { class: "fine" }, el("strong", { text: "Guests hear: " }), one.guests_hear, one.rule ? ` (${one.rule})` : ""))));
}

/** Copies the script in front; an empty blank is asked for first. */
export async function copyScript() {
  const topic = found[chosen];
  if (!topic || $("topic").hidden) return tell("There is no script yet. Type what the guest says.", "wait");
  const { text, missing } = filled(topic.script);
  if (missing.length) {
    blankIn($("topic"), missing[0])?.focus();
    return tell(`Fill in first: ${missing.join(", ")}.`, "wait");
  }
  const done = await copy(text);
  call.sawTopic(topic.id, topic.title);
  call.advised(topic.title, text);
  focusAsk();
  return tell(done ? `Copied: ${topic.title}.` : "The browser does not allow copying here.", done ? "well" : "wrong");
}
