import { z } from "zod";
import { conditionConfig } from "../condition/create-condition.ts";
import type { Registry } from "../registry/registry.ts";
import { trainingConfig } from "../training/training-config.ts";
import { type About, about } from "./about.ts";

/** A config after parsing: each part by `kind`, defaults filled in. */
export interface ModelConfig {
  readonly about?: About;
  readonly seed: number;
  readonly engine: "auto" | "onnx" | "node" | "cpu";
  readonly data: Part;
  readonly condition?: z.output<typeof conditionConfig> | undefined;
  readonly likelihood: Part;
  readonly latents: Part;
  readonly decoder: Part;
  readonly encoder: Part;
  readonly loss: Part;
  readonly training: z.infer<ReturnType<typeof trainingConfig>>;
  readonly [key: string]: unknown;
}

interface Part {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** The schema of a whole config over the parts of a registry. */
export const modelConfig = (registry: Registry) =>
  z.strictObject({
    about: about.optional(),
    seed: z.int().nonnegative().default(1).describe("seeds initial values, noise, shuffling and binarisation"),
    engine: z
      .enum(["auto", "onnx", "node", "cpu"])
      .default("auto")
      .describe("what computes; auto takes the fastest that loads"),
    data: registry.slot("data"),
    condition: conditionConfig.optional().describe("labels or attributes that the whole model is given"),
    likelihood: registry.slot("likelihood"),
    latents: registry.slot("latents"),
    decoder: registry.slot("decoder"),
    encoder: registry.slot("encoder"),
    loss: registry.slot("loss"),
    training: trainingConfig(registry.slot).prefault({ epochs: 10 }),
  });
