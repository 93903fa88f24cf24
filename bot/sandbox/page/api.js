// Talks to the sandbox: one function per call of the page's HTTP API, and the stream of events.

export class Refused extends Error {}

async function request(method, path, body, type = "application/json") {
  let response;
  try {
    response = await fetch(path, { method, headers: body === undefined ? {} : { "Content-Type": type }, body, cache: "no-store" });
  } catch {
    throw new Refused("The sandbox does not answer. Is it still running?");
  }
  const data = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(data.error || data.description || `The sandbox said ${response.status}.`);
  return data;
}

const post = (path, body) => request("POST", path, JSON.stringify(body));
const chatPath = (person, verb) => `/api/chat/${person}/${verb}`;

export const api = {
  state: () => request("GET", "/api/state"),
  chat: (person) => request("GET", `/api/chat/${person}`),
  say: (person, text, replyTo) =>
    post(chatPath(person, "say"), replyTo ? { text, reply_to: replyTo } : { text }),
  press: (person, message, data) => post(chatPath(person, "press"), { message_id: message, data }),
  edit: (person, message, text) => post(chatPath(person, "edit"), { message_id: message, text }),
  remove: (person, message) => post(chatPath(person, "delete"), { message_id: message }),
  sendFile: (person, file, caption, replyTo) => {
    const query = new URLSearchParams({ name: file.name, caption, ...(replyTo ? { reply_to: replyTo } : {}) });
    return request("POST", `${chatPath(person, "file")}?${query}`, file, file.type || "application/octet-stream");
  },
  locate: (person, { latitude, longitude }) => post(chatPath(person, "locate"), { latitude, longitude }),
  send: (person, kind) => post(chatPath(person, "send"), { kind }),
  block: (person, blocked) => post(chatPath(person, "block"), { blocked }),
  clock: (where) => post("/api/clock", where),
  startOver: () => post("/api/start-over", {}),
};

const FIRST_RETRY = 500;
const LAST_RETRY = 5000;

/**
 * Listens for events for ever. `handlers` holds one function per event name ("change", "clock", "toast",
 * "typing"), and `open` (also after each reconnect: what happened meanwhile is unknown) and `lost`.
 */
export function listen(handlers) {
  let wait = FIRST_RETRY;
  const connect = () => {
    const source = new EventSource("/api/events");
    source.addEventListener("open", () => { wait = FIRST_RETRY; handlers.open(); });
    for (const name of ["change", "clock", "toast", "typing"]) {
      source.addEventListener(name, (event) => handlers[name](JSON.parse(event.data)));
    }
    // The browser's own retry gives up for good on an HTTP error, so every loss starts a fresh source.
    source.addEventListener("error", () => {
      source.close();
      handlers.lost();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LAST_RETRY);
    });
  };
  connect();
}
