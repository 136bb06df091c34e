// An archive in a process of its own, since a runtime's threads are settled once for good.
// node archive-process.mjs THREADS to MODEL EXAMPLES ARCHIVE, or THREADS from ARCHIVE EXAMPLES; prints the threads it had.
import { readFileSync, writeFileSync } from "node:fs";
import * as codec from "@elbo/codec";
import * as runtime from "onnxruntime-web";
import { fromArchive, toArchive } from "../../../../tooling/compression/archive-trip.mjs";

const [threads, way, ...files] = process.argv.slice(2);
const place = { codec, runtime, threads: Number(threads) };
const inputs = files.slice(0, -1).map((file) => new Uint8Array(readFileSync(file)));
const found = await (way === "to" ? toArchive : fromArchive)(place, ...inputs);
writeFileSync(files.at(-1), found.bytes);
console.log(found.threads);
process.exit(); // threads of the runtime would keep it
