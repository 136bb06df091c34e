import type { Wiring } from "@elbo/spec";
import { ConfigError } from "@elbo/spec";
import { expect, it } from "vitest";
import { createOptimisers } from "./create-optimisers.ts";
import { parseTraining } from "./fakes/start-training.ts";

const part = ((family: string, config: unknown) => ({ family, config })) as unknown as Wiring["part"];

it("creates the common optimiser and those of single objectives", () => {
  const training = parseTraining({ epochs: 1, optimisers: { gan: { kind: "adam", rate: 7 } } });
  const made = createOptimisers(training, ["vae", "gan"], { part });
  expect(made.optimiser).toMatchObject({ family: "optimiser", config: { rate: 0.05 } });
  expect(made.optimisers).toMatchObject({ gan: { config: { rate: 7, beta1: 0.9 } } });
  expect(() => createOptimisers(training, ["vae"], { part })).toThrow(ConfigError);
});
