import { fillNoise } from "@elbo/program";
import {
  type Arena,
  type Compiled,
  EngineError,
  type Input,
  type Named,
  type NoiseKey,
  type Numbers,
  ShapeError,
} from "@elbo/spec";
import type { Tensor } from "onnxruntime-node";
import { sizeOf } from "../graph/look.ts";
import type { Runtime } from "./load-runtime.ts";

/** What every run feeds, made once: parameters are views of the arena, noise and knobs are buffers that are refilled. */
export interface Feeds {
  readonly fixed: Named<Tensor>;
  readonly noise: ReadonlyMap<string, Float32Array>;
  readonly knobs: ReadonlyMap<string, Float32Array>;
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Tensors over the arena and over new buffers, for the graph inputs in use. */
export function prepareFeeds(
  runtime: Runtime,
  used: readonly string[],
  arena: Arena,
  { noise }: Pick<Compiled, "noise">,
): Feeds {
  const fixed: Record<string, Tensor> = {};
  const noiseBuffers = new Map<string, Float32Array>();
  const knobBuffers = new Map<string, Float32Array>();
  const wanted = new Set(used);
  const put = (name: string, data: Float32Array, shape: readonly number[]) => {
    if (wanted.has(name)) fixed[name] = new runtime.Tensor("float32", data, [...shape]);
    return wanted.has(name);
  };
  for (const { path, offset, size, shape } of arena.entries) {
    put(`param:${path}`, arena.values.subarray(offset, offset + size), shape);
  }
  for (const [path, { shape }] of Object.entries(noise)) {
    const buffer = new Float32Array(sizeOf(shape));
    if (put(`noise:${path}`, buffer, shape)) noiseBuffers.set(path, buffer);
  }
  for (const name of used.filter((input) => input.startsWith("knob:"))) {
    const buffer = new Float32Array(1);
    if (put(name, buffer, [])) knobBuffers.set(name.slice("knob:".length), buffer);
  }
  return { fixed, noise: noiseBuffers, knobs: knobBuffers };
}

/** Refills the noise: what a path gets depends on the key and the path alone. */
export function fillNoiseFeeds(feeds: Feeds, noise: Compiled["noise"], { seed, step, offset = 0 }: NoiseKey): void {
  for (const [path, buffer] of feeds.noise) {
    const { shape, law } = noise[path] as Compiled["noise"][string];
    const row = sizeOf(shape.slice(1));
    fillNoise(buffer, law, { seed, step, path, first: offset * row, row: shape.at(-1) ?? 1 });
  }
}

/** Sets the knobs. @throws EngineError when one has no value. */
export function setKnobs(feeds: Feeds, declared: readonly string[], knobs: Named<number>): void {
  for (const path of declared) {
    const value = knobs[path];
    if (value === undefined) {
      throw new EngineError(`no value for the knob "${path}"`, {
        where: "engine/run",
        expected: declared.join(", "),
        received: Object.keys(knobs).join(", ") || "no knobs",
        remedy: "Pass it in `knobs`.",
      });
    }
    const buffer = feeds.knobs.get(path);
    if (buffer !== undefined) buffer[0] = value;
  }
}

/** Tensors over the caller's arrays. @throws ShapeError when one is missing or has another number of values. */
export function inputFeeds(
  runtime: Runtime,
  used: readonly string[],
  declared: Named<Input>,
  inputs: Named<Numbers>,
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  const unknown = Object.keys(inputs).find((name) => declared[name] === undefined);
  if (unknown !== undefined) {
    throw new ShapeError(`the program has no input "${unknown}"`, {
      where: "engine/run",
      expected: Object.keys(declared).join(", ") || "no inputs",
      received: unknown,
    });
  }
  for (const [name, { shape, dtype }] of Object.entries(declared)) {
    const given = inputs[name];
    if (given === undefined || given.length !== sizeOf(shape)) {
      throw new ShapeError(given === undefined ? "an input is missing" : "wrong number of values", {
        where: `input ${name}`,
        expected: `${sizeOf(shape)} values for shape [${shape}]`,
        received: given === undefined ? "nothing" : `${given.length}`,
      });
    }
    if (!used.includes(`input:${name}`)) continue;
    const data = given instanceof ARRAYS[dtype] ? given : ARRAYS[dtype].from(given);
    feeds[`input:${name}`] = new runtime.Tensor(dtype, data as Float32Array, [...shape]) as Tensor;
  }
  return feeds;
}
