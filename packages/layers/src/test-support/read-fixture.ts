import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";

/** A tensor as the fixture script writes it. */
export interface Stored {
  readonly shape: number[];
  readonly values: number[];
}

/** Reads a JSON fixture that lies beside the test `import.meta.url`. */
export const readFixture = <T>(name: string, test: string): T =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, test), "utf8")) as T;

/** The tensor of a stored array. */
export const stored = ({ shape, values }: Stored): tf.Tensor => tf.tensor(values, shape, "float32");
