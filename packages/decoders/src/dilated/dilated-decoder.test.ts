import { initialise } from "@elbo/program";
import { ConfigError, type Definition, type Field, type Named } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, relativeError, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  evaluation,
  expectCausal,
  expectLatentReachesAll,
  expectStepsEqualParallel,
  given,
  latents,
  tokenDecoderChecks,
  tokens,
  tokenWiring,
} from "../test-support/token-decoder-checks.ts";
import { createDilatedDecoder, dilatedDecoder } from "./dilated-decoder.ts";

beforeAll(useCpu);

const defaults = dilatedDecoder.config(() => z.never()).parse({ kind: "dilated" });
const create = (more: object = {}, fields?: Named<Field>) =>
  createDilatedDecoder(
    { ...defaults, embedding: 3, channels: 5, inner: 4, dilations: [1, 2], activation: "tanh", ...more },
    tokenWiring(fields),
  );

describe("dilated decoder", () => {
  it.each([[1], [1, 2], [2, 4]])(
    "dilations %s, %s: one token at a time gives what the parallel form gives",
    (...dilations) => {
      expectStepsEqualParallel(create({ dilations: dilations.filter(Boolean), tokenDropout: 0.2 }));
    },
  );
  it("sees no token before it is due", () => expectCausal(create()));
  it("z reaches every token", () => expectLatentReachesAll(create()));
  it("sees as many tokens back as kernel and dilations say, and no more", () => {
    const decoder = create({ dilations: [1], kernel: 2 });
    const values = initialise(decoder.params, { seed: 3n });
    const last = (...row: number[]) => {
      const { logits } = decoder.outputs(values, latents(1), given(tokens(row)), evaluation());
      return tf.slice(logits as tf.Tensor, [0, 4, 0], [1, 1, 6]);
    };
    // The last logits read x_3 and x_2: 1 + (2 - 1) 1 tokens.
    expectClose(last(1, 2, 3, 4, 0), last(5, 0, 3, 4, 0), 0);
    expect(relativeError(last(1, 2, 3, 4, 0), last(1, 2, 0, 4, 0))).toBeGreaterThan(1e-3);
  });
  it("keeps a row for the unknown token only where tokens are dropped", () => {
    expect(create().params.embedding.table.shape).toEqual([7, 3]);
    expect(create({ tokenDropout: 0.1 }).params.embedding.table.shape).toEqual([8, 3]);
  });
  it("refuses data that are no tokens, rates that are none, and widths below 1", () => {
    const image: Field = { shape: [28, 28, 1], dtype: "float32", support: "unit" };
    expect(() => create({}, { x: image })).toThrow(ConfigError);
    expect(() => create({ tokenDropout: 1 })).toThrow(/decoders\/dilated: tokenDropout is no dropout rate/);
    expect(() => create({ inner: 0 })).toThrow(/decoders\/dilated: width makes no layer/);
    expect(() => create({ embedding: -1 })).toThrow(/decoders\/dilated: embedding width makes no layer/);
  });
});

for (const tokenDropout of [0, 0.4]) {
  const decoder = create({ tokenDropout });
  describeConformance(`dilated decoder, token dropout ${tokenDropout}`, [
    ...configChecks(dilatedDecoder as Definition, { tokenDropout }),
    ...tokenDecoderChecks(decoder, tokenDropout),
  ]);
}
