// Compiles AssemblyScript to a TypeScript module that holds the WebAssembly as base64.
// node tooling/assembly.mjs SOURCE TARGET           writes TARGET
// node tooling/assembly.mjs SOURCE TARGET --check   fails when TARGET is not what SOURCE compiles to
import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [source, target, mode] = process.argv.slice(2);
const compiler = resolve(dirname(source), "../node_modules/assemblyscript/dist/asc.js"); // of the source's own package
const { default: asc } = await import(pathToFileURL(compiler).href);
let binary;
const { error, stderr } = await asc.main(
  ["source.ts", "-o", "out.wasm", "-O3", "--enable", "simd", "--runtime", "stub", "--importMemory", "--noAssert"],
  {
    readFile: (name) => (name === "source.ts" ? readFileSync(source, "utf8") : null),
    writeFile: (name, contents) => {
      if (name === "out.wasm") binary = contents;
    },
    listFiles: () => [],
  },
);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
const text = `/** ${basename(source)}, compiled by tooling/assembly.mjs (${binary.length} bytes). */
export const wasm =
  "${Buffer.from(binary).toString("base64")}";
`;
if (mode !== "--check") writeFileSync(target, text);
else if (readFileSync(target, "utf8") !== text) {
  console.error(`${target} is not what ${source} compiles to: run node tooling/assembly.mjs ${source} ${target}`);
  process.exit(1);
}
