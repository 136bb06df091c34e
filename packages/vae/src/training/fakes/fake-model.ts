import { fillNoise, normal } from "@elbo/program";
import type { Arena, Compiled, Engine, Group, Named, NoiseKey, Numbers, Program, Split } from "@elbo/spec";
import type { Assembled } from "../../assembly/assembled.ts";
import { createCyclical } from "../../schedules/cyclical.ts";

type Run = (arena: Arena, inputs: Named<Numbers>, key: NoiseKey, knobs: Named<number>) => Named<Numbers>;
interface HostProgram extends Program {
  readonly run: Run;
  readonly outputs: Compiled["outputs"];
  readonly knobs: readonly string[];
}

const program = (run: Run, outputs: Compiled["outputs"], knobs: readonly string[]): HostProgram =>
  Object.assign(() => ({}), { run, outputs, knobs });

/** Runs the fake model's programs, which are host functions of the arena. */
export const fakeEngine: Engine = {
  name: "fake",
  available: async () => true,
  compile: async (given, _, arena) => {
    const { run, outputs, knobs } = given as HostProgram;
    return {
      ...{ noise: {}, knobs, outputs },
      run: async (inputs, key, values = {}) => run(arena, inputs, key, values),
      dispose: () => {},
    };
  },
};

/** x[i, j] = 3 + j + sin(7 i + j) / 2. */
export function fakeSplit(length: number): Split {
  return {
    length,
    read: async (indices, into) => {
      const x = into.x as Float32Array;
      indices.forEach((index, row) => {
        for (let j = 0; j < 2; j++) x[2 * row + j] = 3 + j + Math.sin(7 * index + j) / 2;
      });
    },
  };
}

/** Settings of the fake. */
export interface FakeOptions {
  readonly train?: number;
  readonly validation?: number;
  /** Changes outputs before they come back: puts in NaN, records calls. */
  readonly spy?: (name: string, key: NoiseKey, outputs: Record<string, Numbers>, arena: Arena) => void;
  /** Adds a second objective that moves group `loss`. */
  readonly adversary?: boolean;
}

/**
 * A model whose optimum is known: reconstruction = mean (x - mean - noise / 10)^2 / 2, kl = scale^2 / 2 weighted by the
 * cyclical knob `loss/beta`, and a state parameter `encoder/seen` that follows the batch mean of x.
 */
export function fakeModel({
  train = 22,
  validation = 7,
  spy = () => {},
  adversary = false,
}: FakeOptions = {}): Assembled {
  const scalar = { shape: [], dtype: "float32" };
  const inputs = (batch: number) => ({
    x: { shape: [batch, 2], dtype: "float32" as const },
    weight: { shape: [batch], dtype: "float32" as const },
  });
  const at = (arena: Arena, path: string) => arena.entries.find((entry) => entry.path === path)?.offset ?? Number.NaN;

  const elbo =
    (batch: number, moves: readonly string[]): Run =>
    (arena, { x, weight }, key, knobs) => {
      const noise = new Float32Array(batch * 2);
      fillNoise(noise, { law: "normal" }, { seed: key.seed, step: key.step, path: "posterior/z" });
      const [mean, scale, seen] = ["encoder/mean", "decoder/scale", "encoder/seen"].map((path) => at(arena, path)) as [
        number,
        number,
        number,
      ];
      const beta = knobs["loss/beta"] as number;
      const [gradient, batchMean] = [
        [0, 0],
        [0, 0],
      ] as [number[], number[]];
      let reconstruction = 0;
      for (let i = 0; i < 2 * batch; i++) {
        const value = x?.[i] as number;
        const error =
          (weight?.[i >> 1] as number) *
          (value - (arena.values[mean + (i & 1)] as number) - 0.1 * (noise[i] as number));
        reconstruction += (error * error) / 2 / batch;
        gradient[i & 1] = (gradient[i & 1] as number) - error / batch;
        batchMean[i & 1] = (batchMean[i & 1] as number) + value / batch;
      }
      const s = arena.values[scale] as number;
      if (moves.includes("encoder")) arena.gradients.set(gradient, mean);
      if (moves.includes("decoder")) arena.gradients[scale] = beta * s;
      batchMean.forEach((value, j) => {
        arena.values[seen + j] = 0.9 * (arena.values[seen + j] as number) + 0.1 * value;
      });
      const kl = (s * s) / 2;
      const terms = { "term/reconstruction": reconstruction, "term/kl": kl, objective: reconstruction + beta * kl };
      const outputs = Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, Float32Array.of(value)]));
      spy("elbo", key, outputs, arena);
      return outputs;
    };
  const adversaryRun: Run = (arena, _, key) => {
    const w = arena.values[at(arena, "loss/w")] as number;
    arena.gradients[at(arena, "loss/w")] = w - 2;
    const outputs = { objective: Float32Array.of((w - 2) ** 2 / 2), "term/gap": Float32Array.of(w - 2) };
    spy("adversary", key, outputs, arena);
    return outputs;
  };
  const evaluate =
    (batch: number): Run =>
    (arena, { x }, key) => {
      const mean = at(arena, "encoder/mean");
      const error = (i: number) => (x?.[i] as number) - (arena.values[mean + (i & 1)] as number);
      const reconstruction = Float32Array.from(
        { length: batch },
        (_, i) => (error(2 * i) ** 2 + error(2 * i + 1) ** 2) / 2,
      );
      const kl = new Float32Array(batch).fill((arena.values[at(arena, "decoder/scale")] as number) ** 2 / 2);
      const outputs = { elbo: reconstruction.map((r, i) => -r - (kl[i] as number)), reconstruction, kl };
      spy("evaluation", key, outputs, arena);
      return outputs;
    };
  const objectives: Record<string, { moves: readonly Group[] }> = { elbo: { moves: ["encoder", "decoder"] } };
  if (adversary) objectives.adversary = { moves: ["loss"] };
  const zero = (shape: readonly number[]) => new Float32Array(shape.reduce((a, b) => a * b, 1));
  const none = () => {
    throw new Error("the fake has no such program");
  };
  return {
    config: { seed: 5, loss: { kind: "fake", beta: "cyclical" } },
    dataset: {
      name: "waves",
      fields: { x: { shape: [2], dtype: "float32", support: "real" } },
      splits: {
        train: fakeSplit(train),
        test: fakeSplit(3),
        ...(validation > 0 ? { validation: fakeSplit(validation) } : {}),
      },
    },
    tree: {
      encoder: { mean: { shape: [2], init: normal(1) }, seen: { shape: [2], init: zero, state: true } },
      decoder: { scale: { shape: [1], init: normal(1) } },
      loss: { w: { shape: [1], init: normal(1) } },
    },
    knobs: { "loss/beta": createCyclical({ cycles: 2, ratio: 0.5, from: 0, to: 1 }) },
    objectives,
    objective: (name, batch, moves = objectives[name]?.moves ?? []) => ({
      program:
        name === "elbo"
          ? program(elbo(batch, moves), { objective: scalar, "term/reconstruction": scalar, "term/kl": scalar }, [
              "loss/beta",
            ])
          : program(adversaryRun, { objective: scalar, "term/gap": scalar }, []),
      signature: { inputs: inputs(batch), training: true, gradients: [{ of: "objective", params: moves }] },
    }),
    evaluation: (batch) => {
      const figure = { shape: [batch], dtype: "float32" };
      const outputs = { elbo: figure, reconstruction: figure, kl: figure };
      return { program: program(evaluate(batch), outputs, []), signature: { inputs: inputs(batch), training: false } };
    },
    ...{ importance: none, reconstruction: none, encoding: none, prior: none, decoding: none, generation: none },
    parts: { latents: { facts: {} } } as unknown as Assembled["parts"],
  };
}
