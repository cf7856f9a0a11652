import { randomBytes, randomInt } from 'node:crypto';
import type { RandomIntegers } from '../domain/password/password.ts';

/** What most functions use. Each handler adds its own clients, so that a bundle holds only what it uses. */

export const now = () => new Date();

/** 128 random bits, hex. */
export const newLinkId = () => randomBytes(16).toString('hex');

/** `randomInt` is unbiased: it draws again where a number would be likelier than others. */
export const randomIntegers: RandomIntegers = (below, count) => Array.from({ length: count }, () => randomInt(below));
