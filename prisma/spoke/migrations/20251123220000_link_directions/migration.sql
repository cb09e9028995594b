-- The two directions of the link in rows of their own: what takes messages holds its row until their commit, and what
-- numbers messages waited for it. Locks link_state for a moment.

CREATE TABLE "link_up" (
  "hub_id" UUID NOT NULL,
  "epoch" TEXT NOT NULL,
  "next" BIGINT NOT NULL DEFAULT 1,
  CONSTRAINT "link_up_pkey" PRIMARY KEY ("hub_id")
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "link_up" TO wheelhouse_app;

INSERT INTO "link_up" ("hub_id", "epoch", "next")
SELECT "hub_id", "up_epoch", "up_next" FROM "link_state" WHERE "up_epoch" IS NOT NULL;
ALTER TABLE "link_state" DROP COLUMN "up_epoch", DROP COLUMN "up_next";
