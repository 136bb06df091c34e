import { readFileSync } from "node:fs";
import { normal } from "@elbo/distributions";
import { createOnnxEngine } from "@elbo/engine";
import { ConfigError, type Distribution, type Field, NotSupportedError, type Numbers } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { linearGaussian } from "../../evaluation/fakes/linear-gaussian.ts";
import { readBatches } from "../../evaluation/read-batches.ts";
import { streamOf } from "../chance.ts";
import { damageExamples } from "../damage-examples.ts";
import { quantisedConditional } from "../fakes/quantised-conditional.ts";
import { openCorruption } from "../open-corruption.ts";
import { restoreExamples } from "../restore-examples.ts";

beforeAll(useCpu);

const fixture = JSON.parse(readFileSync(new URL("./fixtures/jpeg.json", import.meta.url), "utf8")) as {
  readonly side: number;
  readonly picture: readonly number[];
  readonly decoded: Readonly<Record<string, readonly number[]>>;
};
const grey = (side: number): Field => ({ shape: [side, side, 1], dtype: "float32", support: "unit", levels: 256 });
const chance = streamOf(3n, "test");

describe("JPEG's damage", () => {
  it.each([10, 30, 75])("at quality %i is libjpeg's, but for a level of rounding", (quality) => {
    const { damage } = openCorruption({ kind: "jpeg", quality }, grey(fixture.side));
    const found = damage(
      Float32Array.from(fixture.picture, (v) => v / 255),
      chance,
    );
    const gaps = Array.from(found, (v, i) => Math.abs(255 * v - (fixture.decoded[quality]?.[i] as number)));
    // A coefficient halfway between two multiples may be rounded the other way: in one of the nine blocks, at most.
    expect(gaps.filter((gap) => gap > 1.5).length).toBeLessThanOrEqual(64);
    expect(gaps.reduce((a, b) => a + b, 0) / gaps.length).toBeLessThan(0.4);
  });

  it("leaves what went through it before as it is, blocks that a border cuts and colours too", () => {
    const { damage } = openCorruption(
      { kind: "jpeg", quality: 30, offset: [3, 0] },
      { ...grey(20), shape: [20, 20, 3], support: "real" },
    );
    const once = damage(
      Float32Array.from({ length: 1200 }, (_, i) => 0.5 + 0.4 * Math.sin(i * i)),
      chance,
    );
    expectClose(damage(once, chance), [...once], 1e-5);
  });

  it("mixes pixels of a block: of a block with a hidden one nothing is known", () => {
    const { widen } = openCorruption({ kind: "jpeg", quality: 30, offset: [2, 0] }, grey(12));
    const mask = new Float32Array(144).fill(1).with(12 * 3 + 9, 0);
    const found = widen?.(mask) ?? mask;
    const expected = mask.map((_, at) =>
      Number(!(Math.floor(at / 12) >= 2 && Math.floor(at / 12) < 10 && at % 12 >= 8)),
    );
    expect([...found]).toEqual([...expected]);
  });

  it("comes last, and is refused for what is no picture and for a quality that is none", () => {
    const after = [
      { kind: "jpeg", quality: 30 },
      { kind: "gaussian-noise", sigma: 0.1 },
    ];
    expect(() => openCorruption(after, grey(8))).toThrow(/"gaussian-noise" was done after/);
    expect(openCorruption(after.toReversed(), grey(8)).last).toBe(true);
    expect(() => openCorruption({ kind: "jpeg", quality: 0 }, grey(8))).toThrow(ConfigError);
    expect(() => openCorruption({ kind: "jpeg", quality: 9 }, { ...grey(8), shape: [8, 8] })).toThrow(
      NotSupportedError,
    );
  });
});

describe("its law", () => {
  it("means what it says of pixels whose law is known: errors are as large as their deviations, quantised in truth", () => {
    const [side, rows, scale] = [16, 200, 0.15];
    const field: Field = { ...grey(side), support: "real" };
    const corruption = openCorruption({ kind: "jpeg", quality: 10 }, field);
    const normals = streamOf(5n, "test/pictures");
    const mean = Float32Array.from({ length: side * side }, (_, i) => 0.5 + 0.3 * Math.sin(i / 20));
    const x = Float32Array.from(
      { length: rows * side * side },
      (_, i) => (mean[i % mean.length] as number) + scale * normals("normal"),
    );
    const y = damageExamples(x, field, { kind: "jpeg", quality: 10 });
    const shape = [1, rows, side, side, 1];
    const elements = normal({
      mean: tf.tile(tf.reshape(mean, [1, 1, side, side, 1]), [1, rows, 1, 1, 1]),
      scale: tf.scalar(scale),
    });
    const seen = { y: tf.reshape(y, shape), mask: tf.ones(shape) };
    const clean = corruption.clean(elements, seen, undefined as never);
    const [centre, variance] = [clean.mean?.(), clean.variance?.()].map((each) => (each as tf.Tensor).dataSync());
    let [ratio, before] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      ratio += ((x[i] as number) - (centre?.[i] as number)) ** 2 / (variance?.[i] as number) / x.length;
      before += ((x[i] as number) - (y[i] as number)) ** 2 / (variance?.[i] as number) / x.length;
    }
    expect(Math.abs(ratio - 1)).toBeLessThan(5 * Math.sqrt(2 / x.length));
    expect(before).toBeGreaterThan(1.05);
    // Without a hidden block's coefficients, its pixels keep their law.
    const hidden = corruption.clean(elements, { ...seen, mask: tf.zeros(shape) }, undefined as never);
    expectClose(hidden.mean?.() as tf.Tensor, (elements as Distribution).mean?.() as tf.Tensor, 1e-6);
  });

  it("restores a linear Gaussian model's rows to E[x|y] and its deviation, a block whole and one cut", async () => {
    const [SIZE, BATCH, CHAINS, NOISE, OFFSET] = [11, 4, 64, 0.4, 3];
    const model = linearGaussian({ size: SIZE, noise: NOISE, test: BATCH });
    const session = await model.open(createOnnxEngine({ threads: 1 }));
    const { splits, fields } = session.assembled.dataset;
    let x = new Float32Array();
    for await (const { inputs } of readBatches(splits.test, fields, { batch: BATCH, seed: 0n })) {
      x = Float32Array.from(inputs.x as Numbers);
    }
    const corruption = { kind: "jpeg", quality: 1, offset: [OFFSET, 0] };
    const y = damageExamples(x, fields.x as Field, corruption);
    const found = await restoreExamples(session, { x: y }, { corruption, draws: CHAINS, moves: 120, seed: 5n });
    session.dispose();
    let gaps = 0;
    for (let row = 0; row < BATCH; row++) {
      const own = y.subarray(row * SIZE, (row + 1) * SIZE);
      const exact = quantisedConditional(model.law, { y: own, offset: OFFSET, quality: 1 });
      for (let i = 0; i < SIZE; i++) {
        const deviation = Math.sqrt(exact.variance[i] as number);
        const gap = Math.abs((found.mean[row * SIZE + i] as number) - (exact.mean[i] as number));
        expect(gap).toBeLessThan((5 * deviation) / Math.sqrt(CHAINS));
        gaps += gap / deviation / BATCH / SIZE;
        expect(Math.abs((found.deviation[row * SIZE + i] as number) / deviation - 1)).toBeLessThan(
          0.5 * 5 * Math.sqrt(2 / CHAINS),
        );
      }
    }
    expect(gaps).toBeLessThan(0.1);
  });
});
