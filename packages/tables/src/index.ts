export { cellOf } from "./csv/cell-text.ts";
export type { CheckedColumn } from "./fill/check-cells.ts";
export {
  type FilledCell,
  type FilledColumn,
  type FilledTable,
  type FillOptions,
  fillTable,
} from "./fill/fill-table.ts";
export { type FileRows, readTableRows } from "./model/read-table-rows.ts";
export { type TableModel, tableConfig } from "./model/table-config.ts";
export { profileForModel } from "./profile/profile-for-model.ts";
export {
  type ColumnProfile,
  profileTable,
  type TableOptions,
  type TableProfile,
  usualBlanks,
} from "./profile/profile-table.ts";
export { type Judgement, judgeRows } from "./synthesize/judge-rows.ts";
export type { Privacy } from "./synthesize/privacy.ts";
export { type SynthesizeOptions, synthesizeTable } from "./synthesize/synthesize-table.ts";
export { readRows, type TypedRows } from "./synthesize/typed-rows.ts";
export type { Utility } from "./synthesize/utility.ts";
