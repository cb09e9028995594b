-- Which instance locked a workspace: it alone, and people here, may lift that. A new column without a default: a moment's lock.
ALTER TABLE "workspace_settings" ADD COLUMN "locked_by" UUID;
