// elbo's programs of elbo-models.mjs, timed. Usage, after a build:
// node elbo-raw-steps.mjs --model dense|conv|gru|iwae [--threads 1] [--engine onnx|node]
import { prepareRaw } from "./elbo-raw.mjs";
import { readArguments, serve } from "./turns.mjs";

const options = readArguments({ engine: { type: "string", default: "onnx" } });
const { step, parameters } = await prepareRaw(options);
await serve(step, { peer: `elbo ${options.engine}, programs`, version: "", parameters }, options);
