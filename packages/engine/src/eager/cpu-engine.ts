import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs's kernels
import type { Engine } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { correctCpuKernels } from "./correct-cpu-kernels.ts";
import { createEagerEngine } from "./create-eager-engine.ts";

/** tfjs's own JavaScript backend: runs everywhere, slow; the reference in tests and the last resort. */
export const cpuEngine: Engine = createEagerEngine({
  name: "cpu",
  backend: "cpu",
  remedy: "Reinstall the package @tensorflow/tfjs-backend-cpu.",
  load: async () => {
    tf.env().set("IS_TEST", true); // silences tfjs's banner
    const engine = tf.engine();
    engine.registry.cpu ??= (await engine.registryFactory.cpu?.factory()) as tf.KernelBackend;
    correctCpuKernels();
  },
});
