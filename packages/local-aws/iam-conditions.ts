import { matchesArn, matchesText } from './iam-patterns.ts';

type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
type Keys = Readonly<Record<string, string | number | readonly string[]>>;

type Compare = (value: string, wanted: string) => boolean;

const equals: Compare = (value, wanted) => value === wanted;
const equalsIgnoringCase: Compare = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();
const like: Compare = (value, wanted) => matchesText(wanted, value);
const arnLike: Compare = (value, wanted) => matchesArn(wanted, value);
const numeric =
  (holds: (value: number, wanted: number) => boolean): Compare =>
  (value, wanted) =>
    holds(Number(value), Number(wanted));

/** By operator: how one value compares to one wanted value. `ArnEquals` is `ArnLike`, as in IAM. */
const comparisons: Readonly<Record<string, Compare>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: like,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: equalsIgnoringCase,
  NumericEquals: numeric((value, wanted) => value === wanted),
  NumericLessThan: numeric((value, wanted) => value < wanted),
  NumericLessThanEquals: numeric((value, wanted) => value <= wanted),
  NumericGreaterThan: numeric((value, wanted) => value > wanted),
  NumericGreaterThanEquals: numeric((value, wanted) => value >= wanted),
};

/** Operators that hold where the one they are made from doesn't: for none of the wanted values. */
const negations: Readonly<Record<string, Compare>> = {
  StringNotEquals: equals,
  StringNotEqualsIgnoreCase: equalsIgnoringCase,
  StringNotLike: like,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
  NumericNotEquals: numeric((value, wanted) => value === wanted),
};

interface Operator {
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly name: string;
  readonly ifExists: boolean;
}

function parse(operator: string): Operator {
  const [, quantifier, name = operator, ifExists] = /^(?:(\w+):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (quantifier !== undefined && quantifier !== 'ForAllValues' && quantifier !== 'ForAnyValue') {
    return { quantifier: undefined, name: operator, ifExists: false };
  }
  return { quantifier, name, ifExists: ifExists !== undefined };
}

/** Operators of a statement that are not evaluated here: such a policy must be refused, not half-obeyed. */
export function unsupportedOperators(conditions: Conditions): string[] {
  return Object.keys(conditions).filter((operator) => {
    const { name } = parse(operator);
    return name !== 'Null' && comparisons[name] === undefined && negations[name] === undefined;
  });
}

/** Whether all conditions of a statement hold: every operator, and every key below it. */
export function conditionsHold(conditions: Conditions, keys: Keys): boolean {
  // Names of condition keys are not case-sensitive.
  const values = new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), listOf(value)]));
  return Object.entries(conditions).every(([operator, operands]) =>
    Object.entries(operands).every(([key, wanted]) => holds(parse(operator), values.get(key.toLowerCase()), wanted)),
  );
}

const listOf = (value: string | number | readonly string[]): readonly string[] =>
  typeof value === 'string' || typeof value === 'number' ? [String(value)] : value;

function holds(operator: Operator, values: readonly string[] | undefined, wanted: readonly string[]): boolean {
  const missing = values === undefined || values.length === 0;
  if (operator.name === 'Null') return wanted.some((each) => (each === 'true') === missing);
  const negated = negations[operator.name];
  if (missing) {
    // A missing key satisfies "none of these", `…IfExists`, and, against all intuition, "for all values".
    return (
      operator.ifExists ||
      operator.quantifier === 'ForAllValues' ||
      (negated !== undefined && operator.quantifier === undefined)
    );
  }
  const compare = comparisons[operator.name];
  const one = (value: string): boolean => {
    if (negated !== undefined) return !wanted.some((each) => negated(value, each));
    return compare !== undefined && wanted.some((each) => compare(value, each));
  };
  // Without a quantifier a key is meant to have one value; of several, all must pass: the stricter reading.
  return operator.quantifier === 'ForAnyValue' ? values.some(one) : values.every(one);
}
