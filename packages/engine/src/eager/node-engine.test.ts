import { constant } from "@elbo/program";
import { EngineError, type Program, type Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { describe, expect, it } from "vitest";
import { createArena } from "../arena/create-arena.ts";
import { initialiseArena } from "../arena/initialise-arena.ts";
import { nodeEngine } from "./node-engine.ts";

const tree = { encoder: { w: { shape: [2], init: constant(3) } } };
const program: Program = (params, { x }) => {
  const { w } = (params as Values<typeof tree>).encoder;
  return { loss: tf.sum(tf.mul(tf.square(w), x as tf.Tensor)) };
};
const signature = {
  inputs: { x: { shape: [2], dtype: "float32" } },
  training: true,
  gradients: [{ of: "loss", params: ["encoder"] }],
} as const;

describe("the node engine", () => {
  it("runs where its library is, says why and what to do where it is not, and never takes over tfjs", async () => {
    await tf.setBackend("cpu");
    const state = await nodeEngine.available();
    expect(tf.engine().backendName).toBe("cpu");
    const arena = createArena(tree);
    initialiseArena(arena, { seed: 0n });
    const compiling = nodeEngine.compile(program, signature, arena);
    if (state === true) {
      const compiled = await compiling;
      const { loss } = await compiled.run({ x: Float32Array.of(1, 2) }, { seed: 0n, step: 0 });
      expect(loss?.[0]).toBe(27);
      expect([...arena.gradients]).toEqual([6, 12, ...Array(14).fill(0)]);
    } else {
      expect(state.reason.length).toBeGreaterThan(10);
      expect(state.remedy).toContain("node tooling/provision-tfjs-node.mjs");
      await expect(compiling).rejects.toThrow(EngineError);
    }
    expect(tf.engine().backendName).toBe("cpu");
  });
});
