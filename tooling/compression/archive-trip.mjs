// Examples to an archive and back, with the nets in whatever runtime is given: Node's or a page's, of one thread or two.

/** Bytes as text and back, to be handed into and out of a page. */
export const toText = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
export const fromText = (text) => Uint8Array.from(text, (symbol) => symbol.charCodeAt(0));

async function joined(pieces) {
  const parts = [];
  for await (const piece of pieces) parts.push(piece);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function withCoder({ codec, runtime, threads }, packed, settings, work) {
  const nets = await codec.openNets(runtime, codec.unpackModel(packed, "model"), { batch: settings.batch, threads });
  try {
    const found = await work(codec.netCoder(nets, settings), nets);
    // A runtime that cannot have so many says so here.
    return { ...found, threads: runtime.env.wasm.numThreads };
  } finally {
    await nets.close();
  }
}

/** An archive, its model inside, of examples `[example, ...]` with numbers below the model's levels, in blocks of seven. */
export function toArchive(place, packed, examples) {
  const { codec } = place;
  const model = codec.unpackModel(packed, "model");
  const [height, width = 1, channels = 1] = model.x.shape.length < 2 ? [1, ...model.x.shape] : model.x.shape;
  const size = { height, width, channels };
  const each = height * width * channels;
  const read = async function* () {
    for (let at = 0; at < examples.length; at += each) yield examples.subarray(at, at + each);
  };
  return withCoder(place, packed, codec.coderSettings, async (coder, { versions }) => {
    const pieces = codec.writeArchive({
      header: {
        model: { sha256: codec.modelHash(packed), name: "trip" },
        inside: true,
        versions,
        tile: size,
        levels: codec.levelsOf(model),
        coder: { ...codec.coderSettings },
      },
      model: packed,
      members: [{ name: "examples", about: {}, size, count: examples.length / each, read }],
      coder,
      blockExamples: 7,
    });
    return { bytes: await joined(pieces) };
  });
}

/** The examples of an archive. */
export async function fromArchive(place, bytes) {
  const { codec } = place;
  const archive = await codec.openArchive(codec.bytesSource(bytes), "archive");
  return withCoder(place, archive.model, archive.header.coder, async (coder) => {
    const pictures = async function* () {
      for await (const step of codec.walkBlocks(archive)) {
        if (step.step === "damage") throw new Error(step.why);
        if (step.step !== "block") continue;
        for (const part of await codec.decodeBlock(archive.header, step, coder, { where: "archive" }))
          yield* part.pictures;
      }
    };
    return { bytes: await joined(pictures()) };
  });
}
