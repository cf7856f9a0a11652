import { readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';
import type { MachineDeclaration } from '../template/declarations.ts';
import type { Machine } from './machine.ts';

const kept = z.array(z.strictObject({ machineArn: z.string(), number: z.int(), digest: z.string() }));
type Version = z.output<typeof kept>[number];

/** What a start leads to: a version of a machine, or what the machine is now. */
export interface Startable {
  /** `undefined`: of no version, what the machine is now. */
  readonly digest: string | undefined;
  readonly machineArn: string;
  readonly versionArn?: string;
  readonly aliasArn?: string;
}

/** `…:stateMachine:Name`, and what may follow: a number of a version, or the name of an alias. */
const ARN = /^(arn:[\w-]+:states:[\w-]+:\d+:stateMachine:[^:]+)(?::([^:]+))?$/;

/** The ARN of a machine without version or alias: permissions are asked for by it, whatever a caller wrote. */
export const unqualified = (arn: string): string => ARN.exec(arn)?.[1] ?? arn;

/**
 * Versions of machines, as CloudFormation publishes them where the template says so: one more whenever a machine's definition or role has
 * changed. They stay when the next one comes. An alias points at the newest.
 */
export class Versions {
  readonly #versions: Version[];
  #aliases = new Map<string, readonly string[]>();

  /** @param file  where versions are kept over restarts */
  constructor(private readonly file: string) {
    this.#versions = readJson(file, kept) ?? [];
  }

  publish(declared: readonly MachineDeclaration[], machines: readonly Machine[]): void {
    this.#aliases = new Map(declared.map(({ arn, aliases }) => [arn, aliases ?? []]));
    for (const { arn: machineArn, digest } of machines) {
      const newest = this.#newest(machineArn);
      if (this.#aliases.get(machineArn)?.length === 0 || newest?.digest === digest) continue;
      this.#versions.push({ machineArn, number: (newest?.number ?? 0) + 1, digest });
    }
    writeJson(this.file, this.#versions);
  }

  /** @returns `undefined`: there is no such version or alias */
  find(arn: string): Startable | undefined {
    const [, machineArn, qualifier] = ARN.exec(arn) ?? [];
    if (machineArn === undefined) return undefined;
    if (qualifier === undefined) return { machineArn, digest: undefined };
    const isAlias = this.#aliases.get(machineArn)?.includes(qualifier) === true;
    const version = isAlias
      ? this.#newest(machineArn)
      : this.#versions.find((each) => each.machineArn === machineArn && String(each.number) === qualifier);
    if (version === undefined) return undefined;
    const versionArn = `${machineArn}:${version.number}`;
    return { machineArn, digest: version.digest, versionArn, ...(isAlias ? { aliasArn: arn } : {}) };
  }

  #newest(machineArn: string): Version | undefined {
    return this.#versions.findLast((each) => each.machineArn === machineArn);
  }
}
