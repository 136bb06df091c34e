import { expect, it } from "vitest";
import { centreDigit } from "./centre.ts";

const blank = () => new Float32Array(784);

/** A filled rectangle. */
function rectangle(top: number, left: number, height: number, width: number): Float32Array {
  const x = blank();
  for (let row = top; row < top + height; row++) x.fill(1, row * 28 + left, row * 28 + left + width);
  return x;
}

function measure(x: Float32Array) {
  let [mass, row, column, top, bottom] = [0, 0, 0, 28, -1];
  for (const [i, value] of x.entries()) {
    mass += value;
    row += value * Math.floor(i / 28);
    column += value * (i % 28);
    if (value > 0.5) [top, bottom] = [Math.min(top, Math.floor(i / 28)), Math.max(bottom, Math.floor(i / 28))];
  }
  return { row: row / mass, column: column / mass, height: bottom - top + 1 };
}

it.each([
  ["small, in a corner", rectangle(1, 2, 6, 3)],
  ["large", rectangle(0, 6, 28, 14)],
  ["already as it should be", rectangle(4, 9, 20, 10)],
])("puts a drawing in the middle, twenty pixels high: %s", (_name, drawing) => {
  const { row, column, height } = measure(centreDigit(drawing));
  expect(row).toBeCloseTo(13.5, 0);
  expect(column).toBeCloseTo(13.5, 0);
  expect(height).toBeGreaterThanOrEqual(19);
  expect(height).toBeLessThanOrEqual(21);
});

it("leaves a centred digit as it is", () => {
  const drawing = rectangle(4, 9, 20, 10);
  const moved = centreDigit(drawing);
  expect(Math.max(...moved.map((value, i) => Math.abs(value - (drawing[i] as number))))).toBeLessThan(1e-5);
});

it("leaves an empty drawing empty", () => {
  expect(centreDigit(blank())).toEqual(blank());
});
