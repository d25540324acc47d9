/** Proves the stages of a SmartAgent contact: each told once, also after a change of page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createContacts } from "./smartagent_contact.ts";
import type { Contacts } from "./smartagent_contact.ts";

type Step = "begin" | "waiting" | "active" | "closed" | "end" | "next page";

function play(steps: readonly Step[]): string[] {
  const told: string[] = [];
  let kept: string | null = null;
  let ids = 0;
  const page = (): Contacts =>
    createContacts({
      read: () => kept,
      write: (next) => (kept = next),
      newId: () => `c${(ids += 1)}`,
      emit: (event, id) => told.push(`${event} ${id}`),
    });
  let contacts = page();
  for (const step of steps) {
    if (step === "next page") contacts = page();
    else if (step === "begin" || step === "end") contacts[step]();
    else contacts.livechat(step);
  }
  return told;
}

const started = "CONTACT_STARTED c1";
const queued = "TRANSFER_TO_QUEUE c1";
const connected = "CONNECT_TO_AGENT c1";
const ended = "CONTACT_ENDED c1";

const plays: [string, readonly Step[], string[]][] = [
  ["nothing", [], []],
  ["the usual order", ["begin", "waiting", "active", "closed"], [started, queued, connected, ended]],
  ["ended without a person", ["begin", "end"], [started, ended]],
  ["several words, one start", ["begin", "begin", "begin"], [started]],
  ["no end without a start", ["end", "closed"], []],
  ["an end is told once", ["begin", "end", "closed", "end"], [started, ended]],
  ["a wish for a person starts it too", ["waiting", "active"], [started, queued, connected]],
  ["a talk that another page began is resumed in silence", ["begin", "next page", "begin"], [started]],
  ["a stage is not repeated after a change of page", ["waiting", "next page", "waiting", "active", "next page", "active"], [started, queued, connected]],
  ["several queues in one contact", ["waiting", "active", "waiting", "active"], [started, queued, connected, queued, connected]],
  ["ended while nobody looked", ["active", "next page", "closed"], [started, connected, ended]],
  ["the next one has another id", ["begin", "end", "begin"], [started, ended, "CONTACT_STARTED c2"]],
];

test("a_contact_tells_each_of_its_stages_once", () => {
  for (const [name, steps, told] of plays) assert.deepEqual(play(steps), told, name);
});

test("what_is_kept_in_another_shape_is_no_contact", () => {
  for (const kept of ["", "null", "7", "{}", '{"id":7,"stage":"started"}', '{"id":"c","stage":"asleep"}', "{"]) {
    const contacts = createContacts({ read: () => kept, write: () => undefined, newId: () => "n", emit: () => undefined });
    assert.equal(contacts.current(), null, kept);
  }
});
