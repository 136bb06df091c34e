export { cellOf } from "./csv/cell-text.ts";
export type { CheckedColumn } from "./fill/check-cells.ts";
export {
  type FilledCell,
  type FilledColumn,
  type FilledTable,
  type FillOptions,
  fillTable,
} from "./fill/fill-table.ts";
export { type TableModel, tableConfig } from "./model/table-config.ts";
export {
  type ColumnProfile,
  profileTable,
  type TableOptions,
  type TableProfile,
  usualBlanks,
} from "./profile/profile-table.ts";
