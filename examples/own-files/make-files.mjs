// Writes small files of your own kind to try things on: 120 pictures, a mask for them, 6 landscapes, a table of 200 rows, 300 lines of text.
//   node examples/own-files/make-files.mjs
// makes ./pictures/*.png (24 x 24, grey discs), ./mask.png (white on the left half), ./photographs/*.png (96 x 64, in colour),
// ./data.csv (three columns and a class) and ./lines.txt. Always the same.
import { mkdirSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

/** Numbers in [0, 1) that repeat on every machine (a linear congruential generator). */
let state = 1;
const next = () => {
  state = (state * 1103515245 + 12345) % 2 ** 31;
  return state / 2 ** 31;
};

const crc = (bytes) => {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return (sum ^ -1) >>> 0;
};
const chunk = (name, data) => {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, check]);
};

/** A PNG; `pixel(x, y)` gives each pixel, 0 to 255: a grey level, or red, green and blue in a list. */
const png = ([width, height], pixel) => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, Array.isArray(pixel(0, 0)) ? 2 : 0, 0, 0, 0], 8); // 8 bits, in colour or grey
  const rows = Array.from({ length: height }, (_, y) => [0, Array.from({ length: width }, (_, x) => pixel(x, y))]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = chunk("IDAT", deflateSync(Buffer.from(rows.flat(3))));
  return Buffer.concat([signature, chunk("IHDR", header), pixels, chunk("IEND", Buffer.alloc(0))]);
};

mkdirSync("pictures", { recursive: true });
for (let n = 0; n < 120; n++) {
  const [cx, cy, radius] = [6 + 12 * next(), 6 + 12 * next(), 3 + 4 * next()];
  const disc = (x, y) => Math.round(255 * Math.min(1, Math.max(0, radius - Math.hypot(x - cx, y - cy))));
  writeFileSync(`pictures/disc-${String(n).padStart(3, "0")}.png`, png([24, 24], disc));
}

writeFileSync(
  "mask.png",
  png([24, 24], (x) => (x < 12 ? 255 : 0)),
);

const rows = Array.from({ length: 200 }, () => {
  const size = next();
  return [10 + 5 * size + next(), 3 - size + next() / 2, 100 * next(), size > 0.5 ? "large" : "small"];
});
writeFileSync("data.csv", `length,width,weight,class\n${rows.map((row) => row.join(",")).join("\n")}\n`);

const [who, does, what] = [
  ["the cat", "a bird", "my sister", "the old man", "nobody"],
  ["sees", "likes", "draws", "finds"],
  ["a red door", "the sea", "two apples", "a letter", "the moon"],
];
const pick = (words) => words[Math.floor(next() * words.length)];
const lines = Array.from({ length: 300 }, () => `${pick(who)} ${pick(does)} ${pick(what)}`);
writeFileSync("lines.txt", `${lines.join("\n")}\n`);

mkdirSync("photographs", { recursive: true });
for (let n = 0; n < 6; n++) {
  const [swing, phase, light] = [6 + 8 * next(), 6 * next(), 0.6 + 0.4 * next()];
  const landscape = (x, y) => {
    const hill = y > 34 + swing * Math.sin(x / 15 + phase);
    const colour = hill ? [60, 130 - y / 2, 40] : [90 + 2 * y, 150 + y, 230];
    const grain = 24 * (next() - 0.5);
    return colour.map((level) => Math.round(Math.min(255, Math.max(0, light * level + grain))));
  };
  writeFileSync(`photographs/landscape-${n}.png`, png([96, 64], landscape));
}
console.log("Wrote pictures/ (120), mask.png, photographs/ (6), data.csv (200 rows) and lines.txt (300 lines).");
