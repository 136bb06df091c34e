import type { Field, Numbers } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { imageGrid } from "../images/image-grid.ts";
import type { RunResult } from "../results/run-result.ts";

type Shown = Pick<RunResult, "pictures" | "text">;

const COLUMNS = 16;

/** The first test examples, all fields. */
async function firstExamples(vae: Vae, count: number): Promise<Record<string, Numbers>> {
  const into = Object.fromEntries(
    Object.entries(vae.dataset.fields).map(([name, { shape, dtype }]) => {
      const size = count * shape.reduce((a, b) => a * b, 1);
      return [
        name,
        dtype === "int32" ? new Int32Array(size) : dtype === "bool" ? new Uint8Array(size) : new Float32Array(size),
      ];
    }),
  );
  await vae.dataset.splits.test.read(
    Int32Array.from({ length: count }, (_, i) => i),
    into,
    { seed: 0n, step: 0 },
  );
  return into;
}

const images = async (
  vae: Vae,
  [height, width, channels]: [number, number, number],
  samples: number,
): Promise<Shown> => {
  const size = height * width * channels;
  const shape = [height, width, channels] as const;
  const examples = await firstExamples(vae, Math.min(COLUMNS * 2, vae.dataset.splits.test.length));
  const x = examples.x as Float32Array;
  const reconstructed = await vae.reconstruct(examples);
  const columns = Math.min(COLUMNS, x.length / size);
  const rows = Math.ceil(x.length / size / columns);
  const paired = new Float32Array(2 * rows * columns * size);
  for (let row = 0; row < rows; row++) {
    const part = (values: Float32Array) => values.subarray(row * columns * size, (row + 1) * columns * size);
    paired.set(part(x), 2 * row * columns * size);
    paired.set(part(reconstructed), (2 * row + 1) * columns * size);
  }
  const drawn = await vae.sample(samples);
  return {
    pictures: {
      reconstructions: imageGrid(paired, { shape, columns }).toString("base64"),
      samples: imageGrid(drawn.x, { shape, columns: Math.min(COLUMNS, samples) }).toString("base64"),
    },
  };
};

/** Share of the first tokens, as many as each example has, that two sets agree on. */
export const agreement = (truth: Numbers, guess: Numbers, lengths: Numbers, time: number): number => {
  let [right, all] = [0, 0];
  lengths.forEach((length, row) => {
    for (let t = 0; t < length; t++) {
      all++;
      if (truth[row * time + t] === guess[row * time + t]) right++;
    }
  });
  return right / all;
};

const words = async (vae: Vae, time: number, texts: NonNullable<Vae["texts"]>): Promise<Shown> => {
  const count = Math.min(500, vae.dataset.splits.test.length);
  const examples = await firstExamples(vae, count);
  const guess = await vae.reconstruct(examples);
  const drawn = await vae.sample(30);
  const shown = Math.min(12, count) * time;
  const [from, to] = [await texts((examples.x as Numbers).subarray(0, shown)), await texts(guess.subarray(0, shown))];
  return {
    text: {
      samples: await texts(drawn.x),
      reconstructions: from.map((line, i) => ({ from: line, to: to[i] as string })),
      greedyAccuracy: agreement(examples.x as Numbers, guess, examples["x.length"] as Numbers, time),
    },
  };
};

/** Pictures or text of a trained model, whichever its data is; nothing for tables. */
export async function showRun(vae: Vae, samples: number): Promise<Shown> {
  const { shape } = vae.dataset.fields.x as Field;
  if (vae.texts) return words(vae, shape[0] as number, vae.texts.bind(vae));
  if (shape.length === 3) return images(vae, shape as unknown as [number, number, number], samples);
  return {};
}
