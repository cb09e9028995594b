-- Kill-all of the fleet: who stopped it and whether spawns are relayed again, and the signed commands that went out. New tables.

CREATE TABLE "fleet_stops" (
  "id" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "actor" TEXT NOT NULL,
  "reason" TEXT,
  "lock" BOOLEAN NOT NULL,
  "lifted_at" TIMESTAMPTZ(3),
  "lifted_by" TEXT,
  CONSTRAINT "fleet_stops_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "fleet_stops_at_idx" ON "fleet_stops"("at" DESC);

CREATE TABLE "fleet_stop_commands" (
  "stop_id" UUID NOT NULL,
  "iss" UUID NOT NULL,
  "command_id" UUID NOT NULL,
  "aud" UUID NOT NULL,
  "workspace_id" UUID NOT NULL,
  "code" TEXT,
  CONSTRAINT "fleet_stop_commands_pkey" PRIMARY KEY ("stop_id", "iss", "command_id")
);
ALTER TABLE "fleet_stop_commands" ADD CONSTRAINT "fleet_stop_commands_stop_id_fkey"
  FOREIGN KEY ("stop_id") REFERENCES "fleet_stops"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

GRANT SELECT, INSERT, UPDATE ON "fleet_stops", "fleet_stop_commands" TO wheelhouse_app;
