import { fillNoise } from "@elbo/program";
import { type Completing, type Completions, complete } from "../inference/complete.ts";
import { type Spread, spreadOf } from "../inference/spread.ts";
import { fetchModelFile, fetchModelJson, openProgram, type Program, type Values } from "./runtime.ts";

const PIXELS = 784;
const EFFORT = { particles: 200, rounds: 6, count: 8 };

/** Test digits to play with. */
export interface DigitFacts {
  /** `[digit, 784]`, in bytes. */
  readonly digits: Uint8Array;
  readonly labels: Uint8Array;
}

/** What the model makes of a picture, by several draws of its code. */
export interface Reconstruction extends Spread {
  /** `[draw, 784]` */
  readonly draws: Float32Array;
}

/** The model with many latents. */
export interface Digits {
  open(): Promise<DigitFacts>;
  /** Draws codes of `x` `[784]`, and decodes them. */
  reconstruct(x: Float32Array, draws: number): Promise<Reconstruction>;
  /** Completions of `x` `[784]` where `seen` `[784]` is 0. */
  complete(x: Float32Array, seen: Float32Array): Promise<Completions>;
}

interface Programs {
  readonly posterior: Program;
  readonly decode: Program;
  readonly sample: Program;
  readonly latents: number;
}

async function openPrograms(): Promise<Programs> {
  const [{ latents }, posterior, decode, sample] = await Promise.all([
    fetchModelJson<{ latents: number }>("digits/about.json"),
    openProgram("digits/posterior.onnx"),
    openProgram("digits/decode.onnx"),
    openProgram("digits/sample.onnx"),
  ]);
  return { posterior, decode, sample, latents };
}

const floats = (values: Values | undefined) => values?.data as Float32Array;
const pictures = (data: Float32Array, count: number): Values => ({ data, dims: [count, 28, 28, 1] });

/** The model as completing wants it; every call draws fresh noise, the same in every session. */
function completing({ posterior, decode, sample, latents }: Programs): Completing {
  let step = 0;
  const fresh = (batch: number) => {
    const key = step++;
    return {
      batch,
      noise: (name: string, out: Float32Array) =>
        fillNoise(out, { law: "normal" }, { seed: 1n, step: key, path: name }),
    };
  };
  return {
    sample: async (count) => floats((await sample.run({}, fresh(count))).x),
    draw: async (x, count) => {
      const { z, log_q, log_p } = await posterior.run({ x: pictures(x, count) }, fresh(count));
      return { z: floats(z), logQ: floats(log_q), logP: floats(log_p) };
    },
    decode: async (z, count) => floats((await decode.run({ z: { data: z, dims: [count, latents] } })).x),
    uniform: () => {
      const out = new Float32Array(1);
      fillNoise(out, { law: "uniform" }, { seed: 1n, step: step++, path: "resample" });
      return out[0] as number;
    },
  };
}

export function createDigits(): Digits {
  let programs: Promise<Completing> | undefined;
  const opened = () => {
    programs ??= openPrograms().then(completing);
    return programs;
  };
  return {
    open: async () => {
      const [digits, labels] = await Promise.all([
        fetchModelFile("digits/digits.u8"),
        fetchModelFile("digits/labels.u8"),
        opened(),
      ]);
      return { digits: new Uint8Array(digits), labels: new Uint8Array(labels) };
    },
    reconstruct: async (x, draws) => {
      const model = await opened();
      const repeated = Float32Array.from({ length: draws * PIXELS }, (_, i) => x[i % PIXELS] as number);
      const { z } = await model.draw(repeated, draws);
      const means = await model.decode(z, draws);
      return { draws: means, ...spreadOf(means, new Array<number>(draws).fill(1 / draws)) };
    },
    complete: async (x, seen) => complete(x, seen, await opened(), EFFORT),
  };
}
