import { type LinearGaussian, linearGaussianLaw } from "@elbo/datasets";
import { createArena } from "@elbo/engine";
import type { Engine } from "@elbo/spec";
import { builtInParts } from "../../all.ts";
import { assemble } from "../../assembly/assemble.ts";
import { parseConfig } from "../../config/parse-config.ts";
import { createRegistry } from "../../registry/registry.ts";
import { createSession, type Session } from "../../session/session.ts";
import { writeExactPosterior } from "./exact-posterior.ts";

/** A linear VAE whose likelihood and posterior are known, on data of its own law: two latents, ten training examples. */
export function linearGaussian({
  size,
  noise,
  test,
}: {
  readonly size: number;
  readonly noise: number;
  readonly test: number;
}) {
  const registry = createRegistry(builtInParts);
  const config = parseConfig(
    {
      data: { kind: "linear-gaussian", size, latents: 2, noise, train: 10, test },
      likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: noise } },
      latents: { kind: "single", posterior: { kind: "gaussian", dimension: 2 } },
      decoder: { kind: "dense", hidden: [] },
      encoder: { kind: "dense", hidden: [] },
      loss: { kind: "elbo" },
      training: { steps: 1 },
    },
    registry,
  );
  const law: LinearGaussian = linearGaussianLaw(config.data as never);
  return {
    registry,
    config,
    law,
    /** Opened with the law's values and the exact posterior, log variances off by `tilt`. */
    open: async (engine: Engine, tilt = 0): Promise<Session> => {
      const assembled = await assemble(config, registry);
      const arena = createArena(assembled.tree);
      writeExactPosterior(arena, law, tilt);
      return createSession(assembled, engine, arena);
    },
  };
}
