/**
 * One line where functions run on another major version of Node here than where they are deployed: they may behave otherwise.
 *
 * @param runtimes  of the functions, such as `nodejs24.x`
 * @param version  of this process, such as `v20.19.0`
 * @returns `undefined` where it is the same version
 */
export function otherNodeVersion(runtimes: readonly string[], version: string): string | undefined {
  const here = /^v(\d+)\./.exec(version)?.[1];
  const others = [...new Set(runtimes)].filter((each) => each !== `nodejs${here}.x`);
  if (here === undefined || others.length === 0) return undefined;
  const deployed = others.map((each) => `Node ${/\d+/.exec(each)?.[0]} (${each})`).join(', ');
  return `This is Node ${here}; the functions are deployed on ${deployed}.`;
}
