// Bare steps of a config's model, timed: what the trainer's data, log, validation and checkpoints add is measured against this.
// Usage, after a build: node elbo-bare-steps.mjs --model dense|conv|residual|gru|iwae [--threads 1]
import { prepareBare } from "./elbo-bare.mjs";
import { readArguments, serve } from "./turns.mjs";

const options = readArguments({ engine: { type: "string", default: "onnx" } });
const { step, parameters } = await prepareBare(options);
await serve(step, { peer: "elbo onnx, bare", version: "", parameters }, options);
