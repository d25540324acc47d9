/**
 * Whether a page may show the chat now: opening hours in a time zone, and patterns of addresses.
 * Left out: when to ask again (the dialect that has such rules), and showing or hiding anything.
 */

export interface OpeningHours {
  /** An English weekday, such as `monday`. */
  day: string;
  /** `HH:MM`; the range holds its start. */
  start: string;
  /** `HH:MM`, not in the range; not after `start`, it is on the day after. */
  end: string;
}

export interface VisibilityRules {
  /** An IANA name; the visitor's own zone when there is none. */
  timezone?: string;
  /** Empty means always. */
  hours?: readonly OpeningHours[];
  /** Empty means every page. */
  include?: readonly string[];
  /** Goes before `include`. */
  exclude?: readonly string[];
}

const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const dayMinutes = 24 * 60;

/** Whether the rules allow an address; `path` is its path and query. */
export function allowsPath(rules: VisibilityRules, path: string): boolean {
  const fits = (pattern: string): boolean => matches(pattern, path);
  if ((rules.exclude ?? []).some(fits)) return false;
  const include = rules.include ?? [];
  return include.length === 0 || include.some(fits);
}

/** Whether the rules allow a moment, by the clock on the wall of their time zone. */
export function allowsTime(rules: VisibilityRules, nowMs: number): boolean {
  const hours = rules.hours ?? [];
  if (hours.length === 0) return true;
  const { day, minute } = wallClock(nowMs, rules.timezone);
  return hours.some((range) => {
    const from = days.indexOf(range.day.toLowerCase());
    const start = minutesOf(range.start);
    const end = minutesOf(range.end);
    if (from < 0 || start === null || end === null) return false;
    if (end > start) return day === from && minute >= start && minute < end;
    return (day === from && minute >= start) || (day === (from + 1) % 7 && minute < end);
  });
}

/** What is wrong with the rules, in words for the console; empty when all of them can be followed. */
export function faultsOf(rules: VisibilityRules): string[] {
  const faults = [];
  if (rules.timezone && zoned(rules.timezone) === null) faults.push(`there is no time zone "${rules.timezone}"`);
  for (const { day, start, end } of rules.hours ?? []) {
    if (!days.includes(`${day}`.toLowerCase())) faults.push(`"${day}" is no weekday`);
    for (const time of [start, end]) if (minutesOf(time) === null) faults.push(`"${time}" is no time such as 08:30`);
  }
  return faults;
}

/** Whether the whole path fits; `*` stands for any run of characters. */
function matches(pattern: string, path: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  const tail = rest.pop();
  if (tail === undefined) return pattern === path;
  if (!path.startsWith(head)) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return path.length - at >= tail.length && path.endsWith(tail);
}

function wallClock(nowMs: number, timezone: string | undefined): { day: number; minute: number } {
  const format = zoned(timezone) ?? zoned(undefined)!;
  const parts = Object.fromEntries(format.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  return { day: days.indexOf(`${parts.weekday}`.toLowerCase()), minute: Number(parts.hour) * 60 + Number(parts.minute) };
}

/** Null when there is no such time zone. */
function zoned(timeZone: string | undefined): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      ...(timeZone ? { timeZone } : {}),
    });
  } catch {
    return null;
  }
}

function minutesOf(time: string): number | null {
  const found = /^(\d\d?):(\d\d)$/.exec(time);
  if (found === null) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  return Number(found[2]) < 60 && minutes <= dayMinutes ? minutes : null;
}
