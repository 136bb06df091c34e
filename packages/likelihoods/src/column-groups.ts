import { ConfigError, type Field, type TypedColumn } from "@elbo/spec";

/** Columns that one likelihood describes together: of one type, and with as many values. */
export interface ColumnGroup {
  /** `real`, or `category-3`. */
  readonly name: string;
  readonly type: TypedColumn["type"];
  /** Which columns, in ascending order. */
  readonly columns: readonly number[];
  /** The field x that their likelihood sees. */
  readonly field: Field;
}

const supports = {
  real: "real",
  positive: "positive",
  count: "count",
  ordinal: "category",
  category: "category",
} as const satisfies Record<TypedColumn["type"], Field["support"]>;

/**
 * Sorts the columns of a mixed field into groups, in the order in which their types first appear.
 *
 * @throws ConfigError when the field does not describe its columns.
 */
export function columnGroups({ shape, columns = [], support }: Field, where: string): readonly ColumnGroup[] {
  if (shape.length !== 1 || columns.length !== shape[0]) {
    throw new ConfigError("the data does not say what its columns hold", {
      where,
      expected: "a mixed field x, with columns, one for each number of an example",
      received: `${support} values of shape [${shape.join(", ")}], ${columns.length} columns`,
      remedy: "Give the table `types`, or choose a likelihood of one kind of values.",
    });
  }
  const found = new Map<string, { readonly column: TypedColumn; readonly at: number[] }>();
  for (const [at, column] of columns.entries()) {
    const name = column.categories === undefined ? column.type : `${column.type}-${column.categories}`;
    const group = found.get(name);
    if (group) group.at.push(at);
    else found.set(name, { column, at: [at] });
  }
  return [...found].map(([name, { column, at }]) => ({
    name,
    type: column.type,
    columns: at,
    field: {
      shape: [at.length],
      dtype: "float32",
      support: supports[column.type],
      ...(column.categories === undefined ? {} : { categories: column.categories }),
    },
  }));
}
