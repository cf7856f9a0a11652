import * as z from 'zod';
import type { Subject } from './subjects.ts';

/** What a bundle was made of, and how. */
export interface Build {
  readonly subjects: readonly Subject[];
  /** As records name the code: version, and a hash over all functions. */
  readonly codeVersion: string;
  /** The commit that the sources are. */
  readonly commit: string;
  /** SHA-256, hex, of `package-lock.json`: which packages, to the byte. */
  readonly lockHash: string;
  readonly node: string;
}

const urn = (what: string) => `urn:m365-password-rotation:${what}`;

/**
 * The provenance of a bundle: a statement of in-toto (version 1) with SLSA's predicate (version 1). It is not signed: whoever doubts it builds the
 * commit again, and compares.
 */
export const provenanceOf = ({ subjects, codeVersion, commit, lockHash, node }: Build) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: subjects,
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: {
    buildDefinition: {
      buildType: urn('npm-ci-and-bundle:1'),
      externalParameters: { commit },
      internalParameters: { codeVersion, node },
      resolvedDependencies: [
        { uri: urn('sources'), digest: { gitCommit: commit } },
        { uri: 'package-lock.json', digest: { sha256: lockHash } },
      ],
    },
    runDetails: { builder: { id: urn('clone') } },
  },
});

const statement = z.object({
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })),
});

/** @returns the names of files that were not built the same, or only on one side */
export function builtOtherwise(provenance: unknown, subjects: readonly Subject[]): readonly string[] {
  const said = new Map(statement.parse(provenance).subject.map(({ name, digest }) => [name, digest.sha256]));
  const built = new Map(subjects.map(({ name, digest }) => [name, digest.sha256]));
  return [...new Set([...said.keys(), ...built.keys()])].filter((name) => said.get(name) !== built.get(name)).sort();
}
