import { initialise } from "@elbo/program";
import { ConfigError, type Definition } from "@elbo/spec";
import { describeConformance, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { makeTransport, transportChecks } from "../test-support/transport-checks.ts";
import { realNvpTransport } from "./realnvp.ts";

beforeAll(useCpu);

describeConformance(
  "realnvp",
  transportChecks(realNvpTransport as Definition, { length: 3, hidden: [5], activation: "tanh", context: 2 }),
);

it("refuses a single latent, and starts as the identity", () => {
  expect(() => makeTransport(realNvpTransport as Definition, {}, [1])).toThrow(ConfigError);
  const transport = makeTransport(realNvpTransport as Definition, {}, [3]);
  const from = { value: tf.tensor3d([[[1, -2, 3]]]), logProb: tf.zeros([1, 1]) };
  const given = fakeGiven();
  const { value, logProb } = transport.move(
    initialise(transport.params),
    from,
    { context: tf.ones([1, 32]) },
    given,
    {} as never,
  );
  expectClose(value, from.value);
  expect(logProb.dataSync()[0]).toBeCloseTo(0, 6);
});
