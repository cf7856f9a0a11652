import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '@m365-rotation/loopback';
import { AwsError, type ServiceContext } from '../service.ts';
import type { SecretDeclaration } from '../template/declarations.ts';
import { type Secret, secretSchema } from './secret.ts';

/** All secrets: each is one readable JSON file. Encryption is a matter of permissions here. */
export class Secrets {
  private readonly byName = new Map<string, Secret>();
  /** Secrets by their ARNs, and by those without the last six characters: an estate has tens of thousands. */
  private readonly byArn = new Map<string, Secret>();
  /** Those that are scheduled for deletion. */
  private readonly deleted = new Set<Secret>();

  /** Reads what is stored, and adds declared secrets that are new: they have no value yet. */
  constructor(
    private readonly context: ServiceContext,
    declared: readonly SecretDeclaration[],
  ) {
    for (const file of readdirSync(context.folder).filter((each) => each.endsWith('.json'))) {
      const stored = readJson(join(context.folder, file), secretSchema);
      if (stored !== undefined) this.note(stored);
    }
    for (const { name, arn, description, kmsKeyId } of declared) {
      if (!this.byName.has(name)) this.add({ name, arn, description, kmsKeyId, tags: [] });
    }
  }

  all(): readonly Secret[] {
    this.forgetDeleted();
    return [...this.byName.values()];
  }

  /** @param id  a name, an ARN, or an ARN without its last six characters */
  find(id: string): Secret | undefined {
    this.forgetDeleted();
    return this.byName.get(id) ?? this.byArn.get(id);
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  get(id: string): Secret {
    const found = this.find(id);
    if (found !== undefined) return found;
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }

  /** @throws {AwsError} also `InvalidRequestException` for one that is marked for deletion */
  usable(id: string): Secret {
    const found = this.get(id);
    if (found.DeletedDate === undefined) return found;
    const message = "You can't perform this operation on the secret because it was marked for deletion.";
    throw new AwsError('InvalidRequestException', message);
  }

  add(given: {
    readonly name: string;
    readonly arn?: string;
    readonly description?: string | undefined;
    readonly kmsKeyId?: string | undefined;
    readonly tags: Secret['Tags'];
  }): Secret {
    const { region, accountId } = this.context;
    const ARN = given.arn ?? `arn:aws:secretsmanager:${region}:${accountId}:secret:${given.name}-${sixLetters()}`;
    const { name: Name, description: Description, kmsKeyId: KmsKeyId, tags: Tags } = given;
    const now = this.context.clock.now().toISOString();
    const made = { Name, ARN, Description, KmsKeyId, Tags, CreatedDate: now, Versions: {} };
    this.write(made);
    return made;
  }

  /** Stores a secret that has changed. */
  save(secret: Secret): void {
    secret.LastChangedDate = this.context.clock.now().toISOString();
    this.write(secret);
  }

  remove(secret: Secret): void {
    this.byName.delete(secret.Name);
    for (const arn of arnsOf(secret)) this.byArn.delete(arn);
    this.deleted.delete(secret);
    rmSync(this.fileOf(secret.Name), { force: true });
  }

  private note(secret: Secret): void {
    this.byName.set(secret.Name, secret);
    for (const arn of arnsOf(secret)) this.byArn.set(arn, secret);
    if (secret.DeletedDate === undefined) this.deleted.delete(secret);
    else this.deleted.add(secret);
  }

  private write(secret: Secret): void {
    this.note(secret);
    writeJson(this.fileOf(secret.Name), secret);
  }

  private forgetDeleted(): void {
    const now = this.context.clock.now().toISOString();
    for (const each of [...this.deleted]) {
      if (each.DeletedDate !== undefined && each.DeletedDate <= now) this.remove(each);
    }
  }

  /** A tilde is in no secret's name, so two secrets never share a file. */
  private fileOf(name: string): string {
    return join(this.context.folder, `${name.replaceAll('/', '~')}.json`);
  }
}

const arnsOf = ({ ARN }: Secret): readonly string[] => [ARN, ARN.slice(0, -7)];

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const sixLetters = () => Array.from(randomBytes(6), (byte) => LETTERS[byte % LETTERS.length]).join('');
