// Damages an archive again and again, and reads what is left of it.
import { damageBytes } from "./damage-bytes.mjs";
import { moveBlocks } from "./move-blocks.mjs";

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

/** A block of another archive, as alike as can be: of the same model and files, with one other number in the first block. */
async function strangeBlock(codec, { header, model }, coder, step) {
  const restored = await codec.decodeBlock(header, step, coder, { where: "archive" });
  const members = restored.map(({ part: { name, about, size, pictures: count }, pictures }, at) => ({
    ...{ name, about, size, count },
    read: async function* () {
      for (const [n, picture] of pictures.entries())
        yield at === 0 && n === 0 ? picture.map((number, i) => (i === 0 ? number ^ 1 : number)) : picture;
    },
  }));
  const pieces = [];
  const blockExamples = header.blockExamples;
  for await (const piece of codec.writeArchive({ header, model, members, coder, blockExamples })) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  for await (const { step: found, offset, bytes: length } of codec.walkBlocks(
    await codec.openArchive(codec.bytesSource(bytes), "another archive"),
  ))
    if (found === "block") return bytes.subarray(offset, offset + length);
  throw new Error("the other archive has no block");
}

/**
 * `count` damages of an archive, which holds its model, or the archive `modelFrom` does: of five, four change bytes, one moves
 * blocks. Counts those refused whole and those read in part; `wrong` names each whose damage went unnoticed, whose pictures were
 * others, or came twice, or that lost a block before the damage.
 */
export async function judgeDamages(codec, runtime, bytes, { count, seed = 1, modelFrom = bytes }) {
  const archive = await codec.openArchive(codec.bytesSource(bytes), "archive");
  const { header } = archive;
  const { model } = await codec.openArchive(codec.bytesSource(modelFrom), "archive with the model");
  const nets = await codec.openNets(runtime, codec.unpackModel(model, "archive"), { batch: header.coder.batch });
  const coder = codec.netCoder(nets, header.coder);
  const right = (await readAll(codec, bytes, coder)).blocks;
  const { value: first } = await codec.walkBlocks(archive).next();
  const strange = await strangeBlock(codec, archive, coder, first);
  const result = { refused: 0, inPart: 0, wrong: [] };
  for (let n = 0; n < count; n++) {
    const whole = Buffer.from(bytes);
    const { name, bytes: damaged } =
      n % 5 === 4 ? moveBlocks(whole, right, strange, seed + n) : damageBytes(whole, seed + n);
    const found = await readAll(codec, damaged, coder).catch((error) => {
      if (error?.details?.where === undefined) throw error; // anything but an error that elbo throws on purpose is a crash
      return undefined;
    });
    if (!found) {
      result.refused++;
      continue;
    }
    result.inPart++;
    const change = damaged.findIndex((byte, at) => byte !== bytes[at]);
    const until = change < 0 ? Math.min(damaged.length, bytes.length) : change;
    const texts = new Set(right.map(({ text }) => text));
    const lost = right.some(({ end, text }) => end <= until && !found.blocks.some((block) => block.text === text));
    const taken = new Set(found.blocks.map(({ text }) => text));
    const others = taken.size < found.blocks.length || [...taken].some((text) => !texts.has(text));
    if (!found.told || lost || others) result.wrong.push(name);
  }
  await nets.close();
  return result;
}
