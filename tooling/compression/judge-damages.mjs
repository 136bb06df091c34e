// Damages an archive again and again, and reads what is left of it.
import { damageBytes } from "./damage-bytes.mjs";

const textOf = (restored) => JSON.stringify(restored.map(({ part, pictures }) => [part, pictures.map((p) => [...p])]));

/** Every whole block of an archive, decoded: its place and its pictures; and whether damage was told. */
async function readAll(codec, bytes, coder) {
  const archive = await codec.openArchive(codec.bytesSource(bytes), "archive");
  const blocks = [];
  let told = archive.modelDamage !== undefined;
  for await (const step of codec.walkBlocks(archive)) {
    if (step.step === "damage") told = true;
    if (step.step !== "block") continue;
    const restored = await codec.decodeBlock(archive.header, step, coder, { where: "archive" });
    blocks.push({ offset: step.offset, end: step.offset + step.bytes, text: textOf(restored) });
  }
  return { blocks, told };
}

/**
 * `count` damages of an archive, which holds its model, or the archive `modelFrom` does. Counts those refused whole and those read in part; `wrong` names each whose
 * damage went unnoticed, whose pictures were others, or that lost a block before the damage.
 */
export async function judgeDamages(codec, runtime, bytes, { count, seed = 1, modelFrom = bytes }) {
  const { header } = await codec.openArchive(codec.bytesSource(bytes), "archive");
  const { model } = await codec.openArchive(codec.bytesSource(modelFrom), "archive with the model");
  const nets = await codec.openNets(runtime, codec.unpackModel(model, "archive"), { batch: header.coder.batch });
  const coder = codec.netCoder(nets, header.coder);
  const right = (await readAll(codec, bytes, coder)).blocks;
  const result = { refused: 0, inPart: 0, wrong: [] };
  for (let n = 0; n < count; n++) {
    const { name, bytes: damaged } = damageBytes(Buffer.from(bytes), seed + n);
    const found = await readAll(codec, damaged, coder).catch((error) => {
      if (error?.details?.where === undefined) throw error; // anything but an error that elbo throws on purpose is a crash
      return undefined;
    });
    if (!found) {
      result.refused++;
      continue;
    }
    result.inPart++;
    const first = damaged.findIndex((byte, at) => byte !== bytes[at]);
    const until = first < 0 ? Math.min(damaged.length, bytes.length) : first;
    const texts = new Set(right.map(({ text }) => text));
    const lost = right.some(({ end, text }) => end <= until && !found.blocks.some((block) => block.text === text));
    if (!found.told || lost || found.blocks.some(({ text }) => !texts.has(text))) result.wrong.push(name);
  }
  await nets.close();
  return result;
}
