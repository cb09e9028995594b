import {
  cloneElement,
  lazy,
  Suspense,
  useState,
  type ComponentType,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
} from 'react';

/** The button that opens something. */
export type Trigger = ReactElement<HTMLAttributes<HTMLElement> & RefAttributes<HTMLButtonElement>>;

/** Something whose button is there at once. The rest is read when somebody points at the button, and opens by a click. */
export function openedOnDemand<Props extends { readonly trigger: Trigger }>(
  read: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactNode {
  const Opened: ComponentType<Props> = lazy(async () => ({ default: await read() }));
  const ahead = (): void => {
    // What does not come now is asked for again by the click, which tells of it.
    read().catch(() => undefined);
  };
  return function OpenedOnDemand(props: Props): ReactNode {
    const [isAsked, setAsked] = useState(false);
    const button = cloneElement(props.trigger, {
      'aria-haspopup': 'menu',
      'aria-expanded': false,
      onClick: () => setAsked(true),
      onFocus: ahead,
      onPointerEnter: ahead,
    });
    if (!isAsked) return button;
    return (
      <Suspense fallback={button}>
        <Opened {...props} />
      </Suspense>
    );
  };
}
