import { DataError } from "@elbo/spec";
import { sha256 } from "@noble/hashes/sha2.js";
import { z } from "zod";
import { fromUint32, joinBytes, uint32At } from "../archive/join-bytes.ts";
import { hex } from "../archive/seal.ts";
import type { CoderModel, ModelNet } from "./coder-model.ts";

const names = z.record(z.string(), z.string());
const net = { bytes: z.int().min(1), inputs: names, outputs: names };
const law = z.strictObject({ family: z.string(), ...net });
const shape = z.array(z.int().min(1));
const schema = z.strictObject({
  x: z.strictObject({
    shape,
    dtype: z.enum(["float32", "int32", "bool"]),
    levels: z.int().min(2).optional(),
    categories: z.int().min(2).optional(),
  }),
  sites: z
    .array(
      z.strictObject({
        name: z.string(),
        shape,
        posterior: z.strictObject(net),
        prior: z.strictObject(net).optional(),
        mixture: z.strictObject(net).optional(),
      }),
    )
    .min(1),
  likelihood: law.optional(),
  steps: z.strictObject({ length: z.int().min(1), begin: z.strictObject(net), step: law }).optional(),
  text: z.strictObject({ symbols: z.array(z.string()) }).optional(),
});

const sorted = (record: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(record).sort());
const describe = ({ bytes, inputs, outputs }: ModelNet) => ({
  bytes: bytes.length,
  inputs: sorted(inputs),
  outputs: sorted(outputs),
});
const there = <T>(values: readonly (T | undefined)[]): T[] => values.filter((value) => value !== undefined);
/** Every net, in the order in which they are packed. */
const netsOf = ({ sites, likelihood, steps }: CoderModel): ModelNet[] =>
  there([
    ...sites.flatMap(({ posterior, prior, mixture }) => [posterior, prior, mixture]),
    likelihood,
    steps?.begin,
    steps?.step,
  ]);

const describeSteps = ({ length, begin, step }: NonNullable<CoderModel["steps"]>) => ({
  length,
  begin: describe(begin),
  step: { family: step.family, ...describe(step) },
});

/** A model as one run of bytes: length of a description, the description as JSON, the nets. Equal models give equal bytes. */
export function packModel(model: CoderModel): Uint8Array {
  const { x, sites, likelihood, steps, text } = model;
  const about: z.input<typeof schema> = {
    x: {
      shape: [...x.shape],
      dtype: x.dtype,
      ...(x.levels === undefined ? {} : { levels: x.levels }),
      ...(x.categories === undefined ? {} : { categories: x.categories }),
    },
    sites: sites.map(({ name, shape, posterior, prior, mixture }) => ({
      name,
      shape: [...shape],
      posterior: describe(posterior),
      ...(prior ? { prior: describe(prior) } : {}),
      ...(mixture ? { mixture: describe(mixture) } : {}),
    })),
    ...(likelihood ? { likelihood: { family: likelihood.family, ...describe(likelihood) } } : {}),
    ...(steps ? { steps: describeSteps(steps) } : {}),
    ...(text ? { text: { symbols: [...text.symbols] } } : {}),
  };
  const described = new TextEncoder().encode(JSON.stringify(about));
  return joinBytes([fromUint32(described.length), described, ...netsOf(model).map(({ bytes }) => bytes)]);
}

/**
 * The model of `packModel`'s bytes.
 *
 * @throws DataError when they are none.
 */
export function unpackModel(packed: Uint8Array, where: string): CoderModel {
  const length = packed.length >= 4 ? uint32At(packed, 0) : 0;
  let at = 4 + length;
  const take = ({ bytes, inputs, outputs }: z.output<z.ZodObject<typeof net>>): ModelNet => {
    const taken = packed.subarray(at, at + bytes);
    at += bytes;
    if (taken.length !== bytes) throw new RangeError("a net ends too early");
    return { bytes: taken, inputs, outputs };
  };
  try {
    const { x, sites, likelihood, steps, text } = schema.parse(
      JSON.parse(new TextDecoder().decode(packed.subarray(4, at))),
    );
    return {
      x: {
        shape: x.shape,
        dtype: x.dtype,
        ...(x.levels === undefined ? {} : { levels: x.levels }),
        ...(x.categories === undefined ? {} : { categories: x.categories }),
      },
      sites: sites.map(({ name, shape, posterior, prior, mixture }) => ({
        name,
        shape,
        posterior: take(posterior),
        ...(prior ? { prior: take(prior) } : {}),
        ...(mixture ? { mixture: take(mixture) } : {}),
      })),
      ...(likelihood ? { likelihood: { family: likelihood.family, ...take(likelihood) } } : {}),
      ...(steps
        ? {
            steps: {
              length: steps.length,
              begin: take(steps.begin),
              step: { family: steps.step.family, ...take(steps.step) },
            },
          }
        : {}),
      ...(text ? { text } : {}),
    };
  } catch (cause) {
    throw new DataError("the model in the archive cannot be read", {
      where,
      remedy: "Give the run that it was made of with --model.",
      cause,
    });
  }
}

/** SHA-256 of a packed model, 64 hexadecimal digits: what an archive knows its model by. */
export const modelHash = (packed: Uint8Array): string => hex(sha256(packed));
