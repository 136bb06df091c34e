import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs's kernels
import type { Engine } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { createEagerEngine } from "./create-eager-engine.ts";

/** The library people know, op by op on TensorFlow's C library. Optional: its installer downloads a large binary. */
export const nodeEngine: Engine = createEagerEngine({
  name: "node",
  backend: "tensorflow",
  remedy: "Run: node tooling/provision-tfjs-node.mjs",
  load: async () => {
    tf.env().set("IS_TEST", true); // silences tfjs's banner
    process.env.TF_CPP_MIN_LOG_LEVEL ??= "2"; // keeps TensorFlow's start-up notes off the terminal
    const engine = tf.engine() as unknown as { backendName: string; backendInstance: tf.KernelBackend | null };
    const { backendName, backendInstance } = engine;
    try {
      await import("@tensorflow/tfjs-node"); // makes itself the global backend
    } finally {
      Object.assign(engine, { backendName, backendInstance });
    }
  },
});
