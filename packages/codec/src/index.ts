export type { Interval, Message, MessageStart, Supply } from "./ans/message.ts";
export { createMessage } from "./ans/message.ts";
export { messageFromBytes, messageToBytes } from "./ans/message-bytes.ts";
export { type ByteSource, bytesSource } from "./archive/block.ts";
export { decodeBlock, type Restored } from "./archive/decode-block.ts";
export type { ArchiveEnd, ArchiveHeader, Part, Table } from "./archive/header.ts";
export type { Member } from "./archive/member.ts";
export { type CoderSettings, coderSettings, netCoder } from "./archive/net-coder.ts";
export { type Archive, openArchive, type Step, walkBlocks } from "./archive/read-archive.ts";
export {
  type ArchiveContent,
  type ArchiveProgress,
  type BlockCoder,
  type Watching,
  type Written,
  writeArchive,
} from "./archive/write-archive.ts";
export { type Decoded, decodeExamples } from "./bits-back/decode-examples.ts";
export {
  type Block,
  type BlockReport,
  type CodingOptions,
  type EncodeOptions,
  encodeExamples,
} from "./bits-back/encode-examples.ts";
export { exponential, sigmoid } from "./exact/exponential.ts";
export { precisionOf, startOfCdf, startsOfWeights } from "./exact/frequencies.ts";
export { normalCdf, normalQuantile } from "./exact/normal.ts";
export { type CoderModel, familyOf, levelsOf, type ModelNet, textMarks } from "./model/coder-model.ts";
export { modelHash, packModel, unpackModel } from "./model/pack-model.ts";
export type {
  CodecNets,
  CodecSite,
  ElementSteps,
  Elements,
  Mixture,
  Moments,
  SiteValues,
  Symbols,
} from "./nets/nets.ts";
export { type OpenNets, type OpenOptions, openNets } from "./nets/open-nets.ts";
export type { WasmRuntime } from "./nets/runtime.ts";
export { countTiles, cutTiles, joinTiles, type PictureSize } from "./pictures/tiles.ts";
export { codecOf, elementCodecs } from "./symbols/element-codecs.ts";
export { type ElementsCodec, type LawParameters, parameterOf, type Vector } from "./symbols/elements-codec.ts";
export {
  type Buckets,
  bucketCentres,
  bucketsOf,
  type Grid,
  gaussianBuckets,
  posteriorBuckets,
} from "./symbols/gaussian-buckets.ts";
export { mixtureBuckets, momentsOfMixture } from "./symbols/mixture-buckets.ts";
export { popSymbols, pushSymbols, type SymbolCodec } from "./symbols/symbol-codec.ts";
export { tabledCodec } from "./symbols/tabled.ts";
export { uniformCodec } from "./symbols/uniform.ts";
