import { writeFileSync } from "node:fs";
import { cpuEngine, createOnnxEngine } from "@elbo/engine";
import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { wireParts } from "../../assembly/wire-parts.ts";
import { parseConfig } from "../../config/parse-config.ts";
import { BATCH, batchOf } from "../all-trials.ts";
import { compareOutcomes, scaleOf, worstOf } from "../difference.ts";
import { openTestModel, registry } from "../open-models.ts";
import { runRequest } from "../run-request.ts";
import { inOrder, seenFacts, statedFacts, withoutMomentum } from "../seen-facts.ts";
import { latentBlock, observationBlock, openMadeUp } from "./blocks.ts";
import { type Combination, combinationName, configOf, factors, LEFT_OUT, levels, refusal } from "./combinations.ts";
import { coverPairs } from "./cover-pairs.ts";
import { minimal } from "./minimal-configs.ts";

/**
 * Gradients are held to 1e-4 at the table's configs (engines.test.ts); here chance picks terms that cancel, too: to 1e-3, which
 * three of the full set come near (a KL held to a capacity, Hamiltonian steps before a discriminator, STL under a VampPrior).
 * Where the largest one is fifty times the largest term (leapfrog steps on a steep density), float32 has lost digits on the way.
 */
const limits = { outputs: 1e-4, state: 1e-4, gradients: 1e-3 };
const STEEP = { from: 50, gradients: 1e-2 };
/** Combinations that `npm test` trains; `npm run zoo-pairs` trains all. */
const SHARE = process.env.ELBO_PAIRS === "all" ? Number.POSITIVE_INFINITY : 250;
const onnx = createOnnxEngine({ threads: 1 });
beforeAll(useCpu);

const all = levels(registry);
const data = await openMadeUp(registry);
const fits = (chosen: Combination) =>
  refusal(() => wireParts(parseConfig(configOf(registry, chosen), registry), data[chosen.data] as never, registry));

describe("every kind has a small config of its own", () => {
  const families = ["likelihood", "encoder", "decoder", "posterior", "transport", "prior", "loss"] as const;
  const kinds = families.flatMap((family) => registry.kinds(family).map((kind) => [family, kind] as const));
  it.each(kinds)("%s %s", (family, kind) => {
    const { error } = registry.slot(family).safeParse(minimal(registry, family, kind));
    expect(error?.issues ?? [], "add its fields to minimal-configs.ts, or defaults to the part").toEqual([]);
  });
});

const { rows, refused } = coverPairs([observationBlock(registry, data), latentBlock(registry, data)], all, fits);

it("every kind stands in at least one combination, and every pair in one or in a refusal", () => {
  const alone = factors
    .slice(1)
    .flatMap((factor) =>
      all[factor].filter((kind) => !rows.some((row) => row[factor] === kind)).map((kind) => `${factor} ${kind}`),
    );
  expect(alone).toEqual([]);
  const file = process.env.ELBO_PAIRS_REPORT;
  if (file) writeFileSync(file, JSON.stringify({ combinations: rows.length, refused }));
});

const judged = new Set<string>();

describe("every pair of kinds that is not refused trains a step on onnx and cpu, to the same values", () => {
  it.each(rows.slice(0, SHARE).map((chosen) => [combinationName(chosen), chosen] as const))("%s", async (_, chosen) => {
    const model = await openTestModel(configOf(registry, chosen));
    const inputs = await batchOf(model);
    for (const name of Object.keys(model.assembled.objectives)) {
      const request = model.assembled.objective(name, BATCH);
      const reference = await runRequest(cpuEngine, model, request, inputs);
      const values = { ...reference.outputs, ...reference.gradients, ...reference.state };
      const broken = Object.keys(values).filter((path) => !values[path]?.every(Number.isFinite));
      expect(broken, `${name} is finite`).toEqual([]);
      const received = await runRequest(onnx, model, request, inputs);
      // What is nothing beside the largest term has no digits of its own, and an objective in which terms cancel only theirs: data
      // of unit numbers, continuous-bernoulli, experts, vamp and miwae make -4.105e-5 or -4.112e-5 of -0.105 and 0.369, one
      // last place of float32 apart.
      const terms = Object.values(reference.outputs).flatMap((values) => Array.from(values, Math.abs));
      const largest = Math.max(...terms);
      const floor = 1e-2 * largest || 1e-12;
      const steep = scaleOf(reference.gradients) > STEEP.from * Math.max(largest, 1);
      const held = steep ? { ...limits, gradients: STEEP.gradients } : limits;
      const outputs = worstOf(received.outputs, reference.outputs, floor).error;
      const errors = { ...compareOutcomes(received, reference), outputs };
      const beyond = Object.entries(errors).filter(([what, error]) => !(error < held[what as keyof typeof limits]));
      expect(beyond, `${name} on onnx and cpu`).toEqual([]);
    }
    const { latents, posterior, transport, prior, condition } = chosen;
    const which = [latents, posterior, transport, prior, condition].join();
    if (judged.has(which)) return;
    judged.add(which);
    const [stated, seen] = [statedFacts(model.assembled), seenFacts(model.assembled, inputs)];
    expect(inOrder(stated)).toEqual(inOrder(transport === LEFT_OUT ? seen : withoutMomentum(seen, stated)));
  });
});

it("what is left out is a posterior, a transport, a prior or a condition", () => {
  const optional = ["posterior", "transport", "prior", "condition"];
  expect(factors.filter((factor) => all[factor].includes(LEFT_OUT))).toEqual(optional);
});
