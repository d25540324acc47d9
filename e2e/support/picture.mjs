/**
 * Pictures that are kept in the repository and compared: of few colours, so that they stay small.
 * Left out: what is on them, and where they are kept.
 */

import { readPng, writePng } from "./png.mjs";

const maxColours = 24;
/** Colours that are nearer to each other than this (of 441) become one. */
const nearest = 16;
/** How far two pixels may be from each other: letters are smoothed a little differently by each browser. */
const tolerance = 48;

/** A picture with its most common colours only. */
export function small(png) {
  const { width, height, pixels } = readPng(png);
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = [];
  for (const [colour] of [...counts].sort(([, one], [, other]) => other - one)) {
    if (palette.length === maxColours) break;
    if (palette.every((other) => distance(colour, other) > nearest)) palette.push(colour);
  }
  const places = new Map([...counts.keys()].map((colour) => [colour, nearestOf(palette, colour)]));
  return writePng({ width, height, palette, places: Uint8Array.from(pixels, (colour) => places.get(colour)) });
}

/**
 * The share of pixels that differ (all of them when the sizes do), and a picture of where. A pixel that stands next to its
 * place is no difference.
 */
export function difference(one, other) {
  const [a, b] = [readPng(one), readPng(other)];
  if (a.width !== b.width || a.height !== b.height) return { share: 1, picture: other };
  const places = Uint8Array.from(a.pixels, (_, at) => (isNear(a, b, at) && isNear(b, a, at) ? 0 : 1));
  const count = places.reduce((sum, place) => sum + place, 0);
  return { share: count / places.length, picture: writePng({ ...a, palette: [0xffffff, 0xd00000], places }) };
}

/** Whether a pixel of one picture is found in the other, at its place or next to it. */
function isNear(one, other, at) {
  const colour = one.pixels[at];
  if (distance(colour, other.pixels[at]) <= tolerance) return true;
  const { width, height } = one;
  const [x, y] = [at % width, Math.floor(at / width)];
  for (let dy = -1; dy <= 1; dy += 1) {
    for (let dx = -1; dx <= 1; dx += 1) {
      const isInside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
      if (isInside && distance(colour, other.pixels[at + dy * width + dx]) <= tolerance) return true;
    }
  }
  return false;
}

function distance(one, other) {
  return Math.hypot((one >> 16) - (other >> 16), ((one >> 8) & 255) - ((other >> 8) & 255), (one & 255) - (other & 255));
}

function nearestOf(palette, colour) {
  let best = 0;
  palette.forEach((other, at) => {
    if (distance(colour, other) < distance(colour, palette[best])) best = at;
  });
  return best;
}
