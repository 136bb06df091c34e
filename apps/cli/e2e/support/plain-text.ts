import type { Plain } from "./exported-models.ts";

/** A tensor as JSON: its bytes in base64. */
export interface PlainText {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: string;
}

export const toText = ({ type, dims, data }: Plain): PlainText => ({
  type,
  dims,
  data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64"),
});

export const fromText = ({ type, dims, data }: PlainText): Plain => {
  const bytes = Uint8Array.from(Buffer.from(data, "base64"));
  if (type === "float32") return { type, dims, data: new Float32Array(bytes.buffer) };
  if (type === "int32") return { type, dims, data: new Int32Array(bytes.buffer) };
  throw new TypeError(`a tensor of ${type}`);
};

export const mapRecord = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
