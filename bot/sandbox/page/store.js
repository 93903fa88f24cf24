// Holds what the server last said, who is active, and which messages each person has seen.

import { api } from "./api.js";

export const store = { bot: {}, people: [], commands: [], chats: new Map(), active: null };

const watchers = new Set();
const fetching = new Map(); // person -> is another fetch wanted once this one is in?
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

export async function loadAll() {
  const state = await api.state();
  store.bot = state.bot;
  store.people = state.people;
  store.commands = state.commands;
  store.chats = new Map(Object.entries(state.chats).map(([person, chat]) => [Number(person), chat]));
  const kept = Number(remembered(ACTIVE, 0));
  store.active ??= state.people.some((person) => person.id === kept) ? kept : state.people[0]?.id ?? null;
  settleSeen();
  tell("all");
  return state;
}

/** Fetches one chat; calls that come while it is under way are answered by one more fetch. */
export async function loadChat(person) {
  if (fetching.has(person)) {
    fetching.set(person, true);
    return;
  }
  fetching.set(person, false);
  try {
    store.chats.set(person, await api.chat(person));
    settleSeen();
    tell("chat", person);
  } finally {
    const again = fetching.get(person);
    fetching.delete(person);
    if (again) await loadChat(person);
  }
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
