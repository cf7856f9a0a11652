import { basename } from 'node:path';
import { html } from 'hono/html';
import type { VaultRecord, VaultStore } from '../vendors/vault/record-store.ts';

type Html = ReturnType<typeof html>;

export const VAULT_PATH = '/vault';

/** The simulated vault, as its page shows it. */
export interface ShownVault {
  /** Such as `it-glue`. */
  readonly name: string;
  readonly store: Pick<VaultStore, 'organizations' | 'records' | 'fileOf' | 'folder'>;
}

/** Last written first. */
export const writtenIn = ({ store }: ShownVault): readonly VaultRecord[] =>
  store
    .records()
    .filter(({ writtenAt }) => writtenAt !== undefined)
    .toSorted((a, b) => (b.writtenAt ?? '').localeCompare(a.writtenAt ?? ''));

export const introductionOf = ({ name, store }: ShownVault): string =>
  `Records of the simulated ${name}. No password is shown here: each lies in a file of ${store.folder}, in plain text, for your user alone.`;

/** The records that were written; of the others, whose they are. */
export function vaultContent(vault: ShownVault): Html {
  const { store } = vault;
  const written = writtenIn(vault);
  const organizations = new Map(store.organizations().map(({ id, name }) => [id, name]));
  const others = store.records().filter(({ writtenAt }) => writtenAt === undefined);
  return html`
    ${written.length === 0 ? html`<p>Nothing was written yet. <a href="${VAULT_PATH}">Look again</a></p>` : table(vault, written, organizations)}
    <h2>Left as they were</h2>
    <ul>
      ${[...organizations].map(([id, name]) => {
        const held = others.filter(({ organizationId }) => organizationId === id).length;
        return html`<li>${name}: ${held} ${held === 1 ? 'record' : 'records'}</li>`;
      })}
    </ul>`;
}

const table = (
  { store }: ShownVault,
  written: readonly VaultRecord[],
  organizations: ReadonlyMap<string, string>,
): Html => html`
  <div class="scrolls" tabindex="0" role="region" aria-label="Records that were written">
    <table>
      <thead>
        <tr>
          <th scope="col">Record</th>
          <th scope="col">Organization</th>
          <th scope="col">Written</th>
          <th scope="col">How often</th>
          <th scope="col">Password in</th>
        </tr>
      </thead>
      <tbody>
        ${written.map(
          ({ id, name, organizationId, writtenAt = '', writes }) => html`<tr>
            <th scope="row">
              ${name}
              <div class="facts">record ${id}</div>
            </th>
            <td>${organizations.get(organizationId) ?? organizationId}</td>
            <td><time datetime="${writtenAt}">${writtenAt.replace('T', ' ').slice(0, 19)} UTC</time></td>
            <td>${writes === 1 ? 'once' : `${writes} times`}</td>
            <td><code>${basename(store.fileOf(id))}</code></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
