import { createRequire } from "node:module";

// One folder up from src and from dist alike.
const manifest = createRequire(import.meta.url)("../package.json") as { readonly version: string };

/** The version of this program. */
export const { version } = manifest;
