/**
 * Arguments for `setpriv` after which no program gains privileges: no set-user-id, and for root no capabilities (root
 * without them still owns root's files: only a sandboxed file system keeps those away).
 */
export function dropPrivilegeArguments(isRoot: boolean): string[] {
  return isRoot ? ['--nnp', '--inh-caps=-all', '--bounding-set=-all'] : ['--nnp'];
}
