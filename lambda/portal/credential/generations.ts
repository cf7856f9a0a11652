/** How many links may be made for one rotation: the first, and as many more. */
export const MOST_GENERATIONS = 3;
