import type { Dataset } from "@elbo/spec";
import { configChecks, datasetChecks, describeConformance } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { type DrawFace, loadFaces } from "./draw-face.ts";
import { faceAttributes } from "./face-attributes.ts";
import { createFacesData, facesData, facesDataConfig, faceValues } from "./faces.ts";

const open = (more: object = {}) => createFacesData(facesDataConfig.parse({ kind: "faces", ...more })).open();

describeConformance("faces", [...configChecks(facesData, {}), ...datasetChecks(() => open({ size: 16 }))]);

describe("faces", () => {
  let data: Dataset;
  let draw: DrawFace;
  beforeAll(async () => {
    [data, draw] = [await open(), await loadFaces()];
  });

  it("changes with the value of every attribute, and with every value", () => {
    // Long hair hides clothes, hats hide hair: the base face shows all.
    const base = new Int32Array(faceAttributes.length);
    for (const [at, { values, name }] of faceAttributes.entries()) {
      const seen = values.map((_, value) =>
        draw(
          Int32Array.from(base, (own, i) => (i === at ? value : own)),
          16,
        ).join(),
      );
      expect(new Set(seen).size, name).toBe(values.length);
    }
  });

  it("paints the skin in the colour that the attribute names, on the one background", () => {
    const face = draw(new Int32Array(faceAttributes.length), 32);
    const pixels = Array.from({ length: 32 * 32 }, (_, i) =>
      Buffer.from(face.subarray(3 * i, 3 * i + 3)).toString("hex"),
    );
    expect(pixels[0]).toBe("b6e3f4");
    // Its skin's colour, and the same under a tenth of white.
    expect(pixels.filter((colour) => colour === "ffdbac" || colour === "ffdeb4").length).toBeGreaterThan(150);
    // Squares of 2 x 2: pixel art drawn sharp.
    expect(pixels.every((colour, i) => colour === pixels[i - (i % 2)])).toBe(true);
  });

  it("tells attributes and label of what it draws, and draws the same twice, kept or not", async () => {
    const { train } = data.splits;
    const into = () => ({ x: new Float32Array(2 * 3072), attributes: new Float32Array(20), label: new Int32Array(2) });
    const [first, again] = [into(), into()];
    await train.read(Int32Array.of(3, 17), first);
    await train.read(Int32Array.of(3, 17), again);
    expect(again).toEqual(first);
    for (const slot of [0, 1]) {
      const values = first.attributes.subarray(10 * slot, 10 * slot + 10);
      expect([...values]).toEqual([...faceValues(0, "train", slot === 0 ? 3 : 17)]);
      expect([...first.x.subarray(3072 * slot, 3072 * (slot + 1))]).toEqual([
        ...Float32Array.from(draw(values, 32), (byte) => byte / 255),
      ]);
      const mouth = faceAttributes[4]?.values[values[4] as number] as string;
      expect(first.label[slot]).toBe(mouth.startsWith("happy") ? 1 : 0);
    }
  });

  it("chooses each value of an attribute equally often, and other faces in other splits and seeds", () => {
    const size = 8000;
    for (const [at, { values, name }] of faceAttributes.entries()) {
      const counts = new Float64Array(values.length);
      for (let index = 0; index < size; index++) {
        const value = faceValues(5, "train", index)[at] as number;
        counts[value] = (counts[value] as number) + 1;
      }
      const p = 1 / values.length;
      const error = 4.5 * Math.sqrt(size * p * (1 - p));
      for (const count of counts) expect(Math.abs(count - size * p), name).toBeLessThan(error);
    }
    expect(faceValues(5, "test", 0)).not.toEqual(faceValues(5, "train", 0));
    expect(faceValues(6, "train", 0)).not.toEqual(faceValues(5, "train", 0));
  });
});
