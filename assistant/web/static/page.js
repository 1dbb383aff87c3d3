/* The demo page's own questions open the chat. */
(() => {
  "use strict";
  const chat = () => document.querySelector("second-key-chat");
  const form = document.getElementById("ask");
  const question = document.getElementById("question");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    chat()?.ask(question.value);
    question.value = "";
  });
  for (const button of document.querySelectorAll("[data-ask]")) {
    button.addEventListener("click", () => chat()?.ask(button.dataset.ask));
  }
})();
