-- CreateIndex
CREATE INDEX "movie_release_date_id_idx" ON "movie"("release_date", "id");

-- CreateIndex
CREATE INDEX "movie_imdb_rating_id_idx" ON "movie"("imdb_rating", "id");

-- CreateIndex
CREATE INDEX "survey_tenant_updated_at_id_idx" ON "survey"("tenant", "updated_at", "id");

-- CreateIndex
CREATE INDEX "survey_tenant_title_id_idx" ON "survey"("tenant", "title", "id");
