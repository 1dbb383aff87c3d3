// The editors' corner: what the knowledge files lack.

import { get } from "./api.js";
import { $, el, fill, tell } from "./nodes.js";

export async function showCorner() {
  try {
    draw(await get("corner"));
    drawWeeks(await get("report"));
  } catch (error) {
    tell(error.message, "wrong");
  }
}

function draw({ version, faults, coverage, unanswered }) {
  $("corner-version").textContent = `Live: version ${version.slice(0, 12)}`;
  fill($("faults"), faults.length
    ? el("ul", { class: "faults" }, ...faults.map((fault) => el("li", {}, el("code", { text: `${fault.file}:${fault.line}` }), ` ${fault.message}`)))
    : el("p", { class: "quiet", text: "The files have no faults; what they say is what guests and agents get." }));
  fill($("unanswered"), unanswered.length
    ? table(["Asked", "Question", "Nearest topic"], unanswered.map((one) => [`${one.count}×`, one.question, one.nearest || "none"]))
    : el("p", { class: "quiet", text: "No question has gone without an answer." }));
  fill($("coverage"), table(["Topic", "For", "Phrasings", "Test questions", "Sources", "Quoted", "Missed", "Reviewed"],
    coverage.map((topic) => [topic.title, topic.audience === "agent" ? "agents" : "guests", topic.phrasings + (topic.few ? " (few)" : ""), topic.tests, topic.sources,
      topic.quoted, topic.missed || "", topic.reviewed])));
}

function drawWeeks({ weeks }) {
  const share = (week) => week.answered_share === null ? "–" : `${Math.round(100 * week.answered_share)} %`;
  fill($("weeks"), table(["Week of", "Conversations", "Questions", "Answered", "Not understood", "To a person", "Chats", "Thumbs up", "Down"],
    weeks.map((week) => [week.week, week.conversations, week.questions, share(week), week.not_understood, week.handed_over, week.live_chats, week.thumbs_up,
      week.thumbs_down])));
}

function table(titles, rows) {
  return el("table", {},
    el("thead", {}, el("tr", {}, ...titles.map((title) => el("th", { scope: "col", text: title })))),
    el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", { text: String(cell) }))))));
}
