/** What a release is made of, as the clone shows it. */
export interface Clone {
  /** Of `package.json`. */
  readonly version: string;
  readonly changelog: string;
  /** Files that differ from the commit, or are not in it. */
  readonly changedFiles: readonly string[];
  readonly tags: readonly string[];
  /** Whether `test/kept` has a folder for the version. */
  readonly isKept: boolean;
}

export const tagOf = (version: string): string => `v${version}`;

/** Versions with a date, in the order of the changelog, and what it says before the first of them. */
export function releasesIn(changelog: string): {
  readonly unreleased: string;
  readonly releases: readonly { readonly version: string; readonly date: string }[];
} {
  const dated = [...changelog.matchAll(/^## (\d+\.\d+\.\d+) - (\d{4}-\d{2}-\d{2})$/gm)];
  const [, after = ''] = /^## Unreleased$([\s\S]*)/m.exec(changelog.slice(0, dated[0]?.index)) ?? [];
  return { unreleased: after.trim(), releases: dated.map(([, version = '', date = '']) => ({ version, date })) };
}

/** What is in the way of a release, in sentences that say what to do. */
export function notReady({ version, changelog, changedFiles, tags, isKept }: Clone): readonly string[] {
  const { unreleased, releases } = releasesIn(changelog);
  return [
    ...(releases[0]?.version === version
      ? []
      : [`CHANGELOG.md: the newest heading with a date must be "## ${version} - <date>"`]),
    ...(unreleased === '' ? [] : [`CHANGELOG.md: what stands under "Unreleased" belongs to ${version}`]),
    ...(isKept ? [] : [`test/kept/${version} is not there: run "npm run fixtures" before the changelog gets its date`]),
    ...(tags.includes(tagOf(version)) ? [`${tagOf(version)} exists: give package.json the next version`] : []),
    ...(changedFiles.length === 0 ? [] : [`commit or remove first: ${changedFiles.join(', ')}`]),
  ];
}
