import { ConfigError, type Definition, type Field, type Named } from "@elbo/spec";
import { configChecks, describeConformance, useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  expectCausal,
  expectLatentReachesAll,
  expectStepsEqualParallel,
  tokenDecoderChecks,
  tokenWiring,
} from "../test-support/token-decoder-checks.ts";
import { attentionDecoder, createAttentionDecoder } from "./attention-decoder.ts";

beforeAll(useCpu);

const defaults = attentionDecoder.config(() => z.never()).parse({ kind: "attention" });
const create = (more: object = {}, fields?: Named<Field>) =>
  createAttentionDecoder({ ...defaults, width: 4, heads: 2, layers: 2, ...more }, tokenWiring(fields));

describe("attention decoder", () => {
  it("one token at a time gives what the parallel form gives", () => {
    expectStepsEqualParallel(create({ tokenDropout: 0.2 }));
    expectStepsEqualParallel(create({ layers: 1, heads: 1 }));
  });
  it("sees no token before it is due", () => expectCausal(create()));
  it("z reaches every token", () => expectLatentReachesAll(create()));
  it("refuses data that are no tokens, rates that are none, and heads that do not divide the width", () => {
    const image: Field = { shape: [28, 28, 1], dtype: "float32", support: "unit" };
    expect(() => create({}, { x: image })).toThrow(ConfigError);
    expect(() => create({ tokenDropout: 1 })).toThrow(/decoders\/attention: tokenDropout is no dropout rate/);
    expect(() => create({ heads: 3 })).toThrow(/decoders\/attention: .*heads/);
  });
});

for (const tokenDropout of [0, 0.4]) {
  const decoder = create({ layers: 1, tokenDropout });
  describeConformance(`attention decoder, token dropout ${tokenDropout}`, [
    ...configChecks(attentionDecoder as Definition, { tokenDropout }),
    ...tokenDecoderChecks(decoder, tokenDropout),
  ]);
}
