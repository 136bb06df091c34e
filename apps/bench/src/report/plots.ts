import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { RunResult } from "../results/run-result.ts";

const render = (spec: TopLevelSpec): Promise<string> =>
  new View(parse(compile(spec).spec), { renderer: "none" }).toSVG();

const style = {
  font: "system-ui, sans-serif",
  view: { stroke: "transparent" },
  axis: { grid: true, gridOpacity: 0.4 },
  legend: { labelLimit: 0 }, // names of variants in full
};

/** Learning curves of one data set: -ELBO on held-out data against training examples presented. */
export const learningCurves = (runs: readonly RunResult[]): Promise<string> =>
  render({
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: 460,
    height: 260,
    config: style,
    data: {
      values: runs.flatMap(({ variant, seed, curve }) =>
        curve.map(({ examples, negativeElbo }) => ({ variant, run: `${variant} ${seed}`, examples, negativeElbo })),
      ),
    },
    mark: { type: "line", point: true },
    encoding: {
      x: {
        field: "examples",
        type: "quantitative",
        scale: { zero: true },
        axis: { format: "~s", tickCount: 6 },
        title: "training examples presented",
      },
      y: {
        field: "negativeElbo",
        type: "quantitative",
        scale: { zero: false },
        title: "-ELBO of validation, nats per example",
      },
      color: { field: "variant", type: "nominal", sort: null },
      detail: { field: "run", type: "nominal" },
    },
  });

/** Rate-distortion plane of one data set (Alemi et al. 2018): KL against reconstruction; lines of equal -ELBO fall. */
export const ratePlane = (runs: readonly RunResult[]): Promise<string> =>
  render({
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: 360,
    height: 260,
    config: style,
    data: {
      values: runs.map(({ variant, seed, evaluation: { kl, reconstruction } }) => ({
        variant,
        seed,
        kl,
        reconstruction,
      })),
    },
    mark: { type: "point", filled: true, size: 90 },
    encoding: {
      x: { field: "kl", type: "quantitative", scale: { zero: false }, title: "rate: KL, nats" },
      y: {
        field: "reconstruction",
        type: "quantitative",
        scale: { zero: false },
        title: "distortion: -log p(x|z), nats",
      },
      color: { field: "variant", type: "nominal", sort: null },
    },
  });
