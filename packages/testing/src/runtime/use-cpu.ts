import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs's kernels
import { installGradients } from "@elbo/program";

/** Puts tfjs on its own `cpu` backend with elbo's completed gradients. Call it first in every test file. */
export async function useCpu(): Promise<void> {
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
  installGradients();
}
