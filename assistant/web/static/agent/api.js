// The console's way to the server. The role and the rights are the server's; here is only a token.

let token = "";

export class Refused extends Error {
  constructor(status, message, data) {
    super(message);
    this.status = status;
    this.data = data;
  }
}

/** Who is signed in. */
export async function me() {
  const user = await get("me");
  token = user.token;
  return user;
}

export const get = (path) => ask(path, {});

export const post = (path, body, signal) => ask(path, {
  method: "POST",
  headers: { "content-type": "application/json", "x-csrf-token": token },
  body: JSON.stringify(body),
  signal,
});

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(`/agent/api/${path}`, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, "The console's server does not answer. What you typed is kept.", {});
  }
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) return data;
  if (answer.status === 401) {
    // The call is kept in this tab and is there again after signing in.
    location.replace("/agent");
  }
  throw new Refused(answer.status, data.error?.message ?? "This could not be done.", data);
}

/** Calls `work` after a pause in typing; an older call is given up for a newer one. */
export function settled(milliseconds, work) {
  let timer;
  let running;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running?.abort();
      running = new AbortController();
      try {
        await work(running.signal, ...args);
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }, milliseconds);
  };
}
