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
import { createRecurrentDecoder, recurrentDecoder } from "./recurrent-decoder.ts";

beforeAll(useCpu);

const defaults = recurrentDecoder.config(() => z.never()).parse({ kind: "recurrent" });
const create = (more: object = {}, fields?: Named<Field>) =>
  createRecurrentDecoder({ ...defaults, embedding: 3, hidden: 4, ...more }, tokenWiring(fields));
const feeds = ["start", "each", "both"] as const;

describe("recurrent decoder", () => {
  it.each(feeds)("feed %s: one token at a time gives what the parallel form gives", (feed) => {
    expectStepsEqualParallel(create({ feed, tokenDropout: 0.2 }));
  });
  it("sees no token before it is due", () => expectCausal(create()));
  it.each(feeds)("feed %s: z reaches every token", (feed) => expectLatentReachesAll(create({ feed })));
  it("keeps a row for the unknown token only where tokens are dropped", () => {
    expect(create().params.embedding.table.shape).toEqual([7, 3]);
    expect(create({ tokenDropout: 0.1 }).params.embedding.table.shape).toEqual([8, 3]);
  });
  it("refuses data that are no tokens, rates that are none, and widths below 1", () => {
    const image: Field = { shape: [28, 28, 1], dtype: "float32", support: "unit" };
    expect(() => create({}, { x: image })).toThrow(ConfigError);
    expect(() => create({ tokenDropout: 1 })).toThrow(/decoders\/recurrent: tokenDropout is no dropout rate/);
    expect(() => create({ hidden: 0 })).toThrow(/decoders\/recurrent: hidden width makes no layer/);
    expect(() => create({ embedding: -1 })).toThrow(/decoders\/recurrent: embedding width makes no layer/);
  });
});

for (const [feed, tokenDropout] of [
  ["start", 0],
  ["each", 0],
  ["both", 0.4],
] as const) {
  const decoder = create({ feed, tokenDropout });
  describeConformance(`recurrent decoder, feed ${feed}, token dropout ${tokenDropout}`, [
    ...configChecks(recurrentDecoder as Definition, { feed, tokenDropout }),
    ...tokenDecoderChecks(decoder, tokenDropout),
  ]);
}
