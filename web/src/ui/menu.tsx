import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { cloneElement, Fragment, useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import type { LazyMenuProps, MenuEntry } from './lazy-menu.tsx';

/** The library's own red falls short of a contrast of 4.5 : 1. */
const dangerous = { '--menu-item-color': 'var(--mantine-color-error)' } as CSSProperties;

/** A menu that opens as soon as it is there, as if its button had been pressed just now. */
export function OpeningMenu(props: LazyMenuProps): ReactNode {
  const { trigger, parts, position = 'bottom-end', width } = props;
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The focus comes back to where it was, and the button pressed is no longer in the page: this one is in its place.
    button.current?.focus({ preventScroll: true });
    setOpen(true);
  }, []);
  return (
    <Menu opened={isOpen} onChange={setOpen} position={position} {...(width === undefined ? {} : { width })}>
      <Menu.Target>{cloneElement(trigger, { ref: button })}</Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
        {parts.map(({ heading, isApart = false, entries }, at) => (
          // Parts neither come nor go.
          <Fragment key={at}>
            {isApart && <Menu.Divider />}
            {heading !== undefined && <Menu.Label>{heading}</Menu.Label>}
            {entries.map((entry, index) => (
              <Entry key={index} {...entry} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Entry({ label, icon: Icon, isDanger = false, isCurrent = false, beside, to, run }: MenuEntry): ReactNode {
  const looks = {
    ...(Icon === undefined ? {} : { leftSection: <Icon size={14} aria-hidden /> }),
    ...(beside === undefined ? {} : { rightSection: beside }),
    ...(isDanger ? { style: dangerous } : {}),
    ...(isCurrent ? { 'aria-current': true as const } : {}),
  };
  if (to !== undefined)
    return (
      <Menu.Item component={Link} to={to} {...looks}>
        {label}
      </Menu.Item>
    );
  return (
    <Menu.Item {...looks} {...(run === undefined ? {} : { onClick: run })}>
      {label}
    </Menu.Item>
  );
}
