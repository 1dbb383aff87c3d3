// Signing in. Nothing of the console is loaded before somebody is signed in.

const form = document.getElementById("sign-in");
const told = document.getElementById("told");
const button = form.querySelector("button");

const COMPANY = {
  again: "That took too long, or was begun in another window. Please try again.",
  away: "The company sign-in does not answer properly right now. Please try again in a moment.",
  declined: "The company sign-in was not completed.",
  role: "Your company account may not use the console yet. Your supervisor can change that.",
};

const why = new URLSearchParams(location.search).get("company");
if (why && Object.hasOwn(COMPANY, why)) {
  told.textContent = COMPANY[why];
  history.replaceState(null, "", "/agent");
}

const ways = await fetch("/agent/api/ways-in").then((answer) => answer.json()).catch(() => ({ passwords: true }));
form.hidden = !ways.passwords;
if (ways.company) {
  const company = document.getElementById("company");
  company.querySelector("a").textContent = ways.company;
  company.hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  told.textContent = "";
  const { name, password } = form.elements;
  for (const field of [name, password]) {
    if (!field.value) {
      told.textContent = field === name ? "Please type your name." : "Please type your password.";
      field.focus();
      return;
    }
  }
  button.disabled = true;
  try {
    const answer = await fetch("/agent/api/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: name.value, password: password.value }),
    });
    if (answer.ok) {
      const user = await answer.json();
      if (user.may.includes("agent")) {
        location.replace("/agent");
        return;
      }
      told.textContent = "Your account may not use the console yet. Your supervisor can change that.";
    } else {
      const { error } = await answer.json();
      told.textContent = error.message;
    }
  } catch {
    told.textContent = "The console does not answer. Please try again in a moment.";
  }
  button.disabled = false;
  password.value = "";
  password.focus();
});
