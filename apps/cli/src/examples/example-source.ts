import type { Named, Numbers } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { allocateFields } from "../config/allocate-fields.ts";
import { type SplitName, splitOf } from "../config/split.ts";

/** Examples to work through, some at a time. */
export interface ExampleSource {
  /** What one is called: "file", "text", "example". */
  readonly unit: string;
  /** A name for each. */
  readonly names: readonly string[];
  /** A class for each, where there are classes. */
  readonly labels?: readonly string[];
  /** `count` of them from `first` on, by field. */
  read(first: number, count: number): Promise<Named<Numbers>>;
}

/** The first `count` examples of a split of the model's own data, all of them by default; text has its text for a name. */
export async function splitExamples(vae: Vae, split: SplitName, count?: number): Promise<ExampleSource> {
  const from = splitOf(vae, split);
  const rows = Math.min(count ?? from.length, from.length);
  const { fields } = vae.dataset;
  const read = async (first: number, many: number, only?: readonly string[]) => {
    const into = allocateFields(fields, many, only);
    const presentation = { seed: BigInt(vae.config.seed), step: 0 };
    await from.read(
      Int32Array.from({ length: many }, (_, i) => first + i),
      into,
      presentation,
    );
    return into;
  };
  const label = fields.label?.shape.length === 0 ? (await read(0, rows, ["label"])).label : undefined;
  const texts = await vae.texts?.((await read(0, rows, ["x"])).x as Numbers);
  return {
    unit: texts ? "text" : "example",
    names: texts ?? Array.from({ length: rows }, (_, i) => `${split} ${i}`),
    ...(label ? { labels: Array.from(label, String) } : {}),
    read: (first, many) => read(first, many),
  };
}
