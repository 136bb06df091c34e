type Rule = (...x: number[]) => number;

const truth = (x: boolean) => (x ? 1 : 0);

/** What an elementwise operation does to single numbers: for constants that are the same everywhere. */
export const FOLDS: Readonly<Record<string, Rule>> = {
  Add: (a = 0, b = 0) => a + b,
  Sub: (a = 0, b = 0) => a - b,
  Mul: (a = 0, b = 0) => a * b,
  Div: (a = 0, b = 0) => a / b,
  Max: (a = 0, b = 0) => Math.max(a, b),
  Min: (a = 0, b = 0) => Math.min(a, b),
  Greater: (a = 0, b = 0) => truth(a > b),
  GreaterOrEqual: (a = 0, b = 0) => truth(a >= b),
  Less: (a = 0, b = 0) => truth(a < b),
  LessOrEqual: (a = 0, b = 0) => truth(a <= b),
  Equal: (a = 0, b = 0) => truth(a === b),
  And: (a = 0, b = 0) => truth(a !== 0 && b !== 0),
  Or: (a = 0, b = 0) => truth(a !== 0 || b !== 0),
  Not: (a = 0) => truth(a === 0),
  Where: (c = 0, a = 0, b = 0) => (c !== 0 ? a : b),
  Neg: (a = 0) => -a,
  Abs: (a = 0) => Math.abs(a),
  Floor: (a = 0) => Math.floor(a),
  Ceil: (a = 0) => Math.ceil(a),
  Sign: (a = 0) => (Number.isNaN(a) ? a : Math.sign(a)),
  Sqrt: (a = 0) => Math.sqrt(a),
  Exp: (a = 0) => Math.exp(a),
  Log: (a = 0) => Math.log(a),
  Reciprocal: (a = 0) => 1 / a,
  Relu: (a = 0) => Math.max(a, 0),
};
