import type { Style } from "@dicebear/core";
import { importPackage } from "../packages/import-package.ts";
import { faceOptions } from "./face-attributes.ts";

/** Red, green and blue of one face, `[size, size, 3]`, bytes. */
export type DrawFace = (values: ArrayLike<number>, size: number) => Uint8Array;

/**
 * Loads what draws faces: the npm packages @dicebear/core (MIT), @dicebear/pixel-art (code MIT, drawings CC0 1.0) and
 * @resvg/resvg-js (MPL 2.0), 5 MB together.
 *
 * @throws DataError with the line that installs the one that is missing.
 */
export async function loadFaces(): Promise<DrawFace> {
  const { createAvatar } = await importPackage<typeof import("@dicebear/core")>("@dicebear/core", "9.4.3");
  const style = await importPackage<Style<object>>("@dicebear/pixel-art", "9.4.3");
  const { Resvg } = await importPackage<typeof import("@resvg/resvg-js")>("@resvg/resvg-js", "2.6.2");
  return (values, size) => {
    const svg = createAvatar(style, faceOptions(values)).toString();
    const picture = new Resvg(svg, {
      fitTo: { mode: "width", value: size },
      font: { loadSystemFonts: false },
    }).render();
    const { pixels } = picture;
    return Uint8Array.from({ length: 3 * size * size }, (_, i) => pixels[4 * Math.floor(i / 3) + (i % 3)] as number);
  };
}
