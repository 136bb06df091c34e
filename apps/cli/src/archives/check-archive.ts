import { type Archive, type Step, type Table, walkBlocks } from "@elbo/codec";

/** What a walk through an archive found, its codes left out. */
export interface Checked {
  readonly blocks: readonly {
    readonly index: number;
    readonly offset: number;
    readonly bytes: number;
    readonly table: Table;
  }[];
  readonly damages: readonly Extract<Step, { readonly step: "damage" }>[];
  /** The archive ends as it should. */
  readonly ended: boolean;
}

/** Reads an archive to its end, and checks every seal; nothing is decoded. */
export async function checkArchive(archive: Archive): Promise<Checked> {
  const blocks: Checked["blocks"][number][] = [];
  const damages: Checked["damages"][number][] = [];
  let ended = false;
  for await (const step of walkBlocks(archive)) {
    if (step.step === "block") {
      const { index, offset, bytes, table } = step;
      blocks.push({ index, offset, bytes, table });
    } else if (step.step === "damage") damages.push(step);
    else ended = true;
  }
  return { blocks, damages, ended };
}

/** "bytes 12,000 to 13,000: bytes were changed, lost or added". */
export const damageText = ({ offset, until, why }: Checked["damages"][number]): string =>
  `from byte ${offset.toLocaleString("en")}${until === undefined ? " on" : ` to ${until.toLocaleString("en")}`}: ${why}`;

/** Examples that whole blocks hold. */
export const examplesIn = ({ blocks }: Pick<Checked, "blocks">): number =>
  blocks.reduce((sum, { table }) => sum + table.examples, 0);

/** Files that whole blocks hold from the first to the last picture, and how many there is something of. */
export function filesIn({ blocks }: Pick<Checked, "blocks">): {
  readonly whole: number;
  readonly some: number;
  readonly names: readonly string[];
} {
  const found = new Map<string, { pictures: number; count: number }>();
  for (const { table } of blocks) {
    for (const { name, count, pictures } of table.parts) {
      const file = found.get(name) ?? { pictures: 0, count };
      found.set(name, { count, pictures: file.pictures + pictures });
    }
  }
  const files = [...found.values()];
  return {
    whole: files.filter(({ pictures, count }) => pictures === count).length,
    some: files.length,
    names: [...found.keys()],
  };
}
