// Archives in a page, for a test that drives it.
import * as codec from "@elbo/codec";
import mjs from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import * as runtime from "onnxruntime-web/wasm";
import { fromArchive, fromText, toArchive, toText } from "../../../../../tooling/compression/archive-trip.mjs";

runtime.env.wasm.wasmPaths = { mjs, wasm };
const inText = ({ bytes, threads }) => ({ text: toText(bytes), threads });
globalThis.trips = {
  toArchive: async (threads, packed, examples) =>
    inText(await toArchive({ codec, runtime, threads }, fromText(packed), fromText(examples))),
  fromArchive: async (threads, bytes) => inText(await fromArchive({ codec, runtime, threads }, fromText(bytes))),
};
document.title = "ready";
