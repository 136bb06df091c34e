// Writes a table with gaps to try things on: 400 flats, one cell in ten missing. Always the same.
//   node examples/own-files/make-gaps.mjs
// makes ./gaps.csv: id, area (m2), rooms, size, rent, district, balcony.
import { writeFileSync } from "node:fs";

/** Numbers in [0, 1) that repeat on every machine (a linear congruential generator). */
let state = 7;
const next = () => {
  state = (state * 1103515245 + 12345) % 2 ** 31;
  return state / 2 ** 31;
};
const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

const rows = Array.from({ length: 400 }, (_, i) => {
  const area = 60 * Math.exp(0.4 * normal());
  const rooms = Math.max(1, Math.round(area / 25 + 0.5 * normal()));
  const district = ["Altstadt", "Hafen, Ost", "West"][Math.floor(3 * next())];
  const rate = { Altstadt: 16, "Hafen, Ost": 13, West: 11 }[district];
  const rent = area * rate * Math.exp(0.1 * normal());
  const size = area < 45 ? "small" : area < 80 ? "medium" : "large";
  const balcony = next() < 0.2 + 0.6 * Number(area > 60) ? "yes" : "no";
  const cells = [area.toFixed(1), rooms, size, rent.toFixed(2), `"${district}"`, balcony];
  return [`flat ${i + 1}`, ...cells.map((cell) => (next() < 0.1 ? "" : cell))].join(",");
});
writeFileSync("gaps.csv", `id,area,rooms,size,rent,district,balcony\n${rows.join("\n")}\n`);
