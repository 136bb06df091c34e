import type { CoderModel, Member } from "@elbo/codec";
import { type Field, NotSupportedError, type Split } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { type SplitName, splitOf } from "../config/split.ts";
import { asPicture } from "./as-picture.ts";
import { lineOf } from "./text-format.ts";
import { textMember } from "./text-member.ts";

/** Examples that are read at a time. */
const CHUNK = 512;

/** A split of the model's own data, or its first examples, as the model sees it: restored as an IDX file of its levels. */
export function splitMember(
  vae: Pick<Vae, "dataset" | "config">,
  { name, count: most }: { readonly name: SplitName; readonly count?: number | undefined },
  levels: number,
): Member {
  const split: Split = splitOf(vae, name);
  const { shape, dtype } = vae.dataset.fields.x as Field;
  const each = shape.reduce((a, b) => a * b, 1);
  const count = Math.min(most ?? split.length, split.length);
  const scale = dtype === "float32" ? levels - 1 : 1;
  return {
    name: `${vae.dataset.name}-${name}.idx`,
    about: { format: "idx", step: 1, axes: shape.length === 3 && shape[2] === 1 ? shape.slice(0, 2) : shape },
    size: asPicture(shape),
    count,
    read: async function* () {
      for (let first = 0; first < count; first += CHUNK) {
        const rows = Int32Array.from({ length: Math.min(CHUNK, count - first) }, (_, i) => first + i);
        const x = dtype === "float32" ? new Float32Array(rows.length * each) : new Int32Array(rows.length * each);
        await split.read(rows, { x }, { seed: BigInt(vae.config.seed), step: 0 });
        const numbers = Uint8Array.from(x, (value) => Math.round(value * scale));
        const wrong = x.findIndex((value, i) => Math.abs(value * scale - (numbers[i] as number)) > 1e-3);
        if (wrong >= 0) {
          throw new NotSupportedError("the data holds a number between its levels", {
            where: `data ${vae.dataset.name}`,
            expected: `k / ${scale}`,
            received: `${x[wrong]}`,
          });
        }
        for (let at = 0; at < numbers.length; at += each) yield numbers.subarray(at, at + each);
      }
    },
  };
}

/** A split of the model's own lines, or the first of them, as the model sees them: restored as a text file, a line each. */
export async function splitText(
  vae: Pick<Vae, "dataset" | "config">,
  { name, count: most }: { readonly name: SplitName; readonly count?: number | undefined },
  model: CoderModel,
): Promise<Member> {
  const split: Split = splitOf(vae, name);
  const longest = model.x.shape[0] ?? 0;
  const count = Math.min(most ?? split.length, split.length);
  const lines: string[] = [];
  for (let first = 0; first < count; first += CHUNK) {
    const rows = Int32Array.from({ length: Math.min(CHUNK, count - first) }, (_, i) => first + i);
    const x = new Int32Array(rows.length * longest);
    await split.read(rows, { x }, { seed: BigInt(vae.config.seed), step: 0 });
    for (const i of rows.keys())
      lines.push(lineOf(x.subarray(i * longest, (i + 1) * longest), model.text?.symbols ?? []));
  }
  return textMember(`${vae.dataset.name}-${name}.txt`, lines.map((line) => `${line}\n`).join(""), model);
}
