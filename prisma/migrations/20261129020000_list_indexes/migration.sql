-- Both extensions are part of PostgreSQL's contrib and are trusted: the owner of a database may create them.
-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "pg_trgm";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "btree_gin";

-- DropIndex: the index of the collector and the time serves the same reads.
DROP INDEX "survey_response_collector_id_idx";

-- DropIndex: likewise.
DROP INDEX "booking_show_id_idx";

-- CreateIndex
CREATE INDEX "survey_tenant_title_trgm" ON "survey" USING GIN ("tenant", "title" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "survey_tenant_status_updated_at_id_idx" ON "survey"("tenant", "status", "updated_at", "id");

-- CreateIndex
CREATE INDEX "survey_tenant_status_title_id_idx" ON "survey"("tenant", "status", "title", "id");

-- CreateIndex
CREATE INDEX "survey_response_survey_id_status_started_at_id_idx" ON "survey_response"("survey_id", "status", "started_at", "id");

-- CreateIndex
CREATE INDEX "survey_response_collector_id_started_at_id_idx" ON "survey_response"("collector_id", "started_at", "id");

-- CreateIndex
CREATE INDEX "movie_title_trgm" ON "movie" USING GIN ("title" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "movie_major_genre_release_date_id_idx" ON "movie"("major_genre", "release_date", "id");

-- CreateIndex
CREATE INDEX "movie_major_genre_imdb_rating_id_idx" ON "movie"("major_genre", "imdb_rating", "id");

-- CreateIndex
CREATE INDEX "show_scheduled" ON "show"("starts_at", "movie_id") WHERE (status = 'scheduled');

-- CreateIndex
CREATE INDEX "booking_tenant_status_created_at_id_idx" ON "booking"("tenant", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "booking_show_id_created_at_id_idx" ON "booking"("show_id", "created_at", "id");
