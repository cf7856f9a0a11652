/**
 * How long the id of an organization is kept, in ms: the passwords of a customer are written one after the other, and vendors count requests.
 * Short, since meanwhile another customer may get its name.
 */
export const ORGANIZATIONS_KEPT_MS = 5 * 60_000;
