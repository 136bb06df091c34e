import { expect, it } from "vitest";
import { partFigures } from "./part-figures.ts";

it("averages what parts tell over the examples that count, and leaves the rest", () => {
  const figures = partFigures();
  const out = { elbo: Float32Array.of(9, 9), "latent/z": Float32Array.of(9, 9) };
  figures.add({ ...out, error: Float32Array.of(1, 0) }, 2);
  figures.add({ ...out, error: Float32Array.of(1, 7) }, 1);
  expect(figures.means(3)).toEqual({ error: 2 / 3 });
  expect(partFigures().means(3)).toEqual({});
});
