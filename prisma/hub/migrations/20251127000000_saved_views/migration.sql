-- Lists as operators like to look at them, their own or shared among them. A new table; its reference locks operators for a moment.

CREATE TABLE "saved_views" (
  "id" UUID NOT NULL,
  "owner_id" UUID NOT NULL,
  "screen" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "query" TEXT NOT NULL,
  "is_shared" BOOLEAN NOT NULL DEFAULT false,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "saved_views_owner_id_screen_name_key" ON "saved_views"("owner_id", "screen", "name");

ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_owner_id_fkey" FOREIGN KEY ("owner_id")
  REFERENCES "operators"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

GRANT SELECT, INSERT, UPDATE, DELETE ON "saved_views" TO wheelhouse_app;
