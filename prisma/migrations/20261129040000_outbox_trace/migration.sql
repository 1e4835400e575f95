-- The events of one trace: the journey of an event is found by a request's traceparent. The trace ID is its second field.
CREATE INDEX "outbox_trace" ON "outbox" (substr("traceparent", 4, 32), "seq") WHERE "traceparent" IS NOT NULL;
