import { normal } from "@elbo/program";
import type { ParamSpec } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import type { Layer } from "../layer.ts";

/**
 * A table of vectors: int32 indices `[...]` -> `[..., width]`. Entries start as N(0, 1 / width), so that a row has
 * squared norm 1 in expectation.
 *
 * @throws ConfigError for a size below 1.
 */
export function embedding({
  rows,
  width,
  where = "layers/embedding",
}: {
  readonly rows: number;
  readonly width: number;
  readonly where?: string;
}): Layer<{ readonly table: ParamSpec }> {
  checkSize(rows, "number of rows", where);
  checkSize(width, "embedding width", where);
  return {
    params: { table: { shape: [rows, width], init: normal(1 / Math.sqrt(width)), layout: { layer: "embedding" } } },
    apply: (values, x) => tf.gather(values.table, x as tf.Tensor1D),
  };
}
