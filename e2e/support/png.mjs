/**
 * PNG as a browser's screenshots need it: read into pixels, written with a palette.
 * Left out: interlacing, transparency, and depths other than eight bits.
 */

import { deflateSync, inflateSync } from "node:zlib";

/** @typedef {{ width: number, height: number, pixels: Uint32Array }} Picture pixels as `0xRRGGBB`, line by line */

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bytesOf = { 2: 3, 3: 1, 6: 4 };

/** @returns {Picture} */
export function readPng(file) {
  const pieces = {};
  for (let at = signature.length; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const name = file.toString("latin1", at + 4, at + 8);
    (pieces[name] ??= []).push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const [head] = pieces.IHDR;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const [depth, kind, , , interlaced] = head.subarray(8);
  const step = bytesOf[kind];
  if (depth !== 8 || step === undefined || interlaced !== 0) throw new Error("not a PNG of eight bits in lines");
  const lines = unfilter(inflateSync(Buffer.concat(pieces.IDAT)), width * step, height, step);
  const palette = pieces.PLTE?.[0];
  const colour = (bytes, at) => (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = kind === 3 ? colour(palette, lines[at] * 3) : colour(lines, at * step);
  return { width, height, pixels };
}

/** A picture of at most 256 colours: `places` says for each pixel which of `palette` it has. */
export function writePng({ width, height, palette, places }) {
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) lines.set(places.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    signature,
    piece("IHDR", head),
    piece("PLTE", colours),
    piece("IDAT", deflateSync(lines, { level: 9 })),
    piece("IEND", Buffer.alloc(0)),
  ]);
}

/** Takes back what each line says about the one above it and the pixel before. */
function unfilter(bytes, width, height, step) {
  const lines = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const filter = bytes[y * (width + 1)];
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const left = x < step ? 0 : lines[at - step];
      const up = y === 0 ? 0 : lines[at - width];
      const corner = x < step || y === 0 ? 0 : lines[at - width - step];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      lines[at] = bytes[y * (width + 1) + 1 + x] + guess;
    }
  }
  return lines;
}

function paeth(left, up, corner) {
  const [a, b, c] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function piece(name, content) {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const whole = Buffer.alloc(content.length + 12);
  whole.writeUInt32BE(content.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(checksum(named), content.length + 8);
  return whole;
}

/** The CRC of PNG; Node's own came with 20.15. */
function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
