import type { Hono } from 'hono';
import { mapConcurrently } from '../../domain/concurrency.ts';
import type { CredentialLink } from '../../domain/credential/link.ts';
import { fingerprintOf } from '../../domain/identifiers.ts';
import { localTime } from '../../domain/text/local-time.ts';
import { confirmStored } from '../../usecases/credential/confirm-stored.ts';
import { handOverEach } from '../../usecases/credential/hand-over.ts';
import { renewCredentialLink } from '../../usecases/credential/renew-credential-link.ts';
import { reportCredentialLink } from '../../usecases/credential/report-credential-link.ts';
import { revealEach } from '../../usecases/credential/reveal-credential.ts';
import type { ActingTechnician } from '../../usecases/facts.ts';
import { noteRefused } from '../access-notes.ts';
import type { PortalEnvironment, PortalSettings } from '../environment.ts';
import { oldSignInPage } from '../notices.tsx';
import { type Page, show } from '../pages.tsx';
import { mayOpenForms, signedIn, submitted } from '../signed-in.ts';
import { vaultStandingsFor } from '../vault-standing.ts';
import type { TechnicianVisitor } from '../visitor.ts';
import { type CollectAction, collectPath } from './collect-form.tsx';
import { type CollectAnswer, collectPage } from './collect-page.ts';
import { filterOf, MOST_TOGETHER } from './collect-view.ts';
import { reportedPage } from './done-pages.tsx';
import { linksNamed, type NamedLinks } from './links-named.ts';
import type { Said } from './passwords-page.tsx';
import { actingOf, type CredentialPorts } from './passwords-ports.ts';
import { reportableLink } from './report-account.tsx';
import { handedOverWords, renewedWords, revealedWords, storedWords } from './said.ts';

export const PASSWORDS_PATH = '/passwords';

interface Asked extends NamedLinks {
  readonly visitor: TechnicianVisitor;
  readonly by: ActingTechnician;
  readonly form: ReadonlyMap<string, string>;
}

/** What was done: what the page says besides the list, and how much of what was asked for was not done. */
type Done = CollectAnswer & { readonly notDone: number };

type Parts = PortalSettings & CredentialPorts;

/**
 * "Passwords to collect". Looking at it changes nothing (R7). Each form names links by reference; they are looked up among the open links of
 * the visitor's tenants, and each is read again before anything is done about it.
 */
export function passwordsRoutes(app: Hono<PortalEnvironment>, settings: PortalSettings, ports: CredentialPorts): void {
  const parts: Parts = { ...ports, ...settings };
  app.get(
    PASSWORDS_PATH,
    signedIn(settings, async (c, visitor) => {
      const filter = filterOf((name) => c.req.query(name));
      const reportable = await reportableLink(ports, visitor, c.req.query('account'));
      const vault =
        settings.estate.vault.system === 'none' ? [] : await vaultStandingsFor(ports, visitor, settings.now());
      const answer = { opened: c.req.query('link'), page: c.req.query('page'), reportable, vault };
      return show(c, settings, await collectPage(settings, ports, visitor, filter, answer));
    }),
  );
  const act = (action: CollectAction, act: (parts: Parts, asked: Asked) => Promise<Done | Page>) => {
    app.post(
      collectPath(action),
      submitted(
        settings,
        async (c, visitor, form) => {
          const whose = action === 'hand-over' ? 'any' : 'mine';
          const named = await linksNamed(ports, visitor, form.get('links') ?? '', whose);
          const done = await act(parts, { ...named, visitor, by: actingOf(c, visitor), form });
          if ('body' in done) return show(c, settings, done);
          if (done.notDone > 0) {
            const [first] = named.links;
            await noteRefused(c, settings, {
              action: 'link.refused',
              reason: `no-${action}`,
              who: visitor.actor,
              evidence: {
                detail: `${done.notDone} of a form`,
                ...(first === undefined ? {} : { linkFingerprint: fingerprintOf(first.linkId) }),
              },
            });
          }
          const filter = filterOf((name) => form.get(name));
          return show(c, settings, await collectPage(settings, ports, visitor, filter, done));
        },
        // Revealing alone needs a recent sign-in: a report must meet no obstacle.
        { recent: action === 'show', wantedPath: () => PASSWORDS_PATH },
      ),
    );
  };
  act('show', (_, { by, links, unknown }) => reveal(parts, by, { links, unknown }));
  act('stored', store);
  act('renew', renew);
  act('report', report);
  act('hand-over', pass);
}

async function reveal(parts: Parts, by: ActingTechnician, { links, unknown }: NamedLinks): Promise<Done> {
  // No page of ours names more.
  const wanted = links.slice(0, MOST_TOGETHER);
  const results = await revealEach(parts, by, wanted);
  const shown = results.flatMap(({ link, outcome }) =>
    outcome.kind === 'shown' ? [{ link, content: outcome.content }] : [],
  );
  const missed = unknown + links.length - wanted.length;
  return {
    shown,
    said: revealedWords(results, missed),
    touched: idsOf(wanted),
    notDone: missed + results.filter(({ outcome }) => outcome.kind === 'taken').length,
    refused: shown.length === 0,
  };
}

/** Records what is stored, and goes on to what the form names as next. */
async function store(parts: Parts, { by, links, unknown, form, visitor }: Asked): Promise<Done | Page> {
  const results = await mapConcurrently(links, (link) => confirmStored(parts, by, link));
  const stored = results.filter((each) => each !== undefined);
  const notDone = unknown + links.length - stored.length;
  const [deleteAt] = stored.flatMap((each) => each.deleteAt ?? []).toSorted();
  const { timeZone } = parts.estate.msp;
  const said = storedWords(stored.length, notDone, deleteAt && localTime(deleteAt, timeZone));
  const next = form.get('next');
  if (next === undefined) return { said, touched: idsOf(links), notDone, refused: stored.length === 0 };
  // What is stored is recorded, whatever the sign-in; what is shown needs a recent one.
  if (!mayOpenForms(parts, visitor)) return oldSignInPage(PASSWORDS_PATH);
  const shown = await reveal(parts, by, await linksNamed(parts, visitor, next, 'mine'));
  const lines = [...(said?.lines ?? []), ...(shown.said?.lines ?? [])];
  return {
    ...shown,
    said: lines.length === 0 ? undefined : { tone: shown.said?.tone ?? said?.tone ?? 'good', lines },
    touched: [...idsOf(links), ...(shown.touched ?? [])],
    notDone: notDone + shown.notDone,
    refused: stored.length === 0 && (shown.refused ?? false),
  };
}

async function renew(parts: Parts, { by, links, unknown }: Asked): Promise<Done> {
  const results = await mapConcurrently(links, (link) => renewCredentialLink(parts, by, link));
  const made = results.flatMap((each) => (each?.kind === 'made' ? [each.link] : []));
  const notDone = unknown + results.filter((each) => each === undefined).length;
  return {
    said: renewedWords(results, unknown),
    touched: idsOf([...links, ...made]),
    notDone,
    refused: notDone === links.length + unknown,
  };
}

async function report(parts: Parts, { by, links, form, visitor }: Asked): Promise<Done | Page> {
  const link = links[0] ?? (await reportableLink(parts, visitor, form.get('account')));
  if (link === undefined || !(await reportCredentialLink(parts, by, link))) {
    return { said: REPORTED_BEFORE, notDone: 1, refused: true };
  }
  return reportedPage(link);
}

const REPORTED_BEFORE: Said = {
  tone: 'busy',
  lines: [
    'That password does not wait for you any more: it was reported already, is stored or passed on, or a newer one took its place.',
  ],
};

async function pass(parts: Parts, { by, links, unknown, form }: Asked): Promise<Done> {
  const to = parts.estate.technicians.find(({ objectId }) => objectId === form.get('to'));
  const results = await handOverEach(parts, by, links, to?.objectId ?? '');
  const made = results.flatMap((each) => (each.kind === 'handed-over' ? [each.link] : []));
  const toWhom = to?.objectId === by.actor.objectId ? 'you' : (to?.name ?? 'nobody');
  return {
    said: handedOverWords(results, toWhom, unknown),
    touched: idsOf([...links, ...made]),
    notDone: unknown + links.length - made.length,
    refused: made.length === 0,
  };
}

const idsOf = (links: readonly CredentialLink[]): readonly string[] => links.map(({ linkId }) => linkId);
