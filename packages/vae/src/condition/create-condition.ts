import {
  type Batch,
  type ConditionWiring,
  ConfigError,
  type Field,
  type Named,
  NotSupportedError,
  type TypedColumn,
} from "@elbo/spec";
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

/** A field's value as numbers `[batch, width]`. */
interface Vector {
  readonly width: number;
  read(value: tf.Tensor): tf.Tensor;
}

const indicators = (value: tf.Tensor, categories: number) =>
  tf.cast(tf.oneHot(tf.cast(value, "int32"), categories), "float32");

/** A typed column: classes and ranks as indicators, other numbers as they are. */
const columnVector = ({ categories }: TypedColumn, at: number): Vector => ({
  width: categories ?? 1,
  read: (value) => {
    const column = tf.slice(value, [0, at], [-1, 1]);
    return categories === undefined ? column : tf.reshape(indicators(column, categories), [-1, categories]);
  },
});

const sideBySide = (vectors: readonly Vector[]): Vector => ({
  width: vectors.reduce((sum, { width }) => sum + width, 0),
  read: (value) =>
    tf.concat(
      vectors.map(({ read }) => read(value)),
      1,
    ),
});

const vectorOf = (name: string, { shape, support, categories, columns }: Field): Vector => {
  if (support === "tokens") throw wrong(name, "numbers or categories", "tokens");
  if (columns) return sideBySide(columns.map(columnVector));
  const size = tf.util.sizeFromShape([...shape]);
  if (support !== "category")
    return { width: size, read: (value) => tf.reshape(tf.cast(value, "float32"), [-1, size]) };
  if (categories === undefined) throw wrong(name, "a field that counts its categories", "none counted");
  const width = size * categories;
  return { width, read: (value) => tf.reshape(indicators(value, categories), [-1, width]) };
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
  const vectors = chosen.map(([name, about]) => ({ name, vector: vectorOf(name, about) }));
  return {
    width: vectors.reduce((sum, { vector }) => sum + vector.width, 0),
    of: names,
    into,
    fields: Object.fromEntries(chosen),
    read: (batch) => {
      const parts = vectors.map(({ name, vector }) => {
        const value = batch[name];
        if (value) return vector.read(value);
        throw new NotSupportedError(`the batch lacks "${name}", which the model is conditioned on`, {
          where: "vae/condition",
          received: Object.keys(batch).join(", "),
        });
      });
      return parts.length === 1 ? (parts[0] as tf.Tensor) : tf.concat(parts, 1);
    },
  };
}
