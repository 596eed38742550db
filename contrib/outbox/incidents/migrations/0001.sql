-- Version 1 of the reports to CareFlex: which companies report, and for which months everything was entered.

CREATE TABLE kontrakt_outbox.reporter (
    company text PRIMARY KEY, -- the CareFlex ID
    since   date NOT NULL, -- the first month to report
    until   date -- the last one; NULL if there is none yet
);

CREATE TABLE kontrakt_outbox.month (
    company   text NOT NULL REFERENCES kontrakt_outbox.reporter,
    month     date NOT NULL CHECK (extract(day FROM month) = 1),
    closed_at timestamptz, -- when everything was entered
    empty     bigint REFERENCES kontrakt_outbox.item, -- the empty message
    reported  boolean NOT NULL DEFAULT false, -- an incident of the month was accepted
    PRIMARY KEY (company, month)
);
CREATE INDEX month_closed ON kontrakt_outbox.month (company, month)
    WHERE closed_at IS NOT NULL AND empty IS NULL AND NOT reported;
CREATE INDEX month_empty ON kontrakt_outbox.month (empty) WHERE empty IS NOT NULL; -- for deleting items

CREATE VIEW kontrakt_outbox.incidents AS
    SELECT id, company, tag AS month, state, attempt, service_id AS incident_id, reason_kind, code, message, enqueued_at,
        sent_at, settled_at, decided_at
    FROM kontrakt_outbox.items WHERE operation = 'NewIncident';

CREATE VIEW kontrakt_outbox.months AS
    SELECT r.company, expected.month::date AS month, counted.incidents, counted.unsettled, m.closed_at,
        e.state AS empty_state,
        CASE WHEN counted.incidents > 0 THEN 'incidents'
            WHEN m.closed_at IS NULL THEN 'nothing entered yet'
            WHEN m.empty IS NULL THEN 'empty'
            ELSE 'empty ' || e.state END AS state
    FROM kontrakt_outbox.reporter r
    CROSS JOIN LATERAL generate_series(r.since, least(r.until, current_date), '1 month') AS expected (month)
    LEFT JOIN kontrakt_outbox.month m ON m.company = r.company AND m.month = expected.month
    LEFT JOIN kontrakt_outbox.item e ON e.id = m.empty
    CROSS JOIN LATERAL (
        SELECT count(*) AS incidents, count(*) FILTER (WHERE i.state IN ('pending', 'in flight', 'unknown')) AS unsettled
        FROM kontrakt_outbox.lane l JOIN kontrakt_outbox.item i ON i.lane = l.id
        WHERE l.operation = 'NewIncident' AND l.company = r.company AND i.tag = to_char(expected.month, 'YYYY-MM')
            AND i.tag <> '' AND i.state <> 'cancelled'
    ) counted;
COMMENT ON VIEW kontrakt_outbox.months IS
    'Each company and month: incidents, nothing entered yet, empty (to be reported), or empty with the state of the message.';
