/** A list as somebody likes to look at it: the search parameters of its address, under a name. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly isShared: boolean;
  readonly ownerId: string;
  readonly ownerName: string;
}

export interface ViewWish {
  readonly name: string;
  readonly query: string;
  readonly isShared: boolean;
}

/** What a console knows of the views of one screen, and how it changes them. */
export interface ViewsOf {
  readonly queryKey: readonly unknown[];
  /** The id of whoever looks. */
  readonly me: string;
  readonly mayShare: boolean;
  /** May delete what others share. */
  readonly mayManage: boolean;
  /** With whom a view is shared: "everybody in Acme". */
  readonly everybody: string;
  list(signal: AbortSignal): Promise<readonly SavedView[]>;
  create(wish: ViewWish): Promise<unknown>;
  change(id: string, wish: Partial<ViewWish>): Promise<unknown>;
  remove(id: string): Promise<unknown>;
}

/** Of a screen: what its address holds now, and how it is read. */
export interface ViewedScreen {
  readonly of: ViewsOf;
  /** Without what is looked at in passing, such as one row. */
  readonly search: object;
  /** As the router reads the screen's address. */
  readonly read: (search: Record<string, unknown>) => object;
}
