import type { FC } from 'hono/jsx';
import { counted } from '../../domain/text/counted.ts';
import { Foreign } from '../foreign.tsx';
import { BeforeStored } from './retention-notes.tsx';
import { ClipboardNote, CopyButton, HiddenNote, HideButton, PasswordField } from './secret-field.tsx';
import { Dependants, type Shown, type ShownProps, StoredForm } from './shown-panel.tsx';

/** Passwords of one tenant, shown together, once. Hiding takes all of them out of the document. */
export const ShownTable: FC<ShownProps & { readonly shown: readonly Shown[] }> = ({
  shown,
  form,
  referenceOf,
  next,
  retention,
}) => (
  <section class="panel" aria-labelledby="shown">
    <h2 id="shown">Store these {shown.length} passwords now</h2>
    <p>They are shown this once: they do not come back by loading the page again.</p>
    <p class="print-only">Printing is off for passwords.</p>
    <div class="never-print" data-secret>
      <div class="bar">
        <HideButton />
      </div>
      <p id="copy-status" role="status" class="muted"></p>
      <HiddenNote />
      <div class="table-scroll">
        <table class="stacked shown-table">
          <caption>
            <Foreign text={shown[0]?.link.tenantDisplayName ?? ''} />: {counted(shown.length, 'password')}
          </caption>
          <thead>
            <tr>
              <th scope="col">User name</th>
              <th scope="col">Password</th>
              <th scope="col">
                <span class="visually-hidden">Copy</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((each, n) => (
              <ShownRow shown={each} n={n} />
            ))}
          </tbody>
        </table>
      </div>
      <StoredForm {...{ form, next }} links={shown.map(({ link }) => referenceOf(link))} what={`all ${shown.length}`} />
      <ClipboardNote />
      <BeforeStored retention={retention} />
    </div>
  </section>
);

const ShownRow: FC<{ readonly shown: Shown; readonly n: number }> = ({ shown: { link, content }, n }) => {
  const [name, password] = [`user-name-${n}`, `password-${n}`];
  const account = content.userPrincipalName;
  return (
    <tr>
      <th scope="row">
        <span class="mono">
          <Foreign text={account} />
        </span>
        <input type="hidden" id={name} value={account} />
        <Dependants link={link} />
      </th>
      <td>
        <PasswordField id={password} password={content.password} label={`Password of ${account}`} />
      </td>
      <td>
        <div class="secret">
          <CopyButton field={name} copied={`User name ${account} copied.`}>
            Copy name
            <span class="visually-hidden">
              {' '}
              of <Foreign text={account} />
            </span>
          </CopyButton>
          <CopyButton field={password} copied={`Password of ${account} copied.`} focus={n === 0}>
            Copy password
            <span class="visually-hidden">
              {' '}
              of <Foreign text={account} />
            </span>
          </CopyButton>
        </div>
      </td>
    </tr>
  );
};
