import { type Batch, type ConditionWiring, ConfigError, type Field, type Named, NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

/** Labels or attributes as a condition: which fields, and the nets that they enter (Sohn et al. 2015). */
export const conditionConfig = z.strictObject({
  field: z
    .union([z.string(), z.array(z.string()).min(1)])
    .describe("batch fields that everything is given: label, or a list; categories enter as indicators"),
  into: z
    .array(z.enum(["encoder", "decoder"]))
    .default(["encoder", "decoder"])
    .describe("nets that read it: q(z|x, c) and p(x|z, c); a prior reads it by its kind, e.g. conditional"),
});

/** A condition of a model. */
export interface Condition extends ConditionWiring {
  /** The batch fields that it is made of. */
  readonly fields: Named<Field>;
  /**
   * Fields of the batch -> `[batch, width]`.
   *
   * @throws NotSupportedError when the batch lacks a field.
   */
  read(batch: Batch): tf.Tensor;
}

/** Name of the condition among a batch's fields, and among the latents that a decoder reads. */
export const CONDITION = "condition";

const wrong = (name: string, expected: string, received: string) =>
  new ConfigError(`"${name}" cannot be a condition`, { where: "config condition.field", expected, received });

/** Numbers that one field adds to the vector. */
const widthOf = (name: string, { shape, support, categories }: Field): number => {
  const size = tf.util.sizeFromShape([...shape]);
  if (support === "tokens") throw wrong(name, "numbers or categories", "tokens");
  if (support !== "category") return size;
  if (categories === undefined) throw wrong(name, "a field that counts its categories", "none counted");
  return size * categories;
};

/**
 * Wires a condition to the data's fields.
 *
 * @throws ConfigError for a field that is not there, that the model explains itself, or that holds tokens.
 */
export function createCondition({ field, into }: z.output<typeof conditionConfig>, fields: Named<Field>): Condition {
  const names = typeof field === "string" ? [field] : field;
  const chosen = names.map((name): [string, Field] => {
    const found = fields[name];
    const others = Object.keys(fields).filter((other) => other !== "x" && !other.includes("."));
    if (found === undefined || name === "x" || name.includes(".")) {
      throw wrong(
        name,
        others.length ? `one of ${others.join(", ")}` : "a field beside x, which these data lack",
        name,
      );
    }
    return [name, found];
  });
  const vector =
    (batch: Batch) =>
    ([name, about]: [string, Field]) => {
      const value = batch[name];
      if (value === undefined) {
        throw new NotSupportedError(`the batch lacks "${name}", which the model is conditioned on`, {
          where: "vae/condition",
          received: Object.keys(batch).join(", "),
        });
      }
      const width = widthOf(name, about);
      const numbers =
        about.support === "category" ? tf.oneHot(tf.cast(value, "int32"), about.categories as number) : value;
      return tf.reshape(tf.cast(numbers, "float32"), [-1, width]);
    };
  return {
    width: chosen.reduce((sum, [name, about]) => sum + widthOf(name, about), 0),
    into,
    fields: Object.fromEntries(chosen),
    read: (batch) => {
      const parts = chosen.map(vector(batch));
      return parts.length === 1 ? (parts[0] as tf.Tensor) : tf.concat(parts, 1);
    },
  };
}
