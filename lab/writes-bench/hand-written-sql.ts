/** The statements of the hand-written transactions: one that locks, one that writes, named, the outbox's rows included. */

/** The row of an event: $1 is its ID, $2 its shard. */
const outbox = (topic: string, type: string, aggregate: string, tenant: string, actor: string, data: string) => `
  INSERT INTO outbox (event_id, topic, type, aggregate_id, tenant, actor, occurred_at, data, shard)
  SELECT $1::uuid, '${topic}', '${type}', ${aggregate}, ${tenant}, ${actor}, now(), ${data}, $2::smallint`;

export const LOCK_SEATS = `
  SELECT x.label, x.status::text AS status, x.held_until > clock_timestamp() AS "isLive", t.price_minor AS price
  FROM seat x JOIN price_tier t ON t.show_id = x.show_id AND t.code = x.tier
  WHERE x.show_id = $1 AND x.label = ANY($2) ORDER BY x.label FOR UPDATE OF x`;
export const HOLD = `
  WITH v AS (
    UPDATE show SET seat_map_version = seat_map_version + 1
    WHERE id = $3 AND status = 'scheduled' AND starts_at > clock_timestamp() RETURNING tenant, currency, seat_map_version),
  h AS (
    INSERT INTO seat_hold (id, show_id, buyer_tenant, subject, labels, status, total_minor, currency, created_at, expires_at)
    SELECT $4, $3, $5, $6, $7::text[], 'active', $8, v.currency, now(), now() + interval '15 minutes' FROM v),
  s AS (
    UPDATE seat SET status = 'held', hold_id = $4, held_until = now() + interval '15 minutes', booking_id = NULL
    WHERE show_id = $3 AND label = ANY($7)),
  o AS (${outbox(
    'bookings',
    'gateway.show.seats-changed.v1',
    '$3',
    'v.tenant',
    '$6',
    `jsonb_build_object('showId', $3::uuid, 'seatMapVersion', v.seat_map_version, 'cause', 'held', 'holdId', $4::uuid, 'seats',
      (SELECT jsonb_agg(jsonb_build_object('label', l, 'status', 'held')) FROM unnest($7::text[]) l))`,
  )} FROM v)
  SELECT currency FROM v`;

export const LOCK_HOLD = `
  SELECT h.show_id AS "showId", h.labels, h.status::text AS status, h.expires_at > clock_timestamp() AS "isLive",
    h.total_minor AS total, h.currency, s.tenant, s.status::text AS "showStatus"
  FROM seat_hold h JOIN show s ON s.id = h.show_id WHERE h.id = $1 AND h.buyer_tenant = $2 AND h.subject = $3 FOR UPDATE OF h`;
export const BOOK = `
  WITH b AS (
    INSERT INTO booking (id, show_id, hold_id, tenant, buyer_tenant, subject, email, total_minor, currency, created_at, updated_at)
    VALUES ($3, $4, $5, $6, $7, $8, $9, $10, $11, now(), now())),
  bs AS (
    INSERT INTO booking_seat (booking_id, show_id, label, tier, price_minor)
    SELECT $3, $4, x.label, x.tier, t.price_minor FROM seat x JOIN price_tier t ON t.show_id = x.show_id AND t.code = x.tier
    WHERE x.show_id = $4 AND x.label = ANY($12::text[]))
  ${outbox(
    'bookings',
    'gateway.booking.created.v1',
    '$3',
    '$6',
    '$8',
    `jsonb_build_object('bookingId', $3::uuid, 'showId', $4::uuid, 'holdId', $5::uuid, 'seats', to_jsonb($12::text[]),
      'total', jsonb_build_object('amountMinor', $10::int, 'currency', $11::text))`,
  )}`;

export const LOCK_BOOKING = `
  SELECT b.hold_id AS "holdId", b.show_id AS "showId", h.labels, b.status::text AS status, b.total_minor AS total, b.currency, b.email, b.tenant,
    h.expires_at > clock_timestamp() AS "isLive", (SELECT count(*)::int FROM payment p WHERE p.booking_id = b.id AND p.status = 'pending') AS pending
  FROM seat_hold h JOIN booking b ON b.hold_id = h.id WHERE b.id = $1 AND b.buyer_tenant = $2 AND b.subject = $3 FOR UPDATE OF h, b`;
export const BEGIN_PAYMENT = `
  INSERT INTO payment (id, booking_id, amount_minor, currency, created_at, updated_at) VALUES ($1, $2, $3, $4, now(), now())`;
export const LOCK_PAYMENT = `
  SELECT p.status::text AS status, m.title AS "movieTitle", v.name AS "venueName", c.name AS "screenName", v.time_zone AS "timeZone",
    to_char(s.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "startsAt"
  FROM payment p JOIN booking b ON b.id = p.booking_id JOIN seat_hold h ON h.id = b.hold_id JOIN show s ON s.id = b.show_id
    JOIN movie m ON m.id = s.movie_id JOIN screen c ON c.id = s.screen_id JOIN venue v ON v.id = c.venue_id
  WHERE p.id = $1 FOR UPDATE OF h, b, p`;
export const SELL = `
  WITH e AS (INSERT INTO payment_event (id, payment_id, type, received_at) VALUES ($5, $4, 'succeeded', now())),
  p AS (UPDATE payment SET status = 'succeeded', updated_at = now(), provider_ref = $6 WHERE id = $4),
  h AS (UPDATE seat_hold SET status = 'booked' WHERE id = $7),
  bs AS (UPDATE booking_seat SET sold = true WHERE booking_id = $8),
  s AS (
    UPDATE seat SET status = 'sold', booking_id = $8, hold_id = NULL, held_until = NULL WHERE show_id = $3 AND label = ANY($9::text[])),
  b AS (UPDATE booking SET status = 'confirmed', version = version + 1, updated_at = now() WHERE id = $8 RETURNING id, status::text, version),
  v AS (UPDATE show SET seat_map_version = seat_map_version + 1 WHERE id = $3 RETURNING tenant, seat_map_version),
  o AS (${outbox(
    'bookings',
    'gateway.show.seats-changed.v1',
    '$3',
    'v.tenant',
    `'system:payments'`,
    `jsonb_build_object('showId', $3::uuid, 'seatMapVersion', v.seat_map_version, 'cause', 'sold', 'holdId', $7::uuid, 'bookingId', $8::uuid,
      'seats', (SELECT jsonb_agg(jsonb_build_object('label', l, 'status', 'sold')) FROM unnest($9::text[]) l))`,
  )} FROM v),
  o2 AS (
    INSERT INTO outbox (event_id, topic, type, aggregate_id, tenant, actor, occurred_at, data, shard)
    SELECT $10::uuid, 'bookings', 'gateway.booking.confirmed.v1', $8, v.tenant, 'system:payments', now(), $11::jsonb, $12::smallint FROM v)
  SELECT * FROM b`;

export const TO_RESPOND = `
  WITH quotas AS MATERIALIZED (
    SELECT id FROM quota WHERE survey_id = (SELECT survey_id FROM collector WHERE slug = $1) AND option_id = ANY($2::uuid[])
    ORDER BY id FOR UPDATE)
  SELECT c.id AS "collectorId", c.survey_id AS "surveyId", s.tenant, (SELECT count(*)::int FROM quotas) AS quotas,
    (SELECT json_agg(json_build_object('id', q.id, 'required', q.required, 'options',
      (SELECT array_agg(o.id) FROM question_option o WHERE o.question_id = q.id))) FROM question q WHERE q.survey_id = s.id) AS questions
  FROM collector c JOIN survey s ON s.id = c.survey_id WHERE c.slug = $1 AND c.status = 'open' AND s.status = 'open'`;
export const RESPOND = `
  WITH r AS (
    INSERT INTO survey_response (id, survey_id, collector_id, status, started_at, submitted_at) VALUES ($3, $4, $5, 'completed', now(), now())),
  a AS (
    INSERT INTO answer (response_id, question_id, position, option_id, text)
    SELECT $3, a.question_id, 0, a.option_id, a.text FROM jsonb_to_recordset($6::jsonb) AS a(question_id uuid, option_id uuid, text text)),
  o AS (${outbox(
    'surveys',
    'gateway.response.started.v1',
    '$3',
    '$7',
    `'anonymous'`,
    `jsonb_build_object('responseId', $3::uuid, 'surveyId', $4::uuid, 'collectorId', $5::uuid)`,
  )})
  INSERT INTO outbox (event_id, topic, type, aggregate_id, tenant, actor, occurred_at, data, shard)
  SELECT $8::uuid, 'surveys', 'gateway.response.submitted.v1', $3, $7, 'anonymous', now(), $9::jsonb, $2::smallint`;

export const SURVEY = `
  WITH s AS (
    INSERT INTO survey (id, tenant, owner_id, title, language, created_at, updated_at) VALUES ($3, $4, $5, $6, 'en', now(), now())),
  p AS (
    INSERT INTO survey_page (id, survey_id, position, title)
    SELECT id, $3, position, title FROM jsonb_to_recordset($7::jsonb) AS g(id uuid, position int, title text)),
  q AS (
    INSERT INTO question (id, survey_id, page_id, position, heading, family, subtype)
    SELECT id, $3, page_id, position, heading, 'single_choice', 'vertical'
    FROM jsonb_to_recordset($8::jsonb) AS g(id uuid, page_id uuid, position int, heading text)),
  o AS (
    INSERT INTO question_option (id, question_id, position, label, value)
    SELECT id, question_id, position, label, value
    FROM jsonb_to_recordset($9::jsonb) AS g(id uuid, question_id uuid, position int, label text, value float8))
  ${outbox('surveys', 'gateway.survey.created.v1', '$3', '$4', '$5', `jsonb_build_object('surveyId', $3::uuid, 'title', $6::text, 'language', 'en')`)}`;
