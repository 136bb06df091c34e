import { eagerContext, initialise } from "@elbo/program";
import type { Decoder, Wiring } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createDenseDecoder, denseDecoder } from "../dense/dense-decoder.ts";
import { createModalitiesDecoder, modalitiesDecoder } from "./modalities.ts";

beforeAll(useCpu);

const outputs = { "x.mean": [2], "label.logits": [3] };
const dense = denseDecoder
  .config(() => {
    throw new Error("no nested parts");
  })
  .parse({ kind: "dense", hidden: [4], activation: "tanh" });
const wiring: Wiring = {
  fields: {},
  features: {},
  latents: { z: [2] },
  outputs,
  part: <R>(_family: unknown, config: unknown, more: object = {}) =>
    ((config as { kind: string }).kind === "dense"
      ? createDenseDecoder(config as typeof dense, { ...wiring, ...more })
      : ({ params: {}, stepper: {} } as Decoder)) as R,
};
const make = (of: Record<string, object>) => createModalitiesDecoder({ kind: "modalities", of }, wiring);
const decoder = make({ x: dense, label: dense });
const z = (batch: number) => ({ z: tf.slice(tf.reshape(tf.sin(tf.range(1, 9)), [4, 2]), [0, 0], [batch, 2]) });

describeConformance("modalities", [
  ...configChecks(modalitiesDecoder as never, { of: {} }),
  ...subjectChecks({
    params: decoder.params,
    call: (params, batch, context) => decoder.outputs(params as never, z(batch), fakeGiven({ lead: [batch] }), context),
    batchAxis: 0,
    random: false,
  }),
]);

describe("modalities", () => {
  it("names the outputs of each decoder after its field", () => {
    const params = initialise(decoder.params) as never as { x: never; label: never };
    const found = decoder.outputs(params as never, z(2), fakeGiven({ lead: [2] }), eagerContext().context);
    expect(Object.keys(found)).toEqual(Object.keys(outputs));
    const alone = createDenseDecoder(dense, { latents: { z: [2] }, outputs: { logits: [3] } });
    const expected = alone.outputs(params.label, z(2), fakeGiven(), eagerContext().context);
    expectClose(found["label.logits"] as tf.Tensor, expected.logits as tf.Tensor, 0);
  });

  it("refuses other fields than the likelihood's, and decoders that write token by token", () => {
    expect(() => make({ x: dense })).toThrow(/expected x, label, got x/);
    expect(() => make({ x: dense, label: { kind: "recurrent" } })).toThrow(/config decoder.of.label.*token by token/);
  });
});
