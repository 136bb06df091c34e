import { expect, it } from "vitest";
import { sideBySide } from "./side-by-side.ts";

it("puts the latents of all sites into one row per example, and takes them apart again", () => {
  const { sites, width, join, split } = sideBySide({
    sites: [
      { name: "a", shape: [2] },
      { name: "b", shape: [] },
    ],
  });
  expect([sites.map(({ name, size }) => [name, size]), width]).toEqual([
    [
      ["latent/a", 2],
      ["latent/b", 1],
    ],
    3,
  ]);
  const latents = { "latent/a": Float32Array.of(1, 2, 3, 4, 9, 9), "latent/b": Float32Array.of(5, 6, 9) };
  expect([...join(latents, 2, new Float32Array(9), 1)]).toEqual([0, 0, 0, 1, 2, 5, 3, 4, 6]);
  const rows = Float32Array.of(1, 2, 5, 3, 4, 6);
  expect(split(rows, 2)).toEqual({ "latent/a": Float32Array.of(1, 2, 3, 4), "latent/b": Float32Array.of(5, 6) });
});
