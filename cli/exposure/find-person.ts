import type { Estate } from '../../config/estate.ts';
import type { Seer } from '../../lambda/domain/credential/exposure.ts';

/**
 * The person whom an operator means: a technician of the estate, or somebody who left it and has seen a password before.
 *
 * @param name  name, mail address or object id
 * @throws with those who are known, where it is nobody, or more than one
 */
export function personNamed({ technicians }: Pick<Estate, 'technicians'>, seers: readonly Seer[], name: string): Seer {
  const wanted = name.trim().toLowerCase();
  const ofEstate = technicians.map(({ objectId, name: called, mail }) => ({
    person: { technicianObjectId: objectId, technicianName: called },
    names: [objectId, called, mail],
  }));
  const left = seers
    .filter((each) => !technicians.some(({ objectId }) => objectId === each.technicianObjectId))
    .map((person) => ({ person, names: [person.technicianObjectId, person.technicianName] }));
  const found = [...ofEstate, ...left]
    .filter(({ names }) => names.some((each) => each.toLowerCase() === wanted))
    .map(({ person }) => person);
  const [person, ...others] = found;
  if (person === undefined) {
    const known = [...ofEstate, ...left].map((each) => `\n  ${personWords(each.person)}`).join('');
    throw new Error(`nobody is called '${name}'. Technicians, and others who have seen passwords:${known}`);
  }
  if (others.length > 0) {
    throw new Error(
      `more than one person is called ${name}: say which, by object id\n  ${found.map(personWords).join('\n  ')}`,
    );
  }
  return person;
}

export const personWords = ({ technicianName, technicianObjectId }: Seer): string =>
  `${technicianName} (${technicianObjectId})`;
