import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll } from "vitest";
import { describeAgainstPytorch } from "./against-pytorch.ts";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { configTable } from "./open-models.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

type Config = Readonly<Record<string, object>>;
const changed = (config: object | undefined, over: object) => ({ ...(config as Config), ...over });

/** The six models; dropout and free bits are left out, which PyTorch's side would only repeat. */
function configs(): Readonly<Record<string, object>> {
  const { dense, convolutional, "recurrent text": text, "iwae, 5 draws": iwae } = configTable(files) as Config;
  const recurrent = { kind: "recurrent", embedding: 3, hidden: 4 };
  const vamp = {
    kind: "single",
    posterior: { kind: "gaussian", dimension: 3 },
    prior: { kind: "vamp", components: 3 },
  };
  return {
    "dense, elbo": dense as object,
    "convolutional, elbo": convolutional as object,
    "recurrent text": changed(text, {
      decoder: { ...recurrent, feed: "both" },
      encoder: { ...recurrent, bidirectional: true },
      loss: { kind: "elbo" },
    }),
    "recurrent text, LSTM": changed(text, {
      decoder: { ...recurrent, cell: "lstm", feed: "both" },
      encoder: { ...recurrent, cell: "lstm", bidirectional: true },
      loss: { kind: "elbo" },
    }),
    "dense, iwae with 5 draws": iwae as object,
    "convolutional, VampPrior": changed(convolutional, { latents: vamp }),
  };
}

const names = [
  "dense, elbo",
  "convolutional, elbo",
  "recurrent text",
  "recurrent text, LSTM",
  "dense, iwae with 5 draws",
  "convolutional, VampPrior",
];

/** Written by tooling/fixtures/models.py. */
describeAgainstPytorch("models.json", names, (name) => configs()[name] as object);
