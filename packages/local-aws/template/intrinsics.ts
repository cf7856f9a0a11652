/** What a reference to a resource gives: for `Ref`, and for `Fn::GetAtt` by attribute. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface References {
  /** @throws {Error} for a resource that doesn't exist, or that can't be referred to locally */
  identityOf(logicalId: string): Identity;
  /**
   * What another stack exports by a name.
   *
   * @throws {Error} when none does
   */
  exported(name: string): string;
}

/** Region and account are written out in our templates; the partition is the one pseudo parameter in them. */
const PARTITION = 'AWS::Partition';

/**
 * Replaces every intrinsic function in a part of a template by its value.
 *
 * @throws {Error} for an intrinsic function, attribute or parameter that the local cloud doesn't know
 */
export function resolveIntrinsics(value: unknown, references: References): unknown {
  if (Array.isArray(value)) return value.map((each) => resolveIntrinsics(each, references));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first !== undefined && entries.length === 1) {
    const [name, argument] = first;
    if (name === 'Ref') return reference(text(argument, name), references);
    if (name.startsWith('Fn::')) return call(name, argument, references);
  }
  return Object.fromEntries(entries.map(([key, each]) => [key, resolveIntrinsics(each, references)] as const));
}

const reference = (name: string, references: References): string =>
  name === PARTITION ? 'aws' : references.identityOf(name).ref;

function attribute(logicalId: string, name: string, references: References): string {
  const value = references.identityOf(logicalId).attributes[name];
  if (value === undefined) throw new Error(`attribute ${logicalId}.${name} is not known to the local cloud`);
  return value;
}

function call(name: string, argument: unknown, references: References): unknown {
  switch (name) {
    case 'Fn::GetAtt': {
      const [logicalId, attributeName] = list(argument, name);
      return attribute(text(logicalId, name), text(attributeName, name), references);
    }
    case 'Fn::ImportValue':
      return references.exported(text(resolveIntrinsics(argument, references), name));
    case 'Fn::Join': {
      const [delimiter, parts] = list(argument, name);
      const resolved = list(resolveIntrinsics(parts, references), name);
      return resolved.map((each) => text(each, name)).join(text(delimiter, name));
    }
    case 'Fn::Select': {
      const [index, from] = list(argument, name);
      const chosen = list(resolveIntrinsics(from, references), name)[Number(resolveIntrinsics(index, references))];
      if (chosen === undefined) throw new Error(`Fn::Select: no element ${String(index)}`);
      return chosen;
    }
    case 'Fn::Split': {
      const [delimiter, whole] = list(argument, name);
      return text(resolveIntrinsics(whole, references), name).split(text(delimiter, name));
    }
    default:
      throw new Error(`intrinsic function ${name} is not supported by the local cloud`);
  }
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${name}: expected a list`);
  return value;
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${name}: expected text`);
}
