-- Lists in the order of one column, with a range of another. A B-tree is in the order of one of them only, so such a
-- list read all rows of the range, or all rows in order, until its page was full. GiST finds the nearest rows to an end
-- of the order and passes over what the range excludes. The extension is part of PostgreSQL's contrib and is trusted:
-- the owner of a database may create it.
-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "btree_gist";

-- The first 48 bits of an ID, in the order of IDs. GiST has no distances of UUIDs. With it, many rows with one value of
-- the order are not all read for a page.
CREATE FUNCTION id_number(uuid) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('x' || substr($1::text, 1, 8) || substr($1::text, 10, 4))::bit(48)::bigint::float8;

-- Prisma's schema has no indexes of expressions: these three are only here. They leave out rows without the values,
-- because GiST reads all of an index to find them.
-- CreateIndex
CREATE INDEX "survey_response_submitted_near" ON "survey_response"
  USING GIST ("survey_id", "collector_id", "status", "submitted_at", "started_at", id_number("id")) WHERE ("submitted_at" IS NOT NULL);

-- CreateIndex
CREATE INDEX "survey_created_near" ON "survey" USING GIST ("tenant", "status", "created_at", "updated_at", id_number("id"));

-- CreateIndex
CREATE INDEX "movie_released_near" ON "movie" USING GIST ("major_genre", "release_date", "imdb_rating", id_number("id"))
  WHERE ("release_date" IS NOT NULL AND "imdb_rating" IS NOT NULL);

-- Lists with two filters. The survey of a collector is in its index, because a list may ask for a collector of another
-- survey, and then has no rows.
-- DropIndex
DROP INDEX "survey_response_collector_id_started_at_id_idx";

-- CreateIndex
CREATE INDEX "survey_response_collector_id_survey_id_started_at_id_idx" ON "survey_response"("collector_id", "survey_id", "started_at", "id");

-- CreateIndex
CREATE INDEX "survey_response_collector_id_survey_id_status_started_at_id_idx" ON "survey_response"("collector_id", "survey_id", "status", "started_at", "id");

-- DropIndex
DROP INDEX "booking_show_id_created_at_id_idx";

-- CreateIndex
CREATE INDEX "booking_show_id_tenant_created_at_id_idx" ON "booking"("show_id", "tenant", "created_at", "id");

-- CreateIndex
CREATE INDEX "booking_show_id_tenant_status_created_at_id_idx" ON "booking"("show_id", "tenant", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "booking_buyer_tenant_subject_status_created_at_id_idx" ON "booking"("buyer_tenant", "subject", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "booking_buyer_tenant_subject_show_id_created_at_id_idx" ON "booking"("buyer_tenant", "subject", "show_id", "created_at", "id");

-- DropIndex
DROP INDEX "show_screen_id_starts_at_idx";

-- CreateIndex
CREATE INDEX "show_screen_id_starts_at_id_idx" ON "show"("screen_id", "starts_at", "id");

-- CreateIndex
CREATE INDEX "show_screen_id_movie_id_starts_at_id_idx" ON "show"("screen_id", "movie_id", "starts_at", "id");
