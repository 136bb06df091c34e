import { expect, it } from "vitest";
import { matrixConfig } from "./matrix-config.ts";
import { mergeConfig, planRuns } from "./plan-runs.ts";

const matrix = matrixConfig.parse({
  name: "tiny",
  base: { training: { batch: 128 }, loss: { kind: "elbo", beta: 1 } },
  data: { digits: { data: { kind: "mnist" } }, words: { data: { kind: "names" } } },
  variants: {
    plain: { config: {} },
    tight: { on: ["digits"], config: { loss: { kind: "iwae", samples: 5 } } },
  },
  seeds: [1, 2],
});

it("plans every cell once, with merged configs", () => {
  const runs = planRuns(matrix);
  expect(runs.map((run) => run.id)).toEqual([
    "digits-plain-1",
    "digits-plain-2",
    "digits-tight-1",
    "digits-tight-2",
    "words-plain-1",
    "words-plain-2",
  ]);
  expect(runs[2]?.config).toEqual({
    training: { batch: 128 },
    data: { kind: "mnist" },
    loss: { kind: "iwae", samples: 5 },
    seed: 1,
  });
});

it("merges objects, replaces lists and parts of another kind", () => {
  expect(mergeConfig({ a: { b: 1, c: [1] } }, { a: { c: [2] } })).toEqual({ a: { b: 1, c: [2] } });
  expect(mergeConfig({ a: { kind: "x", b: 1 } }, { a: { kind: "y" } })).toEqual({ a: { kind: "y" } });
});

it("refuses a variant on an unknown data set", () => {
  const bad = matrixConfig.parse({ ...matrix, variants: { plain: { on: ["letters"], config: {} } } });
  expect(() => planRuns(bad)).toThrow(/letters/);
});

it("measures a variant with the samplers that it names, or with all, and refuses others", () => {
  const { variants, ...rest } = matrix;
  const samplers = { prior: { kind: "prior" }, mixture: { kind: "mixture" } };
  const plan = (named: readonly string[]) =>
    planRuns(
      matrixConfig.parse({
        ...rest,
        variants: { ...variants, some: { samplers: named, config: {} } },
        evaluate: { samplers },
        seeds: [1],
      }),
    ).map((run) => [run.variant, Object.keys(run.evaluate.samplers ?? {})]);
  const all = ["prior", "mixture"];
  expect(plan(["prior"])).toEqual([
    ["plain", all],
    ["tight", all],
    ["some", ["prior"]],
    ["plain", all],
    ["some", ["prior"]],
  ]);
  expect(() => plan(["flow"])).toThrow(/"some" is measured with an unknown sampler.*prior, mixture.*flow/s);
});
