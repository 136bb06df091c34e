// elbo's programs of elbo-models.mjs, timed. Usage, after a build:
// node elbo-raw-steps.mjs --model dense|conv|gru|iwae [--threads 1] [--engine onnx|node]
// [--no-blocks: convolutions without the runtime's own image layout]
import { prepareRaw } from "./elbo-raw.mjs";
import { readArguments, serve } from "./turns.mjs";

const { "no-blocks": plain, ...options } = readArguments({
  engine: { type: "string", default: "onnx" },
  "no-blocks": { type: "boolean", default: false },
});
const { step, parameters } = await prepareRaw({ ...options, blocks: !plain });
await serve(step, { peer: `elbo ${options.engine}, programs`, version: "", parameters }, options);
