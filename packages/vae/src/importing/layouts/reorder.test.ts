import { expect, it } from "vitest";
import { channelsToTheEnd, cutAxis, transposeAxes } from "./reorder.ts";

const tensor = (...shape: number[]) => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
});

it("exchanges axes: every entry is found at its exchanged index", () => {
  const x = tensor(2, 3, 4, 5);
  const y = transposeAxes(x, [2, 3, 1, 0]);
  expect(y.shape).toEqual([4, 5, 3, 2]);
  for (let a = 0; a < 2; a++)
    for (let b = 0; b < 3; b++)
      for (let c = 0; c < 4; c++)
        for (let d = 0; d < 5; d++)
          expect(y.values[((c * 5 + d) * 3 + b) * 2 + a]).toBe(x.values[((a * 3 + b) * 4 + c) * 5 + d]);
});

it("cuts a range of one axis", () => {
  expect([...cutAxis(tensor(2, 4, 2), 1, [1, 3]).values]).toEqual([2, 3, 4, 5, 10, 11, 12, 13]);
  expect(cutAxis(tensor(2, 4, 2), 1, [1, 3]).shape).toEqual([2, 2, 2]);
});

it("turns channel by channel into pixel by pixel on the named axis", () => {
  const [height, width, channels] = [2, 3, 4];
  const columns = channelsToTheEnd(tensor(2, 24), { axis: 1, image: [height, width, channels] });
  const rows = channelsToTheEnd(tensor(24, 2), { axis: 0, image: [height, width, channels] });
  for (let h = 0; h < height; h++)
    for (let w = 0; w < width; w++)
      for (let c = 0; c < channels; c++) {
        const [ours, theirs] = [(h * width + w) * channels + c, (c * height + h) * width + w];
        expect(columns.values[24 + ours]).toBe(24 + theirs);
        expect(rows.values[2 * ours + 1]).toBe(2 * theirs + 1);
      }
});
