/** What a reference to a resource gives: for `Ref`, and for `Fn::GetAtt` by attribute. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface References {
  /** @throws {Error} for a resource that doesn't exist, or that can't be referred to locally */
  identityOf(logicalId: string): Identity;
  /** Pseudo parameters (`AWS::Region`, …) and parameters with a default. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `AWS::NoValue`: the property or element is as if it weren't there. */
const noValue = Symbol('AWS::NoValue');

/**
 * Replaces every intrinsic function in a part of a template by its value.
 *
 * @throws {Error} for an intrinsic function, attribute or parameter that the local cloud doesn't know
 */
export function resolveIntrinsics(value: unknown, references: References): unknown {
  const resolved = visit(value, references);
  return resolved === noValue ? undefined : resolved;
}

function visit(value: unknown, references: References): unknown {
  if (Array.isArray(value)) return value.map((each) => visit(each, references)).filter((each) => each !== noValue);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first !== undefined && entries.length === 1) {
    const [name, argument] = first;
    if (name === 'Ref') return reference(text(argument, name), references);
    if (name.startsWith('Fn::')) return call(name, argument, references);
  }
  return Object.fromEntries(
    entries.map(([key, each]) => [key, visit(each, references)] as const).filter(([, each]) => each !== noValue),
  );
}

function reference(name: string, references: References): unknown {
  if (name === 'AWS::NoValue') return noValue;
  return references.parameters.get(name) ?? references.identityOf(name).ref;
}

function attribute(logicalId: string, name: string, references: References): string {
  const value = references.identityOf(logicalId).attributes[name];
  if (value === undefined) throw new Error(`attribute ${logicalId}.${name} is not known to the local cloud`);
  return value;
}

function call(name: string, argument: unknown, references: References): unknown {
  switch (name) {
    case 'Fn::GetAtt': {
      const [logicalId, ...path] = typeof argument === 'string' ? argument.split('.') : list(argument, name);
      return attribute(text(logicalId, name), path.map((each) => text(each, name)).join('.'), references);
    }
    case 'Fn::Join': {
      const [delimiter, parts] = list(argument, name);
      const resolved = list(visit(parts, references), name);
      return resolved.map((each) => text(each, name)).join(text(delimiter, name));
    }
    case 'Fn::Select': {
      const [index, from] = list(argument, name);
      const chosen = list(visit(from, references), name)[Number(visit(index, references))];
      if (chosen === undefined) throw new Error(`Fn::Select: no element ${String(index)}`);
      return chosen;
    }
    case 'Fn::Split': {
      const [delimiter, whole] = list(argument, name);
      return text(visit(whole, references), name).split(text(delimiter, name));
    }
    case 'Fn::Sub':
      return substitute(argument, references);
    default:
      throw new Error(`intrinsic function ${name} is not supported by the local cloud`);
  }
}

function substitute(argument: unknown, references: References): string {
  const [pattern, given] = Array.isArray(argument) ? argument : [argument, {}];
  const own = new Map(Object.entries(visit(given, references) ?? {}));
  return text(pattern, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    // `${!Name}` stands for the text `${Name}` itself.
    if (literal !== '') return `\${${name}}`;
    if (own.has(name)) return text(own.get(name), 'Fn::Sub');
    const [logicalId = name, ...path] = name.split('.');
    const value = path.length > 0 ? attribute(logicalId, path.join('.'), references) : reference(name, references);
    return text(value, 'Fn::Sub');
  });
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
