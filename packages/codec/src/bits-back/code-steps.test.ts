import { DataError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import type { CodecNets, ElementSteps } from "../nets/nets.ts";
import { type RandomNumbers, randomNumbers } from "../test-support/random-numbers.ts";
import { decodeExamples } from "./decode-examples.ts";
import { encodeExamples } from "./encode-examples.ts";

const [BATCH, LENGTH, TOKENS, END, PADDING] = [8, 12, 7, 1, 0];

/** log p of the next token, up to a constant: it follows the last two tokens and z. */
const logits = (z: number, previous: number, before: number) =>
  Array.from({ length: TOKENS }, (_, k) =>
    k === PADDING ? -30 : Math.sin(k * (1 + previous) + before) + 0.7 * z * Math.cos(k),
  );

interface Carry {
  readonly z: Float32Array;
  readonly before: Int32Array;
}
const steps: ElementSteps<Carry> = {
  length: LENGTH,
  end: { symbol: END, padding: PADDING },
  begin: async ({ z }) => ({ z: z as Float32Array, before: new Int32Array(BATCH) }),
  step: async ({ z, before }, previous) => ({
    carry: { z, before: previous.slice() },
    elements: {
      family: "categorical",
      parameters: {
        logits: Float32Array.from(
          Array.from({ length: BATCH }, (_, row) =>
            logits(z[row] as number, previous[row] as number, before[row] as number),
          ).flat(),
        ),
      },
    },
  }),
};
const nets: CodecNets = {
  batch: BATCH,
  x: { shape: [LENGTH], levels: TOKENS },
  sites: [{ name: "z", size: 1, posteriorReads: ["x"], priorReads: [] }],
  likelihoodReads: ["z"],
  posterior: async (_, x) => ({
    mean: Float32Array.from({ length: BATCH }, (_v, row) => 0.2 * ((x[row * LENGTH] as number) - 3)),
    scale: new Float32Array(BATCH).fill(0.8),
  }),
  prior: async () => ({ mean: new Float32Array(BATCH), scale: new Float32Array(BATCH).fill(1) }),
  likelihood: () => Promise.reject(new Error("steps are used instead")),
  steps: steps as ElementSteps,
};

/** Lines drawn from the model: they end at END, or at LENGTH. */
function drawLines(count: number, random: RandomNumbers): { readonly x: Uint8Array; readonly bound: number } {
  const x = new Uint8Array(count * LENGTH);
  let bound = 0;
  for (let row = 0; row < count; row++) {
    const z = random.normal();
    let [previous, before] = [0, 0];
    for (let i = 0; i < LENGTH; i++) {
      const weights = logits(z, previous, before).map(Math.exp);
      let u = random.unit() * weights.reduce((sum, w) => sum + w, 0);
      const k = weights.findIndex((w) => {
        u -= w;
        return u < 0;
      });
      x[row * LENGTH + i] = k;
      before = previous;
      previous = k;
      if (k === END) break;
    }
    bound += negativeElbo(x.subarray(row * LENGTH, (row + 1) * LENGTH));
  }
  return { x, bound };
}

/** -ELBO of a line, bits, by the trapezoidal rule over q. */
function negativeElbo(line: Uint8Array): number {
  const mean = 0.2 * ((line[0] as number) - 3);
  const end = line.indexOf(END);
  let nats = 0;
  for (let u = -6; u <= 6; u++) {
    const z = mean + 0.8 * u;
    let cost = -0.5 * u * u - Math.log(0.8) + 0.5 * z * z;
    for (let i = 0; i <= (end < 0 ? LENGTH - 1 : end); i++) {
      const logs = logits(z, line[i - 1] ?? 0, line[i - 2] ?? 0);
      const total = Math.log(logs.reduce((sum, log) => sum + Math.exp(log), 0));
      cost -= (logs[line[i] as number] as number) - total;
    }
    nats += Math.exp(-0.5 * u * u) * 0.3989422804014327 * cost;
  }
  return nats / Math.LN2;
}

describe("elements one after the other", () => {
  it("cost the negative ELBO, within 0.5 %, and come back", async () => {
    const { x, bound } = drawLines(4000, randomNumbers(4));
    const { payload, report } = await encodeExamples(x, nets);
    expect(Math.abs((report.netRate * report.dimensions) / bound - 1)).toBeLessThan(0.005);
    expect((await decodeExamples(payload, nets, 4000)).symbols).toEqual(x);
  });

  it("may be any, likely or not", async () => {
    const random = randomNumbers(5);
    const x = Uint8Array.from({ length: 30 * LENGTH }, () => random.whole(2, TOKENS - 1));
    const { payload } = await encodeExamples(x, nets);
    expect((await decodeExamples(payload, nets, 30)).symbols).toEqual(x);
  });

  it("must be padding behind an end, and no more than there are steps", async () => {
    const x = new Uint8Array(LENGTH).fill(3);
    x[4] = END;
    await expect(encodeExamples(x, nets)).rejects.toThrow(/after its end/);
    const long = { ...nets, x: { shape: [LENGTH + 1], levels: TOKENS } };
    await expect(encodeExamples(new Uint8Array(LENGTH + 1).fill(3), long)).rejects.toThrow(DataError);
  });
});
