/* The Second Key chat, as one script for any site:
 *
 *   <script src="https://your-door/widget.js" defer></script>
 *
 * It adds <second-key-chat> to the page (or fills the one that is there). Pages may call
 * element.open(), element.close() and element.ask("..."), and set --second-key-accent.
 *
 * Nothing here parses markup: texts come as strings or as a tree of few tags, and become DOM nodes
 * one by one, so it runs under a strict Content-Security-Policy with Trusted Types.
 */
(() => {
  "use strict";

  const HOME = new URL(document.currentScript?.src || location.href).origin;
  const NAME = "second-key-chat";
  const LONGEST = 1000;
  const PAUSES = [1, 2, 4, 8, 15];
  const PATIENCE = 25_000;
  const SILENCE = 25_000;
  const KEPT = "Your message is kept and is sent by itself as soon as it can be.";
  const GREETING =
    "Welcome. I am an automated assistant for the Second Key Delivery Program. How may I help?";

  // ---------------------------------------------------------------- building nodes

  function h(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value != null) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child != null));
    return node;
  }

  const SVG = "http://www.w3.org/2000/svg";
  const ICONS = {
    key: "M6 3h5a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3zM3 9.5h11M8.5 6.2h.01M17.5 5a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3",
    close: "M6 6l12 12M18 6 6 18",
    again: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5",
    send: "M12 19V5M5.5 11.5 12 5l6.5 6.5",
    up: "M7 11v9H4v-9zm0 0 4-8c1.6 0 2.5 1 2.5 2.5L13 9h5.6c1.3 0 2.2 1.2 1.9 2.4l-1.7 7A2 2 0 0 1 16.9 20H7",
  };

  function icon(name, turned = false) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    if (turned) svg.setAttribute("class", "turned");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  const TAGS = new Set(["p", "strong", "em", "ul", "ol", "li", "a", "br"]);
  const LINK = /^(https:\/\/|tel:|mailto:)/;

  /** A reply's tree (see openapi.json, "Node") as nodes. */
  function grow(tree) {
    return tree.map((node) => {
      if (typeof node === "string") return node;
      const children = grow(node.children || []);
      if (!TAGS.has(node.tag)) return h("span", {}, ...children);
      if (node.tag !== "a") return h(node.tag, {}, ...children);
      if (!LINK.test(node.href || "")) return h("span", {}, ...children);
      const away = node.href.startsWith("https:");
      return h(
        "a",
        { href: node.href, rel: "noopener noreferrer", target: away ? "_blank" : null },
        ...children,
        away ? h("span", { class: "unseen" }, " (opens in a new tab)") : null,
      );
    });
  }

  /** A random UUID; crypto.randomUUID is missing on pages without https. */
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  // ---------------------------------------------------------------- talking to the door

  /** What went wrong with a request: the status (0: no answer), a kind sentence, when to retry. */
  class Trouble extends Error {
    constructor(status, message, seconds, fields) {
      super(message);
      this.fields = fields;
      this.status = status;
      this.seconds = seconds;
    }
    get passes() {
      return !this.status || this.status >= 500 || this.status === 429 || this.status === 408;
    }
  }

  class Door {
    constructor(home) {
      this.home = home;
      this.flights = new Set();
    }

    /** Give up whatever is under way. */
    hangUp() {
      for (const flight of this.flights) flight.abort();
    }

    async call(method, path, { token, body, patience = PATIENCE } = {}) {
      const headers = {};
      if (token) headers.Authorization = `Bearer ${token}`;
      if (body) headers["Content-Type"] = "application/json";
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), patience);
      this.flights.add(stop);
      try {
        const answer = await fetch(this.home + path, {
          method,
          headers,
          body: body && JSON.stringify(body),
          signal: stop.signal,
          credentials: "omit",
          cache: "no-store",
        });
        const data = await answer.json();
        if (answer.ok) return data;
        const wait = Number(answer.headers.get("Retry-After")) || 0;
        throw new Trouble(answer.status, data.error?.message || "", wait, data.error?.fields);
      } catch (error) {
        throw error instanceof Trouble ? error : new Trouble(0, "", 0);
      } finally {
        clearTimeout(timer);
        this.flights.delete(stop);
      }
    }
  }

  /** Server-sent events, by fetch: an EventSource could not carry the token. */
  class Line {
    constructor(door, path) {
      this.door = door;
      this.path = path;
      this.misses = 0;
    }

    /** Tell what comes until the line ends; throws Trouble when it breaks. */
    async hear(token, after, told) {
      // Some proxies keep a stream to themselves: then the page asks again and again.
      if (this.misses > 1) {
        const data = await this.door.call("GET", `${this.path}?after=${after}`, { token });
        told(data);
        return new Promise((resolve) => setTimeout(resolve, 2000));
      }
      const stop = new AbortController();
      this.door.flights.add(stop);
      let timer;
      let heard = false;
      const patience = (time) => {
        clearTimeout(timer);
        timer = setTimeout(() => stop.abort(), time);
      };
      patience(6000);
      try {
        const answer = await fetch(this.door.home + this.path, {
          headers: {
            Accept: "text/event-stream",
            Authorization: `Bearer ${token}`,
            "Last-Event-ID": String(after),
          },
          signal: stop.signal,
          credentials: "omit",
          cache: "no-store",
        });
        if (!answer.ok) throw new Trouble(answer.status, "", 0);
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        for (let kept = ""; ; ) {
          const { value, done } = await reader.read();
          if (done) break;
          patience(SILENCE);
          const blocks = (kept + value).split("\n\n");
          kept = blocks.pop();
          for (const block of blocks) {
            const data = block.split("\n").find((line) => line.startsWith("data: "));
            if (!data) continue;
            heard = true;
            told(JSON.parse(data.slice(6)));
          }
        }
      } catch (error) {
        throw error instanceof Trouble ? error : new Trouble(0, "", 0);
      } finally {
        clearTimeout(timer);
        this.door.flights.delete(stop);
        this.misses = heard ? 0 : this.misses + 1;
      }
    }
  }

  /** What survives a reload, in this tab: the token, and messages that are not answered yet. */
  class Notebook {
    constructor(home) {
      this.key = `second-key:${home}`;
      this.token = null;
      this.outbox = [];
      this.open = false;
      this.live = false;
      try {
        const kept = JSON.parse(sessionStorage.getItem(this.key)) || {};
        this.token = kept.token || null;
        this.outbox = Array.isArray(kept.outbox) ? kept.outbox : [];
        this.open = Boolean(kept.open);
        this.live = Boolean(kept.live);
      } catch {
        // No storage here (a sandboxed frame): the conversation lasts as long as the page.
      }
    }

    save() {
      const { token, outbox, open, live } = this;
      try {
        sessionStorage.setItem(this.key, JSON.stringify({ token, outbox, open, live }));
      } catch {
        // As above.
      }
    }
  }

  // ---------------------------------------------------------------- looks

  const STYLE = `
:host { all: initial; font-size: medium; --accent: var(--second-key-accent, #79592a);
  --paper: #fbfaf7; --card: #fff; --ink: #1c1e22; --soft: #5b5d63; --line: #e2ddd3;
  --edge: #8b8880; --mine: #23272e; --mine-ink: #fff; --shade: rgb(20 18 14 / .22); }
@media (prefers-color-scheme: dark) { :host { --accent: var(--second-key-accent, #d8b981);
  --paper: #15171b; --card: #1f2227; --ink: #f1eee8; --soft: #b3b0a9; --line: #34373d;
  --edge: #80828a; --mine: #e7dcc6; --mine-ink: #1c1e22; --shade: rgb(0 0 0 / .6); } }
@media print { :host { display: none; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.root { font: 1em/1.5 "Avenir Next", "Segoe UI", "Helvetica Neue", Roboto, Arial, sans-serif; color: var(--ink); text-align: left; letter-spacing: normal; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
button, textarea { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; background: none; border: 1px solid transparent; min-width: 44px;
  min-height: 44px; padding: 0; touch-action: manipulation; }
svg { width: 20px; height: 20px; display: block; fill: none; stroke: currentColor;
  stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.turned { transform: rotate(180deg); }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.launcher { position: fixed; right: max(20px, env(safe-area-inset-right)); z-index: 2147483000;
  bottom: max(20px, env(safe-area-inset-bottom)); display: flex; align-items: center; gap: 10px;
  padding: 0 22px 0 18px; min-height: 54px; border-radius: 27px; background: #1c1e22; color: #fff;
  border-color: #57524a; box-shadow: 0 10px 30px var(--shade); font-size: .9375em;
  letter-spacing: .02em; }
.launcher:hover { background: #33363c; }
.launcher:focus-visible { outline-color: var(--accent); outline-width: 3px; }
.panel { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; display: flex;
  flex-direction: column; width: min(25em, calc(100vw - 40px));
  height: min(42em, calc(100vh - 40px)); background: var(--paper); color: var(--ink);
  border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 24px 70px var(--shade);
  overflow: hidden; }
.head { display: flex; align-items: center; gap: 2px; padding: 10px 8px 10px 20px;
  border-bottom: 1px solid var(--line); background: var(--card); }
.names { flex: 1; min-width: 0; }
h2 { margin: 0; font: 400 1.125em/1.25 "Iowan Old Style", "Palatino Linotype", Palatino,
  "Book Antiqua", Georgia, serif; letter-spacing: .01em; }
.kind { margin: 2px 0 0; font-size: .8125em; line-height: 1.3; color: var(--soft); }
.tool { display: flex; gap: 6px; align-items: center; justify-content: center;
  border-radius: 22px; color: var(--soft); font-size: .875em; }
.tool.worded { padding: 0 12px 0 10px; }
.tool.worded svg { width: 16px; height: 16px; }
.tool:hover { color: var(--ink); background: var(--line); }
.scroll { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain;
  position: relative; padding: 20px 20px 12px; }
.scroll:focus-visible, .panel:focus-visible { outline-offset: -2px; }
.turn { margin: 0 0 18px; overflow-wrap: anywhere; }
.guest { width: fit-content; max-width: 85%; margin-left: auto; padding: 9px 15px;
  background: var(--mine); color: var(--mine-ink); border: 1px solid transparent;
  border-radius: 16px 16px 4px 16px; white-space: pre-wrap; }
.guest + .guest { margin-top: -8px; }
.guest.waits { opacity: .72; }
.bot { padding-right: 6px; }
.bot p { text-wrap: pretty; margin: 0 0 .6em; }
.bot ul, .bot ol { margin: 0 0 .6em; padding-left: 1.3em; }
.bot li { margin: 0 0 .25em; }
.bot a { color: var(--accent); text-underline-offset: 3px; display: inline-block;
  padding: 2px 0; }
.foot { display: flex; align-items: center; gap: 4px; min-height: 44px; margin: -2px 0 0;
  border-top: 1px solid var(--line); color: var(--soft); font-size: .8125em; line-height: 1.4; }
.source { flex: 1; min-width: 0; padding: 6px 0; }
.thumb { display: grid; place-items: center; border-radius: 50%; color: var(--soft); }
.thumb svg { width: 17px; height: 17px; }
.thumb:hover { color: var(--ink); }
.thumb[aria-pressed="true"] { color: var(--accent); }
.thumb[aria-pressed="true"] svg { fill: currentColor; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; margin: 0 0 12px; }
.chip { padding: 8px 16px; border: 1px solid var(--accent); border-radius: 22px;
  background: var(--card); color: var(--accent); font-size: .9375em; line-height: 1.3;
  text-align: left; }
.chip:hover { background: var(--accent); color: var(--paper); }
.typing { display: flex; gap: 5px; padding: 8px 0 16px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); }
.status { padding: 10px 20px; font-size: .875em; line-height: 1.4; border-top: 1px solid var(--line);
  background: var(--card); }
.status:empty { padding: 0; border: 0; }
.status button { min-height: 44px; padding: 0 4px; color: var(--accent); text-decoration: underline;
  text-underline-offset: 3px; }
.person { display: flex; flex-wrap: wrap; align-items: center; gap: 0 12px; padding: 4px 20px;
  border-bottom: 1px solid var(--line); background: var(--card); font-size: .875em; }
.person span { flex: 1; min-width: 9em; padding: 6px 0; }
.person button, .leave .plain { padding: 0 4px; color: var(--accent); text-decoration: underline;
  text-underline-offset: 3px; }
.agent { width: fit-content; max-width: 92%; padding: 9px 15px; background: var(--card);
  border: 1px solid var(--line); border-radius: 16px 16px 16px 4px; white-space: pre-wrap; }
.agent b { display: block; font-size: .8125em; font-weight: 600; color: var(--accent); }
.notice { padding: 2px 0 2px 14px; border-left: 2px solid var(--accent); }
.notice > :last-child { margin-bottom: 0; }
.leave { margin: 0 0 16px; padding: 16px; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; }
.leave h3 { margin: 0 0 8px; font: 400 1.0625em/1.3 "Iowan Old Style", "Palatino Linotype",
  Palatino, Georgia, serif; }
.leave p { margin: 0 0 12px; font-size: .875em; line-height: 1.45; color: var(--soft); }
.leave label { display: block; font-size: .875em; }
.leave .entry { margin: 0 0 12px; }
.leave .entry input:not([type]), .leave textarea { display: block; width: 100%; height: auto;
  min-height: 44px; margin-top: 4px; padding: 8px 12px; font: inherit; color: inherit;
  font-size: max(1em, 16px); background: var(--paper); border: 1px solid var(--edge);
  border-radius: 8px; }
.leave .agree { display: flex; gap: 10px; align-items: flex-start; min-height: 44px; }
.leave .agree input { flex: none; width: 22px; height: 22px; margin: 1px 0 0;
  accent-color: var(--accent); }
.leave .wrong { margin: 4px 0 0; color: var(--ink); font-weight: 600; }
.leave .wrong:empty { margin: 0; }
.leave [aria-invalid="true"] { border-width: 2px; border-color: var(--ink); }
.leave .ways { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
.compose { display: flex; align-items: flex-end; gap: 8px; padding: 10px 10px 4px 12px;
  border-top: 1px solid var(--line); background: var(--card); }
textarea { flex: 1; min-width: 0; resize: none; height: 46px; min-height: 46px; max-height: 8em; padding: 10px 14px;
  font-size: max(1em, 16px); line-height: 1.45; background: var(--paper); border: 1px solid var(--edge);
  border-radius: 23px; }
textarea:focus-visible { outline-offset: 0; }
textarea::placeholder { color: var(--soft); opacity: 1; }
.send { display: grid; place-items: center; width: 46px; height: 46px; border-radius: 50%;
  background: var(--accent); color: var(--paper); }
.send:hover { filter: brightness(1.12); }
.note { text-wrap: balance; margin: 0; padding: 7px 20px max(10px, env(safe-area-inset-bottom)); font-size: .75em;
  line-height: 1.35; color: var(--soft); background: var(--card); }
.note.over { color: var(--ink); font-weight: 600; }
@media (max-width: 480px), (max-height: 520px) {
  .panel { inset: 0; width: 100%; border: 0; border-radius: 0; height: 100vh; height: 100dvh;
    height: var(--seen, 100dvh); top: var(--seen-from, 0); bottom: auto; }
  .head { padding-left: max(16px, env(safe-area-inset-left));
    padding-top: max(6px, env(safe-area-inset-top)); }
  .scroll { padding: 16px 16px 8px; }
}
@media (max-width: 359px) { .tool.worded { padding: 0; } .tool.worded span { display: none; } }
@media (max-height: 520px) { .head { padding-bottom: 4px; } .kind { margin: 0; }
  .note:not(.over) { padding: 4px 0; font-size: 0; } }
@media (prefers-reduced-motion: no-preference) {
  .scroll { scroll-behavior: smooth; }
  .panel { animation: rise .26s cubic-bezier(.2, .8, .2, 1); }
  .turn { animation: come .22s ease-out; }
  .quiet .turn { animation: none; }
  .typing i { animation: breathe 1.2s infinite ease-in-out; }
  .typing i:nth-child(2) { animation-delay: .15s; }
  .typing i:nth-child(3) { animation-delay: .3s; }
  @keyframes rise { from { opacity: 0; transform: translateY(14px); } }
  @keyframes come { from { opacity: 0; transform: translateY(6px); } }
  @keyframes breathe { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
}
@media (forced-colors: active) {
  .guest, .launcher, .send, .panel, .thumb[aria-pressed="true"] { border: 1px solid; }
  .typing i { background: CanvasText; }
}`;

  function dress(root) {
    if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } else {
      root.append(h("style", {}, STYLE));
    }
  }

  /** After these, a guest is told whether a person is there. */
  function leadsToPerson(message) {
    return message?.outcome === "handoff" || message?.kind === "nobody_came";
  }

  // ---------------------------------------------------------------- the element

  class SecondKeyChat extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.door = new Door(this.getAttribute("door") || HOME);
      this.notes = new Notebook(this.door.home);
      this.loaded = !this.notes.token;
      this.era = 0;
      this.failures = 0;
      this.bubbles = new Map();
      this.seen = new Set();
      this.standing = { state: "none", agent: null };
      this.cursor = 0;
      this.line = new Line(this.door, "/api/conversation/events");
      const root = this.attachShadow({ mode: "open" });
      dress(root);
      root.append(this.build());
      this.fullScreen = matchMedia("(max-width: 480px), (max-height: 520px)");
      this.fullScreen.addEventListener("change", () => this.suitScreen());
      window.visualViewport?.addEventListener("resize", () => this.suitScreen());
      window.visualViewport?.addEventListener("scroll", () => this.suitScreen());
      addEventListener("online", () => this.hurry());
      addEventListener("offline", () => this.notes.outbox.length && this.sayAway());
      if (this.notes.open) this.open({ focus: false });
      else if (this.notes.outbox.length || this.notes.live) this.start();
    }

    build() {
      this.label = this.getAttribute("label") || "Ask about your key";
      this.calls = h("span", {}, this.label);
      this.aloud = h("span", { class: "unseen", role: "status" });
      this.launcher = h(
        "button",
        {
          class: "launcher",
          type: "button",
          "aria-haspopup": "dialog",
          "aria-expanded": "false",
          onclick: () => this.open(),
        },
        icon("key"),
        this.calls,
      );
      this.log = h("div", { class: "log", role: "log", "aria-label": "Messages" });
      this.chips = h("div", { class: "chips", role: "group", "aria-label": "Suggested replies" });
      this.typing = h("div", { class: "typing", "aria-hidden": "true", hidden: true });
      this.typing.append(h("i"), h("i"), h("i"));
      this.scroller = h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "Conversation" },
        this.log,
        this.typing,
        (this.leave = h("div", {})),
        this.chips,
      );
      this.status = h("div", { class: "status", role: "status" });
      this.field = h("textarea", {
        id: "field",
        rows: "1",
        placeholder: "Type your question",
        enterkeyhint: "send",
        autocomplete: "off",
        "aria-describedby": "note",
        oninput: () => this.suitField(),
        onkeydown: (event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          this.submit();
        },
      });
      this.note = h("p", { class: "note", id: "note" });
      this.panel = h(
        "section",
        {
          class: "panel",
          role: "dialog",
          "aria-labelledby": "title",
          "aria-describedby": "kind",
          tabindex: "-1",
          hidden: true,
          onkeydown: (event) => this.key(event),
        },
        h(
          "div",
          { class: "head" },
          h(
            "div",
            { class: "names" },
            h("h2", { id: "title" }, "Second Key Assistant"),
            (this.kind = h("p", { class: "kind", id: "kind" })),
          ),
          this.tool("again", "Start over", () => this.restart(), true),
          this.tool("close", "Close the chat", () => this.close()),
        ),
        (this.person = h(
          "div",
          { class: "person", role: "group", "aria-label": "Chat with a person", hidden: true },
          (this.whom = h("span", {})),
          h("button", { type: "button", onclick: () => this.handBack() }, "Back to the assistant"),
        )),
        this.scroller,
        this.status,
        h(
          "form",
          {
            class: "compose",
            onsubmit: (event) => {
              event.preventDefault();
              this.submit();
            },
          },
          h("label", { class: "unseen", for: "field" }, "Your message"),
          this.field,
          h("button", { class: "send", type: "submit", "aria-label": "Send" }, icon("send")),
        ),
        this.note,
      );
      this.showStanding();
      return h("div", { class: "root", lang: "en" }, this.launcher, this.aloud, this.panel);
    }

    tool(name, label, act, worded = false) {
      const kind = worded ? "tool worded" : "tool";
      return h(
        "button",
        { class: kind, type: "button", "aria-label": label, title: label, onclick: act },
        icon(name),
        worded ? h("span", {}, label) : null,
      );
    }

    // ------------------------------------------------------------ opening and closing

    /** Show the chat. */
    open({ focus = true } = {}) {
      if (this.panel.hidden) this.from = document.activeElement;
      this.panel.hidden = false;
      this.launcher.hidden = true;
      this.calls.textContent = this.label;
      this.aloud.hidden = true;
      this.launcher.setAttribute("aria-expanded", "true");
      this.notes.open = true;
      this.notes.save();
      this.suitScreen();
      this.suitField();
      // On touch screens the keyboard would cover half of the chat before anything was read.
      if (focus) (matchMedia("(pointer: coarse)").matches ? this.panel : this.field).focus();
      this.addVoice();
      this.start();
    }

    /** The microphone, where the browser turns speech into text; the chat does without. */
    addVoice() {
      if (this.voice !== undefined) return;
      this.voice = null;
      if (!(window.SpeechRecognition || window.webkitSpeechRecognition)) return;
      import(`${HOME}/voice.js`)
        .then(({ voiceFor }) => (this.voice = voiceFor(this, h)))
        .catch(() => {});
    }

    /** Hide the chat; the conversation goes on when it is opened again. */
    close() {
      this.voice?.quiet();
      this.panel.hidden = true;
      this.launcher.hidden = false;
      this.aloud.textContent = "";
      this.aloud.hidden = false;
      this.launcher.setAttribute("aria-expanded", "false");
      this.notes.open = false;
      this.notes.save();
      // Back to where the guest came from: the page's own ask box, or the launcher.
      const back = this.from?.isConnected && this.from !== document.body && this.from !== this;
      (back ? this.from : this.launcher).focus();
    }

    /** Open the chat with a question, or only open it when there is none. */
    ask(text) {
      this.open();
      if (text && text.trim()) this.send({ text: text.trim() });
    }

    key(event) {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
      }
      if (event.key !== "Tab" || !this.fullScreen.matches) return;
      // Over the whole screen there is nothing else to go to, so Tab goes round.
      const stops = [...this.panel.querySelectorAll("button, textarea, input, a, .scroll")].filter(
        (stop) => stop.getClientRects().length,
      );
      const at = stops.indexOf(this.shadowRoot.activeElement);
      const to = event.shiftKey ? (at <= 0 ? stops.length - 1 : null) : at === stops.length - 1 ? 0 : null;
      if (to === null) return;
      event.preventDefault();
      stops[to].focus();
    }

    suitScreen() {
      const full = this.fullScreen.matches;
      if (full) this.panel.setAttribute("aria-modal", "true");
      else this.panel.removeAttribute("aria-modal");
      // The on-screen keyboard covers the page without resizing it; the visual viewport knows.
      const seen = window.visualViewport;
      if (!seen || seen.scale > 1.01) return;
      this.panel.style.setProperty("--seen", `${seen.height}px`);
      this.panel.style.setProperty("--seen-from", `${seen.offsetTop}px`);
    }

    suitField() {
      const length = this.field.value.trim().length;
      const over = length > LONGEST;
      this.field.style.height = "auto";
      this.field.style.height = `${this.field.scrollHeight + 2}px`;
      this.field.setAttribute("aria-invalid", String(over));
      this.note.classList.toggle("over", over);
      this.note.textContent = over
        ? `${length.toLocaleString("en")} of ${LONGEST.toLocaleString("en")} characters. Please send it in shorter messages.`
        : this.standing.state === "none"
          ? "Automated answers, resting on the program's letter as of January 31, 2024."
          : "You are writing to a person. What you type is kept for them.";
    }

    // ------------------------------------------------------------ showing messages

    showGreeting({ content, text, buttons }) {
      if (!this.greeting) {
        this.greeting = this.botTurn({ content, text });
        this.log.prepend(this.greeting);
      }
      if (!this.bubbles.size) this.showChips(buttons || []);
    }

    /** The turn of any message that the door tells. */
    turnOf(message) {
      if (message.author === "guest") return this.guestTurn(message, false);
      if (message.author !== "agent") return this.botTurn(message);
      this.seen.add(message.id);
      const says = h("b", {}, message.name, h("span", { class: "unseen" }, ": "));
      return h("div", { class: "turn agent" }, says, message.text);
    }

    botTurn(message) {
      this.seen.add(message.id);
      const body = message.content ? grow(message.content) : [h("p", {}, message.text)];
      const turn = h(
        "div",
        { class: message.author === "notice" ? "turn bot notice" : "turn bot" },
        h("span", { class: "unseen" }, "Assistant: "),
        ...body,
      );
      if (message.source_line || message.may_rate) turn.append(this.foot(message));
      return turn;
    }

    foot(message) {
      // Not announced with the answer: who wants to rate it finds the buttons below it.
      const foot = h(
        "div",
        { class: "foot", "aria-live": "off" },
        h("span", { class: "source" }, message.source_line ? `Source: ${message.source_line}` : ""),
      );
      if (!message.may_rate) return foot;
      const thumbs = [true, false].map((helpful) =>
        h(
          "button",
          {
            class: "thumb",
            type: "button",
            "aria-label": helpful ? "Helpful" : "Not helpful",
            "aria-pressed": String(message.helpful === helpful),
            onclick: () => this.rate(message, helpful, thumbs),
          },
          icon("up", !helpful),
        ),
      );
      foot.append(...thumbs);
      return foot;
    }

    guestTurn(message, waits) {
      const turn = h(
        "div",
        { class: waits ? "turn guest waits" : "turn guest" },
        h("span", { class: "unseen" }, "You: "),
        message.text,
      );
      this.bubbles.set(message.id, turn);
      return turn;
    }

    showChips(buttons) {
      const held = this.chips.contains(this.shadowRoot.activeElement);
      this.chips.replaceChildren(
        ...buttons.map(({ title, payload, act }) =>
          h(
            "button",
            {
              class: "chip",
              type: "button",
              onclick: act || (() => this.send({ text: title, payload })),
            },
            title,
          ),
        ),
      );
      this.chips.hidden = !buttons.length;
      // The button that had the focus is gone; leave the reader in the conversation.
      if (held) (matchMedia("(pointer: coarse)").matches ? this.scroller : this.field).focus();
    }

    /** Bring a turn into view from its first line on. */
    bringUp(turn) {
      this.scroller.scrollTop = turn.offsetTop - 14;
    }

    /** A sentence above the field; with `retry`, a way to try at once. */
    say(text, retry = false) {
      if (text && this.status.firstChild?.textContent === text) return;
      this.status.replaceChildren();
      if (!text) return;
      this.status.append(h("span", {}, text));
      if (retry) {
        this.status.append(
          " ",
          h("button", { type: "button", onclick: () => this.hurry() }, "Try now"),
        );
      }
    }

    sayAway(why) {
      if (!navigator.onLine) why = "You seem to be offline.";
      why ||= "The assistant cannot be reached right now.";
      this.say(this.notes.outbox.length ? `${why} ${KEPT}` : why, true);
    }

    wait(on) {
      clearTimeout(this.typingTimer);
      if (!on) {
        this.typing.hidden = true;
        return;
      }
      this.typingTimer = setTimeout(() => {
        this.typing.hidden = false;
        this.scroller.scrollTop = this.scroller.scrollHeight;
      }, 250);
    }

    // ------------------------------------------------------------ sending

    submit() {
      const text = this.field.value.trim();
      if (!text || text.length > LONGEST) {
        this.field.focus();
        return;
      }
      this.field.value = "";
      this.suitField();
      this.send({ text });
    }

    send({ text, payload }) {
      const message = { id: uuid(), text, payload };
      this.voice?.sent(message);
      this.notes.outbox.push(message);
      this.notes.save();
      const turn = this.guestTurn(message, true);
      this.log.append(turn);
      this.showChips([]);
      this.bringUp(turn);
      this.hurry();
    }

    /** Do what is to be done: load what was said, then send what is in the outbox, in its order. */
    async start() {
      if (this.busy) return;
      this.busy = true;
      clearTimeout(this.timer);
      const era = this.era;
      try {
        await this.load();
        while (era === this.era && this.notes.outbox.length) await this.deliver(era);
        if (era === this.era) this.say("");
      } catch (trouble) {
        if (era === this.era) this.putOff(trouble);
      } finally {
        this.wait(false);
        this.busy = false;
        if (era !== this.era) this.start();
      }
    }

    hurry() {
      this.failures = 0;
      this.start();
    }

    putOff(trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
      this.failures += 1;
      const seconds = trouble.seconds || pause * (0.8 + Math.random() * 0.4);
      this.timer = setTimeout(() => this.start(), seconds * 1000);
      if (!trouble.passes || trouble.status === 429) this.say(trouble.message);
      else this.sayAway(trouble.status === 503 && trouble.message);
    }

    /** The greeting, and after a reload what was said before. */
    async load() {
      if (!this.loaded) {
        let kept;
        try {
          kept = await this.door.call("GET", "/api/conversation", { token: this.notes.token });
        } catch (trouble) {
          if (trouble.passes) {
            this.showOutbox();
            throw trouble;
          }
          this.notes.token = null;
          this.notes.save();
        }
        this.loaded = true;
        if (kept) this.showTranscript(kept);
      }
      this.showOutbox();
      if (this.greeted) return;
      try {
        this.showGreeting(await this.door.call("GET", "/api/greeting", { patience: 6000 }));
        this.greeted = true;
      } catch (trouble) {
        this.showGreeting({ text: GREETING });
        throw trouble;
      }
    }

    showTranscript({ greeting, messages, standing, cursor }) {
      this.log.setAttribute("aria-live", "off");
      this.scroller.classList.add("quiet");
      this.log.replaceChildren();
      this.bubbles.clear();
      this.seen.clear();
      for (const message of messages) this.log.append(this.turnOf(message));
      const answered = new Set(messages.map((message) => message.answers));
      // What a person was told has no answer of its own: that it is kept is enough.
      for (const { id, author, answered: kept } of messages) {
        if (author === "guest" && kept) answered.add(id);
      }
      this.notes.outbox = this.notes.outbox.filter((message) => !answered.has(message.id));
      this.notes.save();
      this.greeting = null;
      this.showGreeting(greeting);
      this.greeted = true;
      const final = messages[messages.length - 1];
      if (final) this.showChips(final.buttons || []);
      if (final) this.scroller.scrollTop = this.scroller.scrollHeight;
      this.cursor = cursor || 0;
      this.stand(standing || this.standing);
      if (this.standing.state === "none" && leadsToPerson(final)) this.offerPerson();
      setTimeout(() => {
        this.log.removeAttribute("aria-live");
        this.scroller.classList.remove("quiet");
      }, 500);
    }

    showOutbox() {
      for (const message of this.notes.outbox) {
        const shown = this.bubbles.get(message.id);
        if (shown) shown.classList.add("waits");
        else this.log.append(this.guestTurn(message, true));
      }
    }

    /** Send the first message of the outbox. It leaves the outbox when its answer is here. */
    async deliver(era) {
      const [message] = this.notes.outbox;
      this.wait(this.standing.state === "none");
      try {
        if (!this.notes.token) {
          const { token } = await this.door.call("POST", "/api/conversations");
          if (era !== this.era) return;
          this.notes.token = token;
          this.notes.save();
        }
        const { id, text, payload } = message;
        const body = payload ? { id, payload } : { id, text };
        const token = this.notes.token;
        const answer = await this.door.call("POST", "/api/conversation/messages", { token, body });
        if (era === this.era) this.showAnswer(message, answer.messages);
      } catch (trouble) {
        if (era !== this.era) return;
        if (!(trouble instanceof Trouble) || trouble.passes) throw trouble;
        if (trouble.status === 401) this.notes.token = null;
        else this.decline(message, trouble.message);
        this.notes.save();
      }
    }

    showAnswer(message, replies) {
      this.wait(false);
      this.notes.outbox.shift();
      this.notes.save();
      this.failures = 0;
      this.say("");
      const turn = this.bubbles.get(message.id);
      turn.classList.remove("waits");
      turn.after(...replies.map((reply) => this.botTurn(reply)));
      this.voice?.told(replies);
      const last = replies[replies.length - 1];
      if (!this.notes.outbox.length) {
        this.showChips(last?.buttons || []);
        if (leadsToPerson(last)) this.offerPerson();
      }
      this.bringUp(turn);
    }

    /** A message that the door does not take: say why, and give the words back. */
    decline(message, why) {
      this.notes.outbox.shift();
      this.bubbles.get(message.id)?.remove();
      this.bubbles.delete(message.id);
      this.log.append(this.botTurn({ text: why || "This message could not be sent." }));
      if (!this.field.value && !message.payload) {
        this.field.value = message.text;
        this.suitField();
      }
      this.scroller.scrollTop = this.scroller.scrollHeight;
    }

    async rate(message, helpful, thumbs) {
      const show = (value) =>
        thumbs.forEach((thumb, no) => thumb.setAttribute("aria-pressed", String(value === !no)));
      const before = message.helpful;
      message.helpful = helpful;
      show(helpful);
      try {
        const body = { message: message.id, helpful };
        await this.door.call("POST", "/api/conversation/feedback", { token: this.notes.token, body });
        this.passingWord("Thank you for telling us.");
      } catch {
        message.helpful = before;
        show(before);
        this.passingWord("That did not reach us. Please try again.");
      }
    }

    passingWord(text) {
      if (this.notes.outbox.length) return;
      this.say(text);
      setTimeout(() => this.status.textContent === text && this.say(""), 4000);
    }

    // ------------------------------------------------------------ people

    /** Whether a person is there, and what the guest may do: chat, or leave a number. */
    async offerPerson() {
      const era = this.era;
      const token = this.notes.token;
      let found;
      try {
        found = await this.door.call("GET", "/api/conversation/handoff", { token });
      } catch {
        return; // The numbers are in the answer.
      }
      if (era === this.era && !this.notes.outbox.length) this.offer(found);
    }

    offer({ standing, ways }) {
      if (standing.state !== "none") return this.stand(standing);
      const turn = this.botTurn({ author: "notice", text: ways.text });
      if (this.log.lastChild?.textContent !== turn.textContent) this.log.append(turn);
      const chat = { title: "Chat with a person now", act: () => this.askPerson() };
      const leave = { title: "Ask for a call-back", act: () => this.openLeave(ways.call_back) };
      this.showChips(ways.chat ? [chat, leave] : [leave]);
      this.scroller.scrollTop = this.scroller.scrollHeight;
    }

    askPerson() {
      return this.change("/api/conversation/handoff");
    }

    handBack() {
      return this.change("/api/conversation/handoff/end");
    }

    /** Ask the door for a change of who leads the conversation. */
    async change(path) {
      const era = this.era;
      const token = this.notes.token;
      try {
        const answer = await this.door.call("POST", path, { token });
        if (era !== this.era) return;
        this.say("");
        this.takeNews(answer);
        if (answer.standing.state === "none" && !answer.messages.length) this.offer(answer);
      } catch (trouble) {
        if (era === this.era) this.say(trouble.message || "That did not reach us. Please try again.");
      }
    }

    /** New messages, and who leads the conversation now. */
    takeNews({ standing, messages, cursor }) {
      let last = null;
      for (const message of messages) {
        if (this.seen.has(message.id) || this.bubbles.has(message.id)) continue;
        last = message;
        this.log.append(this.turnOf(message));
      }
      this.cursor = Math.max(this.cursor, cursor);
      this.stand(standing);
      if (!last) return;
      this.voice?.told([last]);
      this.scroller.scrollTop = this.scroller.scrollHeight;
      if (this.panel.hidden) {
        this.calls.textContent = `New message${last.name ? ` from ${last.name}` : ""}`;
        this.aloud.textContent = this.calls.textContent;
      }
      if (standing.state !== "none") this.showChips([]);
      else if (leadsToPerson(last)) this.offerPerson();
    }

    stand(standing) {
      this.standing = standing;
      if (this.notes.live !== (standing.state !== "none")) {
        this.notes.live = !this.notes.live;
        this.notes.save();
      }
      this.showStanding();
      this.follow();
    }

    showStanding() {
      const { state, agent } = this.standing;
      const whom = { waiting: "Waiting for a person", live: `You are chatting with ${agent}` }[state];
      this.kind.textContent = state === "live" ? "A person is here" : "Automated assistant";
      const held = this.person.contains(this.shadowRoot?.activeElement);
      this.person.hidden = !whom;
      this.whom.textContent = whom || "";
      if (held && !whom) this.field.focus();
      this.field.placeholder = whom ? "Type your message" : "Type your question";
      this.suitField();
    }

    /** While a person is asked for or here, hear what happens. */
    async follow() {
      if (this.following) return;
      this.following = true;
      let failures = 0;
      while (this.standing.state !== "none") {
        const era = this.era;
        const told = (data) => {
          if (era !== this.era) return;
          if (failures > 1) this.say("");
          failures = 0;
          this.takeNews(data);
        };
        let pause = 0.5;
        try {
          await this.line.hear(this.notes.token, this.cursor, told);
        } catch (trouble) {
          if (era !== this.era) continue;
          if (trouble.status === 401) {
            this.stand({ state: "none", agent: null });
            break;
          }
          if (failures > 0 && !this.notes.outbox.length) this.say("Connecting again. Nothing is lost.");
          pause = PAUSES[Math.min(failures, 3)];
          failures += 1;
        }
        if (this.standing.state === "none") break;
        await new Promise((resolve) => setTimeout(resolve, pause * 1000));
      }
      this.following = false;
    }

    /** The form for a call-back: first what it is for, then what to enter. */
    openLeave({ purpose, consent }) {
      const id = uuid();
      const entry = (name, label, field) => {
        field.id = `leave-${name}`;
        field.setAttribute("aria-describedby", `wrong-${name}`);
        const wrong = h("p", { class: "wrong", id: `wrong-${name}` });
        return h("div", { class: "entry" }, h("label", { for: field.id }, label), field, wrong);
      };
      const fields = {
        name: h("input", { autocomplete: "name", maxlength: "80", "aria-required": "true" }),
        phone: h("input", { autocomplete: "tel", inputmode: "tel", maxlength: "40" }),
        email: h("input", { autocomplete: "email", inputmode: "email", maxlength: "254" }),
        about: h("textarea", { rows: "2", maxlength: "500" }),
        agreed: h("input", {
          type: "checkbox",
          "aria-required": "true",
          "aria-describedby": "wrong-agreed",
        }),
      };
      const close = () => {
        this.leave.replaceChildren();
        this.field.focus();
      };
      const form = h(
        "form",
        {
          class: "leave",
          novalidate: true,
          "aria-labelledby": "leave-title",
          onsubmit: async (event) => {
            event.preventDefault();
            const body = { id };
            for (const [name, field] of Object.entries(fields)) {
              body[name] = name === "agreed" ? field.checked : field.value;
            }
            try {
              const token = this.notes.token;
              const answer = await this.door.call("POST", "/api/conversation/call-back", { token, body });
              close();
              this.say("");
              this.showChips([]);
              this.takeNews(answer);
            } catch (trouble) {
              this.showWrong(fields, trouble);
            }
          },
        },
        h("h3", { id: "leave-title", tabindex: "-1" }, "Ask for a call-back"),
        h("p", {}, purpose),
        entry("name", "Your name", fields.name),
        entry("phone", "Phone number", fields.phone),
        entry("email", "Or e-mail address", fields.email),
        entry("about", "What is it about? (optional)", fields.about),
        h(
          "div",
          { class: "entry" },
          h("label", { class: "agree" }, fields.agreed, h("span", {}, consent)),
          h("p", { class: "wrong", id: "wrong-agreed" }),
        ),
        h(
          "div",
          { class: "ways" },
          h("button", { class: "chip", type: "submit" }, "Leave the request"),
          h("button", { class: "plain", type: "button", onclick: close }, "Cancel"),
        ),
      );
      this.showChips([]);
      this.leave.replaceChildren(form);
      this.bringUp(form);
      form.querySelector("h3").focus({ preventScroll: true });
    }

    /** Each entry that needs another look says so; the first of them has the focus. */
    showWrong(fields, { message, fields: wrong = {} }) {
      for (const [name, field] of Object.entries(fields)) {
        field.setAttribute("aria-invalid", String(name in wrong));
        this.shadowRoot.getElementById(`wrong-${name}`).textContent = wrong[name] || "";
      }
      const first = Object.keys(fields).find((name) => name in wrong);
      if (first) fields[first].focus();
      // Which numbers to call instead, for one, must stay to be read.
      if (first || !message) this.passingWord(message || "That did not reach us. Please try again.");
      else this.say(message);
    }

    /** Forget what was said, here and at the door, and begin anew. */
    async restart() {
      const { token } = this.notes;
      this.voice?.quiet();
      this.era += 1;
      this.door.hangUp();
      this.notes.token = null;
      this.notes.outbox = [];
      this.notes.save();
      this.bubbles.clear();
      this.seen.clear();
      this.leave.replaceChildren();
      this.cursor = 0;
      this.stand({ state: "none", agent: null });
      this.loaded = true;
      this.greeting = null;
      this.greeted = false;
      this.wait(false);
      this.say("");
      this.log.replaceChildren();
      this.showChips([]);
      (matchMedia("(pointer: coarse)").matches ? this.panel : this.field).focus();
      if (token) {
        // The door closes the old conversation and hands out a new token; without it, the next
        // message opens a new conversation by itself.
        const era = this.era;
        this.door
          .call("POST", "/api/conversation/restart", { token, patience: 5000 })
          .then((fresh) => {
            if (era !== this.era || this.notes.token) return;
            this.notes.token = fresh.token;
            this.notes.save();
          })
          .catch(() => {});
      }
      this.start();
    }
  }

  if (customElements.get(NAME)) return;
  customElements.define(NAME, SecondKeyChat);
  const settle = () => {
    if (!document.querySelector(NAME)) document.body.append(document.createElement(NAME));
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", settle);
  else settle();
})();
