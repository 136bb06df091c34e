import { NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { defineComparisons } from "./comparisons.ts";
import { defineConvolutions } from "./convolutions.ts";
import { defineCumulativeProducts } from "./cumulative-products.ts";
import { defineDepthwise } from "./depthwise.ts";
import { defineEluSecondOrder } from "./elu-second-order.ts";
import { defineExtremes } from "./extremes.ts";
import { defineGathers } from "./gathers.ts";
import { definePairwise } from "./pairwise.ts";
import { patchTape } from "./patch-tape.ts";
import { definePools } from "./pools.ts";
import { defineProducts } from "./products.ts";
import { defineRearrangements } from "./rearrangements.ts";
import { defineResizes } from "./resizes.ts";

const installed = Symbol.for("elbo.gradients");

/**
 * Completes and corrects tfjs's gradients, once per process however often it is called, and again after
 * tfjs-node has replaced them: second order through kernels
 * that save their outputs, zero gradients of comparisons, broadcasting, ties, dilated convolutions and what else stock
 * tfjs lacks or has wrong.
 *
 * @throws NotSupportedError when tfjs's own gradients are not registered yet.
 */
export function installGradients(): void {
  const engine = tf.engine() as unknown as { [installed]?: tf.GradConfig };
  // Loading tfjs-node registers tfjs's own gradients once more, over these.
  if (engine[installed] !== undefined && engine[installed] === tf.getGradient("Unpack")) return;
  if (!tf.getGradient("Conv2D")) {
    throw new NotSupportedError("tfjs's own gradients are not registered", {
      where: "program/gradients",
      remedy: 'Import "@tensorflow/tfjs-layers" first: it registers them.',
    });
  }
  if (engine[installed] === undefined) patchTape();
  defineComparisons();
  definePairwise();
  defineProducts();
  defineRearrangements();
  defineExtremes();
  defineEluSecondOrder();
  defineConvolutions();
  defineDepthwise();
  definePools();
  defineResizes();
  defineGathers();
  defineCumulativeProducts();
  engine[installed] = tf.getGradient("Unpack");
}
