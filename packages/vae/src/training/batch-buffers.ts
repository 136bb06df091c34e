import { ConfigError, type Field, type Input, type Named, type Numbers } from "@elbo/spec";

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** Host memory for one batch of a program's inputs. */
export interface BatchBuffers {
  /** All inputs, `weight` included. */
  readonly inputs: Named<Numbers>;
  /** The inputs that the data set fills. */
  readonly fields: Named<Numbers>;
  /** `[batch]`, 1 for examples, 0 for padding. */
  readonly weight: Float32Array;
}

/** @throws ConfigError when a program asks for a field that the data set lacks. */
export function allocateBatch(inputs: Named<Input>, fields: Named<Field>, batch: number): BatchBuffers {
  const weight = new Float32Array(batch).fill(1);
  const own: Record<string, Numbers> = {};
  for (const [name, { shape, dtype }] of Object.entries(inputs)) {
    if (name === "weight") continue;
    if (fields[name] === undefined) {
      throw new ConfigError(`the model reads the field "${name}", which the data set lacks`, {
        where: "vae/training",
        expected: Object.keys(fields).join(", "),
        received: name,
      });
    }
    own[name] = new arrays[dtype](shape.reduce((a, b) => a * b, 1));
  }
  return { inputs: { ...own, ...(inputs.weight ? { weight } : {}) }, fields: own, weight };
}
