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

-- What instances said that they can run; shown, and no ground for any decision.
CREATE TABLE "instance_catalogues" (
  "instance_id" UUID NOT NULL,
  "catalogue" JSONB NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "instance_catalogues_pkey" PRIMARY KEY ("instance_id")
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "instance_catalogues" TO wheelhouse_app;

-- What runs ask people is found without reading everything that they said. Locks the table for writes while it is built.
CREATE INDEX "run_events_asked_idx" ON "run_events"("run_id", "seq")
  WHERE "type" IN ('permission.requested', 'input.requested', 'permission.resolved');
