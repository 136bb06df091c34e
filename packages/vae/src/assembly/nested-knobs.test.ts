import { standardNormal } from "@elbo/distributions";
import { cpuEngine, createArena } from "@elbo/engine";
import type { Definition, Prior, Transport } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { builtInParts } from "../all.ts";
import { parseConfig } from "../config/parse-config.ts";
import { createRegistry } from "../registry/registry.ts";
import { assemble } from "./assemble.ts";
import { knobValues } from "./knob-values.ts";

beforeAll(useCpu);

/** A prior whose density depends on a moving scalar. */
const warmPrior: Definition<{ kind: "warm" }, Prior> = {
  family: "prior",
  kind: "warm",
  summary: "warm",
  config: () => z.strictObject({ kind: z.literal("warm") }),
  create: (_, { site }) => ({
    params: {},
    knobs: { heat: ({ step }) => 10 + step },
    distribution: (_params, _given, context) => {
      const heat = context.knob("heat");
      const base = standardNormal(site?.shape ?? []);
      return { ...base, family: "warm", logProb: (value) => tf.div(base.logProb(value), heat) };
    },
  }),
};

/** A shift by a moving scalar. */
const driftTransport: Definition<{ kind: "drift" }, Transport> = {
  family: "transport",
  kind: "drift",
  summary: "drift",
  config: () => z.strictObject({ kind: z.literal("drift") }),
  create: () => ({
    params: {},
    features: {},
    knobs: { speed: ({ step }) => 20 + step },
    move: (_params, { value, logProb }, _features, _given, context) => ({
      value: tf.add(value, context.knob("speed")),
      logProb,
    }),
  }),
};

const registry = createRegistry([...builtInParts, warmPrior, driftTransport]);
const wired = (latents: object) =>
  assemble(
    parseConfig(
      {
        data: { kind: "linear-gaussian", size: 4, latents: 2 },
        likelihood: { kind: "gaussian" },
        latents,
        decoder: { kind: "dense", hidden: [] },
        encoder: { kind: "dense", hidden: [] },
        loss: { kind: "elbo", beta: { kind: "linear", from: 3, to: 3 } },
        training: { steps: 1 },
      },
      registry,
    ),
    registry,
  );
const gaussian = { kind: "gaussian", dimension: 2 };

describe("a nested part's moving scalars reach it through every program", () => {
  it.each([
    ["the prior of a single site", { kind: "single", posterior: gaussian, prior: { kind: "warm" } }, [15]],
    [
      "transports, each below the one before it",
      { kind: "single", posterior: gaussian, transports: [{ kind: "drift" }, { kind: "drift" }] },
      [25, 25],
    ],
    [
      "the top of a chain",
      {
        kind: "top-down",
        sites: [2, 1].map((dimension) => ({ name: `z${dimension}`, dimension })),
        prior: { kind: "warm" },
      },
      [15],
    ],
  ])("%s", async (_, latents, expected) => {
    const assembled = await wired(latents);
    const arena = createArena(assembled.tree);
    const clock = { step: 5, stepsPerEpoch: 1, steps: 10 };
    for (const [request, more] of [
      [assembled.evaluation(2), []],
      [assembled.objective("elbo", 2), [3]],
    ] as const) {
      const { knobs } = await cpuEngine.compile(request.program, request.signature, arena);
      const found = Object.entries(knobValues(knobs, assembled.knobs, clock));
      // Evaluation draws transported sites a second time, below "twin".
      const values = found.filter(([path]) => !path.startsWith("twin/")).map(([, value]) => value);
      expect(values.sort((a, b) => b - a)).toEqual([...expected, ...more]);
    }
  });
});
