import { isAlias, isMap, isScalar, type LineCounter, type Node } from 'yaml';
import type { Path } from './problem-words.ts';

/** The line of the deepest node on the path that the file has: a missing field is reported where it is missing. */
export function lineOf(path: Path, root: unknown, lines: LineCounter): number {
  let node: unknown = root;
  let offset = startOf(root);
  for (const key of path) {
    const next = childOf(node, key);
    if (next === undefined) break;
    node = next.node;
    offset = next.offset ?? offset;
  }
  return lines.linePos(offset ?? 0).line;
}

function childOf(node: unknown, key: PropertyKey): { node: unknown; offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((each) => isScalar(each.key) && each.key.value === key);
    return pair === undefined ? undefined : { node: pair.value, offset: startOf(pair.key) };
  }
  if (
    typeof node === 'object' &&
    node !== null &&
    'items' in node &&
    Array.isArray(node.items) &&
    typeof key === 'number'
  ) {
    const item: unknown = node.items[key];
    return item === undefined ? undefined : { node: item, offset: startOf(item) };
  }
  return undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

const isNode = (node: unknown): node is Node =>
  isScalar(node) || isMap(node) || isAlias(node) || (typeof node === 'object' && node !== null && 'range' in node);
