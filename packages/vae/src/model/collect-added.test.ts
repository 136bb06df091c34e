import { eagerContext } from "@elbo/program";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { collectAdded } from "./collect-added.ts";

beforeAll(useCpu);

it("keeps what is added at any depth, tells equal names apart by their path, and passes nothing on", () => {
  const outer = eagerContext();
  const { context, added } = collectAdded(outer.context);
  context.at("one").add("commitment", tf.scalar(1));
  context.at("two").at("deep").add("commitment", tf.scalar(2));
  context.add("other", tf.scalar(3));
  const numbers = Object.fromEntries(Object.entries(added).map(([name, x]) => [name, x.dataSync()[0]]));
  expect(numbers).toEqual({ commitment: 1, "two/deep/commitment": 2, other: 3 });
  expect(outer.added).toEqual({});
});

it("drops what quiet contexts add, also below them, and leaves noise and paths as they are", () => {
  const outer = eagerContext({ seed: 4n });
  const { context, added } = collectAdded(outer.context);
  context.quiet().add("term", tf.scalar(1));
  context.quiet().at("below").add("term", tf.scalar(1));
  expect(added).toEqual({});
  const scope = context.at("scope");
  expect(scope.path).toBe("scope");
  const noise = scope.noise("z", [3], { law: "normal" }).dataSync();
  const same = eagerContext({ seed: 4n }).context.at("scope").noise("z", [3], { law: "normal" }).dataSync();
  expect(noise).toEqual(same);
});
