-- Unlogged: a crash of the server may empty it. Then callers have their whole allowance once more in that minute, and no
-- statement waits for the write-ahead log.
CREATE UNLOGGED TABLE "spent_points" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "caller" TEXT NOT NULL,
    "points" BIGINT NOT NULL,

    CONSTRAINT "spent_points_pkey" PRIMARY KEY ("minute","caller")
);
