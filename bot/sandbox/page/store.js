// Holds what the server last said, who is active, and which messages each person has seen.

import { api } from "./api.js";

export const store = { bot: {}, people: [], commands: [], chats: new Map(), clock: null, active: null };

const watchers = new Set();
const wanted = new Set();
let loading = null;
const SEEN = "sandbox.seen";
const ACTIVE = "sandbox.active";

/** Calls `watcher(what, person)` after each change: what is "all", "chat" or "active". */
export function watch(watcher) {
  watchers.add(watcher);
}

function tell(what, person = null) {
  for (const watcher of watchers) watcher(what, person);
}

export function chatOf(person) {
  return store.chats.get(person);
}

export function messageOf(person, id) {
  return chatOf(person)?.messages.find((message) => message.id === id) ?? null;
}

/**
 * Fetches "all" or one person's chat, and tells the watchers. One fetch is under way at a time, so that an
 * older answer never overwrites a newer one; what is asked for meanwhile is fetched once.
 */
export function load(what) {
  wanted.add(what);
  loading ??= loadWanted().finally(() => { loading = null; });
  return loading;
}

async function loadWanted() {
  try {
    while (wanted.size) {
      const what = wanted.has("all") ? "all" : wanted.values().next().value;
      if (what === "all") wanted.clear();
      else wanted.delete(what);
      await (what === "all" ? loadAll() : loadChat(what));
    }
  } finally {
    wanted.clear();
  }
}

async function loadAll() {
  const { bot, people, commands, chats, now, walking } = await api.state();
  Object.assign(store, { bot, people, commands, clock: { now, walking } });
  store.chats = new Map(Object.entries(chats).map(([person, chat]) => [Number(person), chat]));
  const kept = Number(remembered(ACTIVE, 0));
  store.active ??= people.some((person) => person.id === kept) ? kept : people[0]?.id ?? null;
  settleSeen();
  tell("all");
}

async function loadChat(person) {
  store.chats.set(person, await api.chat(person));
  settleSeen();
  tell("chat", person);
}

export function activate(person) {
  if (person === store.active) return;
  store.active = person;
  remember(ACTIVE, person);
  settleSeen();
  tell("active", person);
}

export function unread(person) {
  const seen = remembered(SEEN, {})[person] ?? 0;
  return (chatOf(person)?.messages ?? []).filter((m) => m.from === "bot" && m.id > seen).length;
}

// The active person has seen everything; ids that started anew pull the mark back.
function settleSeen() {
  const seen = remembered(SEEN, {});
  for (const [person, chat] of store.chats) {
    const newest = chat.messages.reduce((top, message) => Math.max(top, message.id), 0);
    if (person === store.active || seen[person] === undefined || seen[person] > newest) seen[person] = newest;
  }
  remember(SEEN, seen);
}

const memory = new Map();

export function remembered(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? fallback;
  } catch {
    return memory.get(key) ?? fallback; // storage may be switched off
  }
}

export function remember(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // kept for this visit only
  }
}
