// Peak resident memory of a training process: elbo through a config, and PyTorch, eager.

import { startContender } from "./contender-process.mjs";
import { table } from "./engines-page.mjs";
import { models } from "./models.mjs";

async function peak({ name, command }, { args, milliseconds }) {
  const contender = startContender(name, command, { args, threads: 1 });
  try {
    await contender.ready;
    return (await contender.turn(milliseconds)).peakBytes / 2 ** 20;
  } finally {
    await contender.stop();
  }
}

/** Measures all models: { markdown }. */
export async function memory({ needed, quick, report }) {
  const rows = [];
  for (const [model, { title }] of Object.entries(models).slice(0, quick ? 1 : undefined)) {
    report(`memory, ${model}`);
    const args = ["--model", model];
    const own = await peak(needed("elbo"), { args: [...args, "--oneStage"], milliseconds: 1500 });
    const peer = await peak(needed("PyTorch"), { args, milliseconds: 1500 });
    rows.push([title, own.toFixed(0), peer.toFixed(0), (own / peer).toFixed(2)]);
  }
  return {
    markdown: `## Memory

Peak resident memory of the process after a few seconds of training, MiB, one thread: all of it, from the interpreter to the data set
(elbo holds the 47 MB of MNIST's training images, PyTorch one batch). Below 1, elbo takes less; at most 1.0 is wanted.

${table(["model", "elbo", "PyTorch", "elbo / PyTorch"], rows)}
`,
  };
}
