-- An import keeps what it is going to make before it makes it, so that a crash in the middle is gone on from. Locks imports
-- and import_rows for a moment.

ALTER TABLE "imports"
  ADD COLUMN "failure" JSONB;

ALTER TABLE "import_rows"
  ADD COLUMN "position" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "section" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "row" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "data" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "before" JSONB,
  ADD COLUMN "done_at" TIMESTAMPTZ(3);
CREATE INDEX "import_rows_workspace_id_import_id_position_idx" ON "import_rows"("workspace_id", "import_id", "position");
-- Whoever accepts an invitation is put into the teams that the import had for them.
CREATE INDEX "import_rows_workspace_id_row_id_idx" ON "import_rows"("workspace_id", "row_id");
