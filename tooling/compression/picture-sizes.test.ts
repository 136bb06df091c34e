import { expect, it } from "vitest";
import { randomNumbers } from "./damage-bytes.mjs";
import { pictureSizes } from "./picture-sizes.mjs";

it("pictures as PNG and WebP come back from both, and are smaller the less is in them", async () => {
  const shape = { height: 8, width: 9 };
  const sizes = async (value: (i: number) => number) =>
    Object.fromEntries(
      await pictureSizes(
        Uint8Array.from({ length: 5 * 72 }, (_, i) => value(i)),
        shape,
      ),
    );
  const random = randomNumbers(1);
  const [flat, noise] = [await sizes(() => 7), await sizes(() => Math.floor(256 * random()))];
  for (const [name, bytes] of Object.entries(noise)) {
    expect(bytes, name).toBeGreaterThan(360); // it cannot be pressed
    expect(flat[name], name).toBeLessThan(bytes);
  }
  expect(flat["PNG, oxipng level 6, all in one picture"]).toBeLessThan(
    flat["PNG, oxipng level 6, a file for each"] as number,
  );
});
