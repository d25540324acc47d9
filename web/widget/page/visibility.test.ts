/** Proves when and where the rules let a chat be seen. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { allowsPath, allowsTime, faultsOf } from "./visibility.ts";

const office = { timezone: "Europe/London", hours: [{ day: "monday", start: "08:00", end: "20:00" }] };
const night = { timezone: "Europe/London", hours: [{ day: "Saturday", start: "22:00", end: "06:00" }] };
const whole = { timezone: "Asia/Tokyo", hours: [{ day: "tuesday", start: "00:00", end: "24:00" }] };
const around = { timezone: "Europe/London", hours: [{ day: "friday", start: "12:00", end: "12:00" }] };
const early = { timezone: "Europe/London", hours: [{ day: "sunday", start: "01:30", end: "02:30" }] };

const moments: [string, Parameters<typeof allowsTime>[0], string, boolean][] = [
  ["no hours are always", {}, "2026-01-05T03:00:00Z", true],
  ["before the start", office, "2026-01-05T07:59:59Z", false],
  ["the start itself", office, "2026-01-05T08:00:00Z", true],
  ["the last second", office, "2026-01-05T19:59:59Z", true],
  ["the end itself", office, "2026-01-05T20:00:00Z", false],
  ["another day", office, "2026-01-06T12:00:00Z", false],
  ["in summer the wall is an hour ahead of UTC: open", office, "2026-07-06T07:00:00Z", true],
  ["in summer the wall is an hour ahead of UTC: shut", office, "2026-07-06T19:00:00Z", false],
  ["before midnight", night, "2026-01-10T23:30:00Z", true],
  ["after midnight, the day after", night, "2026-01-11T05:59:00Z", true],
  ["past the end, the day after", night, "2026-01-11T06:00:00Z", false],
  ["the morning of the day itself belongs to the day before", night, "2026-01-10T05:00:00Z", false],
  ["another zone's day has begun", whole, "2026-01-05T15:00:00Z", true],
  ["another zone's day is over", whole, "2026-01-06T15:00:00Z", false],
  ["from noon to noon: its day", around, "2026-01-09T12:00:00Z", true],
  ["from noon to noon: the next morning", around, "2026-01-10T11:59:00Z", true],
  ["from noon to noon: over", around, "2026-01-10T12:00:00Z", false],
  ["the hour that spring leaves out: before it", early, "2026-03-29T00:59:00Z", false],
  ["the hour that spring leaves out: after it", early, "2026-03-29T01:15:00Z", true],
  ["the hour that autumn has twice: the first", early, "2026-10-25T00:45:00Z", true],
  ["the hour that autumn has twice: the second", early, "2026-10-25T01:45:00Z", true],
];

test("hours_follow_the_wall_clock_of_their_zone", () => {
  for (const [name, rules, at, allowed] of moments) assert.equal(allowsTime(rules, Date.parse(at)), allowed, name);
});

const places: [readonly string[], readonly string[], string, boolean][] = [
  [[], [], "/anything?x=1", true],
  [["/help*"], [], "/help", true],
  [["/help*"], [], "/help/returns?from=mail", true],
  [["/help*"], [], "/shop/help", false],
  [["/help"], [], "/help/returns", false],
  [["*"], ["/checkout*"], "/checkout/pay", false],
  [["/checkout*"], ["/checkout*"], "/checkout", false],
  [[], ["*?chat=no"], "/page?chat=no", false],
  [[], ["*?chat=no"], "/page?chat=none", true],
  [["/*/item/*"], [], "/shop/item/4", true],
  [["/*/item/*"], [], "/item/4", false],
  [["/a*a"], [], "/a", false],
  [["/a.c"], [], "/abc", false],
  [["/a", "/b"], [], "/b", true],
];

test("patterns_fit_the_whole_path_and_query", () => {
  for (const [include, exclude, path, allowed] of places) {
    assert.equal(allowsPath({ include, exclude }, path), allowed, `${include} without ${exclude}: ${path}`);
  }
});

test("a_long_address_costs_no_time", () => {
  // With backtracking this would not end.
  assert.equal(allowsPath({ include: [`/${"*a".repeat(60)}b`] }, `/${"a".repeat(4000)}`), false);
});

test("rules_that_cannot_be_followed_say_why", () => {
  assert.deepEqual(faultsOf(office), []);
  const bad = { timezone: "Mars/Base", hours: [{ day: "caturday", start: "8", end: "25:00" }] };
  assert.deepEqual(faultsOf(bad), [
    'there is no time zone "Mars/Base"',
    '"caturday" is no weekday',
    '"8" is no time such as 08:30',
    '"25:00" is no time such as 08:30',
  ]);
  assert.equal(allowsTime(bad, 0), false);
  const monday = [{ day: "monday", start: "00:00", end: "24:00" }];
  assert.equal(allowsTime({ hours: monday, timezone: "Mars/Base" }, Date.parse("2026-01-05T10:00:00Z")), true, "the visitor's own zone stands in");
});
