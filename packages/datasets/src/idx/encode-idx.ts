/** The bytes of an IDX file of uint8 numbers: header, then `values` `[...axes]`; without values the header alone. */
export function encodeIdx(axes: readonly number[], values: Uint8Array = new Uint8Array()): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * axes.length + values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, 8, axes.length]);
  for (const [axis, size] of axes.entries()) view.setUint32(4 + 4 * axis, size);
  bytes.set(values, 4 + 4 * axes.length);
  return bytes;
}
