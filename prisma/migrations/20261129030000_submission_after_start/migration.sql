-- Lists of responses are in the order of the start. A list of what was submitted before some time begins at that time,
-- because nothing is submitted before it is started. Clocks of two gateways may differ by a moment: submissions that
-- precede their start get its time.
UPDATE "survey_response" SET "submitted_at" = "started_at" WHERE "submitted_at" < "started_at";
ALTER TABLE "survey_response" ADD CONSTRAINT "survey_response_submitted_after_start" CHECK ("submitted_at" >= "started_at");
