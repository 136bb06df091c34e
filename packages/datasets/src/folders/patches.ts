import { fillNoise } from "@elbo/program";
import { DataError } from "@elbo/spec";
import type { ImageFile } from "./list-images.ts";

/** Height and width, pixels. */
type Size = readonly [height: number, width: number];

/** @throws DataError for patches without a size, and naming a picture that is smaller than a patch. */
export function checkPatches(where: string, files: readonly ImageFile[], size: Size | undefined): void {
  if (!size) {
    throw new DataError("patches need a size", { where, expected: "size: [height, width]", remedy: "Set data.size." });
  }
  const small = files.find(({ header }) => header.height < size[0] || header.width < size[1]);
  if (!small) return;
  throw new DataError("a picture is smaller than a patch", {
    where: `datasets/images ${small.path}`,
    expected: `at least ${size[0]} x ${size[1]}`,
    received: `${small.header.height} x ${small.header.width}`,
    remedy: "Make patches smaller, or leave the picture out.",
  });
}

/** Where patch number `patch` lies in a picture: anywhere alike, by (seed, step, patch) alone. */
export function patchPlace(
  picture: Size,
  patch: Size,
  { seed, step, index }: { readonly seed: bigint; readonly step: number; readonly index: number },
): readonly [top: number, left: number] {
  const u = new Float32Array(2);
  fillNoise(u, { law: "uniform" }, { seed, step, path: "images/patches", first: 2 * index });
  return [0, 1].map((axis) => {
    const places = (picture[axis] as number) - (patch[axis] as number) + 1;
    return Math.min(places - 1, Math.floor((u[axis] as number) * places));
  }) as [number, number];
}

/** Copies a patch out of a picture's bytes `[height, width, channel]` into `into`. */
export function cutPatch(
  { bytes, width, channels }: { readonly bytes: Uint8Array; readonly width: number; readonly channels: number },
  [top, left]: readonly [number, number],
  [rows, columns]: Size,
  into: Uint8Array,
): void {
  for (let row = 0; row < rows; row++) {
    const from = ((top + row) * width + left) * channels;
    into.set(bytes.subarray(from, from + columns * channels), row * columns * channels);
  }
}
