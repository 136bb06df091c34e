import { fileURLToPath } from "node:url";
import { defaultClientConditions, defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./", // the folder may lie anywhere on a server
  appType: "mpa", // a file that is missing is missing: no page in its place
  publicDir: here(".elbo/public"), // the models, by prepare.mjs
  resolve: { conditions: ["@elbo/source", ...defaultClientConditions] },
  worker: { format: "es" },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 2000 },
});
