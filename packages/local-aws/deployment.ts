import { isDeepStrictEqual } from 'node:util';
import type { Declarations } from './template/declarations.ts';

export interface DeploymentSetting {
  /** Reads what an assembly declares. */
  readonly read: (assembly: string) => Promise<Declarations>;
  /** Puts functions, machines and roles in place of those that are there. It is asked for the former ones where a deployment fails. */
  readonly replace: (next: Declarations) => void;
  /** Uploads files, and makes or changes custom resources, whose functions have the new code by then. */
  readonly make: (next: Declarations) => Promise<void>;
}

/** Deploys other assemblies while the cloud runs, and tells what is there. */
export class Deployment {
  constructor(
    private current: Declarations,
    private readonly setting: DeploymentSetting,
  ) {}

  get declarations(): Declarations {
    return this.current;
  }

  /** See `Cloud`. */
  async deploy(assembly: string): Promise<void> {
    const before = this.current;
    const next = await this.setting.read(assembly);
    const others = unchangeable(before, next);
    if (others.length > 0) {
      throw new Error(
        `${assembly}: ${others.join(', ')} differ; only functions, machines and roles change while they run`,
      );
    }
    try {
      this.put(next);
      await this.setting.make(next);
    } catch (error) {
      this.put(before); // CloudFormation goes back as a whole
      throw error;
    }
  }

  private put(declarations: Declarations): void {
    this.setting.replace(declarations);
    this.current = declarations;
  }
}

/** What a deployment into a running cloud may change. */
const CHANGEABLE: ReadonlySet<string> = new Set([
  'functions',
  'machines',
  'roles',
  'customResources',
  'stacks',
  'uploads',
]);

/**
 * Parts of the template that a running cloud cannot change, and that differ. Stores would have to be migrated, and addresses to move: the
 * local cloud is stopped and started again for that, with the same folder.
 */
function unchangeable(before: Declarations, after: Declarations): readonly string[] {
  const now = new Map<string, unknown>(Object.entries(after));
  const names = new Set([...Object.keys(before), ...now.keys()]);
  const old = new Map<string, unknown>(Object.entries(before));
  return [...names].filter((name) => !CHANGEABLE.has(name) && !isDeepStrictEqual(old.get(name), now.get(name)));
}
