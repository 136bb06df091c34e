// Python environments of the peers: pinned versions, and the folder where install.mjs puts each.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../../node_modules/.cache/peers/", import.meta.url));
const environment = (name, module, packages) => ({ folder: join(cache, name), module, packages });

export const environments = {
  torch: environment("torch", "torch", ["torch==2.13.0", "numpy==2.4.6"]),
  jax: environment("jax", "jax", ["jax==0.10.2", "optax==0.2.8"]),
  tf: environment("tf", "tensorflow", ["tensorflow-cpu==2.15.1"]),
  sklearn: environment("sklearn", "sklearn", ["scikit-learn==1.9.1", "numpy==2.4.6"]),
};
