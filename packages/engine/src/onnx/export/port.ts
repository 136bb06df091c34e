import type { Law } from "@elbo/spec";

/** Something that goes into or comes out of an exported file. */
export interface Port {
  readonly kind: "input" | "noise" | "output";
  /** The program's own name: an input, a noise path, an output. */
  readonly path: string;
  /** The name in the file: letters, digits and underscores, as ONNX asks. */
  readonly name: string;
  readonly dtype: "float32" | "int32" | "bool";
  /** Lengths of axes; text where one follows the batch: "batch", "2*batch". */
  readonly shape: readonly (number | string)[];
  /** Of noise: what the consumer must draw. */
  readonly law?: Law;
}

/** Names that values inside a file have: a letter and a number. */
const OWN = /^[a-z]\d+$/;

/** Gives each port a name in the file of its own, from the wanted ones: "x.mask" becomes "x_mask". */
export function portNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>();
  return wanted.map((name) => {
    const plain = name
      .replace(/[^A-Za-z0-9_]/g, "_")
      .replace(/^(?=\d)/, "_")
      .replace(OWN, "$&_");
    let free = plain;
    for (let n = 2; taken.has(free); n++) free = `${plain}_${n}`;
    taken.add(free);
    return free;
  });
}
