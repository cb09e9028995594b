import { Activity, Building2, Cable, ListTree, Network, ScrollText, Server, SquarePlus } from 'lucide-react';
import { mayDo, type Screen } from '../frame/screens.ts';

const screens: readonly Screen[] = [
  { path: '/', label: 'Fleet', icon: Network, group: '', key: 'f', permission: 'fleet:read' },
  { path: '/runs', label: 'Runs', icon: ListTree, group: '', key: 'r', permission: 'fleet:read' },
  { path: '/activity', label: 'Activity', icon: Activity, group: '', key: 'a', permission: 'fleet:read' },
  { path: '/join', label: 'Join', icon: SquarePlus, group: 'Instances', key: 'j', permission: 'join-tokens:read' },
  {
    path: '/connections',
    label: 'Connections',
    icon: Cable,
    group: 'Instances',
    key: 'c',
    permission: 'connections:read',
  },
  { path: '/audit', label: 'Audit', icon: ScrollText, group: 'Hub', key: 'u', permission: 'audit:read' },
  {
    path: '/organization',
    label: 'Organization',
    icon: Building2,
    group: 'Hub',
    key: 'o',
    permission: 'operators:read',
  },
  { path: '/system', label: 'System', icon: Server, group: 'Hub', key: 's', permission: 'fleet:read' },
];

/** The screens that somebody with these permissions has. Pure. */
export function screensOf(permissions: readonly string[]): Screen[] {
  return screens.filter(({ permission }) => mayDo(permissions, permission));
}
