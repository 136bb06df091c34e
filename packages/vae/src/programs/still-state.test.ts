import { eagerContext } from "@elbo/program";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { stillState } from "./still-state.ts";

beforeAll(useCpu);

it("drops updates of what is to stay, in any scope, and lets the others through", () => {
  const [still, moving] = [tf.scalar(1), tf.scalar(2)];
  const { context, updates } = eagerContext();
  const inner = stillState(context, new Set([still]))
    .at("a")
    .at("b");
  inner.update(still, tf.scalar(5));
  inner.update(moving, tf.scalar(6));
  expect([...updates.keys()]).toEqual([moving]);
  expect(inner.path).toBe("a/b");
});
