/** Your own folder of PNG and JPEG pictures, decoded as they are needed. */
import {
  DataError,
  type Dataset,
  type DatasetSource,
  type Definition,
  type Field,
  type Named,
  type Presentation,
} from "@elbo/spec";
import { z } from "zod";
import { binariseField, pixelField, presentPixels } from "../images/present-pixels.ts";
import { checkedSplit, positionsOf } from "../splits/checked-split.ts";
import { holdOutByName, seedField, share } from "../splits/hold-out.ts";
import { createByteCache } from "./byte-cache.ts";
import { type ImageFile, listImages } from "./list-images.ts";
import { loadPicture } from "./load-picture.ts";
import { checkPatches, cutPatch, patchPlace } from "./patches.ts";

const pixels = z.number().int().positive();

export const imagesDataConfig = z.strictObject({
  kind: z.literal("images"),
  path: z.string().describe("Folder of .png, .jpg and .jpeg files, searched to the bottom"),
  size: z
    .tuple([pixels, pixels])
    .optional()
    .describe("Height and width, pixels, that every picture is stretched to; default: their own, if all are alike"),
  resize: z.enum(["box", "nearest"]).default("box").describe("box: means of areas; nearest: the pixel at the centre"),
  patches: pixels
    .optional()
    .describe("Windows of `size` cut from each picture in place of stretching it; in training their places move"),
  colour: z.boolean().default(false).describe("true: red, green, blue; false: grey"),
  binarise: binariseField("none"),
  cache: z.number().min(0).default(64).describe("Megabytes of decoded pictures to keep"),
  validation: share("validation").default(0),
  test: share("the test").default(0.1),
  seed: seedField,
});
export type ImagesDataConfig = z.infer<typeof imagesDataConfig>;

const commonSize = (files: readonly ImageFile[]): readonly [number, number] => {
  const { header: first, name } = files[0] as ImageFile;
  const other = files.find(({ header }) => header.height !== first.height || header.width !== first.width);
  if (!other) return [first.height, first.width];
  throw new DataError("the pictures differ in size", {
    where: `datasets/images ${other.path}`,
    expected: `${first.height} x ${first.width} like ${name}`,
    received: `${other.header.height} x ${other.header.width}`,
    remedy: `Set size, for example size: [${first.height}, ${first.width}].`,
  });
};

/**
 * Pictures: `x` `[height, width, channel]` float32 in 0..1, 1 channel or 3. Splits go by a hash of seed and file name. With
 * `patches`, example i is window i mod patches of picture i / patches; outside training it always lies in the same place.
 */
export function createImagesData(config: ImagesDataConfig): DatasetSource {
  const { path, colour, binarise, seed, patches } = config;
  const where = `datasets/images ${path}`;
  const channels = colour ? 3 : 1;
  return {
    async open(): Promise<Dataset> {
      const files = await listImages(path);
      if (patches !== undefined) checkPatches(where, files, config.size);
      const [height, width] = config.size ?? commonSize(files);
      const size = height * width * channels;
      const cache = createByteCache(config.cache * 2 ** 20);
      const stretched = { height, width };
      /** One picture's bytes, whole where patches are cut from it. */
      const picture = async (at: number): Promise<Uint8Array> => {
        const known = cache.get(at);
        if (known) return known;
        const file = files[at] as ImageFile;
        const form = patches === undefined ? stretched : file.header;
        const bytes = await loadPicture(file, { ...form, channels, resize: config.resize });
        cache.set(at, bytes);
        return bytes;
      };
      const fill = async (row: number, into: Uint8Array, { seed: key, step }: Presentation): Promise<void> => {
        if (patches === undefined) return into.set(await picture(row));
        const at = Math.floor(row / patches);
        const { header } = files[at] as ImageFile;
        const place = patchPlace([header.height, header.width], [height, width], { seed: key, step, index: row });
        cutPatch({ bytes: await picture(at), width: header.width, channels }, place, [height, width], into);
      };
      const fields: Named<Field> = { x: pixelField([height, width, channels], binarise) };
      const names = files.map(({ name }) => name);
      const at = holdOutByName(names, { where, validation: config.validation, test: config.test, seed });
      const still: Presentation = { seed: BigInt(seed), step: 0 };
      const each = patches ?? 1;
      /** The examples of some pictures. */
      const of = (pictures: Int32Array) =>
        Int32Array.from({ length: pictures.length * each }, (_, i) => {
          return (pictures[Math.floor(i / each)] as number) * each + (i % each);
        });
      const split = (positions: Int32Array, training: boolean) =>
        checkedSplit(where, fields, positions.length, async (indices, { x }, presentation) => {
          if (!x) return;
          const rows = positionsOf(indices, positions);
          const bytes = new Uint8Array(rows.length * size);
          const moving = training ? (presentation ?? still) : still;
          for (const [slot, row] of rows.entries()) {
            await fill(row, bytes.subarray(slot * size, (slot + 1) * size), moving);
          }
          presentPixels({ size, binarise, seed, training, file: 0 }, { bytes, rows, presentation }, x);
        });
      return {
        name: "images",
        fields,
        splits: {
          train: split(of(at.train), true),
          ...(at.validation.length > 0 && { validation: split(of(at.validation), false) }),
          test: split(of(at.test), false),
        },
      };
    },
  };
}

export const imagesData: Definition<ImagesDataConfig, DatasetSource> = {
  family: "data",
  kind: "images",
  summary: "your own folder of PNG and JPEG pictures",
  config: () => imagesDataConfig,
  create: createImagesData,
};
