import { open } from "node:fs/promises";
import type { Member, PictureSize } from "@elbo/codec";
import { readImageHeader } from "@elbo/datasets";
import { DataError, NotSupportedError } from "@elbo/spec";
import { toLevels } from "./levels.ts";
import type { InputFile } from "./list-files.ts";
import { isPng, readPng, spreadGrey } from "./png.ts";

/** What pictures a model takes. */
export interface Takes {
  readonly tile: PictureSize;
  readonly levels: number;
}

/** The first bytes of a file. */
export async function headOf(path: string, length: number): Promise<Buffer> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new DataError("cannot open the file", {
      where: path,
      remedy: "Check the path, and that it may be read.",
      cause,
    });
  });
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, (await file.read(bytes, 0, length, 0)).bytesRead);
  } finally {
    await file.close();
  }
}

/** A PNG file as a member of an archive; undefined when the file is none. */
export async function pngMember({ path, name }: InputFile, { tile, levels }: Takes): Promise<Member | undefined> {
  if (!isPng(await headOf(path, 8))) return undefined;
  const header = readImageHeader(path);
  if (!header) {
    throw new DataError("broken picture", {
      where: path,
      expected: "a whole PNG file",
      remedy: "Remove or replace this file.",
    });
  }
  if (tile.channels !== 1 && tile.channels !== 3) {
    throw new NotSupportedError("the model's examples are no pictures", {
      where: path,
      expected: "one channel or three",
      received: `${tile.channels}`,
    });
  }
  const { height, width } = header;
  const step = levels === 2 ? 255 : 1;
  return {
    name,
    about: { format: "png", step },
    size: { height, width, channels: tile.channels },
    count: 1,
    read: async function* () {
      const { channels, bytes } = await readPng(path);
      if (channels > tile.channels) {
        throw new DataError("a picture in colour, and the model sees grey", {
          where: path,
          remedy: "Take a model of colours (data.colour: true), or leave this file out.",
        });
      }
      yield toLevels(channels < tile.channels ? spreadGrey(bytes) : bytes, { step }, levels, path);
    },
  };
}
