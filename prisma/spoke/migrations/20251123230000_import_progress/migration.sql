-- How far an import is, and why it failed. Locks imports for a moment.

ALTER TABLE "imports"
  ADD COLUMN "total" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "progress" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "error" TEXT;
