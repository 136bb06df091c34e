import { DataError, type Factor, type FactorGrid, type Split } from "@elbo/spec";

/**
 * Numbers every combination of `factors`, the last varying fastest.
 *
 * @throws DataError (from `indexOf` and `valuesOf`) for values and indices outside the grid.
 */
export function factorGrid(factors: readonly Factor[], all: Split, where: string): FactorGrid {
  const count = factors.reduce((product, { size }) => product * size, 1);
  return {
    factors,
    all,
    indexOf(values) {
      if (values.length !== factors.length) {
        throw new DataError("one value of each factor makes an example", {
          where,
          expected: factors.map(({ name }) => name).join(", "),
          received: `${values.length} values`,
        });
      }
      return factors.reduce((index, { name, size }, k) => {
        const value = values[k] as number;
        if (Number.isInteger(value) && value >= 0 && value < size) return index * size + value;
        throw new DataError(`no such ${name}`, { where, expected: `0..${size - 1}`, received: String(value) });
      }, 0);
    },
    valuesOf(index) {
      if (!(Number.isInteger(index) && index >= 0 && index < count)) {
        throw new DataError("no such example", { where, expected: `0..${count - 1}`, received: String(index) });
      }
      const values = new Int32Array(factors.length);
      let rest = index;
      for (let k = factors.length - 1; k >= 0; k--) {
        const { size } = factors[k] as Factor;
        values[k] = rest % size;
        rest = Math.floor(rest / size);
      }
      return values;
    },
  };
}
