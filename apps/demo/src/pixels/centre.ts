import { PIXELS, SIDE } from "./show.ts";

/** Sides of the box that a digit of MNIST fills. */
const BOX = 20;
/** Fainter pixels do not count for the box. */
const FAINT = 0.1;

/** Value between pixels, 0 outside. */
function between(x: Float32Array, row: number, column: number): number {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  const at = (r: number, c: number) => (r < 0 || c < 0 || r >= SIDE || c >= SIDE ? 0 : (x[r * SIDE + c] as number));
  return (
    (1 - down) * ((1 - right) * at(top, left) + right * at(top, left + 1)) +
    down * ((1 - right) * at(top + 1, left) + right * at(top + 1, left + 1))
  );
}

function boxOf(x: Float32Array) {
  let [top, bottom, left, right] = [SIDE, -1, SIDE, -1];
  for (let i = 0; i < PIXELS; i++) {
    if ((x[i] as number) < FAINT) continue;
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
  }
  return { top, bottom, left, right };
}

const centreOfMass = (x: Float32Array) => {
  let [mass, row, column] = [0, 0, 0];
  for (const [i, value] of x.entries()) {
    mass += value;
    row += value * Math.floor(i / SIDE);
    column += value * (i % SIDE);
  }
  return { row: row / mass, column: column / mass };
};

/**
 * A drawing `[28, 28]` as MNIST has its digits: the longer side 20 pixels, centre of mass in the middle. An empty drawing
 * stays empty.
 */
export function centreDigit(x: Float32Array): Float32Array {
  const { top, bottom, left, right } = boxOf(x);
  if (bottom < 0) return new Float32Array(PIXELS);
  const scale = Math.max(bottom - top + 1, right - left + 1) / BOX;
  const around = (row: number, column: number) =>
    Float32Array.from({ length: PIXELS }, (_, i) =>
      between(x, row + scale * (Math.floor(i / SIDE) - 13.5), column + scale * ((i % SIDE) - 13.5)),
    );
  const rough = around((top + bottom) / 2, (left + right) / 2);
  const mass = centreOfMass(rough);
  const shift = (centre: number, at: number) => centre + scale * (at - 13.5);
  return around(shift((top + bottom) / 2, mass.row), shift((left + right) / 2, mass.column));
}
