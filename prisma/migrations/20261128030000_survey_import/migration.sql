-- CreateTable
CREATE TABLE "survey_import" (
    "survey_id" UUID NOT NULL,
    "meaning" JSONB NOT NULL,

    CONSTRAINT "survey_import_pkey" PRIMARY KEY ("survey_id")
);

-- AddForeignKey
ALTER TABLE "survey_import" ADD CONSTRAINT "survey_import_survey_id_fkey" FOREIGN KEY ("survey_id") REFERENCES "survey"("id") ON DELETE CASCADE ON UPDATE CASCADE;
