-- Who runs the instance, and what a mailed code completes. Two columns with a default or nullable: no rewrite, a short lock.

ALTER TABLE "users" ADD COLUMN "instance_admin" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "login_codes" ADD COLUMN "sealed" BYTEA;
