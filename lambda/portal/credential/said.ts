import { counted } from '../../domain/text/counted.ts';
import type { HandedOver, HandOverRefusal } from '../../usecases/credential/hand-over.ts';
import type { Renewal } from '../../usecases/credential/renew-credential-link.ts';
import type { Revealed } from '../../usecases/credential/reveal-credential.ts';
import type { Said } from './passwords-page.tsx';

/** What the page says about what was done, and what was not. Nothing where there is nothing to say. */

const NOT_OFFERED =
  'Nothing was changed for what does not wait for you any more: it is stored, was shown or passed on, or has expired.';

const saying = (tone: Said['tone'], lines: readonly (string | undefined)[]): Said | undefined => {
  const said = lines.filter((each) => each !== undefined);
  return said.length === 0 ? undefined : { tone, lines: said };
};

const missed = (count: number) => (count === 0 ? undefined : NOT_OFFERED);

export function revealedWords(results: readonly Revealed[], unknown: number): Said | undefined {
  const unread = results.filter(({ outcome }) => outcome.kind === 'unread');
  const taken = results.filter(({ outcome }) => outcome.kind === 'taken');
  return saying(unread.length > 0 ? 'bad' : 'busy', [
    unread.length === 0
      ? undefined
      : `${unread.map(({ link }) => link.userPrincipalName).join(', ')}: the password could not be read just now, and the view is used. Renew it in the list and try again: it is kept safely.`,
    missed(taken.length + unknown),
  ]);
}

/** @param deleteAt  when the first of them is deleted here, in words; left out where passwords are kept */
export const storedWords = (stored: number, unknown: number, deleteAt: string | undefined): Said | undefined =>
  saying(unknown > 0 ? 'busy' : 'good', [
    stored === 0
      ? undefined
      : `Recorded as stored: ${counted(stored, 'password')}.${deleteAt === undefined ? '' : ` The copy here is deleted after ${deleteAt}, if no later rotation comes before.`}`,
    missed(unknown),
  ]);

export function renewedWords(results: readonly (Renewal | undefined)[], unknown: number): Said | undefined {
  const made = results.filter((each) => each?.kind === 'made').length;
  const asked = results.filter((each) => each?.kind === 'asked').length;
  const not = results.filter((each) => each === undefined).length + unknown;
  return saying(not > 0 ? 'busy' : 'good', [
    made === 0 ? undefined : `${counted(made, 'password')} can be shown again. It is recorded, and the team is told.`,
    asked === 0
      ? undefined
      : 'Your team has been asked. When another technician who decides for the tenant agrees, the password can be shown here again.',
    missed(not),
  ]);
}

const whyNot: Readonly<Record<HandOverRefusal, string>> = {
  'not-yours': 'They are not yours to hand over.',
  'not-theirs': 'That technician does not decide for the tenant, or has them already.',
  'own-account': 'That technician owns the account, or may: nobody collects the password of an own account.',
  'not-open': 'Somebody opened or changed them meanwhile, or they cannot be renewed or handed over any more.',
  failed: 'Something failed. Load the page again: it shows how things stand.',
};

export function handedOverWords(results: readonly HandedOver[], to: string, unknown: number): Said | undefined {
  const done = results.filter(({ kind }) => kind === 'handed-over').length;
  const reasons = new Map<HandOverRefusal, number>();
  for (const each of results) {
    if (each.kind === 'refused') reasons.set(each.why, (reasons.get(each.why) ?? 0) + 1);
  }
  return saying(done === results.length && unknown === 0 ? 'good' : 'busy', [
    done === 0
      ? undefined
      : `${counted(done, 'password')} handed over to ${to}. The links before are worthless, and the team is told.`,
    ...[...reasons].map(([why, count]) => `Not handed over: ${count}. ${whyNot[why]}`),
    missed(unknown),
  ]);
}
