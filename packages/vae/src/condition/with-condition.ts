import type { Batch, Named } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import type { ModelParts } from "../model/model-parts.ts";
import { CONDITION } from "./create-condition.ts";

type Conditioned = Pick<ModelParts, "condition">;

/** The batch with its condition `[batch, width]` as one more field, where the model has one. */
export const withCondition = ({ condition }: Conditioned, batch: Batch): Batch =>
  condition && !(CONDITION in batch) ? { ...batch, [CONDITION]: condition.read(batch) } : batch;

/** What a decoder reads: z by site and, where it is to be conditioned, the condition beside them. */
export const decoderLatents = (
  { condition }: Conditioned,
  z: Named<tf.Tensor>,
  value: tf.Tensor | undefined,
): Named<tf.Tensor> => (value && condition?.into.includes("decoder") ? { ...z, [CONDITION]: value } : z);
