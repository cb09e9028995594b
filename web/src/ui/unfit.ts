/** What was typed or opened does not fit. Its message is for people. */
export class Unfit extends Error {}
