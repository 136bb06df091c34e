import { eagerContext, initialise, listParams } from "@elbo/program";
import { ConfigError, type Definition, type Named, type Shape } from "@elbo/spec";
import { configChecks, describeConformance, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { convDecoder, createConvDecoder } from "./conv-decoder.ts";

beforeAll(useCpu);

const defaults = convDecoder.config(() => z.never()).parse({ kind: "conv" });
const create = (more: object, latents: Named<Shape>, outputs: Named<Shape>) =>
  createConvDecoder({ ...defaults, ...more }, { latents, outputs });
const small = { start: 3, layers: [{ channels: 2, kernel: 3, stride: 2 }], output: { kernel: 3, stride: 1 } };

describe("conv decoder", () => {
  it("goes from 7 x 7 x 64 over 14 x 14 x 32 to 28 x 28 with its defaults", () => {
    const decoder = create({}, { z: [16] }, { logits: [28, 28, 1] });
    expect(listParams(decoder.params).map(({ path, spec }) => [path, ...spec.shape])).toEqual([
      ["start/spread/weight", 16, 7 * 7 * 64],
      ["start/spread/bias", 7 * 7 * 64],
      ["trunk/layer0/weight", 4, 4, 32, 64],
      ["trunk/layer0/bias", 32],
      ["heads/logits/weight", 4, 4, 1, 32],
      ["heads/logits/bias", 1],
    ]);
    const z = { z: tf.ones([2, 16]) };
    const { logits } = decoder.outputs(initialise(decoder.params), z, fakeGiven(), eagerContext().context);
    expect(logits?.shape).toEqual([2, 28, 28, 1]);
  });
  it("produces every output of the wiring, from a spatial latent too", () => {
    const decoder = create(small, { z: [4, 2, 5] }, { mean: [8, 4, 3], logits: [8, 4, 1, 6] });
    const z = { z: tf.ones([2, 4, 2, 5]) };
    const out = decoder.outputs(initialise(decoder.params), z, fakeGiven(), eagerContext().context);
    expect(Object.entries(out).map(([name, t]) => [name, ...t.shape])).toEqual([
      ["mean", 2, 8, 4, 3],
      ["logits", 2, 8, 4, 1, 6],
    ]);
  });
  it("refuses what cannot be, saying where, what came and what to do", () => {
    const refusal = (more: object, latents: Named<Shape>, outputs: Named<Shape>) => {
      try {
        create(more, latents, outputs);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        expect((error as ConfigError).details.remedy).toBeTruthy();
        return (error as ConfigError).message;
      }
      return "accepted";
    };
    expect(refusal({}, { z: [2] }, { logits: [30, 30, 1] })).toContain(
      "expected a size that 2 x 2 = 4 divides, got 30",
    );
    expect(refusal({}, { z: [2] }, { logits: [28, 26, 1] })).toContain("got 26");
    expect(refusal({}, { z: [8, 8, 2] }, { logits: [28, 28, 1] })).toContain("expected z of shape [7, 7, channel]");
    expect(refusal({}, { z: [2] }, { logits: [784] })).toContain("got logits [784]");
    expect(refusal({ start: 0 }, { z: [2] }, { logits: [28, 28, 1] })).toContain("makes no layer");
    expect(
      refusal({ layers: [{ channels: -1, kernel: 3, stride: 2 }] }, { z: [2] }, { logits: [28, 28, 1] }),
    ).toContain("decoders/conv, layers[0]: channels makes no layer");
    expect(refusal({ output: { kernel: 3, stride: 0 } }, { z: [2] }, { logits: [28, 28, 1] })).toContain(
      "stride makes no layer",
    );
    expect(refusal({}, {}, { logits: [28, 28, 1] })).toContain("no latent");
  });
});

for (const [title, shape] of Object.entries({ vector: [3], spatial: [2, 3, 2] })) {
  const decoder = create(
    { ...small, hidden: [4], activation: "tanh" },
    { z: shape },
    { mean: [4, 6, 1], logScale: [4, 6, 2] },
  );
  describeConformance(`conv decoder from a ${title} latent`, [
    ...configChecks(convDecoder as Definition, small),
    ...subjectChecks({
      params: decoder.params,
      random: false,
      batchAxis: 0,
      call: (values, size, context) => {
        const numbers = [...Array(tf.util.sizeFromShape([size, ...shape])).keys()].map((i) => Math.sin(i * i));
        return decoder.outputs(values as never, { z: tf.tensor(numbers, [size, ...shape]) }, fakeGiven(), context);
      },
    }),
  ]);
}
