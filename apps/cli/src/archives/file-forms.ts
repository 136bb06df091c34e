import type { Part } from "@elbo/codec";
import { encodeIdx } from "@elbo/datasets";
import { DataError } from "@elbo/spec";
import { z } from "zod";
import { fromLevels } from "./levels.ts";
import { writePng } from "./png.ts";
import { textBytes, textFormat } from "./text-format.ts";

const step = z.int().min(1).max(255);
const aboutSchema = z.discriminatedUnion("format", [
  z.strictObject({ format: z.literal("png"), step }),
  z.strictObject({ format: z.literal("idx"), step, axes: z.array(z.int().min(1)).min(1).max(7) }),
  textFormat,
]);

/** How pictures, or lines, become a file. */
export type FileForm =
  | {
      readonly grows: true;
      /** How a file of `count` begins. */
      begin(count: number): Uint8Array;
      /** What follows, in order. */
      bytes(part: Part, pictures: readonly Uint8Array[]): readonly Uint8Array[];
    }
  | { readonly grows: false; whole(part: Part, picture: Uint8Array): Uint8Array };

/**
 * The form of a part's file, as whoever compressed it described it.
 *
 * @throws DataError for a description that this version does not know, one that contradicts the pictures, or text without a model of text.
 */
export function formOf(part: Part, symbols: readonly string[] | undefined): FileForm {
  const parsed = aboutSchema.safeParse(part.about);
  const unknown = () =>
    new DataError("a file of a format that this version does not know", {
      where: part.name,
      received: JSON.stringify(part.about),
      remedy: "Use the version of elbo that wrote the archive.",
    });
  if (!parsed.success) throw unknown();
  const about = parsed.data;
  if (about.format === "png") {
    return {
      grows: false,
      whole: ({ size: { height, width, channels } }, picture) =>
        writePng({ height, width, channels: channels as 1 | 3, bytes: fromLevels(picture, about) }),
    };
  }
  if (about.format === "idx") {
    const { height, width, channels } = part.size;
    if (about.axes.reduce((a, b) => a * b, 1) !== height * width * channels) {
      throw new DataError("an IDX file whose axes are not its pictures'", {
        where: part.name,
        expected: `${height} x ${width} x ${channels} numbers`,
        received: `axes [${about.axes.join(", ")}]`,
        remedy: "This archive was not written by elbo compress.",
      });
    }
    return {
      grows: true,
      begin: (count) => encodeIdx([count, ...about.axes]),
      bytes: (_part, pictures) => pictures.map((picture) => fromLevels(picture, about)),
    };
  }
  if (!symbols) throw unknown();
  return {
    grows: true,
    begin: () => new Uint8Array(),
    bytes: (each, lines) => [textBytes(each, lines, { about, symbols })],
  };
}
