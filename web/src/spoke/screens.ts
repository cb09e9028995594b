import {
  Bot,
  House,
  KeyRound,
  ListTree,
  LockKeyhole,
  Network,
  ScrollText,
  Settings,
  ShieldQuestion,
  Users,
  UsersRound,
} from 'lucide-react';
import { mayDo, type Screen } from '../frame/screens.ts';

const screens: readonly Screen[] = [
  { path: '', label: 'Home', icon: House, group: '', key: 'h' },
  { path: '/runs', label: 'Runs', icon: ListTree, group: '', key: 'r', permission: 'runs:read' },
  { path: '/agents', label: 'Agents', icon: Bot, group: '', key: 'a', permission: 'agents:read' },
  { path: '/approvals', label: 'Approvals', icon: ShieldQuestion, group: '', key: 'p', permission: 'runs:read' },
  { path: '/members', label: 'Members', icon: Users, group: 'Workspace', key: 'm', permission: 'members:read' },
  { path: '/teams', label: 'Teams', icon: UsersRound, group: 'Workspace', key: 't', permission: 'teams:read' },
  { path: '/keys', label: 'Keys', icon: KeyRound, group: 'Workspace', key: 'k', permission: 'keys:create' },
  { path: '/secrets', label: 'Secrets', icon: LockKeyhole, group: 'Workspace', key: 's', permission: 'secrets:read' },
  { path: '/audit', label: 'Audit', icon: ScrollText, group: 'Workspace', key: 'u', permission: 'audit:read' },
  {
    path: '/federation',
    label: 'Federation',
    icon: Network,
    group: 'Workspace',
    key: 'f',
    permission: 'federation:read',
  },
  { path: '/settings', label: 'Settings', icon: Settings, group: 'Workspace', key: 'e', permission: 'settings:view' },
];

/** The screens that somebody with these permissions has, with their whole addresses. Pure. */
export function screensOf(workspaceId: string, permissions: readonly string[]): Screen[] {
  return screens
    .filter(({ permission }) => mayDo(permissions, permission))
    .map((screen) => ({ ...screen, path: `/w/${workspaceId}${screen.path}` }));
}
