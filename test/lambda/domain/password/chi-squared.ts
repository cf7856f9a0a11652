/** Standard deviations of the normal distribution that 1 in a thousand, and 1 in a thousand million, lies above. */
export const ONE_IN = { thousand: 3.0902, thousandMillion: 5.9978 } as const;

/** χ² of counts against what is expected, which may be known up to a common factor. */
export function chiSquared(counts: readonly number[], weights: readonly number[]): number {
  const total = sum(counts);
  const whole = sum(weights);
  return sum(counts.map((count, i) => square(count - expected(i)) / expected(i)));
  function expected(i: number): number {
    return (total * (weights[i] ?? 0)) / whole;
  }
}

/** χ² that so few honest sources exceed, by Wilson and Hilferty's approximation. */
export function criticalValue(categories: number, deviations: number): number {
  const degrees = categories - 1;
  const part = 2 / (9 * degrees);
  return degrees * (1 - part + deviations * Math.sqrt(part)) ** 3;
}

const sum = (numbers: readonly number[]) => numbers.reduce((sofar, each) => sofar + each, 0);
const square = (number: number) => number * number;
