import { ConfigError, type Named, type Wiring } from "@elbo/spec";
import type { Optimiser } from "../optimisers/optimiser.ts";
import type { TrainingConfig } from "./training-config.ts";

/** The optimisers that a config names: the common one, and those of single objectives. */
export interface Optimisers {
  readonly optimiser: Optimiser;
  readonly optimisers: Named<Optimiser>;
}

/** @throws ConfigError when `optimisers` names an objective that the loss lacks. */
export function createOptimisers(
  training: TrainingConfig,
  objectives: readonly string[],
  wiring: Pick<Wiring, "part">,
): Optimisers {
  const named = Object.entries(training.optimisers ?? {});
  for (const [name] of named) {
    if (objectives.includes(name)) continue;
    throw new ConfigError(`the loss has no objective "${name}"`, {
      where: "config training.optimisers",
      expected: objectives.join(", "),
      received: name,
    });
  }
  return {
    optimiser: wiring.part<Optimiser>("optimiser", training.optimiser),
    optimisers: Object.fromEntries(named.map(([name, config]) => [name, wiring.part<Optimiser>("optimiser", config)])),
  };
}
