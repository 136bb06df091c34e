import { type Distribution, type Field, NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { explainIssue } from "../config/explain-issue.ts";
import { type JsonSchema, lookUp } from "../config/schema-lookup.ts";
import type { Corruption, CorruptionDefinition } from "./corruption.ts";
import { corruptions } from "./corruptions/corruptions.ts";

/** One damage by its kind, with its numbers: `{ kind: "gaussian-noise", sigma: 0.2 }`. */
export interface CorruptionConfig {
  readonly kind: string;
  readonly [key: string]: unknown;
}

const choice = z.discriminatedUnion(
  "kind",
  corruptions.map(({ config }) => config) as unknown as [z.ZodObject<{ kind: z.ZodLiteral<string> }>],
);
const schema = z.strictObject({ corruption: z.array(choice) });

function parse(list: readonly CorruptionConfig[]): readonly CorruptionConfig[] {
  const value = { corruption: list };
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data.corruption;
  const shape = z.toJSONSchema(schema, { io: "input", reused: "inline" }) as JsonSchema;
  throw explainIssue(parsed.error.issues[0] as z.core.$ZodIssue, value, lookUp(shape, value), "restore");
}

/** Damage with a name that tells it from any other. */
export interface NamedCorruption extends Corruption {
  readonly name: string;
}

const nothing = (field: Field): NamedCorruption => ({
  name: "",
  seen: field,
  exact: true,
  nodes: 1,
  law: (elements) => elements,
  clean: (elements) => elements,
  rough: (y) => y,
  damage: (x) => x,
});

/** One damage after the other. */
const after = (first: NamedCorruption, second: NamedCorruption): NamedCorruption => ({
  name: `${first.name}/${second.name}`,
  seen: second.seen,
  exact: first.exact && second.exact,
  nodes: Math.max(first.nodes, second.nodes),
  ...(second.last ? { last: second.last } : {}),
  ...(second.widen ? { widen: second.widen } : {}),
  law: (elements) => second.law(first.law(elements)),
  // What lay between is drawn, so that averages over many draws are those over its law.
  clean: (elements, seen, context) => {
    const between = second.clean(first.law(elements), seen, context.at("second"));
    const { value } = (between.draw as NonNullable<Distribution["draw"]>)(1, context.at("between"));
    const y = tf.squeeze(value, [0]);
    return first.clean(elements, { y, mask: tf.onesLike(y) }, context.at("first"));
  },
  rough: (y) => first.rough(second.rough(y)),
  damage: (x, chance) => second.damage(first.damage(x, chance), chance),
});

/**
 * The damage that a config names to examples of a field: one, several in the order in which they were done, or none.
 *
 * @throws ConfigError for a wrong config, NotSupportedError for examples that cannot be damaged so.
 */
export function openCorruption(
  config: CorruptionConfig | readonly CorruptionConfig[] | undefined,
  field: Field,
): NamedCorruption {
  const list = parse(config === undefined ? [] : Array.isArray(config) ? config : [config as CorruptionConfig]);
  const open = (each: CorruptionConfig, of: Field): NamedCorruption => {
    const { create } = corruptions.find(({ kind }) => kind === each.kind) as CorruptionDefinition;
    return { ...create(each, of), name: JSON.stringify(each) };
  };
  const [first, ...rest] = list;
  if (!first) return nothing(field);
  return rest.reduce(
    (before, each) => {
      if (before.last) {
        throw new NotSupportedError(`"${each.kind}" was done after damage whose outcome has no law of its own`, {
          where: "restore",
          expected: "that damage last",
          received: list.map(({ kind }) => kind).join(", "),
        });
      }
      return after(before, open(each, before.seen));
    },
    open(first, field),
  );
}
