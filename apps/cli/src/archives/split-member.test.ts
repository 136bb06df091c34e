import type { Numbers } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { expect, it } from "vitest";
import { splitMember } from "./split-member.ts";

/** Pictures of two pixels, value k / 3 in both of example k. */
const model = (value: (index: number) => number) =>
  ({
    config: { seed: 1 },
    dataset: {
      name: "made-up",
      fields: { x: { shape: [1, 2, 1], dtype: "float32", support: "unit" } },
      splits: {
        test: {
          length: 4,
          read: async (indices: Int32Array, { x }: { x: Numbers }) => {
            for (const [row, index] of indices.entries()) x.fill(value(index), 2 * row, 2 * row + 2);
          },
        },
      },
    },
  }) as unknown as Vae;

it("counts a split's numbers in the model's levels, the first of them where fewer are asked for", async () => {
  const member = splitMember(
    model((index) => index / 3),
    { name: "test", count: 3 },
    4,
  );
  expect(member).toMatchObject({ name: "made-up-test.idx", about: { axes: [1, 2] }, count: 3 });
  const found: number[][] = [];
  for await (const each of member.read()) found.push([...each]);
  expect(found).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
});

it("refuses a number between two levels", async () => {
  const member = splitMember(
    model(() => 0.5),
    { name: "test" },
    4,
  );
  await expect(member.read()[Symbol.asyncIterator]().next()).rejects.toThrow(/between its levels.*k \/ 3.*0\.5/s);
});
