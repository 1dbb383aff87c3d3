// Guests who want a person: who waits, the chats of this agent, and the call-backs.

import { get, post } from "./api.js";
import { $, el, fill, grown, tell } from "./nodes.js";

const LIFE = 15_000; // Milliseconds between signs of life.
const ASK = 2000; // Between questions, where no stream comes through.
const KEPT = "second-key:guests";
const WHO = { guest: "Guest", bot: "Assistant", notice: "Assistant" };

let user;
let show;
let board = { waiting: [], mine: [], others: [], colleagues: [], taking: false, call_backs: 0 };
let opened = null; // The handoff on the right: {id, card, cursor, seen, stop}
let kept = { outbox: [], drafts: {} };
let sending = false;
let sinceBoard = Date.now();

/** Adds the view "Guests" and its button to the console; gives what brings the focus there.
 *
 * `user` is who is signed in (`me()`), `showView(name)` shows a view by name. Null where this door
 * connects nobody.
 */
export async function startGuests(options) {
  ({ user, showView: show } = options);
  try {
    await get("handoffs");
  } catch (error) {
    if (error.status === 404) return null;
  }
  document.head.append(el("link", { rel: "stylesheet", href: "/agent/handoff.css" }));
  try {
    kept = { ...kept, ...JSON.parse(sessionStorage.getItem(KEPT)) };
  } catch {
    // Nothing was kept, or nothing can be.
  }
  const views = $("views");
  const button = el("button", { type: "button", id: "guests-button", "data-view": "guests", "aria-pressed": "false", onclick: () => show("guests") }, "Guests");
  views.querySelector("[data-view=call]").after(button);
  if (views.hidden) {
    // Who may not edit has two views only.
    views.hidden = false;
    views.querySelector("[data-view=corner]").hidden = true;
    views.querySelector("[data-view=call]").addEventListener("click", () => show("call"));
  }
  $("call-view").after(view());
  alive();
  setInterval(alive, LIFE);
  setInterval(drawWaits, 1000);
  addEventListener("visibilitychange", () => document.hidden || alive());
  addEventListener("pagehide", leave);
  follow("handoffs/events", "board", () => get("handoffs"), takeBoard);
  addEventListener("online", () => deliver());
  deliver();
  return { focus: focusGuests };
}

/** What `call.forget` is for the call: a shared computer shows nothing of the last agent. */
export function forgetGuests() {
  sessionStorage.removeItem(KEPT);
  return leave();
}

function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // The texts last as long as the page.
  }
}

// ---------------------------------------------------------------- the view

function view() {
  return el("main", { id: "guests-view", class: "guests", hidden: true },
    el("section", { class: "panel queue", "aria-labelledby": "queue-title" },
      el("h2", { id: "queue-title", text: "Guests who want a person" }),
      el("label", { class: "taking" }, el("input", { type: "checkbox", id: "taking", onchange: (event) => alive(event.target.checked) }), " I take chats"),
      el("p", { id: "colleagues", class: "fine" }),
      el("p", { id: "waiting-told", class: "fine", role: "status" }),
      el("ul", { id: "waiting", class: "cards", "aria-label": "Waiting guests" }),
      el("h3", { id: "mine-title", text: "My chats" }),
      el("ul", { id: "mine", class: "cards", "aria-labelledby": "mine-title" })),
    el("section", { class: "panel chat", "aria-labelledby": "chat-title" },
      el("div", { class: "head" },
        el("h2", { id: "chat-title", tabindex: "-1", text: "No guest is open" }),
        el("p", { class: "buttons" },
          el("button", { type: "button", id: "take", hidden: true, onclick: () => take(opened.id) }, "Take this guest"),
          el("button", { type: "button", id: "hand-back", hidden: true, onclick: handBack }, "Hand back to the assistant"))),
      el("p", { id: "chat-car", class: "fine" }),
      el("div", { id: "said", class: "said", role: "log", "aria-label": "Conversation", tabindex: "0" }),
      el("form", { id: "say", class: "say-line", hidden: true, onsubmit: (event) => { event.preventDefault(); say(); } },
        el("label", { for: "words", text: "To the guest" }),
        el("textarea", { id: "words", rows: "2", maxlength: "1000", oninput: draft, onkeydown: (event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); say(); }
        } }),
        el("button", { type: "submit" }, "Send"))),
    el("section", { class: "panel backs", "aria-labelledby": "backs-title" },
      el("div", { class: "head" },
        el("h2", { id: "backs-title", text: "Call-backs" }),
        el("label", { class: "taking" }, el("input", { type: "checkbox", id: "backs-done", onchange: loadBacks }), " done ones")),
      el("ul", { id: "backs", class: "cards", "aria-labelledby": "backs-title" })));
}

function focusGuests() {
  loadBacks();
  if (opened && !$("say").hidden) $("words").focus();
  else $("chat-title").focus({ preventScroll: true });
}

function takeBoard(now) {
  const known = new Set(board.waiting.map((card) => card.id));
  const fresh = now.waiting.filter((card) => !known.has(card.id));
  const backs = now.call_backs !== board.call_backs;
  board = now;
  sinceBoard = Date.now();
  $("taking").checked = now.taking;
  const names = now.colleagues.map(({ name, taking }) => (taking ? name : `${name} (takes none)`));
  $("colleagues").textContent = names.length ? `Also here: ${names.join(", ")}` : "Nobody else is here.";
  const waits = now.waiting.length;
  $("waiting-told").textContent = waits ? `${waits} ${waits === 1 ? "guest waits" : "guests wait"}.` : "Nobody waits.";
  const count = waits + now.call_backs;
  $("guests-button").replaceChildren("Guests", count ? el("span", { class: "count", "aria-label": `, ${waits} waiting, ${now.call_backs} to call back` }, String(count)) : "");
  document.title = `${waits ? `(${waits}) ` : ""}Console | Second Key`;
  same($("waiting"), now.waiting, waitingCard);
  same($("mine"), now.mine, mineCard);
  if (fresh.length) tell(fresh.length === 1 ? "A guest wants a person." : `${fresh.length} guests want a person.`, "wait");
  if (backs && !$("guests-view").hidden) loadBacks();
  if (!opened && now.mine.length) open(now.mine[0].id, { focus: false });
  drawWaits();
}

/** Draws a list anew, and leaves the focus where it was. */
function same(list, cards, draw) {
  const held = document.activeElement?.dataset?.does;
  fill(list, cards.map((card) => el("li", { "data-id": card.id }, ...draw(card))));
  if (held) list.querySelector(`[data-does="${held}"]`)?.focus();
}

const waitingCard = (card) => [
  el("p", { class: "car", text: carOf(card.facts) }),
  el("p", { class: "fine" }, "waits ", el("span", { class: "wait", "data-waits": card.waits }), card.guest_here ? "" : ", page closed"),
  el("p", { class: "buttons" },
    el("button", { type: "button", "data-does": `read-${card.id}`, onclick: () => open(card.id) }, "Read"),
    el("button", { type: "button", class: "first", "data-does": `take-${card.id}`, onclick: () => take(card.id) }, "Take")),
];

const mineCard = (card) => [
  el("button", { type: "button", class: "pick", "data-does": `open-${card.id}`, "aria-current": String(opened?.id === card.id), onclick: () => open(card.id) },
    carOf(card.facts), el("span", { class: "fine", text: `, asked ${when(card.asked)}` }), card.guest_here ? "" : el("span", { class: "fine", text: ", page closed" })),
];

function drawWaits() {
  const passed = Math.round((Date.now() - sinceBoard) / 1000);
  for (const wait of document.querySelectorAll("[data-waits]")) {
    const seconds = Number(wait.dataset.waits) + passed;
    wait.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

function carOf(facts) {
  const car = [facts.model_year, facts.model].filter(Boolean).join(" ") || "Car not known";
  const more = [facts.built && `built ${facts.built}`, facts.vin && `VIN ${facts.vin}`, facts.outcome?.replaceAll("_", " "), facts.phase && `phase ${facts.phase}`];
  return [car, ...more.filter(Boolean)].join(", ");
}

// ---------------------------------------------------------------- one guest

async function take(id) {
  try {
    showGuest(id, await post(`handoffs/${id}/take`, {}));
    $("words").focus();
    tell("This guest is yours.");
  } catch (error) {
    tell(error.message, "wrong");
    if (opened?.id === id) close();
  }
}

async function open(id, { focus = true } = {}) {
  try {
    showGuest(id, await get(`handoffs/${id}`));
    if (focus) focusGuests();
  } catch (error) {
    tell(error.message, "wrong");
  }
}

function showGuest(id, read) {
  opened?.stop();
  opened = { id, cursor: 0, seen: new Set(), stop: () => {} };
  fill($("said"));
  $("words").value = kept.drafts[id] || "";
  takeNews(id, read);
  for (const waits of kept.outbox.filter((one) => one.handoff === id)) drawOwn(waits);
  if (!opened || opened.card.state === "ended") return;
  opened.stop = follow(`handoffs/${id}/events?after=${opened.cursor}`, "news",
    () => get(`handoffs/${id}/events?after=${opened?.cursor ?? 0}`), (news) => takeNews(id, news));
  same($("mine"), board.mine, mineCard);
}

function takeNews(id, { handoff, messages, cursor }) {
  if (opened?.id !== id) return;
  const said = $("said");
  const low = said.scrollHeight - said.scrollTop - said.clientHeight < 60;
  for (const message of messages) {
    if (opened.seen.has(message.id)) {
      said.querySelector(`[data-id="${message.id}"]`)?.classList.remove("waits");
      continue;
    }
    opened.seen.add(message.id);
    said.append(turn(message));
  }
  opened.card = handoff;
  opened.cursor = Math.max(opened.cursor, cursor);
  if (low || opened.seen.size === messages.length) said.scrollTop = said.scrollHeight;
  const mine = handoff.state === "live" && handoff.mine;
  $("chat-title").textContent = { waiting: "A guest waits", live: mine ? "Your guest" : `${handoff.agent} has this guest`, ended: "This chat has ended" }[handoff.state];
  $("chat-car").textContent = carOf(handoff.facts);
  $("take").hidden = handoff.state !== "waiting";
  $("hand-back").hidden = !mine;
  $("say").hidden = !mine;
  if (handoff.state === "ended" || (handoff.state === "live" && !mine)) opened.stop();
}

function turn(message) {
  const own = message.author === "agent";
  const body = message.content ? grown(message.content) : [el("p", { text: message.text })];
  return el("div", { class: `turn ${message.author}`, "data-id": message.id },
    el("p", { class: "who", text: own ? message.name || user.shown_as : WHO[message.author] }), ...body);
}

function drawOwn({ id, text }) {
  if (opened.seen.has(id)) return;
  opened.seen.add(id);
  const node = turn({ id, author: "agent", name: user.shown_as, text });
  node.classList.add("waits");
  $("said").append(node);
  $("said").scrollTop = $("said").scrollHeight;
}

function draft() {
  if (!opened) return;
  kept.drafts[opened.id] = $("words").value;
  keep();
}

function say() {
  const text = $("words").value.trim();
  if (!text || !opened) return;
  const waits = { handoff: opened.id, id: uuid(), text };
  kept.outbox.push(waits);
  $("words").value = "";
  draft();
  drawOwn(waits);
  deliver();
}

/** Sends what was written, in its order. It is kept until the server has it. */
async function deliver() {
  if (sending) return;
  sending = true;
  while (kept.outbox.length) {
    const { handoff, id, text } = kept.outbox[0];
    try {
      await post(`handoffs/${handoff}/messages`, { id, text });
      $("said")?.querySelector(`[data-id="${id}"]`)?.classList.remove("waits");
    } catch (error) {
      if (!error.status || error.status >= 500 || error.status === 401) {
        tell("The server does not answer. What you wrote is kept and is sent by itself.", "wrong");
        await new Promise((resolve) => setTimeout(resolve, 3000));
        continue;
      }
      tell(error.message, "wrong");
      $("said")?.querySelector(`[data-id="${id}"]`)?.remove();
      kept.drafts[handoff] = text;
      if (opened?.id === handoff) $("words").value = text;
    }
    kept.outbox.shift();
    keep();
  }
  sending = false;
}

async function handBack() {
  try {
    takeBoard(await post(`handoffs/${opened.id}/end`, {}));
    tell("The guest is back with the assistant.");
    close();
  } catch (error) {
    tell(error.message, "wrong");
  }
}

function close() {
  if (!opened) return;
  opened.stop();
  delete kept.drafts[opened.id];
  keep();
  opened = null;
  fill($("said"));
  $("chat-title").textContent = "No guest is open";
  $("chat-car").textContent = "";
  for (const id of ["take", "hand-back", "say"]) $(id).hidden = true;
  if (board.mine.length) open(board.mine[0].id);
  else $("chat-title").focus();
}

// ---------------------------------------------------------------- call-backs

async function loadBacks() {
  try {
    const { call_backs } = await get(`call-backs${$("backs-done").checked ? "?done=1" : ""}`);
    fill($("backs"), call_backs.length ? call_backs.map(backCard) : el("li", { class: "fine", text: "Nobody waits for a call." }));
  } catch (error) {
    tell(error.message, "wrong");
  }
}

function backCard(back) {
  const label = `back-${back.id}`;
  const act = (name, body, told) => async () => {
    try {
      await post(`call-backs/${back.id}/${name}`, body());
      if (told) tell(told);
    } catch (error) {
      tell(error.message, "wrong");
    }
    await loadBacks();
    document.querySelector(`[data-back="${back.id}"] :is(button, textarea, a)`)?.focus();
  };
  const note = el("textarea", { id: label, rows: "2", maxlength: "1000" });
  const ways = back.mine
    ? [back.phone && el("a", { href: back.phone.call, text: back.phone.text }), back.email && el("a", { href: `mailto:${back.email}`, text: back.email })]
    : [`by ${back.by.map((way) => ({ phone: "phone", email: "e-mail" })[way]).join(" or ")}`];
  const working = back.mine && back.state === "taken";
  return el("li", { "data-back": back.id },
    el("p", { class: "car", text: back.name }),
    el("p", {}, ...ways.filter(Boolean).flatMap((way, no) => (no ? [", ", way] : [way]))),
    back.about && el("p", { text: back.about }),
    el("p", { class: "fine", text: `left ${when(back.created)}${back.state === "open" ? "" : `, ${back.state} by ${back.agent}`}` }),
    back.notes.length > 0 && el("ul", { class: "notes" }, ...back.notes.map((one) => el("li", { text: `${when(one.at)}, ${one.by}: ${one.text}` }))),
    working && el("div", { class: "field" }, el("label", { for: label, text: "Note" }), note),
    el("p", { class: "buttons" },
      back.state === "open" && el("button", { type: "button", class: "first", onclick: act("take", () => ({}), "This call is yours.") }, "Take"),
      working && el("button", { type: "button", onclick: act("notes", () => ({ text: note.value }), "The note is kept.") }, "Keep note"),
      working && el("button", { type: "button", class: "first", onclick: act("done", () => ({}), "Done.") }, "Done"),
      working && el("button", { type: "button", onclick: act("give-back", () => ({})) }, "Give back")));
}

const when = (iso) => new Date(iso).toLocaleString("en-US", { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });

// ---------------------------------------------------------------- the line to the server

/** A sign of life; with `taking`, whether this agent takes chats. */
async function alive(taking) {
  try {
    const now = await post("handoffs/presence", typeof taking === "boolean" ? { taking } : {});
    $("taking").checked = now.taking;
  } catch (error) {
    if (typeof taking === "boolean") tell(error.message, "wrong");
  }
}

function leave() {
  return fetch("/agent/api/handoffs/presence", {
    method: "POST",
    keepalive: true,
    headers: { "content-type": "application/json", "x-csrf-token": user.token },
    body: JSON.stringify({ here: false }),
  }).catch(() => {});
}

/** Hears events as they happen; where no stream comes through, asks. Gives what stops it. */
function follow(path, kind, ask, told) {
  let stopped = false;
  let timer;
  const source = new EventSource(`/agent/api/${path}`);
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    source.close();
  };
  const asking = async () => {
    if (stopped) return;
    source.close();
    try {
      const found = await ask();
      if (!stopped) told(found);
    } catch (error) {
      if (error.status === 409 || error.status === 404) return stop();
    }
    if (!stopped) timer = setTimeout(asking, ASK);
  };
  timer = setTimeout(asking, 6000);
  source.addEventListener(kind, (event) => {
    clearTimeout(timer);
    if (!stopped) told(JSON.parse(event.data));
  });
  // A stream that was refused does not come back by itself.
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED || stopped) return;
    clearTimeout(timer);
    timer = setTimeout(asking, ASK);
  });
  return stop;
}

/** A random UUID; crypto.randomUUID is missing on pages without https. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
